"""Picture of a fitted trend."""

from __future__ import annotations

import pandas as pd

from ..forms import signed_percent
from ..style import PALETTE, axes_of, key, note, whole_years
from .registry import chart


@chart("exposure_trend_example", size=(7.4, 4.6))
def exposure_trend_example(table, ax=None):
    """Human exposures per year as published (dots), with one line of joinpoint segments (annual percent change).

    Hollow: the earlier data system, before the break (dashed) and not fitted. Crosses: years whose report was not seen.
    """
    ax = axes_of(ax, (7.4, 4.6))
    seen, earlier = (table[table["kind"] == kind] for kind in ("observed", "before the break"))
    lines = table[table["kind"] == "joinpoint"]
    ax.plot(seen["start"], seen["count_start"] / 1e6, "o", color=PALETTE["cited"], label="published total")
    if len(earlier):
        hollow = {"markerfacecolor": "white", "color": PALETTE["cited"]}
        ax.plot(earlier["start"], earlier["count_start"] / 1e6, "o", label="before the break", **hollow)
        ax.axvline(seen["start"].min() - 0.5, color=PALETTE["line"], linestyle="--", linewidth=0.9)
    gaps = table.loc[table["kind"] == "not seen", "start"]
    if len(gaps):
        ax.plot(gaps, [0.06] * len(gaps), "x", color=PALETTE["comparator"], markersize=5, label="not seen")
    years = [*lines["start"], lines["end"].iloc[-1]]
    counts = pd.concat([lines["count_start"], lines["count_end"].iloc[-1:]]) / 1e6
    ax.plot(years, counts, color=PALETTE["primary"], label="joinpoint")
    highest = seen["count_start"].max() / 1e6
    for place, row in enumerate(lines.itertuples()):
        note(ax, _percent(row), seen["start"].min(), highest * (0.62 - 0.13 * place))
    ax.set(ylabel="Human exposures (millions)", ylim=(0, 1.12 * highest))
    whole_years(ax)
    key(ax)
    return ax


def _percent(row) -> str:
    value, low, high = (signed_percent(part, 2) for part in (row.value, row.low, row.high))
    return f"{row.start}-{row.end}: {value}% a year ({low} to {high})"
