"""Columns that follow from a case by rule: substances, age band, region, serious outcome, admission, management."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ...errors import DataError, meant
from ..codebook.regions import REGIONS, spellings
from ..codebook.vocabularies import read_codebook
from .exclusions import group_within, missing, texts, true

if TYPE_CHECKING:
    import ibis.expr.types as ir

MENTIONS = ("Single substance", "Multiple substances")
AGE_BANDS = {"<6": (0, 6), "6-12": (6, 13), "13-19": (13, 20), "20-39": (20, 40), "40-59": (40, 60), ">=60": (60, None)}
MISSING = "(missing)"
SEVERAL = "; "  # between the values of a case that has several, as import writes them
OUTCOMES = ("serious", "admitted", "medically_admitted")


def column(cases: ir.Table, name: str):
    """Give a column of the cases, or one that follows from them by rule.

    Those are ``mention``, ``age_band``, ``region`` (of the Census Bureau) and, as ``"Yes"``, ``"No"`` and missing where
    it cannot be told, ``serious``, ``admitted`` and ``medically_admitted``.
    """
    import ibis

    made = {"mention": mention, "age_band": age_band, "region": region}
    if name in made:
        return made[name](cases)
    if name in OUTCOMES:
        had, known = outcome(cases, name)
        return ibis.cases((had & known, "Yes"), (known, "No"))
    if name not in cases.columns:
        known = [*cases.columns, *made, *OUTCOMES]
        raise DataError(
            f"by: expected a column of the cases, 'mention', 'age_band' or 'region', got {name!r}{meant(name, known)}"
        )
    return cases[name]


def where_steps(cases: ir.Table, where: Mapping[str, str | Iterable[str]]) -> list:
    """Leave out cases with other values of a column, those without one among them."""
    steps = []
    for name, values in where.items():
        try:
            wanted, found = texts(values), column(cases, name)
        except DataError as error:
            raise DataError(f"where{str(error).removeprefix('by')}") from None
        if not wanted or not all(isinstance(value, str) for value in wanted) or not found.type().is_string():
            raise DataError(f"where: expected texts, of a column of text, got {name!r}: {values!r}.")
        steps.append((f"{name} not {' or '.join(wanted)}", ~true(found.isin(wanted))))
    return steps


def terms(name: str) -> list[str]:
    """Give the values of a column in the order in which tables show them; empty where it has no vocabulary."""
    made = {"mention": MENTIONS, "age_band": AGE_BANDS, "region": REGIONS} | dict.fromkeys(OUTCOMES, ("Yes", "No"))
    if name in made:
        return list(made[name])
    vocabularies = read_codebook().vocabularies
    return list(vocabularies[name].terms) if name in vocabularies else []


def parts(value, name: str) -> list:
    """Give the values of a column in one cell: several where a case has several terms of a vocabulary."""
    if name in read_codebook().vocabularies and isinstance(value, str):
        return list(dict.fromkeys(value.split(SEVERAL)))
    return [value]


def unknown_terms(name: str) -> tuple[str, ...]:
    """Give the terms of a column that say "not known", and how tables show a missing value."""
    vocabularies = read_codebook().vocabularies
    return (*(vocabularies[name].unknown if name in vocabularies else ()), MISSING)


def mention(cases: ir.Table):
    """Tell single-substance cases from those with more; missing where the number of substances is 0 or unknown."""
    import ibis

    return ibis.cases((cases.substances == 1, MENTIONS[0]), (cases.substances > 1, MENTIONS[1]))


def age_band(cases: ir.Table):
    """Give broad age bands; an age known only as a group falls into the band that holds the whole group."""
    return banded(cases, AGE_BANDS)


def banded(cases: ir.Table, bands: Mapping[str, tuple[float, float | None]]):
    """Give the label of the band of ages that a case falls into, or missing; upper ends are not included.

    An age that is known only as a group falls into the band that holds the whole group.
    """
    import ibis

    by_number, by_group = [], []
    for label, (low, high) in bands.items():
        within = cases.age_years >= low
        within = within if high is None else within & (cases.age_years < high)
        by_number.append((true(within), label))
        by_group.append((group_within(cases.age_group, low, high), label))
    return missing(cases.age_years).ifelse(ibis.cases(*by_group), ibis.cases(*by_number))


def region(cases: ir.Table):
    """Give the Census region of the state, by postal code or name; missing for other places."""
    import ibis

    state = cases.state.strip().lower()
    return ibis.cases(*((true(state.isin(spellings(name))), name) for name in REGIONS))


def facility_sites() -> list[str]:
    """Give the management sites that are in a health care facility, or on the way to one."""
    return [term for term in read_codebook()["management_site"].terms if "to) HCF" in term or "to a HCF" in term]


def managed_in_facility(cases: ir.Table):
    """Tell cases managed in a health care facility: already there or referred, or with a level of care on record."""
    return true(cases.management_site.isin(facility_sites())) | ~missing(cases.level_of_care)


def known_levels_of_care() -> list[str]:
    """Give the levels of care of which it can be told whether the patient was admitted."""
    return [term for term in read_codebook()["level_of_care"].terms if "lost to follow-up" not in term]


def outcome(cases: ir.Table, name: str):
    """Give two conditions: the case had the outcome, and it can be told whether it had.

    ``"serious"`` is told of cases with a known outcome, admissions of cases with a level of care in a health care
    facility; neither condition is ever missing.
    """
    if name not in OUTCOMES:
        raise DataError(f"outcome: expected one of {', '.join(OUTCOMES)}, got {name!r}{meant(name, OUTCOMES)}")
    book = read_codebook()
    if name == "serious":
        return true(cases.medical_outcome.isin(book.serious)), true(cases.medical_outcome.isin(book.known_outcome))
    return true(cases.level_of_care.isin(getattr(book, name))), true(cases.level_of_care.isin(known_levels_of_care()))
