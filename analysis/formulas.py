"""Cells of a CSV file that a spreadsheet would run as formulas: texts that begin as those do get an apostrophe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What a spreadsheet takes for the start of a formula (OWASP, CSV Injection); their wide forms are read alike.
_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# No formulas: numbers, also with a sign of percent, a sign alone (of a relation), and dashes.
_PLAIN = re.compile(r"[-+]?[\d.,\u202f\u00a0 ]*\d[\d.,]*([eE][-+]?\d+)? ?%?|[=+@]|-+")
_KEPT: ContextVar[bool] = ContextVar("formulas_kept", default=False)


@contextmanager
def formulas_kept() -> Iterator[None]:
    """Write texts that begin as formulas word for word, for programs that read them and run nothing.

    Examples
    --------
    >>> spreadsheet_safe("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    >>> with formulas_kept():
    ...     spreadsheet_safe("=HYPERLINK(A1)")
    '=HYPERLINK(A1)'
    """
    token = _KEPT.set(True)
    try:
        yield
    finally:
        _KEPT.reset(token)


def spreadsheet_safe(cell: object) -> object:
    """Give a cell as a spreadsheet may open it: a text that begins as a formula has an apostrophe before it.

    Examples
    --------
    >>> [spreadsheet_safe(cell) for cell in ("@SUM(A1)", "-19.8%", "-1.5", -1.5, "Minor effect")]
    ["'@SUM(A1)", '-19.8%', '-1.5', -1.5, 'Minor effect']
    """
    if not isinstance(cell, str) or _KEPT.get() or not cell.startswith(_STARTS) or _PLAIN.fullmatch(cell):
        return cell
    return f"'{cell}"


def word_for_word(cell: str) -> str:
    """Take back what `spreadsheet_safe` did to a cell.

    Examples
    --------
    >>> word_for_word("'@SUM(A1)"), word_for_word("'Ecstasy'"), word_for_word("Minor effect")
    ('@SUM(A1)', "'Ecstasy'", 'Minor effect')
    """
    return cell[1:] if cell.startswith("'") and spreadsheet_safe(cell[1:]) == cell else cell
