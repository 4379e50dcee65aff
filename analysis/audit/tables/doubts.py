"""What speaks against a sum that labels suggest: the numbers, or percentages that say what the counts say."""

from __future__ import annotations

from fractions import Fraction

from .cells import Number
from .constraints import Constraint, System, instances
from .edits import slips
from .rules import Rule
from .shares import common_base, explains
from .table import Table

_FAR = Fraction(15, 100)


def attested(rule: Rule, table: Table) -> str:
    """Give why lines are no parts of a whole although they seem to be: their percentages say what their counts say."""
    if rule.axis != "rows":
        return ""
    against = 0
    for constraint in instances(rule, table):
        parts = [cell[1:] for cell, sign in constraint.terms.items() if sign < 0]
        wholes = [cell[1:] for cell, sign in constraint.terms.items() if sign > 0]
        pairs = [(table.counts[place], table.percents.get(place)) for place in parts]
        if any(percent is None or not count.exact for count, percent in pairs):
            return ""
        highs = [table.counts[place].high for place in wholes]
        base = (sum(table.counts[place].low for place in wholes), None if None in highs else sum(highs))
        own_base = all(explains(count, percent, base, "any") for count, percent in pairs)
        if not own_base and common_base(pairs, "any") is None:
            if not _far_in_both(pairs, base, table.percents.get(wholes[0]) if len(wholes) == 1 else None):
                return ""
            against += 1
            continue
        ends = [(Fraction(2 * p.low - 1, 2), Fraction(2 * p.high + 2, 2), 10**p.decimals) for _, p in pairs]
        low, high = sum(low / unit for low, _, unit in ends), sum(high / unit for _, high, unit in ends)
        own = table.percents.get(wholes[0]) if len(wholes) == 1 and not own_base else None
        full = Fraction(own.low, 10**own.decimals) if own and own.exact else 100
        against += not low <= full <= high
    return "the percentages beside the counts do not add up either" if against else ""


def _far_in_both(pairs: list, base: tuple[int, int | None], own: Number | None) -> bool:
    """Tell whether counts and percentages both fall far short of their whole, though one of the latter is wrong."""
    exact = own is not None and own.exact and all(percent.exact for _, percent in pairs)
    if not exact or not own.low or base[0] != base[1]:
        return False
    shares = [Fraction(percent.low, 10**percent.decimals) for _, percent in pairs]
    added = sum(shares) * 10**own.decimals / own.low, Fraction(sum(count.low for count, _ in pairs), base[0] or 1)
    return all(share < 1 - _FAR for share in added) or all(share > 1 + _FAR for share in added)


def residual(constraint: Constraint, table: Table) -> tuple[int, int, bool] | None:
    """Give by how much (0 if it may hold) the whole exceeds the parts, the size of the whole, and if a slip mends.

    None when withheld cells leave the sum open, so that it tells nothing.
    """
    system = System(table)
    system.ends = {cell: (n.low, n.high) for cell in constraint.terms for n in (table.counts[cell[1:]],)}
    low, high = system.range_of(constraint.terms, {})
    size = sum(table.counts[cell[1:]].low for cell, sign in constraint.terms.items() if sign > 0)
    if constraint.rule.kind == "subset":
        return (high if high is not None and high < 0 else 0), size, False
    if (low is None or low <= 0) and (high is None or high >= 0) and (low is None or high is None):
        return None
    off = low if low is not None and low > 0 else high if high is not None and high < 0 else 0
    slip = (
        off
        and low == high
        and any(
            system.ends[cell][0] - sign * off in slips(system.ends[cell][0])
            for cell, sign in constraint.terms.items()
            if system.ends[cell][0] == system.ends[cell][1]
        )
    )
    return off, size, bool(slip)


def rest(rule: Rule, table: Table) -> bool:
    """Tell whether a part takes what no other does (other, unknown), so that none can be missing."""
    lines = table.rows if rule.axis == "rows" else table.columns
    labels = [lines[i].label for i in rule.parts]
    return rule.exclusive and any(label.unknown or label.plain.startswith("other") for label in labels)


def contradicted(broken: list[tuple[int, int, bool]], found: list[tuple[int, int, bool]], *, rest: bool) -> str:
    """Give why a rule that the labels suggest is not applied; empty when it is."""
    far = [off for off, size, slip in broken if abs(off) > 0.15 * max(size, 1) and not slip]
    where = f"{len(broken)} of {len(found)}"
    short = all(off > 0 for off, *_ in broken)
    if len(found) < 3:
        none = len(broken) == len(found)
        return f"it is far off in {where}" if far and (none or len(far) == len(broken)) else ""
    holds = sum(size > 0 for off, size, _ in found if not off)
    if len(broken) * 2 > len(found) and not (holds and holds * 4 >= len(found) and len(far) <= len(found) / 4):
        return f"the parts {'fall short' if short else 'do not add up'} in {where}"
    over = all(off < 0 for off, *_ in broken)
    if not rest and len(broken) > 2 and len(broken) * 5 > len(found) and (short or over):
        return f"the parts {'fall short' if short else 'exceed it'} in {where}"
    return ""
