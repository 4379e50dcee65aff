"""Weighted least squares with a between-study variance, for many syntheses at once.

Arrays have one row per synthesis and one column per study. A study that is absent from a synthesis has
weight 0, so that leaving one out, adding one by one and splitting into groups are rows of one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import DataError

METHODS = ("REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS", "HSk", "EE", "FE")
TESTS = ("z", "t", "knha", "adhoc")


@dataclass(frozen=True, slots=True)
class Studies:
    """Effects y, variances v and presence (rows, studies), and the design x (rows, studies, coefficients)."""

    y: np.ndarray
    v: np.ndarray
    x: np.ndarray
    present: np.ndarray

    @property
    def k(self) -> np.ndarray:
        """Number of studies in each row."""
        return self.present.sum(axis=1)

    @property
    def df(self) -> np.ndarray:
        """Studies less coefficients."""
        return self.k - self.x.shape[2]

    def rows(self, chosen) -> Studies:
        """Only these syntheses."""
        return Studies(self.y[chosen], self.v[chosen], self.x[chosen], self.present[chosen])


def studies(y, v, present=None, x=None) -> Studies:
    """Gather arrays of shape (studies,) or (rows, studies); absent studies get harmless numbers."""
    y, v = np.atleast_2d(y), np.atleast_2d(v)
    present = np.isfinite(y) & np.isfinite(v) if present is None else np.atleast_2d(present)
    y, v, present = np.broadcast_arrays(y, v, present)
    design = np.ones((*y.shape, 1)) if x is None else np.broadcast_to(x, (*y.shape, np.shape(x)[-1]))
    return Studies(np.where(present, y, 0.0), np.where(present, v, 1.0), design, present)


@dataclass(frozen=True, slots=True)
class Fit:
    """What weighted least squares gives, one row per synthesis; `covariance` is before any test's scaling."""

    beta: np.ndarray
    covariance: np.ndarray
    weights: np.ndarray
    scale: np.ndarray
    tau2: np.ndarray
    se_tau2: np.ndarray
    q: np.ndarray
    typical: np.ndarray

    def se(self, test: str) -> np.ndarray:
        """Standard errors of the coefficients (rows, coefficients) under `test`."""
        return np.sqrt(np.diagonal(self.covariance_of(test), axis1=1, axis2=2))

    def covariance_of(self, test: str) -> np.ndarray:
        """Covariance of the coefficients; Knapp and Hartung's factor for "knha", at least 1 for "adhoc"."""
        factor = {"knha": self.scale, "adhoc": np.maximum(self.scale, 1)}.get(test, np.ones_like(self.scale))
        return self.covariance * factor[:, None, None]


def fit(given: Studies, method: str) -> Fit:
    """Estimate the between-study variance by `method` and the coefficients at it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        fixed = given.present / given.v
        covariance, _, residual = solve(given, fixed)
        q = np.where(given.df > 0, (fixed * residual**2).sum(axis=1), 0.0)
        typical = given.df / trace(given, fixed, covariance, 1.0)
        tau2, se_tau2 = between_variance(given, method)
        weights = given.present / (given.v + tau2[:, None])
        covariance, beta, residual = solve(given, weights)
        scale = np.where(given.df > 0, (weights * residual**2).sum(axis=1) / given.df, np.nan)
    return Fit(beta, covariance, weights, scale, tau2, se_tau2, q, typical)


def solve(given: Studies, weights) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inverse of X'WX, coefficients and residuals."""
    weighted = given.x * weights[:, :, None]
    inverse = _inverse(weighted.swapaxes(1, 2) @ given.x)
    beta = (inverse @ (weighted.swapaxes(1, 2) @ given.y[:, :, None]))[:, :, 0]
    return inverse, beta, given.y - (given.x @ beta[:, :, None])[:, :, 0]


def trace(given: Studies, weights, inverse, diagonal) -> np.ndarray:
    """tr(P D) for P = W - W X (X'WX)^-1 X' W and a diagonal D."""
    own = (weights * diagonal).sum(axis=1)
    return own - _trace(inverse @ _moment(given, weights**2 * diagonal))


def trace_square(given: Studies, weights, inverse, diagonal) -> np.ndarray:
    """tr(P D P D)."""
    once = inverse @ _moment(given, weights**2 * diagonal)
    twice = inverse @ _moment(given, weights**3 * diagonal**2)
    return (weights**2 * diagonal**2).sum(axis=1) - 2 * _trace(twice) + _trace(once @ once)


