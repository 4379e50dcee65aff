"""P-values beside the counts of several groups, or of several rows that share out each group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from ....errors import DataError
from ....printed import Interval
from ...findings import Finding
from ...p_values import exact, p_interval, p_text, p_values_of_groups, p_words
from ..labels import read_label
from .grid import Grid
from .limits import apart
from .strands import Strand

RULE = "p of several groups"
_LEAST = 5  # expected count below which a chi-square is no usual test
_MISSING = Fraction(1, 20)  # of a group may be missing from the rows that share it out
Arms = Sequence[tuple[int, int]]


def table_of(
    grid: Grid, i: int, p: Strand, arms: Arms, taken: Collection[int]
) -> tuple[list[list[int]], list[int]] | None:
    """Give the counts that a p-value is of, row by row, and the rows that they stand in.

    These are the counts of its own row and of all others, or those of the rows below it that have no p-value; rows
    that are `taken` have theirs above them.
    """
    own = _counts(grid, i, arms)
    below = []
    for k in range(i + 1, len(grid.labels)):
        counts = _counts(grid, k, arms)
        if p.texts[k] or counts is None or read_label(grid.labels[k]).total:
            break
        below.append((k, counts))
    rows = ([(i, own)] if own else []) + [one for one in below if not read_label(grid.labels[one[0]]).unknown]
    if own and len(rows) == 1:
        rest = [n - count for count, (_, n) in zip(own, arms, strict=True)]
        alone = i == 0 or bool(p.texts[i - 1]) or i - 1 in taken or _counts(grid, i - 1, arms) is None
        return ([own, rest], [i]) if alone and min(rest) >= 0 else None
    shared = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)]
    if len(rows) < 2 or not all((1 - _MISSING) * n <= all_ <= n for all_, (_, n) in zip(shared, arms, strict=True)):
        return None
    return [counts for _, counts in rows], [k for k, _ in rows]


def _counts(grid: Grid, i: int, arms: Arms) -> list[int] | None:
    cells = [grid.statistic(i, column) for column, _ in arms]
    texts = ["" if cell is None or cell.low else cell.value for cell in cells]
    return [int(text) for text in texts] if all(text.isdigit() for text in texts) else None


def check_p_of_table(p: str, table: Sequence[Sequence[int]]) -> list[Finding] | None:
    """Hold a p-value against the chi-square and the likelihood ratio of a table, of one of 2 x 2 against all tests."""
    try:
        claimed = p_interval(p, "any")
        tried = _p_values(table)
    except DataError:
        return None
    values = [exact(value) for value in tried.values() if value == value]
    if not values:
        return None
    if any(claimed.holds(value) for value in values):
        return []
    implied = Interval(min(values), max(values))
    listed = ", ".join(f"{name} {p_text(Interval.of(exact(value)))}" for name, value in tried.items() if value == value)
    words = f"No test of these {len(table)} x {len(table[0])} counts gives {p_words(p)}: {listed}."
    usual = _expected(table) >= _LEAST or len(table) == len(table[0]) == 2
    severity = "inconsistent" if usual and apart(claimed, implied) else "unusual"
    return [Finding(RULE, severity, words, printed=p, means=str(claimed), expected=listed)]


def _p_values(table: Sequence[Sequence[int]]) -> dict[str, float]:
    from ....stats.comparison import contingency_test

    if len(table) == len(table[0]) == 2:
        (a, b), (c, d) = table
        return p_values_of_groups(a, a + c, b, b + d)
    return {
        name: float(contingency_test(table, test=test).p)
        for name, test in (("chi-square", "chi-square"), ("likelihood ratio", "g"))
    }


def _expected(table: Sequence[Sequence[int]]) -> float:
    """Give the smallest expected count."""
    columns = [sum(column) for column in zip(*table, strict=True)]
    return min(sum(row) for row in table) * min(columns) / max(sum(columns), 1)
