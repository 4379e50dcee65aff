"""P-values beside the groups that they compare: counts, percentages with n, means, and categories in several rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ....errors import DataError
from ....printed import Interval, read_printed
from ...findings import Finding
from ...p_values import check_p_of_groups, p_interval, p_values_of_groups
from ...two_groups import COUNTS, MEANS, Group, judge_two
from ...two_means import Moments
from .arms import Arm, arms_of, columns_of, is_of_all
from .contingency import RULE as TABLE
from .contingency import check_p_of_table, table_of
from .grid import Grid, Place, Told
from .headings import read_heading
from .limits import apart
from .mean_tests import SEVERAL, check_p_of_means, means_of
from .strands import Strand

_OTHER = {"mean", "median", "sd", "se", "quartiles", "range", "rate", "population", "change"}
_FEW = 2  # the same beside groups whose sizes the headings print
_SURE = 4  # rows that agree before a p that no test gives contradicts its counts
_TRIED = 12  # p-values of a column, none of which a test of its groups gives
_WITHIN = 4  # rows below in which a control stands


@dataclass(slots=True)
class Judged:
    """What the groups of a row say of its p-value: the rule, the cells of the groups, findings, the calculation."""

    rule: str
    cells: list[Place]
    findings: list[Finding] = field(default_factory=list)
    said: str = ""
    slip: bool = False


def check_groups(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every p-value against its groups: those whose sizes are printed, then what percentages or rows below say.

    A p-value that no test of its groups gives is told where it stands alone in its rows and its fellows agree. One of
    several columns of p-values is held against the groups before it, and only what fits is said; so is what else may
    be the groups of a row, since adjusted tests and tests of ranks give other p-values.
    """
    ps = [strand for strand in strands if strand.role == "p"]
    start = 0
    for p in ps if len(ps) == 1 or not grid.turned else ():
        own = strands if len(ps) == 1 else [s for s in strands if start <= s.place < p.place]
        tested = any(s.role == "statistic" and start <= s.place < p.place for s in strands)
        known = {} if tested and len(ps) > 1 else {**_several(grid, own, p), **_two(grid, own, p)}
        sure = _severe(own, p, known) if len(ps) == 1 else False
        for i, one in known.items() if sure is not None else ():
            if len(ps) == 1 or not one.findings:
                _tell(grid, i, p, one if sure else _if_crude(one), told)
        if p.part == "value" and not (tested or grid.turned):
            _loosely(grid, p, columns_of(strands, range(start, p.place)), told)
        start = p.place + 1


def _severe(strands: Sequence[Strand], p: Strand, known: dict[int, Judged]) -> bool | None:
    """Tell whether p-values are sure to be of their groups; nothing where they are not."""
    fits = sum(not one.findings for one in known.values())
    flags = p.heading.flags.union(*(s.heading.flags for s in strands if s.heading.n is not None))
    if flags & {"adjusted", "trend"} or (len(known) > 2 and fits * 2 < len(known)):
        return None
    # the p-values of a table of characteristics are of no model
    return "crude" in flags or fits >= (_FEW if len(_sized(strands)) > 1 else _SURE)


def _tell(grid: Grid, i: int, p: Strand, one: Judged, told: Told) -> None:
    told.hold(one.rule, grid, [(i, p.place), *one.cells], one.said)
    told.tell(one.findings, grid, i, p.place)
    told.held[-1].slip = one.slip


def _if_crude(one: Judged) -> Judged:
    words = [
        replace(
            finding,
            severity="unusual" if finding.severity == "inconsistent" else finding.severity,
            explanation=f"{finding.explanation[:-1]}; it may be adjusted.",
        )
        for finding in one.findings
    ]
    return replace(one, findings=words)


def _two(grid: Grid, strands: Sequence[Strand], p: Strand) -> dict[int, Judged]:
    """Give what counts of two groups say, each with the cells that it speaks of."""
    arms = _arms(strands)
    if len(arms) != 2:
        return {}
    columns = [s.place for arm in arms for s in arm if s is not None]
    rows = {i: table for i in p.filled if (table := _table(grid, i, arms)) is not None and _by_itself(p, i)}
    return {
        i: judged
        for i, table in rows.items()
        if (judged := _of_counts(p.texts[i], table, [(i, column) for column in columns])) is not None
    }


