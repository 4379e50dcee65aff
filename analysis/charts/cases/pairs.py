"""Picture of substances that come together."""

from __future__ import annotations

import numpy as np

from ...style import PALETTE
from .registry import case_chart
from .rows import MOST, amount, at_right, left_out, legend_above, reach, row_axes
from .words import pair, ratio_words, worded


@case_chart("combinations", "first", "second", "n", "expected", "ratio")
def combinations(table, ax=None):
    """Pairs of substances in the same case: cases observed (dot) and expected by chance (ring), and their ratio."""
    shown = table.head(MOST)
    ax = row_axes(ax, [pair(row.first, row.second, 44) for row in shown.itertuples()], letters=None)
    place = np.arange(len(shown))
    ax.hlines(place, shown["expected"], shown["n"], color=PALETTE["comparator"], linewidth=1.2)
    ring = {"color": PALETTE["contested"], "markerfacecolor": "white", "markeredgewidth": 1.6, "label": "expected"}
    ax.plot(shown["expected"], place, "o", markersize=6, clip_on=False, zorder=3, **ring)
    ax.plot(shown["n"], place, "o", color=PALETTE["primary"], markersize=5.5, clip_on=False, zorder=4, label="observed")
    ax.set_xlim(0, reach(shown[["n", "expected"]]))
    at_right(ax, [f"{row.n:,} ({ratio_words(row.ratio)})" for row in shown.itertuples()], "n (ratio)")
    amount(ax, whole=True)
    left_out(ax, len(table) - len(shown), "pairs")
    ax.set_xlabel(worded(table, "Cases with both substances"))
    legend_above(ax)
    return ax
