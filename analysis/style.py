"""One look for every picture: colors by meaning, fixed type, no clock and no machine inside."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# By meaning, never by order: told apart with any color vision (least CIELAB difference of a pair that shares a row 23),
# and with a mark or a word of its own in gray.
PALETTE = {
    "cited": "#C2410C",
    "primary": "#14507A",
    "comparator": "#8A8A8A",
    "derived": "#6FA3C7",
    "contested": "#B98A00",
    "agrees": "#7DB9A6",
    "differs": "#C2410C",
    "incomparable": "#D6B656",
    "untraced": "#BDBDBD",
    "unstated": "#CC79A7",
    "line": "#222222",
    "observed": "#222222",
    "fit": "#14507A",
    "without": "#C2410C",
    "guide": "#8C8C8C",
    "span": "#E4E4E4",
}
BAND = 0.18  # opacity of limits around a line

_RC: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#444444",
    "axes.formatter.use_locale": False,
    "axes.grid": True,
    "axes.labelsize": 9.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.dpi": 100,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.7,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "pdf.fonttype": 42,
    "savefig.dpi": 150,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "poison-center",
    "text.hinting": "none",  # widths as measured: hinted letters stand on whole pixels, a tenth of a word off
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
}


@contextmanager
def applied():
    """Draw within this block with the project's settings, whatever the reader's own are."""
    import matplotlib
    import matplotlib.pyplot  # imported first inside the block, it would lose a notebook's interactive mode

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        yield


def axes_of(ax: Axes | None, size: tuple[float, float] = (5.5, 3.6)) -> Axes:
    """Give the Axes to draw on: the caller's, or one of a new figure of `size` inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=size, layout="constrained")[1]


def log_axis(axis) -> None:
    """Make an axis with data on it logarithmic, with plain numbers that stay few enough to read."""
    from matplotlib.ticker import AutoLocator, FuncFormatter, LogLocator, NullLocator

    getattr(axis.axes, f"set_{axis.axis_name}scale")("log")
    low, high = axis.get_view_interval()
    decades = float(high) / float(low)
    subs = (1, 2, 5) if decades < 40 else (1, 3) if decades < 1000 else (1,)
    axis.set_major_locator(AutoLocator() if decades < 8 else LogLocator(subs=subs))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axis.set_minor_locator(NullLocator())


def key(ax: Axes) -> None:
    """Say above the Axes what the lines and points are, where no data can be hidden; in two columns where they fit."""
    figure: Any = ax.get_figure(root=True)
    wide = ax.get_position().width * figure.get_figwidth() > 3.4
    place: dict = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.2, "ncols": 1 + wide}
    ax.legend(**place, fontsize="small", frameon=False)


def whole_years(ax: Axes) -> None:
    """Label the x axis by whole years only."""
    locator: Any = ax.xaxis.get_major_locator()
    locator.set_params(integer=True)
    ax.set_xlabel("year")


def readable_rate(rates) -> tuple[float, str]:
    """Give the power of ten that makes the largest of these rates at least 1, and the label of the axis."""
    largest = max((float(rate) for rate in rates if 0 < rate < math.inf), default=1.0)
    per = 10.0 ** max(0, math.ceil(-math.log10(largest) - 1e-9))
    return per, f"rate per {per:,.0f}" if per > 1 else "rate"


def note(ax: Axes, text: str, x: float, y: float, **options) -> None:
    """Write a small remark at a place in data coordinates."""
    box = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.6}
    ax.annotate(text, (x, y), **{"fontsize": 7.5, "color": "#333333", "va": "center", "bbox": box, **options})
