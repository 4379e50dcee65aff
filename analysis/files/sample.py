"""The first rows of a file as text, read as an import reads them: to look at, not to import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..replaced import passing_folder
from ..visible import visible
from . import binary, text
from .archives import DATA, kind_of, unicode_named, unpack
from .cells import Splitter, check_columns, check_header
from .marks import cleaned
from .record import Record
from .sql import NO_EXTENSIONS, lock_engine, parquet_sql

ROWS, BYTES = 20_000, 16_000_000
HEADS, CHARACTERS = 50, 200_000  # of a text, the lines among which its delimiter and its headings are looked for
NOTES = 30  # lines below a table that may be notes
SHOWN = 2_000  # characters of a cell that are looked at: what it says of its column stands there


@dataclass(frozen=True, slots=True)
class Sample:
    """The headings and the first rows of one file, all cells as text, and how they were read."""

    path: Path
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    read: dict[str, Any] = field(default_factory=dict)
    titles: tuple[str, ...] = ()  # what the columns are called beside their names, in files that say so
    file: str = ""  # the name of the file, where `path` is a sheet of it


def read_samples(path: Path, rows: int = ROWS) -> list[Sample]:
    """Read the first rows of a file, or of each file of data that an archive holds.

    Raises
    ------
    DataError
        When the file is none, is empty, is of no known kind, or has no table in it.
    """
    samples, faults = [], []
    with passing_folder() as work:
        try:
            members = list(unpack(visible(path.name, ""), path, work, most=BYTES))
        except OSError as error:
            raise DataError(
                f"path: expected a readable file, got {path}: {error.strerror or error}; check the path."
            ) from None
        data = [one for one in members if len(members) == 1 or one[0].lower().endswith(DATA) or "." not in one[0]]
        for name, inside in data:
            try:
                samples += _tables(path.parent / name, unicode_named(inside, work), rows, work)
            except DataError as error:
                faults += error.faults
    if not samples:
        raise DataError(faults or [f"path: expected files of data inside {path.name}, found none; unpack it."])
    return _alike(samples, rows)


def _tables(path: Path, inside: Path, rows: int, work: Path) -> Iterator[Sample]:
    """Yield the tables of one file, `path` being how it is called."""
    if not inside.stat().st_size:
        raise DataError(f"path: expected a table in {path.name}, found nothing in it; export it again.")
    kind = kind_of(inside, path.name)
    if kind == "excel":
        yield from _sheets(path, inside, rows)
    elif kind == "text":
        yield _text(path, inside, rows, work)
    elif kind == "parquet":
        yield _parquet(path, inside, rows)
    else:
        names, titles, found = binary.statistical(inside, path.name, kind)
        body = [record.cells for record in islice(found, rows)]
        yield _sample(path, names, body, rows, titles=tuple(titles))


def _text(path: Path, inside: Path, rows: int, work: Path) -> Sample:
    """Read delimited text: its encoding, its delimiter, its headings, and the rows that an import would keep."""
    inside, found = text.as_utf8(inside, path.name, work)
    first = first_lines(path, inside)
    delimiter = text.delimiter_of(first)
    heads = text.head(first, delimiter, most=HEADS)
    check_columns(path.name, max((len(cells) for *_, cells in heads), default=0))
    start, last, headings = heads[_headings_at(path, [cells for *_, cells in heads])]
    below = (line for line in text.lines_of(inside, found.lossy) if line[0] > last)
    records = text.records(below, delimiter, len(headings))
    body = list(islice(filter(None, (_cells(record, delimiter) for record in records)), rows))
    read = {"delimiter": delimiter} | ({"skip_rows": start - 1} if start > 1 else {})
    read |= {} if found.encoding in ("utf-8", "utf-8-sig") else {"encoding": found.encoding}
    return _sample(path, headings, body, rows, read)


def first_lines(path: Path, inside: Path) -> list[tuple[int, str, bool]]:
    """Give the first lines of a text, as `text.lines_of` does, by which its delimiter is found.

    Raises
    ------
    DataError
        When it is no text, or JSON.
    """
    lines, size = [], 0
    for line in islice(text.lines_of(inside), 4 * HEADS):
        lines.append(line)
        size += len(line[1])
        if size > CHARACTERS:
            break
    start = "\n".join(line[1] for line in lines)
    odd = sum(character < " " and character not in "\t\n\r\f\v" for character in start[:CHARACTERS])
    if odd > max(2, 0.01 * min(len(start), CHARACTERS)):
        raise DataError(f"path: expected text or a known binary format, got {path.name}; export it as CSV.")
    if start.lstrip().startswith(("{", "[")) and start.lstrip("{[ \t\n\r").startswith('"'):
        raise DataError(f"path: expected a table in {path.name}, got JSON, which is not read; save it as CSV.")
    return lines


def _cells(record: Record, delimiter: str) -> list[str] | None:
    """Give the cells of a record; also of one with fewer than the header has, as notes below a table are."""
    return Splitter(delimiter).split(record.text).cells if record.rule.startswith("fewer") else record.cells


def _sheets(path: Path, inside: Path, rows: int) -> Iterator[Sample]:
    sheets = binary.sheets_of(inside, path.name, most=rows + HEADS)
    filled = {sheet: [record.cells or [] for record in found] for sheet, found in sheets if found}
    if not filled:
        raise DataError(f"path: expected a table in {path.name}, found nothing in it; export it again.")
    for sheet, table in filled.items():
        at = _headings_at(path, table[:HEADS])
        place = path / sheet if len(filled) > 1 else path
        yield _sample(place, table[at], table[at + 1 :], rows, {"sheet": sheet}, file=path.name)


def _parquet(path: Path, inside: Path, rows: int) -> Sample:
    import duckdb

    with duckdb.connect(config=NO_EXTENSIONS) as connection, binary.foreign(path.name, "Parquet"):
        lock_engine(connection, [], [inside])
        columns = binary.parquet_columns(connection, inside, path.name)
        cells = ", ".join(cell for _, cell in columns)
        found = connection.execute(f"SELECT {cells} FROM {parquet_sql(inside)} LIMIT {rows}").fetchall()
    return _sample(path, [name for name, _ in columns], [[cell or "" for cell in row] for row in found], rows)


def _headings_at(path: Path, table: list[list[str]]) -> int:
    """Find the row of headings: the first that is as wide as the rows below it, and has no gap."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in table]
    if not any(filled):
        raise DataError(f"path: expected a table in {path.name}, found nothing in it; export it again.")
    widths = Counter(filled)
    # one broken line may be wider than the table
    widest = max((width for width, lines in widths.items() if lines > 1 and width > 1), default=max(widths))
    return next(number for number, count in enumerate(filled) if count >= max(1, 0.8 * widest))


