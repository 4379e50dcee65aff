"""Rules proposed from the labels of a table, kept only where its numbers do not speak against them."""

from __future__ import annotations

from dataclasses import replace

from .agreement import one_sum, vouched
from .blocks import Block, find_blocks, of_all, sum_rule
from .constraints import instances
from .denominators import percentage_rules
from .doubts import attested, contradicted, residual, rest
from .labels import is_subtotal
from .proposal import Proposal
from .rules import Rule, named
from .shares import is_size
from .stated import BESIDE
from .table import Line, Table

_CASES = ("exposures", "cases", "calls", "patients", "reports", "human exposures", "visits", "deaths")


def propose_rules(table: Table, *, rounding: str = "nearest") -> Proposal:
    """Propose rules for a table from its labels and choose between rival conventions by its numbers.

    A total is the sum of its block; a heading of nested lines is their sum; blocks that share out all cases have one
    sum; percentages are of the known levels, of all levels, of the printed total, of the heading or across,
    whichever explains most of them. A rule that most of the table contradicts is dropped and said to be.

    Parameters
    ----------
    table : Table
        As given by `find_tables`.
    rounding : str
        ``nearest``, ``truncation`` or ``any``.

    Examples
    --------
    >>> from analysis.audit.tables import Sheet, find_tables
    >>> cells = [["Outcome", "n", "%"], ["Minor", "12", "40.0"], ["Moderate", "18", "60.0"], ["Total", "30", ""]]
    >>> proposal = propose_rules(find_tables(Sheet("outcomes.csv", "", cells))[0])
    >>> [(rule.kind, rule.whole, rule.parts) for rule in proposal.rules]
    [('sum', (2,), (0, 1)), ('percent', (0, 1), (0, 1, 2))]
    """
    proposal = Proposal()
    blocks = {"rows": find_blocks(table.rows), "columns": _counted(find_blocks(table.columns), table)}
    for axis, lines in (("rows", table.rows), ("columns", table.columns)):
        for block in blocks[axis]:
            _settle(block, table, axis)
        for rule in [*_totals(blocks[axis], lines, axis), *_nested(blocks[axis], lines, axis)]:
            _choose(rule, table, proposal, tentative=_is_of_events(rule, lines, axis))
        for rule in _of_subtotals(lines, axis):
            _choose(rule, table, proposal)
        for rule in _several(blocks[axis], lines, axis):
            _choose(rule, table, proposal, tentative=True)
    for family in (
        one_sum(blocks["rows"], table),
        _of_cases(blocks["columns"], table),
        _shared_out(blocks["rows"], table),
    ):
        _choose_together(family, table, proposal)
    for rule in _facility(blocks["rows"], table):
        _choose(rule, table, proposal)
    percentage_rules(blocks, table, proposal, rounding)
    return proposal


def _is_of_events(rule: Rule, lines: list[Line], axis: str) -> bool:
    """Tell N before lines that may overlap, as the events of an arm do: it is their sum only where numbers say so."""
    first = axis == "columns" or 0 <= lines[rule.whole[0]].place < min(lines[i].place for i in rule.parts)
    return rule.kind == "sum" and not rule.exclusive and first and all(is_size(lines[i]) for i in rule.whole)


def _counted(blocks: list[Block], table: Table) -> list[Block]:
    """Leave out the columns of percentages alone, which add up to no count."""
    counted = {j for _, j in table.counts}
    for block in blocks:
        block.lines = [j for j in block.lines if j in counted or not counted]
    return [block for block in blocks if block.lines or block.totals]


def _overlapping(rule: Rule, found: list[tuple[int, int, bool]], table: Table) -> str:
    """Give why nested lines that nobody knows are no parts: all exceed their heading, as effects of one case do."""
    lines = table.rows if rule.axis == "rows" else table.columns
    free = not rule.exclusive and not any(lines[i].label.total for i in rule.whole)
    return "the parts exceed it: one case may stand in several" if free and all(off < 0 for off, *_ in found) else ""


