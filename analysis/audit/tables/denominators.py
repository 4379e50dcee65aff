"""What the percentages of each block are of, chosen by the numbers."""

from __future__ import annotations

from .agreement import agreed_numbers
from .blocks import Block, of_all
from .proposal import Proposal
from .repairs import mended_by_one_slip
from .shares import Bases, Convention, conventions, fit, hidden_base
from .table import Table

_FEW = 3  # percentages of a block that may all disagree with a denominator that the other blocks confirm
_MANY = 50  # lines


def percentage_rules(blocks: dict[str, list[Block]], table: Table, proposal: Proposal, rounding: str) -> None:
    """Choose for each block of rows what its percentages are of: a stated denominator first, else what fits most."""
    totals = [i for block in blocks["rows"] for i in block.totals if of_all(table.rows[i])]
    outer = _outer_lines(blocks["rows"], table)
    readings = []
    for block in blocks["rows"]:
        rows = {*block.lines, *block.totals}
        places = [place for place in table.percents if place[0] in rows and place not in table.bases]  # "17/35, 49%"
        denominators = list(dict.fromkeys([*block.totals, *totals, *outer]))
        options = conventions(block, table, denominators, blocks["columns"]) if places else ()
        tried = [fit(name, rules, rows, table, rounding) for name, rules in options]
        if tried:
            readings.append((places, tried))
    fitting = [stated for _, tried in readings if (stated := _stated(tried))]
    usual = 2 * sum(one.fits for one in fitting) >= sum(one.checked for one in fitting) > 0
    numbers = agreed_numbers(blocks["rows"], table)
    for places, tried in readings:
        stated = _preferred(places, tried, table, usual)
        agreed = None if stated else _agreed(places, tried, table, numbers)
        if stated:
            _adopt(stated, tried, proposal)
            if stated.fits and stated.fits < stated.checked and hidden_base(places, table):
                proposal.hidden |= set(stated.rules)
        elif agreed:
            _adopt(agreed, tried, proposal)
        else:
            _explain(places, tried, table, proposal, rounding)


def _preferred(places: list, tried: list[Convention], table: Table, usual: bool) -> Convention | None:
    """Give the stated denominator unless another fits better; `usual` tells that it explains most of the table."""
    best, stated = max(tried, key=lambda one: one.fits), _stated(tried)
    if not stated or stated.fits < best.fits - (best.fits < best.checked):
        return None
    few = stated.checked < 3 or (usual and stated.fits * 3 >= stated.checked)
    fits = stated.fits * 2 >= stated.checked or (few and not hidden_base(places, table))
    return stated if fits else None


def _agreed(places: list, tried: list[Convention], table: Table, numbers: dict[int, int]) -> Convention | None:
    """Give the denominator on which most blocks of the table agree, unless another one explains more, or all."""
    best = max(tried, key=lambda one: one.fits)
    for one in tried:
        bases = Bases(one.rules, table)
        same = all(bases.of(place) == (numbers.get(place[1]),) * 2 for place in places if place in table.counts)
        if one.checked and one.fits >= best.fits - 1 and same:
            known = one.checked <= _FEW or one.fits * 2 >= one.checked
            return one if known and not hidden_base(places, table) else None
    return None


def _stated(tried: list[Convention]) -> Convention | None:
    return max((one for one in tried if one.stated and one.checked), key=lambda one: one.fits, default=None)


def _explain(places: list, tried: list[Convention], table: Table, proposal: Proposal, rounding: str) -> None:
    """Choose the denominators of one block by what fits most."""
    best = max(tried, key=lambda one: (one.fits, one.fits / max(one.checked, 1), _short(one)))
    hidden = best.fits < best.checked and hidden_base(places, table)
    loose = fit(best.name, list(best.rules), {i for i, _ in places}, table, "any").fits if hidden else 0
    if hidden and loose < best.checked and best.fits * 4 < best.checked * 3:
        return
    if best.fits and best.fits * 2 >= best.checked:
        _adopt(best, tried, proposal)
        proposal.hidden |= set(best.rules) if hidden else set()
    elif not hidden and sum(place in table.counts for place in places) > 1:
        slipped = next((c for c in tried if c.checked > 1 and mended_by_one_slip(c, table, rounding)), None)
        if slipped:
            proposal.conventions.append(slipped)
            proposal.rules += slipped.rules
        elif best.checked:
            proposal.unexplained.append(_stated(tried) or best)


def _short(convention: Convention) -> bool:
    """Tell whether denominators are of few lines: a printed total is as good as the sum of many, and quickly held."""
    return all(len(rule.whole) <= _MANY for rule in convention.rules)


def _adopt(best: Convention, tried: list[Convention], proposal: Proposal) -> None:
    near = [other for other in tried if other is not best and other.fits >= best.fits - 1]
    proposal.rivals |= dict.fromkeys(best.rules, near)
    proposal.conventions.append(best)
    proposal.rules += best.rules


def _outer_lines(blocks: list[Block], table: Table) -> list[int]:
    """Give the lines of other blocks that percentages may be of: cases in a facility, cases of known outcome."""
    return [
        i
        for block in blocks
        for i in block.lines
        if (table.rows[i].label.dimension, table.rows[i].label.level) in (("site", "facility"), ("outcome", "known"))
    ]
