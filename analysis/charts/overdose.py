"""Pictures of overdose: effects, and severity against dose."""

from __future__ import annotations

import numpy as np

from ..forms import percent
from ..style import PALETTE, axes_of, is_wide, key, note
from .registry import chart


@chart("overdose_effects", size=(7.2, 4.6))
def overdose_effects(table, ax=None):
    """Share of 23 overdose presentations with each effect; dot: count over 23, bars: 95% limits."""
    import seaborn as sns

    ax = axes_of(ax, (7.2, 4.6))
    data = table.assign(row=range(len(table)))
    ax.hlines(
        data["row"] - 0.1,
        data["exact_low"],
        data["exact_high"],
        color=PALETTE["primary"],
        linewidth=2,
        label="exact (Clopper-Pearson)",
    )
    ax.hlines(
        data["row"] + 0.12,
        data["wilson_low"],
        data["wilson_high"],
        color=PALETTE["derived"],
        linewidth=2,
        label="Wilson",
    )
    kinds = np.where(data["cited"], "named by the document", "left out by the document")
    sns.scatterplot(
        data=data,
        x="share",
        y="row",
        hue=kinds,
        style=kinds,
        ax=ax,
        s=55,
        zorder=3,
        markers=["o", "s"],
        palette=[PALETTE["cited"], PALETTE["comparator"]],
    )
    for row in data.itertuples():
        note(ax, f"{row.count}/{row.denominator}", 0.985, row.row, ha="right")
    wide = is_wide(ax)
    ax.set_yticks(data["row"], [_worded(row) if wide else row.effect for row in data.itertuples()])
    ax.tick_params(axis="y", labelsize=8.5 if wide else 7)
    ax.set(ylim=(len(data) - 0.4, -0.6), xlim=(0, 1), xlabel="Share of presentations", ylabel="")
    beside = {"bbox_to_anchor": (0.42, 1.0), "ncols": 2}
    above = {"bbox_to_anchor": (0.0, 1.0), "ncols": 1, "fontsize": 7}
    ax.legend(loc="lower center", **(beside if wide else above))
    return ax


def _worded(row) -> str:
    """Name an effect as the document does, and the cut-off or the other name that the study gives it."""
    if isinstance(row.cut_off, str):
        return f"{row.effect}\n(cut-off: {row.cut_off})"
    return row.effect if row.effect == row.primary_effect else f"{row.effect}\n(study: {row.primary_effect})"


@chart("severity_by_dose", size=(9.4, 5.6))
def severity_by_dose(table, ax=None):
    """Reported doses of published overdose series beside the cited 200 mg line, with the severity each reports.

    Diamonds: means; circles: medians; triangles: doses that a study names. Thick lines: ranges; thin lines: one
    standard deviation to each side, cut at 10 mg.
    """
    ax = axes_of(ax, (9.4, 5.6))
    lowest, wide = 10, is_wide(ax)
    for place, row in enumerate(table.itertuples()):
        ranged = not np.isnan(row.dose_min)
        low, high = (row.dose_min, row.dose_max) if ranged else (row.center - row.dose_sd, row.center + row.dose_sd)
        ax.hlines(
            place,
            max(low, lowest),
            high,
            color=PALETTE["primary"],
            linewidth=4 if ranged else 1.5,
            alpha=0.55 if ranged else 1,
        )
        if not np.isnan(row.center):
            marker = ">" if row.named else "o" if np.isnan(row.dose_mean) else "D"
            ax.plot(row.center, place, marker, color=PALETTE["primary"], zorder=3)
        if wide:
            note(ax, _severity_text(row), 1.01, place, xycoords=ax.get_yaxis_transform(), annotation_clip=False)
    threshold = table["threshold"].iloc[0]
    ax.axvline(threshold, color=PALETTE["cited"], linestyle="--")
    said = f"cited line: {threshold:g} mg" if wide else f"{threshold:g} mg"
    note(ax, said, threshold * 1.04, -0.75, color=PALETTE["cited"])
    ax.set_yticks(range(len(table)), [f"{row.label}: {row.group}" for row in table.itertuples()])
    ax.tick_params(axis="y", labelsize=8.5 if wide else 6.5)
    ax.set_xscale("log")
    ticks = [10, 20, 50, 100, 200, 500, 1000, 2500] if wide else [10, 200, 2500]
    ax.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    ax.minorticks_off()
    unit = "mg, log scale" if wide else "mg"
    ax.set(xlim=(lowest, 3500), ylim=(len(table) - 0.4, -1.1), xlabel=f"Reported dose ({unit})")
    if wide:
        ax.set_title("severity", loc="right", fontsize=8, fontweight="normal")
    return ax


def _severity_text(row) -> str:
    said = row.severe
    if said and row.severe_group != row.group:
        return f"{said} (of {row.severe_group})"
    return said or "severity not reported"


@chart("severity_upper_bound", size=(7.0, 4.2))
def severity_upper_bound(table, ax=None):
    """Risk of severe toxicity that 0 severe cases among n patients cannot exclude (exact one-sided 95% limit).

    Shaded: the numbers of patients below the cited dose that the abstract of the series allows.
    """
    ax = axes_of(ax, (7.0, 4.2))
    ax.plot("patients", "upper_bound", "o-", data=table, markersize=4, color=PALETTE["primary"], label="exact limit")
    ax.plot("patients", "rule_of_three", ":", data=table, color=PALETTE["comparator"], label="rule of three, 3/n")
    allowed = table[table["allowed"]]
    if len(allowed):
        few, most = allowed.iloc[0], allowed.iloc[-1]
        ax.axvspan(few.patients - 0.5, most.patients + 0.5, color=PALETTE["span"], alpha=0.6, linewidth=0)
        dots = {"color": PALETTE["cited"], "label": "n that the abstract allows", "zorder": 4}
        ax.plot("patients", "upper_bound", "o", data=allowed, **dots)
        note(ax, f"0 of {few.patients}: up to {percent(few.upper_bound, 0)}", few.patients + 3.2, few.upper_bound)
        best = f"best case, 0 of {most.patients}:\n{percent(most.upper_bound, 0)} not excluded"
        note(ax, best, most.patients + 0.8, most.upper_bound + 0.11)
    ax.set(
        xlabel="Patients below the cited dose, none severe",
        ylabel="Upper limit of the risk",
        xlim=(0, table["patients"].max() + 1),
        ylim=(0, 1.02),
    )
    key(ax)
    return ax
