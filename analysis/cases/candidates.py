"""Which columns of one table may be which target, how surely, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .codebook import Codebook, age_bounds, squeeze
from .evidence import (
    Column,
    Words,
    age_band_share,
    date_formats,
    known_labels,
    number_share,
    separator,
    telling,
    unpacked,
    zip_share,
)
from .mapping import PACKED, TARGETS, Source

# Targets with a vocabulary that a case has once; those it has several of are in `lists`.
SINGLE = tuple(target for target, book in TARGETS.items() if book and target not in (*PACKED, "relatedness", "status"))
LEAST = 0.4
UNIT = {"unit", "units", "cod", "code"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to fill a target: how sure (0-1), why, from which columns, and what becomes of its labels."""

    target: str
    sure: float
    why: str
    source: Source
    labels: Mapping[str, str] = field(default_factory=dict)
    own_labels: Mapping[str, str] = field(default_factory=dict)
    verbatim: bool = False
    order: int = 0

    @property
    def labeled(self) -> str:
        """Give the name under which a mapping lists the labels: those of an age are those of its groups."""
        return "age_group" if self.target == "age" else self.target


@dataclass(frozen=True, slots=True)
class Look:
    """What a table is looked at with."""

    columns: tuple[Column, ...]
    codebook: Codebook
    words: Words

    @property
    def rows(self) -> int:
        """Give the number of rows."""
        return len(self.columns[0].cells) if self.columns else 0


def single_candidates(look: Look) -> Iterator[Candidate]:
    """Yield every way to fill a target that a case has once, but for its id."""
    for column in look.columns:
        for target in SINGLE:
            yield from _labeled(look, target, column)
        yield from _dates(look, column)
        yield from _places(look, column)
        yield from _weights(look, column)
    yield from _ages(look)


