"""How often what goes with what: a square for each unit, or the number, with totals at the end of each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .body import GRAY, body
from .fonts import BOLD
from .layout import layout_of, text_width, wrapped
from .listing import laid_out, write_listing
from .marks import SOURCE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HOLLOW = "white"


def matrix(
    frame: pd.DataFrame,
    *,
    head: str = "",
    colors: Mapping[str, str] | None = None,
    total: str = "All",
    below: pd.DataFrame | None = None,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw counts of rows by columns, a small square for each unit; numbers where there is no room for squares.

    Parameters
    ----------
    frame : DataFrame
        Counts (whole numbers, 0 where there is none): the index names the rows, the columns name the columns.
    head : str
        Over the row labels.
    colors : mapping, optional
        Row label to color of its squares, head of `below` to color of its words; white squares are drawn hollow.
    total : str
        Head of the column of row totals; no such column when empty.
    below : DataFrame, optional
        The rows that matter, in words: a table of texts under the counts (see `listing`).
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame that is empty or holds anything but whole numbers from 0 on.

    Examples
    --------
    >>> import pandas as pd
    >>> seen = pd.DataFrame({"Banyan": [2, 0], "Recovered": [1, 3]}, index=["agrees", "differs"])
    >>> [text.get_text() for text in matrix(seen).texts][-2:]
    ['differs', '3']
    """
    counts = _checked(frame)
    layout, colors = layout_of(width, ax), dict(colors or {})
    inner = layout.width - 2 * layout.margin if ax is None else layout.width
    labels = [str(label) for label in counts.index]
    sums = [text_width(f"{number:,}", layout.label, BOLD) for number in counts.sum(axis=1)]
    right = max(text_width(total, layout.small, BOLD), *sums) + layout.gap * 1.5 if total else 0.0
    left = max(text_width(text, layout.label) for text in (*labels, head)) + layout.gap
    spans, step = _spans(counts, inner - right, left, layout)
    left = inner - right - sum(spans)
    lines = [wrapped(label, left - 4, layout.label) for label in labels]
    starts = [left + sum(spans[:place]) for place in range(len(spans))]
    names = zip(counts.columns, spans, strict=True)
    heads = [wrapped(str(name), span - 5, layout.small, BOLD) for name, span in names]
    top = layout.small * 1.25 * max(map(len, heads)) + layout.row * 0.5
    talls = [layout.row * (1.08 + 0.75 * (len(own) - 1)) for own in lines]
    under = laid_out(below, inner, layout, colors) if below is not None and len(below) else None
    tall = top + sum(talls)
    drawn = body(layout, tall + (under.height + layout.row if under else 0), (left, right), 2.0, ax)
    drawn.ax.spines["bottom"].set_visible(False)
    drawn.ax.tick_params(bottom=False, labelbottom=False)
    drawn.ax.set_xlim(left, inner - right)
    ends = [start + (span - layout.gap) * (not step) for start, span in zip(starts, spans, strict=True)]
    side = {"ha": "left" if step else "right"}  # squares begin below each other, numbers end so
    _heads(drawn, top, (head, total), zip(ends, heads, strict=True), side)
    drawn.rule(top, 0, inner)
    y = top
    for row, label in enumerate(labels):
        middle = y + talls[row] / 2
        for place, line in enumerate(lines[row]):
            drawn.write(0, middle + layout.row * 0.75 * (place - (len(lines[row]) - 1) / 2), line)
        for column, count in enumerate(counts.iloc[row]):
            if step:
                _squares(drawn, starts[column], middle, int(count), step, colors.get(label, SOURCE))
            elif count:
                drawn.write(ends[column], middle, f"{count:,}", weight=BOLD, **side)
        if total:
            drawn.write(inner, middle, f"{int(counts.iloc[row].sum()):,}", ha="right", weight=BOLD)
        y += talls[row]
    if under:
        write_listing(drawn, under, tall + layout.row)
    return drawn.ax


def in_squares(ax: Axes) -> bool:
    """Tell whether a matrix was drawn in squares: what stands around it may explain them only then."""
    return bool(ax.patches)


def _heads(drawn, top: float, ends: tuple[str, str], heads, side: dict) -> None:
    """Write the heads of the columns, broken into lines that stand on the rule."""
    layout = drawn.layout
    look, y = {"size": layout.small, "weight": BOLD, "color": GRAY}, top - layout.row * 0.55
    drawn.write(0, y, ends[0], **look)
    for start, lines in heads:
        for number, line in enumerate(reversed(lines)):
            drawn.write(start, y - layout.small * 1.25 * number, line, **side, **look)
    drawn.write(layout.width, y, ends[1], ha="right", **look)


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(frame, pd.DataFrame) or frame.empty:
        raise DataError("frame: expected a DataFrame of counts, got none; nothing to draw.")
    counts = frame.apply(pd.to_numeric, errors="coerce")
    if counts.isna().any(axis=None) or (counts < 0).any(axis=None) or (counts % 1 != 0).any(axis=None):
        raise DataError(
            "frame: expected whole numbers from 0 on in every cell; count first, and write 0 where there is none."
        )
    return counts.astype(int)


def _spans(counts: pd.DataFrame, room: float, labels: float, layout) -> tuple[list[float], float]:
    """Give the width of each column and the step of its squares (0: numbers instead)."""
    words = [
        max(
            *(text_width(word, layout.small, BOLD) for word in str(name).split() or [""]),
            text_width(f"{counts.iloc[:, place].max():,}", layout.label, BOLD),
        )
        + 8
        for place, name in enumerate(counts.columns)
    ]
    few = counts.to_numpy().max() <= 1  # on half a page the numbers of more say what squares would not
    for step in () if layout.half and not few else (0.95 * layout.small, 0.8 * layout.small):
        wide = [max(int(most) * step + 8, word) for most, word in zip(counts.max(), words, strict=True)]
        for left in (labels, labels * 0.75):
            spare = (room - left - sum(wide)) / len(wide)
            if spare >= 0:
                return [span + spare for span in wide], step
    spare = max((room - labels - sum(words)) / len(words), 0.0)
    scale = min(1.0, room * 0.76 / sum(words))  # no further: the labels keep a quarter
    return [(word + spare) * scale for word in words], 0.8 * layout.small * few


def _squares(drawn, x: float, y: float, count: int, step: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    side, hollow = step * 0.8, color == HOLLOW
    for number in range(count):
        drawn.ax.add_patch(
            Rectangle(
                (x + number * step, y - side / 2), side, side, facecolor=color,
                edgecolor="#A8A8A8" if hollow else color, linewidth=0.8 if hollow else 0.0, clip_on=False,
            )
        )  # fmt: skip
