"""Characters of a printed text: what a typesetter put between the letters is taken away, what means something stays."""

from __future__ import annotations

import re

from ..files.marks import BREAKS, UNSEEN

GROUP = "\u202f"  # the one space that may part the digits of one number
_NARROW = "\u00a0\u2007\u2008\u2009\u202f"
_LETTERS = dict(
    zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
)
_SAME = {
    "\u2010": "-",
    "\u2011": "-",
    "\u00b5": "\u03bc",
    "\u2a7d": "\u2264",
    "\u2a7e": "\u2265",
    "\ufe64": "<",
    "\ufe65": ">",
}
_FULL = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MAPPED = str.maketrans(_LETTERS | _SAME | _FULL)
_HIDDEN = re.compile(f"[{UNSEEN}\u200c\u200d\ufffe]")
_THOUSANDS = re.compile(rf"(?<![\d.,{_NARROW}])\d{{1,3}}(?:[{_NARROW}]\d{{3}})+(?!\d)")
_BLANK = re.compile(rf"[\s{BREAKS}\u200a{GROUP}]+")

RAISED = str.maketrans("0123456789+-\u2212\u2013=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-=()ni0123456789+-")
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"


def plain(text: str) -> str:
    """Give a text with one space for every run of blanks, and without what only serves its look.

    Hidden characters (soft hyphens, zero-width signs, marks of direction) go, ligatures and full-width letters become
    letters, hyphens the hyphen of a keyboard. Minus signs, dashes and superscripts stay: what they mean is told by
    what stands around them. The thin spaces of ``12 500`` become U+202F, all others a space.

    Examples
    --------
    >>> plain("eﬃ\u00adcacy  of\u200a12\u2009500 patients")
    'efficacy of 12\u202f500 patients'
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    text = _HIDDEN.sub("", text.translate(_MAPPED))
    parts = []
    for at, piece in enumerate(_kept(text)):
        parts.append(re.sub(f"[{_NARROW}]", GROUP, piece) if at % 2 else _BLANK.sub(" ", piece))
    return "".join(parts)


def _kept(text: str) -> list[str]:
    """Cut a text so that every second piece is a number whose thousands are parted by narrow spaces."""
    pieces, end = [], 0
    for found in _THOUSANDS.finditer(text):
        pieces += [text[end : found.start()], found[0]]
        end = found.end()
    return [*pieces, text[end:]]
