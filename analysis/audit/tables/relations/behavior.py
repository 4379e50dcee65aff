"""Columns that no heading explains, told by how their numbers behave."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...intervals import above_always, fits
from .strands import Strand

_ROWS, _SHARE = 5, 0.8


def name_limits(strands: Sequence[Strand]) -> None:
    """Give roles to a number that lies between two others: within one cell, or in three columns side by side.

    In three columns that the estimate lies between the others is not enough (counts at low, medium and high dose
    may): it must stand in the middle, on the linear or the log scale, in four of five rows.
    """
    for place in sorted({s.place for s in strands if s.part == "low" and not s.role}):
        cell = {s.part: s for s in strands if s.place == place}
        if {"value", "low", "high"} <= cell.keys() and _between(cell["value"], cell["low"], cell["high"]):
            _name(cell["value"], cell["low"], cell["high"])
    free = [s for s in strands if s.part == "value" and s.role in ("", "percent", "mean", "rate")]
    for first, second in pairwise([s for s in free if not s.role]):
        beside = [s for s in free if s.place in (first.place - 1, second.place + 1)]
        found = (s for s in beside if second.place == first.place + 1 and not first.role and _middle(s, first, second))
        if estimate := next(found, None):
            _name(estimate, first, second)


def _name(estimate: Strand, low: Strand, high: Strand) -> None:
    for strand, role in ((estimate, "estimate"), (low, "low"), (high, "high")):
        strand.role, strand.why = strand.role or role, "behavior"


def _rows(*strands: Strand) -> list[tuple[str, ...]]:
    rows = zip(*(strand.texts for strand in strands), strict=True)
    return [row for row in rows if all(text and text[0] not in "<>~" for text in row)]


def _between(estimate: Strand, low: Strand, high: Strand) -> bool:
    rows = _rows(estimate, low, high)
    outside = sum(above_always(low, value) or above_always(value, high) for value, low, high in rows)
    return len(rows) >= _ROWS and outside <= max(1, len(rows) // 10)


def _middle(estimate: Strand, low: Strand, high: Strand) -> bool:
    triples = zip(estimate.numbers, low.numbers, high.numbers, strict=True)
    numbers = [triple for triple in triples if all(number == number for number in triple)]
    between = sum(first < value < last for value, first, last in numbers)
    whole = sum(first == first // 1 for _, first, _ in numbers)
    if between < _ROWS or between < _SHARE * len(numbers) or whole * 2 > len(numbers):
        return False
    rows = _rows(estimate, low, high)
    return any(sum(fits(x, a, z, scale) for x, a, z in rows) >= _SHARE * len(rows) for scale in ("log", "linear"))
