"""Ages as the field writes them: in years, as text, as groups."""

from __future__ import annotations

import math
import re

from .vocabularies import read_codebook, squeeze


def age_in_years(value: float | None, unit: str | None) -> float | None:
    """Give an age in years: the number divided by the units in a year; None where there is no number or no such unit.

    A year has 12 months, 365.25 days. A unit that names a group (``"Teen 13-19 yrs"``) gives None, as does
    a negative or infinite number.
    """
    codebook = read_codebook()
    known = codebook["age_unit"].find(unit) if unit else None
    if value is None or known not in codebook.units_per_year or not (math.isfinite(value) and value >= 0):
        return None
    return value / codebook.units_per_year[known]


def age_group(years: float | None, unit: str | None = None) -> str:
    """Give the annual report's age group of completed years; without years, the group that the unit names.

    The lower limit belongs to the group, the upper to the next: 19.99 is ``"13-19"`` and 20 is ``"20-29"``. Without
    either, ``"unknown age"``.
    """
    codebook = read_codebook()
    if years is not None and math.isfinite(years) and years >= 0:
        return [group for group, low in codebook.age_from.items() if low <= years][-1]
    known = codebook["age_unit"].find(unit) if unit else None
    return codebook.age_unit_group.get(known, codebook["age_group"].unknown[0])


def age_of_text(text: str) -> float | None:
    """Give the years of an age that stands with its units in one text: ``34 yrs``, ``18 mo``, ``3 y 2 m``.

    None for anything else, also for a number alone and for ``34M``, which is 34 months to one and a man to another.
    """
    if len(text) > 60 or not re.search(r"\d", text):
        return None
    said = squeeze(text).replace("(s)", "s")
    parts = re.findall(r"(\d+(?:\.\d+)?)[\s-]*([a-z][a-z./]*(?:[\s-]+old\b)?)", said)
    whole = re.sub(r"[\s,;&-]|\band\b", "", said)
    if (
        not parts
        or whole != re.sub(r"[\s-]", "", "".join(map("".join, parts)))
        or re.fullmatch(r"\d+[MF]", text.strip())
    ):
        return None
    years = [age_in_years(float(number), re.sub(r"[\s-]+old$", "", unit)) for number, unit in parts]
    return None if None in years else sum(years)


def age_bounds(group: str) -> tuple[float, float] | None:
    """Give the limits of an age group in completed years, the upper one not included; None for no group of ages.

    Reads ``20-29``, ``25 - 29 years``, ``20 to 24``, ``<1``, ``<=5``, ``>=90``, ``85+``, ``80 - *`` and one age alone.
    """
    text = re.sub(r"\b(years?|yrs?|yo|y|old|ages?|aged)\b\.?", "", squeeze(group)).strip()
    if span := re.fullmatch(r"(\d+)\s*(?:-|to)\s*(\d+)", text):
        low, high = float(span[1]), float(span[2]) + 1
        return (low, high) if low < high else None
    if above := re.fullmatch(r"(?:>=|>)?\s*(\d+)\s*(?:\+|-\s*\*|and (?:over|older|above|up))|(>=|>)\s*(\d+)", text):
        return float(above[1] or above[3]) + (above[2] == ">"), math.inf
    if below := re.fullmatch(r"(<=|<|under|up to)\s*(\d+)", text):
        return 0.0, float(below[2]) + (below[1] in ("<=", "up to"))
    return (float(text), float(text) + 1) if re.fullmatch(r"\d{1,3}", text) else None


UNKNOWN_BANDS = {"unknown <=5": (0.0, 6.0), "unknown child": (0.0, 20.0), "unknown adult": (20.0, float("inf"))}
