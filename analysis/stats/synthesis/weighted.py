"""Weighted means and regressions with a between-study variance, for many syntheses at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .between import between_variance
from .least_squares import Studies, solve
from .spectrum import residual_sums, trace

METHODS = ("REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS", "HSk", "EE", "FE")
TESTS = ("z", "t", "knha", "adhoc")


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
        _, _, residual = solve(given, fixed)
        q = np.where(given.df > 0, _above_rounding(fixed, residual, given.y), 0.0)
        sums = residual_sums(given)
        typical = given.df / trace(sums, np.zeros(len(q)), 1)
        tau2, se_tau2 = between_variance(given, sums, method)
        weights = given.present / (given.v + tau2[:, None])
        covariance, beta, residual = solve(given, weights)
        scale = np.where(given.df > 0, _above_rounding(weights, residual, given.y) / given.df, np.nan)
    return Fit(beta, covariance, weights, scale, tau2, se_tau2, q, typical)


def _above_rounding(weights, residual, y) -> np.ndarray:
    """Weighted sum of squared residuals; 0 when they are no more than what rounding leaves of the effects."""
    square, size = (weights * residual**2).sum(axis=1), (weights * y**2).sum(axis=1)
    return np.where(square > (64 * np.finfo(float).eps) ** 2 * size, square, 0.0)
