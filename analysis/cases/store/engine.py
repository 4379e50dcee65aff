"""The engine of a store: DuckDB that reaches its own files alone, or Spark; what it says of trouble is one sentence."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from ...errors import DataError
from ...files.sql import NO_EXTENSIONS, lock_engine
from ...replaced import lasting_folder
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
        folder, remove = lasting_folder(temporary)  # rows that memory does not hold
        backend = Backend().connect(
            memory_limit=limit, temp_directory=str(folder), preserve_insertion_order=False, **NO_EXTENSIONS
        )
        lock_engine(backend.con, [*folders, folder])
        weakref.finalize(backend, remove)  # also when Python ends
        return backend
    except OSError as error:
        raise DataError(f"temporary: expected a folder to write to, got {temporary} ({error.strerror}).") from None
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise DataError(f'memory_limit: expected a size such as "4GB", got {limit!r} ({said}).') from None


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
