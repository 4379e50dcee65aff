"""A table of one file as it lies in the work folder: its Parquet file, how that is written, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ...files.sql import parquet_sql

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
        Added to a record's number it gives its line; None where the columns `row` and `line` of the staged file say by
        how much a record's number and line are ahead of its place, which begins with 0.
    delimiter : str
        What divides the cells of a text file; empty for other kinds.
    from_1904 : bool
        The numbers of days of this workbook count from 1904-01-01, as those of old Macintoshes.
    text : Path or None
        The file of text that was read, in UTF-8; None for other kinds.
    marked : bool
        Its cells may hold control characters, or others that show nothing.
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
    marked: bool = True
    rows: int = 0
    broken: int = 0
    reader: str = ""
    delimiter: str = ""
    from_1904: bool = False
    text: Path | None = None
    notes: list[str] = field(default_factory=list)


class Writer:
    """Writes rows to a Parquet file in pieces that stay small however long the cells are."""

    def __init__(self, path: Path, columns: list[tuple]):
        from pyarrow import int64, schema
        from pyarrow.parquet import ParquetWriter

        self.schema = schema([("row", int64()), ("line", int64()), *columns])
        self.rows, self.size = [], 0
        self.file = ParquetWriter(path, self.schema, compression="lz4")

    def add(self, row: tuple) -> None:
        """Take a row: its number, its line (see `Staged.offset`), its cells."""
        self.rows.append(row)
        self.size += sum(len(cell) for cell in row[2:])
        if len(self.rows) >= ROWS or self.size >= CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write the rows that were taken."""
        from pyarrow import array, record_batch

        if self.rows:
            columns = zip(zip(*self.rows, strict=True), self.schema, strict=True)
            self.file.write_batch(
                record_batch([array(cells, kind.type) for cells, kind in columns], schema=self.schema)
            )
        self.rows, self.size = [], 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self.flush()
        self.file.close()


def line_sql(staged: Staged) -> tuple[str, str, str]:
    """Give the SQL of a staged file's rows, of a record's number, and of its line."""
    source = parquet_sql(staged.path, "file_row_number = true")
    if staged.offset is None:
        return source, 'file_row_number + "row"', "file_row_number + line"
    return source, "file_row_number + 1", f"file_row_number + 1 + {staged.offset}"
