"""The staged rows of all files as one relation per table, and which of them cannot be rows of the store."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...files.sql import BLANKS, literal
from ..mapping.columns import key_column
from ..mapping.model import Mapping
from .dates import since_1899
from .footers import NOTE, notes_below
from .made_up import made_up_sql
from .repeated_cases import find_repeats
from .staged import Staged, line_sql

# Rules that take a row out of the store; the first four are those of `text.records`.
EMPTY, HEADER, NO_ID = "empty row", "header line repeated", "no case id"
ORPHAN = "no such case"


def prepare(connection, mapping: Mapping, staged: list[Staged]) -> None:
    """Make the macro `tidy`, the view ``rows_TABLE`` of every table, and the empty table `bad` of what is wrong."""
    missing = sorted({token.strip().lower() for token in mapping.read.missing} - {""})
    trimmed, longest = f"trim(x, {literal(BLANKS)})", max(map(len, missing), default=0)
    # One pattern, and only for short cells: DuckDB makes a join of an IN list for every column of a row, takes its time
    # over equalities one by one, and plans a list of words anew for every column of every statement.
    nothing = literal(f"(?i){'|'.join(map(re.escape, ['', *missing]))}")
    connection.execute(
        f"""CREATE MACRO tidy(x) AS CASE WHEN length({trimmed}) > {longest} THEN {trimmed}
        WHEN NOT regexp_full_match({trimmed}, {nothing}) THEN {trimmed} END"""
    )
    connection.execute(f"CREATE MACRO bare(x) AS {trimmed}")
    connection.execute(
        f"CREATE MACRO says(x) AS x <> '' AND (length(x) > {longest} OR NOT regexp_full_match(x, {nothing}))"
    )
    connection.execute("CREATE MACRO said(x) AS CASE WHEN says(x) THEN x END")
    connection.execute(
        'CREATE TABLE bad (tab VARCHAR, file_no INTEGER, "row" BIGINT, line BIGINT, "column" VARCHAR, value VARCHAR, '
        "rule VARCHAR, fate VARCHAR)"
    )
    names = ", ".join(map(literal, dict.fromkeys(item.name for item in staged)))
    connection.execute(f"CREATE TYPE file_name AS ENUM ({names})")  # the cases' column of files is held as its codes
    for table in dict.fromkeys(item.table for item in staged):
        files = [item for item in staged if item.table == table]
        for view, more in (("rows", False), ("whole", True)):
            parts = (_rows(item, mapping, more) for item in files)
            connection.execute(f"CREATE VIEW {view}_{table} AS {' UNION ALL '.join(parts)}")


def _rows(item: Staged, mapping: Mapping, whole: bool) -> str:
    """Give the SQL of the rows of a file: the columns of the mapping, and of `whole` rows what tells if they are alike.

    These are the hash of all columns and the cells that no target takes: thousands of columns, for rows that few ask.
    So are `is_empty` and `is_header`, which look at every column: each statement is planned with all that a view has.
    """
    source, row, line = line_sql(item)
    wanted = mapping.source_columns(item.table)
    names = [f"m{place}" for place in range(len(wanted))]
    columns = [f"{name if name in item.aliases else 'CAST(NULL AS VARCHAR)'} AS {name}" for name in names]
    known = [name for name in names if name in item.aliases]
    date = mapping.columns.get("date")
    if item.from_1904 and date and date.column in wanted and (date.table or "cases") == item.table:
        day = alias(mapping, date.column, item.table)
        columns[names.index(day)] = f"{since_1899(day)} AS {day}"
    is_header = " AND ".join(
        f"trim({name}, {literal(BLANKS)}) = {literal(item.aliases[name].strip(BLANKS))}" for name in known
    )
    column = key_column(mapping, item.table)
    key = alias(mapping, column, item.table) if column else ""
    key_is_header = f"coalesce({key} = {literal(item.aliases[key].strip(BLANKS))}, false)" if key in known else "true"
    is_empty = " AND ".join(f"tidy({name}) IS NULL" for name in known)
    if mapping.read.fill_down and key in known:
        above = f"last_value(tidy({key}) IGNORE NULLS) OVER (ORDER BY {row})"
        columns[names.index(key)] = f"CASE WHEN {is_empty} THEN NULL ELSE {above} END AS {key}"
    others = ", ".join(name for name in item.aliases if name[0] == "o") or "NULL"
    alike = f"""hash({", ".join(f"coalesce({name}, '')" for name in item.aliases) or "1"}) AS digest,
        [{others}] AS others, coalesce({is_header or "false"}, false) AS is_header,
        {is_empty or "false"} AS is_empty,"""
    return f"""SELECT {item.number} AS file_no, {literal(item.name)} AS file, {row} AS "row", {line} AS line,
        {made_up_sql(item.aliases)} AS made_up,
        {alike if whole else ""} {key_is_header} AS key_is_header, {", ".join(columns) or "1 AS m0"} FROM {source}"""


def alias(mapping: Mapping, column: str, table: str = "cases") -> str:
    """Give the staged name of a column of the mapping."""
    return f"m{mapping.source_columns(table).index(column)}"


def first_of_sql(cells: Iterable[str]) -> str:
    """Give the SQL of the first of several cells that says something."""
    return f"coalesce({', '.join(f'tidy({cell})' for cell in cells)})"


def case_id_sql(mapping: Mapping, prefix: str = "") -> str:
    """Give the SQL of the id of a case in ``good_cases``: that of the export, else file and row."""
    source = mapping.columns.get("case_id")
    if source is None:
        return f"""{prefix}file || ':' || {prefix}"row\""""
    same = source.column == key_column(mapping)
    return f"{prefix}key" if same else f"tidy({prefix}{alias(mapping, source.column)})"


