"""Rows that repeat a case: the same again, nothing new, or other values where a case is one row."""

from __future__ import annotations

from ...files.sql import literal
from ..mapping.columns import key_column
from ..mapping.model import Mapping

OTHER_VALUES, SAME = "case id repeated with other values", "identical row repeated"
NOTHING_NEW = "case id repeated with nothing new"


def find_repeats(connection, mapping: Mapping, table: str) -> None:
    """Put rows of ``good_TABLE`` that repeat an earlier row of the same case to `bad`.

    Where a case is one row, the row with most cells filled stays if it says all that the first says, else the first. A
    row whose filled cells are all those of the row that stays is a duplicate, too; any other contradicts it.
    """
    rising = f"SELECT bool_and(key > before) FROM (SELECT key, lag(key) OVER () AS before FROM good_{table})"
    if connection.execute(rising).fetchone()[0]:  # in whatever order the rows come: none can repeat another
        return
    connection.execute(
        f"CREATE OR REPLACE TABLE again AS SELECT key FROM good_{table} GROUP BY key HAVING count(*) > 1"
    )
    if not connection.execute("SELECT count(*) FROM again").fetchone()[0]:
        return
    one_row = table == "cases" and mapping.layout != "substance"
    names = [f"m{place}" for place in range(len(mapping.source_columns(table)))] if one_row else []
    tidied = "".join(f", tidy(w.{name}) AS {name}" for name in names) + (", others" if one_row else "")
    connection.execute(
        f"""CREATE OR REPLACE TABLE repeated AS SELECT w.file_no, w."row", w.line, g.key {tidied},
            row_number() OVER (PARTITION BY g.key, digest ORDER BY w.file_no, w."row") AS copy,
            row_number() OVER (PARTITION BY g.key ORDER BY w.file_no, w."row") AS place
        FROM good_{table} AS g JOIN whole_{table} AS w ON w.file_no = g.file_no AND w."row" = g."row"
        WHERE g.key IN (SELECT key FROM again)"""
    )
    found = _beside_the_kept(names) if one_row else f"SELECT *, '{SAME}' AS said FROM repeated WHERE copy > 1"
    connection.execute(
        f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line,
            CASE WHEN said IS NULL THEN {literal(key_column(mapping, table))} END, CASE WHEN said IS NULL THEN key END,
            coalesce(said, '{OTHER_VALUES}'), CASE WHEN said IS NULL THEN 'rejected' ELSE 'duplicate' END
        FROM ({found})"""
    )


def _beside_the_kept(names: list[str]) -> str:
    """Give the SQL of all rows but those that stay; `said` is NULL where one says what that which stays does not."""
    filled = " + ".join([_FILLED, *(f"({name} IS NOT NULL)::INTEGER" for name in names)])
    first_in_fullest, no_more = _says_no_more("f", "k", names), _says_no_more("r", "k", names)
    return f"""WITH fullest AS (
            SELECT * FROM repeated QUALIFY row_number() OVER (PARTITION BY key ORDER BY {filled} DESC, place) = 1),
        kept AS (
            SELECT k.* FROM repeated AS k JOIN (
                SELECT f.key, CASE WHEN {first_in_fullest} THEN k.place ELSE 1 END AS place
                FROM repeated AS f JOIN fullest AS k ON k.key = f.key WHERE f.place = 1
            ) AS chosen ON chosen.key = k.key AND chosen.place = k.place)
        SELECT r.*, CASE WHEN r.copy > 1 THEN '{SAME}' WHEN {no_more} THEN '{NOTHING_NEW}' END AS said
        FROM repeated AS r JOIN kept AS k ON k.key = r.key AND k.place <> r.place"""


# `others` are the cells that no target takes: alike by their place within one file alone.
_FILLED = "len(list_filter(others, lambda cell: cell <> ''))"
_OTHERS = """(len(list_filter(r.others, lambda cell: cell <> '')) = 0 OR (r.file_no = k.file_no AND
    len(list_filter(list_zip(r.others, k.others), lambda two: two[1] <> '' AND two[1] IS DISTINCT FROM two[2])) = 0))"""


def _says_no_more(row: str, than: str, names: list[str]) -> str:
    alike = [f"({row}.{name} IS NULL OR {row}.{name} IS NOT DISTINCT FROM {than}.{name})" for name in names]
    return " AND ".join([*alike, _OTHERS.replace("r.", f"{row}.").replace("k.", f"{than}.")])
