"""What makes a folder a store: a closed list of files, one id in each of its tables and in its report, their hashes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ...errors import DataError
from ...files.archives import is_unicode, sha256
from ...files.regular import check_file
from ..codebook.columns import TABLES
from ..codebook.vocabularies import codebook_version
from .read import damage
from .told import ENTRY, KIND, REPORT, report_text, told_of

ID = "poison-center store"  # of the metadata of each table: the id of its store
FILES = (REPORT, "import.toml", *(f"{name}.parquet" for name in (*TABLES, "rejects", "rejected_lines", "kept")))
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")  # what file managers leave wherever somebody looked
MOST_NAMED = 5


def made_id(*parts: object) -> str:
    """Give the id of a store from what it is made of; the same cases imported again alike are the same store."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]


def seal(folder: Path, store_id: str) -> None:
    """Write into the report of a new store what it is known by: kind, id, codebook, and the SHA-256 of its files."""
    report = json.loads(report_text(folder))
    files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != REPORT}
    files[REPORT] = _digest(report)
    entry = {"kind": KIND, "id": store_id, "codebook": codebook_version(), "sha256": files}
    text = json.dumps(report | {ENTRY: entry}, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / REPORT).write_text(f"{text}\n", encoding="utf-8")


def _digest(report: dict) -> str:
    """Give the SHA-256 of what a report says beside the entry that holds it."""
    said = json.dumps({key: value for key, value in report.items() if key != ENTRY}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def is_store(folder: Path) -> bool:
    """Tell whether a folder has the report of a store of this version."""
    try:
        return bool(told_of(report_text(folder), folder))
    except DataError:
        return False


def check_place(path: Path) -> None:
    """Refuse a place that engines cannot name, or within a store: what is put there no import wrote, and it would stay.

    Raises
    ------
    DataError
        Names the place, and the store.
    """
    if not is_unicode(path.absolute()):
        raise DataError(f"into: expected a folder whose path is UTF-8, got {str(path)!a}; name another.")
    folder = Path(os.path.realpath(path)).parent
    if is_store(folder):
        raise DataError(f"into: expected a place outside the store of cases {folder}, got {path}; name another.")


def fault(folder: Path) -> str:
    """Say why a store may not replace what is there; empty of a store without anything foreign, and of nothing."""
    if not folder.is_dir():
        return "exists and is no store of cases"
    written = told_of(report_text(folder), folder).sha256 if is_store(folder) else FILES
    foreign = sorted(path.name for path in folder.iterdir() if not _is_own(path, written))
    named = ", ".join(foreign[:MOST_NAMED]) + (f" and {len(foreign) - MOST_NAMED} more" if foreign[MOST_NAMED:] else "")
    if not is_store(folder):
        held = f" (it holds {named})" if foreign else ""
        return f"exists and is no store of cases{held}" if any(folder.iterdir()) else ""
    return f"holds {named}, which no import wrote and which would be lost" if foreign else ""


def _is_own(path: Path, written: Iterable[str]) -> bool:
    """Say whether a file is one that the import of this store wrote: another may bear a name of a store's file."""
    return (
        path.name in (*FILES, *LITTER)
        and path.name in (REPORT, *written, *LITTER)
        and path.is_file()
        and not path.is_symlink()
    )


def check_ids(folder: Path, store_id: str) -> None:
    """Check that every table is of the store that the report is of.

    Raises
    ------
    DataError
        Names the tables that are not.
    """
    from pyarrow.parquet import read_metadata

    faults = []
    for name in TABLES:
        path = folder / f"{name}.parquet"
        with damage(path):
            found = (read_metadata(path).metadata or {}).get(ID.encode(), b"").decode(errors="replace")
        if found != store_id:
            faults.append(
                f"{path}: expected a table of the store {store_id}, as {REPORT} has it, got one of "
                f"{found or 'no store'}; the folder holds parts of several stores: import the cases again."
            )
    if faults:
        raise DataError(faults)


def check_hashes(folder: Path, expected: Mapping[str, str]) -> None:
    """Check that every file of a store has the bytes that the import wrote.

    Raises
    ------
    DataError
        Names the files that are damaged, changed or gone.
    """
    faults = []
    for name, digest in expected.items():
        if _hash(folder / name) != digest:
            faults.append(
                f"{folder / name}: expected the bytes that the import wrote (SHA-256 {digest[:12]}...), got others or "
                "none; the file was damaged or changed: import the cases again."
            )
    if faults:
        raise DataError(faults)


def _hash(path: Path) -> str:
    try:
        check_file(path)
        return _digest(json.loads(report_text(path.parent))) if path.name == REPORT else sha256(path)
    except (OSError, ValueError, AttributeError):
        return ""


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Give what changes when a file of a store is written or replaced: its number, its size, its time."""
    found = {}
    for name in FILES:
        path = folder / name
        if path.is_file():
            told = path.stat()
            found[name] = told.st_ino, told.st_size, told.st_mtime_ns
    return found