def judge(connection, mapping: Mapping, staged: list[Staged]) -> None:
    """Fill `bad` with the rows that cannot be kept, and make ``good_TABLE`` of the others, `key` being their case's."""
    tables = dict.fromkeys(item.table for item in staged)
    for table in ["cases", *(name for name in tables if name != "cases")]:
        column = key_column(mapping, table)
        key = alias(mapping, column, table) if column else "CAST(NULL AS VARCHAR)"
        _reject_rows(connection, table, key if column else None)
        for item in staged:
            if item.table == table:
                _reject_notes(connection, mapping, item, key if column else None)
        _view_good(connection, table, key)
        if table != "cases":
            connection.execute(
                f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line, {literal(column)}, key, '{ORPHAN}',
                'rejected' FROM good_{table} WHERE key NOT IN (SELECT key FROM case_keys)"""
            )
            _view_good(connection, table, key)
        if column:
            find_repeats(connection, mapping, table)
            _view_good(connection, table, key)
        if table == "cases" and mapping.layout == "linked":
            connection.execute(f"CREATE TABLE case_keys AS SELECT key, {case_id_sql(mapping)} AS id FROM good_cases")


def _reject_rows(connection, table: str, key: str | None) -> None:
    """Take out empty rows, header lines that stand among the rows, and rows without a key."""
    nothing = f"({key} IS NULL OR NOT says({key}))"  # keys were trimmed when they were staged
    suspect = f"{nothing} OR key_is_header" if key else "is_empty OR is_header"
    # A first look at the keys alone: most files need no second at all the columns.
    relation = f"rows_{table}" if key else f"whole_{table}"
    if not connection.execute(f"SELECT count(*) FROM {relation} WHERE {suspect}").fetchone()[0]:
        return
    suspect = f"{nothing} OR is_header" if key else suspect
    connection.execute(
        f"""INSERT INTO bad SELECT {literal(table)}, file_no, "row", line, NULL, NULL,
        CASE WHEN is_empty THEN '{EMPTY}' WHEN is_header THEN '{HEADER}' ELSE '{NO_ID}' END, 'rejected'
        FROM whole_{table} WHERE {suspect}"""
    )


def _reject_notes(connection, mapping: Mapping, item: Staged, key: str | None) -> None:
    """Take out the notes and totals that stand below the table of a file."""
    if found := list(notes_below(connection, mapping, item, key)):
        gone = f'SELECT "row" FROM bad WHERE file_no = {item.number} AND "row" >= {min(found)[0]}'
        gone = {row for (row,) in connection.execute(gone).fetchall()}
        notes = [(item.table, item.number, row, line, NOTE) for row, line in found if row not in gone]
        for note in notes:
            connection.execute("INSERT INTO bad VALUES (?, ?, ?, ?, NULL, NULL, ?, 'rejected')", note)


def _view_good(connection, table: str, key: str) -> None:
    found = connection.execute("SELECT count(*) FROM bad WHERE tab = ?", [table]).fetchone()[0]
    out = (
        f"""ANTI JOIN (SELECT file_no, "row" FROM bad WHERE tab = {literal(table)} AND fate <> 'value') AS b
        ON b.file_no = r.file_no AND b."row" = r."row\""""
        if found
        else ""
    )
    connection.execute(f"CREATE OR REPLACE VIEW good_{table} AS SELECT {key} AS key, r.* FROM rows_{table} AS r {out}")


def counts(connection, staged: list[Staged]) -> dict[int, dict[str, int]]:
    """Count, for every file, the rows kept, rejected and doubled, each by itself, for the report to add up."""
    tables = dict.fromkeys(item.table for item in staged)
    kept = " UNION ALL ".join(f"SELECT file_no FROM good_{table}" for table in tables)
    found = {item.number: {"kept": 0, "rejected": item.broken, "duplicate": 0} for item in staged}
    for number, count in connection.execute(f"SELECT file_no, count(*) FROM ({kept}) GROUP BY 1").fetchall():
        found[number]["kept"] += count
    fates = "SELECT file_no, fate, count(*) FROM bad WHERE fate <> 'value' GROUP BY ALL"
    for number, fate, count in connection.execute(fates).fetchall():
        found[number][fate] += count
    return found
