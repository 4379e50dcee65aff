"""The files of a store as tables of an engine: each file by its own name, without columns from the names of folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...files.sql import without_patterns
from .schema import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir


def read_tables(connection, root: str, distant: bool) -> dict[str, ir.Table]:
    """Give the four tables of a store; a name like ``st*`` or ``a[b]`` is that of one folder, not of several.

    A folder ``year=1999`` above the store is no column of its cases.
    """
    return {name: _table(connection, root, distant, f"{name}.parquet") for name in TABLES}


def _table(connection, root: str, distant: bool, name: str) -> ir.Table:
    if connection.name != "pyspark":
        return connection.read_parquet(without_patterns(f"{root}/{name}"), hive_partitioning=False)
    where = f"{root}/{name}" if distant else f"{local_url(root)}/{name}"
    return connection.read_parquet(where, recursiveFileLookup="true")  # with it, folders give no columns


def local_url(root: str) -> str:
    """Give the URL of a folder, without which a cluster would look for it in a file system of its own."""
    signs = "".join(f"\\{sign}" if sign in "*?[]{}\\" else sign for sign in Path(root).as_posix())
    return f"file://{signs}"
