"""Groups compared by ranks when only the number of cases at each value is at hand: millions of cases, few values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ..arguments import counts, numbers, paired
from .ranks import wilcoxon_rank_sum
from .result import Comparison
from .samples import MOST_CASES, finite, whole_table

_SMALL = 50


def compare_counted(table: pd.DataFrame) -> Comparison:
    """Compare groups by ranks, from the number of cases at each value.

    Parameters
    ----------
    table : DataFrame of int, shape (values, groups)
        Cases of each group at each value; the values are the index.

    Returns
    -------
    Comparison
        Two groups: Wilcoxon's rank sum test, exact when both have fewer than 50 cases, else the normal approximation
        with continuity correction. More groups: Kruskal-Wallis. Both are corrected for ties, and equal to
        `wilcoxon_rank_sum` and `kruskal_wallis` on the single cases; NaN (0/0) when all values are equal. Groups
        without a case are left out.

    Raises
    ------
    DataError
        When the index holds no numbers, or fewer than two groups have cases.

    Notes
    -----
    With midranks r_j of the values, t_j cases at each, N in all and n_i in a group:
    ``H = (N - 1) sum n_i (mean rank_i - m)^2 / sum t_j (r_j - m)^2``, ``m = (N + 1)/2``; the variance of the rank sum
    of two groups is ``n_1 n_2 / (N (N - 1)) sum t_j (r_j - m)^2``.

    References
    ----------
    Kruskal WH, Wallis WA (1952), doi:10.1080/01621459.1952.10483441.
    Mann HB, Whitney DR (1947), doi:10.1214/aoms/1177730491.

    Examples
    --------
    Children of one, two and three years, by the year of the call:

    >>> ages = pd.DataFrame({2019: [400, 900, 300], 2020: [500, 800, 250]}, index=[1, 2, 3])
    >>> print(compare_counted(ages).summary())
    Wilcoxon rank sum, normal approximation: statistic 1.338e+06, p < 0.001 (both groups not below 50)
    """
    if not isinstance(table, pd.DataFrame):
        raise DataError(f"table: expected a frame of counts with the values as its index, got {type(table).__name__}.")
    values, cells = finite(table.index, "table.index"), whole_table(table)
    if np.isnan(values).any():
        raise DataError("table: expected a number of cases at every value, got a missing value.")
    values, place = np.unique(values, return_inverse=True)
    given, cells = cells[:, cells.any(axis=0)], np.zeros((len(values), int(cells.any(axis=0).sum())))
    np.add.at(cells, place, given)
    if cells.shape[1] < 2:
        raise DataError(f"table: expected at least two groups with cases, got {cells.shape[1]}.")
    sizes, tied = cells.sum(axis=0), cells.sum(axis=1)
    if cells.shape[1] == 2 and sizes.max() < _SMALL:
        done = wilcoxon_rank_sum(*(np.repeat(values, column.astype(int)) for column in cells.T))
        return Comparison(done.test, done.statistic, done.df, done.p, done.reason)
    n, middle = sizes.sum(), (sizes.sum() + 1) / 2
    midrank = np.cumsum(tied) - (tied - 1) / 2
    spread = np.sum(tied * (midrank - middle) ** 2)
    away = (midrank - middle) @ cells  # rank sums less their expectation
    if cells.shape[1] == 2:
        return _two(away, sizes, spread)
    df = float(len(sizes) - 1)
    if not spread:
        return Comparison("Kruskal-Wallis", np.nan, df, np.nan, "not defined: all values are equal")
    statistic = float((n - 1) * np.sum(away**2 / sizes) / spread)
    return Comparison("Kruskal-Wallis", statistic, df, float(special.chdtrc(df, statistic)), "more than two groups")


def quantiles_counted(values: ArrayLike, cases: ArrayLike, at: ArrayLike) -> np.ndarray:
    """Give quantiles of values that several cases share, interpolated linearly (type 7 of Hyndman and Fan).

    Parameters
    ----------
    values : column of float
    cases : column of int
        Number of cases at each value (labelled Series are paired by label); NaN is given when there are none at all.
    at : float or column of float
        Shares from 0 to 1.

    Returns
    -------
    array of float
        In the shape of `at`.

    Raises
    ------
    DataError
        When a value or a number of cases is missing, or a share is outside 0 to 1.

    References
    ----------
    Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat 1996;50:361-365.
    doi:10.1080/00031305.1996.10473566

    Examples
    --------
    Quartiles of the ages of 1,600 children:

    >>> quantiles_counted([1, 2, 3], [400, 900, 300], [0.25, 0.5, 0.75]).tolist()
    [1.75, 2.0, 2.0]
    """
    values, cases = paired(values=values, cases=cases)
    values, cases = np.atleast_1d(finite(values, "values")), np.atleast_1d(counts(cases, "cases"))
    if len(values) != len(cases):
        raise DataError(f"values and cases: expected equal lengths, got {len(values)} and {len(cases)}.")
    if np.isnan(values).any() or np.isnan(cases).any():
        raise DataError("values and cases: expected a number of cases at every value, got a missing entry.")
    if cases.sum() > MOST_CASES:
        raise DataError(f"cases: expected up to {MOST_CASES:g} cases, got {cases.sum():g}.")
    at = numbers(at, "at", low=0, high=1)
    if np.isnan(at).any():
        raise DataError("at: expected shares from 0 to 1, got a missing entry.")
    order = np.argsort(values, kind="stable")
    values, upto = values[order], np.cumsum(cases[order])
    if not len(upto) or not upto[-1]:
        return np.full(at.shape, np.nan)
    place = (upto[-1] - 1) * at
    below, above = (values[np.searchsorted(upto, rank, side="right")] for rank in (np.floor(place), np.ceil(place)))
    return below + (place - np.floor(place)) * (above - below)


def described_counted(values, cases) -> dict:
    """Give ``n, mean, sd, q1, median, q3`` of values that several cases share; NaN where there are none."""
    values, cases = np.asarray(values, dtype=float), np.asarray(cases, dtype=float)
    values, cases = values[cases > 0], cases[cases > 0]
    n = cases.sum()
    mean = np.sum(cases * values) / n if n else np.nan
    sd = np.sqrt(np.sum(cases * (values - mean) ** 2) / (n - 1)) if n > 1 else np.nan
    if len(values) == 1:
        mean, sd = values[0], 0.0 if n > 1 else np.nan
    q1, median, q3 = quantiles_counted(values, cases, [0.25, 0.5, 0.75])
    return {"n": int(n), "mean": float(mean), "sd": float(sd), "q1": q1, "median": median, "q3": q3}


def _two(away: np.ndarray, sizes: np.ndarray, spread: float) -> Comparison:
    n, (first, second) = sizes.sum(), sizes
    w = float(away[0] + first * second / 2)
    name, reason = "Wilcoxon rank sum, normal approximation", f"both groups not below {_SMALL}"
    if min(sizes) < _SMALL:
        reason = f"a group has {_SMALL} or more"
    if not spread:
        return Comparison(name, w, np.nan, np.nan, f"{reason}; not defined: all values are equal")
    z = (abs(away[0]) - 0.5) / np.sqrt(first * second / (n * (n - 1)) * spread)
    return Comparison(name, w, np.nan, float(min(2 * special.ndtr(-z), 1.0)), reason)
