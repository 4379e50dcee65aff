"""Regular expressions of the reader's own: those that the engine's RE2, which never backtracks, takes too."""

from __future__ import annotations

import re
import warnings

from .errors import DataError


def pattern_fault(text: str) -> str:
    """Say why a pattern is none that both take; empty for a good one."""
    import duckdb

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a set in a set, which both read differently
            re.compile(text)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        return str(error) or type(error).__name__
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_matches('', ?)", [text])
    except duckdb.Error as error:
        said = " ".join(str(error).split()).partition("Error: ")[2]
        return f"{said} (lookarounds, back references and possessive repeats are not for the engine)"
    return ""


def compiled(text: str, where: str, flags: int = 0) -> re.Pattern:
    """Give a pattern of a file or an option, `where` being how errors call its place.

    Raises
    ------
    DataError
        When Python or the engine does not take it.
    """
    if fault := pattern_fault(text):
        raise DataError(f"{where}: expected a regular expression, got {text[:80]!r}: {fault}; write it otherwise.")
    return re.compile(text, flags)
