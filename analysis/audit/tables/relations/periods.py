"""Rows in the order of time, and columns moved along it: the number of the row before, that of the first row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..labels import read_label
from .grid import Grid
from .strands import Strand

_YEAR = r"(?P<year>(?:19|20)\d\d)(?:\s?[-–/]\s?(?:(?:19|20)?\d\d))?"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_QUARTER = r"(?:q|quarter\s?)(?P<quarter>[1-4])"
_PERIOD = re.compile(
    rf"^(?:(?:fy|cy|year|fiscal year)\s?)?(?:{_YEAR}|{_MONTH}|{_QUARTER})"
    rf"(?:[\s,/-]*(?:(?P<year2>(?:19|20)\d\d)|(?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?|q(?P<quarter2>[1-4])))?\W*$",
    re.IGNORECASE,
)
FROM_BEFORE, FROM_FIRST = "from the row before", "from the first row"


def runs_in_time(grid: Grid) -> list[list[int]]:
    """Give the rows that are years, quarters or months, in their order, those under one heading together."""
    groups: dict[str, list[tuple[tuple[int, int], int]]] = {}
    for row, label in enumerate(grid.labels):
        section, _, text = label.rpartition(":")
        if key := _key(text.strip()):
            groups.setdefault(section.strip(), []).append((key, row))
    runs = [[row for _, row in sorted(group)] for group in groups.values() if _distinct(group)]
    return [run for run in runs if len(run) > 1]


def _key(text: str) -> tuple[int, int] | None:
    found = _PERIOD.match(text)
    if not found:
        return None
    year, month, quarter = (found[name] or found[f"{name}2"] for name in ("year", "month", "quarter"))
    within = 3 * int(quarter) if quarter else _MONTHS.index(month.lower()) + 1 if month else 0
    return int(year or 0), within


def _distinct(group: Sequence[tuple[tuple[int, int], int]]) -> bool:
    return len({key for key, _ in group}) == len(group)


def rows_in_order(grid: Grid) -> list[list[int]]:
    """Give all rows but totals as they are printed, as one run."""
    run = [row for row, label in enumerate(grid.labels) if not read_label(label).total]
    return [run] if len(run) > 1 else []


def moved(strand: Strand, runs: Sequence[Sequence[int]], way: str) -> tuple[Strand, Strand]:
    """Give for every row of some runs the number that a change of it starts from, and its own number."""
    first, own = [""] * len(strand.texts), [""] * len(strand.texts)
    for run in runs:
        for start, row in _steps([row for row in run if strand.texts[row]], way):
            first[row], own[row] = strand.texts[start], strand.texts[row]
    return replace(strand, texts=first), replace(strand, texts=own)


def _steps(run: Sequence[int], way: str) -> Iterator[tuple[int, int]]:
    for place in range(1, len(run)):
        yield run[place - 1 if way == FROM_BEFORE else 0], run[place]
