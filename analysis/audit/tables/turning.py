"""A table whose columns share out the cases, turned so that its rows do: percentages are then read down."""

from __future__ import annotations

import re
from dataclasses import replace

from .blocks import find_blocks
from .cells import Number
from .headings import HEADING_N
from .labels import Label
from .rules import Rule
from .table import Line, Table


def upright(table: Table, rules: list[Rule | None]) -> tuple[Table, list[Rule | None]]:
    """Give a table with percentages so that its rows, not its columns, are the levels that share out the cases.

    The numbered `rules` are turned with it.
    """
    lying = table.clothing == "tidy" or _levels(table.columns) > _levels(table.rows)
    if not (table.percents and lying):
        return table, rules
    names = {number.row: table.rows[i].name for (i, _), number in _cells(table) if table.rows[i].place >= 0}
    turned = Table(
        table.place,
        table.title,
        headers=table.headers,
        names=names | table.names,
        clothing=table.clothing,
        grid=table.grid,
    )
    turned.meanings, turned.unread = table.meanings, table.unread
    turned.rows, turned.columns = list(table.columns), list(table.rows)
    for kind in ("counts", "percents", "bases"):
        setattr(turned, kind, {(j, i): number for (i, j), number in getattr(table, kind).items()})
    totals = {i: found for i, line in enumerate(turned.columns) if (found := HEADING_N.search(line.text))}
    if totals:
        _with_totals(turned, totals)
    return turned, [rule and _turned(rule, bool(totals)) for rule in rules]


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


def _with_totals(table: Table, totals: dict[int, re.Match]) -> None:
    """Take ``(N = 1,234)`` of the labels as a row of totals."""
    for kind in ("counts", "percents", "bases"):
        setattr(table, kind, {(i + 1, j): number for (i, j), number in getattr(table, kind).items()})
    table.rows.insert(0, Line("N of the heading", "", 0, -1, Label("n of the heading", total=True)))
    for j, found in totals.items():
        digits = int(re.sub(r"\D", "", found[1]))
        table.counts[0, j] = Number(found[1].strip(" ,"), digits, digits, 0, table.columns[j].place, 0)
