"""What was found in an export put together: the mapping, its unknown labels, and why a column is in no target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...files.sample import Sample
from ..codebook.values import NOTHING
from ..codebook.vocabularies import read_codebook, squeeze
from ..mapping.model import FOLLOWERS, LABELED, TARGETS, Mapping, Read, Source, Table
from ..mapping.within import part
from ..masking import mask_label, withheld_of
from ..masking.headings import mask_heading
from ..privacy import identifier
from .attributes import proposed_attributes
from .candidate import LEAST, Candidate, Look, clash, takes
from .columns import Column, flag_labels
from .decimals import with_decimal_mark
from .joined_columns import joined
from .records import assumption, constants_of, proposed_records
from .result import IDENTIFYING, Proposal
from .separators import unpacked

# Two candidates closer than this fit equally well; so many others are shown for each target.
CLOSE, RIVALS = 0.08, 2


@dataclass(slots=True)
class Draft:
    """What was found so far: the layout, the tables and the chosen candidate of each target."""

    sample: Sample
    layout: str
    tables: dict[str, Table]
    files: dict[str, Path]
    chosen: dict[str, Candidate]
    others: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)


def weighed(
    chosen: dict[str, Candidate], candidates: Iterable[Candidate]
) -> tuple[dict[str, Candidate], dict[str, tuple[Candidate, ...]]]:
    """Give the chosen candidates, those less sure that have a rival as good, and the rivals of each target.

    A rival is another free column for the same target. Where its heading names the target as well as the chosen one's,
    nothing but a reader can tell them apart.
    """
    taken = {key for one in chosen.values() for key in takes(one)}
    others: dict[str, list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: (-one.sure, one.order)):
        mine, rivals = _columns(one), others.setdefault(one.target, [])
        same = one.target in chosen and mine & _columns(chosen[one.target])
        free = not (same or clash(takes(one), taken))
        if free and len(rivals) < RIVALS and all(mine != _columns(rival) for rival in rivals):
            rivals.append(one)
    result = dict(chosen)
    for target, one in chosen.items():
        rival = next(iter(others.get(target, ())), None)
        if rival is not None and target != "case_id" and one.sure - rival.sure < CLOSE:
            loss = 0.06 if one.order < rival.order else 0.2
            why = f"{one.why}; {rival.source.names()[0]!r} would fit {'too' if loss < 0.1 else 'as well'}"
            result[target] = replace(one, sure=max(LEAST, one.sure - loss), why=why)
    return result, {target: tuple(found) for target, found in others.items() if found}


def _columns(candidate: Candidate) -> set[tuple[str, str]]:
    return {(candidate.source.table, name) for name in candidate.source.names()}


def put_together(draft: Draft, name: str, looks: dict[Path, Look], left_out: dict[str, str]) -> Proposal:
    """Make the mapping of a draft, with its reasons, its unknown labels and what it leaves out."""
    leaders = {target: draft.chosen[of].source for target, of in FOLLOWERS.items() if of in draft.chosen}
    chosen = {
        target: with_decimal_mark(
            draft.chosen[target],
            looks[draft.files[draft.chosen[target].source.table or "cases"]],
            leaders.get(target, Source()).separator,
        )
        for target in TARGETS
        if target in draft.chosen
    }
    columns = {target: candidate.source for target, candidate in chosen.items()}
    files = {table: looks[file] for table, file in draft.files.items()}
    used = {(source.table or "cases", column) for source in columns.values() for column in source.names()}
    own, offered = proposed_attributes(files["cases"], {column for table, column in used if table == "cases"})
    used |= {("cases", source.column) for source in own.values()}
    records = proposed_records({file: looks[file] for file in draft.files.values()}, chosen.get("medical_outcome"))
    mapping = Mapping(
        name=name,
        records=records.target,
        title=f"Proposed for {draft.sample.path.name}",
        codebook=read_codebook().version,
        layout=draft.layout,
        tables=draft.tables,
        columns=columns,
        read=Read(**draft.sample.read, missing=_missing(files, used)),
        labels={one.labeled: dict(one.labels) for one in chosen.values() if one.labels},
        own_labels={one.labeled: dict(one.own_labels) for one in chosen.values() if one.own_labels},
        verbatim=tuple(target for target, one in chosen.items() if one.verbatim),
        attributes=own,
        constants={name: value for name, value in constants_of(records).items() if name not in columns},
    )
    sure, why = ({target: getattr(one, part) for target, one in chosen.items()} for part in ("sure", "why"))
    assumed = assumption(records)
    sure = {
        target: round(value, 2) for target, value in (sure | dict.fromkeys(mapping.constants, assumed.sure)).items()
    }
    why |= dict.fromkeys(mapping.constants, assumed.why)
    keys = {(table, entry.key) for table, entry in draft.tables.items()}
    left = {
        _named(column, place) + (f" of {table}" if len(files) > 1 else ""): _why_not(column, table, draft, look)
        for table, look in files.items()
        for place, column in enumerate(look.columns, start=1)
        if (table, column.heading) not in used | keys
    }
    others = {target: draft.others[target] for target in TARGETS if target in draft.others}
    rows = sum(look.rows for look in files.values())
    return Proposal(mapping, sure, why, _unknown(mapping, files), left | left_out, others, rows, records, offered)


def _named(column: Column, place: int) -> str:
    """Name a column that is not used by its heading; by its place where that is itself a person's name or number."""
    masked = mask_heading(column.heading)
    return f"column {place}, {masked}" if withheld_of(masked) else f"column {column.heading!r}"


