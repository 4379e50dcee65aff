"""Tables that count cases: a row of them is no case, and taking it for one would lose all but one of its cases."""

from __future__ import annotations

import re

from ...errors import DataError
from .candidate import Candidate, Look
from .columns import Column

# What a cell of counts may hold beside a number: a small one withheld.
WITHHELD = re.compile(r"[<≤]\s*\d+|\*+|s|suppressed|withheld|masked", re.IGNORECASE)


def refuse_counts(look: Look, name: str, case_id: Candidate | None) -> None:
    """Refuse a table whose rows have no number of a case, and a number of cases each.

    Raises
    ------
    DataError
        Names the column of numbers and what reads it.
    """
    number = next((one for one in look.columns if case_id and one.heading == case_id.source.column), None)
    if number and look.words.heading("case_id", number) and not _named(look, number):
        return
    counted = [column for column in look.columns if _named(look, column) and _holds_counts(column)]
    if counted and _one_row_each(look, counted):
        raise DataError(
            f"path: expected a table with a row per case in {name}, but its column {counted[0].heading!r} holds a "
            "number of cases for each row. Read a table of counts with analysis.cases.read_counted; if each row is one "
            "case and the column something else, rename it in the file, or write a mapping by hand."
        )


def _named(look: Look, column: Column) -> bool:
    """Say whether a heading names numbers of cases, and nothing else: ``Calls``, ``No. of deaths``, ``n``."""
    words, known = set(column.words), look.words.counts
    return bool(words & known["of"]) and words <= known["of"] | known["around"]


def _holds_counts(column: Column) -> bool:
    """Say whether the cells are whole numbers and some above 1, a few perhaps withheld."""
    plain = [label for label in column.counts if not WITHHELD.fullmatch(label)]
    numbers = [column.decimals.possible(label) for label in plain]
    whole = all(any(one >= 0 and one == int(one) for one in found) for found in numbers)
    return whole and len(plain) > 1 and any(max(found) > 1 for found in numbers) and column.filled > 0.5


def _one_row_each(look: Look, counted: list[Column]) -> bool:
    """Say whether no two rows agree in all that is no count: each is a group of its own."""
    others = [column.cells for column in look.columns if column not in counted]
    rows = list(zip(*others, strict=True))
    return bool(others) and len(set(rows)) >= 0.99 * len(rows)
