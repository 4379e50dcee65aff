"""Estimates in rows, with columns of text beside them: the picture is a table that shows its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError, meant
from .axis import draw_lines, draw_scale, line_levels
from .body import GRAY, INK, PALE, Body, body
from .columns import Column, cell_text, first_cell, sides_of
from .fonts import BOLD, REGULAR
from .frames import checked_frame
from .layout import Layout, in_two, layout_of, room_after, shortened, text_width, wrapped
from .marks import ROLES, mark
from .scale import Scale, linear_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DENSE = 30
UNKNOWN = ("not stated", "not seen", "not printed", "not estimable", "no count", "not pooled")
_NUMBERS = ("value", "low", "high", "weight", "words_at", "second", "second_low", "second_high")
_FLAGS = ("hollow", "derived", "open_low", "open_high", "rule")
_TEXTS = ("label", "detail", "group", "group_detail", "words")


def rows(
    frame: pd.DataFrame,
    scale: Scale | None = None,
    *,
    left: Sequence[Column] = (),
    right: Sequence[Column] = (),
    head: str = "",
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw one row per estimate: label, mark with limits, and columns of text.

    Parameters
    ----------
    frame : DataFrame
        ``label`` and ``value`` (with ``low`` and ``high`` where there are limits), and where they serve: ``detail``
        (gray, after the label), ``group`` and ``group_detail`` (a heading over rows that follow each other), ``role``
        (one of `analysis.plots.ROLES`; "estimate" when left out), ``words`` (beside the mark), ``hollow`` (a value
        without a count), ``derived`` (limits under an assumption: drawn with caps), ``open_low`` and ``open_high`` (no
        printed end), ``weight`` (0 to 1: area of a trial's square), ``words_at``
        (where words without a mark begin), ``rule`` (a line above the row), ``second``, ``second_low``,
        ``second_high`` (what the value is compared with: a small ring below it). More than 30 rows stand closer.
    scale : Scale, optional
        `percent_scale`, `ratio_scale`, `log_scale`, `time_scale` or `linear_scale`; linear around the numbers when
        left out. What lies outside is drawn as an arrow at the end.
    left, right : sequence of Column
        Text columns; those with ``half=False`` are left out on half a page. What is not known is written in words.
    head : str
        Over the labels.
    ax : Axes, optional
        Drawn in their place; a figure of its own when left out, as tall as its rows.
    width : {"full", "half"} or float
        Of the new figure: 174 mm, 84 mm, or millimeters.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without rows, labels or values, or with an unknown role or column.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.plots import Column, percent_scale
    >>> arms = pd.DataFrame({"label": ["Baclofen", "Placebo"], "value": [0.682, 0.238], "low": [0.451, 0.082],
    ...                      "high": [0.861, 0.472], "patients": ["15 of 22", "5 of 21"]})
    >>> axes = rows(arms, percent_scale(), right=[Column("Patients", "patients")])
    >>> [text.get_text() for text in axes.texts][:3]
    ['Patients', 'Baclofen', '15 of 22']
    """
    layout = layout_of(width, ax)
    table = _checked(frame, (*left, *right))
    if scale is not None and not isinstance(scale, Scale):
        raise DataError(f"scale: expected one of percent_scale, ratio_scale, log_scale ..., got {scale!r}.")
    if len(table) > _DENSE:  # so that 56 states fit a page; the type keeps its size
        layout = replace(layout, row=layout.label * 1.27)
    scale = scale or linear_scale(table[["value", "low", "high", "second"]].to_numpy().ravel())
    left, right = ([column for column in columns if column.half or not layout.half] for columns in (left, right))
    sides = sides_of(table, left, right, head, layout)
    if not right and scale.labels:  # the last tick stays on the page
        sides.plot_right = max(sides.plot_right, text_width(scale.labels[-1], layout.small) / 2 + 2)
    span = layout.width - (2 * layout.margin if ax is None else 0) - sides.plot_left - sides.plot_right
    above = layout.small * 1.3 * max([0, *(level + 1 for level in line_levels(scale, span, layout))])
    top = layout.row * 1.15 * bool(head or left or right or scale.bands) + above
    items = _stacked(table, left, sides, layout, top)
    foot = layout.small * (2.0 + 1.5 * bool(scale.ends))
    drawn = body(layout, items[-1].bottom + 2, (sides.plot_left, sides.plot_right), foot, ax)
    plotted = [item for item in items if item.row is not None]
    draw_scale(drawn, scale, plotted)
    draw_lines(drawn, scale, top, [item for item in plotted if item.row.role != "note"])
    _heads(drawn, left, right, head, sides, top)
    for item in items:
        _draw(drawn, item, (left, right), sides, scale)
    return drawn.ax


