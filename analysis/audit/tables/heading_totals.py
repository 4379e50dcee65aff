"""The N that headings and titles print (``Baclofen (N = 43)``) as totals of a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .cells import Number
from .clothing import Dress
from .columns import Column
from .headings import HEADING_N, is_percentage
from .labels import Label
from .pieces import Piece
from .table import Line, Table

_BASE = re.compile(r"\bof (?:the |all |a total of )*(\d{1,3}(?:[, ]\d{3})+|\d{2,})(?![\d%.]) ?[a-z]", re.IGNORECASE)
NAME = "N of the heading"


def header_totals(dress: Dress, columns: list[Column], groups: list[int], table: Table) -> None:
    """Take ``(N = 1,234)`` of a heading as a row of totals; that of the title where there is but one column."""
    found = {}
    for column, j in zip(columns, groups, strict=True):
        row, place = dress.place(dress.piece.numbers[0], column.place) or (0, 0)
        row = row if dress.clothing == "transposed" else dress.piece.top
        heading = " ".join(column.heading.parts)
        number = _size(heading, row, place)
        if number is None and is_percentage(heading) and (said := _BASE.search(heading)):
            number = size_of(said[1], row, place)
        if number:
            found.setdefault(j, number)
    if not found and len(table.columns) == 1 and (number := _of_title(dress.piece)):
        found = {0: number}
    if found:
        table.add_totals(NAME, found)


def total_of_rows(table: Table, piece: Piece, around: Sequence[int] = ()) -> None:
    """Take the N of the title, or a number `around` it, as a column of totals where most rows add up to it."""
    if len(table.columns) < 2 or table.clothing != "printed":
        return
    if any(line.label.total for line in (*table.columns, *table.rows)):
        return
    rows = [[table.counts.get((i, j)) for j in range(len(table.columns))] for i in range(len(table.rows))]
    full = [cells for cells in rows if all(cell is not None and cell.exact for cell in cells)]
    sums = Counter(sum(cell.low for cell in cells) for cells in full)
    stated = [_of_title(piece), *(Number("", n, n, 0, piece.top, piece.left) for n in around)]
    number = next((one for one in stated if one and sums[one.low] > 2 and sums[one.low] * 2 > len(full)), None)
    if number is not None:
        table.counts |= {(i, len(table.columns)): number for i, cells in enumerate(rows) if None not in cells}
        table.columns.append(Line(NAME, "", 0, -1, Label(NAME.lower(), total=True)))


def _of_title(piece: Piece) -> Number | None:
    """Give the N of the heading of the labels, else of the title."""
    stub = " ".join(row[0] for row in piece.header)
    return _size(stub, piece.top, piece.left) or _size(piece.title, piece.top, piece.left)


def _size(text: str, row: int, column: int) -> Number | None:
    found = HEADING_N.search(text)
    if not found:
        return None
    return size_of(found[1], row, column)


def size_of(text: str, row: int, column: int) -> Number:
    """Give the characters of an N, and where they stand, as a number."""
    digits = int(re.sub(r"\D", "", text))
    return Number(text.strip(" ,"), digits, digits, 0, row, column)
