"""Picture of a trend fitted to annual counts or rates."""

from __future__ import annotations

import numpy as np

from ...forms import signed_percent
from ...style import PALETTE, axes_of
from .registry import case_chart
from .series import COLORS, LINES, amount_axis, partial_of, time_axis
from .words import limits_of, worded


@case_chart("trend", "kind", "year", "value", "low", "high", "term", "change", "change_low", "change_high")
def trend(table, ax=None):
    """Annual counts or rates (dots, with limits where there are) and the fitted trend (lines; band: its limits)."""
    ax = axes_of(ax, (6.8, 3.9))
    seen, line = table[table["kind"] == "observed"], table[table["kind"] == "fitted"]
    ax.vlines(seen["year"], seen["low"], seen["high"], color=PALETTE["line"], linewidth=1.1, alpha=0.7)
    ax.plot(seen["year"], seen["value"], "o", color=PALETTE["line"], markersize=4.5, zorder=4, label="observed")
    cut = seen[seen["year"].isin(list(partial_of(table, "year")))]
    ax.plot(cut["year"], cut["value"], "o", color=PALETTE["line"], markerfacecolor="white", markersize=4.5, zorder=5)
    for place, (term, rows) in enumerate(line.groupby("term", sort=False)):
        color, style = COLORS[place % len(COLORS)], LINES[place % len(LINES)]
        if rows["low"].notna().any():
            ax.fill_between(rows["year"], rows["low"], rows["high"], color=color, alpha=0.18, linewidth=0)
        ax.plot(rows["year"], rows["value"], style, color=color, linewidth=1.8, label=_said(term, rows))
    numbers = table[["value", "high"]].to_numpy(float)
    rates = table.attrs.get("unit")
    time_axis(ax, table["year"], "year")
    label = f"Cases {rates}\nper year" if rates else "Cases per year"
    amount_axis(ax, numbers[np.isfinite(numbers)].max(initial=0), worded(table, label), whole=not rates)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), title=f"Change per year ({limits_of(table)})")
    return ax


def _said(term: str, rows) -> str:
    row = rows.iloc[0]
    told = term.startswith(("until", "from"))
    years = term if told else f"{term}, {rows['year'].min():g} to {rows['year'].max():g}"
    if np.isnan(row.change):
        return years
    low, high = signed_percent(row.change_low), signed_percent(row.change_high)
    return f"{years}: {signed_percent(row.change, plus=True)}%" + (f" ({low} to {high})" if low else "")
