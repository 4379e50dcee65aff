"""Every rule of a table at every place where it was held against numbers: what holds, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .constraints import Constraint, System
from .explain import at, sentence, shown
from .judge import oddity, severity
from .proposal import Proposal
from .relations import Told
from .repairs import Fault

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Relation:
    """One rule held against the numbers of some cells.

    Attributes
    ----------
    rule, kind : str
        The rule in words, and ``percent``, ``sum``, ``subset`` or, of a relation between columns, its name.
    severity : str
        One of `analysis.audit.findings.SEVERITIES`; empty where the rule holds.
    said : str
        What was calculated.
    places : tuple of (int, int)
        Row and column of the sheet, from 0, of each cell that it speaks of; that which is judged comes first.
    """

    rule: str
    kind: str
    severity: str
    said: str
    places: tuple[Place, ...]


def relations_of(system: System, faults: list[Fault], proposal: Proposal, told: Told) -> list[Relation]:
    """Give everything that the rules of a table were held against."""
    return [*_of_system(system, faults, proposal), *_of_told(told)]


def _of_system(system: System, faults: list[Fault], proposal: Proposal) -> Iterator[Relation]:
    grades = {}
    for fault in faults:
        for index in fault.broken:
            slip = fault.unique and len(fault.broken) > 1
            grades[index] = (
                "unusual" if oddity(index, system) else severity(fault.broken, system, proposal, mended_by_one=slip)
            )
    for index, constraint in enumerate(system.constraints):
        cells = _in_order(constraint)
        places = tuple(dict.fromkeys(at(cell, system) for cell in cells if system.number(cell).text))
        if len(places) and any(system.number(cell).high for cell in cells):
            broken = index in grades
            said = sentence(constraint, system) if broken else _holding(constraint, system)
            yield Relation(constraint.rule.name, constraint.rule.kind, grades.get(index, ""), said, places)


def _in_order(constraint: Constraint) -> list:
    """Give the cells of a rule: the percentage and its count first, the parts of a sum before the whole."""
    if constraint.percent is not None:
        return [constraint.count, constraint.percent, *constraint.terms]
    return sorted(constraint.terms, key=lambda cell: constraint.terms[cell] > 0)


def _holding(constraint: Constraint, system: System) -> str:
    low, high = system.range_of(constraint.terms, {})
    if constraint.percent is not None:
        count, percent = system.number(constraint.count), system.number(constraint.percent)
        if not count.exact or low != high or not low:
            return f"{count.text} can be {percent.text.rstrip('%')}% of what it is a part of."
        exact = Fraction(100 * count.low, low) * 10 ** (percent.decimals + 1)
        near = shown(int(exact + Fraction(1, 2)), percent.decimals + 1, percent=True)
        return f"{shown(count.low)} of {shown(low)} is {near}; {percent.text} is printed."
    texts = {sign: [system.number(c).text for c, s in constraint.terms.items() if s == sign] for sign in (1, -1)}
    mark = "within" if constraint.rule.kind == "subset" else "="
    return f"{' + '.join(texts[-1])} {mark} {' + '.join(texts[1])}."


def _of_told(told: Told) -> Iterator[Relation]:
    for held in told.held:
        worst = held.findings[0] if held.findings else None
        said = worst.explanation if worst else ""
        yield Relation(held.rule, held.rule, worst.severity if worst else "", said, held.places)
