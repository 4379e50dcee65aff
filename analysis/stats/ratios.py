"""A ratio with its limits, as the functions of this room give it, read as an argument of another function."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import DataError
from ..estimate import Estimate
from .arguments import numbers

PARTS = ("value", "low", "high")


def parts_of(ratio: Estimate | pd.DataFrame, name: str) -> tuple[list, dict]:
    """Give value, low and high of a ratio as numbers or columns, with its level and method.

    Raises
    ------
    DataError
        When `ratio` is neither an `Estimate` nor a frame with ``value, low, high``, has a unit, or a number of it is
        negative.
    """
    if isinstance(ratio, Estimate):
        told, unit = {"level": ratio.level, "method": ratio.method}, ratio.unit
        parts = [np.asarray(getattr(ratio, part), dtype=float) for part in PARTS]
    elif isinstance(ratio, pd.DataFrame) and set(PARTS) <= set(ratio.columns):
        told, unit = {"level": ratio.attrs.get("level", np.nan), "method": ratio.attrs.get("method", "")}, ""
        unit = ratio.attrs.get("unit", "")
        parts = [pd.Series(numbers(ratio[part], part), index=ratio.index) for part in PARTS]
    else:
        raise DataError(
            f"{name}: expected a ratio with limits, an Estimate or a frame with columns value, low, high; "
            f"got {type(ratio).__name__}. risk_ratio, odds_ratio and rate_ratio make one."
        )
    if unit:
        raise DataError(f"{name}: expected a ratio without a unit, got numbers in {unit!r}.")
    if any((part < 0).any() for part in parts):
        raise DataError(f"{name}: expected ratios of 0 or more, got a negative number; exponentiate a log ratio first.")
    return parts, told
