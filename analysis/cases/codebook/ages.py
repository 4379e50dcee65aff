"""Ages as the field writes them: in years, as text, as groups."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from .values import Decimals
from .vocabularies import read_codebook, squeeze

OLDEST = 130.0
# A unit of its own: the coding of the National Electronic Injury Surveillance System (CPSC), which writes completed
# years from 2 on, 201 to 223 for 1 to 23 months, and 0 for an age that is not known.
NEISS = "neiss"
POINT = Decimals(".")
_AMOUNT = r"\d+[ -]+\d/\d|1/2|\d+(?:[.,]\d+)?"  # 3/4 y may be three to four years
_SEX_OR_UNIT = re.compile(r"\s*\d+[MF]\s*")  # 34M is 34 months to one and a man to another


def age_in_years(value: float | None, unit: str | None) -> float | None:
    """Give an age in years: the number divided by the units in a year; None where there is no number or no such unit.

    A year has 12 months, 365.25 days. A unit that names a group (``"Teen 13-19 yrs"``) gives None, as does
    a negative or infinite number. The unit ``"neiss"`` reads 201 to 223 as 1 to 23 months.

    Examples
    --------
    >>> age_in_years(18, "months"), age_in_years(206, "neiss"), age_in_years(45, "neiss")
    (1.5, 0.5, 45)
    """
    codebook = read_codebook()
    known = codebook["age_unit"].find(unit) if unit else None
    if value is None or not (math.isfinite(value) and value >= 0):
        return None
    if unit and squeeze(unit) == NEISS:
        return (value - 200) / 12 if value in range(201, 224) else value if 2 <= value <= OLDEST else None
    return value / codebook.units_per_year[known] if known and known in codebook.units_per_year else None


def age_group(years: float | None, unit: str | None = None) -> str:
    """Give the annual report's age group of completed years; without years, the group that the unit names.

    The lower limit belongs to the group, the upper to the next: 19.99 is ``"13-19"`` and 20 is ``"20-29"``. Without
    either, ``"unknown age"``.
    """
    codebook = read_codebook()
    if years is not None and math.isfinite(years) and years >= 0:
        return [group for group, low in codebook.age_from.items() if low <= years][-1]
    known = codebook["age_unit"].find(unit) if unit else None
    unknown = codebook["age_group"].unknown[0]
    return codebook.age_unit_group.get(known, unknown) if known else unknown


def age_of_text(text: str, decimals: Decimals = POINT) -> float | None:
    """Give the years of an age that stands with its units in one text: ``34 yrs``, ``18 mo``, ``3 y 2 m``, ``12 J.``.

    Halves are read: ``1 1/2 yr``, ``2½ y``. None for anything else, also for a number alone and for ``34M``, which is
    34 months to one and a man to another.
    """
    said = _plain(text) if len(text) <= 60 and not _SEX_OR_UNIT.fullmatch(text) else ""
    parts = re.findall(rf"({_AMOUNT})[\s-]*([^\W\d_](?:[^\W\d_]|[./])*(?:[\s-]+old\b)?)", said)
    if not parts or _bare(said) != _bare("".join(map("".join, parts))) or re.search(r"[a-z.]\s*-\s*\d", said):
        return None
    units = [re.sub(r"\.?([\s-]+old)?$", "", unit) for _, unit in parts]  # 10 mo., 12 J.
    given = [age_in_years(_amount(amount, decimals), unit) for (amount, _), unit in zip(parts, units, strict=True)]
    years = [one for one in given if one is not None]
    lengths = [one for unit in units if (one := age_in_years(1, unit)) is not None]
    if len(years) < len(given) or any(one <= other for one, other in pairwise(lengths)):
        return None  # 6 mo - 1 yr is a group; what adds up goes from years to months
    return sum(years)


def unit_apart(text: str) -> str:
    """Give an age from whose cell the sex was taken, so that a letter M behind it is one of months: 3M is 3 M."""
    return re.sub(r"(?<=\d)(?=[Mm]$)", " ", text)


def _plain(text: str) -> str:
    """Give a text in the form in which ages are read; 2½ is 2 1/2 and not 21/2."""
    return squeeze(re.sub("([\u00bc-\u00be\u2153\u2154])", r" \1", text)).replace("\u2044", "/").replace("(s)", "s")


def _bare(text: str) -> str:
    return re.sub(r"[\s,;&-]|\band\b", "", text)


def _amount(text: str, decimals: Decimals) -> float | None:
    *whole, last = re.split(r"[ -]+", text)
    if "/" not in last:
        return decimals.number(text)
    above, below = map(int, last.split("/"))
    return sum(map(int, whole)) + above / below if 0 < above < below else None


def age_bounds(group: str, unit: str = "Years") -> tuple[float, float] | None:
    """Give the limits of an age group in years, the upper one not included; None for no group of ages.

    Reads ``20-29``, ``25 - 29 years``, ``20 to 24``, ``[20,25)``, ``<1``, ``under 18``, ``<=5``, ``>=90``, ``85+``,
    ``90 and over``, ``80 - *``, ``6 mo - 1 yr`` and one age alone; `unit` is that of numbers without one.
    The last completed unit belongs to the group: ``6-11 months`` ends at 12 months, ``6 mo - 1 yr`` at 2 years.

    Examples
    --------
    >>> age_bounds("20 - 24"), age_bounds("89+"), age_bounds("6 mo - 1 yr")
    ((20.0, 25.0), (89.0, inf), (0.5, 2.0))
    """
    text = "" if len(group) > 60 or _SEX_OR_UNIT.fullmatch(group) else _plain(group)
    text = " ".join(re.sub(r"\b(of|old|ages?|aged)\b\.?", " ", text).split())
    text, years = re.subn(r"\s*\b(years?|yrs?|yo|y/o|y)\b\.?$|(?<=\d)(yrs?|yo|y/o|y)\.?$", "", text)
    unit = "Years" if years else unit
    for form, passed, belongs in _GROUPS:
        if found := re.fullmatch(form, text):
            ends = found.groupdict("")
            first, last = ends.get("low_unit", ""), ends.get("high_unit", "")
            if form == _LOW:
                ends["high"], last = ends["low"], first
            if first and ends.get("high") and not last and not years:
                return None  # 6 mo - 1: of what?
            low = age_in_years(float(ends["low"]) + passed, first or last or unit) if "low" in ends else 0.0
            high = age_in_years(float(ends["high"]) + belongs, last or unit) if "high" in ends else math.inf
            return None if low is None or high is None or not low < high or low > OLDEST else (low, high)
    return None


_LOW, _HIGH = (rf"(?P<{end}>\d{{1,3}})\s*(?P<{end}_unit>[a-z/]*)\.?" for end in ("low", "high"))
# The forms of a group; whether it begins after its lower number, and whether its upper number belongs to it.
_GROUPS = (
    (_LOW, 0, 1),
    (rf"{_LOW}\s*(?:-+|to|through|thru)\s*{_HIGH}", 0, 1),
    (rf"{_LOW}\s*(?:-+|to)\s*(?:<|under)\s*{_HIGH}", 0, 0),
    (rf"\[{_LOW},\s*{_HIGH}\)", 0, 0),
    (rf"(?:>=\s*)?{_LOW}\s*(?:\+|-\s*\*|(?:and|or|&) (?:over|older|above|up|greater|more))", 0, 0),
    (rf">=\s*{_LOW}", 0, 0),
    (rf"(?:>|older than|above)\s*{_LOW}", 1, 0),
    (rf"(?:<=|up to)\s*{_HIGH}", 0, 1),
    (rf"{_HIGH}\s*(?:and|or|&) (?:under|younger|below|less)", 0, 1),
    (rf"(?:<|under|younger than|below|less than)\s*{_HIGH}", 0, 0),
)


def band_label(low: float, high: float) -> str:
    """Write a group of ages as the annual report writes its own, in completed years: ``25-29``, ``>=80``, ``<1``.

    Limits within a year are widened to whole ones: 6 months to 2 years become ``0-1``.
    """
    first = math.floor(low)
    if math.isinf(high):
        return f">={first}"
    last = math.ceil(high) - 1
    return f"{first}-{last}" if last > first else "<1" if first == 0 else f"{first}"


UNKNOWN_BANDS = {"unknown <=5": (0.0, 6.0), "unknown child": (0.0, 20.0), "unknown adult": (20.0, float("inf"))}
