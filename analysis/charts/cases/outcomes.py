"""Pictures of outcomes: shares by group, and odds ratios."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import DataError
from ...forms import percent_of
from ...style import PALETTE
from .registry import case_chart
from .rows import at_left, at_right, dots, left_out, legend_above, row_axes
from .words import called, limits_of, outcome_of, ratio_words, worded

_MOST = 40
_SHARES = ("events", "n", "value", "low", "high")


@case_chart("outcomes", *_SHARES)
def outcomes(table, ax=None):
    """Percent of the cases whose outcome is known that had it (dot) and its limits (line), by group."""
    by = [name for name in table.columns if name not in {*_SHARES, "synthetic"}]
    if len(by) > 1:
        raise DataError(f"table: expected at most one column with groups, got {', '.join(map(str, by))}.")
    shown = table.head(_MOST)
    ax = row_axes(ax, shown[by[0]] if by else [worded(table, "All cases")] * len(shown))
    dots(ax, shown, scale=100)
    ax.set_xlim(0, min(ax.get_xlim()[1], 102))
    words = [f"{row.events:,} of {row.n:,} ({percent_of(row.events, row.n)})" for row in shown.itertuples()]
    at_right(ax, words, "events of n")
    left_out(ax, len(table) - len(shown), "groups")
    ax.set_xlabel(f"Percent with {outcome_of(table)}; {limits_of(table)}")
    if by:
        at_left(ax, called(by[0]))
    return ax


_RATIO = ("crude", "crude_low", "crude_high", "adjusted", "adjusted_low", "adjusted_high")
_LOOKS = {"crude": ("comparator", "white", -0.16), "adjusted": ("primary", "", 0.16)}
_ENDS = (0.01, 100.0)  # a separated group has limits far beyond; an arrow says so


@case_chart("odds", "factor", "term", "events", "n", *_RATIO)
def odds(table, ax=None):
    """Odds ratios with limits: crude (ring) and adjusted for the other factors (dot); an arrow: beyond the axis."""
    layout = _layout(table)
    ax = row_axes(ax, [name for name, _ in layout], letters=30, width=7.2)
    rows = [(place, row) for place, (_, row) in enumerate(layout) if row is not None]
    low, high = _ends(table)
    for kind in _LOOKS:
        _ratios(ax, rows, kind, (low, high))
    for label, (_, row) in zip(ax.get_yticklabels(), layout, strict=True):
        label.set_fontweight("bold" if row is None else "normal")
    _columns(ax, layout)
    ax.axvline(1, color=PALETTE["line"], linewidth=0.9)
    _log_axis(ax, low, high)
    ax.set_xlabel(f"Odds ratio of {outcome_of(table)};\n{limits_of(table)}, log scale")
    legend_above(ax)
    return ax


def _layout(table: pd.DataFrame) -> list[tuple[str, object]]:
    """Give the rows of the picture from the top: a heading per factor, then its levels."""
    layout: list[tuple[str, object]] = []
    for factor, rows in table.groupby("factor", sort=False):
        layout.append((called(str(factor)), None))
        layout += [(str(row.term), row) for row in rows.itertuples()]
    return layout


def _ends(table: pd.DataFrame) -> tuple[float, float]:
    """Give an axis that holds every ratio and limit, but no more than a hundredfold to either side."""
    numbers = table[list(_RATIO)].to_numpy(float)
    numbers = numbers[np.isfinite(numbers) & (numbers > 0)]
    low, high = min(numbers.min(initial=1), 0.5), max(numbers.max(initial=1), 2.0)
    return max(low / 1.15, _ENDS[0]), min(high * 1.15, _ENDS[1])


def _ratios(ax, rows, kind: str, ends: tuple[float, float]) -> None:
    """Draw the crude or the adjusted ratios; a reference has no limits and no mark."""
    name, face, shift = _LOOKS[kind]
    color = PALETTE[name]
    mark = {"color": color, "markerfacecolor": face or color, "markersize": 5, "zorder": 3}
    ax.plot([], [], "o", **mark, label=kind)
    for place, row in rows:
        value, low, high = (getattr(row, kind + end) for end in ("", "_low", "_high"))
        if np.isnan(low):
            continue
        ax.hlines(place + shift, max(low, ends[0]), min(high, ends[1]), color=color, linewidth=1.6)
        for beyond, end, marker in ((low < ends[0], ends[0], "<"), (high > ends[1], ends[1], ">")):
            if beyond:
                ax.plot(end, place + shift, marker, color=color, markersize=5, clip_on=False)
        if ends[0] <= value <= ends[1]:
            ax.plot(value, place + shift, "o", **mark)


def _columns(ax, layout) -> None:
    """Write events, n and both ratios to the right of each row."""
    rows = [row for _, row in layout]
    at_right(ax, ["" if row is None else f"{row.events:,}/{row.n:,}" for row in rows], "events/n")
    for kind, inches in (("crude", 0.95), ("adjusted", 2.15)):
        at_right(ax, ["" if row is None else _told(row, kind) for row in rows], kind, inches=inches)


def _told(row, kind: str) -> str:
    value, low, high = (getattr(row, kind + end) for end in ("", "_low", "_high"))
    if np.isnan(low):
        return "1 (reference)" if value == 1 else "not estimable"
    return f"{ratio_words(value)} ({ratio_words(low)} to {ratio_words(high)})"


def _log_axis(ax, low: float, high: float) -> None:
    ax.set_xscale("log")
    ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if low <= tick <= high]
    if len(ticks) > 7:
        ticks = [tick for tick in ticks if tick in (0.01, 0.1, 0.5, 1, 2, 10, 100)]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.set_xlim(low, high)
