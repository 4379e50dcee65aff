"""What a fit leaves over, and when that is no more than rounding."""

from __future__ import annotations

import numpy as np

EXACT = 1e-12  # relative error that logarithms, exponentials and the solvers may leave in a fitted value


def unless_rounding(squares, total):
    """Give a sum of squares, or 0 where it is not above what rounding leaves of values whose squares sum to `total`.

    A series that lies on its line has no scatter: a standard error made of rounding would give it a p value.

    Examples
    --------
    >>> float(unless_rounding(3e-29, 12.0)), float(unless_rounding(0.5, 12.0))
    (0.0, 0.5)
    """
    return np.where(squares > EXACT**2 * total, squares, 0.0)


def pearson(y: np.ndarray, mu: np.ndarray, theta=np.inf) -> np.ndarray:
    """Pearson chi-square over the last axis, variance mu + mu^2/theta; 0 for an exact fit.

    Rows whose expected count is 0 have no events and add nothing.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(mu > 0, (y - mu) ** 2 / (mu * (1 + mu / theta)), 0.0).sum(-1)
    return unless_rounding(squares, y.sum(-1))


def level_or(slope, span: float):
    """Give slopes on a log scale, 0 where the change over the whole span is no more than rounding."""
    return np.where(np.abs(slope) * span <= EXACT, 0.0, slope)
