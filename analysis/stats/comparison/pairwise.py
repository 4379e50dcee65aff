"""Standardized differences of more than two groups: every pair, and the largest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ...estimate import Estimate
from .differences import standardized, standardized_difference, standardized_difference_categories
from .samples import split, whole_table


def pairwise_differences(
    value: ArrayLike, group: ArrayLike, *, spread: str = "average", level: float = 0.95
) -> pd.DataFrame:
    """Give the standardized difference of every two groups in a measured value.

    Parameters
    ----------
    value : column of float
    group : column of labels
        Labelled Series are paired by label; rows with a missing value or label are left out.
    spread : {"average", "cohen", "hedges"}
        As in `standardized_difference`, which says the formulas.
    level : float

    Returns
    -------
    DataFrame
        One row per pair, groups in order: ``first, second, value, low, high``; above 0 when the first is larger. Every
        pair is divided by the spread of its own two groups. A table of characteristics shows the largest in size;
        their mean (of sizes) is what R's tableone prints as the average.

    Raises
    ------
    DataError
        When there are fewer than two groups, or one has fewer than two values.

    References
    ----------
    Austin PC (2009), doi:10.1002/sim.3697. Yang D, Dalton JE (2012), SAS Global Forum, paper 335.

    Examples
    --------
    Doses (mg) of three routes:

    >>> pairwise_differences([10, 20, 30, 20, 30, 40, 60, 70, 80], ["eye"] * 3 + ["oral"] * 3 + ["vein"] * 3).round(2)
      first second  value   low  high
    0   eye   oral   -1.0 -2.70  0.70
    1   eye   vein   -5.0 -8.25 -1.75
    2  oral   vein   -4.0 -6.77 -1.23
    """
    samples = split(value, group)[0]
    return _framed(samples, lambda a, b: standardized_difference(a, b, spread=spread, level=level))


def pairwise_differences_categories(table: ArrayLike, *, level: float = 0.95) -> pd.DataFrame:
    """Give the standardized difference of every two groups in a characteristic with categories.

    Parameters
    ----------
    table : array-like or DataFrame of int, shape (categories, groups)
        Counts, e.g. from ``pandas.crosstab``. A category that a pair lacks is left out of that pair.
    level : float

    Returns
    -------
    DataFrame
        One row per pair: ``first, second, value, low, high``, as `standardized_difference_categories` gives them.
        NaN where it is not defined: a group without a case, one category only, or three or more of which the groups
        share none.

    Raises
    ------
    DataError
        When the table holds no counts, or fewer than two groups.

    References
    ----------
    Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using SAS. SAS Global Forum
    2012, paper 335.

    Examples
    --------
    Outcomes (minor, moderate, major) at three centers:

    >>> pairwise_differences_categories([[50, 40, 20], [30, 30, 30], [20, 30, 50]]).round(2)
       first  second  value   low  high
    0      0       1   0.25 -0.03  0.53
    1      0       2   0.77  0.48  1.06
    2      1       2   0.50  0.22  0.78
    """
    cells = whole_table(table)
    if cells.shape[1] < 2:
        raise DataError(f"table: expected at least two groups (columns), got {cells.shape[1]}.")
    names = list(table.columns) if isinstance(table, pd.DataFrame) else range(cells.shape[1])
    return _framed(
        dict(zip(names, cells.T, strict=True)), lambda a, b: _of_categories(a, b, level) or _undefined(level)
    )


def largest(differences: Sequence[float | None]) -> float:
    """Give the standardized difference of two groups as it is, of more the largest in size.

    A difference of 0/0 (NaN) is none; one that is not defined (None) leaves the largest undefined too.
    """
    defined = [value for value in differences if value is not None]
    if len(defined) < len(differences) or np.isnan(defined).all():
        return np.nan
    return defined[0] if len(defined) == 1 else float(np.nanmax(np.abs(defined)))


def largest_of_levels(cells: pd.DataFrame) -> float:
    """Give the largest standardized difference of the groups (columns) of a table of counts by level (rows)."""
    pairs = combinations(cells.to_numpy(float).T, 2)
    found = [_of_categories(a, b, 0.95) for a, b in pairs]
    return largest([None if each is None else each.value for each in found])


def largest_of_means(described: pd.DataFrame) -> float:
    """Give the largest standardized difference of groups from their ``n, mean, sd`` (one row each)."""
    if (described["n"] < 2).any() or described["sd"].isna().any():
        return np.nan
    moments = described.assign(variance=described["sd"] ** 2)[["n", "mean", "variance"]]
    pairs = combinations(moments.itertuples(index=False, name=None), 2)
    return largest([standardized(first, second) for first, second in pairs])


def _of_categories(first: np.ndarray, second: np.ndarray, level: float) -> Estimate | None:
    held = (first > 0) | (second > 0)
    if not first.any() or not second.any() or (held.sum() > 2 and not ((first > 0) & (second > 0)).any()):
        return None
    if held.sum() < 2:
        return _undefined(level)
    if len(held) > 2:  # of two categories the first says the sign, of three that are two here none does
        value = standardized_difference_categories(first[held], second[held], level=level)
        return value if held.sum() > 2 else _sized(value)
    return standardized_difference_categories(first, second, level=level)


def _sized(found: Estimate) -> Estimate:
    if not found.value < 0:
        return found
    return Estimate(-found.value, -found.high, -found.low, level=found.level, method=found.method)


def _undefined(level: float) -> Estimate:
    return Estimate(np.nan, np.nan, np.nan, level=level, method="not defined")


def _framed(groups: dict, differ: Callable) -> pd.DataFrame:
    pairs = [(first, second, differ(groups[first], groups[second])) for first, second in combinations(groups, 2)]
    rows = [(first, second, found.value, found.low, found.high) for first, second, found in pairs]
    return pd.DataFrame(rows, columns=["first", "second", "value", "low", "high"])
