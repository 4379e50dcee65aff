"""Two widths and one type scale: a picture is laid out in points, and its text never shrinks to fit."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import DataError
from .fonts import REGULAR, drawable, families_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INCH = 72.0
_MM = INCH / 25.4


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of one width, all in points.

    Attributes
    ----------
    width, margin : float
        Of the whole picture, and around it.
    title, subtitle, label, small : float
        Sizes of type: labels and numbers, and (small) axis, heads, notes and sources.
    row, indent, gap : float
        Height of a row; what the members of a group stand in; between two columns.
    half : bool
        Whether this is the layout of half a page, which drops columns and words instead of shrinking them.
    dpi : int
        Of a PNG.
    """

    width: float
    margin: float
    title: float
    subtitle: float
    label: float
    small: float
    row: float
    indent: float
    gap: float
    half: bool
    dpi: int


FULL = Layout(174 * _MM, 6, 13, 9.5, 9, 8, 15.5, 8, 12, False, 200)
HALF = Layout(84 * _MM, 4, 10, 7.8, 7.4, 6.6, 12.2, 6, 8, True, 300)
_NAMED = {"full": FULL, "half": HALF}
_HALF_BELOW = 120.0  # mm


def figure_of(ax: Axes) -> Figure:
    """Give the figure on which an Axes stands; one that was removed from its figure is refused."""
    if (figure := ax.get_figure(root=True)) is None:
        raise DataError("ax: expected an Axes that stands on a figure, got one that was removed from it.")
    return figure


def layout_of(width: str | float, ax: Axes | None = None) -> Layout:
    """Give the layout of a width: ``"full"`` (174 mm), ``"half"`` (84 mm), millimeters, or that of the Axes.

    Raises
    ------
    DataError
        For a width of another name, or one below 60 mm or above 600 mm.
    """
    if ax is not None:
        width = ax.get_position().width * figure_of(ax).get_figwidth() * 25.4
        return replace(HALF if width < _HALF_BELOW else FULL, width=width * _MM)
    if isinstance(width, str) and width in _NAMED:
        return _NAMED[width]
    if isinstance(width, (int, float)) and 60 <= width <= 600:
        return replace(HALF if width < _HALF_BELOW else FULL, width=width * _MM)
    raise DataError(f'width: expected "full", "half" or 60 to 600 (millimeters), got {width!r}.')


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: int = REGULAR) -> float:
    """Give the width of a line of text in points, by the metrics of its font."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    text = drawable(text)
    font = FontProperties(family=families_for(text), size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] if text else 0.0


def room_after(text: str, size: float, weight: int = REGULAR) -> float:
    """Give the points that a text takes with the space after it; a reader's renderer may round each letter up."""
    return 1.03 * text_width(text, size, weight) + 0.7 * size


def wrapped(text: str, width: float, size: float, weight: int = REGULAR) -> list[str]:
    """Break a text into lines of at most `width` points; a word that is longer than that is broken too."""
    lines, line = [], ""
    for word in (part for given in text.split() for part in _broken(given, width, size, weight)):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, weight) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def in_two(text: str, width: float, size: float, weight: int = REGULAR) -> list[str]:
    """Break a name into at most two lines of `width` points.

    A longer one loses its middle: what tells products apart, such as a strength, often stands at the end.
    """
    lines = wrapped(text, width, size, weight) or [""]
    if len(lines) <= 2:
        return lines
    return [lines[0], shortened(" ".join(text.split())[::-1], width, size, weight)[::-1]]


def _broken(word: str, width: float, size: float, weight: int) -> list[str]:
    if text_width(word, size, weight) <= width or len(word) < 2:
        return [word]
    end = max(1, _most(word, width, size, weight))
    return [word[:end], *_broken(word[end:], width, size, weight)]


def _most(text: str, width: float, size: float, weight: int) -> int:
    """Give how many letters from the start have room: found by halving, for every measure takes its time."""
    return bisect_right(range(1, len(text) + 1), width, key=lambda end: text_width(text[:end], size, weight))


def shortened(text: str, width: float, size: float, weight: int = REGULAR) -> str:
    """Give a text on one line of at most `width` points, its end replaced by an ellipsis where it is longer."""
    if text_width(text, size, weight) <= width:
        return text
    end = _most(text, width - text_width("…", size, weight), size, weight)
    return text[:end].rstrip() + "…"