def between_variance(given: Studies, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Between-study variance and its standard error; 0 where no studies are left over to estimate it.

    DL, HE, HS and SJ equate a weighted sum of squares ``y'Ay`` to its expectation, and their variance is
    that of a quadratic form, ``2 tr((A (V + tau2))^2)`` times the square of its factor.
    """
    if method in ("EE", "FE"):
        return np.zeros(len(given.y)), np.full(len(given.y), np.nan)
    if method in ("REML", "ML", "PM", "EB"):
        tau2 = _iterated(given, "PM" if method == "EB" else method)
        error = _iterated_error(given, method, tau2)
    else:
        tau2, error = _moment_estimate(given, method)
    enough = given.df > 0
    return np.where(enough, tau2, 0.0), np.where(enough, error, np.nan)


def _moment_estimate(given: Studies, method: str):
    ones, k, df = given.present * 1.0, given.k, given.df
    weights = ones if method == "HE" else ones / given.v
    if method == "SJ":
        mean = (ones * given.y).sum(axis=1) / k
        start = (ones * (given.y - mean[:, None]) ** 2).sum(axis=1) / k
        weights = ones / (given.v + start[:, None])
    inverse, _, residual = solve(given, weights)
    square = (weights * residual**2).sum(axis=1)
    if method in ("DL", "HE"):
        factor = 1 / trace(given, weights, inverse, 1.0)
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


def _iterated(given: Studies, method: str) -> np.ndarray:
    """Newton steps with the observed information, or scoring where it is poor, until nothing moves.

    The root is bracketed on the way; a step that leaves the bracket, or comes after 40 others (flat
    likelihoods), halves the bracket instead. Where a likelihood of very few studies has two maxima, this is
    the one that Hedges' estimate, the start, leads to.
    """
    tau2 = _moment_estimate(given, "HE")[0] if method != "PM" else np.zeros(len(given.y))
    size = given.k / (given.present / given.v).sum(axis=1)
    low, high = np.full_like(tau2, -1.0), np.full_like(tau2, np.inf)
    active = np.flatnonzero(given.df > 0)
    for turn in range(500):
        if not active.size:
            return tau2
        here = tau2[active]
        gap, information = _score(given.rows(active), here, method)
        low[active] = np.where(gap > 0, here, low[active])
        high[active] = np.where(gap < 0, here, high[active])
        there = np.maximum(here + gap / information, 0)
        outside = ((gap < 0) & (there <= low[active])) | ((gap > 0) & (there >= high[active]))
        if turn >= 40:
            outside = gap != 0
        there = np.where(outside, _halved(low[active], high[active], here + size[active]), there)
        tau2[active] = there
        active = active[np.abs(there - here) > 1e-13 * (there + size[active])]
    raise DataError(f"method: {method} found no between-study variance in 500 steps; use PM or DL for these studies.")


def _halved(low, high, start) -> np.ndarray:
    """Middle of the bracket; 0 where its lower end is not known, further up where its upper end is not."""
    return np.where(low < 0, 0.0, np.where(np.isinf(high), 2 * start, (low + high) / 2))


def _score(given: Studies, tau2, method: str) -> tuple[np.ndarray, np.ndarray]:
    weights = given.present / (given.v + tau2[:, None])
    inverse, _, residual = solve(given, weights)
    second = (weights**2 * residual**2).sum(axis=1)
    if method == "PM":
        return (weights * residual**2).sum(axis=1) - given.df, second
    if method == "ML":
        first, expected = weights.sum(axis=1), (weights**2).sum(axis=1)
    else:
        first, expected = trace(given, weights, inverse, 1.0), trace_square(given, weights, inverse, 1.0)
    cross = (given.x.swapaxes(1, 2) @ (weights**2 * residual)[:, :, None])[:, :, 0]
    third = (weights**3 * residual**2).sum(axis=1) - (cross * (inverse @ cross[:, :, None])[:, :, 0]).sum(axis=1)
    observed = 2 * third - expected
    return second - first, np.where(observed > 0.1 * expected, observed, expected)


def _iterated_error(given: Studies, method: str, tau2) -> np.ndarray:
    weights = given.present / (given.v + tau2[:, None])
    if method == "ML":
        return np.sqrt(2 / (weights**2).sum(axis=1))
    if method == "REML":
        return np.sqrt(2 / trace_square(given, weights, solve(given, weights)[0], 1.0))
    return np.sqrt(2 * given.k**2 / given.df) / weights.sum(axis=1)


def generalised_q(given: Studies, tau2) -> np.ndarray:
    """Weighted sum of squares at a given between-study variance."""
    weights = given.present / (given.v + tau2[:, None])
    return (weights * solve(given, weights)[2] ** 2).sum(axis=1)


def tau2_at(given: Studies, target: float) -> np.ndarray:
    """Between-study variance at which the generalised Q equals `target`; 0 when Q is below it anyway.

    Q falls and is convex in the variance, so that Newton steps from 0 approach the root from the left.
    """
    tau2 = np.zeros(len(given.y))
    for _ in range(2000):
        weights = given.present / (given.v + tau2[:, None])
        residual = solve(given, weights)[2]
        gap = (weights * residual**2).sum(axis=1) - target
        step = np.where(gap > 0, gap / np.maximum((weights**2 * residual**2).sum(axis=1), 1e-300), 0.0)
        tau2 = tau2 + step
        if (step <= 1e-14 * tau2).all():
            break
    return tau2


def _moment(given: Studies, weights) -> np.ndarray:
    return (given.x * weights[:, :, None]).swapaxes(1, 2) @ given.x


def _trace(matrices) -> np.ndarray:
    return np.trace(matrices, axis1=1, axis2=2)


def _inverse(matrices) -> np.ndarray:
    return 1 / matrices if matrices.shape[-1] == 1 else np.linalg.inv(matrices)
