"""The folder in which an import works, and the one that it replaces."""

from __future__ import annotations

import shutil
from pathlib import Path

from ...errors import DataError


def work_folder(into: Path) -> Path:
    """Make the folder beside the store in which the import works; what a killed import left there is removed."""
    if into.exists() and not is_store(into):
        raise DataError(f"into: expected a new folder or a store of cases, got {into}; name another folder.")
    work = into.absolute().parent / f".{into.name}.importing"
    if (work / "old").is_dir() and not into.exists():  # killed between the two renamings of `replace_store`
        (work / "old").rename(into)
    shutil.rmtree(work, ignore_errors=True)
    try:
        (work / "store").mkdir(parents=True)
    except OSError as error:
        raise DataError(f"into: expected a folder that can be written, got: {error}; name another.") from None
    return work


def is_store(folder: Path) -> bool:
    """Tell whether a folder is a store, or empty."""
    return folder.is_dir() and ((folder / "report.json").is_file() or not any(folder.iterdir()))


def replace_store(new: Path, into: Path) -> None:
    """Put the finished store in the place of an old one."""
    old = new.parent / "old"
    try:
        if into.exists():
            into.rename(old)
        new.rename(into)
    except BaseException:  # Ctrl-C between the two as well
        if old.exists() and not into.exists():
            old.rename(into)
        raise


def connect(duckdb, memory_limit: str | None, temporary: Path):
    """Open the engine of an import."""
    config = {"temp_directory": str(temporary), "autoinstall_known_extensions": False}
    if memory_limit:
        config["memory_limit"] = memory_limit
    return duckdb.connect(config=config)
