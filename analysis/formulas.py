"""Cells of a CSV file that a spreadsheet would run as formulas: texts that begin as those do get an apostrophe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What a spreadsheet takes for the start of a formula (OWASP, CSV Injection), also in wide, small and raised forms.
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u207a\u207c\u208a\u208c\u2a75\u2a76\ufb29-"
# What some programs skip before it: spaces, controls, marks that nobody sees, quotes.
_SKIPPED = "\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\"'"
# A cell begins at its start, and where a program that splits at semicolons or tabs takes the next one to begin: a field
# that is quoted for commas is not quoted for it.
_FORMULA = re.compile(rf"(\A|[;\t\r\n])([{_SKIPPED}]*)([{_SIGNS}][^;\t\r\n]*)")
_ESCAPED = re.compile(
    rf"\A()'([{_SKIPPED}]*)([{_SIGNS}][^;\t\r\n]*)|([;\t\r\n])([{_SKIPPED}]*)'([{_SIGNS}][^;\t\r\n]*)"
)
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

    So has a part after a semicolon, tab or line end, at which some programs split; `word_for_word` takes it back.

    Examples
    --------
    >>> [spreadsheet_safe(cell) for cell in ("@SUM(A1)", "-19.8%", "-1.5", -1.5, "Minor effect")]
    ["'@SUM(A1)", '-19.8%', '-1.5', -1.5, 'Minor effect']
    >>> spreadsheet_safe("\u200b=1+1") == "'\u200b=1+1", spreadsheet_safe("Oral;=1+1")
    (True, "Oral;'=1+1")
    """
    return cell if not isinstance(cell, str) or _KEPT.get() else _FORMULA.sub(_escaped, cell)


def _escaped(found: re.Match[str]) -> str:
    start, skipped, formula = found.groups()
    if _is_plain(skipped, formula):
        return found[0]
    return f"{start}{skipped}'{formula}" if start else f"'{found[0]}"


def _is_plain(skipped: str, formula: str) -> bool:
    return bool(_PLAIN.fullmatch(formula)) and "'" not in skipped  # an apostrophe of its own gets another, to be told


def word_for_word(cell: str) -> str:
    """Take back what `spreadsheet_safe` did to a cell.

    Examples
    --------
    >>> word_for_word("'@SUM(A1)"), word_for_word("'Ecstasy'"), word_for_word("Minor effect")
    ('@SUM(A1)', "'Ecstasy'", 'Minor effect')
    """
    return cell if _KEPT.get() or "'" not in cell else _ESCAPED.sub(_restored, cell)


def _restored(found: re.Match[str]) -> str:
    start, skipped, formula = (part for part in found.groups() if part is not None)
    return found[0] if _is_plain(skipped, formula) else f"{start}{skipped}{formula}"
