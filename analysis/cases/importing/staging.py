"""Bring one input to a staged Parquet file of text columns, every record counted: the fast way, or the exact one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import DataError
from ...files import binary, text
from ...files.record import TOO_LONG, Record, bounded
from ...files.runs import LONGEST_FAST, Lines, doubtful_lines
from ...files.sql import BLANKS, literal, parquet_sql
from ..mapping.columns import locate, missing_columns
from ..mapping.model import Mapping
from ..masking import withheld_of
from ..masking.headings import mask_heading
from ..privacy import plain
from .cleaning import clean
from .fast_reader import read_fast
from .header import assign_columns, chosen_sql, find_header, key_of, places_of
from .inputs import Input
from .progress import Progress
from .staged import ROWS, Staged, Writer

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Staging:
    """What the staging of all files shares: mapping, columns to keep, work folder, connection, who is told."""

    mapping: Mapping
    keep: frozenset[str]
    guarded: frozenset[str]
    work: Path
    connection: duckdb.DuckDBPyConnection
    told: Progress

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
        tables = ways.get(item.kind, self._statistical)(item, number)
        for staged in tables:
            if staged.marked:
                clean(self.connection, staged)
        return tables

    def _new(self, item: Input, number: int, part: str = "") -> Staged:
        stem = self.work / f"{number:05d}{f'-{plain(part)}' if part else ''}"
        name = f"{item.name}/{_sheet(part, number)}" if part else item.name
        paths = stem.with_suffix(".parquet"), stem.with_suffix(".broken.parquet")
        return Staged(name, item.table, number, item.sha256, *paths)

    def _text(self, item: Input, number: int) -> list[Staged]:
        staged = self._new(item, number)
        path, found = text.as_utf8(item.path, item.name, self.work, self.mapping.read.encoding)
        encoding, lossy = found.encoding, found.lossy
        staged.marked, staged.text = found.marked, path
        delimiter, (_, last, cells) = find_header(path, item, self.mapping)
        staged.header, staged.delimiter, staged.reader = cells, delimiter, f"text, {encoding}, {_shown(delimiter)}"
        if last > 1:
            staged.notes.append(f"{last - 1} lines above the header were passed over.")
        assign_columns(staged, self.mapping, self.keep, self.guarded)
        simple = len(cells) > 1 and found.plain and not (lossy and _holds(path, text.LOST.encode()))
        if simple and self._fast(staged, path, last, found.lines):
            return [staged]

        cut_short = None if found.ended else found.lines
        if len(cells) > 1:
            doubtful = doubtful_lines(self.connection, path, delimiter, len(cells), found.lines, lossy=lossy)
            with path.open("rb") as stream:
                lines = Lines(stream, path.name, delimiter, len(cells), lossy=lossy, doubtful=doubtful)
                lines.skip(last)
                if self._mended(staged, text.records(lines, delimiter, len(cells), runs=True), cut_short, found.lines):
                    return [staged]
        lines = dropwhile(lambda line: line[0] <= last, self._counted(text.lines_of(path, lossy), found.lines))
        self._exact(staged, text.records(lines, delimiter, len(cells)), cut_short)
        staged.notes.append("read by the exact reader alone, as the fast one was not sure to read every line alike.")
        return [staged]

    def _fast(self, staged: Staged, path: Path, header_line: int, lines: int) -> bool:
        """Let DuckDB read the file; take the result only if it has no complaint and a record for every line."""
        rows = read_fast(self.connection, staged, self.mapping, path, header_line)
        if rows != lines - header_line:
            return False
        staged.offset, staged.rows, staged.reader = header_line, rows, f"{staged.reader}, fast"
        return True

    def _counted(self, lines: Iterator, most: int) -> Iterator:
        for number, line in enumerate(lines):
            if number % ROWS == 0:
                self.told.share = number / max(most, 1)
            yield line
        self.told.share = None

    def _mended(self, staged: Staged, records: Iterator[Record], cut_short: int | None, lines: int) -> bool:
        """Read what is sound the fast way, and the other lines exactly; say whether the two gave every record.

        Sound lines and the records that the exact reader made of others are written anew, and DuckDB reads that file.
        It must give every record of it and have no complaint. Before each stands by how much its number and its line
        are ahead of its place, which is the same for a whole run of sound lines.
        """
        mended, mark = staged.path.with_name(f"{staged.number:05d}m.csv"), staged.delimiter
        good = special = 0
        with mended.open("w", encoding="utf-8", newline="") as out, self._broken(staged) as bad:
            for record in records:
                self.told.share = record.line / lines
                row = staged.rows + 1
                staged.rows += record.sound or 1
                if record.sound:
                    text = record.text
                elif record.cells is not None:
                    text = mark.join(['"' + cell.replace('"', '""') + '"' for cell in record.cells]) + "\n"
                    special += 1
                else:
                    self._break(staged, bad, row, record, cut_short)
                    continue
                if not record.sound and len(text) > LONGEST_FAST:
                    break
                ahead = f"{row - good}{mark}{record.line - good}{mark}"
                out.write(ahead + text.replace("\n", f"\n{ahead}", max(record.sound - 1, 0)))
                good += record.sound or 1
        self.told.share = None
        whole = good + staged.broken == staged.rows
        if not whole or read_fast(self.connection, staged, self.mapping, mended, 0, ("row", "line")) != good:
            staged.rows = staged.broken = 0
            return False
        mended.unlink()
        if exact := special + staged.broken:
            staged.notes.append(
                f"the fast reader read {good - special:,} records; {exact:,} whose quotes, line ends or bytes it may "
                f"take otherwise went to the exact reader, which could not keep {staged.broken:,}."
            )
        staged.reader += f", fast but for {exact:,} records" if exact else ", fast"
        return True

    def _exact(self, staged: Staged, rows: Iterable[Record], cut_short: int | None = None) -> None:
        """Write records one by one; the broken ones with their rule to a file of their own."""
        from pyarrow import string

        places = places_of(staged, self.mapping)
        good = Writer(staged.path, [(alias, string()) for alias in places])
        take, key = tuple(places.values()), places.get(key_of(staged, self.mapping))
        with good, self._broken(staged) as bad:
            for row, record in enumerate(map(bounded, rows), start=1):
                staged.rows = row
                if record.cells is None:
                    self._break(staged, bad, row, record, cut_short)
                    continue
                if key is not None:
                    record.cells[key] = record.cells[key].strip(BLANKS)
                place = row - 1 - staged.broken
                good.add((row - place, record.line - place, *(record.cells[place] for place in take)))
        staged.reader += ", exact"

    def _broken(self, staged: Staged) -> Writer:
        from pyarrow import string

        return Writer(staged.broken_path, [("rule", string()), ("value", string())])

    def _break(self, staged: Staged, bad: Writer, row: int, record: Record, cut_short: int | None) -> None:
        """Put a record that is no row to the broken ones; `cut_short` is the number of a last line without its end."""
        long = record.rule == TOO_LONG
        cut = record.line == cut_short and not long and not record.rule.startswith("more")
        bad.add((row, record.line, "truncated last line" if cut else record.rule, record.text if long else ""))
        staged.broken += 1

    def _workbook(self, item: Input, number: int) -> list[Staged]:
        wanted = self.mapping.source_columns(item.table)
        found, passed, best = [], [], []
        sheet = self.mapping.tables[item.table].sheet or self.mapping.read.sheet
        pages = binary.sheets_of(item.path, item.name, sheet)
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
            staged.header, staged.from_1904 = heads[0].cells, binary.counts_from_1904(item.path)
            staged.reader = (
                f"workbook, {_sheet(sheet, number, 'sheet ')}{', days from 1904' if staged.from_1904 else ''}"
            )
            assign_columns(staged, self.mapping, self.keep, self.guarded)
            body, width = [row for row in rows if row.line > heads[0].line], len(staged.header)
            if beyond := sum(len(row.cells) > width for row in body):
                staged.notes.append(f"{beyond:,} rows have cells right of the last heading, which are in no column.")
            self._exact(staged, (replace(row, cells=(row.cells + [""] * width)[:width]) for row in body))
            found.append(staged)
        if not found:
            firsts = [row.cells for _, rows in pages for row in rows[:20]]
            raise DataError(missing_columns(item.name, best, wanted, firsts))
        found[0].notes += [
            f"the sheet {mask_heading(sheet)!r} has no such columns and was passed over." for sheet in passed
        ]
        return found

    def _statistical(self, item: Input, number: int) -> list[Staged]:
        staged = self._new(item, number)
        staged.header, _, rows = binary.statistical(item.path, item.name, item.kind)
        staged.reader = item.kind
        self._check(staged)
        self._exact(staged, rows)
        return [staged]

    def _parquet(self, item: Input, number: int) -> list[Staged]:
        import duckdb

        staged = self._new(item, number)
        columns = binary.parquet_columns(self.connection, item.path, item.name)
        staged.header, staged.reader = [name for name, _ in columns], "Parquet"
        self._check(staged)
        chosen = chosen_sql(staged, self.mapping, [binary.short_sql(cell) for _, cell in columns])
        query = f"COPY (SELECT {chosen} FROM {parquet_sql(item.path)}) TO {literal(staged.path)}"
        with binary.foreign(item.name, "Parquet"):
            try:
                found = self.connection.execute(f"{query} (FORMAT parquet, COMPRESSION lz4_raw)").fetchone()
                staged.rows, staged.offset = found[0], 0
            except duckdb.InvalidInputException as error:
                if binary.LONG not in str(error):
                    raise
                self._exact(staged, binary.parquet_records(self.connection, item.path, [cell for _, cell in columns]))
        return [staged]

    def _check(self, staged: Staged) -> None:
        wanted = self.mapping.source_columns(staged.table)
        if not all(locate(staged.header, wanted).values()):
            raise DataError(missing_columns(staged.name, staged.header, wanted))
        assign_columns(staged, self.mapping, self.keep, self.guarded)


def _shown(delimiter: str) -> str:
    return {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}.get(delimiter, repr(delimiter))


def _holds(path: Path, needle: bytes) -> bool:
    with path.open("rb") as stream:
        tail = b""
        while block := stream.read(text.BLOCK):
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return False


def _sheet(name: str, number: int, kind: str = "") -> str:
    """Give the name of a sheet as a report may show it."""
    return f"sheet {number}" if withheld_of(mask_heading(name)) else f"{kind}{name}"
