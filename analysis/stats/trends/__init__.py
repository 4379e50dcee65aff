"""Trends of yearly counts: annual percent change, many series at once, and interrupted time series."""

from .annual import loglinear_trend
from .interrupted import interrupted_time_series
from .interruption import InterruptedSeries
from .loglinear import LoglinearTrend
from .many import annual_percent_changes

__all__ = [
    "InterruptedSeries",
    "LoglinearTrend",
    "annual_percent_changes",
    "interrupted_time_series",
    "loglinear_trend",
]
