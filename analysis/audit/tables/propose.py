"""Rules proposed from the labels of a table, kept only where its numbers do not speak against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .blocks import Block, find_blocks, partition
from .constraints import Constraint, System, instances
from .edits import slips
from .repairs import mended_by_one_slip
from .rules import Rule, named
from .shares import Convention, conventions, fit, hidden_base
from .table import Line, Table


@dataclass(slots=True)
class Proposal:
    """What was proposed for a table.

    Attributes
    ----------
    rules : list of Rule
        Rules that are applied, their lines as numbers.
    dropped : list of (Rule, str)
        Rules that the labels suggest and that the numbers contradict, with the reason.
    conventions : list of Convention
        The convention chosen for the percentages of each block.
    unexplained : list of tuple of int
        Rows whose percentages agree with no denominator of the table.
    rivals : dict
        From a percentage rule to the conventions that explain as many percentages, or one less.
    hidden : set of Rule
        Percentage rules beside which one denominator that is not printed explains every percentage.
    """

    rules: list[Rule] = field(default_factory=list)
    dropped: list[tuple[Rule, str]] = field(default_factory=list)
    conventions: list[Convention] = field(default_factory=list)
    unexplained: list[tuple[int, ...]] = field(default_factory=list)
    rivals: dict[Rule, list[Convention]] = field(default_factory=dict)
    hidden: set[Rule] = field(default_factory=set)

    @property
    def explained(self) -> int:
        """Number of percentages that the chosen conventions explain."""
        return sum(convention.fits for convention in self.conventions)


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
    blocks = {"rows": find_blocks(table.rows), "columns": find_blocks(table.columns)}
    for axis, lines in (("rows", table.rows), ("columns", table.columns)):
        for variants in [*_totals(blocks[axis], lines, axis), *_nested(blocks[axis], lines, axis)]:
            _choose(variants, table, proposal)
    for rule in _one_sum(blocks["rows"], table):
        _choose([rule], table, proposal, tentative=True)
    for rule in _facility(blocks["rows"], table):
        _choose([rule], table, proposal)
    _percentages(blocks, table, proposal, rounding)
    return proposal


def _sum(whole: Iterable[int], parts: Iterable[int], axis: str, lines: list[Line], block: Block) -> Rule:
    whole, parts = tuple(whole), tuple(parts)
    name = f"{named(lines[i] for i in whole)} = {named(lines[i] for i in parts)}"
    return Rule("sum", whole, parts, axis, name, block.exclusive, block.dimension == "time", given=False)


def _totals(blocks: list[Block], lines: list[Line], axis: str) -> list[list[Rule]]:
    """Give for every total of an axis the sums it may stand for."""
    everywhere = [(i, block) for block in blocks for i in block.totals]
    known = [block for block in blocks if block.exclusive and len(block.tops) > 1 and _distinct(block, lines)]
    rules = []
    for i, home in everywhere:
        if len(home.lines) > 1 and not home.multiple:
            rules.append([_sum([i], tops, axis, lines, home) for tops in _partitions(home)])
        if len(home.lines) <= 1 or (home.exclusive and not lines[i].section):
            others = [b for b in known if b is not home] or [
                b for b in blocks if b is not home and len(b.tops) > 1 and not b.dimension
            ]
            alone = sum(not lines[k].section for k, _ in everywhere) == 1
            if (not lines[i].section or len(home.lines) <= 1) and (alone or lines[i].place < 0):
                rules += [[_sum([i], tops, axis, lines, b) for tops in _partitions(b)] for b in others]
    return rules


def _distinct(block: Block, lines: list[Line]) -> bool:
    """Tell whether no two lines name the same level (ages and years are told apart by their own words)."""
    levels = [lines[i].label.level for i in block.tops if lines[i].label.level not in ("", "age", "year", "month")]
    return len(levels) == len(set(levels))


def _partitions(block: Block) -> list[list[int]]:
    loose = any(i >= 0 for i in block.loose)
    return [partition(block, loose_at_top=at_top) for at_top in ((False, True) if loose else (False,))]


def _nested(blocks: list[Block], lines: list[Line], axis: str) -> list[list[Rule]]:
    """Give for every heading of nested lines the sums it may stand for, or the subset if one line is nested."""
    rules = []
    for block in blocks:
        for parent, children in block.children.items():
            subsets = [i for i in children if lines[i].label.subset]
            parts = [i for i in children if i not in subsets]
            name = "{} within " + lines[parent].text.strip()
            for i in subsets + (parts if len(parts) == 1 else []):
                rules.append([Rule("subset", (parent,), (i,), axis, name.format(lines[i].text.strip()), given=False)])
            if len(parts) > 1:
                own = Block(block.dimension, block.section)
                without = [i for i in parts if i not in block.loose]
                options = [parts] + ([without] if len(without) > 1 and without != parts else [])
                rules.append([_sum([parent], option, axis, lines, own) for option in options])
    return rules


def _one_sum(blocks: list[Block], table: Table) -> list[Rule]:
    """Blocks that share out all cases have one sum: give that rule for each block against the commonest."""
    if any(block.totals and not table.rows[block.totals[0]].section for block in blocks):
        return []
    shared = [
        b for b in blocks if b.lines and b.exclusive and not b.totals and len(b.tops) > 1 and b.dimension != "time"
    ]
    if len(shared) < 2:
        return []
    sums = {id(b): _block_sums(b, table) for b in shared}

    def company(block: Block) -> int:
        mine = sums[id(block)]
        return sum(mine[j] == theirs[j] for theirs in sums.values() for j in mine.keys() & theirs.keys())

    first = max(shared, key=company)
    rules = [_sum(first.tops, b.tops, "rows", table.rows, b) for b in shared if b is not first]
    return [
        replace(
            rule,
            exclusive=False,
            complete=False,
            name=f"{a.section or a.dimension} and {b.section or b.dimension} add up to the same number",
        )
        for rule, (a, b) in zip(rules, [(first, b) for b in shared if b is not first], strict=True)
    ]


def _block_sums(block: Block, table: Table) -> dict[int, int]:
    sums = {}
    for j in range(len(table.columns)):
        cells = [table.counts.get((i, j)) for i in block.tops]
        if all(cell is not None and cell.exact for cell in cells):
            sums[j] = sum(cell.low for cell in cells)
    return sums


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
    rule = _sum(whole, care[0].tops, "rows", rows, care[0])
    return [replace(rule, name=f"levels of care add up to {named(rows[i] for i in whole)}", complete=False)]


def _choose(variants: list[Rule], table: Table, proposal: Proposal, *, tentative: bool = False) -> None:
    """Keep the variant of a rule that breaks least, unless most of the table contradicts it."""
    tried = []
    for rule in variants:
        found = [entry for c in instances(rule, table) if (entry := _residual(c, table))]
        broken = [entry for entry in found if entry[0]]
        tried.append((len(broken), -len(found), rule, broken, found))
    wrong, _, rule, broken, found = min(tried, key=lambda entry: entry[:2])
    if not found or (tentative and wrong * 2 > len(found)):
        return
    if rule.kind == "sum" and (reason := _contradicted(broken, found)):
        if not tentative:
            proposal.dropped.append((rule, reason))
        return
    proposal.rules.append(rule)


def _residual(constraint: Constraint, table: Table) -> tuple[int, int, bool] | None:
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


def _contradicted(broken: list[tuple[int, int, bool]], found: list[tuple[int, int, bool]]) -> str:
    """Give why a rule that the labels suggest is not applied; empty when it is."""
    far = [off for off, size, slip in broken if abs(off) > 0.15 * max(size, 1) and not slip]
    where = f"{len(broken)} of {len(found)}"
    short = all(off > 0 for off, *_ in broken)
    if len(found) < 3:
        return f"it is far off in {where}" if broken and len(far) == len(broken) else ""
    if len(broken) * 2 > len(found):
        return f"the parts {'fall short' if short else 'do not add up'} in {where}"
    over = all(off < 0 for off, *_ in broken)
    if len(broken) > 2 and len(broken) * 5 > len(found) and (short or over):
        return f"the parts {'fall short' if short else 'exceed it'} in {where}"
    return ""


def _percentages(blocks: dict[str, list[Block]], table: Table, proposal: Proposal, rounding: str) -> None:
    totals = [i for block in blocks["rows"] for i in block.totals if not table.rows[i].section]
    outer = _outer_lines(blocks["rows"], table)
    for block in blocks["rows"]:
        rows = {*block.lines, *block.totals}
        places = [place for place in table.percents if place[0] in rows]
        if not places:
            continue
        denominators = list(dict.fromkeys([*block.totals, *totals, *outer]))
        tried = [
            fit(name, rules, rows, table, rounding)
            for name, rules in conventions(block, table, denominators, blocks["columns"])
        ]
        best = max(tried, key=lambda c: (c.fits, c.fits / max(c.checked, 1)), default=None)
        hidden = best is not None and best.fits < best.checked and hidden_base(places, table)
        loose = fit(best.name, list(best.rules), rows, table, "any").fits if hidden else 0
        if hidden and loose < best.checked and best.fits * 4 < best.checked * 3:
            continue
        if best is not None and best.fits and best.fits * 2 >= best.checked:
            near = [other for other in tried if other is not best and other.fits >= best.fits - 1]
            proposal.rivals |= dict.fromkeys(best.rules, near)
            proposal.hidden |= set(best.rules) if hidden else set()
            proposal.conventions.append(best)
            proposal.rules += best.rules
        elif not hidden_base(places, table) and sum(place in table.counts for place in places) > 1:
            slipped = next((c for c in tried if c.checked > 1 and mended_by_one_slip(c, table, rounding)), None)
            if slipped:
                proposal.conventions.append(slipped)
                proposal.rules += slipped.rules
            else:
                proposal.unexplained.append(tuple(sorted(rows)))


def _outer_lines(blocks: list[Block], table: Table) -> list[int]:
    """Give the lines of other blocks that percentages may be of: cases in a facility, cases of known outcome."""
    return [
        i
        for block in blocks
        for i in block.lines
        if (table.rows[i].label.dimension, table.rows[i].label.level) in (("site", "facility"), ("outcome", "known"))
    ]
