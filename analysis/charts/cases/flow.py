"""The flow chart of exclusions, as STROBE and RECORD ask for it."""

from __future__ import annotations

from ...forms import whole
from ...style import PALETTE, axes_of
from .registry import case_chart
from .words import plain, worded, wrapped

# Inches: width of the picture, middle and width of the boxes at the left (what remains) and right (what is left out).
_PAGE, _LEFT, _LEFT_WIDE, _RIGHT, _RIGHT_WIDE = 6.8, 1.25, 2.2, 4.85, 3.7
_LINE, _PAD, _GAP = 0.16, 0.16, 0.09


@case_chart("flow", "step", "excluded", "remaining")
def flow(table, ax=None):
    """Selection of cases: records, exclusions (each record is counted at the first that applies), cases selected."""
    rows = list(table.itertuples())
    sides = [f"{_sentence(row.step)}\nn = {whole(row.excluded)}" for row in rows[1:]]
    kept = [
        f"{_sentence(rows[0].step)}\nn = {whole(rows[0].remaining)}",
        *(f"n = {whole(row.remaining)}" for row in rows[1:]),
    ]
    if len(rows) > 1:
        kept[-1] = f"{worded(table, 'Cases selected')}\n{kept[-1]}"
    heights = [_height(text) for text in kept]
    gaps = [_height(text) + 2 * _GAP for text in sides]
    ax = axes_of(ax, (_PAGE, sum(heights) + sum(gaps) + 0.75))
    ax.set_axis_off()
    ax.set(xlim=(0, _PAGE), ylim=(sum(heights) + sum(gaps) + 0.03, -0.03))
    top = 0.0
    for place, (text, height) in enumerate(zip(kept, heights, strict=True)):
        color = "primary" if place in (0, len(kept) - 1) else "line"
        _box(ax, _LEFT, top + height / 2, (_LEFT_WIDE, height), text, color)
        top += height
        if place < len(sides):
            middle = top + gaps[place] / 2
            _arrow(ax, (_LEFT, top), (_LEFT, top + gaps[place]))
            _arrow(ax, (_LEFT, middle), (_RIGHT - _RIGHT_WIDE / 2, middle))
            _box(ax, _RIGHT, middle, (_RIGHT_WIDE, gaps[place] - 2 * _GAP), sides[place], "comparator")
            top += gaps[place]
    return ax


def _sentence(step: object) -> str:
    text = wrapped(step, 46, most=3)
    return text[:1].upper() + text[1:]


def _height(text: str) -> float:
    return _LINE * (text.count("\n") + 1) + _PAD


def _box(ax, x: float, y: float, size: tuple[float, float], text: str, color: str) -> None:
    from matplotlib.patches import Rectangle

    wide, high = size
    corner = (x - wide / 2, y - high / 2)
    ax.add_patch(Rectangle(corner, wide, high, facecolor="white", edgecolor=PALETTE[color], linewidth=1.3))
    ax.text(x, y, plain(text), ha="center", va="center", fontsize=8.5, color=PALETTE["line"], linespacing=1.15)


def _arrow(ax, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": PALETTE["line"], "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=style)
