"""What a table of counts over time holds: its period, its groups, counts or rates, breaks, and periods cut short."""

from __future__ import annotations

import pandas as pd

from ...errors import DataError
from ...plots.periods import MONTHS

PER = {"year": "year", "month": "month", "week_start": "week"}
PERIODS = ("week_start", "month", "year")
_KNOWN = {*PERIODS, "week", "count", "population", "prescriptions", "value", "low", "high", "synthetic"}


def period_of(table: pd.DataFrame) -> str:
    """Give the column with the time: weeks, else months, else years."""
    found = next((name for name in PERIODS if name in table), None)
    if found is None:
        raise DataError(f"table: expected a column {' or '.join(PERIODS)}, got {', '.join(map(str, table.columns))}.")
    return found


def split_of(table: pd.DataFrame) -> str | None:
    """Give the column that the counts are split by, or None."""
    others = [name for name in table.columns if name not in _KNOWN]
    if len(others) > 1:
        raise DataError(
            f"table: expected at most one column that splits the counts, got {', '.join(map(str, others))}."
        )
    return others[0] if others else None


def called_period(period, name: str) -> str:
    """Give a year, a month, or the week by its first day, in words."""
    if name == "year":
        return f"{period:g}"
    start = pd.Timestamp(period)
    month = f"{MONTHS[start.month - 1]} {start.year}"
    return month if name == "month" else f"the week of {start.day} {month}"


def breaks_of(table: pd.DataFrame, period: str) -> dict:
    """Give the breaks in coding inside a table's time, from ``attrs["breaks"]``: first period after each, and why."""
    told = table.attrs.get("breaks") or {}
    starts = {
        (int(year) if period == "year" else pd.Timestamp(f"{int(year)}-01-01")): why for year, why in told.items()
    }
    first, last = table[period].min(), table[period].max()
    return {start: str(why) for start, why in sorted(starts.items()) if first < start <= last}


def partial_of(table: pd.DataFrame, period: str) -> dict:
    """Give the periods of the table that the records do not cover whole, and why, from ``attrs["partial"]``."""
    told = table.attrs.get("partial") or {}
    starts = {(int(start) if period == "year" else pd.Timestamp(start)): why for start, why in told.items()}
    return {start: why for start, why in starts.items() if (table[period] == start).any()}


def partial_words(table: pd.DataFrame) -> str:
    """Say which periods a picture shows hollow or not at all, and why; nothing where there is none."""
    if not set(PERIODS) & set(table.columns):
        return ""
    said, shown = [], partial_of(table, period_of(table))
    if shown:
        said.append(f"Hollow: not the whole period ({_listed(shown, period_of(table))}).")
    if left_out := table.attrs.get("years_left_out"):
        said.append(f"Left out: not the whole year ({_listed(left_out, 'year')}).")
    return " ".join(said)


def _listed(periods: dict, name: str) -> str:
    return "; ".join(
        f"{called_period(int(start) if name == 'year' else start, name)}, {why}" for start, why in periods.items()
    )


def has_rates(table: pd.DataFrame) -> bool:
    """Tell whether the table has rates with limits beside its counts."""
    return {"value", "low", "high"} <= set(table.columns)