def _settle(block: Block, table: Table, axis: str) -> None:
    """Choose the reading of who is nested in whom that breaks far less than the likeliest, or else that one."""
    lines = table.rows if axis == "rows" else table.columns
    tried = []
    for children in block.options if len(block.options) > 1 else ():
        block.children = children
        rules = [*_totals([block], lines, axis), *_nested([block], lines, axis)]
        if not block.totals:  # the total of another block may settle it
            whole = [i for i, line in enumerate(lines) if line.label.total and not line.section]
            rules += [sum_rule(whole[:1], block.tops, axis, lines, block)] if whole else []
        found = [entry[0] for rule in rules for c in instances(rule, table) if (entry := residual(c, table))]
        tried.append((sum(map(bool, found)), -len(found), children))
    if tried:
        best = min(tried, key=lambda entry: entry[:2])
        # Where both are broken, the likeliest reading of the words stands.
        block.children = best[2] if best[0] * 3 <= tried[0][0] else tried[0][2]


def _totals(blocks: list[Block], lines: list[Line], axis: str) -> list[Rule]:
    """Give for every total of an axis the sums that it may stand for."""
    everywhere = [(i, block) for block in blocks for i in block.totals]
    outer = [i for i, _ in everywhere if of_all(lines[i])]
    sharing = [block for block in blocks if block.parent is None and len(block.tops) > 1]
    known = [block for block in sharing if block.exclusive and _distinct(block, lines)]
    rules = []
    for i, home in everywhere:
        inside = [k for k in home.tops if k != i]
        if len(inside) > 1 and not home.multiple and not home.mixed:
            rules.append(sum_rule([i], inside, axis, lines, home))
        if (
            i in outer
            and (len(outer) == 1 or lines[i].place < 0)
            and (len(inside) <= 1 or home.exclusive or not home.sure)
        ):
            others = [b for b in known if b is not home] or [
                b for b in sharing if b is not home and not b.dimension and not b.mixed and len(inside) <= 1
            ]
            rules += [sum_rule([i], b.tops, axis, lines, b) for b in others]
    return rules


def _of_subtotals(lines: list[Line], axis: str) -> list[Rule]:
    """Give the total as the sum of subtotals and of the lines that stand under no heading."""
    totals = [i for i, line in enumerate(lines) if line.label.total and of_all(line) and not is_subtotal(line.text)]
    below = [i for i, line in enumerate(lines) if line.section and is_subtotal(line.text)]
    loose = [i for i, line in enumerate(lines) if not line.section and not line.label.total and not line.label.other]
    if len(totals) != 1 or len(below) < 2:
        return []
    return [sum_rule(totals, [*below, *loose], axis, lines, Block("", ""))]


def _several(blocks: list[Block], lines: list[Line], axis: str) -> list[Rule]:
    """Give the totals of what one case can have several of (substances): sums only where the numbers say so."""
    free = [block for block in blocks if block.multiple and not block.mixed and len(block.tops) > 1]
    return [sum_rule([i], block.tops, axis, lines, block) for block in free for i in block.totals]


def _distinct(block: Block, lines: list[Line]) -> bool:
    """Tell whether no two lines name the same level (ages and years are told apart by their own words)."""
    levels = [lines[i].label.level for i in block.tops if lines[i].label.level not in ("", "age", "year", "month")]
    return len(levels) == len(set(levels))


def _nested(blocks: list[Block], lines: list[Line], axis: str) -> list[Rule]:
    """Give for every heading of nested lines their sum, or the subset if one line is nested."""
    rules = []
    for block in blocks:
        children = dict(block.children)
        if block.parent is not None and block.tops:
            children[block.parent] = block.tops
        for parent, inner in children.items():
            subsets = [i for i in inner if lines[i].label.subset]
            parts = [i for i in inner if i not in subsets]
            name = "{} within " + lines[parent].text.strip()
            for i in subsets + (parts if len(parts) == 1 else []):
                rules.append(Rule("subset", (parent,), (i,), axis, name.format(lines[i].text.strip()), given=False))
            if len(parts) > 1:
                rules.append(
                    sum_rule([parent], parts, axis, lines, Block(block.dimension, block.section, sure=block.sure))
                )
    return rules


