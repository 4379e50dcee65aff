"""Pictures with a row per name: dots with limits, names at the left and numbers in words at the right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...style import PALETTE, axes_of, note
from .words import plain, wrapped

MOST = 20
DENSE = 30  # rows beyond which they move together, so that the picture fits a page
LINE = 0.165  # inches that a line of a row's name takes


def row_axes(ax, names: Sequence[object], *, width: float = 6.8, letters: int | None = 36, heading: bool = True):
    """Give Axes with a named row for each of `names`, the first on top, high enough for the longest name.

    Parameters
    ----------
    ax : Axes, optional
    names : sequence
    width : float
        Inches of a new figure.
    letters : int or None
        Characters after which a name is wrapped; None when the names are wrapped already.
    heading : bool
        Leave room above the first row, for headings of what stands to the right of the rows.
    """
    written = [wrapped(name, letters) if letters else str(name) for name in names]
    lines = max((text.count("\n") + 1 for text in written), default=1)
    dense = len(names) > DENSE
    above, row = (1.2 if heading else 0.6), LINE * lines + (0.0 if dense else 0.09)
    ax = axes_of(ax, (width, 1.3 + row * (len(names) + above)))
    ax.set_yticks(range(len(names)), [plain(text) for text in written], fontsize=7.5 if dense else 8.5)
    ax.set_ylim(len(names) - 0.4, -above)
    ax.tick_params(axis="y", length=0, pad=7)
    ax.grid(axis="y", visible=False)
    return ax


def dots(ax, table, *, scale: float = 1.0, color: str = "primary") -> None:
    """Draw ``value`` as a dot and ``low`` to ``high`` as a line, row by row; from 0 to a little above the highest."""
    place, shown = np.arange(len(table)), table[["value", "low", "high"]].to_numpy(float) * scale
    value, low, high = shown.T
    ax.hlines(place, low, high, color=PALETTE[color], linewidth=1.8, alpha=0.75)
    ax.plot(value, place, "o", color=PALETTE[color], markersize=5.5, clip_on=False, zorder=3)
    ax.set_xlim(0, reach(shown))
    amount(ax)


def reach(numbers) -> float:
    """Give the end of an axis that starts at 0 and holds all finite numbers; 1 when there is none above 0."""
    finite = np.asarray(numbers, float)
    highest = finite[np.isfinite(finite)].max(initial=0)
    return 1.05 * highest if highest > 0 else 1.0


def amount(ax, *, whole: bool = False) -> None:
    """Set thousands apart on the x axis, and show no fractions where only whole numbers are."""
    from matplotlib import ticker

    ax.xaxis.set_major_locator(ticker.MaxNLocator(nbins=7, integer=whole, min_n_ticks=1))
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(lambda number, _: f"{number:,.10g}"))


def at_right(ax, texts: Sequence[str], heading: str = "", *, inches: float = 0.0) -> None:
    """Write a text to the right of each row, `inches` from the axes, under a heading.

    The place is given in inches and not as a share of the axes, for only so does the layout leave the room.
    """
    options = {
        "xycoords": ax.get_yaxis_transform(),
        "xytext": (6 + 72 * inches, 0),
        "textcoords": "offset points",
        "annotation_clip": False,
        "fontsize": 7.5,
    }
    for place, text in enumerate(texts):
        if text:
            note(ax, text, 1.0, place, **options)
    if heading:
        note(ax, heading, 1.0, -0.8, **options, fontweight="bold")


def at_left(ax, heading: str) -> None:
    """Write a heading above the names of the rows."""
    options = {"xycoords": ax.get_yaxis_transform(), "xytext": (-8, 0), "textcoords": "offset points", "ha": "right"}
    words = plain(wrapped(heading, 36, most=1))
    note(ax, words, 0.0, -0.8, **options, annotation_clip=False, fontsize=7.5, fontweight="bold")


def left_out(ax, rows: int, what: str) -> None:
    """Say below the last row how many rows the picture leaves out."""
    if rows > 0:
        low, high = ax.get_ylim()
        ax.set_ylim(low + 0.8, high)
        words = f"{rows:,} less frequent {what} not shown"
        note(ax, words, 0.995, low + 0.25, xycoords=ax.get_yaxis_transform(), ha="right", style="italic", fontsize=8)


def legend_above(ax) -> None:
    """Put the legend into the room above the first row, where no data are."""
    ax.legend(loc="upper left", ncols=2, borderaxespad=0.15, handletextpad=0.1, columnspacing=0.8)
