"""Picture of the pooled trials."""

from __future__ import annotations

import pandas as pd

from ..style import PALETTE, axes_of, is_wide, note
from .registry import chart

_COLORS = {
    "trial": "primary",
    "pooled": "line",
    "prediction": "comparator",
    "other method": "comparator",
    "without derived counts": "comparator",
    "as printed": "contested",
    "benchmark": "cited",
}


@chart("trial_meta_analysis", size=(9.4, 6.6))
def trial_meta_analysis(table, ax=None):
    """Abstinence with baclofen against placebo: squares (area: weight) are trials, black their pooled effect.

    Dotted: its prediction interval. Gray: the same trials by other methods, and without derived counts. Hollow: an
    effect as printed, not pooled. Effects in another measure are given in words only.
    """
    ax = axes_of(ax, (9.4, 6.6))
    wide = is_wide(ax)
    measure = table.loc[table["role"] == "pooled", "measure"].iloc[0]
    ratio = "ratio" in measure
    for place, row in enumerate(table.itertuples()):
        if row.measure == measure:
            _effect(ax, place, row, PALETTE[_COLORS[row.role]])
        note(ax, _numbers(row, measure, wide), 1.02, place, xycoords=ax.get_yaxis_transform(), annotation_clip=False)
    ax.axvline(1 if ratio else 0, color=PALETTE["line"], linewidth=0.8)
    ax.set_yticks(range(len(table)), [_label(row) if wide else row.label for row in table.itertuples()], fontsize=7.5)
    ax.grid(axis="y", visible=False)
    favors = " (right of the line: favors baclofen)" if wide else ""
    ax.set(ylim=(len(table) - 0.4, -0.6), xlabel=measure.capitalize() + favors)
    if ratio:
        ax.set_xscale("log")
        ticks = [0.25, 0.5, 1, 2, 5, 10, 20, 40] if wide else [1, 5, 20]
        ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
    return ax


def _numbers(row, measure: str, wide: bool) -> str:
    """Give the effect with its limits, and where there is room by what the trial enters or why it does not."""
    name = row.measure if wide else "".join(word[0].upper() for word in row.measure.split())
    said = f"{'' if row.measure == measure else f'{name}: '}{row.value:.2f} ({row.low:.2f} to {row.high:.2f})"
    if not wide:
        return said
    counts = [] if pd.isna(row.events) else [f"{row.events}/{row.n} against {row.comparator_events}/{row.comparator_n}"]
    basis = [] if pd.isna(row.basis) or row.basis == "counts printed" else [row.basis.removesuffix(" from percentages")]
    return "\n".join([said, *([", ".join([*counts, *basis])] if counts or basis else [])])


def _label(row) -> str:
    """Name the row, and what sets a trial apart: endpoint, dose, patients."""
    if row.role in ("other method", "without derived counts"):
        return row.label
    how = f", {row.role}" if row.role in ("as printed", "benchmark") else ""
    timed = pd.isna(row.time_point) or set(row.time_point.split()) <= set(row.outcome.split())
    when = "" if timed else f", {row.time_point}"
    told = row.role in ("trial", "as printed")
    dose = [f"{row.dose} mg/day" if pd.notna(row.dose) else "dose not seen"] if told else []
    who = [row.patients] if pd.notna(row.patients) else []
    return "\n".join([row.label + how, row.outcome + when, *(["; ".join([*dose, *who])] if told else [])])


def _effect(ax, place: int, row, color: str) -> None:
    if row.role in ("pooled", "other method", "without derived counts"):
        ax.fill([row.low, row.value, row.high, row.value], [place, place - 0.25, place, place + 0.25], color=color)
        return
    ax.hlines(place, row.low, row.high, color=color, linewidth=1.6, linestyle=":" if row.role == "prediction" else "-")
    if row.role != "prediction":
        size = 40 if pd.isna(row.weight) else 260 * row.weight
        ax.scatter(
            row.value,
            place,
            marker="s",
            s=size,
            color=color if row.role == "trial" else "white",
            edgecolors=color,
            zorder=3,
        )
