"""A table of a document as the checks see it: statements by cell, words of rows and columns, totals of columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...documents.grid import Grid
from ...documents.statements import Statement, cells_of, column_heads, first_body_row, too_large
from ..prints import is_whole
from .context import Context

_N = re.compile(r"(?<!\w)[nN]\s?=\s?(\d[\d,\u202f]*)")
_ALL_OF = re.compile(r"(?:of|all|total of|n\s?=|among)\s+(?:all\s+|the\s+)?(\d[\d,]*\d)(?!\s?%)", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper\s?cent|\bpercentage|\bproportion\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """A table with what its cells say.

    Attributes
    ----------
    grid : Grid
        The cells.
    cells : dict of (int, int) to list of Statement
        Statements by row and column of their first character, from 1.
    heads : tuple of str
        The words above each column, from the first.
    labels : dict of int to str
        The words to the left, by row.
    totals : dict of int to int
        What ``n =`` above a column says, by column.
    """

    block: int
    grid: Grid
    cells: dict[tuple[int, int], list[Statement]]
    heads: tuple[str, ...]
    labels: dict[int, str]
    totals: dict[int, int]

    def statement(self, row: int, column: int, *kinds: str) -> Statement | None:
        """Give the first statement of a cell, of one of these kinds where any are given."""
        return next((one for one in self.cells.get((row, column), ()) if not kinds or one.kind in kinds), None)

    @property
    def rows(self) -> range:
        """Give the rows of the body."""
        return range(first_body_row(self.grid) + 1, len(self.grid.cells) + 1)

    @property
    def columns(self) -> range:
        """Give the columns."""
        return range(1, len(self.heads) + 1)

    @property
    def around(self) -> str:
        """Give caption and notes."""
        return f"{self.grid.caption} {' '.join(self.grid.notes)}"

    def is_percent(self, column: int) -> bool:
        """Tell whether the head of a column speaks of percent."""
        return bool(_PERCENT.search(self.heads[column - 1]))

    def stated_totals(self) -> list[int]:
        """Give the totals that caption and notes state."""
        found = [*_N.findall(self.around), *_ALL_OF.findall(self.around)]
        return list(dict.fromkeys(int(re.sub(r"\D", "", one)) for one in found))


def sheets_of(context: Context) -> list[Sheet]:
    """Give the tables of a document as sheets."""
    sheets = []
    for at, block in enumerate(context.document.blocks):
        if block.table is None or not block.table.cells or too_large(block.table):
            continue
        cells: dict[tuple[int, int], list[Statement]] = {}
        for one in context.by_block.get(at, ()):
            cells.setdefault((one.locator.row, one.locator.column), []).append(one)
        heads = tuple(column_heads(block.table, first_body_row(block.table)))
        labels = {cell.row: cell.label for cell in cells_of(block) if cell.label}
        totals = {}
        for column, head in enumerate(heads, start=1):
            if found := _N.search(head):
                totals[column] = int(re.sub(r"\D", "", found[1]))
        sheets.append(Sheet(at, block.table, cells, heads, labels, totals))
    return sheets


def parts_in(sheet: Sheet, column: int) -> dict[int, int]:
    """Give the counts of a column by row; of a column of percentages only those that stand before one."""
    counts = {row: count for row in sheet.rows if (count := count_in(sheet, row, column)) is not None}
    if not sheet.is_percent(column):
        return counts
    return {row: count for row, count in counts.items() if sheet.statement(row, column, "proportion") is not None}


def count_in(sheet: Sheet, row: int, column: int) -> int | None:
    """Give the count that a cell states, alone or with its percentage."""
    one = sheet.statement(row, column, "count", "proportion")
    said = one.numbers.get("count") if one is not None else None
    return int(said.value) if is_whole(said) and said.value >= 0 else None