def _why_not(column: Column, table: str, draft: Draft, look: Look) -> str:
    """Say why a column is in no target."""
    if what := identifier(column.heading):
        return f"{IDENTIFYING} ({what})"
    if not column.counts:
        return "no cell is filled"
    place = (table if table != "cases" else "", column.heading)
    could = [target for target, found in draft.others.items() if any(place in _columns(one) for one in found)]
    if could:
        return f"could be {', '.join(could)}, see there"
    known = [target for target in TARGETS if look.words.heading(target, column) >= 0.8]
    if "case_id" in known[:1] and "case_id" not in draft.chosen and column.filled > 0.5:
        numbers = f"{len(set(column.cells)):,} numbers in {look.rows:,} rows"
        return f"case_id by its heading, but with {numbers}, and the rows of one are not one case; each row is a case"
    if known and table != "cases":
        return f"{known[0]} by its heading, but a case has several rows in the table {table}"
    if set(column.words) & look.words.sums and flag_labels(column):
        return "yes/no, and sums up other columns"
    if len(column.counts) == 1:
        return f"the same in all filled cells, {mask_label(next(iter(column.counts)))[:30]!r}"
    if flag_labels(column):
        return "yes/no, named after nothing that is known"
    return "the heading and the labels are those of no target"


def _missing(files: dict[str, Look], used: set[tuple[str, str]]) -> tuple[str, ...]:
    """Give the usual cells that mean nothing, and those of the used columns as the files spell them."""
    cells = {
        cell
        for table, look in files.items()
        for column in look.columns
        if (table, column.heading) in used
        for cell in set(column.cells)
        if cell and squeeze(cell) in NOTHING
    }
    usual = Read().missing
    return (*usual, *sorted(cell for cell in cells if squeeze(cell) not in map(squeeze, usual)))


def _unknown(mapping: Mapping, files: dict[str, Look]) -> dict[str, dict[str, str | None]]:
    """Give the labels of every mapped vocabulary that nothing knows, with the nearest known label."""
    unknown: dict[str, dict[str, str | None]] = {}
    leaders = {target: mapping.columns[leader] for target, leader in FOLLOWERS.items() if leader in mapping.columns}
    for target, source in mapping.columns.items():
        look = files[source.table or "cases"]
        for labeled, headings in _labeled(target, source).items():
            vocabulary = look.codebook[LABELED[labeled]]
            sign = source.separator or leaders.get(target, Source()).separator
            columns = [unpacked(column, sign) for column in look.columns if column.heading in headings]
            columns = [joined(look, source.joined)] if source.joined else columns
            labels = {part(label, source.within) for column in columns for label in column.counts} - {""}
            lost = sorted(label for label in labels if mapping.term(labeled, label)[1] == "unknown")
            if lost:
                unknown[labeled] = {mask_label(label): vocabulary.nearest(mask_label(label)) for label in lost}
    return unknown


def _labeled(target: str, source: Source) -> dict[str, tuple[str, ...]]:
    """Give the labeled targets behind a target, and the columns of their labels."""
    if target == "age":
        parts = {"age_unit": (source.unit,), "age_group": (source.group,)}
        return {labeled: columns for labeled, columns in parts.items() if columns[0]}
    if target not in LABELED or source.indicators or source.codes:
        return {}
    return {target: (source.columns or (source.column,))}
