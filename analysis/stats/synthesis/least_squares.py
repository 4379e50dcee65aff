"""Weighted least squares for many syntheses at once.

Arrays have one row per synthesis and one column per study. A study that is absent from a synthesis has
weight 0, so that leaving one out, adding one by one and splitting into groups are rows of one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


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


def _moment(given: Studies, weights) -> np.ndarray:
    return (given.x * weights[:, :, None]).swapaxes(1, 2) @ given.x


def _trace(matrices) -> np.ndarray:
    return np.trace(matrices, axis1=1, axis2=2)


def _inverse(matrices) -> np.ndarray:
    return 1 / matrices if matrices.shape[-1] == 1 else np.linalg.inv(matrices)
