"""Counts that add up to a number outside their columns: the n in the label of their rows, a total of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ....printed import Interval, read_printed
from ...prints import printed_set
from .grid import COUNTED, Grid, Told
from .headings import read_heading
from .strands import Strand

RULE, SEVERAL = "sum", "percentages of counts in one cell"
_RESULT = re.compile(r"(\d+)\s*\((\d+(?:\.\d+)?)%\)")
_RESULTS = re.compile(rf"(?:\s*{_RESULT.pattern}){{2,}}\s*")
_MANY, _LARGE = 3, 100  # counts of a column, and their sum, that a number of the text may be the total of


def check_parts(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Find the counts that add up; they may be of a part, or overlap, where they do not."""
    if grid.turned:
        return
    for strand in (s for s in strands if s.part == "value" and s.role in ("n", "count") and s.whole):
        total = sum(int(strand.texts[i]) for i in strand.filled)
        if len(strand.filled) == len(grid.labels) >= _MANY and total >= _LARGE and total in grid.totals:
            said = f"The {len(strand.filled)} counts of the column add up to {total:,}, which the text states."
            told.hold(RULE, grid, [(i, strand.place) for i in strand.filled], said)
    for i, row in enumerate(grid.cells):
        for column, text in enumerate(row):
            _several(grid, i, column, _RESULT.findall(text) if _RESULTS.fullmatch(text) else [], told)
    for label, group in groupby(range(len(grid.labels)), key=lambda i: grid.labels[i].strip()):
        rows, n = list(group), read_heading(label).n
        for column in range(len(grid.headings)) if n else ():
            found = {i: COUNTED.match(grid.cells[i][column]) for i in rows if grid.cells[i][column].strip()}
            counts = {i: int(one[1].replace(",", "")) for i, one in found.items() if one}
            if len(counts) > 1 and len(counts) == len(found) and sum(counts.values()) == n:
                said = f"{' + '.join(f'{count:,}' for count in counts.values())} = {n:,}."
                told.hold(RULE, grid, [(i, column) for i in counts], said)


def _several(grid: Grid, i: int, column: int, results: list[tuple[str, str]], told: Told) -> None:
    """Hold several counts with percentages in one cell against the number that gives all of them."""
    counts = [int(count) for count, _ in results]
    options = [read_heading(grid.headings[column]).n, sum(counts), *grid.totals] if counts else []
    for n in (one for one in options if one and one >= max(counts)):
        if all(
            printed_set(read_printed(percent)).overlaps(Interval.of(100 * count) / Interval.of(n))
            for count, (_, percent) in zip(counts, results, strict=True)
        ):
            said = ", ".join(f"{count} of {n:,} is {percent}%" for count, percent in results)
            told.hold(SEVERAL, grid, [(i, column)], f"{said}.")
            return
