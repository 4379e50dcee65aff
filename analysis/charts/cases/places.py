"""Picture of states or regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ...cases.codebook.regions import state_of
from ...errors import DataError
from ...forms import ratio
from ...plots import Column, linear_scale, rows
from .registry import Said, case_chart
from .words import fitting, headed, many, with_limits, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_STATES = 56  # states, the District of Columbia and the territories


@case_chart("states", "count")
def states(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Counts or rates of cases by state or region (dots, with limits), highest first."""
    area = "region" if "region" in table and "state" not in table else "state"
    if area not in table:
        raise DataError(f"table: expected a column 'state' or 'region', got {', '.join(map(str, table.columns))}.")
    rated = {"value", "low", "high"} <= set(table.columns)
    shown = table.sort_values("value" if rated else "count", ascending=False, kind="stable").head(MOST_STATES)
    frame = pd.DataFrame({"label": [_named(place, area) for place in shown[area]]})
    frame["value"] = shown["value" if rated else "count"].to_numpy(float)
    frame["cases"] = [f"{count:,}" for count in shown["count"]]
    right = [Column(worded(table, "Cases"), "cases")]
    if rated:
        frame["low"], frame["high"] = shown["low"].to_numpy(float), shown["high"].to_numpy(float)
        frame["rate"] = [with_limits(row.value, row.low, row.high, ratio) for row in frame.itertuples()]
        right.append(Column(headed(table, "Rate"), "rate"))
    numbers = frame[["value", *(name for name in ("low", "high") if rated)]].to_numpy(float).ravel()
    axes = rows(frame, linear_scale(numbers, zero=True), right=right, head=area.capitalize(), ax=ax, width=width)
    unit = table.attrs.get("unit", "by denominator")
    note = "" if rated else f"Counts, not rates: a {area} with more people has more."
    if hidden := len(table) - len(shown):
        note += f" {many(hidden, area, f'{area}s')} with {'lower rates' if rated else 'fewer cases'} not shown."
    first, last = frame.iloc[0], frame.iloc[-1]
    column = "rate" if rated else "cases"
    return axes, Said(
        _finding(frame, unit if rated else "", table),
        worded(table, f"Cases {unit}, by {area}" if rated else f"Cases by {area}"),
        note.strip(),
        f"Rows of {many(len(frame), area, f'{area}s')}, highest first. {first['label']}: {first[column]}"
        + (f"; {last['label']}: {last[column]}." if len(frame) > 1 else "."),
    )


def _named(place: object, area: str) -> str:
    """Give a state by its name, as people say it, where only its code is known."""
    found = state_of(str(place)) if area == "state" else None
    return found[1] if found else str(place)


def _finding(frame: pd.DataFrame, unit: str, table: pd.DataFrame) -> str:
    first = frame.iloc[0]
    if not first["value"] > 0:
        return worded(table, "No cases have a place")
    if len(frame) == 1 and not unit:
        whole = "The only case is" if first["value"] == 1 else f"All {first['cases']} cases are"
        return worded(table, fitting(f"{whole} from {first['label']}", f"{whole} from one place"))
    if (frame["value"] == first["value"]).sum() > 1:
        return "Several places share the highest number"
    if not unit:
        return fitting(
            worded(table, f"{first['label']} had the most cases, {first['cases']}"),
            worded(table, f"Up to {first['cases']} cases came from one place"),
        )
    rate = f"{ratio(first['value'])} {unit}"
    return fitting(
        f"{first['label']} had the highest rate, {rate}",
        f"The highest rate was {rate}",
        "One place had the highest rate",
    )
