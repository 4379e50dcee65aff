"""What is said of a substance, effect or therapy in a linked table of its own, such as the doses of drugs.

A row of that table belongs to its leader by the case and by the number in `rank`, which both tables have.
"""

from __future__ import annotations

from ...files.sql import literal
from ..mapping.model import Mapping, Source
from .rows import alias


def joined(connection, mapping: Mapping, target: str, far: dict[str, Source]) -> tuple[str, str, dict[str, str]]:
    """Give the SQL of followers' columns in other tables and of the joins to a leader's rows ``i``; and what is joined.

    Of several rows of one substance the first that has the first follower is taken.
    """
    columns, joins, named = "", "", {}
    for table in dict.fromkeys(other.table for other in far.values()):
        inside = {name: other for name, other in far.items() if other.table == table}
        name = named[table] = f"beside_{target}_{table}"
        _make(connection, mapping, name, inside)
        columns += "".join(f", {name}.{follower} AS {follower}" for follower in inside)
        joins += f" LEFT JOIN {name} ON {name}.id = i.id AND {name}.number = i.number AND {name}.copy = 1"
    return columns, joins, named


def _make(connection, mapping: Mapping, name: str, inside: dict[str, Source]) -> None:
    first = next(iter(inside.values()))
    table, rank = first.table, alias(mapping, first.rank, first.table)
    cells = ", ".join(f"tidy({alias(mapping, one.column, table)}) AS {follower}" for follower, one in inside.items())
    says = " OR ".join(f"{follower} IS NOT NULL" for follower in inside)
    connection.execute(
        f"""CREATE TABLE {name} AS SELECT *, row_number() OVER (PARTITION BY id, number
        ORDER BY {next(iter(inside))} IS NULL, file_no, "row") AS copy FROM (
        SELECT k.id, TRY_CAST(tidy({rank}) AS DOUBLE) AS number, g.file_no, g."row", g.line, {cells}
        FROM good_{table} AS g JOIN case_keys AS k ON k.key = g.key) WHERE {says}"""
    )


def list_left(connection, target: str, named: dict[str, str]) -> None:
    """List the rows of such tables that say something and reach no row of the store."""
    for table, name in named.items():
        connection.execute(
            f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line, NULL, NULL,
            CASE WHEN copy > 1 THEN 'another row of the same {target}' ELSE 'no such {target} of the case' END, 'value'
            FROM {name} AS b WHERE copy > 1 OR NOT EXISTS (
            SELECT 1 FROM items_{target} AS i WHERE i.id = b.id AND i.number = b.number)"""
        )
