"""Cells of a table of a document: spans opened, head and indents known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import DataError

MOST_CELLS, WIDEST = 400_000, 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stands in its row: its text, and over how many rows and columns it reaches.

    Attributes
    ----------
    text : str
        Its characters without marks of notes (see `Block.text`).
    rows, columns : int
        What it spans.
    head : bool
        Whether it is of the head of the table.
    indent : int
        How deep its text is set in, 0 for not.
    marks : tuple of str
        Marks of footnotes that stood at it.
    """

    text: str
    rows: int = 1
    columns: int = 1
    head: bool = False
    indent: int = 0
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as equally long rows of characters.

    Attributes
    ----------
    label, caption : str
        ``Table 2``, and what is printed with it.
    cells : tuple of tuple of str
        Rows from the top, those of the head among them; a cell that spans others stands in all of them.
    head_rows : int
        How many of the rows are the head; 0 where the document does not tell.
    spans : tuple of (row, column, rows, columns)
        Cells that reach over others: row and column of the first, from 1.
    indents : mapping of (row, column) to int
        Depth of the cells that are set in, from 1.
    marks : mapping of (row, column) to tuple of str
        Marks of footnotes by cell.
    notes : tuple of str
        The footnotes of the table.
    sure : bool
        False where rows and columns were guessed from positions on a page.
    """

    label: str
    caption: str
    cells: tuple[tuple[str, ...], ...]
    head_rows: int = 0
    spans: tuple[tuple[int, int, int, int], ...] = ()
    indents: dict[tuple[int, int], int] | None = None
    marks: dict[tuple[int, int], tuple[str, ...]] | None = None
    notes: tuple[str, ...] = ()
    sure: bool = True

    @property
    def text(self) -> str:
        """Give the rows as lines, cells parted by tabs, a cell that spans others once."""
        return "\n".join("\t".join(row) for row in self.sheet(indented=False))

    def cell_at(self, text: str, offset: int) -> tuple[int, int]:
        """Give row and column, from 1, of a character of `text`."""
        before = text[: max(offset, 0)]
        return before.count("\n") + 1, before.rpartition("\n")[2].count("\t") + 1

    def sheet(self, indented: bool = True) -> list[list[str]]:
        """Give the cells as a spreadsheet would hold them, for a reader of sheets: a spanning cell once.

        Parameters
        ----------
        indented : bool
            Whether cells that are set in begin with two spaces for each step.

        Examples
        --------
        >>> head, body = [Cell("Outcome"), Cell("Adults", columns=2)], [Cell("Minor", indent=1), Cell("12"), Cell("8")]
        >>> opened([head, body], "Table 1").sheet()
        [['Outcome', 'Adults', ''], ['  Minor', '12', '8']]
        """
        rows = [list(row) for row in self.cells]
        for (row, column), depth in (self.indents or {}).items() if indented else ():
            rows[row - 1][column - 1] = "  " * depth + rows[row - 1][column - 1]
        for row, column, down, right in self.spans:
            for r in range(row - 1, row - 1 + down):
                for c in range(column - 1, column - 1 + right):
                    if (r, c) != (row - 1, column - 1):
                        rows[r][c] = ""
        return rows


def opened(
    rows: Iterable[list[Cell]], label: str = "", caption: str = "", *, notes: tuple[str, ...] = (), sure: bool = True
) -> Grid:
    """Open the spans of rows of cells: one grid of equally long rows.

    Raises
    ------
    DataError
        When the table has more cells, or more columns, than a printed one could.

    Examples
    --------
    >>> opened([[Cell("Age", rows=2), Cell("12")], [Cell("14")]]).cells
    (('Age', '12'), ('Age', '14'))
    """
    rows = list(rows)
    places: dict[tuple[int, int], Cell] = {}
    spans, indents, marks = [], {}, {}
    for r, row in enumerate(rows, start=1):
        column = 1
        for cell in row:
            while (r, column) in places:
                column += 1
            down, right = min(max(cell.rows, 1), len(rows) - r + 1), min(max(cell.columns, 1), WIDEST)
            _check(label, len(places) + down * right, column + right)
            places |= {(r + i, column + j): cell for i in range(down) for j in range(right)}
            if down * right > 1:
                spans.append((r, column, down, right))
            if cell.indent:
                indents[r, column] = cell.indent
            if cell.marks:
                marks[r, column] = cell.marks
    width = max((column for _, column in places), default=0)
    _check(label, width * len(rows), width)
    none = Cell("")
    cells = tuple(tuple(places.get((r, c), none).text for c in range(1, width + 1)) for r in range(1, len(rows) + 1))
    return Grid(label, caption, cells, _head(rows), tuple(spans), indents, marks, notes, sure)


def without_rows(grid: Grid, count: int) -> Grid:
    """Give a grid without its first rows."""

    def moved(places: dict) -> dict:
        return {(row - count, column): value for (row, column), value in (places or {}).items() if row > count}

    spans = tuple((row - count, column, down, right) for row, column, down, right in grid.spans if row > count)
    head = max(grid.head_rows - count, 0)
    return replace(
        grid,
        cells=grid.cells[count:],
        head_rows=head,
        spans=spans,
        indents=moved(grid.indents),
        marks=moved(grid.marks),
    )


def joined_grids(first: Grid, second: Grid) -> Grid:
    """Give one grid of two with the same columns, the second under the first; a row torn between them is one again."""
    last, next_row = first.cells[-1], second.cells[0] if second.cells else ()
    if (
        next_row
        and last[0]
        and not next_row[0]
        and any(next_row)
        and not any(map(all, zip(last, next_row, strict=True)))
    ):
        whole = tuple(above or below for above, below in zip(last, next_row, strict=True))
        first = replace(first, cells=(*first.cells[:-1], whole))
        second = without_rows(second, 1)
    down = len(first.cells)
    marks = {(row + down, column): value for (row, column), value in (second.marks or {}).items()}
    spans = tuple((row + down, column, tall, wide) for row, column, tall, wide in second.spans)
    return replace(
        first,
        cells=first.cells + second.cells,
        spans=first.spans + spans,
        marks={**(first.marks or {}), **marks},
        sure=first.sure and second.sure,
    )


def _head(rows: list[list[Cell]]) -> int:
    """Count the rows from the top whose cells are all of the head."""
    count = 0
    for row in rows:
        if not row or not all(cell.head for cell in row):
            break
        count += 1
    return count


def _check(label: str, cells: int, columns: int) -> None:
    if cells > MOST_CELLS or columns > WIDEST + 1:
        raise DataError(
            f"{label or 'a table'}: expected at most {MOST_CELLS:,} cells and {WIDEST:,} columns, got more; "
            "read it as a file of data."
        )
