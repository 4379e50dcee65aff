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
