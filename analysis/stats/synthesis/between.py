"""Estimators of the between-study variance."""

from __future__ import annotations

import numpy as np

from .least_squares import Studies, solve, trace, trace_square
from .means import Means
from .profile import maximum_likelihood
from .spectrum import Spectrum, tau2_at
from .spectrum import trace as residual_trace


def between_variance(given: Studies, sums: Means | Spectrum, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Between-study variance and its standard error; 0 where no studies are left over to estimate it.

    REML and ML are the highest maximum of their likelihood (`profile`), with the standard error of the expected
    information. PM and EB equate the generalised Q to k - p. DL, HE, HS and SJ equate a weighted sum of squares
    ``y'Ay`` to its expectation; their variance is that of a quadratic form, ``2 tr((A (V + tau2))^2)`` times the
    square of its factor.
    """
    if method in ("EE", "FE"):
        return np.zeros(len(given.y)), np.full(len(given.y), np.nan)
    if method in ("REML", "ML"):
        tau2 = maximum_likelihood(sums, method)
        second = residual_trace(sums, tau2, 2)
        if method == "ML":
            second = (given.present / (given.v + tau2[:, None]) ** 2).sum(axis=1)
        error = np.sqrt(2 / second)
    elif method in ("PM", "EB"):
        tau2 = tau2_at(sums, np.maximum(given.df, 1))
        error = np.sqrt(2 * given.k**2 / given.df) / (given.present / (given.v + tau2[:, None])).sum(axis=1)
    else:
        tau2, error = _moment_estimate(given, sums, method)
    enough = given.df > 0
    return np.where(enough, tau2, 0.0), np.where(enough, error, np.nan)


def _moment_estimate(given: Studies, sums: Means | Spectrum, method: str):
    ones, k, df = given.present * 1.0, given.k, given.df
    weights = ones if method == "HE" else ones / given.v
    if method == "SJ":
        mean = (ones * given.y).sum(axis=1) / k
        start = (ones * (given.y - mean[:, None]) ** 2).sum(axis=1) / k
        weights = ones / (given.v + start[:, None])
    inverse, _, residual = solve(given, weights)
    square = (weights * residual**2).sum(axis=1)
    if method == "DL":
        factor = 1 / residual_trace(sums, np.zeros(len(k)), 1)
        tau2 = factor * (square - df)
    elif method == "HE":
        factor = 1 / df
        tau2 = factor * (square - trace(given, weights, inverse, given.v))
    elif method == "SJ":
        factor = start / df
        tau2 = factor * square
    else:
        factor = np.where(method == "HSk", k / df, 1.0) / weights.sum(axis=1)
        tau2 = factor * square - k / weights.sum(axis=1)
    tau2 = np.maximum(tau2, 0)
    total = given.v + tau2[:, None]
    return tau2, factor * np.sqrt(2 * trace_square(given, weights, inverse, total))
