"""What the characters of one cell can mean: a number, a set of numbers, nothing, or not readable."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ...printed.statistic import read_statistic

# Cells that say that a number is absent or withheld; it can be any count.
_WORDS = (
    "- -- – — − * ** *** † ‡ nr n/r n.r. n/a na n.a. nd n/d .. ... . s x c supp suppressed masked redacted null nan "
    "none #n/a #div/0! #value! missing"
)
_PHRASES = ("", "not reported", "not available", "not applicable", "no data", "(-)", "- (-)", "– (–)", "— (—)")
ABSENT = frozenset((*_WORDS.split(), *_PHRASES))

_SPACES = "\u00a0\u2007\u2008\u2009\u200a\u202f\u2002\u2003"
_GROUPED = str.maketrans(dict.fromkeys(_SPACES, " ") | {"\u200b": "", "\ufeff": "", "·": ".", "’": "'"})
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱ"
_MARK = rf"(?:[*†‡§¶#‖^{_RAISED}]+|(?<=[\d%)\s])[a-h](?:,\s?[a-h])*|\([a-h]\)|\[[a-z\d]\])"
_MARKS_AFTER = re.compile(rf"(?:\s*{_MARK})+$")
_MARKS_INSIDE = re.compile(rf"(?<=[\d%])\s*[*†‡§¶#‖{_RAISED}]+")
_MEASURED = re.compile(  # 116 cells/mm3 (IQR: 54-189), 53 (96.4%)2 (3.6%)
    r"\s*[<>≤≥]?\d[\d.,]*\s*(?:[^\W\d][\w/.]*\s*){0,3}\(\s*(?:(?:IQR|range|SD)\b|[\d.,]+\s?%|[\d.,]+\s*[-–]\s*\d)",
    re.IGNORECASE,
)
LIMITS_AFTER = re.compile(
    r"(?<=[)\]])\s*[(\[]\s*(?:95\s?%\s*CI:?\s*)?[<>]?[\d.]+\s?%?\s*(?:-|–|to|,)\s*[<>]?[\d.]+\s?%?\s*[)\]]$"
)
_COMMA_PERCENT = re.compile(r"^[^.]*\d,\d{1,2}\s?%[^.]*$")
_MARKS_BEFORE = re.compile(rf"^[*†‡§¶#{_RAISED}]+(?=\s*[\d<≤])")

_US = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ ']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_EUROPE = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ ']\d{3})+(?:,\d+)?|\d+(?:,\d+)?"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One printed number: `units` of its last digit, with `decimals`; `relation` is a sign or empty."""

    text: str
    units: int
    decimals: int
    relation: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """The reading of a cell.

    Attributes
    ----------
    status : str
        ``value``, ``absent`` (withheld or missing) or ``unreadable``.
    form : str
        ``single``, ``pair`` (``n (%)``), ``fraction`` (``n/N``, with or without ``(%)``) or ``range`` (``1-4``).
    numbers : tuple of Scalar
        The numbers in the order count, denominator, percentage of those that the form has.
    """

    status: str
    form: str = ""
    numbers: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a table as a set of whole `units` (of the last printed digit) from `low` to `high`.

    Attributes
    ----------
    text : str
        The characters.
    low, high : int or None
        Ends of the set, both included; `high` is None where there is no end (a withheld count).
    decimals : int
        Decimals of a percentage; 0 for a count.
    row, column : int
        Place in the sheet, from 0.
    """

    text: str
    low: int
    high: int | None
    decimals: int = 0
    row: int = 0
    column: int = 0

    @property
    def exact(self) -> bool:
        """Tell whether the print means one number."""
        return self.low == self.high


def is_european(texts: Iterable[str]) -> bool:
    """Tell whether numbers are written 1.234,5: some cell can only be read so, and none only as 1,234.5."""
    europe = re.compile(r"\d\.\d{3},\d|\d\.\d{3}\.\d{3}|(?<![\d,])\d{1,3},\d{1,2}(?!\d)(?!,)")
    english = re.compile(r"\d,\d{3}\.\d|\d,\d{3},\d{3}|(?<![\d.])\d+\.(?:\d{1,2}|\d{4,})(?![\d.])")
    joined = [text for text in texts if "," in text or "." in text]
    return any(europe.search(text) for text in joined) and not any(english.search(text) for text in joined)


LONGEST = 200  # characters of a cell of numbers, marks and notes about it


@lru_cache(maxsize=20_000)
def read_cell(text: str, european: bool = False) -> Cell:
    """Read one cell.

    ``n (%)``, ``% (n)``, ``n/N (%)``, ``n, %``, thousands separated by comma, space, thin space or apostrophe
    (by period when `european`), footnote marks, percent signs, ``<5``, ``1-4`` and the usual words for a withheld
    or missing number are understood. All else is ``unreadable``.

    Parameters
    ----------
    text : str
        The characters of the cell.
    european : bool
        Whether the period separates thousands and the comma decimals (see `is_european`).
    """
    plain = text.translate(_GROUPED).strip()
    if plain.lower() in ABSENT:
        return Cell("absent")
    if len(plain) > LONGEST:
        return Cell("unreadable")
    plain = _MARKS_BEFORE.sub("", _MARKS_AFTER.sub("", plain)).strip()
    plain = LIMITS_AFTER.sub("", plain)
    plain = _MARKS_INSIDE.sub("", plain).replace("≤", "<=").replace("≥", ">=").replace("−", "-").replace("–", "-")
    if plain.lower() in ABSENT:
        return Cell("absent")
    for pattern, form in _patterns(european):
        if found := pattern.fullmatch(plain):
            return _cell(found, form, european)
    if not european and _COMMA_PERCENT.search(plain):  # 55/926 (5,9%) among numbers with decimal points
        return read_cell(text, True)
    return Cell("unreadable")


def is_words(text: str, european: bool = False) -> bool:
    """Tell whether a cell holds no number: neither a count nor a statistic such as ``2.8 (2.2-3.5)``."""
    if read_cell(text, european).status != "unreadable":
        return False
    if _MEASURED.match(text):
        return False
    if re.match(r"\s*[^\W\d]{3,}.*\bper\b", text):  # "Rate per 100,000"
        return True
    either = filter(None, (read_statistic(text, mark) for mark in (False, True)))
    return not any((said.value or said.low) and not said.n for said in either)


@lru_cache(maxsize=2)
def _patterns(european: bool) -> list[tuple[re.Pattern, str]]:
    kind = _EUROPE if european else _US

    def number(name: str) -> str:
        return rf"(?P<{name}r>[<>]=?)?\s*(?P<{name}>{kind})\s*(?P<{name}p>%)?"

    absent = r"(?:-+|—|\*+|n/?a|nr|\s*)"
    return [
        (re.compile(rf"\(?\s*{number('a')}\s*\)?"), "single"),
        (re.compile(rf"{number('a')}\s*[(\[{{]\s*{number('c')}\s*[)\]}}]\s*%?"), "pair"),
        (re.compile(rf"{number('a')}\s*(?:[;|,]\s+|\s+/\s+)\s*{number('c')}"), "pair"),
        (re.compile(rf"{number('a')}\s*[(\[]\s*{absent}\s*%?[)\]]", re.IGNORECASE), "single"),
        (re.compile(rf"{number('a')}\s*(?:/|of)\s*{number('b')}\s*[(,\[]\s*{number('c')}\s*[)\]]?"), "fraction"),
        (re.compile(rf"{number('a')}\s*(?:/|of)\s*{number('b')}"), "fraction"),
        (re.compile(r"(?P<a>\d{1,4})\s*(?:-|to)\s*(?P<b>\d{1,4})"), "range"),
    ]


def _cell(found: re.Match, form: str, european: bool) -> Cell:
    named = found.groupdict()
    numbers = [
        _scalar(named[name], named.get(f"{name}r") or "", bool(named.get(f"{name}p")), european)
        for name in "abc"
        if named.get(name)
    ]
    if form == "pair" and numbers[0].percent and not numbers[1].percent:
        numbers.reverse()
    return Cell("value", form, tuple(numbers))


def _scalar(text: str, relation: str, percent: bool, european: bool) -> Scalar:
    digits = text.replace(" ", "").replace("'", "")
    digits = digits.replace(".", "").replace(",", ".") if european else digits.replace(",", "")
    whole, _, fraction = digits.partition(".")
    return Scalar(f"{relation}{text}{'%' if percent else ''}", int(whole + fraction), len(fraction), relation, percent)
