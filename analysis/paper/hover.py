"""A picture as one SVG element for a page: values appear over its marks, its names clash with no other's."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

import numpy as np

from ..forms import percent
from .answers import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REACH = 7  # of the pointer around a mark, in points
MOST = 2_000  # marks of a picture that show their value
NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def hover_svg(figure: Figure, legend: str) -> str:
    """Draw a figure as an SVG element whose marks tell their values when the pointer rests on them."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    from ..charts.cases import find_case_chart
    from ..style import applied

    with applied():
        drawn = find_case_chart(figure.chart).function(figure.table).get_figure()
        buffer = io.StringIO()
        drawn.savefig(buffer, format="svg", metadata=NO_METADATA)
        points = [point for ax in drawn.axes for point in _points(ax)][:MOST]
        plt.close(drawn)
    return _element(buffer.getvalue(), "\n".join(points), figure.stem, legend)


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
    scale, height = 72 / ax.figure.dpi, 72 * ax.figure.get_size_inches()[1]
    said = []
    for x, y in _marks(ax):
        across, up = ax.transData.transform((x, y)) * scale
        words = html.escape("; ".join(part for part in (_told(ax.xaxis, x), _told(ax.yaxis, y)) if part))
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


def _told(axis, value: float) -> str:
    """Say where a mark stands on one axis: the label of its row, or a number with the title of the axis."""
    from matplotlib.ticker import PercentFormatter

    formatter, title = axis.get_major_formatter(), " ".join(axis.get_label_text().split())
    ticks = np.asarray(axis.get_majorticklocs(), float)
    labels = [label.get_text() for label in axis.get_ticklabels()]
    named = any(labels) and not all(_is_number(label) for label in labels)
    if named and len(ticks) == len(labels) and len(ticks):
        near = int(np.abs(ticks - value).argmin())
        return " ".join(labels[near].split()) if abs(ticks[near] - value) < 0.5 else ""
    if not title and not axis.get_visible():
        return ""
    if isinstance(formatter, PercentFormatter):
        return f"{title}: {percent(value / formatter.xmax)}"
    if title.lower().startswith("percent"):
        return f"{title}: {percent(value / 100)}"
    if "share" in title.lower() and 0 <= value <= 1:
        return f"{title}: {percent(value)}"
    whole = value == round(value)
    number = f"{value:.0f}" if whole and 1900 <= value <= 2100 else f"{value:,.0f}" if whole else f"{value:,.4g}"
    return f"{title}: {number}" if title else number


def _is_number(text: str) -> bool:
    return not text or bool(re.fullmatch(r"[\d.,\s%\u2212-]+", text))
