"""Rows that print the mean of the rows above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ....printed import Interval, read_printed
from ...compare import as_text
from ...findings import Finding
from ..labels import read_label
from .grid import Grid, Told
from .strands import Strand

RULE = "mean of the rows"
_MEAN = re.compile(
    r"^(?:(?:annual|yearly|monthly|\d+-year) )?(?:mean|average|avg\.?)(?: per (?:year|month))?$", re.IGNORECASE
)
_LEAST = 3  # rows
_COUNTED = ("", "count", "n", "first")  # the mean of means, rates and shares may be weighted


def check_averages(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold a row of means against the rows above it; one that differs is told where others, or the total, hold."""
    means = [i for i, label in enumerate(grid.labels) if _MEAN.match(label.rpartition(":")[2].strip())]
    totals = [i for i, label in enumerate(grid.labels) if read_label(label).total]
    if len(means) != 1 or len(totals) > 1:
        return
    rows = [i for i in range(means[0]) if i not in totals]
    own = [s for s in strands if s.part == "value" and s.role in _COUNTED and _full(s, rows, means[0])]
    found = {s.place: (s, _holds(s, rows, means[0])) for s in own}
    good = sum(holds for _, holds in found.values())
    for place, (strand, holds) in found.items():
        added = bool(totals) and _adds_up(strand, rows, totals[0])
        if not holds and not good and not added:
            continue
        for i in (*rows, means[0]):
            told.cover(RULE, grid, i, [place])
        if not holds:
            said = strand.texts[means[0]]
            mean = sum(Fraction(strand.texts[i]) for i in rows) / len(rows)
            words = (
                f"The mean of the {len(rows)} rows above is {as_text(round(float(mean), 2))}, and {said} is printed."
            )
            told.tell([Finding(RULE, "inconsistent", words, printed=said)], grid, means[0], place)


def _full(strand: Strand, rows: Sequence[int], mean: int) -> bool:
    numbers = [strand.texts[i] for i in rows]
    said = re.fullmatch(r"\d+(?:\.\d+)?", strand.texts[mean])
    return len(rows) >= _LEAST and bool(said) and all(text.isdigit() for text in numbers)


def _holds(strand: Strand, rows: Sequence[int], mean: int) -> bool:
    parts = [_set(strand.texts[i]) for i in rows]
    low, high = (sum(getattr(part, end) for part in parts) / len(rows) for end in ("low", "high"))
    return read_printed(strand.texts[mean]).interval("any").overlaps(Interval(low, high))


def _set(text: str) -> Interval:
    return Interval.of(int(text)) if text.isdigit() else read_printed(text).interval("any")


def _adds_up(strand: Strand, rows: Sequence[int], total: int) -> bool:
    texts = [strand.texts[i] for i in (*rows, total)]
    return all(text.isdigit() for text in texts) and sum(map(int, texts[:-1])) == int(texts[-1])
