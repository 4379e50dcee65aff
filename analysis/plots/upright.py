"""What plots with an upright axis share: its ticks and grid, and names written at the ends of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..forms import in_full
from .body import AXIS, GRAY, GRID, Body
from .fonts import BOLD, families_for
from .layout import Layout, in_two, text_width
from .marks import COMPARATOR, SECOND, SOURCE

SERIES = (SOURCE, SECOND, COMPARATOR, "#8C6BB1", "#B98A00", "#5E5E5E")
MARKERS, DASHES = "osD^vP", ("-", "--", "-.", ":", "-", "--")  # series stay apart on gray paper too
TALL = {False: 190.0, True: 130.0}  # points of the plot, on a full and on half a page


def upright_ticks(low: float, high: float, *, zero: bool = True, whole: bool = False) -> list[tuple[float, str]]:
    """Give round ticks from 0 (or `low`) to just above `high`, each with its words; of counts only whole numbers."""
    from matplotlib.ticker import MaxNLocator

    low = min(0.0, low) if zero else low
    steps = [1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]
    values = MaxNLocator(5, steps=steps, integer=whole, min_n_ticks=1).tick_values(low, high)
    edge = high + 0.06 * (high - low)
    return [(float(value), in_full(value).replace("-", "−")) for value in values if value <= edge]


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


def broken_names(names: Sequence[str], layout: Layout) -> dict[str, list[str]]:
    """Break names that stand beside a plot into at most two lines of a third of the page."""
    return {name: in_two(name, layout.width * 0.3, layout.label, BOLD) for name in names}


def names_width(names: Mapping[str, list[str]], layout: Layout) -> float:
    """Give the points that the longest line of these names takes."""
    return max((text_width(line, layout.label, BOLD) for lines in names.values() for line in lines), default=0.0)


def levels_of(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Give for each stretch of a line the level on which it touches none before it, 0 the first."""
    ends: list[float] = []
    found = [0] * len(spans)
    for place in sorted(range(len(spans)), key=lambda place: spans[place]):
        start, end = spans[place]
        level = next((level for level, taken in enumerate(ends) if start > taken + 6), len(ends))
        ends[level:] = [end, *ends[level + 1 :]]
        found[place] = level
    return found


def name_ends(
    drawn: Body,
    lasts: Mapping[str, float],
    colors: Mapping[str, str],
    broken: Mapping[str, list[str]] | None = None,
) -> None:
    """Write each name at the end of its line, moved apart where they would touch, and none above the plot."""
    low, high = drawn.ax.get_ylim()
    point, step = (high - low) / drawn.height, drawn.layout.label * 1.15
    names = sorted(lasts, key=lasts.__getitem__)
    lines = {name: (broken or {}).get(name, [name]) for name in names}
    at, floor = {}, low + 1.5 * point  # no name lies on the axis
    for name in names:  # from below; each takes its lines, its middle as near to the end as may be
        half = len(lines[name]) * step * point / 2
        at[name] = max(lasts[name], floor + half)
        floor = at[name] + half
    ceiling = high
    for name in reversed(names):
        half = len(lines[name]) * step * point / 2
        at[name] = min(at[name], ceiling - half)
        ceiling = at[name] - half
    for name in names:
        for number, line in enumerate(lines[name]):
            y = at[name] - step * point * (number - (len(lines[name]) - 1) / 2)
            drawn.write(drawn.right + 5, y, line, color=colors[name], weight=BOLD)
