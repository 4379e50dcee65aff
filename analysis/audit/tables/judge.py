"""How grave a broken rule is: impossible under every reading, or against the usual one only."""

from __future__ import annotations

from fractions import Fraction

from .constraints import Constraint, System
from .proposal import Proposal
from .shares import common_base, explained_by, no_whole_numbers


def severity(broken: frozenset[int], system: System, proposal: Proposal, *, mended_by_one: bool) -> str:
    """Give the severity of constraints that are broken together.

    A given rule, a part above its whole, parts that exclude each other above their sum, and years below theirs are
    impossible, and so are two rules, each true elsewhere, that one slip breaks. Parts that fall short of a total may
    leave out a category that is not printed: inconsistent, or unusual when nothing says that they share it out. A
    percentage is impossible when others beside it settle the denominator and no rounding gives it.
    """
    grades = [_one(index, system, proposal) for index in broken]
    sums = [system.constraints[index] for index in broken if system.constraints[index].rule.kind == "sum"]
    if mended_by_one and len(broken) > 1 and sums and all(_established(c, system) for c in sums):
        return "impossible"
    return min(grades, key=("impossible", "inconsistent", "unusual").index)


def _one(index: int, system: System, proposal: Proposal) -> str:
    constraint = system.constraints[index]
    rule = constraint.rule
    if rule.given or rule.kind == "subset":
        return "impossible"
    if rule.kind == "percent":
        return _percentage(index, system, proposal)
    low, _ = system.range_of(constraint.terms, {})
    falls_short = low is not None and low > 0
    if falls_short:  # a category may not be printed
        usual = rule.exclusive or rule in proposal.vouched or _established(constraint, system)
        return "impossible" if rule.complete else "inconsistent" if usual else "unusual"
    return "impossible" if rule.exclusive else "inconsistent"  # one case may stand in two parts


def _percentage(index: int, system: System, proposal: Proposal) -> str:
    constraint = system.constraints[index]
    if constraint.rule in proposal.hidden or oddity(index, system):
        return "unusual"
    found = next((c for c in proposal.conventions if constraint.rule in c.rules), None)
    own = [(system.number(constraint.count), system.number(constraint.percent), constraint.percent[1:])]
    if no_whole_numbers(*own[0][:2], system.range_of(constraint.terms, {})):
        return "impossible"
    if any(explained_by(rival, own, system.table) for rival in proposal.rivals.get(constraint.rule, ())):
        return "inconsistent"
    if _share_another_base(constraint, system) or _many_broken(system, proposal):
        return "inconsistent"
    if found is None:
        return "inconsistent"
    beside = _fitting_beside(constraint, system)
    alone = found.fits >= 5 and found.checked - found.fits == 1
    sure = found.fits * 4 >= 3 * (found.checked - 1) and (beside > 1 or (beside and alone))
    return "impossible" if sure else "inconsistent"


def _fitting_beside(constraint: Constraint, system: System) -> int:
    """Count the other percentages of the same rule and line that are right, which settle the denominator."""
    return sum(
        other.percent not in (None, constraint.percent) and system.ends[other.count][0] > 0 and system.holds(index, {})
        for index in system.by_line[constraint.rule, constraint.line]
        for other in (system.constraints[index],)
    )


def _share_another_base(constraint: Constraint, system: System) -> bool:
    """Tell whether several broken percentages of one column and block are of one other, unprinted denominator."""
    beside = system.by_line[constraint.rule, constraint.line]
    broken = [system.constraints[index] for index in beside if not system.holds(index, {})]
    pairs = [(system.number(other.count), system.number(other.percent)) for other in broken]
    return len(pairs) > 1 and common_base(pairs, system.rounding) is not None


def _many_broken(system: System, proposal: Proposal) -> bool:
    """Tell whether several percentages, and more than a tenth, are broken: they may be of numbers not printed."""
    if system.many_broken is None:
        shares = {k: one for k, one in enumerate(system.constraints) if one.percent is not None}
        broken = [k for k, one in shares.items() if one.rule not in proposal.hidden and not system.holds(k, {}, "any")]
        wrong = {shares[k].percent for k in broken if not (oddity(k, system) or _counted_wrongly(shares[k], system))}
        system.many_broken = len(wrong) > 1 and len(wrong) * 10 > len({one.percent for one in shares.values()})
    return system.many_broken


def _counted_wrongly(constraint: Constraint, system: System) -> bool:
    """Tell whether the count of a percentage breaks a sum too, so that it may be the one that is wrong."""
    others = ((k, system.constraints[k]) for k in system.by_cell[constraint.count])
    return any(other.percent is None and not system.holds(k, {}) for k, other in others)


def _established(constraint: Constraint, system: System) -> bool:
    """Tell whether the rule holds in two other lines with numbers that say something."""
    holds = 0
    for line in range(max(len(system.table.rows), len(system.table.columns))):
        for index in system.by_line.get((constraint.rule, line), ()) if line != constraint.line else ():
            cells = [system.ends[cell] for cell in system.constraints[index].terms]
            telling = all(low == high for low, high in cells) and sum(low > 0 for low, _ in cells) > 2
            holds += telling and system.holds(index, {})
        if holds >= 2:
            return True
    return False


def oddity(index: int, system: System) -> str:
    """Give the named convention under which a percentage that is not rounded to nearest is right; empty if none.

    Cut instead of rounded; rounded twice (67.746 to 67.75 to 67.8); or rounded so that the block adds up to 100, by
    less than one unit of the last digit (largest remainders).
    """
    constraint = system.constraints[index]
    if constraint.percent is None:
        return ""
    if system.holds(index, {}, "any"):
        return "cut, not rounded"
    low, high = system.range_of(constraint.terms, {})
    count, percent = system.number(constraint.count), system.number(constraint.percent)
    if low != high or not low or not count.exact or not percent.exact:
        return ""
    exact = Fraction(100 * count.low * 10**percent.decimals, low)
    if percent.low - Fraction(5, 9) <= exact < percent.low:
        return "rounded twice"
    if abs(exact - percent.low) < 1 and adds_to_hundred(constraint, system):
        return "rounded so that the block adds up to 100"
    return ""


def adds_to_hundred(constraint: Constraint, system: System) -> bool:
    """Tell whether the percentages over the denominator's lines add up to exactly 100."""
    places = [cell[1:] for cell in constraint.terms]
    numbers = [system.table.percents.get(place) for place in places]
    if len(places) < 2 or any(number is None or not number.exact for number in numbers):
        return False
    return sum(Fraction(number.low, 10**number.decimals) for number in numbers) == 100