def _several(grid: Grid, strands: Sequence[Strand], p: Strand) -> dict[int, Judged]:
    """Give what means, and counts of several groups or rows, say in a table whose headings print the sizes."""
    arms, found, taken = _sized(strands), {}, set()
    columns = [column for column, _ in arms]
    for i in p.filled if len(arms) > 1 else ():
        means, table = means_of(grid, i, arms), None
        if not means and not set(read_heading(grid.labels[i]).roles) & _OTHER:
            table = table_of(grid, i, p, arms, taken)
            taken |= set(table[1]) if table else set()
        if means and (findings := check_p_of_means(p.texts[i], means)) is not None:
            rule = MEANS if len(means) == 2 else SEVERAL
            groups = [Group(one[2], moments=Moments(*one)) for one in means]
            said = judge_two(read_printed(p.texts[i]), *groups) if rule == MEANS and not findings else None
            found[i] = Judged(rule, [(i, column) for column in columns], findings, said[2] if said else "")
        elif table and (findings := check_p_of_table(p.texts[i], table[0])) is not None:
            found[i] = Judged(TABLE, [(row, column) for row in table[1] for column in columns], findings)
    return found


def _sized(strands: Sequence[Strand]) -> list[tuple[int, int]]:
    """Give the columns of groups whose headings print their sizes, but that of all of them."""
    sized = [s for s in strands if s.heading.n is not None and s.part == "value" and not is_of_all(s)]
    arms = list({s.place: s.heading.n for s in sized}.items())
    whole = [arm for arm in arms if len(arms) > 2 and 2 * arm[1] == sum(n for _, n in arms)]
    return [arm for arm in arms if arm not in whole]


def _arms(strands: Sequence[Strand]) -> Sequence[tuple[Strand, Strand | None]]:
    """Give the columns of counts of two groups, each with its column of n where it has one."""
    values = [s for s in strands if s.part == "value" and s.role in ("", "count", "n", "first") and s.filled]
    values = [s for s in values if not is_of_all(s)]
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
    cell = grid.statistic(i, column)
    return read_printed(cell.beside).interval("any") if cell is not None and cell.beside else None


def _by_itself(p: Strand, i: int) -> bool:
    """Tell whether a p-value is of its own row: that of several categories stands once, above or beside the first."""
    below = i + 1 >= len(p.texts) or p.texts[i + 1]
    above = i == 0 or p.texts[i - 1]
    return bool(below and above)


def _of_counts(p: str, table: tuple[int, int, int, int], cells: list[Place]) -> Judged | None:
    first, n, second, m = table
    try:
        claimed = p_interval(p, "any")
        _, verdict, said = judge_two(read_printed(p), Group(n, (first,)), Group(m, (second,))) or ("", "", "")
        findings = [] if verdict == "holds" else check_p_of_groups(p, *table)
    except DataError:
        return None
    if findings and findings[0].severity == "inconsistent":
        tried = [value for value in p_values_of_groups(*table).values() if value == value]
        if tried and not apart(claimed, Interval(min(tried), max(tried))):
            findings = [replace(findings[0], severity="unusual")]
    slip = bool(findings) and findings[0].severity == "unusual" and verdict == "rounding slip"
    return Judged(COUNTS, cells, findings, said, slip)


def _loosely(grid: Grid, p: Strand, columns: dict[int, dict[str, Strand]], told: Told) -> None:
    """Hold the p-values that are not yet judged against what else may be two groups of their rows."""
    judged = set().union(*(told.covered.get(rule, ()) for rule in (COUNTS, MEANS, SEVERAL, TABLE)))
    tried, held = 0, False
    for i in (i for i in p.filled if columns and grid.place(i, p.place) not in judged):
        if not (0 <= p.numbers[i] <= 1 or p.texts[i][0] in "<>"):
            continue
        groups = list(_groups(grid, i, p, columns))
        if len(groups) != 2:
            continue
        tried += 1
        one = judge_two(read_printed(p.texts[i]), *(arm.group for arm in groups))
        if one and one[1] != "cannot be checked":
            held, slip = True, one[1] != "holds"
            findings = [Finding(one[0], "unusual", one[2], printed=p.texts[i])] if slip else []
            _tell(grid, i, p, Judged(one[0], [arm.cell for arm in groups], findings, one[2], slip), told)
        if tried > _TRIED and not held:
            return  # they are of other numbers


def _groups(grid: Grid, i: int, p: Strand, columns: dict[int, dict[str, Strand]]) -> Iterator[Arm]:
    """Give the groups of a row; where it has but one, the control stands below it without a p-value."""
    arms = arms_of(grid, i, columns)
    yield from arms
    if len(arms) == 1:
        own = {arms[0].cell[1]: columns[arms[0].cell[1]]}
        below = (k for k in range(i + 1, min(i + 1 + _WITHIN, len(grid.labels))) if not p.texts[k])
        yield from next((found for k in below if (found := arms_of(grid, k, own))), [])
