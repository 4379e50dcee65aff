"""Fieller's confidence set for the dose at which a fitted line reaches a target."""

from __future__ import annotations

import numpy as np


def fieller_limits(
    coefficients: np.ndarray, covariance: np.ndarray, target: np.ndarray, z: float
) -> dict[str, np.ndarray]:
    """Solve ``(b0 + b1 x - target)^2 <= z^2 (v00 + 2 x v01 + x^2 v11)`` for x.

    Parameters
    ----------
    coefficients : array of shape (2,)
    covariance : array of shape (2, 2)
    target : array of any shape
    z : float

    Returns
    -------
    dict
        ``low, high``, ``bounded``, ``gap_low, gap_high``, each of the shape of `target`. The quadratic opens
        upwards when the slope differs from 0 (``b1^2 > z^2 v11``): the set is the interval between its roots.
        Otherwise it is all x outside the roots (the gap), or every x when there are none (the gap is
        missing).
    """
    (b0, b1), v = coefficients, covariance
    a = b1**2 - z**2 * v[1, 1]
    b = 2 * ((b0 - target) * b1 - z**2 * v[0, 1])
    c = (b0 - target) ** 2 - z**2 * v[0, 0]
    inner = b**2 - 4 * a * c
    with np.errstate(invalid="ignore", divide="ignore"):
        # The root of larger size first, the other through their product: no cancellation.
        larger = -(b + np.where(b >= 0, 1, -1) * np.sqrt(inner)) / 2
        roots = np.sort(np.stack([larger / a, c / larger]), axis=0)
    bounded = np.broadcast_to((a > 0) & (inner >= 0), np.shape(inner))
    gap = np.where(bounded, np.nan, roots)
    low, high = np.where(bounded, roots[0], -np.inf), np.where(bounded, roots[1], np.inf)
    return {"low": low, "high": high, "bounded": bounded, "gap_low": gap[0], "gap_high": gap[1]}
