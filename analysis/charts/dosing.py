"""Pictures of doses, concentration and withdrawal."""

from __future__ import annotations

import textwrap

import numpy as np

from ..style import PALETTE, axes_of, is_wide, note, places
from .registry import chart


@chart("dosing_ladder", size=(7.8, 4.8))
def dosing_ladder(table, ax=None):
    """Cited doses in mg per day beside the limits 80 and 100 mg/day and the cited 200 mg severity line.

    Hollow marks are single doses whose frequency has no number.
    """
    ax = axes_of(ax, (7.8, 4.8))
    wide = is_wide(ax)
    for place, row in enumerate(table.itertuples()):
        color = PALETTE[str(row.kind)]
        known = not np.isnan(row.daily_dose)
        dose = row.daily_dose if known else row.single_dose
        marker = "<" if row.relation == "<=" else "o"
        ax.plot(dose, place, marker, color=color, markerfacecolor=color if known else "white", markersize=7)
        how = f"{row.single_dose:g} mg x {row.doses_per_day:g} a day (derived)" if row.derived else row.printed
        note(
            ax,
            how if known else f"{row.printed}, frequency without a number",
            dose * 1.09,
            place,
            fontsize=7.5 if wide else 5,
        )
    for share in (column for column in table.columns if column.startswith("share_of_")):
        limit = float(share.removeprefix("share_of_"))
        ax.axvline(limit, color=PALETTE["line"] if limit < 200 else PALETTE["cited"], linestyle=":", linewidth=1)
    names = [f"{what} ({place})" for what, place in zip(table["what"], places(table), strict=True)]
    ax.set_yticks(range(len(table)), names if wide else [textwrap.fill(name, 26) for name in names])
    ax.tick_params(axis="y", labelsize=9 if wide else 5.5)
    ax.set_xscale("log")
    ticks = [5, 10, 20, 40, 80, 100, 200, 300]
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.tick_params(axis="x", labelrotation=45, labelsize=9 if wide else 6.5)
    ax.minorticks_off()
    ax.set(
        xlim=(4, 1400),
        ylim=(len(table) - 0.4, -0.6),
        xlabel="Dose (mg per day; hollow: mg per dose), log scale" if wide else "mg per day (hollow: per dose)",
    )
    _legend(ax, (("cited", "o"), ("primary", "o")), upper="upper limit")
    return ax


@chart("plasma_concentration", size=(7.4, 4.6))
def plasma_concentration(table, ax=None):
    """Modeled plasma concentration after one oral dose, with the cited half-life and with that reported in overdose."""
    import seaborn as sns

    ax = axes_of(ax, (7.4, 4.6))
    colors = {"therapeutic": PALETTE["primary"], "overdose": PALETTE["contested"]}
    for name, rows in table.groupby("half_life", sort=False):
        ax.fill_between(rows["time_hours"], rows["low"], rows["high"], color=colors[name], alpha=0.25, linewidth=0)
    sns.lineplot(data=table, x="time_hours", y="value", hue="half_life", style="half_life", ax=ax, palette=colors)
    spans = table.drop_duplicates("half_life").set_index("half_life")["half_life_hours"]
    handles, names = ax.get_legend_handles_labels()
    ax.legend(handles, [f"{name} half-life, {spans[name]} h" for name in names], title=None, loc="upper right")
    ax.set(
        xlim=(0, table["time_hours"].max()),
        ylim=(0, None),
        xlabel="Hours after the dose",
        ylabel="Plasma concentration (mg/L)",
    )
    ax.set_xticks(np.arange(0, table["time_hours"].max() + 1, 6))
    note(
        ax,
        f"dose {table['dose_mg'].iloc[0]:g} mg; bands: over the printed ranges",
        0.99,
        0.8,
        xycoords="axes fraction",
        ha="right",
    )
    return ax


@chart("withdrawal_timeline", size=(7.8, 3.8))
def withdrawal_timeline(table, ax=None):
    """Cited times of baclofen withdrawal; dashed arrows are durations printed without a number."""
    ax = axes_of(ax, (7.8, 3.8))
    for place, row in enumerate(table.itertuples()):
        color = PALETTE[str(row.kind)]
        if row.has_number:
            ax.hlines(place, max(row.start_hours, 1), row.end_hours, color=color, linewidth=7, alpha=0.75)
            note(ax, row.printed, row.end_hours * 1.15, place)
        else:
            ax.annotate(
                "",
                (row.unit_hours * 6, place),
                (row.unit_hours * 1.4, place),
                arrowprops={"arrowstyle": "->", "linestyle": "--", "color": color},
            )
            note(ax, f"'{row.printed}'", row.unit_hours * 6.3, place)
    names = [f"{phase} ({place})" for phase, place in zip(table["phase"], places(table), strict=True)]
    ax.set_yticks(range(len(table)), names)
    ax.set_xscale("log")
    ax.set_xticks([1, 6, 24, 72, 168, 730.5, 4383], ["1 h", "6 h", "1 d", "3 d", "1 wk", "1 mo", "6 mo"])
    ax.minorticks_off()
    ax.set(
        xlim=(1, 20000),
        ylim=(len(table) - 0.4, -0.6),
        xlabel="Time after the last dose, or length (log scale)",
    )
    _legend(ax, (("cited", "s"), ("primary", "s")))
    return ax


def _legend(ax, kinds, *, upper: str = "") -> None:
    from matplotlib.lines import Line2D

    marks = [Line2D([], [], marker=marker, linestyle="", color=PALETTE[kind], label=kind) for kind, marker in kinds]
    if upper:
        marks.append(Line2D([], [], marker="<", linestyle="", color=PALETTE["line"], label=upper))
    ax.legend(handles=marks, loc="upper right")
