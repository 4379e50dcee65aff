"""What plots with an upright axis share: its ticks and grid, and names written at the ends of lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from .body import AXIS, GRAY, GRID, Body
from .fonts import BOLD, families_for
from .marks import COMPARATOR, SECOND, SOURCE

SERIES = (SOURCE, SECOND, COMPARATOR, "#8C6BB1", "#B98A00", "#5E5E5E")
TALL = {False: 190.0, True: 130.0}  # points of the plot, on a full and on half a page


def upright_ticks(low: float, high: float, *, zero: bool = True) -> list[tuple[float, str]]:
    """Give round ticks from 0 (or `low`) to just above `high`, each with its words."""
    from matplotlib.ticker import MaxNLocator

    low = min(0.0, low) if zero else low
    values = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    edge = high + 0.06 * (high - low)
    return [(float(value), f"{value:,.10g}".replace("-", "−")) for value in values if value <= edge]


def draw_upright(drawn: Body, ticks: Sequence[tuple[float, str]], across: Sequence[tuple[float, str]]) -> None:
    """Draw the horizontal grid with its words left of the plot, and the ticks of the axis below it."""
    axes, layout = drawn.ax, drawn.layout
    axes.hlines([tick for tick, _ in ticks], *axes.get_xlim(), color=GRID, linewidth=0.7, zorder=0)
    for tick, word in ticks:
        drawn.write(drawn.left - 5, tick, word, ha="right", size=layout.small, color=GRAY)
    axes.set_xticks([place for place, _ in across], [word for _, word in across])
    axes.minorticks_off()
    axes.tick_params(axis="x", color=AXIS, length=3, pad=2.5, bottom=True, labelbottom=True)
    for label in axes.get_xticklabels():
        label.set(fontfamily=families_for(label.get_text()), fontsize=layout.small, color=GRAY)


def name_ends(drawn: Body, lasts: Mapping[str, float], colors: Mapping[str, str]) -> None:
    """Write each name at the end of its line, moved apart where they would touch."""
    low, high = drawn.ax.get_ylim()
    point = (high - low) / drawn.height
    y = -math.inf
    for name in sorted(lasts, key=lasts.get):
        y = max(lasts[name], y + drawn.layout.label * 1.15 * point)
        drawn.write(drawn.right + 5, y, name, color=colors[name], weight=BOLD)
