"""Regression with first-order autoregressive errors by exact maximum likelihood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...errors import DataError
from .residuals import unless_rounding


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
    searched. The covariance is the inverse of the observed information on coefficients and r together.

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
        if not unless_rounding(variance, np.square(y).mean()) > 0:
            raise DataError("y: lies exactly on the fitted line, so that an autocorrelation is not defined.")
        return -n / 2 * (np.log(2 * np.pi * variance) + 1) + np.log1p(-r * r) / 2, beta, variance

    grid = np.linspace(-0.99, 0.99, 67)
    best = grid[np.argmax([loglik(r)[0] for r in grid])]
    near = (max(best - 0.03, -1 + 1e-9), min(best + 0.03, 1 - 1e-9))
    r = float(minimize_scalar(lambda r: -loglik(r)[0], bounds=near, method="bounded", options={"xatol": 1e-11}).x)
    height, beta, variance = loglik(r)
    information = _information(y - x @ beta, x, r)
    return Ar1Fit(beta, np.linalg.inv(information)[:-1, :-1], r, float(variance), float(height))


def _information(e: np.ndarray, x: np.ndarray, r: float) -> np.ndarray:
    """Minus the second derivatives of ``-n/2 log S + log(1 - r^2)/2`` in the coefficients and r (last).

    S is the sum of squares ``(1 - r^2) e_1^2 + sum (e_t - r e_(t-1))^2``, the innovation variance S/n being
    maximised out; its derivative in the coefficients is 0 at the maximum.
    """
    n, before, after, inner = len(e), slice(0, -1), slice(1, None), slice(1, -1)
    squares = e @ e + r * r * (e[inner] @ e[inner]) - 2 * r * (e[before] @ e[after])
    slope = 2 * r * (e[inner] @ e[inner]) - 2 * (e[before] @ e[after])
    cross = 2 * (x[before].T @ e[after] + x[after].T @ e[before]) - 4 * r * (x[inner].T @ e[inner])
    lagged = x[before].T @ x[after]
    second = np.empty((x.shape[1] + 1,) * 2)
    second[:-1, :-1] = 2 * (x.T @ x + r * r * (x[inner].T @ x[inner]) - r * (lagged + lagged.T))
    second[-1, :-1] = second[:-1, -1] = cross
    second[-1, -1] = 2 * (e[inner] @ e[inner])
    information = n / 2 * second / squares
    information[-1, -1] += (1 + r * r) / (1 - r * r) ** 2 - n / 2 * (slope / squares) ** 2
    return information
