"""Picture of a trend fitted to annual counts or rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ... import plots
from ...forms import limits, signed_percent
from .registry import Said, case_chart
from .series import partial_of
from .words import many, significant, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@case_chart("trend", "kind", "year", "value", "low", "high", "term", "change", "change_low", "change_high")
def trend(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Annual counts or rates of cases (dots, with limits) and the fitted trend (lines; band: its limits)."""
    seen, line = table[table["kind"] == "observed"], table[table["kind"] == "fitted"]
    observed = pd.DataFrame({"period": seen["year"], "value": seen["value"]})
    if seen["low"].notna().any():
        observed["low"], observed["high"] = seen["low"], seen["high"]
    observed["partial"] = seen["year"].isin(list(partial_of(table, "year")))
    fitted = pd.DataFrame({"period": line["year"], "fit": line["value"], "stretch": line["term"]})
    if line["low"].notna().any():
        fitted["fit_low"], fitted["fit_high"] = line["low"], line["high"]
    fitted["said"] = line["term"].map(_said(line, table.attrs.get("level")))
    frame = pd.concat([observed.assign(stretch="", said=""), fitted.assign(partial=False)], ignore_index=True)
    rates = table.attrs.get("unit")
    breaks = _breaks(line, table.attrs.get("breaks") or {})
    words = {year: f"{year}: {why}" if why else f"break in {year}" for year, why in breaks.items()}
    unit = "" if rates else (worded(table, "case"), worded(table, "cases"))
    axes = plots.counts(frame, breaks=words, unit=unit, ax=ax, width=width)
    note = "Dots: observed. Line: fitted" + (", with its limits." if "fit_low" in fitted else ".")
    note += "".join(f" The line has a step at {year}{f', {why}' if why else ''}." for year, why in breaks.items())
    what = worded(table, f"Cases {rates}, per year" if rates else "Cases per year")
    return axes, Said(_finding(table, line, breaks), f"{what}, and the fitted trend", note, _heard(seen, line))


def _breaks(line: pd.DataFrame, why: dict) -> dict[int, str]:
    """Give the years in which a line begins anew, with the reason where the table knows it."""
    starts = [int(term.removeprefix("from ")) for term in line["term"].unique() if str(term).startswith("from ")]
    return {start: str(why.get(start, "")) for start in sorted(starts)}


def _said(line: pd.DataFrame, level: float | None) -> dict[str, str]:
    """Give the words above each stretch; where all have one slope, only above the longest."""
    firsts = line.groupby("term", sort=False)[["change", "change_low", "change_high"]].first()
    if len(firsts) > 1 and (firsts["change"] == firsts["change"].iloc[0]).all():
        firsts = firsts.loc[[line["term"].value_counts().idxmax()]]
    head = f"{100 * level:g}% CI" if level else "limits"
    said = {}
    for row in firsts.itertuples():
        if not np.isfinite(row.change):
            continue
        words = f"{signed_percent(row.change, plus=True)}% a year"
        known = np.isfinite(row.change_low) and np.isfinite(row.change_high)
        said[row.Index] = words + (
            f"\n{head} {limits(row.change_low, row.change_high, signed_percent)}" if known else ""
        )
    return said


def _finding(table: pd.DataFrame, line: pd.DataFrame, breaks: dict) -> str:
    """Say how the last stretch went; "rose" and "fell" only where its limits leave out no change."""
    what = "The rate" if table.attrs.get("unit") else worded(table, "Cases")
    if line.empty:
        return f"{what} per year have no fitted trend"
    last = line[line["year"] == line["year"].max()].iloc[-1]
    own = line if breaks else line[line["term"] == last["term"]]
    span = f"from {own['year'].min():g} to {own['year'].max():g}"
    low, high = last["change_low"], last["change_high"]
    if not (np.isfinite(low) and np.isfinite(high) and np.isfinite(last["change"])):
        return f"The trend {span} has no limits to judge it by"
    if low <= 0 <= high:
        return f"{what} {'shows' if table.attrs.get('unit') else 'show'} no clear change {span}"
    went = "rose" if last["change"] > 0 else "fell"
    beside = f", beside {many(len(breaks), 'a step', 'steps').removeprefix('1 ')}" if breaks else ""
    return f"{what} {went} {signed_percent(abs(last['change']))}% a year {span}{beside}"


def _heard(seen: pd.DataFrame, line: pd.DataFrame) -> str:
    said = (
        f"Dots of {many(seen['year'].nunique(), 'year', 'years')} with {many(line['term'].nunique(), 'line', 'lines')}."
    )
    known = seen[seen["value"].notna()].sort_values("year")
    if known.empty:
        return said
    first, last = known.iloc[0], known.iloc[-1]
    said += f" {significant(first['value'])} in {first['year']:g}, {significant(last['value'])} in {last['year']:g}."
    return " ".join([said, *(words.replace("\n", ", ") + "." for words in _said(line, None).values())])
