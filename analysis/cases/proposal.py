"""A proposed mapping: what was found put together, with how sure, why, and the labels that nothing knows."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .candidates import Candidate, Look
from .codebook import read_codebook, squeeze
from .evidence import MISSING, unpacked
from .mapping import FOLLOWERS, LABELED, TARGETS, Mapping, Read, Source, Table
from .mapping_text import mapping_toml
from .sampling import Sample

if TYPE_CHECKING:
    import pandas as pd

ASSUMED = {"call_type": "human exposure", "species": "human"}
ASSUMED_WHY = "no column tells; the export is taken to hold exposures of people only, remove this if it does not"
ASSUMED_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping and what speaks for it.

    Attributes
    ----------
    mapping : Mapping
        Ready for import; `to_toml` writes it with its reasons for someone to check first.
    sure : dict of str to float
        By target, how sure (0-1): 1 would be a heading and labels that leave no doubt.
    why : dict of str to str
        By target, the reason in words.
    unknown : dict of str to dict
        By target, labels that nothing knows, and the nearest known label or None. They are not mapped.
    left_out : tuple of str
        Columns and files that no target takes.
    """

    mapping: Mapping
    sure: MappingType[str, float]
    why: MappingType[str, str]
    unknown: MappingType[str, MappingType[str, str | None]]
    left_out: tuple[str, ...]

    def to_toml(self) -> str:
        """Give the mapping as TOML; each entry has its certainty and reason above it, each unknown label its hint."""
        remarks = {target: f"sure {self.sure[target]:.2f}: {self.why[target]}" for target in self.sure}
        text = mapping_toml(self.mapping, remarks=remarks, hints=self.unknown)
        left = [f"# Not used: {' '.join(name.split())}" for name in self.left_out]
        return text + ("\n" + "\n".join(left) + "\n" if left else "")

    def to_frame(self) -> pd.DataFrame:
        """Give one row per target: ``target, columns, sure, why, unknown_labels``; targets without a column too."""
        import pandas as pd

        rows = []
        for target in TARGETS:
            source, fixed = self.mapping.columns.get(target), self.mapping.constants.get(target)
            columns = ", ".join(source.names()) if source else f"= {fixed}" if fixed else ""
            unknown = len(self.unknown.get("age_group" if target == "age" else target, {}))
            why = self.why.get(target, "no column found")
            rows.append((target, columns, self.sure.get(target, 0.0), why, unknown))
        return pd.DataFrame(rows, columns=["target", "columns", "sure", "why", "unknown_labels"])


@dataclass(slots=True)
class Draft:
    """What was found so far: the layout, the tables and the chosen candidate of each target."""

    sample: Sample
    layout: str
    tables: dict[str, Table]
    files: dict[str, Path]
    chosen: dict[str, Candidate]


def put_together(draft: Draft, name: str, looks: dict[Path, Look], left_out: list[str]) -> Proposal:
    """Make the mapping of a draft, with its reasons, its unknown labels and what it leaves out."""
    chosen = {target: draft.chosen[target] for target in TARGETS if target in draft.chosen}
    columns = {target: candidate.source for target, candidate in chosen.items()}
    files = {table: looks[file] for table, file in draft.files.items()}
    used = {(source.table or "cases", column) for source in columns.values() for column in source.names()}
    mapping = Mapping(
        name=name,
        title=f"Proposed for {draft.sample.path.name}",
        codebook=read_codebook().version,
        layout=draft.layout,
        tables=draft.tables,
        columns=columns,
        read=Read(**draft.sample.read, missing=_missing(files, used)),
        labels={one.labeled: dict(one.labels) for one in chosen.values() if one.labels},
        own_labels={one.labeled: dict(one.own_labels) for one in chosen.values() if one.own_labels},
        verbatim=tuple(target for target, one in chosen.items() if one.verbatim),
        constants={target: value for target, value in ASSUMED.items() if target not in columns},
    )
    sure = {target: round(one.sure, 2) for target, one in chosen.items()} | dict.fromkeys(
        mapping.constants, ASSUMED_SURE
    )
    why = {target: one.why for target, one in chosen.items()} | dict.fromkeys(mapping.constants, ASSUMED_WHY)
    keys = {(table, entry.key) for table, entry in draft.tables.items()}
    left = [
        f"column {column.heading!r}" + (f" of {table}" if len(files) > 1 else "")
        for table, look in files.items()
        for column in look.columns
        if (table, column.heading) not in used | keys
    ]
    return Proposal(mapping, sure, why, _unknown(mapping, files), (*left, *left_out))


def _missing(files: dict[str, Look], used: set[tuple[str, str]]) -> tuple[str, ...]:
    """Give the usual cells that mean nothing, and those of the used columns as the files spell them."""
    cells = {
        cell
        for table, look in files.items()
        for column in look.columns
        if (table, column.heading) in used
        for cell in set(column.cells)
        if cell and squeeze(cell) in MISSING
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
            labels = {label for column in columns for label in column.counts}
            lost = sorted(label for label in labels if mapping.term(labeled, label)[1] == "unknown")
            if lost:
                unknown[labeled] = {label: vocabulary.nearest(label) for label in lost}
    return unknown


def _labeled(target: str, source: Source) -> dict[str, tuple[str, ...]]:
    """Give the labeled targets behind a target, and the columns of their labels."""
    if target == "age":
        parts = {"age_unit": (source.unit,), "age_group": (source.group,)}
        return {labeled: columns for labeled, columns in parts.items() if columns[0]}
    if target not in LABELED or source.indicators:
        return {}
    return {target: (source.columns or (source.column,))}
