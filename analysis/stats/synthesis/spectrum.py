"""Error contrasts of regressions: the between-study variance seen without the coefficients.

For orthonormal contrasts A (A'X = 0) the matrix of the weighted residuals, with W = diag(1/(v + t)), is

    P(t) = W - W X (X'WX)^-1 X'W = A (A'VA + tI)^-1 A'.

With the eigenvalues s_j of A'VA and z the contrasts A'y in their directions, the sums in which t occurs come apart:
``y'P^m y = sum_j z_j^2 / (s_j + t)^m`` and ``tr P^m = sum_j 1 / (s_j + t)^m``. Each of them is a sum of positive
falling terms. A weighted mean has the same sums without a decomposition (`means`).

Harville DA. Maximum likelihood approaches to variance component estimation. J Am Stat Assoc 1977;72:320-338.
doi:10.1080/01621459.1977.10480998
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .least_squares import Studies
from .means import Means, means


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Squares z^2 of the contrasts, their variances s, and the variances v of the studies, one row per synthesis.

    All are in units of the row's smallest variance, `unit`; what is absent has the variance infinity.
    """

    square: np.ndarray
    spread: np.ndarray
    v: np.ndarray
    unit: np.ndarray

    @property
    def df(self) -> np.ndarray:
        """Studies less coefficients."""
        return np.isfinite(self.spread).sum(axis=1)

    def rows(self, chosen) -> Spectrum:
        """Only these syntheses."""
        return Spectrum(self.square[chosen], self.spread[chosen], self.v[chosen], self.unit[chosen])

    def unweighted(self) -> np.ndarray:
        """Sum of squares about the unweighted regression."""
        return self.square.sum(axis=1)

    def q(self, tau2) -> np.ndarray:
        """``y'Py``: the weighted sum of squares."""
        return (self.square / (self.spread + tau2[:, None])).sum(axis=1)

    def terms(self, tau2, method: str) -> np.ndarray:
        """``y'P^2 y, T_1, y'P^3 y, T_2``; T_m is ``tr P^m`` for REML and ``sum w^m`` for ML."""
        near = 1 / (self.spread + tau2[:, None])
        own = near if method == "REML" else 1 / (self.v + tau2[:, None])
        second = self.square * near**2
        return np.stack([second.sum(axis=1), own.sum(axis=1), (second * near).sum(axis=1), (own**2).sum(axis=1)])

    def logarithms(self, tau2, method: str) -> np.ndarray:
        """Sum of ``log(s + t)`` for REML, of ``log(v + t)`` for ML, less their value at t = 0."""
        return np.log1p(tau2[:, None] / (self.spread if method == "REML" else self.v)).sum(axis=1)


def residual_sums(given: Studies) -> Means | Spectrum:
    """Give the sums of residuals of each synthesis: weighted means directly, regressions by their contrasts."""
    return means(given) if given.x.shape[2] == 1 else _spectrum(given)


def _spectrum(given: Studies) -> Spectrum:
    """Find the contrasts of each regression. Absent studies have the variance 0 and no effect: they add nothing."""
    present, k, p = given.present, given.y.shape[1], given.x.shape[2]
    unit = np.where(present, given.v, np.inf).min(axis=1)
    v = np.where(present, given.v / unit[:, None], 0.0)
    basis = np.linalg.qr(given.x * present[:, :, None], mode="complete")[0][:, :, p:]
    spread, turned = _decomposed(v, basis)
    y = given.y / np.sqrt(unit)[:, None]
    contrasts = (turned @ (basis.swapaxes(1, 2) @ y[:, :, None]))[:, :, 0]
    there = np.arange(k - p) < given.df[:, None]
    spread, square = np.where(there, spread, np.inf), np.where(there, contrasts**2, 0.0)
    return Spectrum(square, spread, np.where(present, v, np.inf), unit)


def _decomposed(v, basis) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of ``A'VA`` from the largest to the smallest, and their directions.

    By singular values of ``V^(1/2) A``, whose squares keep 10 digits of variances 12 orders of magnitude apart; by
    eigenvalues, which take a tenth of the time, where the variances are within a factor of a million.
    """
    if v.max(initial=1.0) > 1e6:
        _, sizes, turned = np.linalg.svd(np.sqrt(v)[:, :, None] * basis, full_matrices=False)
        return sizes**2, turned
    spread, directions = np.linalg.eigh(basis.swapaxes(1, 2) @ (v[:, :, None] * basis))
    return spread[:, ::-1], directions.swapaxes(1, 2)[:, ::-1]


def trace(sums: Means | Spectrum, tau2, power: int) -> np.ndarray:
    """``tr P`` or ``tr P^2`` at a between-study variance per row."""
    return sums.terms(tau2 / sums.unit, "REML")[{1: 1, 2: 3}[power]] / sums.unit**power


def tau2_at(sums: Means | Spectrum, target) -> np.ndarray:
    """Between-study variance at which the weighted sum of squares equals `target`; 0 where it is smaller anyway.

    The sum falls and is convex in the variance: Newton steps from the left approach the root and never pass it.
    They end when they are lost in the rounding of the variances, not at a size of their own.
    """
    target = np.broadcast_to(np.asarray(target, dtype=float), sums.unit.shape)
    largest = np.where(np.isinf(sums.v), 0.0, sums.v).max(axis=1, initial=0.0)
    tau2 = np.maximum(sums.unweighted() / target - largest, 0.0)
    for _ in range(500):
        gap, slope = sums.q(tau2) - target, sums.terms(tau2, "REML")[0]
        step = np.divide(gap, slope, out=np.zeros_like(gap), where=(gap > 0) & (slope > 0))
        tau2 = tau2 + step
        if (step <= 4 * np.finfo(float).eps * (1 + tau2)).all():
            break
    return tau2 * sums.unit
