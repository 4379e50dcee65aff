"""Spans of time as people print them: with closed ends where a number is printed, open ones where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import DataError
from .columns import Column
from .frames import checked_frame, number_column
from .layout import layout_of
from .rows import rows
from .scale import time_scale

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0, "weeks": 168.0, "months": 730.0, "years": 8766.0}


def brackets(
    frame: pd.DataFrame, *, unit: str = "unit", head: str = "", ax: Axes | None = None, width: str | float = "full"
) -> Axes:
    """Draw spans of time on a log scale of hours, days, weeks and months.

    Parameters
    ----------
    frame : DataFrame
        Columns of `rows`: ``label``, ``low``, ``high`` (numbers in the row's unit; empty where none is printed),
        ``words`` (as printed), and optionally ``group``, ``role``. Words without a number stand in the band of their
        unit and get no mark. On half a page all words stand in a column of their own.
    unit : str
        Column of units: ``minutes, hours, days, weeks, months`` or ``years``.
    head, ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without the columns, or an unknown unit.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame(
    ...     {"label": ["Onset"], "low": [None], "high": [48], "unit": ["hours"], "words": ["up to 48 hours"]}
    ... )
    >>> [text.get_text() for text in brackets(said).texts][-1]
    'up to 48 hours'
    """
    frame = checked_frame(frame, "label", "low", "high", "words", unit, row="a row per span")
    strange = sorted(set(frame[unit].dropna()) - set(HOURS))
    if strange:
        raise DataError(f"{unit}: {strange[0]!r} is no unit of time; expected one of {', '.join(HOURS)}.")
    table = frame
    hours = table[unit].map(HOURS).astype(float)
    for side in ("low", "high"):
        table[side] = number_column(table, side) * hours
    known_low, known_high = table["low"].notna(), table["high"].notna()
    table["open_low"], table["open_high"] = known_high & ~known_low, known_low & ~known_high
    table["value"] = np.nan
    table["derived"] = True
    scale = time_scale(
        [*table["low"].dropna(), *table["high"].dropna(), *(8 * hours[~(known_low | known_high)].to_numpy())]
    )
    # An open end begins or ends a tenth of the known one: the line fades, so that no number is claimed.
    table.loc[table["open_low"], "low"] = np.maximum(table["high"] / 10, scale.low)[table["open_low"]]
    table.loc[table["open_high"], "high"] = np.minimum(table["low"] * 10, scale.high)[table["open_high"]]
    table["words_at"] = np.where(known_low | known_high, np.nan, 1.3 * hours.to_numpy())
    if not layout_of(width, ax).half:
        return rows(table, scale, head=head, ax=ax, width=width)
    table = table.assign(printed=table["words"], words="")
    return rows(table, scale, right=[Column("As printed", "printed")], head=head, ax=ax, width=width)