def _of_cases(blocks: list[Block], table: Table) -> list[Rule]:
    """Take a column of cases (exposures, calls) for the total of what shares them out, where none is called so."""
    lines = table.columns
    whole = [i for i, line in enumerate(lines) if line.label.plain in _CASES]
    if len(whole) != 1 or any(block.totals for block in blocks):
        return []
    return [
        sum_rule(whole, b.tops, "columns", lines, b) for b in blocks if b.exclusive and not set(whole) & set(b.lines)
    ]


def _shared_out(blocks: list[Block], table: Table) -> list[Rule]:
    """Headings whose lines nobody knows may share out all cases: give that rule, unless a line says otherwise."""
    lines = table.rows
    outer = [i for block in blocks for i in block.totals if of_all(lines[i])]
    unsure = [b for b in blocks if b.section and not (b.exclusive or b.multiple or b.mixed or b.totals)]
    unsure = [b for b in unsure if len(b.tops) > 1 and b.parent is None]
    return [sum_rule(outer, b.tops, "rows", lines, b) for b in unsure] if len(outer) == 1 else []


def _facility(blocks: list[Block], table: Table) -> list[Rule]:
    """The levels of care add up to the cases in a health care facility."""
    rows = table.rows
    care = [b for b in blocks if b.dimension == "care" and len(b.tops) > 1]
    inside = [
        [i for i in b.lines if rows[i].label.dimension == "site" and rows[i].label.level in levels]
        for b in blocks
        for levels in ({"facility"}, {"already", "referred"})
    ]
    whole = next((found for found in inside if found), None)
    if not whole or len(care) != 1 or care[0].totals or set(whole) & set(care[0].lines):
        return []
    rule = sum_rule(whole, care[0].tops, "rows", rows, care[0])
    return [replace(rule, name=f"levels of care add up to {named(rows[i] for i in whole)}", complete=False)]


def _choose_together(rules: list[Rule], table: Table, proposal: Proposal) -> None:
    """Keep those of alike rules that hold, and the one that a single slip breaks while all the others hold."""
    found = {rule: _residuals(rule, table) for rule in rules}
    sure = vouched(found, table)
    proposal.vouched |= sure
    proposal.rules += sure
    for rule in rules:
        _choose(rule, table, proposal, tentative=True)


def _residuals(rule: Rule, table: Table) -> list[tuple[int, int, bool]]:
    return [entry for c in instances(rule, table) if (entry := residual(c, table))]


def _choose(rule: Rule, table: Table, proposal: Proposal, *, tentative: bool = False) -> None:
    """Keep a rule, unless most of the table contradicts it or its percentages say that it is none."""
    found = _residuals(rule, table)
    broken = [entry for entry in found if entry[0]]
    holding = len(found) - len(broken)
    tentative = tentative or (rule.axis == "rows" and any(table.rows[i].text == BESIDE for i in rule.whole))
    unsure = tentative and broken and not (holding * 3 >= len(found) * 2 and holding > 1)
    if not found or unsure or rule in proposal.rules:
        if unsure and holding >= len(broken) and rule.parts not in {one.parts for one in proposal.rules}:
            proposal.dropped.append((rule, f"it holds in {holding} of {len(found)}"))
        return
    if rule.kind == "sum" and broken:
        reason = (
            attested(rule, table)
            or _overlapping(rule, found, table)
            or contradicted(broken, found, rest=rest(rule, table))
        )
        if reason:
            outside = rule.axis == "rows" and all(table.rows[i].place < 0 for i in rule.whole)  # N of a heading
            if not tentative and (rule.exclusive or (len(found) > 1 and not outside)):
                proposal.dropped.append((rule, reason))
            return
    proposal.rules.append(rule)
