"""Workbooks, files of SAS, SPSS and Stata, and PDFs read in a process of their own (see `apart`), as text."""

from __future__ import annotations

import datetime
import marshal
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from . import pdf

ROWS, CHUNK = 1_000, 50_000


def serve(reader: str, path: str, arguments: tuple, memory: int, seconds: int) -> None:
    """Send what a reader gives, one message after the other: (kind, what it says), at last ``("end", "")``."""
    # a library that prints must not write among the messages
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        _limit(memory, seconds)
        try:
            for message in _READERS[reader](Path(path), *arguments):
                marshal.dump(message, out, 2)
            end = "end", ""
        except (KeyboardInterrupt, BrokenPipeError, MemoryError):
            raise
        except BaseException as error:  # these readers raise classes of their own, panics of Rust among them
            end = "fault", " ".join(str(error).split())[:200] or type(error).__name__
        marshal.dump(end, out, 2)


def _limit(memory: int, seconds: int) -> None:
    """Bound what this process may take, where the system can; a core file would hold patients."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        try:
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))
        except (OSError, ValueError):  # macOS knows no limit of addresses
            continue


def _workbook(path: Path, wanted: str, most: int | None) -> Iterator[tuple]:
    """Give the names of the sheets, and of the wanted or each: its name, and its rows that are not blank with lines."""
    from python_calamine import CalamineWorkbook

    with path.open("rb") as stream:  # a path would be read as what its ending says
        book = CalamineWorkbook.from_filelike(stream)
        yield "sheets", book.sheet_names
        for name in [name for name in book.sheet_names if wanted in ("", name)]:
            yield "sheet", name
            filled = (
                (line, row) for line, row in enumerate(book.get_sheet_by_name(name).iter_rows(), 1) if _filled(row)
            )
            rows = ((line, _texts(row)) for line, row in filled)
            yield from _bundled((line, cells) for line, cells in islice(rows, most) if cells)


def _filled(row: list) -> bool:
    """Tell whether a row has a cell; a large sheet has many rows without, which must cost nothing."""
    return row.count("") < len(row)


def _texts(row: list) -> list[str]:
    """Give the cells as text up to the last that says something; none of a row of blanks."""
    cells = [text_of(cell) for cell in row]
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _bundled(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple]:
    while bundle := list(islice(rows, ROWS)):
        yield "rows", bundle


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


def _statistical(path: Path, kind: str) -> Iterator[tuple]:
    """Give the columns with their titles, then the rows; labeled values by their labels."""
    import pyreadstat

    readers: dict[str, Callable] = {
        "sas": pyreadstat.read_sas7bdat,
        "xport": pyreadstat.read_xport,
        "spss": pyreadstat.read_sav,
        "por": pyreadstat.read_por,
        "stata": pyreadstat.read_dta,
    }
    read = readers[kind]
    _, meta = read(str(path), metadataonly=True)
    # an empty name comes as None
    names, titles = ([one or "" for one in many] for many in (meta.column_names, meta.column_labels))
    yield "columns", (names, [" ".join(title.split()) for title in titles])
    labeled = {"apply_value_formats": True, "formats_as_category": False} if kind in ("spss", "por", "stata") else {}
    at = 0
    while True:
        frame, _ = read(str(path), row_offset=at, row_limit=CHUNK, **labeled)
        rows = enumerate(frame.itertuples(index=False, name=None), at + 1)
        yield from _bundled((line, [text_of(cell) for cell in row]) for line, row in rows)
        at += len(frame)
        if len(frame) < CHUNK:
            return


_READERS: dict[str, Callable] = {"workbook": _workbook, "statistical": _statistical, "pdf": pdf.pages}
