"""P-values that are none."""

from __future__ import annotations

from collections.abc import Sequence

from ...findings import Finding
from .grid import Grid, Told
from .strands import Strand

RULE = "p within 0 and 1"


def check_probabilities(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every p-value against the ends of its scale."""
    for strand in (s for s in strands if s.role == "p"):
        numbers = {i: float(strand.texts[i].lstrip("<>=~ ").rstrip("% ").replace(" ", "")) for i in strand.filled}
        fine = sum("." in strand.texts[i] or strand.texts[i][0] in "<>" for i in numbers)
        if fine * 2 < len(numbers) or sum(not 0 <= number <= 1 for number in numbers.values()) * 2 > len(numbers) > 1:
            continue  # a column of something else
        for i, number in numbers.items():
            told.cover(RULE, grid, i, [strand.place])
            if number > 1 or number < 0:
                words = f"{strand.texts[i]} is printed as a p-value, and these lie from 0 to 1."
                told.tell([Finding(RULE, "impossible", words, printed=strand.texts[i])], grid, i, strand.place)
