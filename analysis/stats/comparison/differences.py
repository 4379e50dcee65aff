"""Standardized differences: how far apart two groups are, in units of their spread."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...estimate import Estimate
from ..arguments import checked_level, choice, counts, numbers, paired
from ..exact import aligned, column
from .samples import LARGEST, NOISE, two_samples, variance

_SPREADS = {"average": "average variance", "cohen": "Cohen d", "hedges": "Hedges g"}


def standardized_difference(x: ArrayLike, y: ArrayLike, *, spread: str = "average", level: float = 0.95) -> Estimate:
    """Give the difference of two means in units of the standard deviation.

    Parameters
    ----------
    x, y : columns of float
        At least two values each; missing entries are left out.
    spread : {"average", "cohen", "hedges"}
        ``"average"`` divides by the root of the mean of both variances, ``sqrt((v_x + v_y) / 2)``, as in tables of
        patient characteristics (Austin 2009); ``"cohen"`` by the pooled standard deviation,
        ``sqrt(((n - 1) v_x + (m - 1) v_y) / f)``, ``f = n + m - 2`` (Cohen 1988); ``"hedges"`` multiplies the latter by
        ``gamma(f / 2) / (sqrt(f / 2) gamma((f - 1) / 2))`` (Hedges 1981).
    level : float
        Of the normal limits, with the standard error of `smd_standard_error`.

    Returns
    -------
    Estimate
        Above 0 when x is larger. With two constant groups: NaN when they are equal (0/0), else infinite. Values that
        differ by rounding errors alone are equal.

    Raises
    ------
    DataError
        When a group has fewer than two values.

    References
    ----------
    Austin PC. Balance diagnostics for comparing the distribution of baseline covariates between treatment
    groups in propensity-score matched samples. Stat Med 2009;28:3083-3107. doi:10.1002/sim.3697
    Hedges LV. Distribution theory for Glass's estimator of effect size and related estimators.
    J Educ Stat 1981;6:107-128. doi:10.3102/10769986006002107
    Cohen J. Statistical Power Analysis for the Behavioral Sciences. 2nd ed. Erlbaum 1988, section 2.5.

    Examples
    --------
    Ages of those exposed on purpose and by accident:

    >>> print(standardized_difference([34, 41, 29, 52, 38], [30, 25, 47, 22, 31]))
    0.8505 (95% CI -0.4439 to 2.145, standardized difference, average variance)
    """
    choice(spread, "spread", tuple(_SPREADS))
    samples = two_samples(x, y, fewest=2)
    moments = [(len(s), s.mean(), variance(s)) for s in samples]
    value = standardized(*moments, spread=spread)
    return _with_limits(value, len(samples[0]), len(samples[1]), level, f"standardized difference, {_SPREADS[spread]}")


def standardized(first: tuple, second: tuple, *, spread: str = "average") -> float:
    """Give the standardized difference of two groups from ``(n, mean, variance)`` of each."""
    (n1, mean1, v1), (n2, mean2, v2) = first, second
    square = (v1 + v2) / 2 if spread == "average" else ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)
    difference = mean1 - mean2
    if abs(difference) <= NOISE * max(abs(mean1), abs(mean2)):
        difference = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.divide(difference, np.sqrt(square))
    if spread == "hedges":
        half = (n1 + n2 - 2) / 2
        value *= np.exp(special.gammaln(half) - special.gammaln(half - 0.5)) / np.sqrt(half)
    return float(value)


def standardized_difference_categories(first: ArrayLike, second: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Give the standardized difference of a categorical variable between two groups.

    Parameters
    ----------
    first, second : columns of int
        Counts of each category in the two groups; labelled Series are paired by label, others by position.
    level : float

    Returns
    -------
    Estimate
        With two categories signed: above 0 when the first category is commoner in the first group; NaN when
        one category is empty in both (0/0). With more, the Mahalanobis distance, 0 or above, whose limits are
        normal too and may therefore fall below 0.

    Raises
    ------
    DataError
        With three or more categories when one is empty in both groups, or when the groups share no category.

    Notes
    -----
    Two categories: ``(p1 - p2) / sqrt((p1 q1 + p2 q2) / 2)``. More: ``sqrt(d' S^-1 d)`` with d the difference
    of the shares without the first category and S the mean of the two multinomial covariance matrices.

    References
    ----------
    Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using SAS. SAS
    Global Forum 2012, paper 335.
    Austin PC (2009), doi:10.1002/sim.3697.

    Examples
    --------
    Women and men among the cases of two centers, then ingestion, inhalation and others:

    >>> print(standardized_difference_categories([59, 25], [40, 44]))
    0.4724 (95% CI 0.1658 to 0.779, standardized difference, categorical)
    >>> round(standardized_difference_categories([70, 20, 10], [60, 30, 10]).value, 3)
    0.237
    """
    first, second = paired(first=first, second=second)
    groups = [np.atleast_1d(counts(v, name)) for v, name in ((first, "first"), (second, "second"))]
    if groups[0].shape != groups[1].shape or len(groups[0]) < 2:
        raise DataError("first and second: expected counts of the same two or more categories.")
    totals = [g.sum() for g in groups]
    if not all(totals) or np.isnan(totals).any():
        raise DataError("first and second: expected counts with at least one case in each group.")
    p, q = (g / total for g, total in zip(groups, totals, strict=True))
    value = _binary(p[0], q[0]) if len(p) == 2 else _distance(p, q)
    return _with_limits(value, totals[0], totals[1], level, "standardized difference, categorical")


