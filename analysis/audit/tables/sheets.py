"""Files of tables as grids of characters: CSV, TSV, workbooks, Parquet, or a folder of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from ...documents import ENDINGS, read_document, table_cells
from ...documents.aligned_tables import aligned_tables
from ...errors import DataError
from ...files.archives import DATA
from ...files.grid import PACKED, read_grids
from ...visible import visible
from .formats import percentages_shown
from .uneven import HIDDEN, evened

# A plain text may be a table with delimiters, and stays one; else its columns may stand below each other.
_TEXTS = (".txt", ".text")
_DOCUMENTS = tuple(ending for ending in ENDINGS if ending not in _TEXTS)
LONGEST = 2_000  # characters of a cell that are read; a longer one is a text, which its beginning tells from others
_DELIMITED = (*_TEXTS, ".csv", ".tsv", ".tab", ".psv", ".dat", ".csv.gz", ".tsv.gz", ".zip")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One grid of cells: equally long rows of characters, nothing interpreted.

    Attributes
    ----------
    file, name : str
        The file, and the sheet of a workbook (empty for a file of one sheet).
    cells : list of list of str
        The characters of each cell; empty text for an empty cell.
    notes : tuple of str
        What was done to read it that its characters do not say.
    misread : tuple of (int, str)
        Row, from 0, and characters of each line that could not be cut into cells; its label alone stands there.
    around : str
        What is printed with the cells: caption and footnotes.
    totals : tuple of int
        Numbers of people that the document around it names, the likeliest first.
    groups : tuple of (str, int)
        Headings of groups in other tables of the document, with their n.
    alpha : float
        The level of significance of the document.
    """

    file: str
    name: str
    cells: list[list[str]]
    notes: tuple[str, ...] = ()
    misread: tuple[tuple[int, str], ...] = ()
    around: str = ""
    totals: tuple[int, ...] = ()
    groups: tuple[tuple[str, int], ...] = ()
    alpha: float = 0.05

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
        A file that an import could read too (delimited text, a workbook, Parquet, SAS, SPSS, Stata; gzip and zip of
        them), a document with tables (DOCX, PDF, JATS XML, HTML, Markdown), or a folder of such files.

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
        files = sorted(found for found in path.rglob("*") if is_table(found))
        if not files:
            raise DataError(f"path: expected a folder with tables ({', '.join(DATA)}), found none in {path}.")
        return [sheet for file in files for sheet in read_sheets(file)]
    if path.name.lower().endswith(_DOCUMENTS):
        document = read_document(path)
        around = [" ".join(filter(None, (block.table.caption, *block.table.notes))) for block in document.tables]
        grids = zip(table_cells(document), around, strict=True)
        found = [
            Sheet(visible(file, keep=""), label, *_shortened(cells), around=words)
            for (file, label, cells), words in grids
        ]
        return found or _aligned(path, document.lines)
    grids = [(name, sheet, *_shortened(cells)) for name, sheet, cells in read_grids(path, ragged=True)]
    inside = [(str(path.parent / name), sheet, cells) for name, sheet, cells, _ in grids]
    aligned = path.name.lower().endswith(_TEXTS) and not _divided(inside)
    if aligned and (found := _aligned(path, read_document(path).lines)):
        return found
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        percentages_shown(path, {sheet: cells for _, sheet, cells in inside})
    named = ((str(path) if len(inside) == 1 else file, sheet, cells) for file, sheet, cells in inside)
    sheets = (_evened(visible(file, keep=""), sheet, cells) for file, sheet, cells in named)
    return [replace(sheet, notes=(*notes, *sheet.notes)) for sheet, (*_, notes) in zip(sheets, grids, strict=True)]


def _shortened(rows: list[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """Give the beginnings of cells that are too long for a printed table, and a note on how many they are."""
    long = sum(len(text) > LONGEST for row in rows for text in row)
    if not long:
        return rows, ()
    note = f"Of cells longer than {LONGEST:,} characters ({long:,}) the first {LONGEST:,} characters were read."
    return [[text[:LONGEST] for text in row] for row in rows], (note,)


def _divided(inside: list[tuple[str, str, list[list[str]]]]) -> bool:
    """Tell whether a delimiter cuts most lines of a text into equally many cells, and no spaces within these do."""
    rows = [row for *_, rows in inside for row in rows if any(text.strip() for text in row)]
    widths = Counter(map(len, rows))
    width = max(widths, key=widths.get, default=1)
    apart = any("  " in text.strip() for row in rows if len(row) == width for text in row[1:])
    spaced = 2 * sum("  " in row[0].strip() for row in rows) > len(rows)
    return width > 1 and 2 * widths[width] > len(rows) and not apart and not spaced


def _evened(file: str, name: str, rows: list[list[str]]) -> Sheet:
    if not file.lower().endswith(_DELIMITED):
        return Sheet(file, name, _padded(rows))
    found = evened(rows)
    return Sheet(file, name, found.rows, tuple(found.notes), tuple(sorted(found.misread.items())))


def _aligned(path: Path, lines: Sequence[str]) -> list[Sheet]:
    """Give the tables whose columns stand below each other in a text as one sheet, each line in its row."""
    tables = list(aligned_tables(lines))
    if not tables:
        return []
    cells: list[list[str]] = [[] for _ in lines]
    misread = {at: text for table in tables for at, text in table.misread.items()}
    for table in tables:
        width = max(map(len, table.rows.values()))
        for at, row in table.rows.items():
            cells[at] = row
        for at, text in table.misread.items():
            cells[at] = [re.split(r"\s{2,}|\t", text)[0], *[HIDDEN] * (width - 1)]
    notes = "Columns were told by the spaces between them."
    return [Sheet(visible(str(path), keep=""), "", _padded(cells), (notes,), tuple(sorted(misread.items())))]


def is_table(path: Path) -> bool:
    """Tell whether the name of a file is one of tables, or of an archive that may hold them."""
    return path.name.lower().endswith((*DATA, *PACKED, *_DOCUMENTS))


def frame_cells(frame: pd.DataFrame) -> list[list[str]]:
    """Give a frame as a grid of characters: its column names, then its rows (a named index comes first)."""
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    columns = [[_text(part) for part in (name if isinstance(name, tuple) else (name,))] for name in frame.columns]
    header = [list(row) for row in zip_longest(*columns, fillvalue="")]
    return _padded(header + [[_text(cell) for cell in row] for row in frame.itertuples(index=False, name=None)])


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
