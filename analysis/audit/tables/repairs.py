"""The smallest changes of print that mend broken rules, ranked; proposed, never applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

from .candidates import Candidates, Repair, effect_on_all, mending
from .constraints import Cell, System
from .edits import REWRITTEN
from .shares import Convention
from .table import Table


@dataclass(frozen=True, slots=True)
class Fault:
    """Broken constraints that go together, and the repairs that mend most of them, the best first."""

    broken: frozenset[int]
    repairs: tuple[Repair, ...] = ()

    @property
    def tied(self) -> bool:
        """Tell whether another repair, of another cell or to another number, is as good as the first."""
        return len(self.repairs) > 1 and self.repairs[0].rank[:3] == self.repairs[1].rank[:3]

    @property
    def unique(self) -> bool:
        """Tell whether one repair is better than every other."""
        return bool(self.repairs) and not self.tied


def find_faults(system: System, progress: Callable[[float], None] | None = None) -> list[Fault]:
    """Group the broken rules of a table by the smallest change that mends them all.

    The repair that mends most is supposed to be made, then the best of what is left; what no single slip mends stays
    as a fault without repairs. A repair that breaks another rule is offered only together with a second one that
    mends what the first breaks. Only the rules that a supposed repair touches are looked at again, so that the cost
    goes with the number of faults.
    """
    search = _Search(system, progress or (lambda done: None))
    while search.fill():
        while (best := search.best()) is not None:
            search.accept(best)
    return search.faults + [Fault(frozenset({index})) for index in sorted(search.broken)]


def mended_by_one_slip(convention: Convention, table: Table, rounding: str) -> bool:
    """Tell whether a change of one cell makes every percentage of a convention right."""
    system = System.of(table, list(convention.rules), rounding)
    broken = system.violated({})
    if not broken:
        return False
    # What mends all of them mends the first one.
    return any(
        effect_on_all(system, {cell: value}, broken)
        for cell, value, slip in mending(system, min(broken), {}, set())
        if slip != REWRITTEN
    )


class _Search:
    """What is broken under the repairs supposed so far, and the repairs of each broken constraint."""

    def __init__(self, system: System, progress: Callable[[float], None]):
        self.system, self.progress = system.supposed(), progress
        self.broken = self.system.violated({})
        self.first = len(self.broken)
        self.supposed: set[Cell] = set()
        self.options: dict[int, list[Repair]] = {}
        self.queue: list[tuple[tuple, list[int], Repair]] = []
        self.faults: list[Fault] = []

    def fill(self) -> bool:
        """Look for the repairs of every broken constraint; False when there are none."""
        return self._look(self.broken)

    def best(self) -> Repair | None:
        """Take the best repair that still is one."""
        current = Candidates(self.system, self.broken, self.supposed)
        while self.queue:
            *_, repair = heappop(self.queue)
            now = current.again(repair)
            if now is not None and now.mended == repair.mended:
                return now
            if now is not None:
                self._put(now)
        return None

    def accept(self, best: Repair) -> None:
        """Suppose a repair made, with its rivals beside it, and look again at what it touches."""
        current = Candidates(self.system, self.broken, self.supposed)
        known = {r.changes: r for index in best.mended for r in self.options.get(index, ())}
        stand = [now for r in known.values() if (now := current.again(r)) is not None]
        rivals = [r for r in stand if r.mended & best.mended and 2 * r.gain >= best.gain and not _contains(r, best)]
        self.faults.append(Fault(best.mended, (best, *sorted(rivals, key=lambda repair: repair.rank))))
        changes = dict(best.changes)
        self.supposed |= changes.keys()
        self.system.suppose(changes)
        self.broken -= best.mended
        cells = {cell for index in best.mended for cell in self.system.constraints[index].cells}
        self._look({index for cell in cells for index in self.system.by_cell[cell]} & self.broken)
        self.progress(1 - len(self.broken) / self.first)

    def _put(self, repair: Repair) -> None:
        """Queue a repair; one change may wait twice, as it stood before and after others were supposed."""
        heappush(self.queue, (repair.rank, sorted(repair.mended), repair))

    def _look(self, indices: set[int]) -> bool:
        found = False
        current = Candidates(self.system, self.broken, self.supposed)
        for index in sorted(indices):
            self.options[index] = current.of(index)
            for repair in self.options[index]:
                self._put(repair)
                found = True
        return found


def _contains(repair: Repair, best: Repair) -> bool:
    """Tell whether a repair is the best one, alone or with something more."""
    return set(best.changes) <= set(repair.changes)
