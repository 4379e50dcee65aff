"""One look for every picture: colors by meaning, fixed type, no clock and no machine inside."""

from __future__ import annotations

import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pandas as pd

from .sources import read_sources

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), distinguishable with any color vision.
PALETTE = {
    "cited": "#D55E00",
    "primary": "#0072B2",
    "comparator": "#7F7F7F",
    "derived": "#56B4E9",
    "contested": "#E69F00",
    "agrees": "#009E73",
    "differs": "#D55E00",
    "untraced": "#BDBDBD",
    "unstated": "#CC79A7",
    "line": "#222222",
}

_RC = {
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


def axes_of(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """Give the Axes to draw on: the caller's, or one of a new figure of `size` inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=size, layout="constrained")[1]


def titled(ax: Axes, text: str) -> None:
    """Write `text` as the title of the whole figure."""
    figure = ax.get_figure()
    figure.suptitle(_wrapped(figure, text, 10.5), x=0.01, ha="left", fontsize=11, fontweight="bold")


def caption(ax: Axes, text: str) -> None:
    """Write `text` below the Axes."""
    figure = ax.get_figure()
    figure.supxlabel(_wrapped(figure, text, 15.5), fontsize=8, color="#333333", x=0.01, ha="left")


def _wrapped(figure, text: str, letters_per_inch: float) -> str:
    return "\n".join(textwrap.wrap(text, int(figure.get_figwidth() * letters_per_inch)))


def note(ax: Axes, text: str, x: float, y: float, **options) -> None:
    """Write a small remark at a place in data coordinates."""
    box = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.6}
    ax.annotate(text, (x, y), **{"fontsize": 7.5, "color": "#333333", "va": "center", "bbox": box, **options})


def places(table: pd.DataFrame) -> list[str]:
    """Give for each row where it stands: document and line ("002 l.42"), else the label of the publication."""
    labels = {key: source.label for key, source in read_sources().items()}
    return [
        labels.get(source, source) if pd.isna(line) else f"{source.removeprefix('doc_')} l.{line}"
        for source, line in zip(table["source"], table["line"], strict=True)
    ]
