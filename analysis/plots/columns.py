"""The columns of text beside a plot: how wide each is, and what room that leaves for labels and plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import pandas as pd

from .fonts import BOLD
from .layout import Layout, room_after, text_width
from .marks import ROLES

_LEAST_PLOT = {False: 0.35, True: 0.25}  # share of a full and of half a page; below it, labels are broken into lines


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text beside the plot: its head, the frame's column, and whether half a page has room for it.

    `colors` gives the color of a text by its meaning (text to color); other texts of such a column are gray, and none
    takes the look of its row.
    """

    head: str
    column: str
    half: bool = True
    colors: Mapping[str, str] | None = None


def sides_of(table, left, right, head, layout: Layout) -> SimpleNamespace:
    """Give where the columns end, in points from the left edge; the labels are cut where the plot would vanish."""
    inner = layout.width - 2 * layout.margin
    widths = {column.column: _width_of(table, column, layout) for column in (*left, *right)}
    taken = sum(widths.values()) + layout.gap * (len(widths) + bool(right))
    beside = [row for row in table.itertuples() if row.role != "note" and (not left or first_cell(row, left))]
    labels = max([text_width(head, layout.small, BOLD), *(_label_width(row, layout) for row in beside)])
    word = max(_in_two_lines(row, layout) for row in beside) if beside else 0.0
    labels = min(labels, max(inner * (1 - _LEAST_PLOT[layout.half]) - taken - layout.gap, word))
    half = inner * (1 - _LEAST_PLOT[layout.half] / 2) - taken - layout.gap  # beyond, words are broken: the plot stays
    labels = max(min(labels, half), layout.label * 4)
    ends, x = {}, labels
    for column in left:
        x += layout.gap + widths[column.column]
        ends[column.column] = x
    plot_left = x + layout.gap * 1.4
    x = inner
    for column in reversed(right):
        ends[column.column] = x
        x -= widths[column.column] + layout.gap
    plot_right = inner - x + layout.gap * 0.6 if right else layout.small
    return SimpleNamespace(
        ends=ends, plot_left=plot_left, plot_right=plot_right, labels=labels, inner=inner, free=x + layout.gap * 0.4
    )


def first_cell(row, left: Sequence[Column]) -> str:
    """Give the words of the first column that has some: where there are none, the label may run on to the plot."""
    return next((column.column for column in left if cell_text(getattr(row, column.column))), "")


def _width_of(table: pd.DataFrame, column: Column, layout: Layout) -> float:
    texts = [
        text_width(cell_text(cell), layout.label, ROLES[role].weight)
        for cell, role in zip(table[column.column], table["role"], strict=True)
    ]
    return max([text_width(column.head, layout.small, BOLD), *texts])


def _label_width(row, layout: Layout) -> float:
    indent = layout.indent if row.group else 0.0
    look = (layout.label, ROLES[row.role].weight)
    if not row.detail or layout.half:
        return indent + text_width(row.label, *look)
    return indent + room_after(row.label, *look) + text_width(row.detail, layout.small)


def _in_two_lines(row, layout: Layout) -> float:
    """Give the room that a label needs on two lines, broken where they are most alike."""
    words = row.label.split()
    look = (layout.label, ROLES[row.role].weight)
    breaks = [
        max(text_width(" ".join(words[:place]), *look), text_width(" ".join(words[place:]), *look))
        for place in range(1, max(len(words), 2))
    ]
    return (layout.indent if row.group else 0.0) + min(breaks) + 1.0


def cell_text(cell: object) -> str:
    """Give a cell as text; a missing one as nothing."""
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell)
