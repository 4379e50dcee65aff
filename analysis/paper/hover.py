"""A picture as one SVG element for a page: values appear over its marks, its names clash with no other's."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

import numpy as np

from ..plots.saving import NO_METADATA as PLAIN
from .answers import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REACH = 7  # of the pointer around a mark, in points
MOST = 2_000  # marks of a picture that show their value
NO_METADATA = {**PLAIN["svg"], "Format": None, "Type": None}


def hover_svg(figure: Figure, legend: str, width: str = "full") -> str:
    """Draw a figure as an SVG element whose marks tell their values when the pointer rests on them.

    The element has the class ``full`` or ``half``: a page shows the one that the reader's window has room for.
    """
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    from ..charts.cases import find_case_chart
    from ..style import applied

    with applied():
        drawn = (
            find_case_chart(figure.chart).function(figure.table, width=width, title="").get_figure()
        )  # the legend says it
        buffer = io.StringIO()
        drawn.savefig(buffer, format="svg", metadata=NO_METADATA)
        points = [point for ax in drawn.axes for point in _points(ax)][:MOST]
        plt.close(drawn)
    element = _element(buffer.getvalue(), "\n".join(points), f"{figure.stem}-{width}", legend)
    return element.replace("<svg", f'<svg class="{width}"', 1)


def _element(svg: str, points: str, stem: str, legend: str) -> str:
    """Take the element out of the file, name it, and put the marks that can be pointed at on top."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r'(\bid=")', rf"\g<1>{stem}-", element)
    element = re.sub(r'(href="#|url\(#)', rf"\g<1>{stem}-", element)
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(
        r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    )
    named = f'<svg role="img" aria-label="{html.escape(legend)}"'
    return f"{element.replace('<svg', named, 1).rpartition('</svg>')[0]}<g>\n{points}\n</g>\n</svg>"


def _points(ax: Axes) -> list[str]:
    """Give a transparent circle with its value over each mark of an Axes."""
    figure = ax.get_figure(root=True)
    scale, height = 72 / figure.dpi, 72 * figure.get_size_inches()[1]
    said = []
    for x, y in _marks(ax):
        across, up = ax.transData.transform((x, y)) * scale
        words = html.escape(_told(ax, x, y))
        place = f'cx="{across:.1f}" cy="{height - up:.1f}" r="{REACH}"'
        said.append(f'<circle class="point" {place} fill="#fff" fill-opacity="0"><title>{words}</title></circle>')
    return said


def _marks(ax: Axes) -> np.ndarray:
    """Give the places of dots and the ends of bars in the data of an Axes."""
    from matplotlib.collections import PathCollection
    from matplotlib.container import BarContainer

    found = [
        np.column_stack([np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)])
        for line in ax.lines
        if line.get_marker() not in (None, "None", "", " ") and line.get_transform() == ax.transData
    ]
    found += [np.asarray(part.get_offsets(), float) for part in ax.collections if isinstance(part, PathCollection)]
    for bars in (part for part in ax.containers if isinstance(part, BarContainer)):
        lying = bars.orientation == "horizontal"
        boxes = [(bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()) for bar in bars]
        found += [np.array([(x + w, y + h / 2) if lying else (x + w / 2, y + h)]) for x, y, w, h in boxes]
    places = np.concatenate(found) if found else np.empty((0, 2))
    return places[np.isfinite(places).all(axis=1)]


def _told(ax: Axes, x: float, y: float) -> str:
    """Say what a mark stands for: the words of its row, or its period and its number."""
    if ax.yaxis_inverted():  # rows, counted from the top: what is written on the mark's own line
        beside = [text for text in ax.texts if abs(text.get_position()[1] - y) < 1.5 and text.get_text().strip()]
        return "; ".join(text.get_text() for text in sorted(beside, key=lambda text: text.get_position()[0]))
    name = "Year: " if 1900 <= x <= 2100 else ""
    place = f"{x:.0f}" if x == round(x) else f"{x:,.4g}"
    return f"{name}{place}; {f'{y:,.0f}' if y == round(y) else f'{y:,.4g}'}"
