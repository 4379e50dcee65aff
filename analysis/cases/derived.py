"""Columns that follow from a case by rule: single or multiple substances, serious outcome, admission, age band."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..errors import DataError
from .codebook import age_bounds, read_codebook
from .selection import UNKNOWN_BANDS, missing, true

if TYPE_CHECKING:
    import ibis.expr.types as ir

MENTIONS = ("Single substance", "Multiple substances")
AGE_BANDS = {"<6": (0, 6), "6-12": (6, 13), "13-19": (13, 20), "20-39": (20, 40), "40-59": (40, 60), ">=60": (60, None)}
OUTCOMES = ("serious", "admitted", "medically_admitted")


def column(cases: ir.Table, name: str):
    """Give a column of the cases, or one of ``mention``, ``age_band``, ``month``, ``serious``, ``admitted``."""
    if name == "mention":
        return mention(cases)
    if name == "age_band":
        return age_band(cases)
    if name in OUTCOMES:
        return outcome(cases, name)[0].ifelse("Yes", "No")
    if name not in cases.columns:
        raise DataError(f"by: expected a column of the cases, 'mention' or 'age_band', got {name!r}.")
    return cases[name]


def terms(name: str) -> list[str]:
    """Give the values of a column in the order in which tables show them; empty where it has no vocabulary."""
    if name == "mention":
        return list(MENTIONS)
    if name == "age_band":
        return list(AGE_BANDS)
    vocabularies = read_codebook().vocabularies
    return list(vocabularies[name].terms) if name in vocabularies else []


def mention(cases: ir.Table):
    """Tell single-substance cases from those with more; missing where the number of substances is 0 or unknown."""
    import ibis

    return ibis.cases((cases.substances == 1, MENTIONS[0]), (cases.substances > 1, MENTIONS[1]))


def age_band(cases: ir.Table):
    """Give broad age bands; an age known only as a group falls into the band that holds the whole group."""
    import ibis

    branches = []
    for band, (low, high) in AGE_BANDS.items():
        within = cases.age_years >= low
        within = within if high is None else within & (cases.age_years < high)
        by_group = missing(cases.age_years) & true(cases.age_group.isin(_groups_in(band)))
        branches.append((true(within) | by_group, band))
    return ibis.cases(*branches)


@cache
def _groups_in(band: str) -> list[str]:
    low, high = AGE_BANDS[band]
    bounds = {group: UNKNOWN_BANDS.get(group) or age_bounds(group) for group in read_codebook()["age_group"].terms}
    return [group for group, at in bounds.items() if at and low <= at[0] and (high is None or at[1] <= high)]


def outcome(cases: ir.Table, name: str):
    """Give two conditions: the case had the outcome, and it can be told whether it had.

    ``"serious"`` is told of cases with a known outcome, admissions of cases with a level of care in a health care
    facility; neither condition is ever missing.
    """
    if name not in OUTCOMES:
        raise DataError(f"outcome: expected one of {', '.join(OUTCOMES)}, got {name!r}.")
    book = read_codebook()
    if name == "serious":
        return true(cases.medical_outcome.isin(book.serious)), true(cases.medical_outcome.isin(book.known_outcome))
    levels = [term for term in book["level_of_care"].terms if "lost to follow-up" not in term]
    return true(cases.level_of_care.isin(getattr(book, name))), true(cases.level_of_care.isin(levels))
