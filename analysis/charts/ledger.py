"""Pictures of the ledger as a whole."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..style import PALETTE, axes_of, note, places
from .registry import chart

_FIELDS = ("value", "boundary", "denominator", "endpoint", "population", "time_point", "period")


@chart("burden", size=(8.2, 4.2))
def burden(table, ax=None):
    """Cited counts of people, deaths and prescriptions (diamonds) beside the count at their source (dots)."""
    ax = axes_of(ax, (8.2, 4.2))
    rows = table[~table["unit"].isin(["percent", "fold"])].reset_index(drop=True)
    for place, row in enumerate(rows.itertuples()):
        if pd.notna(row.primary_value):
            ax.plot(row.primary_value, place + 0.16, "o", color=PALETTE["primary"])
            note(ax, f"{row.primary_value:,.0f} {row.primary_unit}", row.primary_value * 1.25, place + 0.2)
        if pd.notna(row.value):
            ax.plot(row.value, place - 0.16, "D", color=PALETTE["cited"])
            note(ax, f"{row.printed}", row.value * 1.25, place - 0.2)
        else:
            note(ax, f"'{row.printed}', no number", 1.3e6, place - 0.2, color=PALETTE["cited"])
    ax.set_yticks(
        range(len(rows)),
        [f"{row.endpoint}\n({row.period or 'no period'}; {row.verdict})" for row in rows.itertuples()],
    )
    ax.set(
        xscale="log",
        xlim=(3e4, 1.5e9),
        ylim=(len(rows) - 0.4, -0.6),
        xlabel="People, deaths or prescriptions (log scale)",
    )
    ax.set_xticks([1e5, 1e6, 1e7, 1e8], ["100,000", "1 million", "10 million", "100 million"])
    ax.minorticks_off()
    return ax


@chart("traced_figures", size=(8.6, 13.5))
def traced_figures(table, ax=None):
    """Every cited figure against its primary figure, field by field, with the computed verdict."""
    from matplotlib.lines import Line2D

    ax = axes_of(ax, (8.6, 13.5))
    states = np.array([[_state(row, field) for field in _FIELDS] for row in table.itertuples()])
    looks = {
        "agrees": ("s", True),
        "differs": ("X", True),
        "contested": ("D", True),
        "unstated": ("o", False),
    }
    for state, (marker, filled) in looks.items():
        rows, fields = np.nonzero(states == state)
        color = PALETTE[state]
        ax.scatter(fields, rows, marker=marker, s=26, color=color if filled else "none", edgecolors=color)
    for place, row in enumerate(table.itertuples()):
        color = PALETTE[
            next(
                (key for key in ("agrees", "differs", "contested") if row.verdict.startswith(key)),
                "comparator",
            )
        ]
        note(ax, row.verdict.replace("_", " "), len(_FIELDS) - 0.4, place, color=color, annotation_clip=False)
    where = [
        f"{row.figure.replace('_', ' ')}: {row.printed}  ({place})"
        for row, place in zip(table.itertuples(), places(table), strict=True)
    ]
    ax.set_yticks(range(len(table)), where, fontsize=7)
    ax.set_xticks(range(len(_FIELDS)), [field.replace("_", " ") for field in _FIELDS], rotation=40, ha="left")
    ax.xaxis.tick_top()
    ax.spines["bottom"].set_visible(False)
    ax.set(xlim=(-0.5, len(_FIELDS) + 3.1), ylim=(len(table) - 0.4, -0.6))
    ax.legend(
        handles=[
            Line2D(
                [],
                [],
                marker=m,
                linestyle="",
                color=PALETTE[s],
                markerfacecolor=PALETTE[s] if f else "white",
                label="not stated by the document" if s == "unstated" else s,
            )
            for s, (m, f) in looks.items()
        ],
        loc="upper center",
        bbox_to_anchor=(0.35, 0.0),
        ncols=4,
    )
    return ax


def _state(row, field: str) -> str:
    if not row.primary_figure:
        return ""
    if field in row.differs.split(", "):
        return "contested" if row.verdict.startswith("contested") else "differs"
    if field in row.unstated.split(", "):
        return "unstated"
    return "agrees" if field in ("value",) and row.verdict != "no number printed" else ""
