"""The Axes of a picture with text columns beside it: one unit of y is one point, counted from the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fonts import REGULAR, families_for, shown
from .layout import INCH, Layout, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

INK, GRAY, PALE = "#1A1A1A", "#555555", "#6A6A6A"
GRID, RULE, AXIS = "#E3E3E3", "#C9C9C9", "#8C8C8C"
_MIDDLE = 0.335  # of the size: from the baseline to the middle of figures, so that a row lines up whatever its letters


@dataclass(frozen=True, slots=True)
class Body:
    """The Axes with their layout, and where the plot lies between the columns of text.

    Attributes
    ----------
    ax : Axes
    layout : Layout
    left, right : float
        Points from the left edge of the body to the left and the right end of the plot.
    height : float
        Points from the top of the body to its axis.
    """

    ax: Axes
    layout: Layout
    left: float
    right: float
    height: float

    def write(self, x: float, y: float, text: str, **look) -> Text:
        """Write a text at `x` points from the left edge of the body and `y` points below its top."""
        place = (x - self.left) / (self.right - self.left)
        return written(self.ax, place, y, text, self.ax.get_yaxis_transform(), self.layout, **look)

    def rule(self, y: float, start: float = 0.0, end: float | None = None, **look) -> None:
        """Draw a thin line across the body at `y` points below its top."""
        span = self.right - self.left
        ends = [(x - self.left) / span for x in (start, self.layout.width if end is None else end)]
        look = {"color": RULE, "linewidth": 0.8, "clip_on": False, "zorder": 1, **look}
        self.ax.plot(ends, [y, y], transform=self.ax.get_yaxis_transform(), **look)


def written(ax: Axes, x: float, y: float, text: str, transform, layout: Layout, **look) -> Text:
    """Write a text into the Axes in the typeface of the pictures."""
    from matplotlib.transforms import ScaledTranslation

    text = shown(text)
    look = {"size": layout.label, "color": INK, "weight": REGULAR, "ha": "left", **look}
    middle = transform + ScaledTranslation(0, -_MIDDLE * look["size"] / INCH, figure_of(ax).dpi_scale_trans)
    look = {"va": "baseline", **look}
    return ax.text(x, y, text, transform=middle, fontfamily=families_for(text), clip_on=False, parse_math=False, **look)


def halo() -> list:
    """Give the effect that keeps letters readable on a grid line or a band, without a box around them."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.2, foreground="white")]


def body(layout: Layout, height: float, sides: tuple[float, float], foot: float, ax: Axes | None = None) -> Body:
    """Give Axes of `height` points with room for text columns at both sides and for the axis below.

    Parameters
    ----------
    layout : Layout
    height, foot : float
        Points of the plot, and of the axis below it.
    sides : tuple of float
        Points that the columns take on the left and on the right.
    ax : Axes, optional
        Drawn into the place of these; a new figure when left out.
    """
    left, right = sides
    if ax is None:
        ax = _new(layout, height, sides, foot)
        inner = layout.width - 2 * layout.margin
    else:
        inner = layout.width
        box, total = ax.get_position(), figure_of(ax).get_figheight() * INCH * ax.get_position().height
        ax.set_position(
            (
                box.x0 + box.width * left / inner,
                box.y0 + box.height * foot / total,
                box.width * (1 - (left + right) / inner),
                box.height * (1 - foot / total),
            )
        )
    _bare(ax)
    ax.set_ylim(height, 0)
    return Body(ax, _inner(layout, inner), left, inner - right, height)


def _inner(layout: Layout, width: float) -> Layout:
    from dataclasses import replace

    return replace(layout, width=width)


def _new(layout: Layout, height: float, sides: tuple[float, float], foot: float) -> Axes:
    import matplotlib.pyplot as plt

    tall = height + foot + 2 * layout.margin
    size = (layout.width / INCH, tall / INCH)
    figure: Figure = plt.figure(figsize=size, dpi=layout.dpi, facecolor="white")
    figure.set_layout_engine("none")  # whatever the reader's settings say: every place is in points
    place = (
        (layout.margin + sides[0]) / layout.width,
        (layout.margin + foot) / tall,
        (layout.width - 2 * layout.margin - sum(sides)) / layout.width,
        height / tall,
    )
    return figure.add_axes(place)


def _bare(ax: Axes) -> None:
    """Take the frame, the ticks and the grid away, whatever the reader's settings are."""
    ax.grid(visible=False)
    ax.set_facecolor("none")
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(AXIS)
        spine.set_linewidth(1.0)
    ax.tick_params(left=False, labelleft=False, top=False, right=False)
