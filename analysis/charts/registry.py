"""What a chart is: code that draws the table of one summary on one Axes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import DataError


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture's code: the summary whose table it draws, its function, and its size in inches."""

    summary: str
    function: Callable
    size: tuple[float, float]

    @property
    def caption(self) -> str:
        """The function's docstring on one line."""
        return " ".join((self.function.__doc__ or "").split())


CHARTS: dict[str, Chart] = {}


def chart(summary: str, *, size: tuple[float, float] = (7.0, 4.2)) -> Callable:
    """Register a function ``(table, ax=None) -> Axes`` as the chart of a summary."""

    def register(function: Callable) -> Callable:
        CHARTS[summary] = Chart(summary, function, size)
        return function

    return register


def find_chart(name: str) -> Chart:
    """Give the chart of the summary of that name, else say which there are."""
    if name not in CHARTS:
        raise DataError(f"{name!r}: no picture of that name; expected one of {', '.join(CHARTS)}.")
    return CHARTS[name]
