"""The tables of a document, judged by the audit's own model of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ...documents import Block
from ...documents.statements import Statement, too_large
from ..tables import Relation, Sheet, Table, find_tables, judge_table
from .context import Context
from .judgment import Judgment

CHECKS = {
    "percent": "percentage of counts",
    "sum": "sum of parts",
    "subset": "count within its total",
    "estimate inside its limits": "estimate and limits",
    "symmetric limits": "estimate and limits",
    "p of an interval": "p value and limits",
    "p of a test statistic": "test statistic and p",
    "percentages add up": "parts of one hundred",
}
"""What a rule of tables is called beside the same check of prose; others keep their name."""
_VERDICTS = {"": "holds", "unusual": "cannot be checked"}


@dataclass(frozen=True)
class Printed:
    """A table of a document with the statements of its cells, by row and column of the sheet from 0."""

    at: int
    block: Block
    cells: list[list[str]]
    tables: list[Table]
    statements: dict[tuple[int, int], Statement] = field(default_factory=dict)
    others: dict[tuple[int, int], tuple[Statement, ...]] = field(default_factory=dict)

    @cached_property
    def starts(self) -> dict[tuple[int, int], int]:
        """Give where each cell begins in the text of the block."""
        starts, at = {}, 0
        for r, row in enumerate(self.block.table.sheet(indented=False)):
            for c, text in enumerate(row):
                starts[r, c] = at
                at += len(text) + 1
        return starts

    def statement(self, place: tuple[int, int]) -> Statement | None:
        """Give what a cell states; a cell that the grammar of statements does not know states its characters."""
        if place not in self.statements and place in self.starts and self.cells[place[0]][place[1]].strip():
            start, text = self.starts[place], self.cells[place[0]][place[1]].strip()
            span = (start, start + len(text))
            self.statements[place] = Statement("number", span, text, {}, "", 1.0, self.block.at(start), self.at)
        return self.statements.get(place)


def printed_tables(context: Context) -> list[Printed]:
    """Give the tables of a document that are no files of data."""
    groups = tuple(_groups(context))
    found = []
    for at, block in enumerate(context.document.blocks):
        if block.table is None or not block.table.cells or too_large(block.table):
            continue
        around = " ".join(filter(None, (block.table.caption, *block.table.notes)))
        cells = block.table.sheet()
        sheet = Sheet(
            "",
            block.table.label,
            cells,
            around=around,
            totals=context.totals,
            groups=groups,
            alpha=context.alpha.value,
        )
        held: dict[tuple[int, int], list[Statement]] = {}
        for one in context.by_block.get(at, ()):
            held.setdefault((one.locator.row - 1, one.locator.column - 1), []).append(one)
        first = {place: some[0] for place, some in held.items()}
        others = {place: tuple(some[1:]) for place, some in held.items()}
        found.append(Printed(at, block, cells, find_tables(sheet), first, others))
    return found


def judge_tables(context: Context) -> Iterator[Judgment]:
    """Judge the tables of a document."""
    for printed in printed_tables(context):
        for table in printed.tables:
            for relation in judge_table(table).relations:
                pieces = tuple(filter(None, map(printed.statement, relation.places)))
                if len(relation.places) == 1:  # several results may stand in one cell
                    pieces += printed.others.get(relation.places[0], ())
                if pieces:
                    yield _judgment(relation, pieces)


def _judgment(relation: Relation, pieces: tuple[Statement, ...]) -> Judgment:
    verdict = _VERDICTS.get(relation.severity, relation.severity)
    if relation.severity and relation.slip:
        verdict = "rounding slip"
    said = relation.said or f"{' '.join(one.printed.strip() for one in pieces)}: {relation.rule} holds."
    return Judgment(CHECKS.get(relation.kind, relation.kind), verdict, said, pieces)


def _groups(context: Context) -> Iterator[tuple[str, int]]:
    """Give the headings of groups with their n, of all tables."""
    from ..tables.relations.headings import read_heading

    for block in context.document.tables:
        for row in block.table.cells[: max(block.table.head_rows, 1) + 1]:
            for text in dict.fromkeys(row):
                if (n := read_heading(text).n) is not None:
                    yield text, n
