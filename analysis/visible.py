"""Texts that a person reads on a screen or in a file: what shows nothing, or moves the cursor, is shown as its code."""

from __future__ import annotations

import unicodedata

# Control characters, invisible and direction marks, line and paragraph separators, halves of characters.
HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})


def visible(text: str, keep: str = "\n\t") -> str:
    r"""Give a text whose hidden characters, but for those to keep, are shown as their codes.

    An export's cell can hold the codes by which a terminal is colored, wiped or given a link, and marks by which lines
    are read backwards or end where nobody sees it.

    Examples
    --------
    >>> visible("Minor \x1b[2Jeffect")
    'Minor \\u001b[2Jeffect'
    >>> visible("No effect\u2028[labels.sex]")
    'No effect\\u2028[labels.sex]'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(sign) if unicodedata.category(sign) in HIDDEN and sign not in keep else sign for sign in text)


def one_line(text: str) -> str:
    """Give a text on one line, its blanks single spaces and its hidden characters shown."""
    return visible(" ".join(text.split()), keep="")


def _shown(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
