"""Years, months and weeks: which one a case falls into, how weeks are numbered, and which periods are cut short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..study.selection import Study
from .weeks import FIRST_DAYS, first_week

# Records that should have come in a stretch without any: fewer than 1 in 1,000 such stretches are chance; of those of
# more than a month, which an export that begins or ends inside a year explains better, 1 in 20.
EXPECTED, EXPECTED_LONG, LONG = -np.log(0.001), -np.log(0.05), 31


def period_key(cases, period: str):
    """Give the start of the period of each case; a Sunday is the Monday of the day after it, less a day."""
    import ibis

    if period == "year":
        return cases.year
    if period == "month":
        return cases.date.truncate("M")
    if period == "monday":
        return cases.date.truncate("W")
    day = ibis.interval(days=1)
    return (cases.date + day).truncate("W") - day


@dataclass(frozen=True)
class Coverage:
    """From when to when there are records, and how many come in a day.

    Attributes
    ----------
    first, last : Timestamp or None
        Days of the first and last record; None where no record has a date.
    years : (int, int) or None
        First and last year of the records.
    per_day : float
    asked : (int, int) or None
        Calendar years of the study, if it has some.
    """

    first: pd.Timestamp | None
    last: pd.Timestamp | None
    years: tuple[int, int] | None
    per_day: float
    asked: tuple[int, int] | None = None

    def ends(self, period: str) -> tuple | None:
        """Give the first and last year (or day) that a study of given years could have cases in."""
        if self.asked is None or self.years is None or (period != "year" and self.first is None):
            return None
        start, end = max(self.asked[0], self.years[0]), min(self.asked[1], self.years[1])
        if start > end or period == "year":
            return (start, end) if start <= end else None
        first, last = self._cut()
        return (start_of(first, period), start_of(last, period)) if first <= last else None

    def partial(self, starts, period: str) -> dict[str, str]:
        """Name the first and last of some months or weeks, by their first days, where the records cover a part."""
        days = [pd.Timestamp(starts[place]) for place in (0, -1)] if len(starts) else []
        named = {f"{day:%Y-%m-%d}": self._short(day, end_of(day, period)) for day in days}
        return {day: why for day, why in named.items() if why}

    def partial_years(self, years, period: str) -> dict[int, str]:
        """Name the first and last of some years where the records cover a part; of weeks, their own years."""
        named = {int(year): self._short(*ends_of(int(year), period)) for year in (*years[:1], *years[-1:])}
        return {year: why for year, why in named.items() if why}

    def _short(self, start: pd.Timestamp, end: pd.Timestamp) -> str:
        """Say that records begin after the start of a period or end before its end, unless chance explains it."""
        if self.first is None:
            return ""
        first, last = self._cut()
        words = [f"records begin on {first:%Y-%m-%d}"] if self._missed((first - start).days) else []
        words += [f"records end on {last:%Y-%m-%d}"] if self._missed((end - last).days) else []
        return "; ".join(words)

    def _missed(self, days: int) -> bool:
        """Tell whether a stretch of so many days without a record is no chance."""
        return days * self.per_day > (EXPECTED_LONG if days > LONG else EXPECTED)

    def _cut(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        if self.asked is None:
            return self.first, self.last
        return (
            max(self.first, pd.Timestamp(self.asked[0], 1, 1)),
            min(self.last, pd.Timestamp(self.asked[1], 12, 31)),
        )


def coverage(study: Study) -> Coverage:
    """Ask from when to when all records of the study's store reach, whatever their substance."""
    cases = study.store.cases
    first, last, n, low, high = study.run(
        cases.aggregate(
            first=cases.date.min(),
            last=cases.date.max(),
            n=cases.date.count(),
            low=cases.year.min(),
            high=cases.year.max(),
        )
    ).iloc[0]
    years = None if pd.isna(low) else (int(low), int(high))
    if not n:
        return Coverage(None, None, years, 0.0, study.years)
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    return Coverage(first, last, years, n / ((last - first).days + 1), study.years)


def start_of(day: pd.Timestamp, period: str) -> pd.Timestamp:
    """Give the first day of the month or week of a day."""
    if period == "month":
        return day.replace(day=1)
    return day - pd.Timedelta(days=(day.weekday() - FIRST_DAYS[period]) % 7)


def ends_of(year: int, period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the first and last day of a year: of the calendar, or of its weeks."""
    if period not in FIRST_DAYS:
        return pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    return first_week(year, period), first_week(year + 1, period) - pd.Timedelta(days=1)


def end_of(start: pd.Timestamp, period: str) -> pd.Timestamp:
    """Give the last day of the month or week that begins on a day."""
    return start + (pd.DateOffset(months=1) if period == "month" else pd.Timedelta(days=7)) - pd.Timedelta(days=1)


def calendar(first, last, period: str):
    """Give all periods from one to another."""
    if period == "year":
        return range(int(first), int(last) + 1)
    return pd.date_range(first, last, freq={"month": "MS", "mmwr": "7D", "monday": "7D"}[period])


def named(counts: pd.DataFrame, period: str) -> pd.DataFrame:
    """Call the column ``period`` by its name, and number the weeks by the year in which most of their days lie."""
    if period == "year":
        return counts.rename(columns={"period": "year"})
    starts = pd.to_datetime(counts["period"])
    if period == "month":
        counts.insert(1, "year", starts.dt.year.astype("int64"))
        return counts.assign(period=starts).rename(columns={"period": "month"})
    middle = starts + pd.Timedelta(days=3)  # Wednesday of an MMWR week, Thursday of an ISO week
    counts.insert(1, "year", middle.dt.year.astype("int64"))
    counts.insert(2, "week", (middle.dt.day_of_year.astype("int64") - 1) // 7 + 1)
    return counts.assign(period=starts).rename(columns={"period": "week_start"})
