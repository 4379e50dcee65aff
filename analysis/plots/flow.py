"""How records became the cases of a study: a box for what remains after each step, and beside it what left."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .body import GRAY, body
from .fonts import BOLD, REGULAR
from .frames import checked_frame, number_column
from .layout import layout_of, wrapped
from .marks import SOURCE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def flow(steps: pd.DataFrame, *, unit: str = "", ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Draw a flow of records: what remains in boxes below each other, what was left out beside the arrows.

    Parameters
    ----------
    steps : DataFrame
        ``label`` (what remains; may be empty), ``count`` (numbers, or texts that are written as they are), ``reason``
        (why some left before this step; empty for the first), and where it serves ``left_out`` (how many left, as
        text; of numbers the difference when left out).
    unit : str
        After each number, such as "cases".
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        Without the columns, or where a count rises from one step to the next.

    Examples
    --------
    >>> import pandas as pd
    >>> steps = pd.DataFrame(
    ...     {"label": ["Records", "Human exposures"], "count": [1200, 1100], "reason": ["", "information calls"]}
    ... )
    >>> [text.get_text() for text in flow(steps, unit="cases").texts if text.get_text()]
    ['Records', '1,200 cases', '100 left out: information calls', 'Human exposures', '1,100 cases']
    """
    steps = checked_frame(steps, "label", "count", "reason", name="steps", row="a row per step")
    counts, gone = _counted(steps, unit)
    layout = layout_of(width, ax)
    inner = layout.width - 2 * layout.margin if ax is None else layout.width
    box, pad, line = inner * 0.52, layout.label * 0.75, layout.label * 1.35
    labels = [wrapped(str(label), box - 2 * pad, layout.label, BOLD) for label in steps["label"]]
    talls = [line * (len(lines) + 1) + pad for lines in labels]
    beside = [wrapped(text, inner - box * 0.5 - 24, layout.small) for text in gone]
    gaps = [max(layout.row * 1.5, layout.small * 1.25 * len(lines) + layout.row * 0.6) for lines in beside]
    drawn = body(layout, sum(talls) + sum(gaps) + 4, (0.0, 0.0), 2.0, ax)
    drawn.ax.spines["bottom"].set_visible(False)
    drawn.ax.tick_params(bottom=False, labelbottom=False)
    drawn.ax.set_xlim(0, inner)
    y = 2.0
    for place, (lines, tall) in enumerate(zip(labels, talls, strict=True)):
        _box(drawn, y, box, tall)
        for number, text in enumerate([*lines, counts[place]]):
            last = number == len(lines)
            look = {"weight": REGULAR, "color": SOURCE} if last else {"weight": BOLD}
            drawn.write(pad, y + pad / 2 + line * (number + 0.5), text, **look)
        if place < len(gaps):
            _arrow(drawn, box * 0.5, y + tall, y + tall + gaps[place])
            _beside(drawn, box, y + tall + gaps[place] / 2, beside[place], layout)
            y += gaps[place]
        y += tall
    return drawn.ax


def _counted(steps: pd.DataFrame, unit: str) -> tuple[list[str], list[str]]:
    """Give what stands in each box, and beside each arrow."""
    reasons = steps["reason"].astype("string").fillna("").tolist()
    counts = steps["count"].tolist()
    if "left_out" in steps and all(isinstance(count, str) for count in counts):
        return counts, [f"{n} left out: {why}" for n, why in zip(steps["left_out"], reasons, strict=True)][1:]
    known = number_column(steps, "count")
    if not ((known >= 0) & (known % 1 == 0)).all():
        raise DataError("count: expected a whole number from 0 on in every row.")
    numbers = known.astype(int).tolist()
    if any(later > earlier for earlier, later in pairwise(numbers)):
        raise DataError("count: rises from one step to the next; expected what remains after each step.")
    gone = [f"{a - b:,} left out: {why}" for (a, b), why in zip(pairwise(numbers), reasons[1:], strict=True)]
    return [f"{number:,} {unit}".strip() for number in numbers], gone


def _box(drawn, y: float, wide: float, tall: float) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = "round,pad=0,rounding_size=3"
    drawn.ax.add_patch(
        FancyBboxPatch(
            (0.5, y), wide, tall, boxstyle=style, facecolor="#F4F7FA", edgecolor="#9DB3C6", linewidth=0.9, clip_on=False
        )
    )


def _arrow(drawn, x: float, top: float, bottom: float) -> None:
    look = {"arrowstyle": "-|>", "color": GRAY, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 8}
    drawn.ax.annotate("", (x, bottom), (x, top), arrowprops=look)


def _beside(drawn, box: float, y: float, lines: list[str], layout) -> None:
    drawn.ax.plot([box * 0.5, box * 0.5 + 16], [y, y], color=GRAY, linewidth=1.0)
    first = y - layout.small * 0.62 * (len(lines) - 1)
    for number, text in enumerate(lines):
        drawn.write(box * 0.5 + 20, first + layout.small * 1.25 * number, text, size=layout.small, color=GRAY)
