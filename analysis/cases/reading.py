"""Find the files of an import: folders, globs, gzip and zip opened up, each file's kind known by its first bytes."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from glob import glob
from pathlib import Path, PurePosixPath

from ..errors import DataError
from .mapping import Mapping

BLOCK = 1 << 22
# An archive may grow to this many bytes, and further to so many times its own size; real exports shrink 5 to 50 times.
LARGEST, GROWTH = 1 << 32, 200
MAGIC = {
    b"PAR1": "parquet",
    b"$FL2": "spss",
    b"$FL3": "spss",
    b"<stata_dta>": "stata",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "excel",
    bytes(12) + b"\xc2\xea\x81\x60": "sas",
    b"HEADER RECORD*******LIB": "xport",
}
# Formats whose first bytes say nothing are known by the end of their name.
SUFFIXES = {".dta": "stata", ".por": "por", ".sas7bdat": "sas", ".xpt": "xport", ".sav": "spss", ".xlsx": "excel"}


@dataclass(frozen=True, slots=True)
class Input:
    """One data file of an import.

    Attributes
    ----------
    name : str
        How the report calls it: the file's name, or ``archive.zip/member.csv``.
    path : Path
        Where its uncompressed bytes lie.
    kind : str
        ``text``, ``excel``, ``parquet``, ``sas``, ``xport``, ``spss``, ``por`` or ``stata``.
    table : str
        The table of the mapping that it holds.
    sha256 : str
        Of the file as it was given (of the archive, for a member).
    """

    name: str
    path: Path
    kind: str
    table: str
    sha256: str


def find_inputs(
    paths: Iterable[str | Path] | str | Path, mapping: Mapping, work: Path
) -> tuple[list[Input], list[str]]:
    """Give every data file of the paths with its table, and notes on the files that no table claims.

    A folder gives its files, a glob what it matches, an archive its members. In a linked layout, each file goes to the
    table whose glob fits its name; in the others, the glob picks files out of folders and archives.

    Raises
    ------
    DataError
        Names every path that is missing or broken, and every table that the mapping reads and no file holds.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    faults: list[str] = []
    named = _names(_expand(given, faults))
    found, notes = [], []
    for name, (path, explicit) in named.items():
        try:
            digest = _sha256(path)
            members = list(_unpack(name, path, work))
        except OSError as error:
            faults.append(f"{name}: expected a readable file, got: {error}; mend the path or the file.")
            continue
        except DataError as error:
            faults += error.faults
            continue
        loose = explicit and len(members) == 1
        for member, unpacked in members:
            tables, kind = _tables_of(member, mapping, loose), _kind(unpacked)
            plain = _without_globs(unpacked, work) if tables else unpacked
            for table in tables:
                sheet = mapping.tables[table].sheet if len(tables) > 1 else ""
                found.append(Input(f"{member}/{sheet}" if sheet else member, plain, kind, table, digest))
            if not tables:
                notes.append(f"{member} fits the files of no table of the mapping and was not read.")
    if not faults:
        faults = _missing_tables(found, mapping, given)
    if faults:
        raise DataError(faults)
    return found, notes


def _expand(given: list[str | Path], faults: list[str]) -> dict[Path, bool]:
    """Give the files of the paths, each once, and whether it was named itself."""
    files: dict[Path, bool] = {}
    for item in given:
        path = Path(item)
        if path.is_dir():
            inside = sorted(child for child in path.iterdir() if child.is_file() and not child.name.startswith("."))
            files |= {child.resolve(): False for child in inside if child.resolve() not in files}
        elif path.is_file():
            files[path.resolve()] = True
        elif matches := sorted(map(Path, glob(str(item)))):  # noqa: PTH207 (a pattern may start anywhere)
            files |= {match.resolve(): False for match in matches if match.is_file()}
        else:
            faults.append(f"paths: expected a file, a folder or a glob that matches, got {str(item)!r}.")
    return files


def _names(files: dict[Path, bool]) -> dict[str, tuple[Path, bool]]:
    """Call files by their names; those that share one by their whole paths."""
    names = [path.name for path in files]
    return {
        path.name if names.count(path.name) == 1 else path.as_posix(): (path, explicit)
        for path, explicit in files.items()
    }


