"""Names and texts as SQL writes them, and an engine that reaches no other file than it must."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

# What surrounds a value without being part of it: spaces, tabs, line ends, no-break spaces, byte-order marks.
BLANKS = " \t\r\n\u00a0\ufeff"
# No extension is fetched or loaded: each is code from elsewhere.
NO_EXTENSIONS: dict = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
}


def quoted(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Quote a text for SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def without_patterns(path: object) -> str:
    """Give the name of one file to a reader of DuckDB, which takes ``*``, ``?`` and ``[`` for a pattern of several."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def parquet_sql(path: object, options: str = "") -> str:
    """Give the SQL of the rows of one Parquet file: of no other file, and with no columns but its own."""
    return f"read_parquet({literal(without_patterns(path))}, hive_partitioning = false{options and f', {options}'})"


def trimmed(cell: str) -> str:
    """Give the SQL of a text without blanks at its ends; most have none, which is seen faster than `trim` looks."""
    end = f"right({cell}, 1)"
    sound = f"{cell} > '!' AND {cell} < '\u00a0' AND {end} > '!' AND {end} < '\u00a0'"
    return f"CASE WHEN {sound} THEN {cell} ELSE trim({cell}, {literal(BLANKS)}) END"


def lock_engine(connection, folders: Iterable[Path], files: Iterable[Path] = ()) -> None:
    """Let an engine read and write in some folders and read some files alone, and let nothing change that.

    Every name and text from outside is quoted or numbered before it becomes SQL; should one be forgotten, it still
    reaches no file (https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview).
    """
    for setting, paths in (("allowed_directories", folders), ("allowed_paths", files)):
        forms = [form for path in paths for form in (path.absolute(), path.resolve())]
        listed = dict.fromkeys([*map(str, forms), *map(without_patterns, forms)])  # a pattern is looked up as it stands
        connection.execute(f"SET {setting} = [{', '.join(map(literal, listed))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
