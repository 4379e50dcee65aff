"""The smallest changes of print that mend broken rules, ranked; proposed, never applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .constraints import Cell, System
from .edits import SLIPS, slips
from .shares import Convention
from .table import Table

MOST_STARTS = 25  # broken repairs that are tried with a second one
MOST_OFFERED = 5
MOST_BROKEN = 40  # broken rules beyond which only changes of one cell are tried
MOST_SWAPPED = 60  # cells of a rule beyond which swaps are not tried


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of one or two cells.

    Attributes
    ----------
    changes : tuple of (cell, value)
        The cells and the numbers proposed for them, in units of the last printed digit.
    slip : str
        How the misprint came about.
    mended : frozenset of int
        The broken constraints that hold with the change.
    """

    changes: tuple[tuple[Cell, int], ...]
    slip: str
    mended: frozenset[int]

    @property
    def cells(self) -> int:
        """Number of slips: two cells swapped are one."""
        return 1 if self.slip == SLIPS[-1] else len(self.changes)

    @property
    def gain(self) -> float:
        """Rules mended per slip."""
        return len(self.mended) / self.cells

    @property
    def rank(self) -> tuple:
        """Order: most rules mended per slip, fewest slips, likeliest slip, counts before percentages."""
        kinds = [cell[0] for cell, _ in self.changes]
        return (-self.gain, self.cells, SLIPS.index(self.slip), kinds, self.changes)


@dataclass(frozen=True, slots=True)
class Fault:
    """Broken constraints that go together, and the repairs that mend most of them, the best first."""

    broken: frozenset[int]
    repairs: tuple[Repair, ...] = ()


def find_faults(system: System) -> list[Fault]:
    """Group the broken rules of a table by the smallest change that mends them all.

    Each round takes the repair that mends most, supposes it made, and looks again; what no single slip mends stays
    as a fault without repairs. A repair that breaks another rule is offered only together with a second one that
    mends what the first breaks.
    """
    faults: list[Fault] = []
    supposed: dict[Cell, int] = {}
    broken = system.violated(supposed)
    while broken:
        options = sorted(_repairs(system, broken, supposed), key=lambda repair: repair.rank)
        if not options:
            break
        best = options[0]
        rivals = [r for r in options if r.mended & best.mended and 2 * r.gain >= best.gain and not _contains(r, best)]
        faults.append(Fault(best.mended, (best, *rivals)))
        supposed |= dict(best.changes)
        broken = system.violated(supposed)
    return faults + _leftover(system, broken)


def mended_by_one_slip(convention: Convention, table: Table, rounding: str) -> bool:
    """Tell whether a change of one cell makes every percentage of a convention right."""
    system = System.of(table, list(convention.rules), rounding)
    broken = system.violated({})
    if not broken:
        return False
    # What mends all of them mends the first one.
    return any(
        _effect(system, {cell: value}, broken, {}) == (broken, frozenset())
        for cell, value, _ in _mending(system, min(broken), {})
    )


def _contains(repair: Repair, best: Repair) -> bool:
    """Tell whether a repair is the best one, alone or with something more."""
    return set(best.changes) <= set(repair.changes)


def _leftover(system: System, broken: set[int]) -> list[Fault]:
    return [Fault(frozenset({index})) for index in sorted(broken)]


def _repairs(system: System, broken: set[int], supposed: dict[Cell, int]) -> Iterator[Repair]:
    seen: set[tuple[Cell, int]] = set()
    starts = []
    for index in sorted(broken):
        for cell, value, slip in _mending(system, index, supposed):
            if (cell, value) in seen:
                continue
            seen.add((cell, value))
            mended, harmed = _effect(system, {cell: value}, broken, supposed)
            if mended and not harmed:
                yield Repair(((cell, value),), slip, mended)
            elif len(mended) > 1 and len(harmed) < 4:
                starts.append((len(harmed) - len(mended), SLIPS.index(slip), cell, value, slip, harmed))
    if len(broken) > MOST_BROKEN:
        return
    for _, _, cell, value, slip, harmed in sorted(starts, key=lambda start: start[:4])[:MOST_STARTS]:
        yield from _second(system, (cell, value, slip), harmed, broken, supposed)
    yield from _swaps(system, broken, supposed)


