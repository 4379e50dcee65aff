"""Pictures of published results and tables beside what their own counts give."""

from __future__ import annotations

import pandas as pd

from ..printed import read_printed
from ..sources import read_sources
from ..style import PALETTE, axes_of, note
from .registry import chart

_COLORS = {
    "recomputed": PALETTE["agrees"],
    "possible": PALETTE["derived"],
    "other rounding": PALETTE["contested"],
    "differs": PALETTE["differs"],
}
_MEANINGS = {
    "recomputed": "recomputed to the printed digit",
    "possible": "possible: the inputs are rounded (line: what they allow)",
    "other rounding": "cut off, or rounded twice",
    "differs": "differs",
    "not printed": "result not printed",
    "limits agree": "counts not seen; limits agree",
    "limits disagree": "counts not seen; limits disagree",
    "not recomputable": "cannot be recomputed",
}
_TICKS = {-1000: "−1,000", -100: "−100", -10: "−10", -1: "−1", 0: "0", 1: "1", 10: "10", 100: "100", 1000: "1,000"}


@chart("redone_results", size=(9.6, 9.6))
def redone_results(table, ax=None):
    """Published results beside what their printed inputs give: how far apart, in units of the last printed digit.

    Green band: rounds to the print. Beyond one digit the axis is logarithmic.
    """
    ax = axes_of(ax, (9.6, 9.6))
    shown = table[table["value"].notna() & table["printed"].notna()].reset_index(drop=True)
    labels = {key: source.label for key, source in read_sources().items()}
    for place, row in enumerate(shown.itertuples()):
        ends = [_digits(end, row.printed) for end in (row.least, row.greatest)]
        ax.hlines(place, *ends, color=_COLORS[row.verdict], linewidth=2)
        _point(ax, row, place)
    names = [f"{labels.get(row.source, row.source)}: {row.quantity}" for row in shown.itertuples()]
    _finished(ax, names)
    _legend(ax, table)
    return ax


@chart("redone_tables", size=(9.6, 5.4))
def redone_tables(table, ax=None):
    """Cells of published tables beside what their counts give: how far apart, in units of the last printed digit.

    Each column on a line, then each of its cells that does not hold. Green band: rounds to the print; beyond one
    digit the axis is logarithmic.
    """
    ax = axes_of(ax, (9.6, 5.4))
    names = []
    for (name, column), cells in table.groupby(["table", "column"], sort=False):
        holding = cells[cells["verdict"] == "recomputed"]
        for cell in holding.itertuples():
            _point(ax, cell, len(names))
        names.append(f"{name}, {column.replace('_', ' ')}: {len(holding)} of {len(cells)} cells hold")
        for cell in cells[cells["verdict"] != "recomputed"].itertuples():
            _point(ax, cell, len(names))
            names.append(f"{cell.characteristic}: {cell.level}")
    _finished(ax, names)
    _legend(ax, table)
    return ax


def _digits(value: float, printed: str) -> float:
    """Give how far a number is from a print, in units of its last digit."""
    said = read_printed(printed)
    return (value - said.value) / said.quantum


def _point(ax, row, place: int) -> None:
    """Draw one recomputed number; beside the picture, what is printed where it does not hold."""
    ax.plot(_digits(row.value, row.printed), place, "o", color=_COLORS[row.verdict], markersize=5)
    if row.verdict != "recomputed":
        decimals = read_printed(row.printed).decimals
        finer = decimals + 1 if decimals or "%" in row.printed else 0
        text = f"{row.printed} printed, {row.value:.{finer}f} recomputed"
        note(ax, text, 1.01, place, xycoords=("axes fraction", "data"))


def _finished(ax, names: list[str]) -> None:
    ax.axvspan(-0.5, 0.5, color=PALETTE["agrees"], alpha=0.12, linewidth=0)
    ax.set_xscale("symlog", linthresh=1)
    ax.set_xticks(list(_TICKS), list(_TICKS.values()))
    ax.set_xticks([], minor=True)
    ax.set_yticks(range(len(names)), names, fontsize=7.5)
    ax.grid(axis="y", visible=False)
    ax.set(xlim=(-2500, 2500), ylim=(len(names) - 0.4, -0.6))
    ax.set_xlabel("Recomputed less printed (units of the last printed digit)")


def _legend(ax, table: pd.DataFrame) -> None:
    """Name the verdicts with their numbers, those that no point stands for too."""
    counts = table["verdict"].value_counts(sort=False)
    counts = counts[counts > 0]
    for verdict, number in counts.items():
        text = f"{_MEANINGS.get(verdict, verdict)} ({number})"
        ax.plot([], [], "o" if verdict in _COLORS else "", color=_COLORS.get(verdict, "none"), label=text)
    ax.legend(loc="lower center", bbox_to_anchor=(0.35, 1.0), ncols=2)
