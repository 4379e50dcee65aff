"""From faults to findings: where, how grave, in words, with the repairs."""

from __future__ import annotations

from ..findings import Finding
from .constraints import Cell, System
from .edits import SWAPPED
from .explain import expected, means, offered, place_of, sentence
from .judge import adds_to_hundred, oddity, severity
from .propose import Proposal
from .repairs import Fault


def located(faults: list[Fault], system: System) -> list[Fault]:
    """Join faults without a repair that one cell, were it free, would end."""
    alone = {index for fault in faults if not fault.repairs for index in fault.broken}
    located = [fault for fault in faults if fault.repairs]
    while alone:
        cells = {cell for index in alone for cell in system.constraints[index].cells}
        ended = {cell: _ended(cell, alone, system) for cell in cells}
        best = max(sorted(cells), key=lambda cell: len(ended[cell]))
        group = ended[best] or {min(alone)}
        located.append(Fault(frozenset(group)))
        alone -= group
    return located


def _ended(cell: Cell, broken: set[int], system: System) -> set[int]:
    return {index for index in broken & set(system.by_cell[cell]) if system.holds_without(index, cell)}


def findings_of(fault: Fault, system: System, proposal: Proposal) -> list[Finding]:
    """Give one finding for a fault, or one for each cell that its best repair changes."""
    constraints = [system.constraints[index] for index in sorted(fault.broken)]
    odd = [oddity(index, system) for index in sorted(fault.broken)]
    if all(odd):
        return [_odd(constraint, name, system) for constraint, name in zip(constraints, odd, strict=True)]
    grade = severity(fault.broken, system, proposal, mended_by_one=bool(fault.repairs) and not _tied(fault))
    cells = (
        [cell for cell, _ in fault.repairs[0].changes] if fault.repairs and not _tied(fault) else [_home(constraints)]
    )
    if fault.repairs and fault.repairs[0].slip == SWAPPED:
        cells = cells[:1]
    return [_finding(cell, fault, constraints, grade, system) for cell in cells]


def _finding(cell: Cell, fault: Fault, constraints: list, grade: str, system: System) -> Finding:
    mine = [c for c in constraints if cell in c.cells] or constraints
    first = min(mine, key=lambda c: (c.percent is not None, len(c.terms)))
    more = (
        f" {len(constraints) - 1} more rules break with it."
        if len(constraints) > 2
        else (
            f" Also: {next(sentence(c, system) for c in constraints if c is not first)}"
            if len(constraints) == 2
            else ""
        )
    )
    tied = " Several repairs are equally good." if _tied(fault) else ""
    row, column = place_of(cell, system)
    return Finding(
        {"percent": "percentage of count"}.get(first.rule.kind, first.rule.kind),
        grade,
        f"{sentence(first, system)}{more}{tied}",
        printed=system.number(cell).text,
        means=means(cell, system),
        expected=expected(cell, first, system),
        row=row,
        column=column,
        repairs=offered(fault.repairs, cell, system),
    )


def _odd(constraint, name: str, system: System) -> Finding:
    row, column = place_of(constraint.percent, system)
    also = "; the block adds up to exactly 100 with it" if adds_to_hundred(constraint, system) else ""
    number, needed = system.number(constraint.percent), expected(constraint.percent, constraint, system)
    return Finding(
        "percentage of count", "unusual", f"{sentence(constraint, system)[:-1]}: {name}{also}.",
        printed=number.text, means=means(constraint.percent, system), expected=needed, row=row, column=column,
        repairs=(f"{number.text.rstrip('%')}% -> {needed}",) if needed else (),
    )  # fmt: skip


def _tied(fault: Fault) -> bool:
    """Tell whether another repair, of another cell or to another number, is as good as the first."""
    return len(fault.repairs) > 1 and fault.repairs[0].rank[:3] == fault.repairs[1].rank[:3]


def _home(constraints: list) -> Cell:
    """Give the cell at which to report: the percentage, or the total, of the simplest broken rule."""
    shared = set.intersection(*(constraint.cells for constraint in constraints))
    first = min(constraints, key=lambda c: len(c.terms))
    own = first.percent or next(cell for cell, sign in first.terms.items() if sign > 0)
    return own if own in shared or not shared else min(shared)
