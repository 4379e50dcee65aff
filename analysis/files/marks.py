"""Characters that no cell needs and pages, pictures and other programs stumble over; tabs and line feeds are none."""

from __future__ import annotations

import re

# Line and paragraph separators and their like; a space stands for them.
BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
# Control characters, soft hyphens, marks of direction, byte-order marks and other characters that show nothing.
UNSEEN = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_ANY, _BREAKS, _UNSEEN = (re.compile(f"[{signs}]") for signs in (BREAKS + UNSEEN, BREAKS, UNSEEN))
_IN_UTF8 = re.compile(
    b"\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0\xa6-\xa9]|\xef\xbb\xbf"
)


_LEADS = (b"\xc2", b"\xd8\x9c", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb\xbf")


def marked(data: bytes) -> bool:
    """Tell whether UTF-8 holds such characters; in a tenth of the time of a search, as nearly all files hold none."""
    import numpy as np

    if not data:
        return False
    codes = np.frombuffer(data, np.uint8)
    if codes.min() < 9 or (codes - np.uint8(14)).min() < 18 or any(sign in data for sign in (b"\v", b"\f", b"\x7f")):
        return True
    return not data.isascii() and any(lead in data for lead in _LEADS) and _IN_UTF8.search(data) is not None


def cleaned(cell: str) -> str:
    """Give a cell without them."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", cell)).strip() if _ANY.search(cell) else cell


def marked_sql(column: str) -> str:
    """Give the SQL that tells whether a cell holds such characters."""
    return f"regexp_matches({column}, {_pattern(BREAKS + UNSEEN)})"


def cleaned_sql(column: str) -> str:
    """Give the SQL of a cell without them."""
    return f"trim(regexp_replace(regexp_replace({column}, {_pattern(BREAKS)}, ' ', 'g'), {_pattern(UNSEEN)}, '', 'g'))"


def _pattern(signs: str) -> str:
    return "'[" + "".join(sign if sign == "-" else rf"\x{{{ord(sign):x}}}" for sign in signs) + "]'"
