"""Covariance of a broken line by the model linearised in its breakpoints (Muggeo 2003)."""

from __future__ import annotations

from itertools import product

import numpy as np

from ..trends.supremum import Supremum
from .open_ended import unit_line
from .profile import BESIDE
from .series import Series

FLAT = 1e-9  # part of the steepest slope that the objective could have, below which it is rounding
TOLD_APART = 1e-6  # smallest singular value of unit columns that are told apart, as a part of the largest


def covariance_of(series: Series, psi: np.ndarray, fit: Supremum) -> tuple[np.ndarray, np.ndarray]:
    """Covariance of intercept, slopes and breakpoints, and which breakpoints are held by the limits of the search."""
    size = 2 * len(psi) + 2
    with np.errstate(invalid="ignore"):
        change = np.diff(fit.values[1:])
    left, held = _weight_of_left(series, psi, fit, change)
    if not fit.deviance > 0 or (change == 0).any():
        return np.full((size, size), np.nan), held
    total = np.zeros((size, size))
    for sides in product(*((False, True) if 0 < w < 1 else (w == 1,) for w in left)):
        weight = np.prod(np.where(sides, left, 1 - left))
        total = total + weight * one_sided(series, psi, fit, np.array(sides, dtype=bool))
    dispersion = fit.deviance / (len(series.x) - size) if series.family == "gaussian" else 1.0
    return dispersion * total, held


def _weight_of_left(series: Series, psi: np.ndarray, fit: Supremum, change: np.ndarray):
    """Weight of the left-hand covariance of each breakpoint, 0 away from observed x; and whether it is held."""
    x, rest = series.x[:, None], (series.y - fit.mu)[:, None]
    beside = BESIDE * np.ptp(series.x)
    known = np.where(np.isfinite(change), change, 0.0)
    rises = 2 * known * (rest * (x > psi + beside)).sum(axis=0)  # of the objective, to the right of each breakpoint
    falls = -2 * known * (rest * (x > psi - beside)).sum(axis=0)
    flat = FLAT * 2 * np.abs(known) * np.abs(rest).sum()
    on_x = (np.abs(x - psi) <= beside).any(axis=0)
    up, down = (np.where(slope > flat, slope, 0.0) for slope in (rises, falls))
    both = np.divide(up, up + down, out=np.full(len(psi), 0.5), where=up + down > 0)
    held = on_x & ((rises < -flat) | (falls < -flat)) | _at_least_distance(series, psi)
    return np.where(on_x, both, 0.0), held


def _at_least_distance(series: Series, psi: np.ndarray) -> np.ndarray:
    """Breakpoints as near another as they may be."""
    near = np.diff(psi) <= 2 * np.diff(np.unique(series.x)).min() * (1 + 1e-6)
    held = np.zeros(len(psi), dtype=bool)
    held[:-1], held[1:] = near, held[1:] | near
    return held


def one_sided(series: Series, psi: np.ndarray, fit: Supremum, from_left: np.ndarray) -> np.ndarray:
    """Covariance, for a dispersion of 1, of the linearised model with each breakpoint taken from one side of its x."""
    design, terms = unit_line(series, psi)
    k, slopes, rows = len(psi), fit.values[1:], fit.weight > 0
    joined = np.flatnonzero(np.isfinite(slopes[:-1]) & np.isfinite(slopes[1:]))
    edge = psi[joined] + np.where(from_left[joined], -1, 1) * BESIDE * np.ptp(series.x)
    moving = -(slopes[joined + 1] - slopes[joined]) * (series.x[:, None] > edge)
    full = np.hstack([design, moving])[rows] * np.sqrt(fit.weight[rows])[:, None]
    length = np.sqrt((full**2).sum(axis=0))
    length[length == 0] = 1
    _, size, axes = np.linalg.svd(full / length, full_matrices=False)
    kept = size > TOLD_APART * size.max()
    to_all = np.zeros((2 * k + 2, full.shape[1]))
    to_all[: k + 2, : k + 2] = terms
    to_all[k + 2 + joined, k + 2 + np.arange(len(joined))] = 1
    reach = (to_all / length) @ axes[kept].T / size[kept]
    covariance = reach @ reach.T
    lost = np.concatenate([~np.isfinite(fit.values), ~np.isin(np.arange(k), joined)])
    if kept.sum() < np.linalg.matrix_rank(design[rows]) + len(joined):
        lost[:] = True
    covariance[lost] = covariance[:, lost] = np.nan
    return covariance
