"""A case store opened for questions: four tables as Ibis expressions, answered by DuckDB or Spark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ...errors import DataError, meant
from ...files.archives import is_unicode
from ..codebook.records import POISON_CENTER, records_of
from ..privacy import LIMITED
from .engine import duckdb_errors, engine_connection
from .origin import Origin, opened
from .read import damage, read_tables
from .shown import in_short, table_of
from .spark import engine_warnings_off, spark_errors, stop_spark

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Store:
    """The tables of a case store, as expressions that nothing has computed yet.

    Attributes
    ----------
    tables : mapping of str to ibis Table
        ``cases``, ``substances``, ``effects`` and ``therapies``, with the columns of `analysis.cases.store.schema`.
    engine : str
        ``"duckdb"`` or ``"spark"``.
    synthetic : bool
        True when any case is made up (`synthesize`), as its row says; what is made from them must say so.
    records : str
        What the cases are, as the mapping stated it: ``"poison center"``, ``"deaths"``, ``"emergency visits"`` or
        ``"adverse events"``; see `analysis.cases.codebook.records`.
    weighted : bool
        True when the cases are a sample with weights: what is counted without them must say so.
    privacy : str
        As what the cases are held: ``"limited"`` (not de-identified), ``"safe-harbor"`` or ``"identified"``.
    origin : Origin, optional
        The folder it was opened from, and what was there then; a store of frames has none.
    """

    tables: Mapping[str, ir.Table]
    engine: str
    synthetic: bool = False
    records: str = POISON_CENTER
    weighted: bool = False
    privacy: str = LIMITED
    origin: Origin | None = None

    def __repr__(self) -> str:
        return f"Store: {in_short(self)}"

    def _repr_html_(self) -> str:
        columns = {f"columns of {name}": ", ".join(table.columns) for name, table in self.tables.items()}
        return table_of(self, self.cases, "Store of cases", **columns)

    def table(self, name: str) -> ir.Table:
        """Give one of the tables by name."""
        if name not in self.tables:
            raise DataError(f"name: expected one of {', '.join(self.tables)}, got {name!r}{meant(name, self.tables)}")
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
        with engine_warnings_off(), self._errors():
            return expression.to_pandas()

    def held(self, expression) -> ir.Table:
        """Compute a table once and keep it in the engine, for several questions about a few rows."""
        import ibis

        with engine_warnings_off(), self._errors():
            if self.engine == "spark":
                return expression.cache()
            # not cache(): the statement with which Ibis 12 drops such a table at the end is wrong, and says so loudly
            return ibis.get_backend(expression).create_table(ibis.util.gen_name("held"), expression, temp=True)

    def verify(self) -> None:
        """Check that the tables are, bit by bit, what the import wrote: before a paper or a release is made of them.

        All files are read, about a second per 500 MB. Those at a URL are not: nobody here has their bytes.

        Raises
        ------
        DataError
            Names the tables that are damaged, changed or gone.
        """
        if self.origin:
            self.origin.verify()

    def check_unchanged(self) -> None:
        """Check that the store on disk is still the one that was opened, for what takes several questions to make.

        Raises
        ------
        DataError
            When it was replaced, or one of its files was written.
        """
        if self.origin:
            self.origin.check_unchanged()

    def close(self) -> None:
        """Give back what the engine holds: memory, and the cores of a cluster.

        A Spark session that `open_store` started is stopped, with every store on it; a session of yours goes on.
        """
        import ibis

        connection = ibis.get_backend(self.cases)
        if self.engine == "spark":
            stop_spark(connection)
        else:
            connection.disconnect()

    def _errors(self):
        return (
            spark_errors("engine: Spark has no answer")
            if self.engine == "spark"
            else duckdb_errors("engine: expected an answer")
        )


def open_store(
    path: str | Path, *, engine: object = "duckdb", memory_limit: str | None = None, temporary: str | Path | None = None
) -> Store:
    """Open the folder that `import_cases` or `synthesize` wrote; nothing is computed until something is asked.

    Parameters
    ----------
    path : path or URL
        Folder of the store. With Spark it may be a URL that the cluster reads, such as ``"hdfs://..."`` or
        ``"s3a://..."``; a folder must be seen by every worker under the same name.
    engine : "duckdb", "spark://host:port", "local[n]", or a pyspark session
        Where expressions are computed. A URL starts a Spark session, or takes the one that this process has there
        already; `Store.close` stops it. A session of yours can be on any cluster and have any setting (cores, memory,
        YARN, Kubernetes): questions are asked in a new session beside it (UTC, ANSI mode), and yours stays as it is.
        Spark needs Java and the package pyspark, which is not installed with this one.
    memory_limit : str, optional
        Memory of DuckDB, such as ``"4GB"``; ``"2GB"`` when left out. What does not fit goes to `temporary`. For a Spark
        session that is started here, the memory of an executor.
    temporary : path, optional
        Folder for what does not fit into memory; a folder of this process in the system's when left out.

    Returns
    -------
    Store

    Raises
    ------
    DataError
        When the folder is no store, holds tables of several, was imported with another version of the codebook, a table
        lacks a column, or the engine cannot be had.
    """
    distant = _is_url(path)
    if distant and isinstance(engine, str) and engine == "duckdb":
        raise DataError(f"path: expected a folder for DuckDB, got {path}; a URL is read by Spark.")
    root = str(path).rstrip("/") if distant else str(_checked_folder(Path(path)))
    connection = engine_connection(engine, memory_limit, temporary, [Path(root)])
    kind = "spark" if connection.name == "pyspark" else "duckdb"
    with engine_warnings_off(), spark_errors(f"path: Spark cannot open {root}"):
        tables = read_tables(connection, root, distant)
        _check_columns(tables, root)
        told, origin = opened(connection, root, distant)
        # what a report says may be lost or edited; the rows decide
        synthetic = told.synthetic or _made_up(tables["cases"], root)
    return Store(tables, kind, synthetic, told.records, told.weighted, told.privacy, origin)


def frame_store(
    cases: object,
    substances: object | None = None,
    effects: object | None = None,
    therapies: object | None = None,
    *,
    records: str = POISON_CENTER,
    memory_limit: str | None = None,
) -> Store:
    """Make a store of frames in memory, for the same questions through the same expressions.

    Parameters
    ----------
    cases : pandas or polars DataFrame, or pyarrow Table
        One row per case with any of the columns of ``schema.CASES``, and columns of your own, which are kept as text
        (their names: small letters, digits and _); ``case_id`` is needed. ``year``,
        ``age_group``, ``reason_group`` and ``substances`` (number of substances) are worked out where the column is
        absent.
    substances, effects, therapies : like `cases`, optional
        One row per case and substance, effect or therapy; an absent table is empty.
    records : str
        What the cases are, as in `Store`; every one of ``"deaths"`` has the outcome Death where the column is absent.
    memory_limit : str, optional
        As in `open_store`.

    Raises
    ------
    DataError
        When there is no such kind of records, ``case_id`` is absent, missing or repeated in `cases`, or a column does
        not have the type of the schema.
    """
    import pyarrow.compute as pc

    from .frames import arrow_tables

    connection = engine_connection("duckdb", memory_limit, None, [])
    given = {"cases": cases, "substances": substances, "effects": effects, "therapies": therapies}
    with engine_warnings_off():
        arrow = arrow_tables(given, records_of(records).constants)
        for name, table in arrow.items():
            connection.con.register(name, table)  # as it is, without a copy
        tables = {name: connection.table(name) for name in arrow}
    weights, synthetic = arrow["cases"]["weight"], pc.any(arrow["cases"]["synthetic"]).as_py()
    return Store(tables, "duckdb", bool(synthetic), records, weights.null_count < len(weights))


def _made_up(cases: ir.Table, root: str) -> bool:
    with damage(f"{root}/cases.parquet"):
        return bool(cases.synthetic.fill_null(True).any().to_pandas())  # None of no cases at all


def _is_url(path: str | Path) -> bool:
    return isinstance(path, str) and "://" in path


def _checked_folder(folder: Path) -> Path:
    """Give the folder's name from the root on, through whatever links lead there on every machine of a cluster."""
    from .schema import TABLES

    if not is_unicode(folder.absolute()):
        raise DataError(f"path: expected a store whose path is UTF-8, got {str(folder)!a}; move it.")
    absent = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if absent:
        wanted = ", ".join(f"{name}.parquet" for name in absent)
        raise DataError(f"path: expected a case store with {wanted} in {folder}, found none; import the cases first.")
    return folder.absolute()


def _check_columns(tables: Mapping[str, ir.Table], root: str) -> None:
    from .schema import TABLES

    faults = [
        f"{root}/{name}.parquet: expected a column {column!r}; import the cases again."
        for name, schema in TABLES.items()
        for column in schema.names
        if column not in tables[name].columns
    ]
    if faults:
        raise DataError(faults)
