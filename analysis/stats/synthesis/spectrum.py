"""Error contrasts of many syntheses: the between-study variance seen without the effects.

For orthonormal contrasts A (A'X = 0) the matrix of the weighted residuals, with W = diag(1/(v + t)), is

    P(t) = W - W X (X'WX)^-1 X'W = A (A'VA + tI)^-1 A'.

With the eigenvalues s_j of A'VA and z the contrasts A'y in their directions, the sums in which t occurs come apart:
``y'P^m y = sum_j z_j^2 / (s_j + t)^m`` and ``tr P^m = sum_j 1 / (s_j + t)^m``. Each of them is a sum of positive
falling terms, so that nothing cancels and each falls in t.

Harville DA. Maximum likelihood approaches to variance component estimation. J Am Stat Assoc 1977;72:320-338.
doi:10.1080/01621459.1977.10480998
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .least_squares import Studies


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Squares z^2 of the contrasts, their variances s, and the variances v of the studies, one row per synthesis.

    All are in units of the row's smallest variance, `unit`; what is absent has the variance infinity.
    """

    square: np.ndarray
    spread: np.ndarray
    own: np.ndarray
    unit: np.ndarray

    def rows(self, chosen) -> Spectrum:
        """Only these syntheses."""
        return Spectrum(self.square[chosen], self.spread[chosen], self.own[chosen], self.unit[chosen])

    def q(self, tau2) -> np.ndarray:
        """Weighted sum of squared residuals ``y'Py`` at a between-study variance per row, in units of `unit`."""
        return (self.square / (self.spread + tau2[:, None])).sum(axis=1)

    def trace(self, tau2, power: int) -> np.ndarray:
        """``tr P^power`` at a between-study variance per row."""
        scaled = (tau2 / self.unit)[:, None]
        return ((self.spread + scaled) ** -power).sum(axis=1) / self.unit**power


def spectrum(given: Studies) -> Spectrum:
    """Find the contrasts of each synthesis by a singular value decomposition of ``V^(1/2) A``.

    Their variances are squares of singular values, so that studies whose variances differ by 12 orders of magnitude
    keep 10 digits. Absent studies have the variance 0 in the decomposition: their contrasts come last.
    """
    present, k, p = given.present, given.y.shape[1], given.x.shape[2]
    unit = np.where(present, given.v, np.inf).min(axis=1)
    root = np.where(present, np.sqrt(given.v / unit[:, None]), 0.0)
    basis = np.linalg.qr(given.x * present[:, :, None], mode="complete")[0][:, :, p:]
    _, sizes, turned = np.linalg.svd(root[:, :, None] * basis, full_matrices=False)
    y = given.y / np.sqrt(unit)[:, None]
    contrasts = (turned @ (basis.swapaxes(1, 2) @ y[:, :, None]))[:, :, 0]
    there = np.arange(k - p) < given.df[:, None]
    spread = np.where(there, sizes**2, np.inf)
    own = np.where(present, given.v / unit[:, None], np.inf)
    return Spectrum(np.where(there, contrasts**2, 0.0), spread, own, unit)


def tau2_at(contrasts: Spectrum, target) -> np.ndarray:
    """Between-study variance at which the weighted sum of squares equals `target`; 0 where it is smaller anyway.

    The sum falls and is convex in the variance: Newton steps from the left approach the root and never pass it.
    They end when they are lost in the rounding of the variances, not at a size of their own.
    """
    target = np.broadcast_to(np.asarray(target, dtype=float), contrasts.unit.shape)
    largest = np.where(np.isinf(contrasts.spread), 0.0, contrasts.spread).max(axis=1, initial=0.0)
    tau2 = np.maximum(contrasts.square.sum(axis=1) / target - largest, 0.0)
    for _ in range(500):
        near = 1 / (contrasts.spread + tau2[:, None])
        gap = (contrasts.square * near).sum(axis=1) - target
        slope = (contrasts.square * near**2).sum(axis=1)
        step = np.divide(gap, slope, out=np.zeros_like(gap), where=(gap > 0) & (slope > 0))
        tau2 = tau2 + step
        if (step <= 4 * np.finfo(float).eps * (1 + tau2)).all():
            break
    return tau2 * contrasts.unit
