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
    """Make the macros `alike` (how names are compared) and `once` (a list without what it repeats)."""
    connection.execute(f"CREATE OR REPLACE MACRO alike(x) AS {ALIKE}")
    longest, none = max(map(len, NO_SUBSTANCE)), "[" + ", ".join(map(literal, sorted(NO_SUBSTANCE))) + "]"
    named = f"length(x) > {longest} OR NOT list_contains({none}, lower(x))"
    connection.execute(f"CREATE OR REPLACE MACRO names(x) AS says(x) AND ({named})")
    # lists of one and two are looked at without going through them: nearly all are that short
    connection.execute(
        """CREATE OR REPLACE MACRO once(l) AS CASE WHEN len(l) < 2 THEN l
        WHEN len(l) = 2 THEN CASE WHEN alike(l[1]) = alike(l[2]) THEN l[1:1] ELSE l END
        ELSE list_filter(l, lambda x, i: list_position(list_transform(l, lambda y: alike(y)), alike(x)) = i) END"""
    )


def first_of_pairs(followers: int) -> str:
    """Give the SQL of ``pairs`` (a name and its followers each) without those that repeat an earlier one whole."""
    same = ", ".join(f"coalesce({{0}}[{place}], '')" for place in range(2, followers + 2))
    key = f"concat_ws(chr(31), alike({{0}}[1]), {same})"
    keys = f"list_transform(pairs, lambda other: {key.format('other')})"
    return f"""CASE WHEN len(pairs) < 2 OR (len(pairs) = 2 AND alike(pairs[1][1]) <> alike(pairs[2][1])) THEN pairs
        ELSE list_filter(pairs, lambda pair, i: list_position({keys}, {key.format("pair")}) = i) END"""


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
