"""Title, subtitle, note, source and alternative text around a plot: the page grows, the plot keeps its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ..errors import DataError
from .body import GRAY, INK, PALE
from .fonts import BOLD, REGULAR, families_for, shown
from .layout import INCH, Layout, figure_of, layout_of, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says around its plot, each part unbroken; `alt` is the alternative text."""

    title: str
    subtitle: str
    note: str
    source: str
    alt: str


_WRITTEN: WeakKeyDictionary = WeakKeyDictionary()  # figure -> Words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page with its look and the points from its middle to the line above."""

    text: str
    size: float
    weight: int
    color: str
    above: float


def page(ax: Axes, title: str, *, subtitle: str = "", note: str = "", source: str = "", alt: str = "") -> Axes:
    """Write title and subtitle above a plot, note and source below it, all from the left edge of the page.

    Parameters
    ----------
    ax : Axes
        Alone on its figure, as the plots of this room give it; the figure grows by what is written.
    title : str
        The finding, in a sentence; empty where it stands in the text around the picture.
    subtitle : str
        What is measured, unit, who and where.
    note : str
        How to read the marks, and the one caveat that changes the reading.
    source : str
        Author, year, journal; a site in words.
    alt : str
        Alternative text: kind and finding, the extremes with numbers, what is missing. Title and subtitle when empty.

    Returns
    -------
    Axes
        The same; `words_of` gives its words, the alternative text among them.

    Raises
    ------
    DataError
        When title and subtitle are empty.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.plots import counts
    >>> calls = counts(pd.DataFrame({"period": [2019, 2020], "value": [798, 1065]}))
    >>> words_of(page(calls, "Calls numbered 798 and 1,065", subtitle="Calls per year", source="Own data.")).source
    'Own data.'
    """
    if not hasattr(ax, "get_figure"):
        raise DataError(f"ax: expected the Axes of a plot, got {type(ax).__name__}.")
    if not (title.strip() or subtitle.strip()):
        raise DataError("title: expected the finding in a sentence, got an empty text.")
    figure = figure_of(ax)
    layout = layout_of(figure.get_figwidth() * 25.4)
    inner = 0.985 * (layout.width - 2 * layout.margin)  # a renderer rounds each letter to whole pixels
    above = _lines(title, inner, layout.title, BOLD, INK) + _lines(subtitle, inner, layout.subtitle, REGULAR, GRAY)
    below = _lines(note, inner, layout.small, REGULAR, GRAY) + _lines(source, inner, layout.small, REGULAR, PALE)
    header, footer = (sum(line.above for line in lines) for lines in (above, below))
    header, footer = header + layout.label * 0.6, footer + (layout.label if below else 0)
    _grown(figure, header, footer)
    top = figure.get_figheight() * INCH - layout.margin
    _write(figure, layout, above, top)
    _write(figure, layout, below, layout.margin + footer - layout.label * 0.6)
    alt = alt or " ".join(part for part in (title, subtitle) if part)
    _WRITTEN[figure] = Words(title, subtitle, note, source, alt)
    return ax


def words_of(ax: Axes) -> Words | None:
    """Give the words of the page that an Axes stands on; nothing where none were written.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.plots import rows
    >>> words_of(rows(pd.DataFrame({"label": ["Coma"], "value": [0.2]}))) is None
    True
    """
    return _WRITTEN.get(ax.get_figure(root=True))


def from_the_left(text: str) -> str:
    """Give a sentence that begins with a name in a script from right to left the direction of its other words."""
    import unicodedata

    first = next((kind for letter in text if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    return text if first == "L" else "\u200e" + text


def _lines(text: str, width: float, size: float, weight: int, color: str) -> list[Line]:
    return [
        Line(line, size, weight, color, size * (1.3 if place else 1.45))
        for place, line in enumerate(wrapped(text, width, size, weight))
    ]


def _grown(figure, header: float, footer: float) -> None:
    """Make the figure taller; every Axes keeps its size and stands between header and footer."""
    old = figure.get_figheight() * INCH
    new = old + header + footer
    places = [(ax, ax.get_position(original=True)) for ax in figure.axes]
    figure.set_figheight(new / INCH)
    for ax, box in places:
        ax.set_position([box.x0, (box.y0 * old + footer) / new, box.width, box.height * old / new])


def _write(figure, layout: Layout, lines: list[Line], y: float) -> None:
    tall = figure.get_figheight() * INCH
    for line in lines:
        y -= line.above
        text = from_the_left(shown(line.text, stacklevel=4))
        figure.text(
            layout.margin / layout.width, (y + line.size * 0.3) / tall, text, size=line.size, weight=line.weight,
            color=line.color, va="baseline", ha="left", fontfamily=families_for(text), parse_math=False,
        )  # fmt: skip
