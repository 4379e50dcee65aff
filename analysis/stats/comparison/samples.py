"""The values of each group: finite, without missing entries, and how much they vary."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import counts, numbers, paired
from .labels import numbered

NOISE = 10 * np.finfo(float).eps
"""Values that differ by no more than this share of their size differ by rounding errors alone, as in R's ``t.test``."""

LARGEST = 1e150
"""Values beyond have no square."""
MOST_CASES = 1e15
"""Counts beyond are not held to the last digit."""


def two_samples(x, y, *, fewest: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Give the values of two groups without missing entries.

    Raises
    ------
    DataError
        When a value is infinite, or a group has fewer than `fewest`.
    """
    samples = tuple(given[~np.isnan(given)] for given in (finite(x, "x"), finite(y, "y")))
    least = min(map(len, samples))
    if least < fewest:
        raise DataError(f"x and y: expected at least {('one value', 'two values')[fewest - 1]} in each, got {least}.")
    return samples


def finite(values, name: str) -> np.ndarray:
    """Give a column of numbers, missing entries as NaN, after checking that none is infinite or has no square."""
    given = np.atleast_1d(numbers(values, name))
    if (np.abs(given) > LARGEST).any():
        raise DataError(f"{name}: expected finite numbers up to {LARGEST:g}, got {np.nanmax(np.abs(given)):g}.")
    return given


def whole_table(table, name: str = "table") -> np.ndarray:
    """Give a table of counts, rows and columns, after checking that none is missing or beyond counting."""
    cells = counts(np.asarray(table) if isinstance(table, pd.DataFrame) else table, name, ndim=2)
    if cells.ndim != 2:
        raise DataError(f"{name}: expected rows and columns of counts, got {cells.ndim} dimensions.")
    if np.isnan(cells).any():
        raise DataError(f"{name}: expected counts, got a missing entry; write 0 for none.")
    if cells.size and cells.max() > MOST_CASES:
        raise DataError(f"{name}: expected counts up to {MOST_CASES:g}, got {cells.max():g}.")
    return cells


def split(value, group, *, fewest: int = 2) -> tuple[dict, str]:
    """Give the values of each group, groups in order, and words for what was left out for a missing entry.

    Labelled Series are paired by label.
    """
    value, group = paired(value=value, group=group)
    values, (places, labels) = finite(value, "value"), numbered(group, "group")
    if len(values) != len(places):
        raise DataError(f"value and group: expected equal lengths, got {len(values)} and {len(places)}.")
    kept = ~np.isnan(values) & (places >= 0)
    order = np.argsort(places[kept], kind="stable")
    ends = np.cumsum(np.bincount(places[kept], minlength=len(labels)))
    parts = np.split(values[kept][order], ends[:-1]) if len(labels) else []
    samples = {label: part for label, part in zip(labels, parts, strict=True) if len(part)}
    if len(samples) < fewest:
        raise DataError(f"group: expected at least {fewest} groups with a value, got {len(samples)}.")
    empty = [str(label) for label in labels if label not in samples]
    return samples, left_out(int((~kept).sum()), empty)


def variance(values: np.ndarray) -> float:
    """Give the variance (n - 1) of two or more values: 0 where they differ by rounding errors alone."""
    if np.ptp(values) <= NOISE * np.abs(values).max():
        return 0.0
    return float(np.var(values, ddof=1))


def left_out(rows: int, groups: Sequence[str] = ()) -> str:
    """Say, at the end of a reason, how many rows and which groups were left out."""
    said = f"; {rows} rows with a missing entry left out" if rows else ""
    return said + (f", all of {' and '.join(groups)}" if groups else "")
