"""The horizontal axis of rows: as many ticks as have room, a grid that stops at headings, the line of no effect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from types import SimpleNamespace

from .body import AXIS, GRAY, GRID, Body, written
from .fonts import BOLD, families_for
from .layout import Layout, text_width
from .marks import ROLES
from .scale import Scale


def draw_scale(drawn: Body, scale: Scale, items: Sequence[SimpleNamespace]) -> None:
    """Draw the axis, its ticks (as many as have room), the grid behind the rows, and the line of no effect."""
    ax, layout = drawn.ax, drawn.layout
    ax.set_xscale("log" if scale.log else "linear")
    ax.set_xlim(scale.low, scale.high)
    ticks = _thinned(drawn, scale)
    ax.minorticks_off()
    ax.set_xticks([tick for tick, _ in ticks], [word for _, word in ticks])
    ax.tick_params(axis="x", color=AXIS, length=3, pad=2.5, width=1.0, bottom=True, labelbottom=True)
    _axis_words(drawn)
    for start, end in _stretches([item for item in items if item.row.role != "note"]):
        for place, band in enumerate(scale.bands):
            if place % 2 == 0:
                ax.fill_between(band[1:], start, end, color="#F3F3F1", linewidth=0, zorder=0)
        if not scale.bands:
            ax.vlines([tick for tick, _ in ticks], start, end, color=GRID, linewidth=0.7, zorder=0)
        if scale.reference is not None:
            ax.vlines(scale.reference, start, end, color=GRAY, linewidth=1.0, zorder=1)
    if scale.ends and scale.reference is not None:
        _ends(drawn, scale, scale.reference, layout)
    for name, start, end in scale.bands if _bands_have_room(drawn, scale) else ():  # the ticks below say it too
        middle = math.sqrt(start * end) if scale.log else (start + end) / 2
        look = {"size": layout.small, "weight": BOLD, "color": GRAY, "ha": "center"}
        written(ax, middle, layout.row * 0.5, name, ax.transData, layout, **look)


def _bands_have_room(drawn: Body, scale: Scale) -> bool:
    """Tell whether every band is as wide as its name: where one is not, none is named."""
    span, size = drawn.right - drawn.left, drawn.layout.small
    return all(
        text_width(name, size, BOLD) <= (scale.share(end) - scale.share(start)) * span
        for name, start, end in scale.bands
    )


def line_levels(scale: Scale, span: float, layout: Layout) -> list[int]:
    """Give for each marked value the line of text its words stand on, from the lowest, so that none touch."""
    ends: list[float] = []
    levels = []
    for value, words, _ in sorted(scale.lines):
        middle, half = scale.share(value) * span, text_width(words, layout.small, BOLD) / 2
        level = next((level for level, end in enumerate(ends) if middle - half > end + 4), len(ends))
        ends[level:] = [middle + half, *ends[level + 1 :]]
        levels.append(level)
    return levels


def draw_lines(drawn: Body, scale: Scale, base: float, items: Sequence[SimpleNamespace]) -> None:
    """Draw the marked values as lines through the rows, each with its words above `base`."""
    ax, layout = drawn.ax, drawn.layout
    levels = line_levels(scale, drawn.right - drawn.left, layout)
    for (value, words, name), level in zip(sorted(scale.lines), levels, strict=True):
        role = ROLES[name]
        y = base - layout.small * (0.75 + 1.3 * level)
        drawn.write(
            drawn.left + scale.share(value) * (drawn.right - drawn.left), y, words,
            size=layout.small, weight=BOLD, color=role.words, ha="center",
        )  # fmt: skip
        for start, end in _stretches(items):
            ax.vlines(value, start, end, color=role.color, linewidth=1.4, zorder=2)


def _axis_words(drawn: Body) -> None:
    for label in drawn.ax.get_xticklabels():
        label.set(fontfamily=families_for(label.get_text()), fontsize=drawn.layout.small, color=GRAY)


def _stretches(items: Sequence[SimpleNamespace]) -> list[tuple[float, float]]:
    """Give the top and bottom of rows that follow each other, so that no line runs through a heading."""
    found: list[tuple[float, float]] = []
    for item in items:
        if found and item.top - found[-1][1] < 0.3 * (item.bottom - item.top):
            found[-1] = (found[-1][0], item.bottom)
        else:
            found.append((item.top, item.bottom))
    return found


def _thinned(drawn: Body, scale: Scale) -> list[tuple[float, str]]:
    ticks, span = list(zip(scale.ticks, scale.labels, strict=True)), drawn.right - drawn.left
    while len(ticks) > 2:
        at = [scale.share(tick) * span for tick, _ in ticks]
        wide = [text_width(word, drawn.layout.small) for _, word in ticks]
        clear = all(b - a > (wa + wb) / 2 + 4 for a, b, wa, wb in zip(at, at[1:], wide, wide[1:], strict=False))
        if clear:
            break
        kept = scale.reference if scale.reference in [tick for tick, _ in ticks] else ticks[-1][0]
        first = [tick for tick, _ in ticks].index(kept) % 2
        ticks = ticks[first::2]
    return ticks


def _ends(drawn: Body, scale: Scale, reference: float, layout: Layout) -> None:
    y = drawn.height + layout.small * 2.6
    less, more = scale.ends or ("", "")
    for words, side, shift in ((f"← {less}", "right", -6), (f"{more} →", "left", 6)):
        x = drawn.left + scale.share(reference) * (drawn.right - drawn.left) + shift
        drawn.write(x, y, words, ha=side, size=layout.small, color=GRAY)
