"""Picture of counts or rates over time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...style import PALETTE, axes_of
from .registry import case_chart
from .series import COLORS, LINES, MARKERS, amount_axis, has_rates, partial_of, period_of, split_of, time_axis
from .words import called, limits_of, plain, worded, wrapped

_FEW = 60  # periods up to which every one gets a mark
_DIGIT = 0.068  # inches that a digit above a bar takes
_PER = {"year": "year", "month": "month", "week_start": "week"}


@case_chart("counts", "count")
def counts(table, ax=None):
    """Cases over time, as counts or as rates with their limits."""
    period, split, rates = period_of(table), split_of(table), has_rates(table)
    ax = axes_of(ax, (6.8, 3.9))
    groups, hidden = _groups(table, period, split, rates)
    partial = list(partial_of(table, period))
    draw = _bars if period == "year" and not rates else _lines
    highest = draw(ax, groups, period, partial)
    if split:
        _legend(ax, called(split), hidden)
    time_axis(ax, table[period], period)
    amount_axis(ax, highest, _label(table, period, rates), whole=not rates)
    return ax


def _label(table: pd.DataFrame, period: str, rates: bool) -> str:
    if not rates:
        return worded(table, f"Cases per {_PER[period]}")
    return (
        f"{worded(table, 'Cases')} {table.attrs.get('unit', 'by denominator')}\nper {_PER[period]} ({limits_of(table)})"
    )


def _groups(table: pd.DataFrame, period: str, split: str | None, rates: bool) -> tuple[dict[str, pd.DataFrame], int]:
    """Give the rows of each group in the order of the table, and how many groups are not shown.

    Of too many groups the smallest are added up; rates cannot be added up, there they are left out.
    """
    if split is None:
        return {"": table}, 0
    sums = table.groupby(split, sort=False, observed=True)["count"].sum()
    room = len(COLORS) if rates or len(sums) <= len(COLORS) else len(COLORS) - 1
    kept = set(sums.nlargest(room, keep="first").index)
    groups = {str(name): table[table[split] == name] for name in sums.index if name in kept}
    others = len(sums) - len(groups)
    if rates or not others:
        return groups, others
    rest = table[~table[split].isin(kept)].groupby(period)["count"].sum().reset_index()
    return groups | {f"{others:,} others together": rest}, 0


def _bars(ax, groups: dict[str, pd.DataFrame], period: str, partial: list) -> float:
    base = pd.Series(0.0, index=sorted({year for rows in groups.values() for year in rows[period]}))
    for (name, rows), color in zip(groups.items(), COLORS, strict=False):
        height = rows.set_index(period)["count"].reindex(base.index, fill_value=0)
        look = {"color": color, "edgecolor": "white", "linewidth": 0.6, "label": plain(wrapped(name, 24))}
        for bar, year in zip(ax.bar(base.index, height, 0.75, bottom=base, **look), base.index, strict=True):
            bar.set_hatch("////" if year in partial else None)
        base += height
    widest = max((len(f"{total:,.0f}") for total in base), default=0)
    if len(base) * (widest + 1) * _DIGIT < ax.get_figure().get_figwidth() - 1.5 - 1.5 * (len(groups) > 1):
        place = {"textcoords": "offset points", "ha": "center", "va": "bottom", "fontsize": 7.5}
        for year, total in base.items():
            ax.annotate(f"{total:,.0f}", (year, total), (0, 2), **place)
    return 1.04 * float(base.max())


def _lines(ax, groups: dict[str, pd.DataFrame], period: str, partial: list) -> float:
    highest = 0.0
    looks = zip(COLORS, MARKERS, LINES, strict=True)
    for place, ((name, rows), look) in enumerate(zip(groups.items(), looks, strict=False)):
        rows = rows.sort_values(period)
        if period == "year":  # side by side, so that limits do not cover each other
            rows = rows.assign(**{period: rows[period] + 0.07 * (place - (len(groups) - 1) / 2)})
        highest = max(highest, _line(ax, rows, period, name, look))
        cut = rows[rows[period].round().isin(partial) if period == "year" else rows[period].isin(partial)]
        ends = cut["value" if has_rates(cut) else "count"]
        ax.plot(cut[period], ends, "o", color=look[0], markerfacecolor="white", markersize=5.5, zorder=4)
    return highest


def _line(ax, rows: pd.DataFrame, period: str, name: str, look: tuple[str, str, str]) -> float:
    """Draw one group and give the highest number drawn."""
    color, marker, line = look
    rates, few = has_rates(rows), len(rows) <= _FEW
    amount = rows["value" if rates else "count"]
    style = {"color": color, "linestyle": line, "linewidth": 1.4, "marker": marker if few else "", "markersize": 4}
    ax.plot(rows[period], amount, **style, label=plain(wrapped(name, 24)))
    if rates and few:
        ax.vlines(rows[period], rows["low"], rows["high"], color=color, linewidth=1.3, alpha=0.75)
    elif rates:
        ax.fill_between(rows[period], rows["low"], rows["high"], color=color, alpha=0.2, linewidth=0)
    numbers = np.concatenate([amount, rows["high"]]).astype(float) if rates else amount.to_numpy(float)
    return float(numbers[np.isfinite(numbers)].max(initial=0))


def _legend(ax, title: str, hidden: int) -> None:
    handles, labels = ax.get_legend_handles_labels()
    if hidden:
        handles, labels = [*handles, ax.plot([], [], " ")[0]], [*labels, f"{hidden:,} smaller groups\nnot shown"]
    legend = ax.legend(handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1.0), title=plain(wrapped(title, 24)))
    legend.get_title().set_color(PALETTE["line"])
