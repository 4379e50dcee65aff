"""Every different cell is read once, and rows take what it means from a table of them, ``lookup_NAME``."""

from __future__ import annotations

from .labels import join_sql

TYPES = {"string": "VARCHAR", "int64": "BIGINT", "int16": "SMALLINT", "double": "DOUBLE", "date32[day]": "DATE"}
TYPES["bool"] = "BOOLEAN"
# Up to so many different texts, a column is held as codes: Parquet's dictionaries take them without hashing each cell.
MOST_CODES = 50_000


def code(connection, table: str, column: str) -> bool:
    """Hold a text column of a table of different values as codes of an ENUM; say if there are few enough for that."""
    count = connection.execute(f"SELECT count(DISTINCT {column}) FROM {table}").fetchone()[0]
    if 0 < count <= MOST_CODES:
        texts = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1"
        connection.execute(f"CREATE TYPE {table}_{column} AS ENUM ({texts})")
        connection.execute(f"ALTER TABLE {table} ALTER {column} TYPE {table}_{column}")
    return count <= MOST_CODES


def texts(connection, name: str, cell: str, different: str) -> tuple[str, str]:
    """Give the SQL of a cell's text, empty where it says nothing, and the join it needs where few texts differ."""
    connection.execute(f"CREATE TABLE lookup_{name} AS SELECT item AS k0, tidy(item) AS v0 FROM ({different})")
    if code(connection, f"lookup_{name}", "v0"):
        return f"l_{name}.v0", join_sql(name, [cell])
    return f"tidy({cell})", ""


def typed(value: str | None, column) -> str:
    """Give the SQL of a column of the store; texts and the codes of texts are written alike, and stay what they are."""
    kind = TYPES[str(column.type)]
    sql = value if value and kind == "VARCHAR" else f"CAST({value or 'NULL'} AS {kind})"
    return f'{sql} AS "{column.name}"'
