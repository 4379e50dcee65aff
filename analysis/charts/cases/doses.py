"""Picture of severity against dose."""

from __future__ import annotations

import numpy as np

from ...style import PALETTE, axes_of
from .registry import case_chart
from .words import limits_of, outcome_of, ratio_words, significant, wrapped


@case_chart("severity", "kind", "dose", "events", "n", "value", "low", "high")
def severity(table, ax=None):
    """Share with the outcome by dose: observed (rings, area by cases), isotonic steps with limits, logistic curve.

    Vertical line and strip: the dose that best separates, and its limits.
    """
    ax = axes_of(ax, (6.8, 4.4))
    kinds = dict(list(table.groupby("kind", sort=False)))
    unit = table.attrs.get("unit", "mg")
    limits = limits_of(table)
    if "threshold" in kinds:
        _threshold(ax, kinds["threshold"].iloc[0], unit, limits)
    if "isotonic" in kinds:
        steps = kinds["isotonic"].sort_values("dose")
        options = {"step": "post", "color": PALETTE["primary"], "alpha": 0.16, "linewidth": 0}
        ax.fill_between(steps["dose"], steps["low"], steps["high"], **options, label=f"its {limits}, all doses at once")
        ax.step(steps["dose"], steps["value"], where="post", color=PALETTE["primary"], label="isotonic steps")
    if "firth" in kinds:
        curve = kinds["firth"].sort_values("dose")
        ax.plot(curve["dose"], curve["value"], "--", color=PALETTE["cited"], label=_curve_words(table))
    if "observed" in kinds:
        seen = kinds["observed"]
        most = int(seen["n"].max())
        words = f"observed (largest: {most:,} case{'s' * (most > 1)})"
        size = 12 + 150 * seen["n"] / max(most, 20)
        options = {"facecolor": "none", "edgecolor": PALETTE["line"], "linewidth": 0.9, "clip_on": False, "zorder": 3}
        ax.scatter(
            seen["dose"],
            seen["value"],
            s=size,
            **options,
            label=words,
        )
    _axes(ax, table["dose"], unit, outcome_of(table))
    return ax


def _threshold(ax, row, unit: str, limits: str) -> None:
    words = f"threshold {significant(row.value)} {unit} ({significant(row.low)} to {significant(row.high)})"
    ax.axvspan(row.low, row.high, color=PALETTE["comparator"], alpha=0.22, linewidth=0)
    ax.axvline(row.value, color=PALETTE["comparator"], linewidth=1.4, label=words)


def _curve_words(table) -> str:
    if "odds_ratio" not in table.attrs:
        return "logistic curve (Firth)"
    value, low, high = map(ratio_words, table.attrs["odds_ratio"])
    return f"logistic curve (Firth): odds ratio {value}\nper doubling ({low} to {high})"


def _axes(ax, dose, unit: str, of: str) -> None:
    low, high = float(dose.min()) / 1.25, float(dose.max()) * 1.25
    ticks = next(chosen for chosen in _ticks(low, high) if len(chosen) <= 9)
    ax.set_xscale("log")
    ax.set_xticks(ticks, [f"{tick:,.10g}" for tick in ticks])
    ax.minorticks_off()
    ax.set_xlim(low, high)
    ax.set_ylim(-0.02, 1.02)
    ax.set_yticks(np.linspace(0, 1, 6))
    ax.set(xlabel=f"Dose ({unit}, log scale)", ylabel=wrapped(f"Share with {of}", 32))
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2)


def _ticks(low: float, high: float):
    """Give round doses between two, ever fewer of them: 1, 2 and 5 of each power of ten, 1 and 3, or only 1."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        yield [at for power in powers for step in steps if low <= (at := step * 10.0**power) <= high]
    yield [10.0 ** powers[0], 10.0 ** powers[-1]]
