"""The tables of a document as the audit's model reads them, with the places of their cells in the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ...documents import Block, Document
from ...documents.statements import Statement, too_large
from ..tables import Sheet, Table, find_tables
from ..tables.relations import read_heading
from .cells import cell_statements, start_of

Place = tuple[int, int]  # row and column of the sheet, from 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the body: its place, its label as printed in its parts, the heading it stands under, its statements."""

    number: int
    labels: tuple[str, ...]
    section: str
    statements: dict[int, Statement]

    @property
    def name(self) -> str:
        """Give the first words on the left."""
        return self.labels[0] if self.labels else ""


@dataclass(frozen=True)
class PrintedTable:
    """A table of a document.

    Attributes
    ----------
    at : int
        Which block of the document it is, from 0.
    block : Block
        With the cells as they are printed.
    tables : tuple of Table
        What the model reads there.
    statements : dict of (int, int) to list of Statement
        By row and column of the sheet, from 0; several only where a cell is a sentence.
    """

    at: int
    block: Block
    tables: tuple[Table, ...]
    statements: dict[Place, list[Statement]]

    @property
    def label(self) -> str:
        """Give ``Table 2``."""
        return self.block.table.label

    @cached_property
    def rows(self) -> list[Row]:
        """Give the rows of the body from the top."""
        return [row for table in self.tables for row in self._rows(table)]

    @cached_property
    def headings(self) -> dict[int, str]:
        """Give the words above each column of numbers."""
        grids = [table.grid for table in self.tables]
        return {column: words for grid in grids for column, words in zip(grid.columns, grid.headings, strict=True)}

    def _rows(self, table: Table) -> Iterator[Row]:
        grid, cells = table.grid, self.block.table.cells
        sections = {line.place: line.section for line in table.rows} if table.clothing == "printed" else {}
        first = grid.columns[0] if grid.columns else 1
        for number in grid.rows:
            own = {
                column: self.statements[number, column][0]
                for column in grid.columns
                if (number, column) in self.statements
            }
            yield Row(number, cells[number][:first], sections.get(number, ""), own)

    def pieces(self, places: Iterable[Place]) -> list[Statement]:
        """Give what cells state; of one cell alone all of it."""
        places = list(places)
        if len(places) == 1:
            return self._of(places[0])
        return [found[0] for place in places if (found := self._of(place))]

    def _of(self, place: Place) -> list[Statement]:
        """Give what a cell states; one that nothing reads states its characters."""
        if place not in self.statements:
            text = self.block.table.sheet(indented=False)
            printed = text[place[0]][place[1]] if place[0] < len(text) and place[1] < len(text[place[0]]) else ""
            if not printed.strip():
                return []
            start = start_of(text, place)
            span = (start, start + len(printed))
            one = Statement("number", span, printed, {}, "", 1.0, self.block.at(start), self.at)
            self.statements[place] = [one]
        return self.statements[place]


def read_tables(
    document: Document, statements: Iterable[Statement], totals: tuple[int, ...], alpha: float
) -> list[PrintedTable]:
    """Read the tables of a document that are no files of data; what the model does not read is read as prose."""
    groups = tuple(_groups(document))
    prose: dict[int, dict[Place, list[Statement]]] = {}
    for one in statements:
        place = (one.locator.row - 1, one.locator.column - 1) if one.locator.row else None
        if place is not None:
            prose.setdefault(one.block, {}).setdefault(place, []).append(one)
    found = []
    for at, block in enumerate(document.blocks):
        if block.table is None or not block.table.cells or too_large(block.table):
            continue
        around = " ".join(filter(None, (block.table.caption, *block.table.notes)))
        cells, label = block.table.sheet(), block.table.label
        sheet = Sheet("", label, cells, around=around, totals=totals, groups=groups, alpha=alpha)
        tables = tuple(find_tables(sheet))
        held = dict(prose.get(at, {}))
        for table in tables:
            held |= {
                place: [one] for place, one in cell_statements(table, block, at).items() if len(held.get(place, ())) < 2
            }
        found.append(PrintedTable(at, block, tables, held))
    return found


def _groups(document: Document) -> Iterator[tuple[str, int]]:
    """Give the headings of groups with their n, of all tables."""
    for block in document.tables:
        for row in block.table.cells[: max(block.table.head_rows, 1) + 1]:
            for text in dict.fromkeys(row):
                if (n := read_heading(text).n) is not None:
                    yield text, n
