"""The N that headings and titles print (``Baclofen (N = 43)``) as totals of a table."""

from __future__ import annotations

import re

from .cells import Number
from .clothing import Dress
from .columns import Column
from .headings import HEADING_N
from .labels import Label
from .pieces import Piece
from .table import Line, Table

_NAME = "N of the heading"


def header_totals(dress: Dress, columns: list[Column], groups: list[int], table: Table) -> None:
    """Take ``(N = 1,234)`` of a heading as a row of totals; that of the title where there is but one column."""
    found = {}
    for column, j in zip(columns, groups, strict=True):
        row, place = dress.place(dress.piece.numbers[0], column.place) or (0, 0)
        row = row if dress.clothing == "transposed" else dress.piece.top
        if number := _size(" ".join(column.heading.parts), row, place):
            found.setdefault(j, number)
    if not found and len(table.columns) == 1 and (number := _of_title(dress.piece)):
        found = {0: number}
    if found:
        table.rows.insert(0, _line())
        table.counts |= {(0, j): number for j, number in found.items()}


def total_of_rows(table: Table, piece: Piece) -> None:
    """Take the N of the title as a column of totals where the columns of most rows add up to it."""
    number = _of_title(piece) if len(table.columns) > 1 and table.clothing == "printed" else None
    if number is None or any(line.label.total for line in (*table.columns, *table.rows)):
        return
    rows = [[table.counts.get((i, j)) for j in range(len(table.columns))] for i in range(len(table.rows))]
    full = [cells for cells in rows if all(cell is not None and cell.exact for cell in cells)]
    holding = sum(sum(cell.low for cell in cells) == number.low for cells in full)
    if holding > 2 and holding * 2 > len(full):
        table.counts |= {(i, len(table.columns)): number for i, cells in enumerate(rows) if None not in cells}
        table.columns.append(_line())


def _of_title(piece: Piece) -> Number | None:
    """Give the N of the heading of the labels, else of the title."""
    stub = " ".join(row[0] for row in piece.header)
    return _size(stub, piece.top, piece.left) or _size(piece.title, piece.top, piece.left)


def _size(text: str, row: int, column: int) -> Number | None:
    found = HEADING_N.search(text)
    if not found:
        return None
    digits = int(re.sub(r"\D", "", found[1]))
    return Number(found[1].strip(" ,"), digits, digits, 0, row, column)


def _line() -> Line:
    return Line(_NAME, "", 0, -1, Label(_NAME.lower(), total=True))
