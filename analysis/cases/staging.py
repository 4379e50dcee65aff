"""Bring one input to a staged Parquet file of text columns, every record counted: the fast way, or the exact one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path

from ..errors import DataError
from . import delimited, sheets
from .delimited import Record
from .headers import key_column, locate, missing_columns
from .mapping import Mapping
from .privacy import identifier, plain
from .reading import Input

ROWS, CHARACTERS = 20_000, 1 << 25


@dataclass(slots=True)
class Staged:
    """A table of one file as it lies in the work folder.

    Attributes
    ----------
    name, table, number : str, str, int
        As the report calls it, the mapping's table that it holds, and its place among all files.
    aliases : dict of str to str
        Column of the staged file (``m0`` for the first wanted column, ``o4`` for another) to its name in the header.
    dropped : list of (str, str)
        Columns that were not staged, or that no target takes, and why.
    offset : int or None
        Added to a record's number it gives its line; None where the staged file has both.
    rows, broken : int
        Records of the file, broken ones among them; and these alone. They lie in `broken_path`.
    """

    name: str
    table: str
    number: int
    sha256: str
    path: Path
    broken_path: Path
    header: list[str] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    offset: int | None = None
    rows: int = 0
    broken: int = 0
    reader: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Staging:
    """What the staging of all files shares: the mapping, the columns to keep, the work folder, the connection."""

    mapping: Mapping
    keep: frozenset[str]
    guarded: frozenset[str]
    work: Path
    connection: object

    def stage(self, item: Input, number: int) -> list[Staged]:
        """Stage one input; a workbook gives one table per sheet that fits.

        Raises
        ------
        DataError
            When the file is empty, damaged, or has no header with the columns of the mapping.
        """
        if item.path.stat().st_size == 0:
            raise DataError(f"{item.name}: expected a header line, got an empty file; leave it out or export it again.")
        ways = {"text": self._text, "excel": self._workbook, "parquet": self._parquet}
        return ways.get(item.kind, self._statistical)(item, number)

    def _new(self, item: Input, number: int, part: str = "") -> Staged:
        stem = self.work / f"{number:05d}{f'-{plain(part)}' if part else ''}"
        name = f"{item.name}/{part}" if part else item.name
        paths = stem.with_suffix(".parquet"), stem.with_suffix(".broken.parquet")
        return Staged(name, item.table, number, item.sha256, *paths)

    def _text(self, item: Input, number: int) -> list[Staged]:
        staged, path = self._new(item, number), item.path
        found = delimited.scan(path, self.mapping.read.encoding)
        encoding, lossy = found.encoding, not found.ready
        if lossy:
            path = self.work / f"{number:05d}.utf8"
            delimited.to_utf8(item.path, path, encoding)
            found = delimited.scan(path, "utf-8")
        delimiter, (_, last, cells) = self._dialect(path, item)
        staged.header, staged.reader = cells, f"text, {encoding}, {_shown(delimiter)}"
        if last > 1:
            staged.notes.append(f"{last - 1} lines above the header were passed over.")
        self._assign(staged)
        simple = len(cells) > 1 and found.plain and not (lossy and _holds(path, delimited.LOST.encode()))
        if simple and self._fast(staged, path, delimiter, last, found.lines):
            return [staged]
        lines = dropwhile(lambda line: line[0] <= last, delimited.lines_of(path, lossy))
        cut_short = None if found.ended else found.lines
        self._exact(staged, delimited.records(lines, delimiter, len(cells)), cut_short)
        return [staged]

    def _dialect(self, path: Path, item: Input) -> tuple[str, tuple[int, int, list[str]]]:
        """Find the delimiter and the header, which is the first record with every wanted column."""
        declared = self.mapping.read.delimiter
        wanted = self.mapping.source_columns(item.table)
        best: tuple[int, str, list[str]] = (-1, "", [])
        for delimiter in dict.fromkeys([*([declared] if declared else []), *delimited.DELIMITERS]):
            for row in delimited.head(path, delimiter, self.mapping.read.skip_rows):
                places = locate(row[2], wanted)
                have = sum(bool(at) for at in places.values())
                if have == len(wanted):
                    return delimiter, row
                if have > best[0]:
                    best = have, delimiter, row[2]
        raise DataError(missing_columns(item.name, best[2], wanted))

    def _assign(self, staged: Staged) -> None:
        """Give the columns of the header their names in the staged file, and leave identifying ones out."""
        wanted = self.mapping.source_columns(staged.table)
        places = locate(staged.header, wanted)
        for name, at in places.items():
            if len(at) > 1:
                columns = " and ".join(str(place + 1) for place in at)
                raise DataError(
                    f"{staged.name}: expected the column {name!r} once, got it as columns {columns}; rename the others."
                )
        mapped = {at[0]: f"m{wanted.index(name)}" for name, at in places.items() if at}
        for place, name in enumerate(staged.header):
            what, kept = identifier(name), plain(name) in self.keep
            if place in mapped:
                hidden = wanted[int(mapped[place][1:])] in self.guarded
            else:
                hidden = bool(what) and not kept
                if not kept:
                    staged.dropped.append((name, f"identifying: {what}" if what else "not in the mapping"))
            if not hidden:
                staged.aliases[mapped.get(place, f"o{place}")] = name
            elif place in mapped:
                staged.dropped.append((name, f"identifying: {what}"))

    def _places(self, staged: Staged) -> dict[str, int]:
        """Give the place in the header of every staged column."""
        wanted = self.mapping.source_columns(staged.table)
        located = locate(staged.header, wanted)
        return {
            alias: located[wanted[int(alias[1:])]][0] if alias[0] == "m" else int(alias[1:]) for alias in staged.aliases
        }

    def _chosen(self, staged: Staged, cells: list[str]) -> str:
        """Give the SQL of the staged columns; the key, which everything is joined by, is trimmed here once."""
        places, key = self._places(staged), self._key(staged)
        trimmed = f"trim({cells[places[key]]}, {sheets.literal(sheets.BLANKS)})" if key else ""
        return ", ".join(f"{trimmed if name == key else cells[place]} AS {name}" for name, place in places.items())

    def _key(self, staged: Staged) -> str:
        column, wanted = key_column(self.mapping, staged.table), self.mapping.source_columns(staged.table)
        return f"m{wanted.index(column)}" if column else ""

    def _fast(self, staged: Staged, path: Path, delimiter: str, header_line: int, lines: int) -> bool:
        """Let DuckDB read the file; take the result only if it has no complaint and a record for every line."""
        import duckdb

        columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(staged.header)))
        chosen = self._chosen(staged, [f"c{place}" for place in range(len(staged.header))])
        rejects = f"rejects_{staged.number}"
        query = f"""COPY (SELECT {chosen} FROM read_csv({sheets.literal(path)}, auto_detect = false, header = false,
            skip = {header_line}, delim = {sheets.literal(delimiter)}, quote = '"', escape = '"', comment = '',
            strict_mode = true, store_rejects = true, rejects_table = '{rejects}', rejects_scan = '{rejects}_scan',
            columns = {{{columns}}})) TO {sheets.literal(staged.path)} (FORMAT parquet, COMPRESSION lz4_raw)"""
        try:
            rows = self.connection.execute(query).fetchone()[0]
            complaints = self.connection.execute(f"SELECT count(*) FROM {rejects}").fetchone()[0]
        except duckdb.Error:
            return False
        if complaints or rows != lines - header_line:
            return False
        staged.offset, staged.rows, staged.reader = header_line, rows, f"{staged.reader}, fast"
        return True

    def _exact(self, staged: Staged, rows: Iterable[Record], cut_short: int | None = None) -> None:
        """Write records one by one; the broken ones with their rule and text to a file of their own."""
        from pyarrow import int64, schema, string

        places = self._places(staged)
        numbers = [("row", int64()), ("line", int64())]
        good = _Writer(staged.path, schema([*numbers, *((alias, string()) for alias in places)]))
        bad = _Writer(staged.broken_path, schema([*numbers, ("rule", string()), ("text", string())]))
        take, key = tuple(places.values()), places.get(self._key(staged))
        with good, bad:
            for row, record in enumerate(rows, start=1):
                staged.rows = row
                if record.cells is not None:
                    if key is not None:
                        record.cells[key] = record.cells[key].strip(sheets.BLANKS)
                    good.add((row, record.line, *(record.cells[place] for place in take)))
                    continue
                cut = record.line == cut_short and not record.rule.startswith("more")
                bad.add((row, record.line, "truncated last line" if cut else record.rule, record.text))
                staged.broken += 1
        staged.reader += ", exact"

    def _workbook(self, item: Input, number: int) -> list[Staged]:
        wanted = self.mapping.source_columns(item.table)
        found, passed, best = [], [], []
        pages = sheets.sheets_of(item.path, item.name, self.mapping.read.sheet)
        for sheet, rows in pages:
            heads = [row for row in rows[:20] if all(locate(row.cells, wanted).values())]
            if not heads:
                passed.append(sheet)
                best = max(
                    [best, *(row.cells for row in rows[:20])],
                    key=lambda row: sum(map(bool, locate(row, wanted).values())),
                )
                continue
            staged = self._new(item, number, sheet if len(pages) > 1 else "")
            staged.header, staged.reader = heads[0].cells, f"workbook, sheet {sheet}"
            self._assign(staged)
            self._exact(staged, (row for row in rows if row.line > heads[0].line))
            found.append(staged)
        if not found:
            raise DataError(missing_columns(item.name, best, wanted))
        found[0].notes += [f"the sheet {sheet!r} has no such columns and was passed over." for sheet in passed]
        return found

    def _statistical(self, item: Input, number: int) -> list[Staged]:
        staged = self._new(item, number)
        staged.header, rows = sheets.statistical(item.path, item.name, item.kind)
        staged.reader = item.kind
        self._check(staged)
        self._exact(staged, rows)
        return [staged]

    def _parquet(self, item: Input, number: int) -> list[Staged]:
        staged = self._new(item, number)
        columns = sheets.parquet_columns(self.connection, item.path, item.name)
        staged.header, staged.reader, staged.offset = [name for name, _ in columns], "Parquet", 0
        self._check(staged)
        chosen = self._chosen(staged, [cell for _, cell in columns])
        query = (
            f"COPY (SELECT {chosen} FROM read_parquet({sheets.literal(item.path)})) TO {sheets.literal(staged.path)}"
        )
        with sheets.foreign(item.name, "Parquet"):
            staged.rows = self.connection.execute(f"{query} (FORMAT parquet, COMPRESSION lz4_raw)").fetchone()[0]
        return [staged]

    def _check(self, staged: Staged) -> None:
        wanted = self.mapping.source_columns(staged.table)
        if not all(locate(staged.header, wanted).values()):
            raise DataError(missing_columns(staged.name, staged.header, wanted))
        self._assign(staged)


class _Writer:
    """Writes rows to a Parquet file in pieces that stay small however long the cells are."""

    def __init__(self, path: Path, schema):
        from pyarrow.parquet import ParquetWriter

        self.schema, self.rows, self.size = schema, [], 0
        self.file = ParquetWriter(path, schema, compression="lz4")

    def add(self, row: tuple) -> None:
        self.rows.append(row)
        self.size += sum(len(cell) for cell in row[2:])
        if len(self.rows) >= ROWS or self.size >= CHARACTERS:
            self.flush()

    def flush(self) -> None:
        from pyarrow import array, record_batch

        if self.rows:
            columns = zip(zip(*self.rows, strict=True), self.schema, strict=True)
            self.file.write_batch(
                record_batch([array(cells, kind.type) for cells, kind in columns], schema=self.schema)
            )
        self.rows, self.size = [], 0

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self.flush()
        self.file.close()


def _shown(delimiter: str) -> str:
    return {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}.get(delimiter, repr(delimiter))


def _holds(path: Path, needle: bytes) -> bool:
    with path.open("rb") as stream:
        tail = b""
        while block := stream.read(delimited.BLOCK):
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return False


def line_sql(staged: Staged) -> tuple[str, str, str]:
    """Give the SQL of a staged file's rows, of a record's number, and of its line."""
    source = f"read_parquet({sheets.literal(staged.path)}, file_row_number = true)"
    if staged.offset is None:
        return source, "row", "line"
    return source, "file_row_number + 1", f"file_row_number + 1 + {staged.offset}"
