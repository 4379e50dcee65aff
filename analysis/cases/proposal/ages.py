"""Which columns may hold ages: numbers and their units, ages written out, groups of ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...forms import percent
from ..codebook.ages import NEISS, age_bounds, age_in_years, band_label
from ..mapping.model import Source
from .candidate import LEAST, UNSURE, Candidate, Look, named
from .columns import Column, age_band_share, age_text_share, known_labels, number_share

GOOD = 0.7  # numbers as sure as that come before a group of ages, however sure
# Units of age in headings, run together with it or not.
WRITTEN = {
    "Years": r"\b(age)?(in)?(years?|yrs?)(old)?\b",
    "Months": r"\b(age)?(in)?(months?|mos?|mths?)\b",
    "Days": r"\b(age)?(in)?days?\b",
}


def age_candidates(look: Look) -> Iterator[Candidate]:
    """Yield every way to fill the age: numbers with units, ages in words, groups; numbers with groups beside them."""
    groups = [one for column in look.open for one in _age_groups(look, column)]
    numbers = [one for column in look.open for one in _ages_of(look, column)]
    yield from (_with_group(look, one, groups) for one in numbers)
    surest = max((one.sure for one in numbers if one.sure >= GOOD), default=1.0)
    yield from (replace(one, sure=min(one.sure, surest - 0.01)) for one in groups)


def _ages_of(look: Look, column: Column) -> Iterator[Candidate]:
    """Yield the ages of a column; of one that is to hold sexes too, 45m may be a man, and a reader must look."""
    for one in (*_age_numbers(look, column), *_age_texts(look, column)):
        both = look.words.heading("sex", column) > 0
        why = f"{one.why}; but the heading names a sex too" if both else one.why
        yield replace(one, sure=min(one.sure, UNSURE) if both else one.sure, why=why)


def _age_groups(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("age_group", column)
    share = age_band_share(column, look.codebook)
    if share <= 0.5 or not (heading or share > 0.9):
        return
    if heading and (age_text_share(column) > 0.3 or number_share(column, 0, 130) > 0.2):  # ages, not groups
        return
    bounds = {label: found for label in column.counts if (found := age_bounds(label))}
    vocabulary = look.codebook["age_group"]
    own = {
        label: band_label(*bounds[label])
        for label in sorted(bounds, key=bounds.__getitem__)
        if not vocabulary.find(label)
    }
    why = f"{named(heading, column)}; {percent(share, 0)} of the filled cells are groups of ages"
    why += f", {len(own)} of them not the annual report's and kept as they are" if own else ""
    yield Candidate("age", 0.35 * heading + 0.58 * share, why, Source(group=column.heading), own_labels=own)


def _with_group(look: Look, one: Candidate, groups: list[Candidate]) -> Candidate:
    """Add the group of ages that stands beside a number and agrees with it: it fills where there is no number."""
    if one.sure < LEAST:
        return one
    for other in sorted(groups, key=lambda other: -other.sure):
        name = other.source.group
        if name not in one.source.names() and _agree(look, one.source, name):
            why = f"{one.why}; without a number, the group in {name!r}"
            source, sure = replace(one.source, group=name), max(one.sure, min(0.99, other.sure + 0.01))
            return replace(one, sure=sure, why=why, source=source, own_labels=other.own_labels)
    return one


def _agree(look: Look, source: Source, group: str) -> bool:
    """Say whether nearly all ages lie within the groups beside them."""
    value, unit, bands = (
        next((column for column in look.columns if column.heading == name), None)
        for name in (source.value, source.unit, group)
    )
    if value is None or bands is None:
        return False
    units = unit.cells if unit else (source.fixed_unit,) * len(value.cells)
    limits = {label: found for label in bands.counts if (found := age_bounds(label))}
    inside = []
    for cell, named_unit, label in zip(value.cells, units, bands.cells, strict=True):
        years = age_in_years(value.decimals.number(cell), named_unit)
        if years is not None and label in limits:
            low, high = limits[label]
            inside.append(low <= years < high)
    return len(inside) > 0 and sum(inside) >= 0.95 * len(inside)


def _age_texts(look: Look, column: Column) -> Iterator[Candidate]:
    """Find ages that stand with their units in one cell, among numbers, limits and words for unknown ages."""
    heading = look.words.heading("age", column)
    if not heading:
        return
    texts = age_text_share(column)
    numbers, bands = number_share(column, 0, 130), age_band_share(column, look.codebook)
    words = column.share(known_labels(column, look.codebook["age_unit"]))
    if texts < 0.02 and (numbers < 0.2 or bands + words < 0.02):
        return
    share = min(1.0, texts + numbers + max(0.0, bands - texts) + words)
    unit, known = _unit_beside(look, column)
    beside = unit if known > 0.5 else None
    of_numbers = f"numbers, with units in {beside.heading!r}" if beside else "numbers, taken to be years"
    parts = (texts, "ages with their units, as '34 yrs' or '3 y 2 m'"), (numbers, of_numbers)
    parts += (bands - texts, "groups or limits, as '<1'"), (words, "words for ages that are not known")
    said = [f"{percent(part, 0)} {what}" for part, what in parts if part > 0.005]
    why = f"{named(heading, column)}; of the filled cells are {', '.join(said)}"
    sure = 0.4 * heading + 0.55 * share - (0.1 if numbers and not beside else 0)
    source = Source(value=column.heading, unit=beside.heading) if beside else None
    yield Candidate("age", sure, why, source or Source(value=column.heading, fixed_unit="Years"))


def _names_units(look: Look, column: Column) -> bool:
    """Say whether the column beside an age names its units: by its heading, or by words (no letters) that do."""
    known = known_labels(column, look.codebook["age_unit"])
    words = any(len(label) > 2 for label in known)
    return bool({"unit", "cod", "unite", "einheit"} & set(column.words)) or (words and column.share(known) > 0.8)


def _unit_beside(look: Look, column: Column) -> tuple[Column | None, float]:
    """Give the column of the units of an age, and the share of its cells that are units."""
    units = [other for other in look.columns if other is not column and look.words.heading("age_unit", other)]
    if not units:  # a column of units stands beside the number, whatever it is called
        place = look.columns.index(column)
        units = [other for other in look.columns[place + 1 : place + 2] if _names_units(look, other)]
    known = {other: other.share(known_labels(other, look.codebook["age_unit"])) for other in units if other.counts}
    unit = max(known, key=lambda other: known[other], default=None)
    return unit, known[unit] if unit else 0.0


def _age_numbers(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("age", column)
    share = number_share(column, 0, 45_000)
    if not heading or share < 0.5:
        return
    unit, known = _unit_beside(look, column)
    why = f"heading {column.heading!r}; {percent(share, 0)} of the filled cells are numbers"
    if unit is not None and known > 0.5:
        source = Source(value=column.heading, unit=unit.heading)
        why += f"; units in {unit.heading!r}, {percent(known, 0)} of them known"
        yield Candidate("age", 0.4 * heading + 0.4 * share + 0.18 * known, why, source)
        return
    written = "".join(column.words)
    told = next((name for name, signs in WRITTEN.items() if re.search(signs, " ".join((*column.words, written)))), "")
    if unit is not None and not told:  # years would be a guess, and months taken for years the worst one
        why += f"; but the units in {unit.heading!r} are unknown, as {next(iter(unit.counts))[:20]!r}"
        yield Candidate("age", UNSURE, why, Source(value=column.heading, unit=unit.heading))
        return
    if _of_neiss(look, column):
        why += ", in years, and in months above 200, as NEISS writes ages"
        yield Candidate("age", 0.4 * heading + 0.57 * share, why, Source(value=column.heading, fixed_unit=NEISS))
        return
    old = number_share(column, 120.0001, 45_000)
    if not told and old > 0.05:
        return
    source = Source(value=column.heading, fixed_unit=told or "Years")
    why += f", in {source.fixed_unit.lower()}" + (" as the heading says" if told else ", as hardly any is above 120")
    yield Candidate("age", 0.4 * heading + (0.57 if told else 0.52) * share, why, source)


def _of_neiss(look: Look, column: Column) -> bool:
    """Say whether ages are coded as in the survey of injuries: its headings, and 201 to 223 for 1 to 23 months."""
    words = {word for other in look.columns for word in other.words}
    months, rest = number_share(column, 201, 223), number_share(column, 0, 120)
    return (bool(words & {"cpsc", "neiss"}) or (months > 0 and {"stratum", "psu"} <= words)) and months + rest > 0.98