def _checked(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    wrong = [column for column in columns if not isinstance(column, Column)]
    if wrong:
        raise DataError(f"left, right: expected columns as Column(head, name), got {wrong[0]!r}.")
    table = checked_frame(frame, "label", "value", *(column.column for column in columns))
    for name in _NUMBERS:
        table[name] = pd.to_numeric(table[name], errors="coerce").astype(float) if name in table else math.nan
    for name in _FLAGS:
        table[name] = table[name].fillna(False).astype(bool) if name in table else False
    for name in _TEXTS:
        texts = table[name].astype("string").fillna("") if name in table else [""] * len(table)
        table[name] = [" ".join(text.split()) for text in texts]
    table["role"] = table["role"].astype(object) if "role" in table else "estimate"
    unknown = sorted(set(table["role"]) - set(ROLES), key=str)
    if unknown:
        raise DataError(
            f"frame: role {unknown[0]!r} is unknown; expected one of {', '.join(ROLES)}{meant(unknown[0], ROLES)}"
        )
    return table


def _stacked(table: pd.DataFrame, left, sides: SimpleNamespace, layout: Layout, top: float) -> list[SimpleNamespace]:
    """Give what stands below each other: rows and group headings, in points from the top."""
    y, items, group = top + layout.row * 0.3 * bool(top), [], ""
    for row in table.itertuples(index=False):
        if row.group and row.group != group:
            y += layout.row * (0.35 if items else 0.1)
            items.append(SimpleNamespace(row=None, group=row, top=y, y=y + layout.row / 2, bottom=y + layout.row))
            y += layout.row
        group = row.group
        y += layout.row * 0.25 * row.rule
        lines = _lines(row, sides.labels if not left or first_cell(row, left) else sides.plot_left - 4, sides, layout)
        tall = layout.row * (1 + 0.72 * (len(lines) - 1))
        items.append(SimpleNamespace(row=row, group=None, lines=lines, top=y, y=y + tall / 2, bottom=y + tall))
        y += tall
    return items


def _lines(row, room: float, sides: SimpleNamespace, layout: Layout) -> list[str]:
    """Break a label that is too long into two lines (a note across the picture into as many as it needs)."""
    if row.role == "note":
        return wrapped(row.label, sides.inner - 2, layout.small)
    room -= layout.indent if row.group else 0.0
    weight = ROLES[row.role].weight
    return in_two(row.label, room, layout.label, weight)


def _heads(drawn: Body, left, right, head: str, sides: SimpleNamespace, top: float) -> None:
    layout = drawn.layout
    if not (head or left or right):
        return
    look = {"size": layout.small, "weight": BOLD, "color": GRAY}
    if head:
        drawn.write(0, top - layout.row * 0.65, head, **look)
    for column in (*left, *right):
        drawn.write(sides.ends[column.column], top - layout.row * 0.65, column.head, ha="right", **look)
    drawn.rule(top, 0, sides.inner)


def _draw(drawn: Body, item: SimpleNamespace, columns: tuple, sides: SimpleNamespace, scale: Scale) -> None:
    left, right = columns
    layout = drawn.layout
    if item.row is None:
        drawn.write(0, item.y, item.group.group, weight=BOLD)
        x = room_after(item.group.group, layout.label, BOLD)
        if item.group.group_detail:
            room = sides.inner - x
            drawn.write(x, item.y, shortened(item.group.group_detail, room, layout.label), color=GRAY)
        return
    row, role = item.row, ROLES[item.row.role]
    if row.rule:
        drawn.rule(item.top - layout.row * 0.12, 0, sides.inner)
    size = layout.small if row.role == "note" else layout.label
    above = item.y - 0.36 * layout.row * (len(item.lines) - 1)
    for place, line in enumerate(item.lines):
        look = {"size": size, "color": role.words, "weight": role.weight}
        drawn.write(layout.indent if row.group else 0.0, above + 0.72 * layout.row * place, line, **look)
    if row.role == "note":
        return
    _detail(drawn, item, role, sides.labels if not left or first_cell(row, left) else sides.plot_left - 4)
    for column in (*left, *right):
        text = cell_text(getattr(row, column.column))
        drawn.write(sides.ends[column.column], item.y, text, ha="right", **_cell_look(column, text, row.role))
    mark(drawn, item.y - 0.17 * layout.row * math.isfinite(row.second), row)
    if math.isfinite(row.second):
        _second(drawn, item.y + 0.22 * layout.row, row)
    if row.words:
        _words(drawn, item.y, row, scale, sides.free if right else drawn.layout.width)


def _cell_look(column: Column, text: str, name: str) -> dict:
    """Give color and weight of a cell: what is unknown is gray, what a page prints has the look of its row."""
    role = ROLES[name]
    if column.colors is not None:
        return {"color": column.colors.get(text, PALE), "weight": REGULAR}
    if text in UNKNOWN:
        return {"color": PALE, "weight": REGULAR}
    own = role.weight == BOLD or name in ("prediction", "sensitivity")
    return {"color": role.words if own else INK, "weight": role.weight}


def _second(drawn: Body, y: float, row) -> None:
    """Draw what the value is compared with, lower and smaller."""
    ax, color, ends = drawn.ax, ROLES["comparator"].color, drawn.ax.get_xlim()
    if math.isfinite(row.second_low):
        ax.plot([max(row.second_low, ends[0]), min(row.second_high, ends[1])], [y, y], color=color, linewidth=1.1)
    if ends[0] <= row.second <= ends[1]:
        look: dict = {"markerfacecolor": "white", "markeredgecolor": color, "markeredgewidth": 1.2, "clip_on": False}
        ax.plot(row.second, y, "o", markersize=drawn.layout.label * 0.5, zorder=3, **look)


def _detail(drawn: Body, item: SimpleNamespace, role, room: float) -> None:
    """Write what follows the label in gray, where it has room on the line."""
    layout, row = drawn.layout, item.row
    x = (layout.indent if row.group else 0.0) + room_after(item.lines[0], layout.label, role.weight)
    if (
        row.detail
        and not layout.half
        and len(item.lines) == 1
        and x + text_width(row.detail, layout.small) <= room + 0.4 * layout.gap
    ):
        drawn.write(x, item.y, row.detail, size=layout.small, color=GRAY)


def _words(drawn: Body, y: float, row, scale: Scale, room: float) -> None:
    """Write words beside the mark: right of it, or left where there is no room; alone where there is no mark."""
    role = ROLES[row.role]
    ends = [end for end in (row.low, row.value, row.high) if math.isfinite(end)]
    alone = not ends and math.isfinite(row.words_at)
    ends = [row.words_at] if alone else ends
    span = drawn.right - drawn.left
    start, end = (scale.share(min(ends)) * span, scale.share(max(ends)) * span) if ends else (0.0, 0.0)
    long = text_width(row.words, drawn.layout.label, role.weight)
    right = not ends or end + 7 + long <= room - drawn.left
    if alone:  # in its own place, moved only as far as the page demands
        drawn.write(drawn.left + min(start, span - long), y, row.words, color=role.words, weight=role.weight)
        return
    if not right and start - 7 - long < -drawn.left:  # no room on either side: over the line, in white
        x = max(room - long, 0)
        white = {"facecolor": "white", "linewidth": 0, "pad": 0.5}
        drawn.write(x, y, row.words, color=role.words, weight=role.weight, bbox=white, zorder=5)
        return
    x = drawn.left + (end + 7 if right else start - 7)
    drawn.write(x, y, row.words, ha="left" if right else "right", color=role.words, weight=role.weight)
