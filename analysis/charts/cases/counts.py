"""Picture of counts or rates over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ... import plots
from .registry import Said, case_chart
from .series import PER, breaks_of, called_period, has_rates, partial_of, period_of, split_of
from .words import called, fitting, group_words, level_words, many, significant, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 6  # series that one picture keeps apart
_FEW = (24, 60)  # months or weeks, and years, up to which lines of several groups can be told apart on one plot


@case_chart("counts", "count")
def counts(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Counts or rates of cases over time, with limits; no line crosses a gap or a break."""
    period, split, rates = period_of(table), split_of(table), has_rates(table)
    groups, hidden = _groups(table, period, split, rates)
    many_lines = len(groups) > 1 and table[period].nunique() > _FEW[period == "year"]
    partial = list(partial_of(table, period))
    parts = [_part(rows, period, name, rates=rates, partial=partial) for name, rows in groups.items()]
    frame = pd.concat(parts, ignore_index=True)
    breaks = breaks_of(table, period)
    if many_lines:
        axes = plots.strips(frame, breaks=breaks, ax=ax, width=width)
    else:
        axes = plots.counts(frame, breaks=breaks, unit=_unit(table, period, rates), ax=ax, width=width)
    note = f"{many(hidden, 'smaller group is', 'smaller groups are')} not shown." if hidden else ""
    note += " All groups on one scale." * many_lines
    note = " ".join([note, *(f"Dashed: {called_period(at, period)}, {why}." for at, why in breaks.items())])
    amount = (
        f"Cases {table.attrs.get('unit', 'by denominator')}, per {PER[period]}" if rates else f"Cases per {PER[period]}"
    )
    amount += f", by {_lower(called(split))}" if split and len(called(split)) <= 40 else ", by group" if split else ""
    whole = frame[~frame["partial"]]
    said = _finding(table, whole if len(whole) else frame, period, rates=rates, split=split)
    heard = _heard(frame, period, list(groups), withheld=bool(table.attrs.get("withheld")))
    return axes, Said(said, worded(table, amount), note.strip(), worded(table, heard))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _part(rows: pd.DataFrame, period: str, name: str, *, rates: bool, partial: list) -> pd.DataFrame:
    part = pd.DataFrame(
        {"period": rows[period].to_numpy(), "value": rows["value" if rates else "count"].to_numpy(float)}
    )
    if rates:
        part["low"], part["high"] = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
    return part.assign(series=name, partial=part["period"].isin(partial).to_numpy())


def _groups(table: pd.DataFrame, period: str, split: str | None, rates: bool) -> tuple[dict[str, pd.DataFrame], int]:
    """Give the rows of each group in the order of the table, and how many groups are not shown.

    Of too many groups the smallest are added up; rates cannot be added up, there they are left out.
    """
    if split is None:
        return {"": table}, 0
    sums = table.groupby(split, sort=False, observed=True)["count"].sum()
    room = _MOST if rates or len(sums) <= _MOST else _MOST - 1
    kept = set(sums.nlargest(room, keep="first").index)
    groups = {level_words(split, name): table[table[split] == name] for name in sums.index if name in kept}
    others = len(sums) - len(groups)
    if rates or not others:
        return groups, others
    rest = table[~table[split].isin(kept)].groupby(period)["count"].sum().reset_index()
    return groups | {f"{others:,} others together": rest}, 0


def _finding(table: pd.DataFrame, frame: pd.DataFrame, period: str, *, rates: bool, split: str | None) -> str:
    """Say what was counted; "rose" or "fell" only of rates whose limits at both ends lie apart."""
    known = frame[frame["value"].notna()]
    if known.empty:
        return worded(table, "No cases could be counted")
    first, last = known["period"].min(), known["period"].max()
    span = f"from {called_period(first, period)} to {called_period(last, period)}"
    if not known["value"].max() > 0:
        return worded(table, f"There were no cases {span}" if first != last else "There were no cases")
    if split:
        return _leading(table, known, split, rates=rates, period=period)
    one, other = known.sort_values("period").iloc[[0, -1]].to_dict("records")
    number = significant if rates else "{:,.0f}".format
    if first == last:
        verb, noun = ("was", "case") if one["value"] == 1 else ("were", "cases")
        what = f"The rate was {number(one['value'])}" if rates else f"There {verb} {number(one['value'])} {noun}"
        return worded(table, f"{what} in {called_period(first, period)}")
    if period != "year":
        ends = f"{number(known['value'].min())} to {number(known['value'].max())}"
        return worded(table, f"{'Rates' if rates else 'Cases'} per {PER[period]} range from {ends}")
    if not rates:
        return worded(
            table, f"Cases numbered {number(one['value'])} in {first:g} and {number(other['value'])} in {last:g}"
        )
    apart = other["low"] > one["high"], other["high"] < one["low"]
    if any(apart):
        ends = f"from {number(one['value'])} in {first:g} to {number(other['value'])} in {last:g}"
        return f"The rate {'rose' if apart[0] else 'fell'} {ends}"
    return f"The rates of {first:g} and {last:g} do not clearly differ"


def _leading(table: pd.DataFrame, known: pd.DataFrame, split: str, *, rates: bool, period: str) -> str:
    """Say which group had most; of rates only where the limits of the last whole period lie apart."""
    if rates:
        last = known[known["period"] == known["period"].max()].sort_values("value")
        high = last.iloc[-1]
        apart = len(last) > 1 and (last["high"].iloc[:-1] < high["low"]).all()
        when = f"the highest rate in {called_period(high['period'], period)}"
        named = f"{group_words(split, high['series'])} had {when}"
        return fitting(named, f"One group had {when}") if apart else f"No group had clearly {when}"
    if table.attrs.get("withheld"):  # a sum without what is withheld would be no sum
        return worded(table, "Cases of each group, where they may be told")
    sums = table.groupby(split, sort=False, observed=True)["count"].sum()
    if (sums == sums.max()).sum() > 1:
        return worded(table, "Several groups share the highest number of cases")
    share = f"{int(sums.max()):,} of {many(int(sums.sum()), 'case', 'cases')}"
    if sums.max() == sums.sum():
        whole = "The only case is" if sums.sum() == 1 else f"All {int(sums.sum()):,} cases are"
        return worded(
            table, fitting(f"{whole} of one group: {group_words(split, sums.idxmax())}", f"{whole} of one group")
        )
    group = group_words(split, sums.idxmax())
    return worded(table, fitting(f"{group} had the most, {share}", f"The largest group had {share}"))


def _unit(table: pd.DataFrame, period: str, rates: bool) -> str | tuple[str, str]:
    """Give what stands after the first and last count of a year; of months and weeks the numbers suffice."""
    return "" if rates or period != "year" else (worded(table, "case"), worded(table, "cases"))


def _heard(frame: pd.DataFrame, period: str, groups: list[str], *, withheld: bool = False) -> str:
    known = frame[frame["value"].notna()]
    said = f"Points or lines of {many(known['period'].nunique(), PER[period], PER[period] + 's')}"
    said += f" for {many(len(groups), 'group', 'groups')}" if len(groups) > 1 else ""
    if known.empty:
        return f"{said}; nothing is known."
    ends = (known.loc[known["value"].idxmin()], known.loc[known["value"].idxmax()])
    low, high = (f"{significant(row['value'])} in {called_period(row['period'], period)}" for row in ends)
    shown = "Of those shown, the" if withheld else "The"
    return f"{said}. {shown} lowest value is {low}, the highest {high}."
