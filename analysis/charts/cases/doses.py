"""Picture of severity against dose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...errors import DataError
from ...forms import limits, percent
from ...plots import curves, log_scale
from .registry import Said, case_chart
from .words import many, outcome_of, ratio_words, significant, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEPS, _CURVE = "isotonic steps", "logistic curve"


@case_chart("severity", "kind", "dose", "events", "n", "value", "low", "high")
def severity(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Share with the outcome by dose: observed (rings, area by cases), isotonic steps with limits, logistic curve.

    A threshold (line) is drawn only where the interval of the curve's slope leaves out no effect of dose.
    """
    table = table[table["dose"] > 0]
    kinds = dict(list(table.groupby("kind", sort=False)))
    unit, slope = table.attrs.get("unit", "mg"), table.attrs.get("odds_ratio")
    parts = [_steps(kinds["isotonic"])] if "isotonic" in kinds else []
    if "firth" in kinds:
        curve = kinds["firth"].sort_values("dose")
        parts.append(pd.DataFrame({"x": curve["dose"], "value": curve["value"], "series": _CURVE}))
    seen = kinds.get("observed")
    points = None if seen is None else pd.DataFrame({"x": seen["dose"], "value": seen["value"], "n": seen["n"]})
    cut = kinds["threshold"].iloc[0] if "threshold" in kinds and _tells(slope) else None
    scale = log_scale(table["dose"], unit=f" {unit}")
    if cut is not None:
        scale = replace(scale, lines=((float(cut["value"]), f"threshold {significant(cut['value'])} {unit}", "note"),))
    if points is not None and not parts:
        parts = [points.assign(series="")]
    if not parts:
        raise DataError("table: expected rows of kind observed, isotonic or firth, got none; give dose_curve's whole.")
    axes = curves(pd.concat(parts, ignore_index=True), scale=scale, percent=True, points=points, ax=ax, width=width)
    axes.set_ylim(-0.03, axes.get_ylim()[1])
    return axes, Said(
        _finding(table, slope),
        worded(table, f"Percent of cases with {outcome_of(table, long=True)}, by dose in {unit}, log scale"),
        worded(table, _note(table, seen, cut, unit, slope)),
        worded(table, _heard(seen, slope, unit)),
    )


def _tells(slope) -> bool:
    """Tell whether the interval of the odds ratio per doubling of the dose is known and leaves out 1."""
    return bool(slope) and (slope[1] > 1 or slope[2] < 1)


def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the corners of the steps: each share holds from its dose to the next."""
    rows = rows.sort_values("dose")
    doubled = rows.loc[rows.index.repeat(2), ["value", "low", "high"]].reset_index(drop=True).iloc[:-1]
    doses = np.repeat(rows["dose"].to_numpy(float), 2)[1:]
    if not len(doubled):
        doubled, doses = rows[["value", "low", "high"]].reset_index(drop=True), rows["dose"].to_numpy(float)
    return doubled.assign(x=doses, series=_STEPS)


def _finding(table: pd.DataFrame, slope) -> str:
    of = outcome_of(table)
    if not slope or not np.isfinite(slope[0]):
        return f"Each dose has its share with {of}"
    if not _tells(slope):
        return f"Dose does not settle who had {of}"
    return f"The odds of {of} {'rise' if slope[1] > 1 else 'fall'} with dose"


def _note(table: pd.DataFrame, seen, cut, unit: str, slope) -> str:
    said = []
    if seen is not None:
        said.append(f"Rings: observed, area by cases (largest {many(int(seen['n'].max()), 'case', 'cases')}).")
    said.append("Band: limits of the steps, at all doses at once.")
    if slope:
        value, low, high = slope
        said.append(f"Odds ratio per doubling {ratio_words(value)} ({limits(low, high, ratio_words)}).")
    if cut is not None:
        ends = limits(cut["low"], cut["high"], significant)
        said.append(f"Threshold: the dose that best separates (limits {ends} {unit}).")
    elif slope and not _tells(slope):
        said.append("No threshold is drawn, for dose does not tell.")
    elif (table["kind"] == "threshold").any():
        said.append("No threshold: no slope is stated.")
    return " ".join(said)


def _heard(seen, slope, unit: str) -> str:
    said = "Observed shares by dose with isotonic steps and a logistic curve."
    if seen is not None:
        total, events = int(seen["n"].sum()), int(seen["events"].sum())
        said += f" Doses run from {significant(seen['dose'].min())} to {significant(seen['dose'].max())} {unit};"
        said += f" {events:,} of {total:,} cases ({percent(events / total) if total else 'none'}) had the outcome."
    return said
