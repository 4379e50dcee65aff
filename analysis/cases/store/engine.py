"""The engine of a store: DuckDB that reaches its own files alone, or Spark; what it says of trouble is one sentence."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from ...errors import DataError
from ...files.sql import NO_EXTENSIONS, lock_engine
from .spark import spark_connection

# DuckDB goes to disk beyond this; its own default of four fifths of the machine leaves nothing for the analyst.
MEMORY_LIMIT = "2GB"


def engine_connection(engine, memory_limit: str | None, temporary: str | Path | None, folders: Sequence[Path]):
    """Start the engine of that name for the files of some folders."""
    if isinstance(engine, str) and engine == "duckdb":
        return _duckdb(memory_limit, temporary, folders)
    return spark_connection(engine, memory_limit, temporary)


def _duckdb(memory_limit: str | None, temporary: str | Path | None, folders: Sequence[Path]):
    """Start DuckDB; of files, it reads those of some folders and what it spills itself."""
    import duckdb
    from ibis.backends.duckdb import Backend  # `ibis.duckdb` looks through all installed packages for it

    limit = memory_limit or MEMORY_LIMIT
    try:
        folder = _spill(temporary)
        backend = Backend().connect(
            memory_limit=limit, temp_directory=folder, preserve_insertion_order=False, **NO_EXTENSIONS
        )
        lock_engine(backend.con, [*folders, Path(folder)])
        weakref.finalize(backend, shutil.rmtree, folder, ignore_errors=True)  # also when Python ends
        return backend
    except OSError as error:
        raise DataError(f"temporary: expected a folder to write to, got {temporary} ({error.strerror}).") from None
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise DataError(f'memory_limit: expected a size such as "4GB", got {limit!r} ({said}).') from None


def _spill(temporary: str | Path | None) -> str:
    """Make a folder for rows that memory does not hold; nobody else can guess its name or look into it."""
    if temporary:
        Path(temporary).mkdir(parents=True, exist_ok=True)
    return tempfile.mkdtemp(prefix="poison-center-", dir=temporary)


@contextmanager
def duckdb_errors(expected: str):
    """Say in one sentence what the engine says of a table that is damaged, or of memory and space that ended."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        said = " ".join(str(error).partition("LINE 1:")[0].split())[:300]
        raise DataError(f"{expected}, got: {said}; if a table is damaged, import again.") from None
