"""What a table is looked at with, and what is found: candidates for the targets of a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..codebook.vocabularies import Codebook
from ..mapping.model import Source
from ..privacy import PERSONAL, identifier
from .columns import Column
from .headings import Words

LEAST = 0.4
# Below LEAST, down to this, a candidate is no part of a mapping but is shown beside it.
SHOWN = 0.2
# How sure of a column that a reader alone can judge: shown, and in no mapping.
UNSURE = 0.36
# What a column loses of which the analyst must say how its cells are read: it stands under "Check first".
DOUBTED = 0.75


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


def takes(one: Candidate) -> set[tuple[str, str, str]]:
    """Give the columns that a candidate takes for itself, and which part of their cells; it joins others freely."""
    source = one.source
    part = source.within or (one.target if source.codes else "")
    return set() if source.joined else {(source.table, name, part) for name in source.names()}


def clash(mine: Iterable[tuple[str, str, str]], taken: Iterable[tuple[str, str, str]]) -> bool:
    """Say whether columns, or the same part of their cells, are taken."""
    parts: dict[tuple[str, str], set[str]] = {}
    for table, name, part in taken:
        parts.setdefault((table, name), set()).add(part)
    others = ((part, parts.get((table, name), set())) for table, name, part in mine)
    return any(found and (not part or "" in found or part in found) for part, found in others)


@dataclass(frozen=True, slots=True)
class Look:
    """What a table is looked at with."""

    columns: tuple[Column, ...]
    codebook: Codebook
    words: Words

    @property
    def open(self) -> tuple[Column, ...]:
        """Give the columns that may be a target: those whose headings name nothing that identifies people."""
        return tuple(column for column in self.columns if identifier(column.heading) not in PERSONAL)

    @property
    def rows(self) -> int:
        """Give the number of rows."""
        return len(self.columns[0].cells) if self.columns else 0


def named(heading: float, column: Column) -> str:
    """Name the heading that speaks for a column, or above labels that do."""
    name = f"{column.heading!r}" + (f" ({column.title})" if column.title else "")
    return f"{'heading' if heading else 'labels under heading'} {name}"
