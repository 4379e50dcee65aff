"""Pictures of syntheses: the forest plot, a moderator against the effects, coefficients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...shown import between, limits_of, valued
from ...style import BAND, PALETTE, axes_of, key, log_axis
from .measures import MEASURES, is_ratio


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
    ax.set_xlabel(f"{MEASURES[pooled.measure].words} ({limits_of(pooled.level)})\n{told}", loc="right")
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


def bubbles(fitted, ax=None):
    """Draw effects against one moderator, larger where more precise, with the fit and its limits."""
    ax = axes_of(ax)
    (name,), (levels,) = fitted.moderators.names, fitted.moderators.levels
    x = fitted.studies[name].astype(str) if levels else pd.to_numeric(fitted.studies[name])
    size = 20 + 300 * fitted.studies["weight"]
    ax.scatter(x, fitted.studies["effect"], s=size, color=PALETTE["observed"], alpha=0.6, label="studies")
    line = fitted.studies.assign(x=x).sort_values("x")
    limits = (line["x"], line["fitted_low"], line["fitted_high"])
    look: dict[str, Any] = {"color": PALETTE["fit"], "label": f"fitted ({limits_of(fitted.level)})"}
    if levels:
        ax.vlines(*limits, **look)
        ax.plot(line["x"], line["fitted"], "_", color=PALETTE["fit"], ms=30)
        ax.margins(x=0.3)
    else:
        ax.plot(line["x"], line["fitted"], **look)
        ax.fill_between(*limits, color=PALETTE["fit"], alpha=BAND, linewidth=0)
    ax.set(xlabel=name, ylabel=MEASURES[fitted.measure].scale)
    key(ax)
    return ax


def coefficients(fitted, ax=None):
    """Draw the coefficients of a meta-regression with their limits, the intercept left out."""
    table = fitted.coefficients.drop(index="intercept")
    ax = axes_of(ax, (6, 1 + 0.4 * len(table)))
    y = -np.arange(len(table))
    ax.hlines(y, table["low"], table["high"], color=PALETTE["fit"], label=limits_of(fitted.level))
    ax.plot(table["value"], y, "o", color=PALETTE["fit"])
    ax.axvline(0, color=PALETTE["guide"], linewidth=0.8, zorder=0)
    ax.set_yticks(y, table.index)
    ax.set(xlabel=f"difference in {MEASURES[fitted.measure].scale}", ylabel="moderator")
    key(ax)
    return ax
