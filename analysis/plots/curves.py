"""Curves of a model with their limits, each named at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import DataError
from .body import GRAY, Body, body
from .fonts import BOLD
from .frames import checked_frame, number_column
from .layout import layout_of, text_width
from .marks import ROLES
from .scale import Scale, linear_scale
from .upright import (
    SERIES,
    TALL,
    broken_names,
    draw_upright,
    levels_of,
    name_ends,
    names_width,
    upright_ticks,
)  # fmt: skip

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def curves(
    frame: pd.DataFrame,
    *,
    scale: Scale | None = None,
    percent: bool = False,
    points: pd.DataFrame | None = None,
    roles: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw values over a continuous scale, such as a concentration over time or a risk over dose.

    Parameters
    ----------
    frame : DataFrame
        ``x``, ``value``, and where there are some ``low``, ``high`` (a band) and ``series`` (named at the line's end).
    scale : Scale, optional
        Of x; linear around the numbers when left out. Its lines are drawn upright, with their words above.
    percent : bool
        Whether the values are shares from 0 to 1, labeled in percent.
    points : DataFrame, optional
        ``x`` and ``value`` of observations, drawn as short strokes behind the curves; with ``n`` (how many each stands
        for) as rings, their area by ``n``.
    roles : mapping, optional
        Name of a series to its meaning (one of `analysis.plots.ROLES`), which gives its color; others by order.
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without the columns or without a number, or a role that is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> model = pd.DataFrame({"x": [0, 6, 12], "value": [0.0, 1.8, 0.6], "series": "3 to 4 h"})
    >>> [text.get_text() for text in curves(model).texts]
    ['0', '0.5', '1', '1.5']
    """
    table = checked_frame(frame, "x", "value", row="a row per point")
    for name in ("x", "value"):
        table[name] = number_column(table, name)
    if not table["value"].notna().any():
        raise DataError("value: expected numbers, got none; nothing to draw.")
    if (table["value"] < 0).any():
        raise DataError(f"value: expected numbers from 0 on, got {table['value'].min():g}; the axis begins at 0.")
    table["series"] = table["series"].astype(str) if "series" in table else ""
    series = list(dict.fromkeys(table["series"]))  # in the order given; each line goes from left to right
    table = table.sort_values("x", kind="stable")
    layout, scale = layout_of(width, ax), scale or linear_scale(table["x"])
    numbers = table[[name for name in ("value", "high") if name in table]].to_numpy(dtype=float)
    top = float(numbers[np.isfinite(numbers)].max(initial=0.0)) or 1.0
    ticks = upright_ticks(0.0, min(1.0, top) if percent else top)
    ticks = [(tick, f"{100 * tick:g}{'%' * (tick == ticks[-1][0])}" if percent else word) for tick, word in ticks]
    gutter = max(text_width(word, layout.small) for _, word in ticks) + 6
    names = broken_names(series, layout) if len(series) > 1 else {}
    right = names_width(names, layout) + 8 if names else layout.label * 1.5
    span = layout.width - (2 * layout.margin if ax is None else 0) - gutter - right
    spots = _spots(scale, span, layout)
    head = layout.small * 1.4 * max([0, *(level + 1 for *_, level in spots)])
    drawn = body(layout, TALL[layout.half] + head, (gutter, right), layout.small * 2.0, ax)
    axes = drawn.ax
    axes.set_xscale("log" if scale.log else "linear")
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(0, max(top, ticks[-1][0]) * 1.04 * drawn.height / (drawn.height - head))
    draw_upright(drawn, ticks, _thinned(list(zip(scale.ticks, scale.labels, strict=True)), scale, span, layout))
    _upright_lines(drawn, spots)
    if points is not None:
        _points(drawn, points)
    colors = _colors(series, roles or {})
    _lines(axes, table, colors)
    if names:
        lasts = {name: own["value"].iloc[-1] for name, own in table.groupby("series")}
        name_ends(drawn, lasts, colors, names)
    return axes


def _spots(scale: Scale, span: float, layout) -> list[tuple[float, float, str, str, int]]:
    """Give for each line of the scale: value, points from the left to the middle of its words, words, role, level."""
    found = []
    for value, words, role in scale.lines:
        half = text_width(words, layout.small, BOLD) / 2
        found.append((value, min(max(scale.share(value) * span, half), span - half), words, role))
    halves = [text_width(words, layout.small, BOLD) / 2 for _, _, words, _ in found]
    levels = levels_of([(at - half, at + half) for (_, at, _, _), half in zip(found, halves, strict=True)])
    return [(*spot, level) for spot, level in zip(found, levels, strict=True)]


def _upright_lines(drawn: Body, spots) -> None:
    low, high = drawn.ax.get_ylim()
    point, size = (high - low) / drawn.height, drawn.layout.small
    for value, at, words, name, level in spots:
        y = high - point * size * (0.7 + 1.4 * level)
        drawn.ax.vlines(value, low, y - point * size * 0.7, color=ROLES[name].color, linewidth=1.2, zorder=2)
        look = {"size": size, "weight": BOLD, "color": ROLES[name].words, "ha": "center"}
        drawn.write(drawn.left + at, y, words, **look)


def _thinned(ticks: list[tuple[float, str]], scale: Scale, span: float, layout) -> list[tuple[float, str]]:
    """Give every tick, every second or every fourth, so that their words stay apart."""
    while len(ticks) > 1:
        spans = [
            (at - text_width(word, layout.small) / 2, at + text_width(word, layout.small) / 2)
            for at, word in ((scale.share(tick) * span, word) for tick, word in ticks)
        ]
        if max(levels_of(spans)) == 0:
            break
        ticks = ticks[(len(ticks) - 1) % 2 :: 2]  # the last stays: the unit stands at it
    return ticks


def _points(drawn: Body, points: pd.DataFrame) -> None:
    axes = drawn.ax
    if "n" in points:
        most = max(float(points["n"].max()), 20.0)
        look: dict = {"facecolor": "none", "edgecolor": GRAY, "linewidth": 0.8, "clip_on": False, "zorder": 1}
        axes.scatter(points["x"], points["value"], s=8 + 140 * points["n"].astype(float) / most, **look)
        return
    step = axes.get_ylim()[1] * 0.012
    axes.vlines(points["x"], points["value"] - step, points["value"] + step, color=GRAY, linewidth=0.8, alpha=0.6)


def _colors(series: list[str], roles: Mapping[str, str]) -> dict[str, str]:
    """Give each series the color of its meaning, else the next one in order."""
    unknown = sorted(set(roles.values()) - set(ROLES), key=str)
    if unknown:
        raise DataError(f"roles: {unknown[0]!r} is unknown; expected one of {', '.join(ROLES)}.")
    told = {name: ROLES[role].color for name, role in roles.items()}
    return {name: told.get(name, SERIES[place % len(SERIES)]) for place, name in enumerate(series)}


def _lines(axes: Axes, table: pd.DataFrame, colors: Mapping[str, str]) -> None:
    for name, color in colors.items():
        own = table[table["series"] == name]
        if {"low", "high"} <= set(own):
            axes.fill_between(own["x"], own["low"], own["high"], color=color, alpha=0.18, linewidth=0)
        alone = "o" if own["value"].notna().sum() == 1 else ""
        axes.plot(own["x"], own["value"], color=color, linewidth=1.6, marker=alone, zorder=3)
