"""Files as grids of characters: every line with all its cells, as printed tables need them, nothing interpreted."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from ..errors import DataError
from ..replaced import passing_folder
from ..visible import visible
from . import binary, text
from .archives import DATA, kind_of, unicode_named, unpack
from .cells import Cut, Splitter, check_columns
from .sample import first_lines

# A grid is as wide as its widest line: so many cells, or so many for each that is filled.
MOST_CELLS, TIMES = 1 << 22, 20
PACKED = (".zip", ".gz")
_DIVIDED = (",", ";", "\t", "|")  # a $ or ^ that stands in every line of a printed table is no delimiter
_BINARY = re.compile(r"-?\d+\.\d{11,}|-?\d(\.\d+)?e[-+]\d+")


def read_grids(path: Path, *, ragged: bool = False) -> list[tuple[str, str, list[list[str]]]]:
    """Give (file, sheet, rows of equally many cells) of every table of a file, or of each file that an archive holds.

    With `ragged`, rows of delimited text have as many cells as their line has, so that uneven ones can be told.

    Raises
    ------
    DataError
        When the file cannot be read, is of no known kind, or its cells are so scattered that they make no table.
    """
    grids = []
    with passing_folder() as work:
        try:
            members = list(unpack(visible(path.name, ""), path, work))
        except OSError as error:
            raise DataError(f"path: cannot read {path}: {error.strerror or error}.") from None
        for name, inside in members:
            if len(members) == 1 or name.lower().endswith(DATA):
                found = _tables(name, unicode_named(inside, work), work)
                grids += [(name, sheet, _filled_up(name, rows, ragged)) for sheet, rows in found]
    if not grids:
        raise DataError(f"path: expected files of data inside {path.name}, found none; unpack it.")
    return grids


def _tables(name: str, inside: Path, work: Path) -> Iterator[tuple[str, dict[int, list[str]]]]:
    """Yield (sheet, cells by line) of one file."""
    kind = kind_of(inside, name)
    if kind == "text":
        yield "", dict(_lines(name, inside, work))
    elif kind == "excel":
        for sheet, records in binary.sheets_of(inside, name):
            yield sheet, {record.line: _shown(record.cells or []) for record in records}
    elif kind == "parquet":
        yield "", dict(enumerate(map(_shown, _parquet(name, inside)), start=1))
    else:
        columns, _, records = binary.statistical(inside, name, kind)
        yield "", dict(enumerate(chain([columns], (_shown(record.cells or []) for record in records)), start=1))


def _lines(name: str, inside: Path, work: Path) -> Iterator[tuple[int, list[str]]]:
    inside, found = text.as_utf8(inside, name, work)
    if found.lines > MOST_CELLS:
        raise DataError(f"{name}: expected a table below {MOST_CELLS:,} lines, got {found.lines:,}; export it alone.")
    first = first_lines(Path(name), inside)
    tabs = name.lower().endswith((".tsv", ".tab"))
    splitter = Splitter("\t" if tabs else text.delimiter_of(first, _DIVIDED))
    lines, waiting = text.lines_of(inside, found.lossy), deque()
    while entry := waiting.popleft() if waiting else next(lines, None):
        number, line, whole = entry
        if not whole:
            raise DataError(
                f"{name}, line {number}: expected text of one encoding ({found.encoding}), got other bytes; "
                "save it as UTF-8."
            )
        cut = splitter.split(line)
        if cut.parts is not None:
            cut = _closed(splitter, cut, lines, waiting)
        yield number, line.split(splitter.delimiter) if cut is None or cut.stray else cut.cells


def _closed(splitter: Splitter, cut: Cut, lines: Iterator, waiting: deque) -> Cut | None:
    """Join lines until an open quote closes; hand them back where none closes it."""
    taken = []
    while len(taken) < text.MOST_LINES and (entry := waiting.popleft() if waiting else next(lines, None)):
        taken.append(entry)
        splitter.go_on(cut, entry[1])
        if cut.stray:
            break
        if cut.parts is None:
            return cut
    waiting.extendleft(reversed(taken))
    return None


def _parquet(name: str, inside: Path) -> list[list[str]]:
    import duckdb

    with duckdb.connect() as connection, binary.foreign(name, "Parquet"):
        columns = binary.parquet_columns(connection, inside, name)
        cells = ", ".join(cell for _, cell in columns)
        rows = connection.execute(f"SELECT {cells} FROM read_parquet(?)", [str(inside)]).fetchall()
    return [[column for column, _ in columns], *([cell or "" for cell in row] for row in rows)]


def _shown(cells: list[str]) -> list[str]:
    """Give the numbers of a binary file as people see them: 0.1 + 0.2 is 0.3, and 1e-05 has decimals."""
    return [f"{float(cell):.10f}".rstrip("0").rstrip(".") if _BINARY.fullmatch(cell) else cell for cell in cells]


def _filled_up(name: str, rows: dict[int, list[str]], ragged: bool) -> list[list[str]]:
    """Give rows of equal width, those without a cell among them; refuse what would be nearly all of it empty."""
    width, height = max(map(len, rows.values()), default=0), max(rows, default=0)
    check_columns(name, width)
    filled = sum(map(len, rows.values()))
    if width * height > max(MOST_CELLS, TIMES * filled):
        raise DataError(
            f"{name}: expected a table, got {filled:,} cells scattered over {height:,} lines and {width:,} columns; "
            "clear what lies apart from it, or export the table alone."
        )
    nothing: list[str] = []
    if ragged:
        return [rows.get(line, nothing) for line in range(1, height + 1)]
    return [cells + [""] * (width - len(cells)) for cells in (rows.get(line, nothing) for line in range(1, height + 1))]
