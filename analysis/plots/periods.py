"""Periods along the axis: years or other numbers, and dates, with as many ticks as have room."""

from __future__ import annotations

import math

import pandas as pd

from .layout import Layout, text_width

# Not those of the reader's locale.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_dated(periods: pd.Series) -> bool:
    """Tell whether periods are dates and not numbers."""
    return pd.api.types.is_datetime64_any_dtype(periods) or isinstance(periods.dtype, pd.PeriodDtype)


def numbered(periods: pd.Series) -> pd.Series:
    """Give periods as numbers: dates as days since 1970, all else as it is (what is no number is missing)."""
    if isinstance(periods.dtype, pd.PeriodDtype):
        periods = periods.dt.to_timestamp()
    if is_dated(periods):
        periods = periods.dt.tz_localize(None)
        return (periods - pd.Timestamp(0)) / pd.Timedelta(days=1)
    return pd.to_numeric(periods, errors="coerce").astype(float)


def period_ticks(periods: pd.Series, room: float, layout: Layout, *, dated: bool) -> list[tuple[float, str]]:
    """Give the ticks of an axis of `room` points, each with its words: years, months where there are few years."""
    return _dates(periods, room, layout) if dated else _numbers(periods, room, layout)


def _numbers(periods: pd.Series, room: float, layout: Layout) -> list[tuple[float, str]]:
    years = sorted(set(periods.dropna()))
    first, last = years[0], years[-1]
    most = max(2, int(room / (text_width("2000", layout.small) + 12)))
    step = math.ceil((last - first + 1) / most) or 1
    shown = [year for year in years if (year - first) % step == 0]
    if last not in shown and len(shown) > 1 and last - shown[-1] < step * 0.75:
        shown.pop()
    shown += [last] if last not in shown else []
    return [(year, f"{year:g}") for year in shown]


def _dates(periods: pd.Series, room: float, layout: Layout) -> list[tuple[float, str]]:
    first, last = (pd.Timestamp(0) + pd.Timedelta(days=float(end)) for end in (periods.min(), periods.max()))
    starts = [start for start in pd.date_range(first.normalize(), last, freq="MS") if start >= first]
    years = [start for start in starts if start.month == 1]
    found, words = (years, "2000") if len(years) >= 3 else (starts, "May 2000")
    if not found:
        found, words = [first], "01 May 2000"
    most = max(1, int(room / (text_width(words, layout.small) + 12)))
    kept = found[:: math.ceil(len(found) / most)]
    return [((start - pd.Timestamp(0)) / pd.Timedelta(days=1), _called(start, words)) for start in kept]


def _called(start: pd.Timestamp, like: str) -> str:
    month = MONTHS[start.month - 1]
    return {"2000": f"{start.year}", "May 2000": f"{month} {start.year}"}.get(like, f"{start.day} {month} {start.year}")
