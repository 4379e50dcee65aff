"""The first rows of a file as text, whatever its format, encoding and packing: to look at, not to import."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...errors import DataError
from .binary import text_of

ROWS, BYTES = 20_000, 16_000_000
DELIMITERS = (",", "\t", ";", "|", "$", "^")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt", ".tab", ".dat", ".asc", "")
PACKINGS = (".gz", ".zip")
TITLES = "titles"
NOTES = 30  # lines below a table that may be notes


@dataclass(frozen=True, slots=True)
class Sample:
    """The headings and the first rows of one file, all cells as text, and how they were read."""

    path: Path
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    read: dict[str, object] = field(default_factory=dict)
    titles: tuple[str, ...] = ()  # what the columns are called beside their names, in files that say so
    file: str = ""  # the name of the file, where `path` is a sheet of it


def read_samples(path: Path, rows: int = ROWS) -> list[Sample]:
    """Read the first rows of a file, or of each delimited file that a zip archive holds.

    Raises
    ------
    DataError
        When the file is none, is empty, is of no known kind, or has no table in it.
    """
    kind = _kind(path)
    try:
        tables = _reader(kind)(path, rows)
    except DataError:
        raise
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"path: expected a readable file, got {path}: {error}; check it.") from None
    except Exception as error:  # the readers of binary formats raise classes of their own
        raise DataError(f"path: expected a {kind} file, got {path.name}: {error}; save it again.") from None
    if len(tables) == 1:
        return [_with_headings(*tables[0], rows)]
    return _alike([_with_headings(*table, rows) for table in tables if any(map(any, table[1]))], rows)


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKINGS:
        suffixes.pop()
        return suffixes[-1] if suffixes and suffixes[-1] in TEXTS else ""
    return suffixes[-1] if suffixes else ""


# A reader gives the name, the lines and the way of reading of each table that a file holds.
Tables = list[tuple[Path, list[list[str]], dict]]


def _reader(kind: str) -> Callable[[Path, int], Tables]:
    if kind in WORKBOOKS:
        return _workbook
    if kind in (".parquet", ".pq"):
        return _parquet
    if kind in (".sas7bdat", ".xpt", ".sav", ".zsav", ".por", ".dta"):
        return _statistics
    return _text


def _text(path: Path, rows: int) -> Tables:
    return [(name, *_delimited(name, data, rows)) for name, data in _heads(path)]


def _delimited(path: Path, data: bytes, rows: int) -> tuple[list[list[str]], dict]:
    text, encoding = _decode(data)
    if "\0" in text[:100_000]:
        raise DataError(f"path: expected text or a known binary format, got {path.name}; export it as CSV.")
    if re.match(r'\s*(\{\s*"|\[\s*\{)', text):
        raise DataError(f"path: expected a table in {path.name}, got JSON, which is not read; save it as CSV.")
    delimiter = _delimiter(text)
    limit = csv.field_size_limit(BYTES)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        table = [line for _, line in zip(range(rows + 50), lines, strict=False)]
    except csv.Error as error:
        raise DataError(f"path: expected delimited text in {path.name}, got: {error}; mend the file.") from None
    finally:
        csv.field_size_limit(limit)
    return table, {"delimiter": delimiter} | ({} if encoding == "utf-8" else {"encoding": encoding})


def _heads(path: Path) -> list[tuple[Path, bytes]]:
    """Give the first bytes of a file, or of each text file of an archive, up to the end of a line."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        with gzip.open(path, "rb") as file:
            return [(path.with_suffix(""), _whole_lines(file.read(BYTES)))]
    if start != b"PK\x03\x04":
        with path.open("rb") as file:
            return [(path, _whole_lines(file.read(BYTES)))]
    with zipfile.ZipFile(path) as archive:
        inside = [Path(name) for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
        members = [name for name in inside if name.suffix.lower() in TEXTS and not name.name.startswith(".")]
        if not members:
            raise DataError(f"path: expected a delimited file inside {path.name}, found none; unpack it.")
        return [(name, _whole_lines(archive.open(name.as_posix()).read(BYTES))) for name in members]


def _whole_lines(data: bytes) -> bytes:
    return data if len(data) < BYTES else data[: data.rfind(b"\n") + 1] or data


def _decode(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _delimiter(text: str) -> str:
    """Give the delimiter that cuts most lines into the same number of cells, and into most of them."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:200]

    def regularity(delimiter: str) -> float:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells)
        width, often = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return 0.0 if width < 2 else often / sum(widths.values()) + min(width, 50) / 1000

    best = max(DELIMITERS, key=regularity) if lines else ","
    return best if lines and regularity(best) else ","


def _workbook(path: Path, rows: int) -> Tables:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        sheets = {name: book.get_sheet_by_name(name).to_python(nrows=rows + 50) for name in book.sheet_names}
    texts = {name: [[text_of(value) for value in line] for line in lines] for name, lines in sheets.items()}
    filled = {name: lines for name, lines in texts.items() if any(cell.strip() for line in lines for cell in line)}
    if not filled:
        raise DataError(f"path: expected a table in {path.name}, found nothing in it; export it again.")
    if len(filled) == 1:
        return [(path, *((lines, {"sheet": name}) for name, lines in filled.items()).__next__())]
    return [(path / name, lines, {"sheet": name}) for name, lines in filled.items()]


def _alike(samples: list[Sample], rows: int) -> list[Sample]:
    """Put the sheets of a workbook that have the same headings together, as the sheets of one table are imported."""
    groups: dict[tuple, list[Sample]] = {}
    for sample in samples:
        sheet = "sheet" in sample.read
        groups.setdefault(sample.headings if sheet else (sample.path,), []).append(sample)
    joined = []
    for group in groups.values():
        first, body = group[0], [row for sample in group for row in sample.rows][:rows]
        read = first.read if len(group) == 1 else {}
        joined.append(replace(first, rows=body, read=read))
    return joined


def _parquet(path: Path, rows: int) -> Tables:
    import pyarrow.parquet

    batches = pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=rows)
    batch = next(batches, None)
    names = batch.schema.names if batch is not None else pyarrow.parquet.read_schema(path).names
    columns = [
        [text_of(value) for value in column.to_pylist()] for column in (batch.columns if batch is not None else ())
    ]
    return [(path, [list(names), *map(list, zip(*columns, strict=True))], {})]


def _statistics(path: Path, rows: int) -> Tables:
    import pyreadstat

    readers = {".sas7bdat": pyreadstat.read_sas7bdat, ".xpt": pyreadstat.read_xport, ".dta": pyreadstat.read_dta}
    readers[".por"] = pyreadstat.read_por
    options = {} if path.suffix.lower() in (".sas7bdat", ".xpt", ".por") else {"apply_value_formats": True}
    frame, meta = readers.get(path.suffix.lower(), pyreadstat.read_sav)(str(path), row_limit=rows, **options)
    lines = ([text_of(value) for value in row] for row in frame.itertuples(index=False))
    titles = tuple(" ".join((title or "").split()) for title in meta.column_labels)
    return [(path, [list(frame.columns), *lines], {TITLES: titles})]


def _with_headings(path: Path, table: list[list[str]], read: dict, rows: int) -> Sample:
    """Find the row of headings: the first that is as wide as the rows below it, and has no gap."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in table]
    if not any(filled):
        raise DataError(f"path: expected a table in {path.name}, found nothing in it; export it again.")
    widths = Counter(filled[:50])
    # one broken line may be wider than the table
    widest = max((width for width, lines in widths.items() if lines > 1 and width > 1), default=max(widths))
    start = next(number for number, count in enumerate(filled) if count >= max(1, 0.8 * widest))
    headings = tuple(cell.strip() or f"column {place}" for place, cell in enumerate(table[start], start=1))
    width = len(headings)
    body = [tuple((line + [""] * width)[:width]) for line in table[start + 1 :] if any(line)]
    body = _without_notes([line for line in body if tuple(cell.strip() for cell in line) != headings][:rows])
    titles = read.pop(TITLES, ())
    start = 0 if "sheet" in read else start  # in a workbook the import looks for the headings itself
    file = path.parent.name if "sheet" in read and path.suffix.lower() not in WORKBOOKS else path.name
    return Sample(path, headings, body, read | ({"skip_rows": start} if start else {}), titles, file)


def _without_notes(body: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Leave out what stands below a table: totals and notes, which fill one cell or two of a wide row."""
    filled = [sum(bool(cell.strip()) for cell in line) for line in body]
    usual = sorted(filled)[len(filled) // 2] if filled else 0
    end = len(body)
    while end and end > len(body) - NOTES and usual >= 5 and filled[end - 1] <= 2:
        end -= 1
    return body[:end]
