"""Find the files of an import: folders, globs, gzip and zip opened up, each file's kind known by its first bytes."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass, replace
from glob import glob
from pathlib import Path, PurePosixPath

from ...errors import DataError
from ...files.archives import DATA, kind_of, sha256, unicode_named, unpack
from ...visible import visible
from ..mapping.model import Mapping
from ..masking import withheld_of
from ..masking.headings import mask_heading


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
            digest = sha256(path)
            members = list(unpack(name, path, work))
        except OSError as error:
            faults.append(
                f"{name}: expected a readable file, got: {error.strerror or error}; mend the path or the file."
            )
            continue
        except DataError as error:
            faults += error.faults
            continue
        loose = explicit and len(members) == 1
        for member, unpacked in members:
            tables, kind = _tables_of(member, mapping, loose), kind_of(unpacked, member)
            plain = unicode_named(unpacked, work) if tables else unpacked
            for table in tables:
                sheet = mapping.tables[table].sheet if len(tables) > 1 else ""
                found.append(Input(f"{member}/{sheet}" if sheet else member, plain, kind, table, digest))
            if not tables:
                notes.append(f"{mask_heading(member)} fits the files of no table of the mapping and was not read.")
    if not faults:
        faults = _missing_tables(found, mapping, given)
    if faults:
        raise DataError(faults)
    return _nameless(found, notes)


def _nameless(found: list[Input], notes: list[str]) -> tuple[list[Input], list[str]]:
    """Call a file by its place where its name is that of a person; neither a store nor a report then holds it."""
    names = {}
    for place, item in enumerate(found, start=1):
        if any(withheld_of(mask_heading(PurePosixPath(part).stem)) for part in item.name.split("/")):
            names[item.name] = f"input {place}"
    if names:
        notes.append(
            f"PRIVACY: the names of {len(names):,} files look like those of persons; they are called "
            f"{', '.join(names.values())}."
        )
    return [replace(item, name=names.get(item.name, item.name)) for item in found], notes


def given_files(paths: Iterable[str | Path] | str | Path) -> list[Path]:
    """Give the files of the paths, folders and globs that are there."""
    return list(_expand([paths] if isinstance(paths, str | Path) else list(paths), []))


def stamps(files: Iterable[Path]) -> dict[Path, tuple[int, ...]]:
    """Give what tells that a file was written since: which one it is, how long, and when it was last written."""
    found = {file: file.stat() for file in files if file.is_file()}
    return {file: (one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns) for file, one in found.items()}


def check_unchanged(before: dict[Path, tuple[int, ...]]) -> None:
    """Refuse files that were written, replaced or removed while they were read: some rows are old and some new.

    Raises
    ------
    DataError
        Names each file.
    """
    now = stamps(before)
    faults = [
        f"{visible(file.name)}: expected a file that stays as it is, got one that changed while it was read; wait "
        "until it is written, or copy it, and import again."
        for file, stamp in before.items()
        if now.get(file) != stamp
    ]
    if faults:
        raise DataError(faults)


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
        elif matches := sorted(match for match in map(Path, glob(str(item))) if match.is_file()):  # noqa: PTH207
            files |= {match.resolve(): False for match in matches}
        else:
            faults.append(f"paths: expected a file, a folder or a glob that matches, got {str(item)!r}.")
    return files


def _names(files: dict[Path, bool]) -> dict[str, tuple[Path, bool]]:
    """Call files by their names; those that share one by their whole paths."""
    names = [path.name for path in files]
    return {
        visible(path.name if names.count(path.name) == 1 else path.as_posix(), ""): (path, explicit)
        for path, explicit in files.items()
    }


def _tables_of(name: str, mapping: Mapping, loose: bool) -> list[str]:
    """Give the table that a file holds; several of linked sheets of one workbook, none where it fits none."""
    base = PurePosixPath(name).name.casefold()
    fits = [table for table, entry in mapping.tables.items() if fnmatch.fnmatchcase(base, entry.file.casefold())]
    if mapping.layout == "linked":
        sheets = [table for table in fits if mapping.tables[table].sheet]
        return sheets if len(sheets) > 1 else fits[:1]
    return ["cases"] if fits or loose or base.endswith(DATA) else []


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
