"""Picture of a fitted trend."""

from __future__ import annotations

from ..forms import signed_percent
from ..style import PALETTE, axes_of
from .registry import chart


@chart("exposure_trend_example", size=(7.4, 4.4))
def exposure_trend_example(table, ax=None):
    """Human exposures per year (dots: published totals; gaps: reports not seen) with trend and joinpoint segments."""
    ax = axes_of(ax, (7.4, 4.4))
    seen = table[table["kind"] == "observed"]
    ax.plot(seen["start"], seen["count_start"] / 1e6, "o", color=PALETTE["cited"], label="published total")
    trend = table[table["model"] == "negative-binomial"].iloc[0]
    ax.plot(
        [trend.start, trend.end],
        [trend.count_start / 1e6, trend.count_end / 1e6],
        color=PALETTE["primary"],
        label=f"negative binomial: {_percent(trend)}",
    )
    for place, row in enumerate(table[table["kind"] == "joinpoint"].itertuples()):
        ax.plot(
            [row.start, row.end],
            [row.count_start / 1e6, row.count_end / 1e6],
            "--",
            color=PALETTE["contested"],
            label=f"joinpoint segment {place + 1}: {_percent(row)}",
        )
    ax.set(xlabel="Year", ylabel="Human exposures (millions)", ylim=(0, 1.12 * seen["count_start"].max() / 1e6))
    ax.set_xticks(range(int(seen["start"].min()), int(seen["start"].max()) + 1, 2))
    ax.legend(loc="lower left")
    return ax


def _percent(row) -> str:
    value, low, high = (signed_percent(part, 2) for part in (row.value, row.low, row.high))
    return f"{value}% a year ({low} to {high})"
