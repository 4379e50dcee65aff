"""Picture of a fitted trend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..forms import limits, listed, signed_percent
from ..plots import counts
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@chart("exposure_trend_example")
def exposure_trend_example(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Human exposures per year as published, with one line of joinpoint segments; no line crosses the break."""
    seen = table[table["kind"].isin(["observed", "before the break", "not seen"])]
    lines = table[table["kind"] == "joinpoint"]
    frame = pd.DataFrame(
        {
            "period": seen["start"],
            "value": seen["count_start"] / 1e6,
            "partial": seen["kind"] == "before the break",
        }
    ).sort_values("period")
    fitted = pd.DataFrame(
        {
            "period": [*lines["start"], *lines["end"].iloc[-1:]],
            "fit": [*lines["count_start"], *lines["count_end"].iloc[-1:]],
        }
    )
    frame = frame.merge(fitted.assign(fit=fitted["fit"] / 1e6), on="period", how="left")
    frame["fit"] = frame["fit"].interpolate(limit_area="inside")
    first = int(table.loc[table["kind"] == "observed", "start"].min())
    breaks = {first: "new data system"} if (table["kind"] == "before the break").any() else {}
    axes = counts(frame, breaks=breaks, unit="million", ax=ax, width=width)
    unseen = [f"{year:g}" for year in table.loc[table["kind"] == "not seen", "start"]]
    last = lines.iloc[-1]
    return on_page(
        axes,
        ax,
        _title(last),
        subtitle="Human exposures reported to US poison centers, millions a year, as the annual reports print them",
        note=" ".join(
            [
                "; ".join(_said(row) for row in lines.itertuples()) + ".",
                f"Hollow: the earlier data system, not fitted. Reports not seen: {listed(unseen)}." if unseen else "",
                "Counts, not rates.",
            ]
        ),
        source=(
            "Sources: annual reports of the National Poison Data System, and of TESS before 2006. Joinpoint "
            "regression of log counts."
        ),
        alt=(
            f"Dots of {int(frame['value'].notna().sum())} yearly totals with a fitted line in {len(lines)} segments. "
            f"The total is {frame['value'].dropna().iloc[0]:.2f} million in {frame['period'].min():g} and "
            f"{frame['value'].dropna().iloc[-1]:.2f} million in {frame['period'].max():g}; {len(unseen)} years are "
            "missing."
        ),
    )


def _title(last) -> str:
    size = signed_percent(abs(last.value), 1)
    if last.low <= 0 <= last.high:
        return f"Reported exposures show no clear change since {last.start:g}"
    return f"Reported exposures {'rose' if last.value > 0 else 'fell'} {size}% a year from {last.start:g} on"


def _said(row) -> str:
    show = lambda value: signed_percent(value, 1)  # noqa: E731
    return f"{row.start:g}\u2013{row.end:g}: {show(row.value)}% a year ({limits(row.low, row.high, show)})"
