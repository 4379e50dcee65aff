"""Regression with first-order autoregressive errors by exact maximum likelihood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...errors import DataError


class Ar1Fit(NamedTuple):
    """Coefficients, their covariance, AR(1) coefficient, innovation variance (divisor n), log-likelihood."""

    beta: np.ndarray
    covariance: np.ndarray
    correlation: float
    variance: float
    loglik: float


def ar1_regression(y: np.ndarray, x: np.ndarray) -> Ar1Fit:
    """Maximise the exact Gaussian likelihood of y = x beta + e, e_t = r e_(t-1) + innovation, |r| < 1.

    For a given r the rest is least squares on transformed rows (Prais & Winsten), so that one number is
    searched. The covariance is that of the coefficients at the estimated r and innovation variance.

    References
    ----------
    Beach CM, MacKinnon JG (1978). Econometrica 46:51-58. doi:10.2307/1913644
    """
    from scipy.optimize import minimize_scalar

    n = len(y)

    def transformed(r):
        first = np.sqrt(1 - r * r)
        lag = [np.concatenate([first * a[:1], a[1:] - r * a[:-1]]) for a in (y, x)]
        return lag[0], lag[1]

    def loglik(r):
        left, right = transformed(r)
        beta = np.linalg.lstsq(right, left, rcond=None)[0]
        variance = ((left - right @ beta) ** 2).sum() / n
        if not variance > 1e-24 * (1 + np.square(y).mean()):
            raise DataError("y: lies exactly on the fitted line, so that an autocorrelation is not defined.")
        return -n / 2 * (np.log(2 * np.pi * variance) + 1) + np.log1p(-r * r) / 2, beta, variance

    grid = np.linspace(-0.99, 0.99, 67)
    best = grid[np.argmax([loglik(r)[0] for r in grid])]
    near = (max(best - 0.03, -1 + 1e-9), min(best + 0.03, 1 - 1e-9))
    r = float(minimize_scalar(lambda r: -loglik(r)[0], bounds=near, method="bounded", options={"xatol": 1e-11}).x)
    height, beta, variance = loglik(r)
    _, right = transformed(r)
    return Ar1Fit(beta, variance * np.linalg.inv(right.T @ right), r, float(variance), float(height))
