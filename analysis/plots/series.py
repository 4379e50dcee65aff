"""A frame of values by period: checked, its series named, and its lines cut where no line may run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..errors import DataError
from .frames import checked_frame
from .periods import numbered

_NUMBERS = ("value", "low", "high", "fit", "fit_low", "fit_high")


def checked_series(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the frame with periods and values as numbers, names of series as text, in the order of time."""
    table = checked_frame(frame, "period", "value", row="a row per period")
    table["period"] = numbered(table["period"])
    if table["period"].isna().any():
        first = frame["period"].iloc[int(table["period"].isna().argmax())]
        raise DataError(f"period: expected a number or a date in every row, got {first}; convert or drop the row.")
    for name in _NUMBERS:
        if name in table:
            table[name] = pd.to_numeric(table[name], errors="coerce").astype(float).replace([np.inf, -np.inf], np.nan)
    if not table["value"].notna().any():
        raise DataError("value: expected numbers, got none; nothing to draw.")
    for name in ("series", "said"):
        table[name] = table[name].astype("string").fillna("").astype(object) if name in table else ""
    table["partial"] = table["partial"].fillna(False).astype(bool) if "partial" in table else False
    table["stretch"] = table.get("stretch", 0)
    return table.sort_values("period", kind="stable")


def highest(table: pd.DataFrame) -> float:
    """Give the highest number that a checked frame draws; 1 where that is 0."""
    return float(np.nanmax(table[[name for name in _NUMBERS if name in table]].to_numpy(float))) or 1.0


def whole_counts(table: pd.DataFrame) -> bool:
    """Tell whether these are counts: whole numbers without limits."""
    return not {"low", "high"} & set(table) and bool((table["value"].dropna() % 1 == 0).all())


def pieces(own: pd.DataFrame, breaks: list[float]):
    """Give the stretches of periods that follow each other without a gap, a missing value or a break."""
    own = own.drop_duplicates("period")
    step = own["period"].diff().dropna().min() if len(own) > 1 else 1
    edge = own["value"].isna() | own["value"].isna().shift(fill_value=True) | (own["period"].diff() > 1.5 * step)
    for place in breaks:
        start = place - 0.4 * step  # a series may stand a little aside
        edge |= (own["period"] >= start) & (own["period"].shift() < start)
    return [piece for _, piece in own.groupby(edge.cumsum()) if piece["value"].notna().all()]
