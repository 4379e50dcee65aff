"""How many cases of a new store every study of it leaves out, for the report of the import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from ...files.sql import literal, parquet_sql
from ..codebook.records import records_of
from ..study.exclusions import call_steps, undated


@dataclass(frozen=True, slots=True, eq=False)
class Sql:
    """A column of the cases or a condition on it, as SQL.

    It takes what `analysis.cases.study.exclusions` asks of a column. So the steps of a study are written once, and an
    import need not wait for Ibis (a second) to count them in the engine that it has open.
    """

    text: str

    def isin(self, terms: Iterable[str]) -> Sql:
        """Say whether it is one of some terms."""
        return Sql(f"list_contains([{', '.join(map(literal, terms))}], {self.text})")

    def isnull(self) -> Sql:
        """Say whether there is no value."""
        return Sql(f"{self.text} IS NULL")

    def fill_null(self, value: bool) -> Sql:
        """Give it with a truth value where there is none."""
        return Sql(f"coalesce({self.text}, {value})")

    def __eq__(self, term: str) -> Sql:  # type: ignore[override]  # as Ibis, which it stands for
        return Sql(f"{self.text} = {literal(term)}")

    def __or__(self, other: Sql) -> Sql:
        return Sql(f"({self.text} OR {other.text})")


class Cases:
    """The cases of a store, whose columns are SQL; `asked` has those that were asked for."""

    def __init__(self):
        self.asked: dict[str, None] = {}

    def __getattr__(self, name: str) -> Sql:
        self.asked[f'"{name}"'] = None
        return Sql(f'"{name}"')


def exclusion_flow(connection, store: Path, records: str) -> list[dict]:
    """Count, step by step, what every study of a store leaves out, cases without a year last.

    The steps are those of `analysis.cases.study.selection.select`, asked of the file just written: what the report
    counts is what every study of the store counts.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    store : Path
        Folder with the tables of the store.
    records : str
        What the cases are: only among those of a poison center are calls without an exposure.

    Returns
    -------
    list of dict
        ``step, excluded, remaining``; the first holds all records, and the exclusions add up.
    """
    cases = Cases()
    steps = [*call_steps(cases, records_of(records).calls), *undated(cases)]
    kept = accumulate((f"NOT {excluded.text}" for _, excluded in steps), "{} AND {}".format)
    counts = ", ".join(f"coalesce(sum(n) FILTER ({condition}), 0)" for condition in ("true", *kept))
    columns = ", ".join(cases.asked)  # few values, whose steps are worked out once each
    rows = f"SELECT {columns}, count(*) AS n FROM {parquet_sql(store / 'cases.parquet')} GROUP BY ALL"
    left = [int(number) for number in connection.execute(f"SELECT {counts} FROM ({rows})").fetchone()]
    rows = [{"step": "records", "excluded": 0, "remaining": left[0]}]
    return rows + [
        {"step": step, "excluded": before - after, "remaining": after}
        for (step, _), (before, after) in zip(steps, pairwise(left), strict=True)
    ]
