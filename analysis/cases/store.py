"""A case store opened for questions: four tables as Ibis expressions, answered by DuckDB or Spark."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .synthetic import MARK, is_synthetic

if TYPE_CHECKING:
    import ibis.expr.types as ir

# DuckDB goes to disk beyond this; its own default of four fifths of the machine leaves nothing for the analyst.
MEMORY_LIMIT = "2GB"


@dataclass(frozen=True)
class Store:
    """The tables of a case store, as expressions that nothing has computed yet.

    Attributes
    ----------
    tables : mapping of str to ibis Table
        ``cases``, ``substances``, ``effects`` and ``therapies``, with the columns of `analysis.cases.schema`.
    engine : str
        ``"duckdb"`` or ``"spark"``.
    synthetic : bool
        True when the cases are made up (`synthesize`); what is made from them must say so.
    """

    tables: Mapping[str, ir.Table]
    engine: str
    synthetic: bool = False

    def table(self, name: str) -> ir.Table:
        """Give one of the tables by name."""
        if name not in self.tables:
            raise DataError(f"name: expected one of {', '.join(self.tables)}, got {name!r}.")
        return self.tables[name]

    @property
    def cases(self) -> ir.Table:
        """One row per case."""
        return self.tables["cases"]

    @property
    def substances(self) -> ir.Table:
        """One row per case and substance."""
        return self.tables["substances"]

    @property
    def effects(self) -> ir.Table:
        """One row per case and clinical effect."""
        return self.tables["effects"]

    @property
    def therapies(self) -> ir.Table:
        """One row per case and therapy."""
        return self.tables["therapies"]

    def run(self, expression) -> pd.DataFrame:
        """Compute an expression, and give the rows as a pandas frame without index."""
        with engine_warnings_off():
            return expression.to_pandas()

    def held(self, expression) -> ir.Table:
        """Compute a table once and keep it in the engine, for several questions about a few rows."""
        import ibis

        with engine_warnings_off():
            if self.engine == "spark":
                return expression.cache()
            # not cache(): the statement with which Ibis 12 drops such a table at the end is wrong, and says so loudly
            return ibis.get_backend(expression).create_table(ibis.util.gen_name("held"), expression, temp=True)


def open_store(
    path: str | Path, *, engine="duckdb", memory_limit: str | None = None, temporary: str | Path | None = None
) -> Store:
    """Open the folder that `import_cases` or `synthesize` wrote; nothing is read until something is asked.

    Parameters
    ----------
    path : path
        Folder of the store.
    engine : "duckdb", "spark://host:port", "local[n]", or a pyspark session
        Where expressions are computed. A URL starts a Spark session of ours (UTC, ANSI mode); a session of
        yours is used as it is. Spark needs the package pyspark, which is not installed with this one, and every
        worker must see `path`.
    memory_limit : str, optional
        Memory of DuckDB, such as ``"4GB"``; ``"2GB"`` when left out. What does not fit goes to `temporary`. For Spark,
        the memory of an executor.
    temporary : path, optional
        Folder for what does not fit into memory; a folder of this process in the system's when left out.

    Raises
    ------
    DataError
        When the folder is no store, a table lacks a column, or the engine cannot be had.
    """
    from .schema import TABLES

    folder = Path(path)
    absent = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if absent:
        wanted = ", ".join(f"{name}.parquet" for name in absent)
        raise DataError(f"path: expected a case store with {wanted} in {folder}, found none; import the cases first.")
    connection = _connection(engine, memory_limit, temporary)
    with engine_warnings_off():
        tables = {name: connection.read_parquet(str((folder / f"{name}.parquet").resolve())) for name in TABLES}
    _check_columns(tables, folder)
    return Store(tables, "spark" if connection.name == "pyspark" else "duckdb", is_synthetic(folder))


def frame_store(cases, substances=None, effects=None, therapies=None, *, memory_limit: str | None = None) -> Store:
    """Make a store of frames in memory, for the same questions through the same expressions.

    Parameters
    ----------
    cases : pandas or polars DataFrame, or pyarrow Table
        One row per case with any of the columns of ``schema.CASES``; ``case_id`` is needed. ``year``,
        ``age_group``, ``reason_group`` and ``substances`` (number of substances) are worked out where the column is
        absent.
    substances, effects, therapies : like `cases`, optional
        One row per case and substance, effect or therapy; an absent table is empty.
    memory_limit : str, optional
        As in `open_store`.

    Raises
    ------
    DataError
        When ``case_id`` is absent, missing or repeated in `cases`, or a column does not have the type of the schema.
    """
    from .frames import arrow_tables

    connection = _connection("duckdb", memory_limit, None)
    given = {"cases": cases, "substances": substances, "effects": effects, "therapies": therapies}
    with engine_warnings_off():
        arrow = arrow_tables(given)
        for name, table in arrow.items():
            connection.con.register(name, table)  # as it is, without a copy
        tables = {name: connection.table(name) for name in arrow}
    files = arrow["cases"]["file"].unique().to_pylist()
    return Store(tables, "duckdb", files == [MARK])


@contextmanager
def engine_warnings_off():
    """Ibis 12 calls what DuckDB 2 and pandas 3 are about to rename; the caller can do nothing about it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _connection(engine, memory_limit: str | None, temporary: str | Path | None):
    if engine == "duckdb":
        return _duckdb(memory_limit, temporary)
    if isinstance(engine, str) and not engine.startswith(("spark://", "local")):
        raise DataError(f'engine: expected "duckdb", "spark://host:port" or a pyspark session, got {engine!r}.')
    return _spark(engine, memory_limit, temporary)


def _duckdb(memory_limit: str | None, temporary: str | Path | None):
    import duckdb
    import ibis

    folder = Path(temporary or Path(tempfile.gettempdir()) / f"poison-center-{os.getpid()}")
    limit = memory_limit or MEMORY_LIMIT
    try:
        return ibis.duckdb.connect(memory_limit=limit, temp_directory=str(folder), preserve_insertion_order=False)
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise DataError(f'memory_limit: expected a size such as "4GB", got {limit!r} ({said}).') from None


def _spark(engine, memory_limit: str | None, temporary: str | Path | None):
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise DataError(
            "engine: Spark needs the package pyspark, which is not installed; install it with Java 17 beside it, "
            'or take engine="duckdb".'
        ) from None
    import ibis

    if not isinstance(engine, str):
        return ibis.pyspark.connect(engine)
    options = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true", "spark.ui.enabled": "false"}
    if memory_limit:
        options["spark.executor.memory"] = memory_limit.lower().removesuffix("b")
    if temporary:
        options["spark.local.dir"] = str(temporary)
    builder = SparkSession.builder.master(engine).appName("poison-center")
    for name, value in options.items():
        builder = builder.config(name, value)
    return ibis.pyspark.connect(builder.getOrCreate())


def _check_columns(tables: Mapping[str, ir.Table], folder: Path) -> None:
    from .schema import TABLES

    faults = [
        f"{folder / name}.parquet: expected a column {column!r}; import the cases again."
        for name, schema in TABLES.items()
        for column in schema.names
        if column not in tables[name].columns
    ]
    if faults:
        raise DataError(faults)
