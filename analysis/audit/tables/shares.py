"""What the percentages of a block are of: the convention that fits, out of those the field uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..findings import Finding
from .blocks import Block, find_blocks
from .cells import Number
from .constraints import ROUNDINGS
from .labels import is_subtotal
from .rules import Rule, named
from .table import Line, Table

_SIZE = re.compile(
    r"^(?:n|n of the heading|total n|n total|sample size|group size|denominator|enrolled|randomi[sz]ed|analy[sz]ed"
    r"|patients)$"
)


STATED = "of the stated"
LONGEST = 1000  # lines of a denominator: each of its percentages is held against all of them


def is_size(line: Line) -> bool:
    """Tell a column of group sizes (N, enrolled, patients)."""
    return bool(_SIZE.match(line.label.plain))


@dataclass(frozen=True, slots=True)
class Convention:
    """A convention for the denominators of some lines, and how many of their percentages it explains.

    A `stated` one is of a number that the table calls the denominator: N of a heading, or a column N.
    """

    rules: tuple[Rule, ...]
    name: str
    fits: int
    checked: int
    stated: bool = False
    misses: tuple[tuple[int, int], ...] = ()


def conventions(block: Block, table: Table, total: list[int], across: list[Block]) -> Iterator[tuple[str, list[Rule]]]:
    """Give the denominators that the field uses for the percentages of a block of rows.

    The cases of the block whose level is known (Unknown is printed as a bare number), all cases of the block, the
    printed total, the line above (for nested lines), and the same across the columns.
    """
    rows, tops = table.rows, block.tops
    known = [i for i in tops if not rows[i].label.unknown]
    readings = (
        [(known, "down, unknown left out"), (tops, "down, unknown included")] if known != tops else [(tops, "down")]
    )
    for lines, name in readings:
        if 1 < len(lines) <= LONGEST:
            yield name, [_share(tuple(lines), (*block.lines, *block.totals), name, rows)]
            yield f"{name}, nested lines of their heading", _nested(block, tuple(lines), name, rows)
    for i in total:
        size = rows[i].place < 0 or is_size(rows[i])
        name = f"{STATED if size else 'down, of'} {rows[i].text.strip()}"
        parts = (*block.lines, *block.totals)
        yield name, [_share((i,), tuple(k for k in parts if k != i or not size), name, rows)]
        if block.children:
            yield f"{name}, nested lines of their heading", _nested(block, (i,), name, rows)
    yield from _across(across, table)


def _across(blocks: list[Block], table: Table) -> Iterator[tuple[str, list[Rule]]]:
    """Give the denominators of percentages across: a total column, or the columns of each block."""
    lines = table.columns
    every = tuple(j for block in blocks for j in (*block.lines, *block.totals))
    totals = [j for block in blocks for j in block.totals]
    alone = {j for j in totals if len(totals) == 1 and not any(place[1] == j for place in table.percents)}
    for j in totals:
        size = is_size(lines[j]) or j in alone
        name = f"{STATED if size else 'across, of'} {lines[j].text.strip()}"
        parts = tuple(k for k in every if k != j or not size)
        if set(parts) - {j}:
            yield name, [Rule("percent", (j,), parts, "columns", name, given=False)]
    for name in ("across, unknown left out", "across, unknown included"):
        rules = []
        for block in blocks:
            whole = [j for j in block.tops if name.endswith("included") or not lines[j].label.unknown]
            if len(whole) > 1:
                parts = (*block.lines, *block.totals)
                rules.append(Rule("percent", tuple(whole), parts, "columns", name, given=False))
        if rules:
            yield name, rules


def _share(whole: tuple[int, ...], parts: tuple[int, ...], name: str, rows) -> Rule:
    of = named(rows[i] for i in whole)
    said = f"percentages {name}" if of in name else f"percentages {name} ({of})"
    return Rule("percent", whole, parts, "rows", said, given=False)


def _nested(block: Block, whole: tuple[int, ...], name: str, rows) -> list[Rule]:
    tops = (*block.tops, *block.totals)
    groups = [_share((p,), tuple(c), "of their heading", rows) for p, c in block.children.items()]
    return [_share(whole, tops, name, rows), *groups]


def fit(name: str, rules: list[Rule], rows: set[int], table: Table, rounding: str) -> Convention:
    """Count the percentages of some rows that a convention explains (zeros tell nothing and are not counted)."""
    checked, misses, bases = 0, [], Bases(rules, table)
    for place, percent in table.percents.items():
        count = table.counts.get(place)
        if (
            place[0] not in rows
            or place in table.bases
            or count is None
            or not count.exact
            or not count.low
            or not percent.exact
        ):
            continue
        base = bases.of(place)
        if base is None or base[1] is None:
            continue
        checked += 1
        if not explains(count, percent, base, rounding):
            misses.append(place)
    return Convention(tuple(rules), name, checked - len(misses), checked, name.startswith(STATED), tuple(misses))


class Bases:
    """The denominators of percentages under the rules of a convention, each added up once for its line."""

    def __init__(self, rules: Iterable[Rule], table: Table):
        self.table, self.known = table, {}
        self.rules = [(rule, frozenset(rule.parts)) for rule in rules]

    def of(self, place: tuple[int, int]) -> tuple[int, int | None] | None:
        """Give the least and the greatest denominator of a percentage; None where it has none."""
        for number, (rule, parts) in enumerate(self.rules):
            own, line = place if rule.axis == "rows" else place[::-1]
            if own in parts:
                if (number, line) not in self.known:
                    self.known[number, line] = self._sum(rule, line)
                return self.known[number, line]
        return None

    def _sum(self, rule: Rule, line: int) -> tuple[int, int | None] | None:
        cells = [self.table.counts.get((i, line) if rule.axis == "rows" else (line, i)) for i in rule.whole]
        if any(cell is None for cell in cells):
            return None
        highs = [cell.high for cell in cells]
        return sum(cell.low for cell in cells), None if None in highs else sum(highs)


def explains(count: Number, percent: Number, base: tuple[int, int | None], rounding: str) -> bool:
    """Tell whether `count` of `base` can be printed as `percent`."""
    low, high = base
    below, above = ROUNDINGS[rounding]
    scaled = 200 * count.low * 10**percent.decimals
    if high is not None and count.low > high:
        return False  # no share exceeds 100%
    return scaled >= max(2 * percent.low + below, 0) * low and (
        high is None or scaled + (above > 1) <= (2 * percent.high + above) * high
    )


def explained_by(convention: Convention, own: list[tuple[Number, Number, tuple[int, int]]], table: Table) -> bool:
    """Tell whether a convention gives some percentages under any rounding."""
    bases = Bases(convention.rules, table)
    return all(
        (base := bases.of(place)) is not None and explains(count, percent, base, "any") for count, percent, place in own
    )


def common_base(pairs: list[tuple[Number, Number]], rounding: str) -> tuple[int, int] | None:
    """Give the denominators that explain all (count, percentage) pairs together, or None when there is none."""
    low, high = 1, None
    below, above = ROUNDINGS[rounding]
    for count, percent in pairs:
        scaled = 200 * count.low * 10**percent.decimals
        top = 2 * percent.high + above
        least = scaled // top + 1 if above > 1 else -(-scaled // top)  # what is cut lies below the next unit
        low = max(low, least, count.low)
        bottom = max(2 * percent.low + below, 0)
        if bottom:
            high = scaled // bottom if high is None else min(high, scaled // bottom)
    return None if high is not None and high < low else (low, high if high is not None else low)


def no_whole_numbers(count: Number, percent: Number, base: tuple[int, int | None]) -> bool:
    """Tell whether a percentage is of no count of its denominator, and its count of no denominator (29 and 68.2%)."""
    low, high = base
    if not (count.exact and percent.exact and count.low and low and low == high):
        return False
    if percent.low > 100 * 10**percent.decimals:
        return False  # a share of less than it counts, as of the known cases only
    below, above = ROUNDINGS["any"]
    unit = 200 * 10**percent.decimals
    least = -(-max(2 * percent.low + below, 0) * low // unit)
    fits = least * unit <= (2 * percent.high + above) * low
    return not fits and common_base([(count, percent)], "any") is None


def hidden_base(places: list[tuple[int, int]], table: Table) -> bool:
    """Tell whether one denominator that is not printed explains the percentages of each column, or of each row."""

    def explained(axis: int, least: int, rounding: str) -> bool:
        lines: dict[int, list] = {}
        for place in places:
            count = table.counts.get(place)
            if count is not None and count.exact and table.percents[place].exact:
                lines.setdefault(place[axis], []).append((count, table.percents[place]))
        spare = sum(len(pairs) - 1 for pairs in lines.values())
        return spare >= least and all(common_base(pairs, rounding) is not None for pairs in lines.values())

    return any(explained(1, 1, rounding) or explained(0, 2, rounding) for rounding in ("nearest", "truncation"))


def sums_to_hundred(table: Table) -> list[Finding]:
    """Find blocks of percentages without counts that exclude each other and cannot add up to 100."""
    findings = []
    parted = any(is_subtotal(line.text) for line in table.rows)
    for block in find_blocks(table.rows):
        if (
            parted
            or not block.exclusive
            or len(block.tops) < 2
            or not any(table.rows[i].label.unknown for i in block.tops)
        ):
            continue
        for j, column in enumerate(table.columns):
            numbers = [table.percents.get((i, j)) for i in block.tops]
            if any(
                n is None or not n.exact or (i, j) in table.counts for n, i in zip(numbers, block.tops, strict=True)
            ):
                continue
            low, high = (
                sum(Fraction(2 * n.low + step, 2 * 10**n.decimals) for n in numbers) for step in ROUNDINGS["any"]
            )
            if not low <= 100 <= high:
                total = float(sum(Fraction(n.low, 10**n.decimals) for n in numbers))
                words = (
                    f"{named(table.rows[i] for i in block.tops)} exclude each other and add up to {total:g}%, not 100%."
                )
                findings.append(
                    Finding(
                        "percentages add up",
                        "inconsistent",
                        words,
                        row=table.rows[block.tops[0]].name,
                        column=column.name,
                    )
                )
    return findings
