"""Reasons to leave a case out of a study, as conditions on its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import DataError
from ..codebook.ages import UNKNOWN_BANDS, age_bounds
from ..codebook.vocabularies import read_codebook

if TYPE_CHECKING:
    import ibis.expr.types as ir

NOBODY_OLDER = 120  # years; an end as high as that leaves nobody out at the top, so that ">=90" lies within 65 to 120


def true(condition):
    """Read a condition on missing values as false."""
    return condition.fill_null(False)


def missing(value):
    """Tell where a column of the store has no value."""
    return value.isnull()


def call_steps(cases: ir.Table, human_exposures: bool) -> list:
    """Leave out calls without an exposure, animals and confirmed nonexposures."""
    if not human_exposures:
        return []
    book = read_codebook()
    kinds = book["call_type"].terms
    animal = [term for term in kinds if term.startswith("animal")]
    never = [term for term in kinds if "nonexposure" in term]
    calls = [term for term in kinds if term not in (*book.human_exposure, *animal, *never)]
    nonexposure = true(cases.call_type.isin(never)) | true(cases.medical_outcome.isin(book.nonexposure))
    return [
        ("no exposure (information and other calls)", true(cases.call_type.isin(calls))),
        ("animals", true(cases.species == "animal") | true(cases.call_type.isin(animal))),
        ("confirmed nonexposure", nonexposure),
    ]


def undated(cases: ir.Table) -> list:
    """Leave out cases without a year."""
    return [("date unknown", missing(cases.year))]


def year_steps(cases: ir.Table, years) -> list:
    """Leave out cases without a year, then those of other years."""
    if years is None:
        return []
    first, last = year_ends(years)
    outside = ~true(cases.year.between(int(first), int(last)))
    return [*undated(cases), (f"outside {span(years)}", outside)]


def year_ends(years) -> tuple[float, float]:
    """Give the first and last of one year, or of a pair."""
    first, last = _ends(years if isinstance(years, tuple | list) else (years, years), "years")
    if not (first >= 0 and last <= 9999):
        raise DataError(f"years: expected calendar years, got {first:g} and {last:g}.")
    return first, last


def span(years) -> str:
    """Word years: ``"2020"``, ``"2015 to 2022"``."""
    ends = years if isinstance(years, tuple | list) else (years, years)
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def substance_steps(cases: ir.Table, names: list[str], how: str) -> list:
    """Leave out cases by the role of the substance; `cases` says in ``best`` at which rank it is named."""
    if not names:
        return [("more than one substance, or none", ~true(cases.substances == 1))] if how == "single" else []
    steps = [(f"{' or '.join(names)} not mentioned", missing(cases.best))]
    if how == "first":
        steps.append(("not ranked first", ~true(cases.best == 1)))
    if how == "single":
        steps.append(("other substances too", ~true(cases.substances == 1)))
    return steps


def age_steps(cases: ir.Table, ages) -> list:
    """Leave out cases whose age cannot be told to lie within, then those that lie outside."""
    if ages is None:
        return []
    low, last = _ends(ages, "ages")
    high = last + 1 if last < NOBODY_OLDER else None
    number, group = cases.age_years, cases.age_group
    within = group_within(group, low, high)
    outside = group_within(group, 0, low) | (group_within(group, high, None) if high else False)
    by_number = (number >= low) & (number < high) if high else number >= low
    inside = missing(number).ifelse(within, true(by_number))
    return [("age unknown", ~(~missing(number) | within | outside)), (f"not aged {low:g} to {last:g}", ~inside)]


def group_within(group: ir.StringColumn, low: float, high: float | None):
    """Say whether an age group lies wholly between two ages in years, the upper one not included; None is no end.

    The codebook's groups are known by name. Others are read as import writes them: ``20-24``, ``>=89``, ``7``.
    """
    codebook = read_codebook()["age_group"].terms
    bands = {term: UNKNOWN_BANDS.get(term) or age_bounds(term) for term in codebook}
    within = [term for term, at in bands.items() if at and low <= at[0] and (high is None or at[1] <= high)]
    first = group.re_extract(r"^(?:>=)?(\d{1,3})(?:-\d{1,3})?$", 1).nullif("").cast("float64")
    last = group.re_extract(r"^(?:\d{1,3}-)?(\d{1,3})$", 1).nullif("").cast("float64")
    own = first >= low if high is None else (first >= low) & (last < high)
    # nested, so that patterns are tried on groups of others alone
    return true(group.isin(codebook).ifelse(group.isin(within), own))


def reason_steps(cases: ir.Table, reason) -> list:
    """Leave out cases of other reasons, and of other groups of reasons."""
    if reason is None:
        return []
    book, wanted = read_codebook(), texts(reason)
    known = {*book["reason"].terms, *book["reason_group"].terms}
    strange = [text for text in wanted if text not in known]
    if strange or not wanted:
        near = book["reason"].nearest(strange[0]) if strange else None
        hint = f"; did you mean {near!r}?" if near else "."
        raise DataError(f"reason: expected a reason or group of the codebook, got {strange[:1] or wanted!r}{hint}")
    fits = true(cases.reason.isin(wanted)) | true(cases.reason_group.isin(wanted))
    return [(f"reason not {' or '.join(wanted)}", ~fits)]


def texts(value) -> list[str]:
    """Give one text or several as a list."""
    return [value] if isinstance(value, str) else list(value)


def _ends(pair, name: str) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in pair)
    except (TypeError, ValueError):
        raise DataError(f"{name}: expected two numbers (first, last), got {pair!r}.") from None
    if not low <= high:
        raise DataError(f"{name}: expected first and last in order, got {low:g} and {high:g}.")
    return low, high
