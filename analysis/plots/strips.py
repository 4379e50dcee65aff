"""Many periods of several groups: one strip a group below the other, all on one scale, so that no lines tangle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .body import AXIS, GRAY, GRID, PALE, Body, body
from .fonts import BOLD, families_for
from .frames import checked_frame
from .layout import layout_of, shortened, text_width
from .marks import RANGE, SOURCE
from .periods import is_dated, numbered, period_ticks
from .series import checked_series, highest, pieces, whole_counts
from .upright import upright_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TALL = {False: 44.0, True: 34.0}  # points of one strip


def strips(
    frame: pd.DataFrame,
    *,
    breaks: Mapping[float, str] | None = None,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw counts or rates by period, a strip for each series; every strip has the same scale from 0 on.

    Parameters
    ----------
    frame : DataFrame
        ``period``, ``value``, ``series`` and where they serve ``low``, ``high``, ``partial``: as in `counts`.
    breaks : mapping, optional
        First period of another basis to words: a dashed line through every strip, which no line of values crosses.
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without the columns, or without a number.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.DataFrame({"period": pd.to_datetime(["2020-01-01", "2020-02-01"] * 2), "value": [3, 9, 1, 0],
    ...                        "series": ["Female", "Female", "Male", "Male"]})
    >>> [text.get_text() for text in strips(months).texts]
    ['Female', '0', '8', 'Male', '0', '8']
    """
    frame = checked_frame(frame, "period", "value", "series", row="a row per period")
    table, dated = checked_series(frame), is_dated(frame["period"])
    if (table["value"] < 0).any():
        raise DataError(f"value: expected counts or rates from 0 on, got {table['value'].min():g}.")
    layout = layout_of(width, ax)
    places = [float(numbered(pd.Series([place])).iloc[0]) for place in breaks or {}]
    top = highest(table)
    last, word = upright_ticks(0.0, top, whole=whole_counts(table))[-1]
    series = list(dict.fromkeys(table["series"]))
    gutter = max(text_width(word, layout.small), text_width("0", layout.small)) + 6
    tall, head = _TALL[layout.half], layout.row * 1.2
    drawn = body(layout, (tall + head) * len(series), (gutter, layout.label), layout.small * 2.0, ax)
    first, end = table["period"].min(), table["period"].max()
    pad = 0.02 * (end - first or 1)
    drawn.ax.set_xlim(first - pad, end + pad)
    scale = tall / max(top, last)
    for place, name in enumerate(series):
        base = (tall + head) * (place + 1)
        room = drawn.right - drawn.left
        drawn.write(drawn.left, base - tall - head * 0.4, shortened(name, room, layout.label, BOLD), weight=BOLD)
        for value, said in ((0.0, "0"), (last, word)):
            drawn.ax.hlines(base - value * scale, *drawn.ax.get_xlim(), color=GRID if value else AXIS, linewidth=0.7)
            drawn.write(drawn.left - 5, base - value * scale, said, ha="right", size=layout.small, color=GRAY)
        _strip(drawn, table[table["series"] == name], base, scale, sorted(places))
    for place in places:
        at = place - 0.5 * (not dated)
        drawn.ax.axvline(at, color=PALE, linewidth=1.0, linestyle=(0, (4, 3)), zorder=1)
    _axis(drawn, period_ticks(table["period"], drawn.right - drawn.left, layout, dated=dated))
    return drawn.ax


def _strip(drawn: Body, own: pd.DataFrame, base: float, scale: float, breaks: list[float]) -> None:
    axes = drawn.ax
    for piece in pieces(own, breaks):
        if {"low", "high"} <= set(piece):
            ends = (base - piece[name] * scale for name in ("low", "high"))
            axes.fill_between(piece["period"], *ends, color=RANGE, alpha=0.28, linewidth=0)
        axes.plot(piece["period"], base - piece["value"] * scale, color=SOURCE, linewidth=1.0, zorder=3)
        if len(piece) == 1:
            axes.plot(piece["period"], base - piece["value"] * scale, "o", color=SOURCE, markersize=2.5, zorder=3)
    part = own[own["partial"]]
    (rings,) = axes.plot(part["period"], base - part["value"] * scale, "o", markeredgewidth=1.1, zorder=4)
    rings.set(markerfacecolor="white", markeredgecolor=SOURCE, markersize=drawn.layout.label * 0.45)


def _axis(drawn: Body, across: list[tuple[float, str]]) -> None:
    axes = drawn.ax
    axes.set_xticks([place for place, _ in across], [word for _, word in across])
    axes.minorticks_off()
    axes.tick_params(axis="x", color=AXIS, length=3, pad=2.5, bottom=True, labelbottom=True)
    for label in axes.get_xticklabels():
        label.set(fontfamily=families_for(label.get_text()), fontsize=drawn.layout.small, color=GRAY)
