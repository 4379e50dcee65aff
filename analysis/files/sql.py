"""Names and texts as SQL writes them."""

from __future__ import annotations

# What surrounds a value without being part of it: spaces, tabs, line ends, no-break spaces, byte-order marks.
BLANKS = " \t\r\n\u00a0\ufeff"


def quoted(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Quote a text for SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def trimmed(cell: str) -> str:
    """Give the SQL of a text without blanks at its ends; most have none, which is seen faster than `trim` looks."""
    end = f"right({cell}, 1)"
    sound = f"{cell} > '!' AND {cell} < '\u00a0' AND {end} > '!' AND {end} < '\u00a0'"
    return f"CASE WHEN {sound} THEN {cell} ELSE trim({cell}, {literal(BLANKS)}) END"
