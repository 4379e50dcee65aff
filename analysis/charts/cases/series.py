"""What a table of counts over time holds: its period, its groups, counts or rates; and the axes for them."""

from __future__ import annotations

import pandas as pd

from ...errors import DataError
from ...style import PALETTE

# Okabe and Ito's colors without black and yellow, in an order in which neighbors differ in lightness too.
COLORS = tuple(
    PALETTE[name] for name in ("primary", "contested", "agrees", "cited", "derived", "unstated", "comparator")
)
MARKERS = "osD^vPX"
LINES = ("-", "--", "-.", ":", "-", "--", "-.")
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


def partial_of(table: pd.DataFrame, period: str) -> dict:
    """Give the periods of the table that the records do not cover whole, and why, from ``attrs["partial"]``."""
    told = table.attrs.get("partial") or {}
    starts = {(int(start) if period == "year" else pd.Timestamp(start)): why for start, why in told.items()}
    return {start: why for start, why in starts.items() if (table[period] == start).any()}


def partial_words(table: pd.DataFrame) -> str:
    """Say which periods a picture shows hatched or hollow or not at all, and why; nothing where there is none."""
    if not set(PERIODS) & set(table.columns):
        return ""
    said, shown = [], partial_of(table, period_of(table))
    if shown:
        said.append(f"Hatched or hollow: not the whole period ({_listed(shown)}).")
    if left_out := table.attrs.get("years_left_out"):
        said.append(f"Left out: not the whole year ({_listed(left_out)}).")
    return " ".join(said)


def _listed(periods: dict) -> str:
    return "; ".join(f"{str(start).removesuffix(' 00:00:00')}, {why}" for start, why in periods.items())


def has_rates(table: pd.DataFrame) -> bool:
    """Tell whether the table has rates with limits beside its counts."""
    return {"value", "low", "high"} <= set(table.columns)


def time_axis(ax, times: pd.Series, period: str) -> None:
    """Make the x axis one of whole years or of dates."""
    from matplotlib import dates, ticker

    if period == "year":
        first, last = int(times.min()), int(times.max())
        if last - first < 12:
            ax.set_xticks(range(first, last + 1))
        else:
            ax.xaxis.set_major_locator(ticker.MaxNLocator(integer=True, nbins=10, min_n_ticks=1))
        margin = 0.6 if last - first > 2 else 1.5
        ax.set_xlim(first - margin, last + margin)
        ax.set_xlabel("Year")
        return
    margin = max(0.02 * (times.max() - times.min()), pd.Timedelta(days=20))
    ax.set_xlim(times.min() - margin, times.max() + margin)
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    ax.set_xlabel("Month" if period == "month" else "Week (its first day)")


def amount_axis(ax, highest: float, label: str, *, whole: bool) -> None:
    """Start the y axis at 0, with thousands set apart and no fractions of a case."""
    from matplotlib import ticker

    ax.set_ylim(0, 1.08 * highest if highest > 0 else 1)
    ax.yaxis.set_major_locator(ticker.MaxNLocator(integer=whole, nbins=7, min_n_ticks=1))
    ax.yaxis.set_major_formatter(ticker.FuncFormatter(lambda number, _: f"{number:,.10g}"))
    ax.set_ylabel(label)
