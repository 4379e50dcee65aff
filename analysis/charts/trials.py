"""Pictures of the cited success rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..printed import read_printed
from ..style import PALETTE, axes_of, note, places
from .registry import chart


@chart("trial_success", size=(8.2, 4.4))
def trial_success(table, ax=None):
    """Cited success rates (diamonds) beside the arm they come from and its comparator.

    Lines: 95% exact limits where counts are known; hollow dots: percentages whose counts are not known.
    """
    ax = axes_of(ax, (8.2, 4.4))
    ticks, place = {}, 0.0
    for row, where in zip(table.itertuples(), places(table), strict=True):
        cited = read_printed(row.printed).value
        n = "" if pd.isna(row.printed_n) else f", {row.printed_n} patients: {_possible(row.counts_of_printed_n)}"
        ax.plot(cited, place, "D", color=PALETTE["cited"], markersize=8)
        note(ax, f"{row.printed}{n}", cited + 2.5, place)
        ticks[place] = f"cited, {where}"
        arm = (row.share, row.low, row.high)
        _arm(ax, place + 0.9, arm, read_printed(row.arm_printed).value, "primary", _arm_text(row))
        ticks[place + 0.9] = f"{row.trial}: {row.arm}"
        if not pd.isna(row.comparator):
            other = (row.comparator_share, row.comparator_low, row.comparator_high)
            percent = read_printed(row.comparator_printed).value
            _arm(ax, place + 1.8, other, percent, "comparator", _comparator_text(row))
            ticks[place + 1.8] = str(row.comparator)
        place = max(ticks) + 1.5
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.grid(axis="y", visible=False)
    ax.set(xlim=(0, 150), ylim=(max(ticks) + 0.7, -0.8), xlabel="Patients counted as success (percent)")
    ax.set_xticks(range(0, 101, 20))
    return ax


def _arm(ax, place, limits, percent, meaning, text) -> None:
    """Draw one arm: dot and limits where its count is known, a hollow dot at the printed percentage where not."""
    share, low, high = (100 * limit for limit in limits)
    if np.isnan(share):
        share = high = percent
        ax.plot(share, place, "o", color=PALETTE[meaning], markerfacecolor="white")
    else:
        ax.hlines(place, low, high, color=PALETTE[meaning], linewidth=2)
        ax.plot(share, place, "o", color=PALETTE[meaning])
    note(ax, text, high + 2.5, place)


def _possible(counts: str) -> str:
    return "no count of patients gives this" if counts == "none" else f"could be {counts}"


def _arm_text(row) -> str:
    if not pd.isna(row.events):
        return f"{row.events} of {row.arm_n}"
    model = " (model-based: not a count)" if row.basis == "model" else ""
    return (
        f"{row.arm_printed} of {row.arm_n}; {row.counts_of_arm_n} would fit{model}"
        if row.counts_of_arm_n
        else "count not seen"
    )


def _comparator_text(row) -> str:
    if pd.isna(row.comparator_events):
        return f"{row.comparator_printed} of {row.comparator_n}: {_possible(row.counts_of_comparator_n)}"
    ratio = f"ratio {row.risk_ratio:.2f} ({row.risk_ratio_low:.2f} to {row.risk_ratio_high:.2f})"
    return f"{row.comparator_events} of {row.comparator_n}; {ratio}"


@chart("percent_consistency", size=(8.2, 3.4))
def percent_consistency(table, ax=None):
    """Numbers of patients (1 to 400) for which each printed percentage is possible; gaps are impossible numbers."""
    ax = axes_of(ax, (8.2, 3.4))
    rows = list(dict.fromkeys(table["printed"]))
    for place, printed in enumerate(rows):
        own = table[table["printed"] == printed]
        fits = own[own["possible"]]
        ax.vlines(fits["patients"], place - 0.18, place + 0.18, color=PALETTE["agrees"], linewidth=1)
        for mark in own[own["mark"] != ""].itertuples():
            color = PALETTE["agrees" if mark.possible else "differs"]
            side = -1 if mark.possible else 1
            ax.plot(mark.patients, place + 0.26 * side, "v" if side < 0 else "^", color=color, markersize=7)
            said = f"{mark.counts}/{mark.patients} is possible" if mark.possible else f"of {mark.patients}: impossible"
            late = mark.patients > 0.6 * table["patients"].max()
            x, ha = (mark.patients - 5, "right") if late else (mark.patients + 5, "left")
            note(ax, f"{said} ({mark.mark})", x, place + 0.3 * side, color=color, ha=ha)
    ax.set_yticks(range(len(rows)), rows)
    ax.grid(visible=False)
    ax.set(
        xlim=(0, table["patients"].max() + 2),
        ylim=(len(rows) - 0.45, -0.55),
        xlabel="Number of patients (n)",
        ylabel="Printed percentage",
    )
    return ax
