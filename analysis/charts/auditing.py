"""Picture of a printed table with its broken rules marked."""

from __future__ import annotations

import pandas as pd

from ..style import PALETTE, axes_of, note
from .registry import chart

_COLORS = {"impossible": "differs", "inconsistent": "unstated", "unusual": "contested", "cannot be checked": "untraced"}


@chart("audited_table", size=(10.4, 8.2))
def audited_table(table, ax=None):
    """A printed table, cell by cell, with the cells marked that break a rule, and the smallest repair beside them."""
    from matplotlib.patches import Rectangle

    ax = axes_of(ax, (10.4, 8.2))
    table = table.dropna(subset=["row", "column"]).astype({"row": int, "column": int})  # findings of no one cell
    headings = table.drop_duplicates("column").sort_values("column")["heading"]
    for cell in table[table["severity"].notna()].itertuples():
        color = PALETTE[_COLORS[cell.severity]]
        ax.add_patch(Rectangle((cell.column - 0.5, cell.row - 0.5), 1, 1, color=color, alpha=0.35, linewidth=0))
        ax.add_patch(Rectangle((cell.column - 0.5, cell.row - 0.5), 1, 1, fill=False, edgecolor=color, linewidth=1.4))
    for cell in table[table["printed"].notna()].itertuples():
        ax.annotate(cell.printed, (cell.column + 0.4, cell.row), ha="right", va="center", fontsize=8)
    for row, cells in table[table["severity"].notna()].groupby("row"):
        said = "; ".join(
            f"{cell.heading.replace('_', ' ')}, {cell.severity}: {cell.repair}" for cell in cells.itertuples()
        )
        note(ax, said, len(headings) - 0.35, row)
    labels = table.drop_duplicates("row").sort_values("row")
    ax.set_yticks(labels["row"], [f"{row.characteristic}: {row.level}" for row in labels.itertuples()], fontsize=7.5)
    ax.set_xticks(range(len(headings)), [heading.replace("_", " ") for heading in headings], rotation=25, ha="left")
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.set(xlim=(-0.6, len(headings) + 3.2), ylim=(len(labels) - 0.4, -0.6))
    _rules(ax, labels)
    return ax


def _rules(ax, labels: pd.DataFrame) -> None:
    """Draw a thin line where a new characteristic begins."""
    first = labels["characteristic"].ne(labels["characteristic"].shift())
    for row in labels.loc[first, "row"]:
        ax.axhline(row - 0.5, color="#CCCCCC", linewidth=0.8)
