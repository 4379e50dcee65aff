"""Which columns of one table may be which target, how surely, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ...forms import percent
from ..codebook.columns import plain_numbers
from ..codebook.dates import SERIAL, UNIX
from ..codebook.regions import region_of
from ..codebook.values import weight_parts
from ..codebook.vocabularies import squeeze
from ..mapping.model import PACKED, TARGETS, Source
from ..mapping.separators import in_words
from ..privacy import PERSONAL, identifier
from .ages import age_candidates
from .candidate import DOUBTED, SHOWN, UNSURE, Candidate, Look, named
from .columns import Column, cut_labels, dates_of, flag_labels, known_labels, number_share, telling, zip_share
from .joined_columns import joined_candidates
from .sampling import is_sampling_weight, sampling_candidates
from .separators import separator, unpacked
from .shared_cells import shared_candidates

# Targets with a vocabulary that a case has once; those it has several of are in `lists`.
SINGLE = tuple(target for target, book in TARGETS.items() if book and target not in (*PACKED, "relatedness", "status"))


# Words of a survey's design beside a weight, words of such a weight itself, and units that only a body's weight has.
BODILY = {"kg", "kgs", "kilograms", "lb", "lbs", "pounds", "g", "grams", "oz", "body"}
BODIES = 0.7  # share of weights between 0.2 and 350 below which they are none of bodies


def single_candidates(look: Look) -> Iterator[Candidate]:
    """Yield every way to fill a target that a case has once, but for its id."""
    for column in look.open:
        for target in SINGLE:
            yield from _labeled(look, target, column)
        yield from _dates(look, column)
        yield from _places(look, column)
        yield from _weights(look, column)
        yield from _numbers(look, column)
    yield from age_candidates(look)
    yield from sampling_candidates(look)
    yield from shared_candidates(look)
    yield from joined_candidates(look)


def _labeled(look: Look, target: str, column: Column) -> Iterator[Candidate]:
    if look.words.forbids(target, column):
        return
    heading = look.words.heading(target, column) or _of_groups(look, target, column)
    vocabulary = look.codebook[TARGETS[target]]
    sign = separator(column, vocabulary.find)[0] if target == "route" and heading else ""
    column = unpacked(column, sign)
    known = known_labels(column, vocabulary)
    labels, own, code = _codes(look, target, column)
    # of letters that need each other, M beside H is no M beside F
    known = {label: term for label, term in known.items() if not (code and "needs" in code and label in labels)}
    labels = {label: term for label, term in labels.items() if label not in known}
    cut = {} if not heading else cut_labels(column.counts.keys() - {*known, *labels, *own}, vocabulary)
    labels |= cut
    code = code if labels.keys() - cut.keys() or own else None
    share = column.share({*known, *labels, *own})
    if not own and not {*known.values(), *labels.values()} - {*vocabulary.unknown} and flag_labels(column):
        return  # yes and no answer a question
    if heading:
        sure = 0.4 * heading + 0.58 * share
        # a heading alone, above labels of which none is known, may be another field's
        sure = sure if share or not column.counts else min(sure, UNSURE)
    else:
        sure = 0.6 * share if share >= 0.7 and telling(known, vocabulary) else 0.0
        # a home or a hospital may be the place of anything
        sure *= 0.5 if target.endswith("_site") else 1.0
    sure *= code.get("sure", 1.0) if code else 1.0
    # a type of call that nothing knows would leave its cases out of every count of exposures
    if sure < SHOWN or (target in ("call_type", "species") and share < 0.5):
        return
    count = len({*known, *labels, *own})
    graded = {known.get(label, "") or labels.get(label, "") for label in column.counts} - {"", *vocabulary.unknown}
    lone = target == "medical_outcome" and graded == {"Death"} and not own and share < 0.9
    sure = min(sure, UNSURE) if lone else sure
    why = f"{named(heading, column)}; {count} of {len(column.counts)} labels known "
    why += f"({percent(share, 0)} of the filled cells)"
    why += f"; several in a cell, divided by {in_words(sign)}" if sign else ""
    prefer = as_spelled(code.get("prefer", ()) if code else (), column)
    source = Source(column=column.heading, separator=sign, prefer=prefer)
    why += f", {len(cut)} of them cut short or abbreviated" if cut else ""
    why += "; only deaths among them, and the others would count as unknown" if lone else ""
    why += f", read as {code['name']}" if code else ""
    why += f"; {code['note']}" if code and "note" in code else ""
    yield Candidate(target, sure, why, source, labels, own, order=look.words.order(target, column))


def _of_groups(look: Look, target: str, column: Column) -> float:
    """Score a heading of reasons above labels of which their groups know more: Intentional alone is such a group."""
    if target != "reason_group":
        return 0.0
    known = {name: column.share(known_labels(column, look.codebook[name])) for name in ("reason", "reason_group")}
    return look.words.heading("reason", column) if known["reason"] < known["reason_group"] else 0.0


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
        if not set(map(squeeze, code.get("needs", ()))) <= set(map(squeeze, column.counts)):
            continue
        wanted = {squeeze(label): (part, term) for part in ("labels", "own") for label, term in code[part].items()}
        graver = [text for text in map(squeeze, code.get("prefer", ())) if text in wanted]
        found = {label: wanted[one] for label in column.counts if (one := _gravest(label, wanted, graver)) is not None}
        if column.share(found) >= 0.9:
            parts = ("labels", "own")
            labels, own = ({label: term for label, (kind, term) in found.items() if kind == part} for part in parts)
            return labels, own, code
    return {}, {}, None


def _gravest(label: str, wanted: Mapping, graver: list[str]) -> str | None:
    """Give the code of a cell; of several in one cell, all of them known, that of the gravest."""
    parts = [squeeze(part) for part in re.split(r"[;|,]", label)]
    if squeeze(label) in wanted or not graver:
        return squeeze(label) if squeeze(label) in wanted else None
    return next((code for code in graver if code in parts), None) if set(parts) <= set(graver) else None


def _dates(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("date", column)
    if year := look.words.heading("year", column):
        share = number_share(column, 1900, 2100)
        if column.counts and share > 0.9:
            why = f"heading {column.heading!r}; {percent(share, 0)} of the filled cells are years"
            yield Candidate("year", 0.4 * year + 0.58 * share * column.filled, why, Source(column=column.heading))
    if "birth" in column.words or "dob" in column.words or not (heading or column.filled > 0.5):
        return
    if not heading and number_share(column, float("-inf"), float("inf")) > 0.5:
        return
    found = dates_of(column)
    formats, share = found.formats, found.share
    sure = (0.4 * heading + 0.58 * share) * (0.5 + 0.5 * column.filled) * (DOUBTED if found.doubt else 1)
    if not formats or share < 0.5:
        return
    why = f"{named(heading, column)}; {percent(share, 0)} of the filled cells are dates"
    why += ", some of them a workbook's numbers of days" if SERIAL in formats else ""
    why += ", seconds or milliseconds since 1970, whose days are those of UTC" if UNIX in formats else ""
    why += f", {found.doubt}" if found.doubt else ""
    why += "" if column.filled > 0.995 else f"; {percent(column.filled, 0)} of the cells are filled"
    source = Source(column=column.heading, formats=formats)
    yield Candidate("date", sure, why, source, order=look.words.order("date", column))


def _places(look: Look, column: Column) -> Iterator[Candidate]:
    texts = 1 - number_share(column, float("-inf"), float("inf"))
    for target in ("state", "county"):
        heading = look.words.heading(target, column)
        sure = 0.9 * heading * texts * (0.4 + 0.6 * column.filled)
        known = column.share(filter(region_of, column.counts)) if target == "state" and texts else 0.0
        if not heading and len(column.counts) < 5 and all(len(label) == 2 for label in column.counts):
            known = 0.0  # two letters may be codes of something else
        if known > 0.9:
            sure = (0.4 * heading + 0.57 * known if heading else 0.45) * (0.4 + 0.6 * column.filled)
        elif target == "state" and "province" not in column.words:
            sure = min(sure, 0.3 + 0.3 * known)  # the state of what?
        if (heading or known > 0.9) and column.counts:
            number = f"{len(column.counts)} name{'s' if len(column.counts) > 1 else ''}"
            why = f"{named(heading, column)}; {number}, {percent(column.filled, 0)} of the cells are filled"
            why += ", with states of the United States" if known > 0.9 else ""
            yield Candidate(target, sure, why, Source(column=column.heading), order=look.words.order(target, column))
    if heading := look.words.heading("zip3", column):
        share = zip_share(column)
        sure = (0.4 * heading + 0.58 * share) * (0.4 + 0.6 * column.filled) if share > 0.3 else 0.3 * heading
        why = f"heading {column.heading!r}; {percent(share, 0)} of the filled cells look like ZIP codes"
        why += ", of which three digits are kept"
        yield Candidate("zip3", sure, why, Source(column=column.heading), order=look.words.order("zip3", column))


def _weights(look: Look, column: Column) -> Iterator[Candidate]:
    heading = look.words.heading("weight_kg", column)
    parts = [weight_parts(cell) for cell in column.cells]
    numbers = replace(column, cells=tuple(number for number, _ in parts))
    share, within = number_share(numbers, 0, 1500), any(own for _, own in parts)
    if not heading or share < 0.5 or is_sampling_weight(look, column) or (not within and _is_no_body(column)):
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
    told = {"kg", "kgs", fixed, fixed + "s"} & set(column.words) or unit or within
    why = f"heading {column.heading!r}; {percent(share, 0)} of the filled cells are numbers"
    why += "" if told else ", taken to be kilograms"
    yield Candidate("weight_kg", (0.4 * heading + 0.55 * share) * (1 if told else 0.85), why, source)


def _is_no_body(column: Column) -> bool:
    """Say whether weights without a unit are none of bodies."""
    return not set(column.words) & BODILY and number_share(column, 0.2, 350) < BODIES


def _numbers(look: Look, column: Column) -> Iterator[Candidate]:
    """Yield a plain number that the store has a column for, by its heading."""
    for target, field in plain_numbers().items():
        low, high = field.limits or (0.0, 0.0)  # all of these have limits
        heading, share = look.words.heading(target, column), number_share(column, low, high)
        if heading and share >= 0.5:
            why = f"heading {column.heading!r}; {percent(share, 0)} of the filled cells are numbers"
            yield Candidate(target, 0.4 * heading + 0.55 * share, why, Source(column=column.heading))


def id_candidates(look: Look, repeated: bool = False) -> Iterator[Candidate]:
    """Yield the columns that number the cases: each row its own number or, where `repeated`, several rows with one."""
    for place, column in enumerate(look.columns):
        heading = look.words.heading("case_id", column)
        if identifier(column.heading) in PERSONAL:
            continue
        if column.filled < 0.999 or not look.rows:
            continue
        unique = len(column.counts) / look.rows
        plain = all(re.fullmatch(r"[\w.#/-]{1,40}", label) for label in list(column.counts)[:500])
        if not heading and (repeated or place > 2 or unique < 1 or not plain or "date" in column.words):
            continue
        if not repeated and unique < 1 and not _whole_repeats(look, column):
            continue
        why = f"{named(heading, column)}; {len(column.counts):,} numbers in {look.rows:,} rows"
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
