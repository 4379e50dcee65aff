"""The files of a store as tables of an engine: each file by its own name, without columns from the names of folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...errors import DataError
from ...files.sql import without_patterns
from .schema import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

PATTERNS = "*?[]{}"  # of Hadoop, which reads for Spark
READERS = ("duckdb", "_duckdb", "pyarrow")


def read_tables(connection, root: str, distant: bool) -> dict[str, ir.Table]:
    """Give the four tables of a store; a name like ``st*`` or ``a[b]`` is that of one folder, not of several.

    A folder ``year=1999`` above the store is no column of its cases.
    """
    return {name: _table(connection, root, distant, f"{name}.parquet") for name in TABLES}


def _table(connection, root: str, distant: bool, name: str) -> ir.Table:
    if connection.name != "pyspark":
        with damage(f"{root}/{name}"):
            return connection.read_parquet(without_patterns(f"{root}/{name}"), hive_partitioning=False)
    # without file:// a cluster would look for the folder in its own file system
    where = f"{'' if distant else 'file://'}{named(root)}/{name}"
    return connection.read_parquet(where, recursiveFileLookup="true")  # with it, folders give no columns


def named(root: str) -> str:
    """Give the name of one folder to Spark, which takes some signs for a pattern of several."""
    return "".join(f"\\{sign}" if sign in PATTERNS else sign for sign in root)


@contextmanager
def damage(path: object) -> Iterator[None]:
    """Say in one sentence that a file of a store cannot be read; what the system, DuckDB or Arrow says is taken so."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and type(error).__module__.split(".")[0] not in READERS:
            raise
        said = " ".join(str(error).partition("LINE 1:")[0].split())[:200]
        raise DataError(
            f"{path}: cannot be read, it was damaged or changed ({said}); import the cases again."
        ) from None
