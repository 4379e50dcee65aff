"""Rows that say of themselves that they are made up: those of `synthesize`, and what such a store gave out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...files.sql import BLANKS, literal, parquet_sql
from ..privacy import plain
from ..store.told import MARK

# Headings as `plain` gives them, and the cells below them that say so. `synthetic` and `file` say it in tables of a
# store alone, which have a column `case_id`: a registry may well have a column of either name.
LISTED = {"data source": (MARK,)}
STORED = {"synthetic": ("true", "1", "1.0", "yes"), "file": (MARK,)}


def made_up_sql(aliases: Mapping[str, str]) -> str:
    """Give the SQL that says of a staged row whether its case is made up, from its columns and their headings."""
    headings = {plain(title): name for name, title in aliases.items()}
    marks = LISTED | (STORED if "case id" in headings else {})
    said = [
        f"lower(trim({headings[heading]}, {literal(BLANKS)})) IN ({', '.join(map(literal, cells))})"
        for heading, cells in marks.items()
        if heading in headings
    ]
    return f"coalesce({' OR '.join(said)}, false)" if said else "false"


def count_made_up(connection, store: Path) -> int:
    """Count the cases of a new store that are made up."""
    cases = parquet_sql(store / "cases.parquet")
    return connection.execute(f"SELECT count(*) FROM {cases} WHERE synthetic").fetchone()[0]


def mixed_note(made_up: int, cases: int) -> list[str]:
    """Say so where some cases are made up and others are not."""
    if not 0 < made_up < cases:
        return []
    return [
        f"{made_up:,} of {cases:,} cases say of themselves that they are made up (synthetic): the whole store, and all "
        "that is made from it, is marked synthetic."
    ]
