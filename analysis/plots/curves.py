"""Curves of a model with their limits, each named at its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .body import GRAY, body
from .fonts import BOLD
from .layout import layout_of, text_width
from .scale import Scale, linear_scale
from .upright import SERIES, TALL, draw_upright, name_ends, upright_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def curves(
    frame: pd.DataFrame,
    *,
    scale: Scale | None = None,
    percent: bool = False,
    points: pd.DataFrame | None = None,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw values over a continuous scale, such as a concentration over time or a risk over dose.

    Parameters
    ----------
    frame : DataFrame
        ``x``, ``value``, and where there are some ``low``, ``high`` (a band) and ``series`` (named at the line's end).
    scale : Scale, optional
        Of x; linear around the numbers when left out.
    percent : bool
        Whether the values are shares from 0 to 1, labeled in percent.
    points : DataFrame, optional
        ``x`` and ``value`` of observations, drawn as short strokes behind the curves.
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without the columns or without a number.

    Examples
    --------
    >>> import pandas as pd
    >>> model = pd.DataFrame({"x": [0, 6, 12], "value": [0.0, 1.8, 0.6], "series": "3 to 4 h"})
    >>> [text.get_text() for text in curves(model).texts][-1]
    '2'
    """
    missing = [name for name in ("x", "value") if name not in frame]
    if missing or not pd.to_numeric(frame["value"], errors="coerce").notna().any():
        raise DataError(
            f"frame: expected numbers in x and value; got {', '.join(map(str, frame.columns)) or 'no column'}."
        )
    table = frame.assign(series=frame["series"].astype(str) if "series" in frame else "")
    layout, scale = layout_of(width, ax), scale or linear_scale(table["x"])
    series = list(dict.fromkeys(table["series"]))
    top = max(table[[name for name in ("value", "high") if name in table]].max())
    ticks = upright_ticks(0.0, min(1.0, top) if percent else top)
    ticks = [(tick, f"{100 * tick:g}{'%' * (tick == ticks[-1][0])}" if percent else word) for tick, word in ticks]
    gutter = max(text_width(word, layout.small) for _, word in ticks) + 6
    named = len(series) > 1
    right = max(text_width(name, layout.label, BOLD) for name in series) + 8 if named else layout.label * 1.5
    drawn = body(layout, TALL[layout.half], (gutter, right), layout.small * 2.0, ax)
    axes = drawn.ax
    axes.set_xscale("log" if scale.log else "linear")
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(0, max(top, ticks[-1][0]) * 1.04)
    draw_upright(drawn, ticks, list(zip(scale.ticks, scale.labels, strict=True)))
    if points is not None:
        step = axes.get_ylim()[1] * 0.012
        axes.vlines(points["x"], points["value"] - step, points["value"] + step, color=GRAY, linewidth=0.8, alpha=0.6)
    _lines(axes, table, series, layout)
    if named:
        lasts = {name: own["value"].iloc[-1] for name, own in table.groupby("series")}
        name_ends(drawn, lasts, _colors(series))
    return axes


def _colors(series: list[str]) -> Mapping[str, str]:
    return {name: SERIES[place % len(SERIES)] for place, name in enumerate(series)}


def _lines(axes: Axes, table: pd.DataFrame, series: list[str], layout) -> None:
    for name, color in _colors(series).items():
        own = table[table["series"] == name]
        if {"low", "high"} <= set(own):
            axes.fill_between(own["x"], own["low"], own["high"], color=color, alpha=0.18, linewidth=0)
        axes.plot(own["x"], own["value"], color=color, linewidth=1.6, zorder=3)
