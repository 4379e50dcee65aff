"""The files of a store as tables of an engine: each file by its own name, without columns from the names of folders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ...errors import DataError
from ...files.sql import parquet_sql
from .schema import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

PATTERNS = "*?[]{}"  # of Hadoop, which reads for Spark
READERS = ("duckdb", "_duckdb", "pyarrow")


def read_tables(connection, root: str, distant: bool) -> dict[str, ir.Table]:
    """Give the four tables of a store; a name like ``st*`` or ``a[b]`` is that of one folder, not of several.

    A folder ``year=1999`` above the store is no column of its cases.
    """
    if connection.name != "pyspark":
        return {name: _view(connection, name, f"{root}/{name}.parquet") for name in TABLES}
    # without file:// a cluster would look for the folder in its own file system
    where = f"{'' if distant else 'file://'}{named(root)}"
    options = {"recursiveFileLookup": "true"}  # with it, folders give no columns
    return {name: connection.read_parquet(f"{where}/{name}.parquet", **options) for name in TABLES}


def _view(connection, name: str, path: str) -> ir.Table:
    """Make a view of a file in DuckDB; its columns are told by the file, and DuckDB need not be asked for them."""
    from ibis import schema
    from ibis.expr.operations import DatabaseTable, Namespace
    from pyarrow.parquet import read_schema

    with damage(path):
        columns = {column.name: column.type for column in read_schema(path)}  # any of which may lack values
        connection.con.execute(f"CREATE TEMP VIEW {name} AS FROM {parquet_sql(path)}")
    return DatabaseTable(name, schema=schema(columns), source=connection, namespace=Namespace()).to_expr()


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
