"""Numbers that are added up from row to row: cumulative counts beside those of each period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...findings import Finding
from .grid import Grid, Told
from .pairs import Origin, numeric, tell
from .periods import FROM_BEFORE, moved, rows_in_order, runs_in_time
from .strands import Strand

RULE = "cumulative sum"
_CUMULATIVE = re.compile(r"\bcum(?:ul(?:ative|ated)?)?\b|\brunning (?:total|sum)\b|\bto date\b", re.IGNORECASE)
_NEED = 3


def check_running(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every cumulative column against the column whose numbers it adds up, where most rows say which that is."""
    runs = runs_in_time(grid) or rows_in_order(grid)
    for result in numeric(strands, ("percent", "p", "rate")):
        if not _CUMULATIVE.search(result.heading.text) or not result.whole:
            continue
        before, own = moved(result, runs, FROM_BEFORE)
        for first in (run[0] for run in runs):  # nothing was counted before
            before.texts[first], own.texts[first] = "0", result.texts[first]
        before, own = replace(before), replace(own)  # reads the texts again
        parts = [s for s in numeric(strands, ("percent", "p", "rate")) if s.whole and s.place != result.place]
        parts = [part for part in parts if not _CUMULATIVE.search(part.heading.text)]
        ways = [Origin(own, (before, part), _check, _sum, meaning="added up", need=_NEED) for part in parts]
        ways = [_begun(way.tried(), runs) for way in ways]
        if origin := max((way for way in ways if way.accepted), key=lambda way: way.fits, default=None):
            tell(RULE, origin, grid, told, alone=True)


def _begun(way: Origin, runs: Sequence[Sequence[int]]) -> Origin:
    """Leave out first rows that more was counted before."""
    first = {run[0] for run in runs}
    return replace(way, found={i: fits for i, fits in way.found.items() if fits or i not in first})


def _check(said: str, ends: tuple) -> list[Finding]:
    added = sum(map(int, ends))
    if int(said) == added:
        return []
    words = f"{ends[0]:,} and {ends[1]:,} are {added:,}, and {int(said):,} is printed."
    return [Finding(RULE, "impossible", words, printed=said, expected=f"{added:,}")]


def _sum(first: float, second: float) -> float:
    return first + second
