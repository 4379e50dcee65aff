"""P-values beside the counts of two groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ....errors import DataError
from ....printed import Interval, read_printed
from ...findings import Finding
from ...p_values import check_p_of_groups, p_interval, p_values_of_groups
from .contingency import RULE as TABLE
from .contingency import check_p_of_table, table_of
from .grid import Grid, Told
from .headings import read_heading
from .limits import apart
from .mean_tests import RULE as MEANS
from .mean_tests import check_p_of_means, means_of
from .strands import Strand

RULE = "p of two groups"
_ALL = ("total", "overall", "all", "combined", "whole")
_OTHER = {"mean", "median", "sd", "se", "quartiles", "range", "rate", "population", "change"}
_FEW = 2  # the same beside groups whose sizes the headings print
Found = tuple[str, list[tuple[int, list[int]]], list[Finding]]  # rule, cells by row, findings
_SURE = 4  # rows that agree before a p that no test gives contradicts its counts


def check_groups(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold the p-values of a grid against the counts, or the means, of its groups."""
    ps = [strand for strand in strands if strand.role == "p"]
    if len(ps) != 1:
        return
    p = ps[0]
    found = {**_several(grid, strands, p), **_two(grid, strands, p)}
    fits = sum(not findings for _, _, findings in found.values())
    flags = p.heading.flags.union(*(s.heading.flags for s in strands if s.heading.n is not None))
    # the p-values of a table of characteristics are of no model
    certain = "crude" in flags or fits >= (_FEW if len(_sized(strands)) > 1 else _SURE)
    if flags & {"adjusted", "trend"} or (len(found) > 2 and fits * 2 < len(found)):
        return
    for i, (rule, cells, findings) in found.items():
        for row, columns in cells:
            told.cover(rule, grid, row, [p.place, *columns])
        told.tell(findings if certain else [*map(_if_crude, findings)], grid, i, p.place)


def _two(grid: Grid, strands: Sequence[Strand], p: Strand) -> dict[int, Found]:
    """Give what counts of two groups say, each with the cells that it speaks of."""
    arms = _arms(strands)
    if len(arms) != 2:
        return {}
    columns = [s.place for arm in arms for s in arm if s is not None]
    rows = {i: table for i in p.filled if (table := _table(grid, i, arms)) is not None and _by_itself(p, i)}
    found = {i: findings for i, table in rows.items() if (findings := _check(p.texts[i], table)) is not None}
    return {i: (RULE, [(i, columns)], findings) for i, findings in found.items()}


def _several(grid: Grid, strands: Sequence[Strand], p: Strand) -> dict[int, Found]:
    """Give what means, and counts of several groups or rows, say in a table whose headings print the sizes."""
    arms, found, taken = _sized(strands), {}, set()
    columns = [column for column, _ in arms]
    for i in p.filled if len(arms) > 1 else ():
        means, table = means_of(grid, i, arms), None
        if not means and not set(read_heading(grid.labels[i]).roles) & _OTHER:
            table = table_of(grid, i, p, arms, taken)
            taken |= set(table[1]) if table else set()
        if means and (findings := check_p_of_means(p.texts[i], means)) is not None:
            found[i] = (MEANS, [(i, columns)], findings)
        elif table and (findings := check_p_of_table(p.texts[i], table[0])) is not None:
            found[i] = (TABLE, [(row, columns) for row in table[1]], findings)
    return found


def _sized(strands: Sequence[Strand]) -> list[tuple[int, int]]:
    """Give the columns of groups whose headings print their sizes, but that of all of them."""
    sizes = {s.place: s.heading.n for s in strands if s.heading.n is not None and s.part == "value"}
    named = {s.place: s.heading.text.lower().replace("(", " ").split() for s in strands}
    arms = [(place, n) for place, n in sizes.items() if not set(_ALL) & set(named[place])]
    whole = [arm for arm in arms if len(arms) > 2 and 2 * arm[1] == sum(n for _, n in arms)]
    return [arm for arm in arms if arm not in whole]


def _if_crude(finding: Finding) -> Finding:
    severity = "unusual" if finding.severity == "inconsistent" else finding.severity
    return replace(finding, severity=severity, explanation=f"{finding.explanation[:-1]}; it may be adjusted.")


def _arms(strands: Sequence[Strand]) -> Sequence[tuple[Strand, Strand | None]]:
    """Give the columns of counts of two groups, each with its column of n where it has one."""
    values = [s for s in strands if s.part == "value" and s.role in ("", "count", "n", "first") and s.filled]
    values = [s for s in values if not any(word in s.heading.text.lower().split() for word in _ALL)]
    inside = {s.place: s for s in strands if s.part == "of"}
    of_cell = [(s, inside[s.place]) for s in values if s.place in inside]
    of_heading = [(s, None) for s in values if s.heading.n is not None and s.place not in inside]
    sizes = [s for s in values if s.role == "n"]
    events = [s for s in values if s.role == "count"]
    beside = list(zip(events, sizes, strict=True)) if len(events) == len(sizes) == 2 else []
    return next((arms for arms in (of_cell, of_heading, beside) if len(arms) == 2), [])


def _table(grid: Grid, i: int, arms: Sequence) -> tuple[int, int, int, int] | None:
    """Give the counts of a row; nothing where it is another statistic, or its percentages are of other numbers."""
    if set(read_heading(grid.labels[i]).roles) & _OTHER:
        return None
    numbers = []
    for events, size in arms:
        n = events.heading.n if size is None else int(size.texts[i]) if size.texts[i].isdigit() else None
        if not n or not events.texts[i].isdigit() or int(events.texts[i]) > n:
            return None
        beside = _percent(grid, i, events.place)
        if beside and not beside.overlaps(Interval.of(100 * int(events.texts[i])) / Interval.of(n)):
            return None
        numbers += [int(events.texts[i]), n]
    first, n, second, m = numbers
    return first, n, second, m


def _percent(grid: Grid, i: int, column: int) -> Interval | None:
    from ....printed.statistic import read_statistic

    cell = read_statistic(grid.cells[i][column], grid.european)
    return read_printed(cell.beside).interval("any") if cell is not None and cell.beside else None


def _by_itself(p: Strand, i: int) -> bool:
    """Tell whether a p-value is of its own row: that of several categories stands once, above or beside the first."""
    below = i + 1 >= len(p.texts) or p.texts[i + 1]
    above = i == 0 or p.texts[i - 1]
    return bool(below and above)


def _check(p: str, table: tuple[int, int, int, int]) -> list[Finding] | None:
    try:
        findings = check_p_of_groups(p, *table)
        claimed = p_interval(p, "any")
    except DataError:
        return None
    if findings and findings[0].severity == "inconsistent":
        tried = [value for value in p_values_of_groups(*table).values() if value == value]
        if tried and not apart(claimed, Interval(min(tried), max(tried))):
            return [replace(findings[0], severity="unusual")]
    return findings
