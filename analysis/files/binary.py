"""Workbooks, Parquet files and the files of SAS, SPSS and Stata as records of text, like those of delimited text."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DataError
from .record import Record
from .sql import parquet_sql, quoted

CHUNK = 50_000


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
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise DataError(f"{name}: expected a whole {what} file, got: {said}; export it again.") from None


def text_of(value: object) -> str:
    """Give a cell as the text it shows: whole numbers without decimals, dates in ISO form, nothing as empty text."""
    if value is None or value != value:  # NaN and NaT differ from themselves
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def sheets_of(path: Path, name: str, wanted: str = "", most: int | None = None) -> list[tuple[str, list[Record]]]:
    """Give (sheet, its rows that are not blank) of a workbook: the wanted sheet, or all; the first `most` rows."""
    from python_calamine import CalamineWorkbook

    # opened as bytes: a path would be read as what its ending says
    with foreign(name, "Excel or OpenDocument"), path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        found = book.sheet_names
        if wanted and wanted not in found:
            raise DataError(
                f"{name}: expected the sheet {wanted!r} of the mapping, got {', '.join(found)}; name another."
            )
        return [(sheet, _rows(book.get_sheet_by_name(sheet), most)) for sheet in ([wanted] if wanted else found)]


def counts_from_1904(path: Path) -> bool:
    """Say whether a workbook's numbers of days count from 1904-01-01: .xlsx and .xlsm say so (ECMA-376, workbookPr)."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        said = re.search(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](\w+)", archive.read("xl/workbook.xml"))
    return said is not None and said[1] in (b"1", b"true", b"on")


def _rows(sheet, most: int | None) -> list[Record]:
    first = sheet.start[0] if sheet.start else 0
    rows = sheet.to_python(skip_empty_area=True, nrows=most)
    texts = ([text_of(cell) for cell in row] for row in rows)
    return [Record(line, cells) for line, cells in enumerate(texts, first + 1) if any(cell.strip() for cell in cells)]


def statistical(path: Path, name: str, kind: str) -> tuple[list[str], list[str], Iterator[Record]]:
    """Give the columns, their titles and the rows of a SAS, SPSS or Stata file; labeled values by their labels."""
    import pyreadstat

    read = {
        "sas": pyreadstat.read_sas7bdat,
        "xport": pyreadstat.read_xport,
        "spss": pyreadstat.read_sav,
        "por": pyreadstat.read_por,
        "stata": pyreadstat.read_dta,
    }[kind]
    with foreign(name, kind):
        _, meta = read(str(path), metadataonly=True)
        # an empty name comes as None
        names, titles = ([one or "" for one in many] for many in (meta.column_names, meta.column_labels))
        return names, [" ".join(title.split()) for title in titles], _observations(read, path, name, kind)


def _observations(read, path: Path, name: str, kind: str) -> Iterator[Record]:
    labeled = {"apply_value_formats": True, "formats_as_category": False} if kind in ("spss", "por", "stata") else {}
    at = 0
    while True:
        with foreign(name, kind):
            frame, _ = read(str(path), row_offset=at, row_limit=CHUNK, **labeled)
        for line, row in enumerate(frame.itertuples(index=False, name=None), at + 1):
            yield Record(line, [text_of(cell) for cell in row])
        at += len(frame)
        if len(frame) < CHUNK:
            return


def parquet_columns(connection, path: Path, name: str) -> list[tuple[str, str]]:
    """Give (column, SQL that shows it as text) of a Parquet file; whole floating numbers without decimals."""
    with foreign(name, "Parquet"):
        described = connection.execute(f"DESCRIBE SELECT * FROM {parquet_sql(path)}").fetchall()
    return [(column, _as_text(quoted(column), kind)) for column, kind, *_ in described]


def _as_text(column: str, kind: str) -> str:
    if kind in ("FLOAT", "DOUBLE"):
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    return f"CAST({column} AS VARCHAR)"