def _without_globs(path: Path, work: Path) -> Path:
    """Copy a file whose path DuckDB would take for a pattern."""
    if not set("*?[{") & set(str(path)):
        return path
    target = work / f"copy-{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    shutil.copyfile(path, target)
    return target


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpack(name: str, path: Path, work: Path, depth: int = 0):
    """Yield (name, file) of a plain file, of what a gzip file holds, or of every member of a zip archive."""
    with path.open("rb") as stream:
        start = stream.read(4)
    folder = work / "unpacked"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{len(list(folder.iterdir())):05d}"
    try:
        if start.startswith(b"\x1f\x8b") and depth < 3:
            with gzip.open(path) as packed:
                _copy(packed, target, name, path.stat().st_size)
            yield from _unpack(name.removesuffix(".gz"), target, work, depth + 1)
        elif start in (b"PK\x03\x04", b"PK\x05\x06") and depth < 3 and not _is_workbook(path, name):
            yield from _members(name, path, work, depth)
        else:
            yield name, path
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, gzip.BadGzipFile) as error:
        raise DataError(f"{name}: expected a whole gzip or zip file without a password, got: {error}.") from None


def _members(name: str, path: Path, work: Path, depth: int):
    with zipfile.ZipFile(path) as archive:
        if not archive.infolist():
            raise DataError(f"{name}: expected an archive with files, got one with no file in it; export it again.")
        for entry in archive.infolist():
            inside = PurePosixPath(entry.filename)
            if entry.is_dir() or inside.name.startswith(".") or inside.parts[0] == "__MACOSX":
                continue
            target = work / "unpacked" / f"{len(list((work / 'unpacked').iterdir())):05d}"
            with archive.open(entry) as packed:
                _copy(packed, target, f"{name}/{entry.filename}", path.stat().st_size)
            yield from _unpack(f"{name}/{entry.filename}", target, work, depth + 1)


def _copy(packed, target: Path, name: str, size: int) -> None:
    """Unpack a stream into a file, as long as it stays in proportion to the archive's size."""
    most, written = max(LARGEST, GROWTH * size), 0
    with target.open("wb") as plain:
        while block := packed.read(BLOCK):
            written += len(block)
            _check_growth(name, written, most)
            plain.write(block)


def _check_growth(name: str, size: int, most: int) -> None:
    if size > most:
        raise DataError(
            f"{name}: expected an archive of data, got one that grows to more than {most:,} bytes; unpack it yourself "
            "if that is meant."
        )


def _is_workbook(path: Path, name: str) -> bool:
    with zipfile.ZipFile(path) as archive:
        inside = {entry.filename: entry.file_size for entry in archive.infolist()}
    found = not {"[Content_Types].xml", "content.xml", "xl/workbook.xml", "xl/workbook.bin"}.isdisjoint(inside)
    if found:
        _check_growth(name, sum(inside.values()), max(LARGEST, GROWTH * path.stat().st_size))
    return found


def _kind(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(32)
    for magic, kind in MAGIC.items():
        if start.startswith(magic):
            return kind
    if start.startswith(b"PK\x03\x04"):
        return "excel"
    return SUFFIXES.get(path.suffix.lower(), "text")


def _tables_of(name: str, mapping: Mapping, loose: bool) -> list[str]:
    """Give the table that a file holds; several of linked sheets of one workbook, none where it fits none."""
    base = PurePosixPath(name).name.casefold()
    fits = [table for table, entry in mapping.tables.items() if fnmatch.fnmatchcase(base, entry.file.casefold())]
    if mapping.layout == "linked":
        sheets = [table for table in fits if mapping.tables[table].sheet]
        return sheets if len(sheets) > 1 else fits[:1]
    known = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods", ".parquet", *SUFFIXES)
    return ["cases"] if fits or loose or base.endswith(known) else []


def _missing_tables(found: list[Input], mapping: Mapping, given: list) -> list[str]:
    have = {item.table for item in found}
    looked = ", ".join(map(str, given)) or "nothing"
    read = [table for table in mapping.tables if mapping.source_columns(table)]
    return [
        f"paths: expected a file named like {mapping.tables[table].file!r} for the table {table!r} of mapping "
        f"{mapping.name!r}, got none in {looked}; name the file too."
        for table in read
        if table not in have
    ]
