"""The forest plot of one synthesis."""

from __future__ import annotations

import numpy as np

from ...shown import between, limits_of, valued
from ...style import PALETTE, axes_of, log_axis
from .measures import MEASURES
from .pooled import is_ratio


def forest(pooled, ax=None):
    """Draw each study's interval, the pooled effect as a diamond and the prediction interval below it."""
    rows, total = pooled.studies, pooled.estimate
    ax = axes_of(ax, (6, 1.6 + 0.3 * len(rows)))
    y, bottom = -np.arange(len(rows)), -len(rows) - 0.5
    ax.hlines(y, rows["low"], rows["high"], color=PALETTE["observed"], linewidth=1)
    ax.scatter(rows["value"], y, s=10 + 150 * rows["weight"], marker="s", color=PALETTE["observed"])
    corners = [total.low, total.value, total.high, total.value]
    ax.fill(corners, bottom + np.array([0, 0.3, 0, -0.3]), color=PALETTE["fit"])
    names = [str(label) for label in rows.get("study", rows.index)]
    ticks, names = [*y, bottom], [*names, f"{pooled.method} ({pooled.test})"]
    if not np.isnan(pooled.tau2):
        span = pooled.prediction()
        ax.hlines(bottom - 1.2, span.low, span.high, color=PALETTE["fit"], linewidth=3)
        ticks, names = [*ticks, bottom - 1.2], [*names, "prediction"]
    ax.set_yticks(ticks, names)
    told = f"{valued(total.value)} ({between(total.low, total.high)})"
    ax.set_xlabel(f"{pooled.measure} ({limits_of(pooled.level)})\n{told}", loc="right")
    ax.set(ylabel="study", ylim=(ticks[-1] - 0.7, 0.7))
    null_line(ax, pooled.measure)
    return ax


def null_line(ax, measure: str) -> None:
    """Draw the line of no effect, and make the axis of a ratio logarithmic."""
    null = MEASURES[measure].null
    if is_ratio(measure):
        log_axis(ax.xaxis)
    if null is not None:
        ax.axvline(null, color=PALETTE["guide"], linewidth=0.8, zorder=0)
