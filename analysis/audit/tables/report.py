"""From faults to findings: where, how grave, in words, with the repairs."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

from ..findings import Finding
from .constraints import Cell, System
from .edits import REWRITTEN, SWAPPED
from .explain import at, expected, means, offered, place_of, same_sums, sentence
from .judge import adds_to_hundred, oddity, severity
from .proposal import Proposal
from .repairs import Fault


def located(faults: list[Fault], system: System) -> list[Fault]:
    """Join faults without a repair that one cell, were it free, would end; those with one repair alone come first."""
    alone = {index for fault in faults if not fault.repairs for index in fault.broken}
    cells = {cell for index in alone for cell in system.constraints[index].cells}
    ended = {cell: _ended(cell, alone, system) for cell in cells}
    queue = [(-len(indices), cell) for cell, indices in ended.items()]
    heapify(queue)
    joined = []
    while queue:
        size, cell = heappop(queue)
        group = ended[cell] & alone
        if len(group) == -size > 0:
            joined.append(Fault(frozenset(group)))
            alone -= group
        elif group:  # others ended some meanwhile
            heappush(queue, (-len(group), cell))
    joined += [Fault(frozenset({index})) for index in sorted(alone)]
    found = [fault for fault in faults if fault.repairs] + joined
    return sorted(found, key=lambda fault: (not fault.unique, -len(fault.broken) if fault.unique else 0))


def _ended(cell: Cell, broken: set[int], system: System) -> set[int]:
    return {index for index in broken & set(system.by_cell[cell]) if system.holds_without(index, cell)}


def findings_of(fault: Fault, system: System, proposal: Proposal) -> list[Finding]:
    """Give one finding for a fault, or one for each cell that its best repair changes."""
    constraints = [system.constraints[index] for index in sorted(fault.broken)]
    odd = [oddity(index, system) for index in sorted(fault.broken)]
    if all(odd):
        return [_odd(constraint, name, system) for constraint, name in zip(constraints, odd, strict=True)]
    grade = severity(fault.broken, system, proposal, mended_by_one=_slipped(fault))
    cells = [cell for cell, _ in fault.repairs[0].changes] if fault.unique else [_home(constraints)]
    if fault.repairs and fault.repairs[0].slip == SWAPPED:
        cells = cells[:1]
    return [_finding(cell, fault, constraints, grade, system) for cell in cells]


def _slipped(fault: Fault) -> bool:
    """Tell whether one slip of the pen, and no other, explains a fault."""
    return fault.unique and fault.repairs[0].slip != REWRITTEN


def _finding(cell: Cell, fault: Fault, constraints: list, grade: str, system: System) -> Finding:
    mine = [c for c in constraints if cell in c.cells] or constraints
    first = min(mine, key=lambda c: (c.percent is not None, len(c.terms)))
    alike = same_sums(first, constraints, system)
    others = [one for one in constraints if one is not first and not any(one is other for other in alike)]
    more = f" {len(others)} more rules break with it." if len(others) > 1 else ""
    if len(others) == 1:
        more = f" Also: {sentence(others[0], system)}"
    tied = " Several repairs are equally good, and the table does not decide between them." if fault.tied else ""
    row, column = place_of(cell, system)
    return Finding(
        {"percent": "percentage of count"}.get(first.rule.kind, first.rule.kind),
        grade,
        f"{sentence(first, system, alike)}{more}{tied}",
        printed=system.number(cell).text,
        means=means(cell, system),
        expected=expected(cell, first, system),
        row=row,
        column=column,
        at=at(cell, system),
        repairs=offered(fault.repairs, cell, system),
    )


def _odd(constraint, name: str, system: System) -> Finding:
    row, column = place_of(constraint.percent, system)
    also = "; the block adds up to exactly 100 with it" if adds_to_hundred(constraint, system) else ""
    number, needed = system.number(constraint.percent), expected(constraint.percent, constraint, system)
    return Finding(
        "percentage of count", "unusual", f"{sentence(constraint, system)[:-1]}: {name}{also}.",
        printed=number.text, means=means(constraint.percent, system), expected=needed, row=row, column=column,
        at=at(constraint.percent, system), repairs=(f"{number.text.rstrip('%')}% -> {needed}",) if needed else (),
    )  # fmt: skip


def _home(constraints: list) -> Cell:
    """Give the cell at which to report: the percentage, or the total, of the simplest broken rule."""
    shared = set.intersection(*(constraint.cells for constraint in constraints))
    first = min(constraints, key=lambda c: len(c.terms))
    own = first.percent or next(cell for cell, sign in first.terms.items() if sign > 0)
    return own if own in shared or not shared else min(shared)
