"""What may stand in counts: whole numbers of cases, whole years, and reasons why a period is not whole."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...errors import DataError
from ...stats.arguments import counts as whole_numbers
from ...stats.arguments import numbers


def checked_frame(frame) -> pd.DataFrame:
    """Give a copy of a frame whose counts are whole numbers and whose years are numbers."""
    if not isinstance(frame, pd.DataFrame) or "count" not in frame:
        got = ", ".join(map(str, frame)) if isinstance(frame, pd.DataFrame) else type(frame).__name__
        raise DataError(f"frame: expected a DataFrame with a column 'count', got {got or 'no column'}.")
    if not frame.columns.is_unique:
        raise DataError("frame: expected every column once, got some twice.")
    kept = frame.reset_index(drop=True)
    kept.attrs = {}
    if np.isnan(whole_numbers(kept["count"], "count")).any():
        raise DataError(
            "count: expected a number in every row, got a missing one; a period without a count has no row."
        )
    if "year" in kept:
        years = numbers(kept["year"], "year")
        if np.isnan(years).any() or (years % 1).any():
            raise DataError("year: expected a whole year in every row, got a missing or broken one.")
        kept["year"] = years.astype("int64")
    return kept


def checked_periods(told, name: str) -> dict[int | str, str]:
    """Give why periods are not whole, years as whole numbers and other periods by their first days."""
    if not isinstance(told, Mapping):
        raise DataError(f"{name}: expected years (or first days) and why each is not whole, got {told!r}.")
    return {period_name(key): str(why) for key, why in told.items()}


def period_name(key) -> int | str:
    """Give a year as a number, any other period by its first day."""
    text = f"{key:%Y-%m-%d}" if isinstance(key, pd.Timestamp) else str(key)
    return int(text) if text.isdecimal() else text
