"""Percentages of a column that lead to a printed 100%."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ....printed import read_printed
from ...findings import Finding
from ..labels import read_label
from .grid import Grid, Told
from .strands import Strand

RULE = "percentages add up"
_FAR = 15  # percentages that miss their total by more are of overlapping categories
_WAYS = ("half-even", "half-down", "truncation")  # rounded to nearest with either end of the half, or all cut


def check_hundred(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold the percentages between a total of 100% and the one before it against that total."""
    totals = [i for i, label in enumerate(grid.labels) if read_label(label).total]
    for start, total in zip([-1, *totals], totals, strict=False):
        rows = [i for i in range(start + 1, total) if not grid.labels[i].startswith((" ", "\t"))]
        columns = {s.place: found for s in strands if (found := _missed(s, rows, total)) is not None}
        good = sum(not off for off, _ in columns.values())
        for place, (off, added) in columns.items():
            if off and not good and (off > _FAR or len(columns) > 1):
                continue
            for i in (*rows, total):
                told.cover(RULE, grid, i, [place])
            if off:
                printed = grid.cells[total][place].strip()
                words = (
                    f"The percentages above the total add up to {float(added):g}%, which no rounding makes {printed}."
                )
                finding = Finding(RULE, "inconsistent" if good else "unusual", words, printed=printed)
                told.tell([finding], grid, total, place)


def _missed(strand: Strand, rows: list[int], total: int) -> tuple[Fraction, Fraction] | None:
    """Give by how much percentages miss their total under every rounding, and their sum as printed.

    Nothing is given where a part is missing, or neither the total nor what is added up is 100%.
    """
    texts = [strand.texts[i].rstrip("% ") for i in (*rows, total)]
    percents = strand.role == "percent" or any("%" in text for text in strand.texts)
    if not percents or len(rows) < 2 or not all(text.replace(".", "", 1).isdigit() for text in texts):
        return None
    *parts, whole = (Fraction(text) for text in texts)
    off = min(_off(texts, way) for way in _WAYS)
    return (off, sum(parts, Fraction())) if whole == 100 or _holds([*texts[:-1], "100"]) else None


def _holds(texts: list[str]) -> bool:
    return any(not _off(texts, way) for way in _WAYS)


def _off(texts: list[str], way: str) -> Fraction:
    """Give the distance of a printed total from what its parts can add up to."""
    *parts, whole = (read_printed(text).interval(way) for text in texts)
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    return max(Fraction(low - whole.high), Fraction(whole.low - high), Fraction(0))
