"""One number in a text: its digits or words, and the signs behind it that change it."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from ..errors import DataError

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: value for value, word in enumerate(_SMALL)}
WORDS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
WORDS |= {f"{tens}-{one}": WORDS[tens] + WORDS[one] for tens in _TENS for one in _SMALL[1:10]}
WORDS |= {"decade": 10, "dozen": 12}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}

_PARTS = {mark: Fraction(unicodedata.numeric(mark)) for mark in "½¼¾⅛⅜⅝⅞"}
_PARTS |= {mark: Fraction(tenths, 10) for mark, tenths in {"⅒": 1, "⅕": 2, "⅖": 4, "⅗": 6, "⅘": 8}.items()}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−–", "0123456789+---")
_SIGNS = str.maketrans("\uff0e\uff0c\uff05\uff0b\u066b\u066c\u066a\u2010\u2011\u2012\uff0d\ufe63", ".,%+.,%-----")

ALTERNATIVES = "|".join(sorted(WORDS, key=len, reverse=True))
_POWER = (
    r"(?:\s*[×x*·]\s*10(?:(?:\^|\*\*)(?P<caret>[-+−–]?\d{1,2})|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]{1,2}))"
    r"|e(?P<e>[-+−–]?\d{1,2}))(?!\w)"
)
NUMBER = re.compile(
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)"
    rf"(?:(?P<thousands>k)(?!\w)|{_POWER}|\s?(?P<part>[{''.join(_PARTS)}]))?"
    rf"|(?<!\w)(?P<part_alone>[{''.join(_PARTS)}])|\b(?P<word>{ALTERNATIVES})(?=\b|fold\b))"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)})\b)?(?:\s*(?P<mille>[‰‱]|(?:per\s?mille?|promille)\b))?",
    re.IGNORECASE,
)
DECADE = re.compile(r"\b(\d{3}0)s\b")
_LONGEST = 100
# What stands behind digits and makes another number, or none, of them: a power, an ordinal, a scale in one letter.
_OTHER = re.compile(r"[⁺⁻^]|(?:st|nd|rd|th)\b|[ºª]|(?:\s?(?:MM?|bn|mn|[BGKk])|[mb])(?![A-Za-z])")


def in_ascii(text: str) -> str:
    """Give a text of the same length with digits of every script, their marks and hyphens as ASCII writes them."""
    digits = (str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)
    return "".join(digits).translate(_SIGNS)


def numbers_in(text: str) -> list[re.Match]:
    """Find the numbers of a text (see `in_ascii`), refusing what would be read as another number than is printed.

    Raises
    ------
    DataError
        When a superscript, a circled or Roman numeral, another fraction, an ordinal or a one-letter scale stands at
        the digits, or in their place.
    """
    found = list(NUMBER.finditer(text))
    odd = next(filter(None, (_other_number(text, match) for match in found)), "")
    if odd or (not found and any(unicodedata.category(mark) in ("No", "Nl") for mark in text)):
        what = f"; what is {odd[:20]!r}?" if odd else "."
        raise DataError(f"printed: expected a number in plain digits, got {text[:60]!r}{what} Write it out.")
    return found


def _other_number(text: str, match: re.Match) -> str:
    """Give the sign at a number that makes another one of it, or all of a number that is too long to be one."""
    beside = (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])
    behind = _OTHER.match(text, match.end()) if match["digits"] else None
    longest = match[0] if len(match[0]) > _LONGEST else ""
    return next(filter(_unread, beside), "") or (behind[0].strip() if behind else "") or longest


def amount(match: re.Match, like: re.Match | None = None) -> tuple[Fraction, Fraction]:
    """Give a number and one unit of its last digit, per mille as percent.

    Where a range names its scale or sign once ("2 to 3 million", "5 to 10‰"), `like` is the number that has it.
    """
    scale, mille = (match[name] or (like[name] if like else None) for name in ("scale", "mille"))
    times = Fraction(_SCALES[scale.lower()] if scale else 1) / (100 if mille == "‱" else 10 if mille else 1)
    if match["word"]:
        return WORDS[match["word"].lower()] * times, times
    if match["part_alone"]:
        return _PARTS[match["part_alone"]] * times, times / _PARTS[match["part_alone"]].denominator
    digits = match["digits"].replace(",", "")
    power = (match["caret"] or match["raised"] or match["e"] or "0").translate(_RAISED)
    times *= Fraction(10) ** int(power) * (1000 if match["thousands"] else 1)
    value, quantum = Fraction(digits), Fraction(1, 10 ** len(digits.partition(".")[2]))
    if match["part"]:
        if quantum < 1:
            raise DataError(f"printed: expected a whole number before {match['part']!r}, got {match[0]!r}.")
        value, quantum = value + _PARTS[match["part"]], Fraction(1, _PARTS[match["part"]].denominator)
    return value * times, quantum * times


def _unread(mark: str) -> bool:
    """Tell whether a character is a numeral that is not read: a superscript, a circled or Roman one, a third."""
    return bool(mark) and unicodedata.category(mark) in ("No", "Nl", "Lm")
