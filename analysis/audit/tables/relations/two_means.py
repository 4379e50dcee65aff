"""The t of two means beside them, and limits of a mean that are those of its values."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from ....printed import Interval, read_printed
from ...findings import Finding
from ...p_values import exact
from ...prints import printed_set, verdict_of
from ...two_means import t_range
from .arms import arms_of, columns_of
from .grid import Grid, Told
from .limits import find_limits
from .strands import Strand

T, SPREAD = "t of two means", "mean and its limits"
_PAIRED = re.compile(r"\b(?:related|paired|dependent|within)\b", re.IGNORECASE)
_Z, _LEAST, _WIDE = 1.959964, 30, 2.0  # n, and SD over mean beyond which limits of a mean are those of its values


def check_two_means(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every t against the two means to its left, and limits of means against how far their values would spread."""
    if grid.turned:
        return
    for statistic in (s for s in strands if s.heading.test == "t" and s.part == "value" and s.role == "statistic"):
        columns = columns_of(strands, range(statistic.place))
        for i in statistic.filled:
            _t(grid, i, statistic, columns, told)
    _spread(grid, strands, told)


def _t(grid: Grid, i: int, statistic: Strand, columns: dict, told: Told) -> None:
    arms = [arm for arm in arms_of(grid, i, columns, paired=True) if arm.moments is not None]
    if len(arms) != 2 or (_is_paired(statistic) and statistic.heading.degrees != (arms[0].n + arms[1].n - 2,)):
        return
    reach = t_range(arms[0].moments, arms[1].moments)
    claimed = printed_set(read_printed(statistic.texts[i]))
    ends = sorted(abs(float(end)) for end in (claimed.low, claimed.high))
    fits = next((name for name, (low, high, _) in reach.items() if low <= ends[1] and ends[0] <= high), "")
    if not reach:
        return
    name = fits or next(iter(reach))
    low, high, _ = reach[name]
    words = f"t of the two means ({name}) is {low:.2f} to {high:.2f}; {statistic.texts[i]} is printed."
    told.hold(T, grid, [(i, statistic.place), *(arm.cell for arm in arms)], words)
    said = read_printed(statistic.texts[i])
    if not fits:
        verdict = verdict_of(replace(said, value=abs(said.value)), Interval(exact(low), exact(high)))
        if verdict == "impossible":
            told.tell([Finding(T, "inconsistent", words, printed=said.text)], grid, i, statistic.place)
        else:
            told.slipped(Finding(T, "unusual", words, printed=said.text), grid, i, statistic.place)


def _is_paired(statistic: Strand) -> bool:
    return bool(_PAIRED.search(statistic.heading.text.replace("Unrelated", "")))


def _spread(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Find limits of means that are so far apart that they must be those of the values."""
    for limits in find_limits(strands):
        sizes = [s for s in strands if s.part == "value" and s.role in ("n", "count") and s.whole]
        sizes = [s for s in sizes if s.place < limits.low.place]
        if "mean" not in limits.estimate.heading.roles or not sizes:
            continue
        for i in limits.rows:
            n, low, high, mean = (s.numbers[i] for s in (sizes[-1], limits.low, limits.high, limits.estimate))
            sd = (high - low) / (2 * _Z) * math.sqrt(n) if n >= _LEAST and low > 0 else 0.0
            if sd > _WIDE * mean:
                words = f"Limits {limits.low.texts[i]} to {limits.high.texts[i]} of a mean of {n:,.0f} need a standard "
                words += (
                    f"deviation of {sd:.0f}, {sd / mean:.1f} times the mean; they read as mean -+ 1.96 SD of values."
                )
                told.hold(SPREAD, grid, [(i, limits.estimate.place), (i, sizes[-1].place)])
                told.tell([Finding(SPREAD, "inconsistent", words)], grid, i, limits.estimate.place)