def _labeled(look: Look, target: str, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading(target, column)
    vocabulary = look.codebook[TARGETS[target]]
    sign = separator(column, vocabulary)[0] if target == "route" and heading else ""
    column = unpacked(column, sign)
    known = known_labels(column, vocabulary)
    labels, own, code = _codes(look, target, column)
    share = column.share({*known, *labels, *own})
    if heading:
        sure = 0.4 * heading + 0.58 * share if column.counts else 0.4 * heading
    else:
        sure = 0.6 * share if share >= 0.7 and telling(known, vocabulary) else 0.0
    # a type of call that nothing knows would leave its cases out of every count of exposures
    if sure < LEAST or (target in ("call_type", "species") and share < 0.5):
        return
    count = len({*known, *labels, *own})
    why = f"{_named(heading, column)}; {count} of {len(column.counts)} labels known ({share:.0%} of the filled cells)"
    prefer = as_spelled(code.get("prefer", ()) if code else (), column)
    source = Source(column=column.heading, separator=sign, prefer=prefer)
    labels = {label: term for label, term in labels.items() if label not in known}
    why += f", read as {code['name']}" if code else ""
    yield Candidate(target, sure, why, source, labels, own, order=look.words.order(target, column))


def as_spelled(codes: Iterable[str], column: Column) -> tuple[str, ...]:
    """Give codes in their order, as the cells of a column spell them."""
    spelled: dict[str, list[str]] = {}
    for label in column.counts:
        spelled.setdefault(squeeze(label), []).append(label)
    return tuple(label for code in codes for label in spelled.get(squeeze(code), ()))


def _codes(look: Look, target: str, column: Column) -> tuple[dict[str, str], dict[str, str], Mapping | None]:
    """Give the labels of a column that are codes of another register: those with a term, those with own words."""
    for code in look.words.codes:
        if code["target"] != target or not set(code["headings"]) & set(column.words):
            continue
        wanted = {squeeze(label): (part, term) for part in ("labels", "own") for label, term in code[part].items()}
        found = {label: wanted[squeeze(label)] for label in column.counts if squeeze(label) in wanted}
        if column.share(found) >= 0.9:
            parts = ("labels", "own")
            labels, own = ({label: term for label, (kind, term) in found.items() if kind == part} for part in parts)
            return labels, own, code
    return {}, {}, None


def _named(heading: float, column: Column) -> str:
    return f"{'heading' if heading else 'labels under heading'} {column.heading!r}"


def _dates(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("date", column)
    if year := look.words.heading("year", column):
        share = number_share(column, 1900, 2100)
        if column.counts and share > 0.9:
            why = f"heading {column.heading!r}; {share:.0%} of the filled cells are years"
            yield Candidate("year", 0.4 * year + 0.58 * share * column.filled, why, Source(column=column.heading))
    if "birth" in column.words or "dob" in column.words or not (heading or column.filled > 0.5):
        return
    if not heading and number_share(column, float("-inf"), float("inf")) > 0.5:
        return
    formats, share, certain = date_formats(column)
    sure = (0.4 * heading + 0.58 * share) * (0.5 + 0.5 * column.filled) - 0.02 * (not certain)
    if not formats or share < 0.5:
        return
    why = f"{_named(heading, column)}; {share:.0%} of the filled cells are dates"
    why += "" if certain else ", day and month cannot be told apart and month is taken to be first"
    why += "" if column.filled > 0.995 else f"; {column.filled:.0%} of the cells are filled"
    source = Source(column=column.heading, formats=formats)
    yield Candidate("date", sure, why, source, order=look.words.order("date", column))


def _places(look: Look, column: Column) -> Iterator[Candidate]:
    texts = 1 - number_share(column, float("-inf"), float("inf"))
    for target in ("state", "county"):
        heading = look.words.heading(target, column)
        sure = 0.9 * heading * texts * (0.4 + 0.6 * column.filled)
        if heading and column.counts:
            why = f"heading {column.heading!r}; {len(column.counts)} names, {column.filled:.0%} of the cells are filled"
            yield Candidate(target, sure, why, Source(column=column.heading), order=look.words.order(target, column))
    if heading := look.words.heading("zip3", column):
        share = zip_share(column)
        sure = (0.4 * heading + 0.58 * share) * (0.4 + 0.6 * column.filled)
        why = f"heading {column.heading!r}; {share:.0%} of the filled cells look like ZIP codes"
        yield Candidate("zip3", sure, why, Source(column=column.heading), order=look.words.order("zip3", column))


def _weights(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("weight_kg", column)
    share = number_share(column, 0, 1500)
    if not heading or share < 0.5:
        return
    units = [other for other in look.columns if other is not column and {"wt", "weight"} & set(other.words)]
    unit = next(
        (other for other in units if {"cod", "unit", "code", "units"} & set(other.words) and other.counts), None
    )
    fixed = next((unit for unit in ("lb", "g") if {unit, unit + "s"} & set(column.words)), "kg")
    source = Source(column=column.heading)
    if unit is not None:
        source = Source(value=column.heading, unit=unit.heading)
    elif fixed != "kg":
        source = Source(value=column.heading, fixed_unit=fixed)
    told = {"kg", "kgs", fixed, fixed + "s"} & set(column.words) or unit
    why = f"heading {column.heading!r}; {share:.0%} of the filled cells are numbers"
    why += "" if told else ", taken to be kilograms"
    yield Candidate("weight_kg", (0.4 * heading + 0.55 * share) * (1 if told else 0.85), why, source)


def _ages(look: Look) -> Iterator[Candidate]:
    for column in look.columns:
        yield from _age_numbers(look, column)
        heading = look.words.heading("age_group", column)
        share = age_band_share(column, look.codebook)
        if share > 0.5 and (heading or share > 0.9):
            vocabulary = look.codebook["age_group"]
            bands = sorted(filter(age_bounds, column.counts), key=age_bounds)
            own = {label: _band(label) for label in bands if not vocabulary.find(label)}
            why = f"{_named(heading, column)}; {share:.0%} of the filled cells are groups of ages"
            why += f", {len(own)} of them not the annual report's and kept as they are" if own else ""
            sure = 0.35 * heading + 0.58 * share
            yield Candidate("age", sure, why, Source(group=column.heading), own_labels=own)


def _band(label: str) -> str:
    """Write a group of ages as the annual report writes its own."""
    low, high = age_bounds(label) or (0, 0)
    if high == float("inf"):
        return f">={low:g}"
    return f"{low:g}-{high - 1:g}" if high - low > 1 else f"{low:g}"


def _age_numbers(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("age", column)
    share = number_share(column, 0, 45_000)
    if not heading or share < 0.5:
        return
    units = [other for other in look.columns if other is not column and look.words.heading("age_unit", other)]
    if not units:  # a column of units stands beside the number, whatever it is called
        place = look.columns.index(column)
        units = [
            other for other in look.columns[place + 1 : place + 2] if "unit" in other.words or "cod" in other.words
        ]
    known = {other: other.share(known_labels(other, look.codebook["age_unit"])) for other in units if other.counts}
    unit = max(known, key=known.get, default=None)
    why = f"heading {column.heading!r}; {share:.0%} of the filled cells are numbers"
    if unit is not None and known[unit] > 0.5:
        source = Source(value=column.heading, unit=unit.heading)
        why += f"; units in {unit.heading!r}, {known[unit]:.0%} of them known"
        yield Candidate("age", 0.4 * heading + 0.4 * share + 0.18 * known[unit], why, source)
        return
    told = next(
        (name for name in ("Years", "Months", "Days") if {name.lower(), name[:-1].lower()} & set(column.words)), ""
    )
    old = number_share(column, 120.0001, 45_000)
    if not told and old > 0.05:
        return
    source = Source(value=column.heading, fixed_unit=told or "Years")
    why += f", in {source.fixed_unit.lower()}" + (" as the heading says" if told else ", as hardly any is above 120")
    yield Candidate("age", 0.4 * heading + (0.57 if told else 0.52) * share, why, source)


def id_candidates(look: Look, repeated: bool = False) -> Iterator[Candidate]:
    """Yield the columns that number the cases: each row its own number or, where `repeated`, several rows with one."""
    for place, column in enumerate(look.columns):
        heading = look.words.heading("case_id", column)
        if column.filled < 0.999 or not look.rows:
            continue
        unique = len(column.counts) / look.rows
        plain = all(re.fullmatch(r"[\w.#/-]{1,40}", label) for label in list(column.counts)[:500])
        if not heading and (repeated or place > 2 or unique < 1 or not plain or "date" in column.words):
            continue
        if not repeated and unique < 1 and not _whole_repeats(look, column):
            continue
        why = f"{_named(heading, column)}; {len(column.counts):,} numbers in {look.rows:,} rows"
        why += ", repeated only by rows that are repeated whole" if unique < 1 and not repeated else ""
        sure = (0.4 * heading + 0.58) if heading else 0.5
        yield Candidate("case_id", sure, why, Source(column=column.heading), order=look.words.order("case_id", column))


def _whole_repeats(look: Look, column: Column) -> bool:
    """Say whether rows that share a number are, nearly all, the same row again."""
    rows = list(zip(*(other.cells for other in look.columns), strict=True))
    first: dict[str, tuple[str, ...]] = {}
    again = [first.setdefault(number, row) == row for number, row in zip(column.cells, rows, strict=True)]
    repeats = look.rows - len(first)
    return repeats > 0 and again.count(False) <= 0.1 * repeats
