"""What divides the values of one cell: a sign such as ``;``, or a pattern between slashes such as ``/, | and /``."""

from __future__ import annotations

import re

from ...files.sql import literal

# Lists that people write: with numbers ("1. Heroin 2. Ethanol"), bullets, or a last "and". The number of a list stands
# at the start or after a space and has a sign behind it, so "Vitamin B12" and "0.5 mg" stay whole.
NUMBERED = r"/(?:^|\s*[;,|]\s*|\s+)\(?\d{1,2}[.):]\s+/"
BULLETED = r"/(?:^|\s+)[•·▪‣◦]\s*/"
WORDED = r"/\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+/"
# Where each value has something in brackets behind it, a comma within a value divides nothing: "Seizure, single (R)".
BRACKETED = r"/\)\s*[,;]\s*/"
# Lists of reports that were made for a browser.
BREAKS = r"/,?\s*(?:<[bB][rR]\s*/?>\s*)+/"
_SIGN = "\x1f"
PATTERNS = {
    NUMBERED: "numbers, as in '1. a 2. b'",
    BULLETED: "bullets",
    WORDED: "commas and 'and', as in 'a, b and c'",
    BREAKS: "line breaks of HTML",
    BRACKETED: "commas behind brackets, as in 'a (r), b (r)'",
}


def pattern_of(separator: str) -> str:
    """Give the regular expression that a separator stands for; empty for a plain sign."""
    return separator[1:-1] if len(separator) > 2 and separator[0] == separator[-1] == "/" else ""


def split(text: str, separator: str) -> list[str]:
    """Divide the text of a cell."""
    pattern = pattern_of(separator)
    if not pattern:
        return text.split(separator)
    if separator == BRACKETED:
        return re.sub(pattern, ")" + _SIGN, text).split(_SIGN)
    return re.split(pattern, text) if separator in PATTERNS else _divided(text, pattern)


def _divided(text: str, pattern: str) -> list[str]:
    """Divide a text by a pattern of the reader's own, in RE2 as the import does: Python's may backtrack for years."""
    from pyarrow import compute, scalar

    return compute.replace_substring_regex(scalar(text), pattern, _SIGN).as_py().split(_SIGN)


def split_sql(cell: str, separator: str) -> str:
    """Give the SQL of the list of values of a cell."""
    pattern = pattern_of(separator)
    if separator == BRACKETED:
        return (
            f"string_split(regexp_replace({cell}, {literal(pattern)}, {literal(')' + _SIGN)}, 'g'), {literal(_SIGN)})"
        )
    if pattern:
        return f"string_split_regex({cell}, {literal(pattern)})"
    return f"string_split({cell}, {literal(separator)})"


def in_words(separator: str) -> str:
    """Name a separator for a reader."""
    return PATTERNS.get(separator, repr(separator))
