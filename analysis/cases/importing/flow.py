"""How many cases of a new store each step of a study of human exposures leaves, for the report of the import."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..store.store import connected_store
from ..study.exclusions import undated
from ..study.selection import select


def exclusion_flow(connection, store: Path, records: str) -> list[dict]:
    """Count, step by step, what every study of a store leaves out, cases without a year last.

    The steps are those of `analysis.cases.study.selection.select`, asked of the files just written: what the report
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
    study = select(connected_store(connection, store, records))
    whole = replace(study, steps=(*study.steps, *undated(study.screened)))
    return whole.flow().to_dict("records")
