"""The t of two means beside them, their p-value beside their limits, and limits of a mean that are of its values."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from ....printed import Interval, read_printed
from ...findings import Finding
from ...p_values import exact
from ...prints import printed_set, shown_number, verdict_of
from ...two_means import t_range
from .arms import arms_of, columns_of
from .grid import Grid, Told
from .limits import find_limits
from .strands import Strand

T, SPREAD, LIMITS = "t of two means", "mean and its limits", "p value and two limits"
_PAIRED = re.compile(r"\b(?:related|paired|dependent|within)\b", re.IGNORECASE)
_Z, _LEAST, _WIDE = 1.959964, 30, 2.0  # n, and SD over mean beyond which limits of a mean are those of its values


def check_two_means(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every t against the two means to its left, p against the limits of two, and limits against their values."""
    if grid.turned:
        return
    for statistic in (s for s in strands if s.heading.test == "t" and s.part == "value" and s.role == "statistic"):
        columns = columns_of(strands, range(statistic.place))
        for i in statistic.filled:
            _t(grid, i, statistic, columns, told)
    _spread(grid, strands, told)
    _of_limits(grid, strands, told)


def _t(grid: Grid, i: int, statistic: Strand, columns: dict, told: Told) -> None:
    arms = [arm for arm in arms_of(grid, i, columns, paired=True) if arm.group.moments is not None]
    if len(arms) != 2 or (
        _is_paired(statistic) and statistic.heading.degrees != (arms[0].group.n + arms[1].group.n - 2,)
    ):
        return
    reach = t_range(arms[0].group.moments, arms[1].group.moments)
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


def _of_limits(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold the p-value of two means in rows, the second of which has none, against the limits of both."""
    for limits in find_limits(strands):
        p = limits.p
        if p is None or "mean" not in limits.estimate.heading.roles:
            continue
        for i in limits.rows:
            if p.texts[i] and i + 1 in limits.rows and not p.texts[i + 1]:
                reach = _reach(limits.row(i), limits.row(i + 1))
                if printed_set(read_printed(p.texts[i])).overlaps(reach):
                    words = f"A z test of both limits gives p of {shown_number(reach.low, 4)} to "
                    words += f"{shown_number(reach.high, 4)}; {p.texts[i]} is printed."
                    cells = [(i, p.place), *((k, column) for k in (i, i + 1) for column in limits.columns)]
                    told.hold(LIMITS, grid, cells, words)


def _reach(one: tuple[str, ...], other: tuple[str, ...]) -> Interval:
    """Give the p-values of a z test of two means, from everything that their limits can mean."""
    from ....stats.significance import p_from_statistic

    ends = [[printed_set(read_printed(text)) for text in row] for row in (one, other)]
    errors = [[max(float(side), 0) / (2 * _Z) for side in (high.low - low.high, high.high - low.low)]
              for _, low, high in ends]  # fmt: skip
    gap = ends[0][0] - ends[1][0]
    sizes = sorted(abs(float(end)) for end in (gap.low, gap.high))
    least, most = (0.0 if gap.low <= 0 <= gap.high else sizes[0]), sizes[1]
    narrow, wide = (math.hypot(errors[0][at], errors[1][at]) for at in (0, 1))
    low = exact(float(p_from_statistic("z", most / narrow))) if narrow > 0 else exact(0.0)
    return Interval(low, exact(float(p_from_statistic("z", least / wide))) if wide > 0 else exact(1.0))
