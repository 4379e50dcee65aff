"""Every rule of a table at every place where it was held against numbers: what holds, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .constraints import Constraint, System
from .explain import at, sentence, share_said
from .judge import oddity, severity
from .proposal import Proposal
from .relations import Told
from .repairs import Fault

Place = tuple[int, int]
HUNDRED = "parts of one hundred"
_FAR = 3  # percentage points from one hundred beyond which percentages are no parts of one whole


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
    slip : bool
        Whether a broken rule misses by less than one unit of the last printed digit.
    """

    rule: str
    kind: str
    severity: str
    said: str
    places: tuple[Place, ...]
    slip: bool = False


def relations_of(system: System, faults: list[Fault], proposal: Proposal, told: Told) -> list[Relation]:
    """Give everything that the rules of a table were held against."""
    return [
        *_of_system(system, faults, proposal),
        *_hundreds(system, {index for fault in faults for index in fault.broken}),
        *_of_told(told),
    ]


def _of_system(system: System, faults: list[Fault], proposal: Proposal) -> Iterator[Relation]:
    grades, homes = {}, {}
    for fault in faults:
        mended = [cell for cell, _ in fault.repairs[0].changes] if fault.unique else []
        homes |= dict.fromkeys(fault.broken, mended)
        for index in fault.broken:
            slip = fault.unique and len(fault.broken) > 1
            grades[index] = (
                "unusual" if oddity(index, system) else severity(fault.broken, system, proposal, mended_by_one=slip)
            )
    for index, constraint in enumerate(system.constraints):
        cells = sorted(_in_order(constraint), key=lambda cell: cell not in homes.get(index, ()))
        places = tuple(dict.fromkeys(at(cell, system) for cell in cells if system.number(cell).text))
        if len(places) and any(system.number(cell).high for cell in cells):
            broken = index in grades
            said = sentence(constraint, system) if broken else _holding(constraint, system)
            yield Relation(
                constraint.rule.name,
                constraint.rule.kind,
                grades.get(index, ""),
                said,
                places,
                _slips(constraint, system),
            )


def _slips(constraint: Constraint, system: System) -> bool:
    """Tell whether a percentage misses by less than one unit of its last digit."""
    low, high = system.range_of(constraint.terms, {})
    if constraint.percent is None or low != high or not low:
        return False
    count, percent = system.number(constraint.count), system.number(constraint.percent)
    exact = Fraction(100 * count.low * 10**percent.decimals, low)
    return count.exact and percent.exact and abs(exact - percent.low) < 1


def _in_order(constraint: Constraint) -> list:
    """Give the cells of a rule: the percentage and its count first, the parts of a sum before the whole."""
    if constraint.percent is not None:
        return [constraint.count, constraint.percent, *constraint.terms]
    return sorted(constraint.terms, key=lambda cell: constraint.terms[cell] > 0)


def _holding(constraint: Constraint, system: System) -> str:
    if constraint.percent is not None:
        count, percent = system.number(constraint.count), system.number(constraint.percent)
        known = share_said(constraint, system)
        can_be = f"{count.text} can be {percent.text.rstrip('%')}% of what it is a part of."
        return f"{known}; {percent.text} is printed." if known else can_be
    texts = {sign: [system.number(c).text for c, s in constraint.terms.items() if s == sign] for sign in (1, -1)}
    mark = "within" if constraint.rule.kind == "subset" else "="
    return f"{' + '.join(texts[-1])} {mark} {' + '.join(texts[1])}."


def _hundreds(system: System, broken: set[int]) -> Iterator[Relation]:
    """Give the percentages beside counts that add up to their whole: they must add up to one hundred."""
    table = system.table
    for index, constraint in enumerate(system.constraints):
        parts = [cell[1:] for cell, sign in constraint.terms.items() if sign < 0]
        wholes = [cell[1:] for cell, sign in constraint.terms.items() if sign > 0]
        percents = [table.percents[place] for place in parts if place in table.percents]
        if constraint.rule.kind != "sum" or len(wholes) != 1 or not system.holds(index, {}):
            continue
        if len(parts) < 2 or len(percents) < len(parts) or not all(one.exact for one in percents):
            continue
        total = sum((Fraction(one.low, 10**one.decimals) for one in percents), Fraction(0))
        slack = sum((Fraction(1, 2 * 10**one.decimals) for one in percents), Fraction(0))
        far = abs(total - 100)
        if far <= _FAR or far <= 2 * slack:  # else they are of other wholes, each of its own row
            words = "The counts are all parts of the whole, and their percentages add up to "
            words += f"{float(total):g}%; rounding allows {float(slack):g}."
            severity = "" if far <= slack else "inconsistent"
            wrong = {system.constraints[other].percent for other in broken}
            order = sorted(parts, key=lambda place: ("percents", *place) not in wrong)
            places = tuple(at(("percents", *place), system) for place in order)
            yield Relation(HUNDRED, HUNDRED, severity, words, places, far <= 2 * slack)


def _of_told(told: Told) -> Iterator[Relation]:
    seen = set()
    for held in told.held:
        worst = held.findings[0] if held.findings else None
        said = worst.explanation if worst else held.said
        if (held.rule, held.places, said) in seen:
            continue
        seen.add((held.rule, held.places, said))
        yield Relation(held.rule, held.rule, worst.severity if worst else "", said, held.places, held.slip)
