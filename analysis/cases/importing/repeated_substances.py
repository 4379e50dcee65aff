"""Substances that a case names more than once: again in other letters, or under another name of the same generic code.

A repetition in a packed cell that says nothing new is left out. One that says more, as another dose, stays; the number
of substances of its case counts it once.
"""

from __future__ import annotations

from ..files.sql import literal

# Cells of a column of substances that name none; what is unknown is a substance that nobody knows.
NO_SUBSTANCE = ("0", "0.0", "none", "no", "n", "-", "--", "nil", "nothing", "none known", "none listed", "no other")
NO_SUBSTANCE += ("no other substance", "no drug", "none detected", "none reported", "n/a", "na", "false", "*")
# A name without spaces and capitals.
ALIKE = "lower(replace(x, ' ', ''))"


def prepare(connection) -> None:
    """Make the macros `alike` (how names are compared) and `names` (whether a tidied text names a substance)."""
    connection.execute(f"CREATE OR REPLACE MACRO alike(x) AS {ALIKE}")
    none = ", ".join(map(literal, NO_SUBSTANCE))
    connection.execute(f"CREATE OR REPLACE MACRO names(x) AS x IS NOT NULL AND lower(x) NOT IN ({none})")


def codes_of_several(connection, path: str) -> bool:
    """Say whether a generic code of a written table of substances stands for names that differ."""
    found = connection.execute(
        f"""SELECT 1 FROM (SELECT generic_code, alike(substance) AS name FROM read_parquet({path})
        WHERE generic_code IS NOT NULL GROUP BY ALL) GROUP BY generic_code HAVING count(*) > 1 LIMIT 1"""
    )
    return found.fetchone() is not None


def counted(path: str) -> str:
    """Give the query of the number of different substances of every case, by generic code or else by name."""
    return f"""SELECT case_id, count(DISTINCT coalesce(generic_code, alike(substance))) AS n
        FROM read_parquet({path}) GROUP BY 1"""
