"""Ranges that are printed as their width and their ends: 39 (19; 35-54)."""

from __future__ import annotations

from collections.abc import Sequence

from ....printed import read_printed
from ...findings import Finding
from ...prints import printed_set, shown_number, verdict_of
from .grid import Grid, Told
from .strands import Strand

RULE = "difference of the ends of a range"


def check_widths(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold the width of every range against its ends."""
    cells = {(s.place, s.part): s for s in strands}
    for width in (s for s in strands if s.part == "width" and not grid.turned):
        low, high = cells[width.place, "low"], cells[width.place, "high"]
        for i in width.filled:
            reach = printed_set(read_printed(high.texts[i])) - printed_set(read_printed(low.texts[i]))
            middle = shown_number((reach.low + reach.high) / 2, 1)
            words = f"{high.texts[i]} less {low.texts[i]} is {middle}; {width.texts[i]} is printed."
            told.hold(RULE, grid, [(i, width.place)], words)
            if (verdict := verdict_of(read_printed(width.texts[i]), reach)) != "holds":
                grade = "inconsistent" if verdict == "impossible" else "unusual"
                told.tell([Finding(RULE, grade, words)], grid, i, width.place)
                told.held[-1].slip = verdict != "impossible"
