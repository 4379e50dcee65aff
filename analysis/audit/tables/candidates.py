"""The changes of print that would mend a broken rule: slips of one cell, of two, and cells near each other swapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .constraints import Cell, System
from .edits import REWRITTEN, SLIPS, SWAPPED, slips

MOST_STARTS = 8  # changes that break another rule, tried with a second one
NEAR = 3  # lines between two cells that somebody may have swapped
MOST_TOGETHER = 12  # cells of a rule that are read together, so that any two may have been swapped


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
        return 1 if self.slip == SWAPPED else len(self.changes)

    @property
    def gain(self) -> float:
        """Rules mended per slip."""
        return len(self.mended) / self.cells

    @property
    def rank(self) -> tuple:
        """Order: most rules mended per slip, fewest slips, likeliest slip, counts before percentages."""
        kinds = [cell[0] for cell, _ in self.changes]
        return (-self.gain, self.cells, SLIPS.index(self.slip), kinds, self.changes)


class Candidates:
    """The repairs of the broken rules of a system; what a change mends and breaks is worked out once."""

    def __init__(self, system: System, broken: set[int], supposed: set[Cell]):
        self.system, self.broken, self.supposed = system, broken, supposed
        self._known: dict[tuple[Cell, int], tuple[frozenset, frozenset]] = {}

    def of(self, index: int) -> list[Repair]:
        """Give the repairs that mend one broken constraint and break no other, the best first."""
        found: list[Repair] = []
        starts = []
        for cell, value, slip in mending(self.system, index, {}, self.supposed):
            mended, harmed = self._effect_of_one(cell, value)
            if mended and not harmed:
                if slip != REWRITTEN or len(mended) > 1:
                    found.append(Repair(((cell, value),), slip, mended))
            elif len(mended) > 1 and len(harmed) < 4 and slip != REWRITTEN:
                starts.append((len(harmed) - len(mended), SLIPS.index(slip), cell, value, slip, harmed))
        for _, _, cell, value, slip, harmed in sorted(starts, key=lambda start: start[:4])[:MOST_STARTS]:
            found += self._with_second((cell, value, slip), harmed)
        found += self._swaps(index)
        return sorted({repair.changes: repair for repair in found}.values(), key=lambda repair: repair.rank)

    def again(self, repair: Repair) -> Repair | None:
        """Give a repair as it stands after other changes were supposed, or None when it is none any more."""
        if any(cell in self.supposed for cell, _ in repair.changes):
            return None
        mended, harmed = self._effect(dict(repair.changes))
        least = 3 if repair.cells > 1 else 2 if repair.slip in (SWAPPED, REWRITTEN) else 1
        return None if harmed or len(mended) < least else Repair(repair.changes, repair.slip, mended)

    def _effect_of_one(self, cell: Cell, value: int) -> tuple[frozenset, frozenset]:
        if (cell, value) not in self._known:
            self._known[cell, value] = self._effect({cell: value})
        return self._known[cell, value]

    def _effect(self, changes: dict[Cell, int]) -> tuple[frozenset, frozenset]:
        """Give the constraints that changes mend, and those that they break."""
        touched = {index for cell in changes for index in self.system.by_cell.get(cell, ())}
        holding = {index for index in touched if self.system.holds(index, changes)}
        return frozenset(holding & self.broken), frozenset(touched - holding - self.broken)

    def _with_second(self, first: tuple, harmed: frozenset[int]) -> Iterator[Repair]:
        cell, value, slip = first
        for other, new, second in mending(self.system, min(harmed), {cell: value}, self.supposed):
            if other == cell or second == REWRITTEN:
                continue
            mended, worse = self._effect({cell: value, other: new})
            if not worse and len(mended) > 2:
                yield Repair(((cell, value), (other, new)), max(slip, second, key=SLIPS.index), mended)

    def _swaps(self, index: int) -> Iterator[Repair]:
        """Give the swaps of two cells of one line (counts with their percentages, or alone) that mend rules."""
        for cell in sorted(self.system.constraints[index].cells):
            for other in near(self.system, cell):
                if cell in self.supposed or other in self.supposed:
                    continue
                for changes in exchanges(self.system, cell, other):
                    if self.system.holds(index, changes):
                        mended, harmed = self._effect(changes)
                        if len(mended) > 1 and not harmed:
                            yield Repair(tuple(sorted(changes.items())), SWAPPED, mended)


def effect_on_all(system: System, changes: dict[Cell, int], broken: set[int]) -> bool:
    """Tell whether changes mend every broken constraint and break none."""
    touched = {index for cell in changes for index in system.by_cell.get(cell, ())}
    return broken <= touched and all(system.holds(index, changes) for index in touched)


def mending(
    system: System, index: int, changed: dict[Cell, int], supposed: set[Cell]
) -> Iterator[tuple[Cell, int, str]]:
    """Give the slips of single cells that mend one constraint; for an exact sum also the number that it asks for."""
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
            options = _needed(system, constraint, cell, options, changed)
        for value, slip in options.items():
            if system.holds(index, {**changed, cell: value}):
                yield cell, value, slip


def _needed(system: System, constraint, cell: Cell, options: dict[int, str], changed) -> dict[int, str]:
    """Give the one number that makes a sum of exact numbers hold; all slips when some number is a set."""
    low, high = system.range_of(constraint.terms, changed)
    if low != high:
        return options
    needed = system.ends[cell][0] - constraint.terms[cell] * low
    return {needed: options.get(needed, REWRITTEN)} if needed >= 0 else {}


def near(system: System, cell: Cell) -> Iterator[Cell]:
    """Give the cells with which one may have been swapped: a few lines away, or in a short rule together with it."""
    kind, row, column = cell
    if kind == "bases" or system.ends[cell][0] != system.ends[cell][1]:
        return
    steps = [k for k in range(-NEAR, NEAR + 1) if k]
    around = [(kind, row + k, column) for k in steps] + [(kind, row, column + k) for k in steps]
    short = (c.cells for k in system.by_cell[cell] if len((c := system.constraints[k]).terms) <= MOST_TOGETHER)
    aligned = {other for cells in short for other in cells if other[0] == kind and _in_line(other, cell)}
    for other in sorted({*around, *aligned} - {cell}):
        if other in system.by_cell:
            a, b = system.ends[other]
            if a == b != system.ends[cell][0] and system.number(other).decimals == system.number(cell).decimals:
                yield other


def _in_line(other: Cell, cell: Cell) -> bool:
    """Tell whether two cells stand in one row or column, no further apart than a short rule is long."""
    apart = abs(other[1] - cell[1]), abs(other[2] - cell[2])
    return min(apart) == 0 and max(apart) <= MOST_TOGETHER


def exchanges(system: System, cell: Cell, other: Cell) -> Iterator[dict[Cell, int]]:
    """Give the two ways to swap cells: the numbers alone, or counts together with their percentages."""
    alone = {cell: system.ends[other][0], other: system.ends[cell][0]}
    yield alone
    if cell[0] == "counts":
        pair = [("percents", *place[1:]) for place in (cell, other)]
        if all(part in system.ends and system.ends[part][0] == system.ends[part][1] for part in pair):
            yield alone | {pair[0]: system.ends[pair[1]][0], pair[1]: system.ends[pair[0]][0]}
