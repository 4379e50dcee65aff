"""Pictures of the ledger as a whole."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from ..style import PALETTE, axes_of, is_wide, note, places
from .registry import chart

_FIELDS = (
    "value",
    "boundary",
    "denominator",
    "endpoint",
    "population",
    "period",
    "time_point",
    "place",
    "form",
    "arm",
    "comparator",
    "definition",
    "unit",
    "statistic",
)
_LOOKS = {
    "agrees": ("s", True, "agrees"),
    "differs": ("X", True, "differs"),
    "contested": ("D", True, "agrees in part or contested"),
    "comparator": ("P", True, "not comparable"),
    "unstated": ("o", False, "not stated by the document"),
}
_READINGS = {
    "agrees": "agrees",
    "agrees in direction": "agrees",
    "overstated": "contested",
    "contradicts itself": "differs",
    "wrong word": "differs",
}
_STATES = {"agrees in part": "contested", "not comparable": "comparator"}


@chart("burden", size=(8.2, 4.8))
def burden(table, ax=None):
    """Cited counts of people, deaths and prescriptions (diamonds) beside the count at their source (dots).

    No dot: no source that counts the same was found.
    """
    ax = axes_of(ax, (8.2, 4.8))
    wide = is_wide(ax)
    beside, size = (1.25, 7.5) if wide else (1.8, 6)
    rows = table[~table["unit"].isin(["percent", "fold"])].reset_index(drop=True)
    for place, row in enumerate(rows.itertuples()):
        if pd.notna(row.primary_value):
            ax.plot(row.primary_value, place + 0.16, "o", color=PALETTE["primary"])
            note(
                ax,
                f"{row.primary_value:,.0f} {row.primary_unit}",
                row.primary_value * beside,
                place + 0.2,
                fontsize=size,
            )
        if pd.notna(row.value):
            ax.plot(row.value, place - 0.16, "D", color=PALETTE["cited"])
            note(ax, f"{row.printed}", row.value * beside, place - 0.2, fontsize=size)
        else:
            note(ax, f"“{row.printed}”, no number", 1.3e5, place - 0.2, fontsize=size, color=PALETTE["cited"])
    names = [f"{row.endpoint} ({row.period or 'no period'})" for row in rows.itertuples()]
    names = [textwrap.fill(name, 60 if wide else 24) for name in names]
    verdicts = [_short(verdict) if wide else _word(verdict) for verdict in rows["verdict"]]
    lines = [f"{name}\n{verdict}" for name, verdict in zip(names, verdicts, strict=True)]
    ax.set_yticks(range(len(rows)), lines, fontsize=size)
    ax.set(
        xscale="log",
        xlim=(3e4, 1.5e9 if wide else 2e10),
        ylim=(len(rows) - 0.4, -0.6),
        xlabel="People, deaths or prescriptions (log scale)" if wide else "Number (log scale)",
    )
    ax.set_xticks([1e5, 1e6, 1e7, 1e8], ["100,000", "1 million", "10 million", "100 million"])
    ax.tick_params(axis="x", labelsize=7.5, labelrotation=0 if wide else 45)
    ax.minorticks_off()
    return ax


@chart("traced_figures", size=(8.6, 14))
def traced_figures(table, ax=None):
    """Every cited figure against the statement that decides on it, field by field, with the computed verdict."""
    from matplotlib.lines import Line2D

    ax = axes_of(ax, (8.6, 14))
    wide = is_wide(ax)
    states = pd.DataFrame([[_state(row, field) for field in _FIELDS] for row in table.itertuples()], columns=_FIELDS)
    fields = [field for field in _FIELDS if field == "value" or states[field].ne("").any()]
    for state, (marker, filled, _) in _LOOKS.items():
        rows, columns = np.nonzero(states[fields].to_numpy() == state)
        color = PALETTE[state]
        ax.scatter(columns, rows, marker=marker, s=26, color=color if filled else "none", edgecolors=color)
    for place, row in enumerate(table.itertuples()):
        color = PALETTE[_kind(row.verdict) or "comparator"]
        said = _short(row.verdict) if wide else _word(row.verdict)
        look = {"fontsize": 7.5 if wide else 5.5, "annotation_clip": False}
        note(ax, said, len(fields) - 0.4, place, color=color, **look)
    where = [f"{place}: {_cited(row, wide)}" for row, place in zip(table.itertuples(), places(table), strict=True)]
    ax.set_yticks(range(len(table)), where, fontsize=7 if wide else 5.5)
    names = [field.replace("place", "country").replace("_", " ") for field in fields]
    ax.set_xticks(range(len(fields)), names, rotation=40 if wide else 90, ha="left" if wide else "center")
    ax.xaxis.tick_top()
    ax.spines["bottom"].set_visible(False)
    ax.set(xlim=(-0.5, len(fields) + (5.2 if wide else 7)), ylim=(len(table) - 0.4, -0.6))
    shown = [state for state in _LOOKS if (states[fields] == state).to_numpy().any()]
    handles = [
        Line2D([], [], marker=m, linestyle="", color=PALETTE[s], markerfacecolor=PALETTE[s] if f else "white", label=w)
        for s, (m, f, w) in _LOOKS.items()
        if s in shown
    ]
    ax.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.35, 0.0), ncols=3 if wide else 1)
    return ax


def _cited(row, wide: bool) -> str:
    """Give the printed characters and, where there is room, what they are about, in a line."""
    about = str(row.endpoint) if wide and pd.notna(row.endpoint) else ""
    return textwrap.shorten(f"“{row.printed}” {about}", 64 if wide else 26, placeholder=" ...")


def _short(verdict: str) -> str:
    """Give a verdict without the list of what is unstated, which is marked field by field."""
    word, _, fields = verdict.partition(", ")
    if not fields.endswith("unstated"):
        return verdict
    several = " and " in fields
    return f"{word}, {fields}" if not several else f"{word}, {_counted(fields)} fields unstated"


def _word(verdict: str) -> str:
    """Give the word of a verdict without the fields."""
    return verdict if verdict.endswith("read") else verdict.partition(":")[0].partition(",")[0]


def _counted(fields: str) -> int:
    return len(fields.replace(" and ", ", ").split(", "))


def _kind(verdict: str) -> str:
    """Give the look of a verdict, empty where nothing was compared."""
    word = _word(verdict)
    state = _STATES.get(word, word)
    return state if state in _LOOKS else ""


def _state(row, field: str) -> str:
    kind = _kind(row.verdict)
    if not kind:
        return ""
    if field in row.differs.split(", "):
        return kind
    if field in row.unstated.split(", "):
        return "unstated"
    return "agrees" if field == "value" and kind != "comparator" and "value" not in row.differs else ""


@chart("cited_claims", size=(8.4, 6.8))
def cited_claims(table, ax=None):
    """Claims of the documents that are no numbers, by how they read beside what is documented."""
    ax = axes_of(ax, (8.4, 6.8))
    wide = is_wide(ax)
    readings = list(dict.fromkeys(table["reading"].sort_values().astype(str)))
    for place, row in enumerate(table.itertuples()):
        color = PALETTE[_READINGS.get(row.reading, "untraced")]
        ax.plot(readings.index(row.reading), place, "s", color=color, markersize=6)
    where = [f"{place}: “{words}”" for place, words in zip(places(table), table["words"], strict=True)]
    where = [textwrap.shorten(name, 64 if wide else 32, placeholder=" ...") for name in where]
    ax.set_yticks(range(len(table)), where, fontsize=7 if wide else 5.5)
    ax.set_xticks(range(len(readings)), readings, rotation=40 if wide else 90, ha="left" if wide else "center")
    ax.xaxis.tick_top()
    ax.spines["bottom"].set_visible(False)
    ax.set(xlim=(-0.5, len(readings) - 0.3), ylim=(len(table) - 0.4, -0.6))
    return ax


@chart("document_agreement", size=(7.2, 8.4))
def document_agreement(table, ax=None):
    """Clinical effects that two or more of the five documents name; color: in how many documents."""
    import seaborn as sns

    ax = axes_of(ax, (7.2, 8.4))
    shared = table[table["documents"] >= 2]
    grid = shared.pivot(index="effect", columns="source", values="documents")
    grid = grid.reindex(index=list(dict.fromkeys(shared["effect"])), columns=sorted(table["source"].unique()))
    grid = grid.astype(float)
    sns.heatmap(
        grid,
        ax=ax,
        cmap=sns.light_palette(PALETTE["primary"], as_cmap=True),
        vmin=0,
        vmax=5,
        cbar=False,
        linewidths=1.5,
        linecolor="white",
    )
    for row in shared.itertuples():
        place = (list(grid.columns).index(row.source) + 0.5, list(grid.index).index(row.effect) + 0.5)
        note(
            ax,
            f"l.{row.line}",
            *place,
            ha="center",
            bbox=None,
            color="white" if row.documents >= 4 else PALETTE["line"],
        )
    ax.set_xticklabels([f"document {label.get_text().removeprefix('doc_')}" for label in ax.get_xticklabels()])
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.set(xlabel="", ylabel="")
    return ax
