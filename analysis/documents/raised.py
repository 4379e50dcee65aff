"""What raised characters mean: the power of a unit, or the mark of a footnote or reference."""

from __future__ import annotations

import re

from .characters import RAISED

_SIGNED = re.compile(r"[-+−–]\s?\d{1,3}|\d{0,2}[-+−–]|[-+−–]\d(?:/\d)?")
_DIGITS = re.compile(r"\d{1,3}")
_LIST = re.compile(r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3})+")
_NOTE_LETTERS = re.compile(r"[a-h](?:\s?,\s?[a-h])*|[ivx]{1,4}")
_NOTE_SIGNS = re.compile(r"[*†‡§¶#‖|∗\s,]+")
_POWER_OF_TEN = re.compile(r"(?<![\d.,])10$")
_LAST = re.compile(r"[^\W\d_]+$")
_MEASURES = frozenset(
    (
        *(
            "m",
            "cm",
            "mm",
            "dm",
            "km",
            "nm",
            "μm",
            "ft",
            "in",
            "inch",
            "inches",
            "s",
            "sec",
            "h",
            "hr",
            "min",
            "L",
            "l",
        ),
        *("g", "kg", "mg", "R", "r", "I", "H", "Q", "f", "F", "x", "X", "T", "p", "z", "n", "N", "chi", "eta", "omega"),
        *("epsilon", "metre", "metres", "meter", "meters"),
    )
)


def meaning(before: str, raised: str, after: str) -> str:
    """Tell what raised characters are, from the text before and after them.

    Returns
    -------
    str
        ``power`` (of ten, a unit or a symbol, a charge, an isotope), ``note`` (at a number, a label or by its sign),
        ``citation`` (digits at a word or the end of a sentence), or ``letters`` (an ordinal, a name, an index).

    Examples
    --------
    >>> meaning("10", "3", " cells"), meaning("kg/m", "2", ""), meaning("12.5", "3", ""), meaning("shown.", "3,4", "")
    ('power', 'power', 'note', 'citation')
    """
    if _NOTE_SIGNS.fullmatch(raised):
        return "note"
    if _SIGNED.fullmatch(raised):
        return "power"
    if _DIGITS.fullmatch(raised):
        return _of_digits(before, raised, after)
    if _LIST.fullmatch(raised):
        return "note" if before[-1:].isdecimal() or not before else "citation"
    if _NOTE_LETTERS.fullmatch(raised):
        symbol = re.search(r"(?<![^\W\d_])[^\W\d_]$", before)
        return "letters" if symbol and not after[:1].isspace() else "note"
    return "letters"


def _of_digits(before: str, digits: str, after: str) -> str:
    if _POWER_OF_TEN.search(before) or (before.endswith("2") and re.match(r"\s?(?:factorial|design)", after)):
        return "power"
    if before[-1:].isdecimal() or before.endswith("%"):
        return "note"
    if not before or before[-1] in " ([/-–:;,\u202f":
        isotope = re.match(r"m?[A-Z]", after) and len(digits) > 1
        return "power" if isotope else ("citation" if before else "note")
    last = _LAST.search(before)
    symbol = last and (last[0] in _MEASURES or "\u0370" <= last[0][0] <= "\u03ff")
    return "power" if symbol and digits in "234" else "citation"


def shown(raised: str) -> str:
    """Give raised characters as Unicode superscripts, where all of them have one; else as they are."""
    changed = raised.replace(" ", "").translate(RAISED)
    return changed if all(sign in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻" for sign in changed) else raised
