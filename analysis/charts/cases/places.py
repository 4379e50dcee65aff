"""Picture of states or regions."""

from __future__ import annotations

import numpy as np

from ...errors import DataError
from ...style import PALETTE
from .registry import case_chart
from .rows import amount, at_right, dots, left_out, reach, row_axes
from .words import limits_of, worded

MOST_STATES = 56  # states, the District of Columbia and the territories


@case_chart("states", "count")
def states(table, ax=None):
    """Cases by state or region, most first; where there is a denominator the rate (dot) and its limits (line)."""
    area = "region" if "region" in table and "state" not in table else "state"
    if area not in table:
        raise DataError(f"table: expected a column 'state' or 'region', got {', '.join(map(str, table.columns))}.")
    rates = {"value", "low", "high"} <= set(table.columns)
    shown = table.sort_values("value" if rates else "count", ascending=False, kind="stable").head(MOST_STATES)
    ax = row_axes(ax, shown[area], letters=28)
    if rates:
        dots(ax, shown)
        at_right(ax, [f"{row.value:,.3g} ({row.count:,})" for row in shown.itertuples()], "rate (n)")
        ax.set_xlabel(f"{worded(table, 'Cases')} {table.attrs.get('unit', 'by denominator')} ({limits_of(table)})")
    else:
        place = np.arange(len(shown))
        ax.hlines(place, 0, shown["count"], color=PALETTE["primary"], linewidth=1, alpha=0.5)
        ax.plot(shown["count"], place, "o", color=PALETTE["primary"], markersize=5.5, clip_on=False, zorder=3)
        ax.set_xlim(0, reach(shown["count"]))
        at_right(ax, [f"{count:,}" for count in shown["count"]], "n")
        amount(ax, whole=True)
        ax.set_xlabel(worded(table, "Cases"))
    left_out(ax, len(table) - len(shown), f"{area}s")
    return ax
