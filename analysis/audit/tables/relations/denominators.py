"""Percentages with limits beside n, and nothing else: is there a count, and a method that gives the limits?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from ....errors import DataError
from ...findings import Finding
from ...intervals import check_limits_of_count
from ...percentages import chance_of_passing, possible_counts
from ...shares import check_percentage
from .grid import Grid, Told
from .limits import Limits, find_limits
from .strands import Strand

SHARE, LIMITS = "percentage of denominator", "limits of a share"
_CHANCE = 1e-3  # of so many percentages passing of any other n, below which a column is their denominator
_DEMANDED = 0.8


@dataclass(slots=True)
class Shares:
    """Percentages with limits, the n that may be theirs, and what each row says of both."""

    limits: Limits
    n: Strand
    shares: dict[int, list[Finding]] = field(default_factory=dict)
    ends: dict[int, list[Finding]] = field(default_factory=dict)
    chance: float = 1.0


def check_denominators(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold percentages with limits against n, where the rows say that n is their denominator.

    Weighted percentages and those of another n hardly pass in all rows but one; limits are held to a method where four
    of five rows have one.
    """
    for shares in _shares(strands):
        broken = sum(map(bool, shares.shares.values()))
        if shares.chance > _CHANCE or broken > max(1, len(shares.shares) // 10):
            continue
        places = [*shares.limits.columns, shares.n.place]
        for i, findings in shares.shares.items():
            told.cover(SHARE, grid, i, places)
            told.tell(findings, grid, i, shares.limits.estimate.place)
        if sum(not findings for findings in shares.ends.values()) < _DEMANDED * len(shares.ends):
            continue
        for i, findings in shares.ends.items():
            told.cover(LIMITS, grid, i, places)
            told.tell(findings, grid, i, shares.limits.low.place)


def _shares(strands: Sequence[Strand]) -> Iterator[Shares]:
    sizes = [s for s in strands if s.role in ("n", "count") and s.part == "value" and s.whole]
    for limits in find_limits(strands):
        flags, measure = limits.estimate.heading.flags, limits.estimate.heading.measure
        if "share" in flags and not measure and not flags & {"adjusted"} and sizes:
            near = min(sizes, key=lambda s: abs(s.place - limits.estimate.place))
            yield _tried(Shares(limits, near))


def _tried(shares: Shares) -> Shares:
    chances = []
    for i in (i for i in shares.limits.rows if shares.n.texts[i]):
        (estimate, low, high), n = shares.limits.row(i), int(shares.n.texts[i])
        try:
            shares.shares[i] = check_percentage(estimate, n)
            counts = possible_counts(estimate, n)
            chances += [chance_of_passing(estimate, n)] if counts else []
            if len(counts) == 1:
                level = shares.limits.low.heading.level
                shares.ends[i] = check_limits_of_count(
                    f"{low.rstrip('%')}%", f"{high.rstrip('%')}%", counts[0], n, level=level
                )
        except DataError:
            continue
    shares.chance = prod(chances)
    return shares
