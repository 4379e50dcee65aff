"""The number of cases that the blocks of a table agree on: what one block says is held against all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .blocks import Block, of_all, sum_rule
from .doubts import attested, rest
from .rules import Rule
from .table import Table

Residual = tuple[int, int, bool]
_AGREE = 3  # blocks, or columns of them, that must say the same number before one that differs is wrong
_TELLING = 3600  # below it a slip of one digit gives any number: of 4 digits in 4 lines, 72 of so many


def sharing(blocks: Iterable[Block]) -> list[Block]:
    """Give the blocks that may share out all cases."""
    fine = [b for b in blocks if len(b.tops) > 1 and b.parent is None and not (b.multiple or b.mixed or b.totals)]
    return [b for b in fine if b.exclusive or b.section]


def agreed_numbers(blocks: Iterable[Block], table: Table) -> dict[int, int]:
    """Give for each column the number that at least three blocks, and most of them, add up to."""
    sums: dict[int, Counter] = {}
    for block in sharing(blocks):
        for j, number in block_sums(block, table).items():
            sums.setdefault(j, Counter())[number] += 1
    commonest = {j: counter.most_common(1)[0] for j, counter in sums.items()}
    return {j: number for j, (number, times) in commonest.items() if times >= _AGREE and times * 2 > sums[j].total()}


def block_sums(block: Block, table: Table) -> dict[int, int]:
    """Give what a block adds up to in each column without withheld cells."""
    sums = {}
    for j in range(len(table.columns)):
        cells = [table.counts.get((i, j)) for i in block.tops]
        if all(cell is not None and cell.exact for cell in cells):
            sums[j] = sum(cell.low for cell in cells)
    return sums


def one_sum(blocks: list[Block], table: Table) -> list[Rule]:
    """Blocks that share out all cases have one sum: give that rule for each block against the commonest."""
    if any(of_all(table.rows[i]) for block in blocks for i in block.totals):
        return []
    shared = sharing(blocks)
    if len(shared) < 2:
        return []
    sums = {id(b): block_sums(b, table) for b in shared}

    def company(block: Block) -> int:
        mine = sums[id(block)]
        return sum(mine[j] == theirs[j] for theirs in sums.values() for j in mine.keys() & theirs.keys())

    first = max(shared, key=company)
    rules = [sum_rule(first.tops, b.tops, "rows", table.rows, b) for b in shared if b is not first]
    return [
        replace(
            rule,
            exclusive=False,
            complete=False,
            name=f"{a.section or a.dimension} and {b.section or b.dimension} add up to the same number",
        )
        for rule, (a, b) in zip(rules, [(first, b) for b in shared if b is not first], strict=True)
    ]


def vouched(found: Mapping[Rule, list[Residual]], table: Table) -> set[Rule]:
    """Give the one rule of several that says otherwise in one place alone, by a slip, while all the others hold.

    A block that falls short may leave cases out without a line for them (unknown, missing), unless others of the table
    have no such line and leave none out.
    """
    broken = {rule: [one for one in residuals if one[0]] for rule, residuals in found.items()}
    slipped = [rule for rule, off in broken.items() if any(slip for *_, slip in off) and not attested(rule, table)]
    if len(slipped) != 1 or len(broken[slipped[0]]) != 1:
        return set()
    rule = slipped[0]
    ((off, size, _),) = broken[rule]
    others = [other for other in found if other is not rule and not broken[other]]
    holding = sum(size > 0 for other in (*others, rule) for off, size, _ in found[other] if not off)
    own = len(found[rule]) > 1
    full = off < 0 or rest(rule, table) or sum(not rest(other, table) for other in others) > 0
    sure = holding + (not own) >= _AGREE and (own or size >= _TELLING)
    return {rule} if sure and full else set()