def _second(system: System, first: tuple, harmed: frozenset[int], broken: set[int], supposed) -> Iterator[Repair]:
    cell, value, slip = first
    changed = {**supposed, cell: value}
    for other, new, second in _mending(system, min(harmed), changed):
        if other == cell:
            continue
        mended, worse = _effect(system, {cell: value, other: new}, broken, supposed)
        if not worse and len(mended) > 2:
            yield Repair(((cell, value), (other, new)), max(slip, second, key=SLIPS.index), mended)


def _effect(system: System, changes: dict[Cell, int], broken: set[int], supposed) -> tuple[frozenset, frozenset]:
    """Give the constraints that changes mend, and those that they break."""
    changed = {**supposed, **changes}
    touched = {index for cell in changes for index in system.by_cell.get(cell, ())}
    holding = {index for index in touched if system.holds(index, changed)}
    return frozenset(holding & broken), frozenset(touched - holding - broken)


def _mending(system: System, index: int, supposed: dict[Cell, int]) -> Iterator[tuple[Cell, int, str]]:
    """Give the slips of single cells that mend one constraint."""
    constraint = system.constraints[index]
    for cell in sorted(constraint.cells):
        low, high = system.ends[cell]
        if cell in supposed or low != high:
            continue
        options = slips(low, system.number(cell).decimals)
        if cell[0] == "percents":
            top = 100 * 10 ** system.number(cell).decimals
            options = {value: slip for value, slip in options.items() if value <= top}
        if constraint.percent is None and constraint.rule.kind == "sum":
            options = _needed(system, constraint, cell, low, options, supposed)
        for value, slip in options.items():
            if system.holds(index, {**supposed, cell: value}):
                yield cell, value, slip


def _needed(system: System, constraint, cell: Cell, value: int, options: dict[int, str], supposed) -> dict[int, str]:
    """Give the one slip that makes a sum of exact numbers hold; all of them when some number is a set."""
    low, high = system.range_of(constraint.terms, supposed)
    if low != high:
        return options
    needed = value - constraint.terms[cell] * low
    return {needed: options[needed]} if needed in options else {}


def _swaps(system: System, broken: set[int], supposed: dict[Cell, int]) -> Iterator[Repair]:
    """Give the swaps of two cells of one row or column (counts with their percentages, or alone) that mend rules."""
    seen = set()
    for index in sorted(broken):
        if len(system.constraints[index].terms) > MOST_SWAPPED:
            continue
        for cell in sorted(system.constraints[index].cells):
            for other in _aligned(system, cell):
                pair = frozenset((cell, other))
                if pair in seen or cell in supposed or other in supposed:
                    continue
                seen.add(pair)
                for changes in _exchanges(system, cell, other):
                    if not system.holds(index, {**supposed, **changes}):
                        continue
                    mended, harmed = _effect(system, changes, broken, supposed)
                    if len(mended) > 1 and not harmed:
                        yield Repair(tuple(sorted(changes.items())), SLIPS[-1], mended)


def _aligned(system: System, cell: Cell) -> Iterator[Cell]:
    kind, row, column = cell
    low, high = system.ends[cell]
    if kind == "bases" or low != high:
        return
    rows, columns = len(system.table.rows), len(system.table.columns)
    places = [(kind, i, column) for i in range(rows)] + [(kind, row, j) for j in range(columns)]
    for other in places:
        if other != cell and other in system.by_cell:
            a, b = system.ends[other]
            if a == b != low and system.number(other).decimals == system.number(cell).decimals:
                yield other


def _exchanges(system: System, cell: Cell, other: Cell) -> Iterator[dict[Cell, int]]:
    alone = {cell: system.ends[other][0], other: system.ends[cell][0]}
    yield alone
    if cell[0] == "counts":
        pair = [("percents", *place[1:]) for place in (cell, other)]
        if all(part in system.ends and system.ends[part][0] == system.ends[part][1] for part in pair):
            yield alone | {pair[0]: system.ends[pair[1]][0], pair[1]: system.ends[pair[0]][0]}
