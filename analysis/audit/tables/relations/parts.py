"""Sums that no line of a table prints: of a column to a number of the text, of rows to the n in their label, of a cell.

Sums of lines, whose total is a line too, are rules of the table (`analysis.audit.tables.propose`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ....printed import Interval, read_printed
from ...findings import Finding
from ...prints import printed_set
from .grid import COUNTED, Grid, Told
from .headings import read_heading
from .strands import Strand

RULE, SEVERAL = "sum", "percentages of counts in one cell"
_RESULT = re.compile(r"(\d+)\s*\((\d+(?:\.\d+)?)%\)")
_PAIR = re.compile(r"(\d+)\s?[/:]\s?(\d+)")
_RESULTS = re.compile(rf"(?:\s*{_RESULT.pattern}){{2,}}\s*")
_MANY, _LARGE = 3, 100  # counts of a column, and their sum, that a number of the text may be the total of


def check_parts(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold counts against a number outside their column; those that do not add up may be of a part, or overlap.

    Tried are all counts of a column against the numbers of people that the text names, the rows of one label against
    the n in it, ``5/7`` in a cell against a column of its sums, and ``53 (96.4%) 2 (3.6%)`` in a cell against its N.
    """
    if grid.turned:
        return
    for strand in (s for s in strands if s.part == "value" and s.role in ("n", "count") and s.whole):
        total = sum(int(strand.texts[i]) for i in strand.filled)
        if len(strand.filled) == len(grid.labels) >= _MANY and total >= _LARGE and total in grid.totals:
            said = f"The {len(strand.filled)} counts of the column add up to {total:,}, which the text states."
            told.hold(RULE, grid, [(i, strand.place) for i in strand.filled], said)
    _pairs(grid, strands, told)
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


def _pairs(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold two counts in one cell, ``5/7`` women and men, against the column of their sums."""
    for column in range(len(grid.headings)):
        pairs = {i: found for i, row in enumerate(grid.cells) if (found := _PAIR.fullmatch(row[column].strip()))}
        sums = {i: int(found[1]) + int(found[2]) for i, found in pairs.items()}
        for strand in (s for s in strands if s.part == "value" and s.place != column and s.whole):
            held = {i: int(strand.texts[i]) == total for i, total in sums.items() if strand.texts[i]}
            if sum(held.values()) < _MANY or len(held) - sum(held.values()) > 1:
                continue
            for i, holds in held.items():
                said = f"{pairs[i][1]} + {pairs[i][2]} = {sums[i]:,}"
                told.hold(RULE, grid, [(i, column), (i, strand.place)], f"{said}.")
                if not holds:
                    words = f"{said}, but {strand.texts[i]} is printed, and the {sum(held.values())} other rows add up."
                    told.tell([Finding(RULE, "inconsistent", words, printed=grid.cells[i][column])], grid, i, column)
            break


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
