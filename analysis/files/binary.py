"""Workbooks, Parquet files and the files of SAS, SPSS and Stata as records of text, like those of delimited text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from ..errors import DataError
from .apart import apart
from .cells import LONGEST_CELL
from .record import Record
from .sql import literal, parquet_sql, quoted

BOOK = "Excel or OpenDocument"
LONG, ROWS = "a cell of bytes: ", 1_000


@contextmanager
def foreign(name: str, what: str):
    """Turn whatever a reader of binary files throws at damaged bytes into one sentence about the file.

    These readers are written in C and Rust and raise classes of their own, panics among them; none of it is a fault of
    this package, and only an interruption is passed on.
    """
    try:
        yield
    except (DataError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        told = str(error).partition("Stack Trace:")[0]  # the engine's own, with the paths of this machine
        said = " ".join(told.split())[:200] or type(error).__name__
        raise DataError(f"{name}: expected a whole {what} file, got: {said}; export it again.") from None


def sheets_of(path: Path, name: str, wanted: str = "", most: int | None = None) -> list[tuple[str, list[Record]]]:
    """Give (sheet, its rows that are not blank) of a workbook: the wanted sheet, or all; the first `most` rows.

    A row ends with its last cell that says something.
    """
    sheets: list[tuple[str, list[Record]]] = []
    for kind, content in apart(name, BOOK, ("workbook", path, wanted, most), _unpacked(path, name)):
        if kind == "rows":
            sheets[-1][1].extend(Record(line, cells) for line, cells in content)
        elif kind == "sheet":
            sheets.append((content, []))
        elif wanted and wanted not in content:
            known = ", ".join(content)
            raise DataError(f"{name}: expected the sheet {wanted!r} of the mapping, got {known}; name another.")
    return sheets


def _unpacked(path: Path, name: str) -> int:
    """Give the bytes that a workbook holds; one of old is no archive."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size
    with foreign(name, BOOK), zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def counts_from_1904(path: Path) -> bool:
    """Say whether a workbook's numbers of days count from 1904-01-01: .xlsx and .xlsm say so (ECMA-376, workbookPr)."""
    if not zipfile.is_zipfile(path):
        return False
    with foreign(path.name, BOOK), zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as packed:
            start = packed.read(1 << 20)  # it stands at the beginning
    said = re.search(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](\w+)", start)
    return said is not None and said[1] in (b"1", b"true", b"on")


def statistical(path: Path, name: str, kind: str) -> tuple[list[str], list[str], Iterator[Record]]:
    """Give the columns, their titles and the rows of a SAS, SPSS or Stata file; labeled values by their labels."""
    messages = apart(name, kind, ("statistical", path, kind), path.stat().st_size)
    names, titles = next(messages)[1]
    return names, titles, (Record(line, cells) for _, rows in messages for line, cells in rows)


def parquet_columns(connection, path: Path, name: str) -> list[tuple[str, str]]:
    """Give (column, SQL that shows it as text) of a Parquet file; whole floating numbers without decimals."""
    with foreign(name, "Parquet"):
        described = connection.execute(f"DESCRIBE SELECT * FROM {parquet_sql(path)}").fetchall()
    return [(column, _as_text(quoted(column), kind)) for column, kind, *_ in described]


def short_sql(cell: str) -> str:
    """Give the SQL of a cell that raises an error saying `LONG` where it is longer than cells are."""
    return f"CASE WHEN strlen({cell}) > {LONGEST_CELL} THEN error({literal(LONG)} || strlen({cell})) ELSE {cell} END"


def parquet_records(connection, path: Path, cells: list[str]) -> Iterator[Record]:
    """Yield the rows of a Parquet file, one after the other, as the SQL of `parquet_columns` shows their cells."""
    found = connection.cursor().execute(f"SELECT {', '.join(cells)} FROM {parquet_sql(path)}")
    rows = chain.from_iterable(iter(lambda: found.fetchmany(ROWS), []))
    return (Record(line, [cell or "" for cell in row]) for line, row in enumerate(rows, 1))


def _as_text(column: str, kind: str) -> str:
    if kind in ("FLOAT", "DOUBLE"):
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"CAST({column} AS VARCHAR)"
