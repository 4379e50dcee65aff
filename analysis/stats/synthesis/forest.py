"""The forest plot of one synthesis."""

from __future__ import annotations

import numpy as np


def forest(pooled, ax=None):
    """Draw each study's interval, the pooled effect as a diamond and the prediction interval below it."""
    import matplotlib.pyplot as plt

    from .measures import MEASURES
    from .pooled import is_ratio

    rows = pooled.studies
    labels = [str(label) for label in rows.get("study", rows.index)]
    ax = ax or plt.subplots(figsize=(6, 1 + 0.3 * len(rows)), layout="constrained")[1]
    y = -np.arange(len(rows))
    if is_ratio(pooled.measure):
        ax.set_xscale("log")
    ax.hlines(y, rows["low"], rows["high"], color="0.3")
    ax.scatter(rows["value"], y, s=10 + 150 * rows["weight"], marker="s", color="0.3")
    total, bottom = pooled.estimate, -len(rows) - 0.5
    corners = [total.low, total.value, total.high, total.value]
    ax.fill(corners, bottom + np.array([0, 0.3, 0, -0.3]), color="tab:blue", label=f"{100 * pooled.level:g}% CI")
    ticks, names = [*y, bottom], [*labels, f"{pooled.method} ({pooled.test})"]
    if not np.isnan(pooled.tau2):
        span = pooled.prediction()
        ax.hlines(bottom - 1, span.low, span.high, color="tab:blue", lw=3, label="prediction interval")
        ticks, names = [*ticks, bottom - 1], [*names, "prediction"]
    null = MEASURES[pooled.measure].null
    if null is not None:
        ax.axvline(null, color="0.7", lw=0.8, zorder=0)
    ax.set_yticks(ticks, names)
    ax.set_xlabel(f"{pooled.measure} ({100 * pooled.level:g}% interval)")
    ax.set_ylabel("study")
    return ax