def _sample(path, header, body, rows, read=None, *, titles=(), file="") -> Sample:
    """Put the rows below a header into its columns."""
    check_header(path.name, header)
    headings = tuple(cell.strip() or f"column {place}" for place, cell in enumerate(header, start=1))
    width = len(headings)
    lines = (tuple(cleaned(cell[:SHOWN]) for cell in (line + [""] * width)[:width]) for line in body if any(line))
    # long tables repeat their headings
    kept = [line for line in lines if tuple(cell.strip() for cell in line) != headings][:rows]
    return Sample(path, headings, _without_notes(kept), read or {}, tuple(titles), file or path.name)


def _alike(samples: list[Sample], rows: int) -> list[Sample]:
    """Put the sheets of a workbook that have the same headings together, as the sheets of one table are imported."""
    groups: dict[tuple, list[Sample]] = {}
    for sample in samples:
        sheet = "sheet" in sample.read
        groups.setdefault(sample.headings if sheet else (sample.path,), []).append(sample)
    joined = []
    for group in groups.values():
        first, body = group[0], [row for sample in group for row in sample.rows][:rows]
        joined.append(replace(first, rows=body, read=first.read if len(group) == 1 else {}))
    return joined


def _without_notes(body: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out what stands below a table: totals and notes, which fill one cell or two of a wide row."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in body]
    usual = sorted(filled)[len(filled) // 2] if filled else 0
    end = len(body)
    while end and end > len(body) - NOTES and usual >= 5 and filled[end - 1] <= 2:
        end -= 1
    return body[:end]
