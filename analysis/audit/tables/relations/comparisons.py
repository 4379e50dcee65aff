"""P-values of two groups: means side by side, groups in rows, several categories, and two means with their limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ....printed import Interval, read_printed
from ...findings import Finding
from ...p_values import exact
from ...prints import printed_set, shown_number, verdict_of
from .arms import Arm, arms_of, columns_of, judge_arms
from .grid import Grid, Told
from .groups import RULE
from .limits import find_limits
from .strands import Strand

MEANS, LIMITS = "p of two means", "p value and two limits"
_TRIED = 12  # p-values of a column, none of which a test of its groups gives
_WITHIN = 4  # rows below in which a control stands
_Z = 1.959964


def check_comparisons(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold p-values against the two groups that they compare.

    Only what fits, or misses by less than a unit, is said: adjusted tests and tests of ranks give other p-values.
    """
    if grid.turned:
        return
    start = 0
    for p in (s for s in strands if s.role == "p" and s.part == "value"):
        tests = any(s.role == "statistic" and start <= s.place < p.place for s in strands)
        columns = {} if tests else columns_of(strands, range(start, p.place))
        asked, before = 0, len(told.held)
        for i in (i for i in p.filled if columns and (0 <= p.numbers[i] <= 1 or p.texts[i][0] in "<>")):
            asked += _row(grid, i, p, columns, told)
            if asked > _TRIED and len(told.held) == before:
                break  # they are of other numbers
        start = p.place + 1
    _of_limits(grid, strands, told)


def _row(grid: Grid, i: int, p: Strand, columns: dict, told: Told) -> bool:
    """Judge the p-value of a row; tell whether there were two groups to judge it by."""
    if grid.place(i, p.place) in told.covered.get(RULE, ()):
        return False
    arms = arms_of(grid, i, columns)
    if len(arms) == 1:  # groups in rows: the control stands below, without a p
        below = (k for k in range(i + 1, min(i + 1 + _WITHIN, len(grid.labels))) if not p.texts[k])
        own = {arms[0].cell[1]: columns[arms[0].cell[1]]}
        arms += next((found for k in below if (found := arms_of(grid, k, own))), [])
    if len(arms) != 2:
        return False
    if _categories(grid, i, p, columns, arms, told):
        return True
    verdict, said = judge_arms(p.texts[i], *arms) or ("", "")
    if verdict:
        told.hold(MEANS if arms[0].moments else RULE, grid, [(i, p.place), *(arm.cell for arm in arms)], said)
        if verdict != "holds":
            told.slipped(Finding(RULE, "unusual", said, printed=p.texts[i]), grid, i, p.place)
    return True


def _categories(grid: Grid, i: int, p: Strand, columns: dict, arms: list[Arm], told: Told) -> bool:
    """Judge a p-value of several categories, of which the others stand in the rows below without one."""
    from ....stats import contingency_test

    lines = [arms, *_below(grid, i, p, columns)]
    if len(lines) < 2 or any(len(line) != 2 or len(arm.counts) != 1 for line in lines for arm in line):
        return False
    table = [[arm.counts[0] for arm in line] for line in lines]
    if [sum(line[side] for line in table) for side in (0, 1)] != [arm.n for arm in arms]:
        return False
    table = [line for line in table if sum(line)]
    value = float(contingency_test(table, test="chi-square").p) if len(table) > 1 else math.nan
    if value == value and verdict_of(read_printed(p.texts[i]), Interval.of(exact(value))) == "holds":
        words = f"The chi-square test of {len(table)} categories gives {value:.4f}; {p.texts[i]} is printed."
        told.hold(RULE, grid, [(i, p.place), *(arm.cell for line in lines for arm in line)], words)
    return True


def _below(grid: Grid, i: int, p: Strand, columns: dict) -> Iterator[list[Arm]]:
    section = grid.labels[i].partition(":")[0]
    for k in range(i + 1, len(grid.labels)):
        if p.texts[k] or grid.labels[k].partition(":")[0] != section:
            return
        yield arms_of(grid, k, columns)


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
