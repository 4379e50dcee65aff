"""Pictures of effects, therapies and co-ingestants: the share of cases with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...forms import bare_percent, percent
from ...plots import Column, percent_scale, rows
from ...shown import has_limits
from .registry import Said, case_chart
from .words import fitting, headed, many, with_limits, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 20
_SHARE = ("n", "cases", "value", "low", "high")


@case_chart("effects", "effect", *_SHARE)
def effects(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Clinical effects: percent of cases with each (dot) and its limits (line); a case counts once per effect."""
    return _shares(table, ("effect", "effect", "effects"), ax, width)


@case_chart("therapies", "therapy", *_SHARE)
def therapies(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Therapies: percent of cases with each (dot) and its limits (line); a case counts once per therapy."""
    return _shares(table, ("therapy", "therapy", "therapies"), ax, width)


@case_chart("coingestants", "substance", *_SHARE)
def coingestants(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Other substances in the same cases: percent of cases with each (dot) and its limits (line)."""
    return _shares(table, ("substance", "other substance", "other substances"), ax, width)


def _shares(table: pd.DataFrame, names: tuple[str, str, str], ax, width):
    column, one, several = names
    shown, cases = table.head(MOST), int(table["cases"].max())
    frame = pd.DataFrame(
        {
            "label": shown[column].astype(str).tolist(),
            "value": shown["value"].to_numpy(float),
            "low": shown["low"].to_numpy(float),
            "high": shown["high"].to_numpy(float),
            "cases": [f"{n:,}" for n in shown["n"]],
            "percent": [with_limits(row.value, row.low, row.high, bare_percent) for row in shown.itertuples()],
        }
    )
    right = [Column(worded(table, "Cases"), "cases"), Column(headed(table, "Percent"), "percent")]
    axes = rows(frame, share_scale(shown), right=right, head=one[:1].upper() + one[1:], ax=ax, width=width)
    note = worded(table, f"A case counts once for each {one}.") if column != "substance" else ""
    if (hidden := len(table) - len(shown)) > 0:
        note += f" {many(hidden, f'less frequent {one} is', f'less frequent {several} are')} not shown."
    subtitle = worded(table, f"Percent of {many(cases, 'case', 'cases')} with each {one}")
    return axes, Said(_finding(table, column, one, cases), subtitle, note.strip(), _heard(frame, one, several))


def share_scale(table: pd.DataFrame):
    """Give a scale of percent that holds every share and limit."""
    numbers = table[["value", "low", "high"]].to_numpy(float)
    return percent_scale(min(1.0, float(numbers[np.isfinite(numbers)].max(initial=0.0))) or 0.01)


def _finding(table: pd.DataFrame, column: str, one: str, cases: int) -> str:
    """Name the most frequent: a statement on these cases, which needs no interval."""
    most = table["n"].max()
    if not most > 0:
        return worded(table, f"No {one} was recorded in {many(cases, 'case', 'cases')}")
    first = table[table["n"] == most]
    share = percent(first["value"].iloc[0])
    if len(first) > 1:
        return fitting(
            f"{' and '.join(first[column].astype(str))} were the most frequent, {share} each",
            worded(table, f"No single {one} was the most frequent in these cases"),
        )
    return fitting(
        f"{first[column].iloc[0]} was the most frequent {one}, {share}",
        worded(table, f"The most frequent {one} was in {share} of the cases"),
    )


def _heard(frame: pd.DataFrame, one: str, several: str) -> str:
    first, last = frame.iloc[0], frame.iloc[-1]
    said = f"Rows of {many(len(frame), one, several)} with the percent of cases{' and limits' * has_limits(frame)}."
    if len(frame) == 1:
        return f"{said} {first['label']}: {first['percent']} of cases."
    return f"{said} From {first['label']}, {first['percent']}, to {last['label']}, {last['percent']}."
