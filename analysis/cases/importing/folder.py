"""Where an import may write, and the engine that it works with."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import DataError
from ...files.sql import NO_EXTENSIONS
from ...replaced import scratch

# What the system says, within what the engine makes of it, of a disk or a quota that is full.
FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG))


def check_apart(files: Iterable[Path], temporary: Path | None, into: Path) -> None:
    """Refuse files of the export, or a folder for what memory does not hold, inside the store that is replaced.

    Raises
    ------
    DataError
        Names the files.
    """
    store = _real(into)
    inside = sorted(str(file) for file in files if _real(file).is_relative_to(store))
    faults = [
        f"paths: expected files outside the store, got {name} in {into}, which the import replaces; move it out first."
        for name in inside
    ]
    if temporary and _real(temporary).is_relative_to(store):
        faults.append(f"temporary: expected a folder outside the store, got {temporary} in {into}; name another.")
    if faults:
        raise DataError(faults)


def _real(path: Path) -> Path:
    """Follow links, in a circle too, which `Path.resolve` of Python before 3.13 takes for a fault of the program."""
    return Path(os.path.realpath(path))


@contextmanager
def engine(memory_limit: str | None, temporary: Path, into: Path) -> Iterator:
    """Open the engine of an import; rows that memory does not hold go to a folder of its own inside `temporary`."""
    import duckdb

    name = f"poison-center-{hashlib.sha256(os.fsencode(_real(into))).hexdigest()[:12]}"  # one import at a time
    with scratch(temporary, name) as spill:
        config: dict = {"temp_directory": str(spill), **NO_EXTENSIONS}
        if memory_limit:
            config["memory_limit"] = memory_limit
        try:
            opened = duckdb.connect(config=config)
        except duckdb.Error:
            raise DataError(f'memory_limit: expected a size such as "4GB", got {memory_limit!r}.') from None
        with opened as connection:
            yield connection


def stopped(error: Exception, into: Path) -> DataError:
    """Give the error of an import whose engine gave up, with the next step."""
    import duckdb

    said, step = " ".join(str(error).split())[:300], "see memory_limit and temporary"
    if full := next((one for one in FULL if one in str(error)), None):
        said, step = full.lower(), "free some, or choose a folder on another disk, and import again"
    if isinstance(error, duckdb.InternalException | duckdb.FatalException):
        step = "a fault of the engine, none of the files: take out rows that repeat others, or divide the files, and "
        step += "import again"
    return DataError(f"import: expected to write the store {into.name}, got: {said}; {step}.")
