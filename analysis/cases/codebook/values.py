"""What a cell means by itself: nothing, a number, a weight, a ZIP code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Words for "nothing", in any case: what exports, workbooks and databases write into cells without a value.
NOTHING = ("", "na", "n/a", "null", "nan", "nat", ".", "#n/a", "-", "--", "?", "(null)", "<null>", "(blank)")
NOTHING += ("not available", "not applicable", "not recorded", "not reported", "not specified", "missing")
NOTHING += ("not stated", "none stated", "not given", "not documented", "not provided", "not collected", "not entered")

KG = {"kg": 1.0, "kgs": 1.0, "kilo": 1.0, "kilos": 1.0, "kilogram": 1.0, "kilograms": 1.0}
KG |= dict.fromkeys(("lb", "lbs", "lb.", "lbs.", "pound", "pounds"), 0.45359237)
KG |= dict.fromkeys(("g", "gm", "gms", "gram", "grams"), 0.001)
KG |= dict.fromkeys(("oz", "oz.", "ounce", "ounces"), 0.028349523125)

# Spellings of the units of doses that a question asks for by one name; every other unit stays as it is written.
UNITS = dict.fromkeys(("mg", "mg.", "mgs", "mgm", "milligram", "milligrams", "milligramme", "milligrammes"), "mg")
UNITS |= dict.fromkeys(("mcg", "mcgs", "ug", "\u00b5g", "\u03bcg", "microgram", "micrograms", "microgrammes"), "mcg")
UNITS |= dict.fromkeys(("g", "g.", "gm", "gms", "gram", "grams", "gramme", "grammes"), "g")
UNITS |= dict.fromkeys(
    ("ml", "mls", "ml.", "cc", "ccs", "milliliter", "milliliters", "millilitre", "millilitres"), "mL"
)

# The prefixes that no post office has ever had, and the number that stands for an unknown one.
UNUSED_ZIPS, UNKNOWN_ZIP = ("000", "001", "002", "003", "004"), "99999"

MARKS = (".", ",")
_SPACES = "\u00a0\u2009\u202f"  # what cannot be broken: a plain space may stand between two numbers


def _form(mark: str) -> re.Pattern[str]:
    """Give the form of a number with this decimal mark; thousands are divided by one sign, and none begins with 0."""
    other = re.escape("," if mark == "." else ".")
    divided = "|".join(rf"(?:{sign}\d{{3}})+" for sign in (other, "['\u2019]", f"[{_SPACES}]"))
    fraction = r"(?:\.\d*)?" if mark == "." else r"(?:,\d+)?"
    whole = rf"(?:\d+|[1-9]\d{{0,2}}(?:{divided}))"
    return re.compile(rf"[+-]?(?:{whole}{fraction}|{re.escape(mark)}\d+)(?:[eE][+-]?\d{{1,3}})?")


_FORMS = {mark: _form(mark) for mark in MARKS}


def number_of(text: str, mark: str = "") -> float | None:
    """Read a number as people write it; None for anything else, infinities among it.

    Thousands may be divided by the other mark, an apostrophe or a space that does not break. Without a decimal `mark`
    a text is read if it can be one number only: ``1,250`` cannot.

    Examples
    --------
    >>> number_of("1,234.5", "."), number_of("1.234,5", ","), number_of("0,125", ".")
    (1234.5, 1234.5, None)
    >>> number_of("1,234.5"), number_of("0,125"), number_of("1,250")
    (1234.5, 0.125, None)
    """
    if not mark:
        found = set(readings(text).values())
        return found.pop() if len(found) == 1 else None
    if not _FORMS[mark].fullmatch(text):
        return None
    number = float(re.sub(rf"[^\d{re.escape(mark)}eE+-]", "", text).replace(",", "."))
    return number if math.isfinite(number) else None


def unit_of(text: str) -> str:
    """Give the usual name of a unit of doses, or the text as it is.

    Examples
    --------
    >>> unit_of("MG"), unit_of("Grams"), unit_of("Tablet")
    ('mg', 'g', 'Tablet')
    """
    return UNITS.get(text.strip().casefold(), text)


def weight_parts(text: str) -> tuple[str, str]:
    """Give the number and the unit of a weight that stand in one cell; a text of another form whole, and no unit.

    Examples
    --------
    >>> weight_parts("81 KG"), weight_parts("12,5kg"), weight_parts("150 lbs."), weight_parts("5 ft")
    (('81', 'KG'), ('12,5', 'kg'), ('150', 'lbs.'), ('5 ft', ''))
    """
    found = re.fullmatch(r"(.*\d)\s*([a-z]+\.?)", text.strip(), re.IGNORECASE)
    return (found[1], found[2]) if found and found[2].casefold() in KG else (text, "")


def readings(text: str, whole: bool = False) -> dict[str, float]:
    """Give the numbers that a text can be, by decimal mark; with `whole`, of counts, those that are whole."""
    found = {mark: number for mark in MARKS if (number := number_of(text, mark)) is not None}
    return {mark: number for mark, number in found.items() if number.is_integer()} if whole else found


@dataclass(frozen=True, slots=True)
class Decimals:
    """The decimal mark of a column of numbers, and its numbers read with it.

    Attributes
    ----------
    mark : str
        ``"."`` or ``","``; empty where nothing tells it. A cell is read then if it can be one number only.
    whole : bool
        The numbers are counts of something: what is not whole is none of them.
    """

    mark: str = ""
    whole: bool = False

    def possible(self, text: str) -> set[float]:
        """Give the numbers that a cell can be."""
        if not self.mark:
            return set(readings(text, self.whole).values())
        number = number_of(text, self.mark)
        return set() if number is None else {number}

    def number(self, text: str) -> float | None:
        """Give the number of a cell, or None."""
        found = self.possible(text)
        return found.pop() if len(found) == 1 else None

    def unsure(self, text: str) -> bool:
        """Say whether a cell is one number with a decimal point and another with a decimal comma."""
        return len(self.possible(text)) > 1


def decimals_of(cells: Iterable[str | None], usual: str = "", whole: bool = False) -> Decimals:
    """Decide the decimal mark of a column from its different cells.

    Parameters
    ----------
    cells : iterable of str
        ``2,5`` and ``0,125`` tell a comma (no group of thousands begins with 0), ``2.5`` and ``1,234.5`` a point;
        ``12`` and ``1,250`` tell nothing.
    usual : str
        The mark of such a file, taken where no cell tells one; see `usual_mark`.
    whole : bool
        The cells are counts: ``1,250`` tells a point then, as 1.25 is no count.

    Returns
    -------
    Decimals
        Without a mark where nothing tells one, or cells contradict each other.

    Examples
    --------
    >>> decimals_of(["1,250", "1,234.5"]).number("1,250")
    1250.0
    >>> decimals_of(["0,25", "1.250"]).number("1.250")
    1250.0
    >>> decimals_of(["1.250", "500"]).number("1.250") is None
    True
    """
    told = set()
    for cell in cells:
        found = readings(cell.strip(), whole) if cell and ("," in cell or "." in cell) else {}
        told |= found.keys() if len(found) == 1 else set()
    if len(told) == 2:
        return Decimals("", whole)
    return Decimals(told.pop() if told else usual, whole)


def usual_mark(delimiters: Iterable[str]) -> str:
    """Give the decimal mark of files with these delimiters: semicolons divide cells where commas divide numbers."""
    found = set(delimiters)
    return "," if found == {";"} else ""


def zip3(tidied: str | None) -> str | None:
    """Give the first three digits of a ZIP code of five or nine digits, or of its first three alone; else None.

    Four digits are none, as nobody can tell whether a spreadsheet took a zero from the front or someone a digit from
    the end; neither is a code that begins with 000 to 004, which no place has, nor 99999.

    Examples
    --------
    >>> zip3("15470-1234"), zip3("15470.0"), zip3("1547"), zip3("00015")
    ('154', '154', None, None)
    """
    code = (tidied or "").strip()
    found = re.fullmatch(r"([0-9]{3})(?:[0-9]{2}(?:[- \u2013]?[0-9]{4}|-)?|[xX*]{2})?(?:\.0*)?", code)
    if found is None or found[1] in UNUSED_ZIPS or code.startswith(UNKNOWN_ZIP):
        return None
    return found[1]
