"""A regression of counts at the supremum of its likelihood, whether or not that is a maximum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..existence import face
from .likelihood import deviance, fit_many, mean_and_weight
from .residuals import pearson, unless_rounding


class Supremum(NamedTuple):
    """Combinations of coefficients at the supremum, and how well it fits.

    Attributes
    ----------
    values : (m,) array
        Infinite where the likelihood rises for ever with the combination, NaN where it may go both ways.
    covariance : (m, m) array
        Inverse Fisher information, dispersion 1; NaN for a combination without a finite value.
    mu : (n,) array
        Expected values; 0 (or all trials) in rows that the model repeats in the limit.
    weight : (n,) array
        Fisher weights, 0 in those rows.
    deviance, pearson : float
        Of the limit; the sum of squares for "gaussian". 0 when the fit is exact.
    spare : int
        Rows that are not repeated less the coefficients that they determine: the degrees of freedom.
    """

    values: np.ndarray
    covariance: np.ndarray
    mu: np.ndarray
    weight: np.ndarray
    deviance: float
    pearson: float
    spare: int


def at_supremum(family: str, design: np.ndarray, y: np.ndarray, size: np.ndarray, terms: np.ndarray) -> Supremum:
    """Fit a GLM with canonical link, and give the combinations of its coefficients in the rows of `terms`.

    Where the likelihood has no maximum (`analysis.stats.existence.face`) the rows that go to their limit are left out
    and the rest is fitted by itself: what they determine stays finite, with its standard error.
    """
    rows, basis, infinite = np.ones(len(y), dtype=bool), np.eye(design.shape[1]), np.zeros(len(terms), dtype=bool)
    limits = np.zeros(len(terms))
    if family != "gaussian":
        found = face(family, design, y, size)
        rows, basis, infinite = found.rows, found.basis, ~found.finite(terms)
        limits[infinite] = [found.limit(term) for term in terms[infinite]]
    if not rows.any():
        unknown = np.full((len(terms), len(terms)), np.nan)
        return Supremum(limits, unknown, y.astype(float), np.zeros(len(y)), 0.0, 0.0, 0)
    held = design[rows] @ basis
    (beta,), _ = fit_many(family, held, y[rows], size[rows])
    mu, weight = np.where(y > 0, y, 0.0), np.zeros(len(y))
    mu[rows], weight[rows] = mean_and_weight(family, held @ beta, size[rows])
    left, squares = _residual(family, y, mu, size)
    root = np.sqrt(weight[rows])
    reach = np.linalg.solve(np.linalg.qr(held * root[:, None])[1].T, (terms @ basis).T).T
    covariance = reach @ reach.T
    covariance[infinite] = covariance[:, infinite] = np.nan
    values = np.where(infinite, limits, terms @ basis @ beta)
    return Supremum(values, covariance, mu, weight, left, squares, int(rows.sum()) - held.shape[1])


def _residual(family, y, mu, size) -> tuple[float, float]:
    """Deviance and Pearson chi-square; both 0 when what is left is rounding."""
    if family == "gaussian":
        squares = float(unless_rounding(((y - mu) ** 2).sum(), (y**2).sum()))
        return squares, squares
    left = float(deviance(family, y, mu, size))
    if family == "poisson":
        squares = float(pearson(y, mu))
    else:
        inside = (mu > 0) & (mu < size)
        spread = (mu * (1 - mu / size))[inside]
        squares = float(unless_rounding(((y - mu)[inside] ** 2 / spread).sum(), y.sum()))
    return (max(left, 0.0), squares) if squares > 0 else (0.0, 0.0)
