"""Files of tables as grids of characters: CSV, TSV, workbooks, Parquet, or a folder of them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from ...errors import DataError

TEXT = (".csv", ".tsv", ".txt", ".tab")
WORKBOOK = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SUFFIXES = (*TEXT, *WORKBOOK, ".parquet")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One grid of cells: equally long rows of characters, nothing interpreted.

    Attributes
    ----------
    file, name : str
        The file, and the sheet of a workbook (empty for a file of one sheet).
    cells : list of list of str
        The characters of each cell; empty text for an empty cell.
    """

    file: str
    name: str
    cells: list[list[str]]

    @property
    def place(self) -> str:
        """Give the file, with the sheet of a workbook in brackets."""
        return f"{self.file} [{self.name}]" if self.name else self.file


def read_sheets(path: str | Path) -> list[Sheet]:
    r"""Read every sheet of a file, or of all files of a folder, as characters.

    Text files may be UTF-8 (with or without byte order mark), UTF-16 or Windows-1252, separated by comma, semicolon,
    tab or bar. Cells of workbooks and Parquet files are numbers, so trailing zeros of a percentage are lost; the
    coarser reading (41 for 41.0) is taken, which admits more, never less.

    Parameters
    ----------
    path : str or Path
        A file (CSV, TSV, TXT, XLSX, XLS, XLSB, ODS, Parquet) or a folder of such files.

    Raises
    ------
    DataError
        When there is no such file, the kind is not known, or the file cannot be read as what it says it is.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> _ = Path(folder.name, "route.csv").write_text("Route;n\nIngestion;1.204\n", encoding="utf-8")
    >>> [sheet.cells for sheet in read_sheets(folder.name)]
    [[['Route', 'n'], ['Ingestion', '1.204']]]
    >>> folder.cleanup()
    """
    path = Path(path)
    if path.is_dir():
        files = sorted(found for found in path.rglob("*") if found.suffix.lower() in SUFFIXES)
        if not files:
            raise DataError(f"path: expected a folder with tables ({', '.join(SUFFIXES)}), found none in {path}.")
        return [sheet for file in files for sheet in read_sheets(file)]
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(f"path: expected one of {', '.join(SUFFIXES)}; got {path.name!r}.")
    try:
        if suffix in TEXT:
            return [Sheet(str(path), "", _padded(_split(_decoded(path.read_bytes()), suffix)))]
        return _workbook(path) if suffix in WORKBOOK else [Sheet(str(path), "", frame_cells(pd.read_parquet(path)))]
    except OSError as error:
        raise DataError(f"path: cannot read {path}: {error.strerror or error}.") from None
    except csv.Error as error:
        raise DataError(f"path: {path} cannot be read as a table of cells: {error}; export it again.") from None
    except UnicodeDecodeError:
        raise DataError(f"path: {path} is no text of the encoding it claims; save it as UTF-8.") from None


def frame_cells(frame: pd.DataFrame) -> list[list[str]]:
    """Give a frame as a grid of characters: its column names, then its rows (a named index comes first)."""
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    columns = [[_text(part) for part in (name if isinstance(name, tuple) else (name,))] for name in frame.columns]
    header = [list(row) for row in zip_longest(*columns, fillvalue="")]
    return _padded(header + [[_text(cell) for cell in row] for row in frame.itertuples(index=False, name=None)])


def _workbook(path: Path) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError) as error:
        raise DataError(f"path: {path} cannot be read as a workbook: {error}; save it again or export CSV.") from None
    return [
        Sheet(str(path), name, _padded([[_text(cell) for cell in row] for row in grid])) for name, grid in grids.items()
    ]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    sample = content[:2000]
    if sample.count(0) > len(sample) // 4:  # UTF-16 without a mark: every other byte of Latin text is 0
        return content.decode("utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _split(text: str, suffix: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if suffix == ".tsv" else _delimiter(text)))


def _delimiter(text: str) -> str:
    """Give the separator that cuts the most lines into the same number (over 1) of fields."""

    def agreement(mark: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark))
        widths = Counter({width: times for width, times in widths.items() if width > 1})
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, width

    sample = "".join(text.splitlines(keepends=True)[:200])
    return max(",;\t|", key=agreement)


def _padded(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _text(cell) -> str:
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10f}".rstrip("0")
    if hasattr(cell, "item"):
        return _text(cell.item())
    return str(cell)
