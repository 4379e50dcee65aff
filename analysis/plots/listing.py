"""A table of words: each cell broken into the lines that its column has room for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .body import GRAY, INK, Body, body
from .fonts import BOLD, REGULAR
from .layout import Layout, layout_of, text_width, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE = 0.8  # of a row: from one line of a cell to the next


@dataclass(frozen=True, slots=True)
class Listing:
    """A table laid out: heads and cells as lines, where the columns begin, and the height in points."""

    heads: list[list[str]]
    cells: list[list[list[str]]]
    starts: list[float]
    colors: list[str]
    height: float


def listing(
    frame: pd.DataFrame,
    *,
    colors: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw a table of texts.

    Parameters
    ----------
    frame : DataFrame
        Texts; the columns are the heads.
    colors : mapping, optional
        Head to color of its words.
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without a row.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame({"The page prints": ["56.8% in 320"], "The source says": ["57% of 162"]})
    >>> [text.get_text() for text in listing(said).texts][-1]
    '57% of 162'
    """
    if not isinstance(frame, pd.DataFrame) or frame.empty:
        raise DataError("frame: expected a DataFrame of texts, got none; nothing to draw.")
    layout = layout_of(width, ax)
    inner = layout.width - 2 * layout.margin if ax is None else layout.width
    told = laid_out(frame, inner, layout, dict(colors or {}))
    drawn = body(layout, told.height, (0.0, 0.0), 2.0, ax)
    drawn.ax.spines["bottom"].set_visible(False)
    drawn.ax.tick_params(bottom=False, labelbottom=False)
    write_listing(drawn, told, 0.0)
    return drawn.ax


def laid_out(frame: pd.DataFrame, inner: float, layout: Layout, colors: Mapping[str, str]) -> Listing:
    """Break every cell into lines; the columns share the room by what they hold, none below its longest word."""
    texts = [["" if cell is None or cell != cell else str(cell) for cell in row] for row in frame.to_numpy().tolist()]
    heads, size = [str(name) for name in frame.columns], layout.label
    wanted = [
        max([text_width(head, layout.small, BOLD), *(text_width(row[place], size) for row in texts)]) + layout.gap
        for place, head in enumerate(heads)
    ]
    least = [
        max(text_width(word, size) for cell in [head, *(row[place] for row in texts)] for word in cell.split() or [""])
        + layout.gap
        for place, head in enumerate(heads)
    ]
    spans = _shared(wanted, [min(span, inner / 2) for span in least], inner + layout.gap)
    rooms = [span - layout.gap for span in spans]
    cells = [[wrapped(cell, room, size) for cell, room in zip(row, rooms, strict=True)] for row in texts]
    broken = [wrapped(head, room, layout.small, BOLD) for head, room in zip(heads, rooms, strict=True)]
    tall = sum(layout.row * (1.08 + _LINE * (max(1, *map(len, row)) - 1)) for row in cells)
    height = layout.small * 1.25 * max(map(len, broken)) + layout.row * 0.65 + tall
    starts = [sum(spans[:place]) for place in range(len(spans))]
    return Listing(broken, cells, starts, [colors.get(head, INK) for head in heads], height)


def _shared(wanted: list[float], least: list[float], room: float) -> list[float]:
    """Share the room: what each wants where it suffices, else its least and of the rest in proportion."""
    if sum(wanted) <= room:
        return [span + (room - sum(wanted)) / len(wanted) for span in wanted]
    if sum(least) >= room:
        return [span * room / sum(least) for span in least]
    spare, more = room - sum(least), [want - few for want, few in zip(wanted, least, strict=True)]
    return [few + spare * extra / sum(more) for few, extra in zip(least, more, strict=True)]


def write_listing(drawn: Body, told: Listing, top: float) -> None:
    """Write a table that was laid out, from `top` points below the top of the body."""
    layout = drawn.layout
    line = layout.small * 1.25
    base = top + line * max(map(len, told.heads)) + layout.row * 0.35
    for start, words in zip(told.starts, told.heads, strict=True):
        for number, text in enumerate(reversed(words)):
            drawn.write(
                start, base - layout.row * 0.55 - line * number, text, size=layout.small, weight=BOLD, color=GRAY
            )
    drawn.rule(base)
    y = base + layout.row * 0.3
    for row in told.cells:
        for start, words, color in zip(told.starts, row, told.colors, strict=True):
            for number, text in enumerate(words):
                drawn.write(start, y + layout.row * (0.54 + _LINE * number), text, color=color, weight=REGULAR)
        y += layout.row * (1.08 + _LINE * (max(1, *map(len, row)) - 1))
