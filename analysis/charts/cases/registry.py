"""The pictures of case tables by name; made-up cases are marked whoever draws them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import pandas as pd

from ...cases.counts.headings import marked
from ...cases.counts.table import framed
from ...errors import DataError
from ...style import PALETTE, axes_of
from ..registry import Chart
from .words import plain, wrapped

MARK = "Synthetic cases: describes no person"
UNSTATED = "Origin not stated: real or synthetic cases"

CASE_CHARTS: dict[str, Chart] = {}


def case_chart(name: str, *columns: str) -> Callable:
    """Register a function ``(table, ax=None) -> Axes`` as the chart of a table with these columns.

    A table without rows gives an empty picture that says so; one of synthetic cases carries the mark, and one that
    lost what was known of its origin (a merge, a file) says that it is not stated.
    """

    def register(function: Callable) -> Callable:
        @wraps(function)
        def drawn(table, ax=None):
            table = framed(table)
            _check(name, table, columns)
            ax = function(table, ax) if len(table) else _empty(table, ax)
            if mark := {True: MARK, None: UNSTATED}.get(is_synthetic(table)):
                ax.set_title(mark, loc="right", fontsize=8.5, fontweight="bold", color=PALETTE["cited"])
            return ax

        CASE_CHARTS[name] = Chart(name, drawn)
        return drawn

    return register


def find_case_chart(name: str) -> Chart:
    """Give the chart of case tables of that name, else say which there are."""
    if name not in CASE_CHARTS:
        raise DataError(f"name: expected a picture of cases, one of {', '.join(CASE_CHARTS)}; got {name!r}.")
    return CASE_CHARTS[name]


def is_synthetic(table: pd.DataFrame) -> bool | None:
    """Tell whether a table was made from synthetic cases: by its attributes, or a column that says so; None if unsaid.

    Where both speak, or rows of real and synthetic cases stand together, one that says yes is enough.
    """
    said = {marked(table), table.attrs.get("synthetic")} - {None}
    return any(said) if said else None


def _check(name: str, table, columns: tuple[str, ...]) -> None:
    if not isinstance(table, pd.DataFrame):
        raise DataError(f"table: expected a pandas frame for the picture {name!r}, got {type(table).__name__}.")
    absent = [column for column in columns if column not in table]
    if absent:
        raise DataError(
            f"table: expected the columns {', '.join(columns)} for the picture {name!r}, "
            f"got {', '.join(map(str, table.columns)) or 'none'}; {absent[0]!r} is missing."
        )


def _empty(table: pd.DataFrame, ax):
    """Say that there is nothing to show, instead of axes without a mark."""
    ax = axes_of(ax, (6.8, 1.6))
    ax.set_axis_off()
    about = f" ({table.attrs['study']})" if table.attrs.get("study") else ""
    text = wrapped(f"No rows to show: the table is empty{about}.", 60, most=4)
    ax.text(0.5, 0.5, plain(text), ha="center", va="center", transform=ax.transAxes, color="#333333")
    return ax
