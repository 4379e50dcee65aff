"""A table turned where its columns share out the cases, so that its percentages are read down, with its rules."""

from __future__ import annotations

from dataclasses import replace

from .blocks import find_blocks
from .heading_totals import NAME, size_of
from .headings import HEADING_N
from .proposal import Proposal
from .propose import propose_rules
from .rules import Rule
from .table import Line, Table

Read = tuple[Table, list[Rule | None], Proposal, str]
_TURNED = 400  # rows of a table that may stand on its side


def upright(table: Table, rules: list[Rule | None], rounding: str) -> Read:
    """Give a table as its labels say that it stands, or on its side where that explains more of its percentages.

    The numbered `rules` are turned with it. With it come the proposed rules and the rounding by which they were read.
    """
    ways = [(table, rules), _on_its_side(table, rules)] if table.percents else [(table, rules)]
    first, *others = ways[::-1] if _lies(table) else ways
    chosen = (*first, *_proposed(first[0], rounding))
    most = sum(place in table.counts and table.counts[place].low > 0 for place in table.percents)
    if (
        not others
        or (min(len(table.rows), len(table.columns)) < 2 and table.clothing != "tidy")
        or len(table.rows) > _TURNED
        or chosen[2].explained >= most
    ):
        return chosen
    other = (*others[0], *_proposed(others[0][0], rounding))
    return other if _worth(other[2]) > _worth(chosen[2]) else chosen


def _worth(proposal: Proposal) -> tuple[int, bool]:
    """Give how many percentages rules explain, and whether the table calls what they are of their denominator."""
    return proposal.explained, any(convention.stated for convention in proposal.conventions)


def _proposed(table: Table, rounding: str) -> tuple[Proposal, str]:
    """Propose rules; take percentages as cut, not rounded, where that explains more of them."""
    nearest = propose_rules(table, rounding=rounding)
    pairs = [place for place in table.percents if place in table.counts and table.counts[place].low]
    if rounding != "nearest" or nearest.explained >= len(pairs):
        return nearest, rounding
    cut = propose_rules(table, rounding="truncation")
    return (cut, "truncation") if cut.explained > nearest.explained + 1 else (nearest, rounding)


def _lies(table: Table) -> bool:
    """Tell whether the columns of a table with percentages, not its rows, are the levels that share out the cases."""
    sized = 2 * sum(bool(HEADING_N.search(line.text)) for line in table.rows) > len(table.rows)
    lying = table.clothing == "tidy" or sized or _levels(table.columns) > _levels(table.rows)
    return bool(table.percents) and lying


def _on_its_side(table: Table, rules: list[Rule | None]) -> tuple[Table, list[Rule | None]]:
    """Give a table with its rows as columns; the numbered `rules` are turned with it."""
    names = {number.row: table.rows[i].name for (i, _), number in _cells(table) if table.rows[i].place >= 0}
    turned = Table(
        table.place,
        table.title,
        headers=table.headers,
        names=names | table.names,
        clothing=table.clothing,
        grid=table.grid,
        long=table.long,
    )
    turned.meanings, turned.unread, turned.notes = table.meanings, table.unread, table.notes
    turned.rows, turned.columns = list(table.columns), list(table.rows)
    for kind in ("counts", "percents", "bases"):
        setattr(turned, kind, {(j, i): number for (i, j), number in getattr(table, kind).items()})
    sizes = {
        i: (line.place, found[1]) for i, line in enumerate(turned.columns) if (found := HEADING_N.search(line.text))
    }
    if sizes:
        turned.add_totals(NAME, {i: size_of(text, place, 0) for i, (place, text) in sizes.items()})
    return turned, [rule and _turned(rule, bool(sizes)) for rule in rules]


def _turned(rule: Rule, shift: bool) -> Rule:
    axis = "columns" if rule.axis == "rows" else "rows"
    more = shift and axis == "rows"
    return replace(
        rule, axis=axis, whole=tuple(i + more for i in rule.whole), parts=tuple(i + more for i in rule.parts)
    )


def _levels(lines: list[Line]) -> int:
    return sum(len(block.tops) for block in find_blocks(lines) if block.exclusive and len(block.tops) > 1)


def _cells(table: Table):
    return [*table.counts.items(), *table.percents.items()]