def smd_standard_error(smd: ArrayLike, n_first: ArrayLike, n_second: ArrayLike) -> float | np.ndarray | pd.Series:
    """Give the standard error of a standardized difference, ``sqrt((n + m)/(n m) + smd^2 / (2 (n + m)))``.

    Parameters
    ----------
    smd : float or column of float
    n_first, n_second : int or column of int
        Values in each group; labelled Series are paired by label.

    Returns
    -------
    float or Series
        A difference that is not defined (NaN) or infinite has no standard error (NaN).

    Raises
    ------
    DataError
        When a group is empty or the columns differ in length.

    References
    ----------
    Hedges LV, Olkin I. Statistical Methods for Meta-Analysis. Academic Press 1985, chapter 5.

    Examples
    --------
    >>> round(smd_standard_error(0.5, 50, 40), 4)
    0.2154
    """
    smd, n_first, n_second = paired(smd=smd, n_first=n_first, n_second=n_second)
    undefined = isinstance(smd, float) and not np.isfinite(smd)
    value = np.array(np.nan) if undefined else numbers(smd, "smd")
    n, m = counts(n_first, "n_first"), counts(n_second, "n_second")
    if (n == 0).any() or (m == 0).any():
        raise DataError("n_first and n_second: expected at least 1, got 0.")
    value, n, m = aligned(smd=value, n_first=n, n_second=m)
    value = np.where(np.abs(value) < LARGEST, value, np.nan)
    se = np.sqrt((n + m) / (n * m) + value**2 / (2 * (n + m)))
    return column(se, "standard error", like=(smd, n_first, n_second))


def _with_limits(value: float, n1: int, n2: int, level: float, method: str) -> Estimate:
    level, value = checked_level(level), float(value)
    if not np.isfinite(value):
        return Estimate(value, np.nan, np.nan, level=level, method=method, what="standardized difference")
    half = special.ndtri((1 + level) / 2) * smd_standard_error(value, n1, n2)
    return Estimate(
        value, float(value - half), float(value + half), level=level, method=method, what="standardized difference"
    )


def _binary(p: float, q: float) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return (p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2)


def _distance(p: np.ndarray, q: np.ndarray) -> float:
    if ((p == 0) & (q == 0)).any():
        raise DataError("first and second: a category is empty in both groups; leave it out.")
    if not ((p > 0) & (q > 0)).any():  # then the covariance matrix cannot be inverted, else it can
        raise DataError("first and second: the groups share no category; a standardized difference is not defined.")
    d = (p - q)[1:]
    covariance = sum(np.diag(u) - np.outer(u, u) for u in (p[1:], q[1:])) / 2
    return np.sqrt(max(d @ np.linalg.solve(covariance, d), 0.0))
