"""Substances that a case names more than once, perhaps in other letters.

A repetition in a packed cell that says nothing new is left out. One that says more, as another dose, stays; the number
of substances of its case counts it once. Two products of one generic code are two, as in the National Poison Data
System.
"""

from __future__ import annotations

from ...files.sql import literal

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


def counted(rows: str) -> str:
    """Give the query of the number of different substances of every case among rows of the substances."""
    return f"SELECT case_id, count(DISTINCT alike(substance)) AS n FROM {rows} GROUP BY 1"
