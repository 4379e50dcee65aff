"""What a chart is: code that draws the table of one summary on one Axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from ..errors import DataError, meant
from ..sources import Folder, of_ledger

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture's code: the summary whose table it draws, and its function."""

    summary: str
    function: Callable

    def draw(self, table, width: str | float = "full", **told):
        """Draw a table at a width, with its title, note and source; a chart of cases takes a title of the caller's."""
        return self.function(table, width=width, **told)

    @property
    def caption(self) -> str:
        """The function's docstring on one line."""
        return " ".join((self.function.__doc__ or "").split())


CHARTS: dict[str, Chart] = {}


def on_page(axes, given, title: str, **words: str):
    """Write title, subtitle, note and source around a chart on a page of its own; nothing around the reader's Axes."""
    if given is not None:
        return axes
    from ..plots import page

    return page(axes, title, **words)


class Drawn(Protocol):
    """A picture as its reader calls it."""

    def __call__(
        self,
        table: pd.DataFrame,
        ax: Axes | None = None,
        width: str | float = "full",
        *,
        ledger: str | Path | Folder | None = None,
    ) -> Axes:
        """Draw a table; see `chart`."""
        ...


def chart(summary: str) -> Callable[[Callable], Drawn]:
    """Register a function ``(table, ax=None, width="full") -> Axes`` as the chart of a summary.

    It also takes ``ledger=``, whose publications and words it then writes (see `analysis.open_ledger`).
    """

    def register(function: Callable) -> Drawn:
        drawn = of_ledger(function)
        CHARTS[summary] = Chart(summary, drawn)
        return drawn

    return register


def find_chart(name: str) -> Chart:
    """Give the chart of the summary of that name, else say which there are."""
    if name not in CHARTS:
        raise DataError(f"{name!r}: no picture of that name; expected one of {', '.join(CHARTS)}{meant(name, CHARTS)}")
    return CHARTS[name]
