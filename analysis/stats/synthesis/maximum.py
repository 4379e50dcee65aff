"""Maximum likelihood with parameters shared by all studies and, if wanted, one free parameter per study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...errors import DataError

STEP = 2e-4


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the log-likelihood is largest; `hessians` are those of the studies, the free parameter last."""

    parameters: np.ndarray
    nuisance: np.ndarray | None
    value: float
    hessians: np.ndarray
    spreads: int

    @property
    def covariance(self) -> np.ndarray:
        """Covariance of the shared parameters; a standard deviation of 0 is taken as known."""
        size = self.parameters.size
        fixed = np.arange(size) < size - self.spreads
        kept = fixed | (np.abs(self.parameters) > 1e-4)
        information = -_eliminated(self.hessians, self.nuisance is not None)[np.ix_(kept, kept)]
        covariance = np.zeros((size, size))
        covariance[np.ix_(kept, kept)] = np.linalg.inv(information)
        return covariance

    def nuisance_wald(self) -> float:
        """Wald statistic of equal free parameters, the shared ones estimated."""
        shared, cross = -self.hessians[:, :-1, :-1].sum(axis=0), -self.hessians[:, :-1, -1]
        precision = np.diag(-self.hessians[:, -1, -1]) - cross @ np.linalg.pinv(shared) @ cross.T
        ones = np.ones(len(precision))
        deviation = self.nuisance - (ones @ precision @ self.nuisance) / (ones @ precision @ ones)
        return float(deviation @ precision @ deviation)


def maximise(function: Callable, parameters, nuisance=None, *, spreads: int = 0, bound: float = np.inf) -> Maximum:
    """Newton's method with backtracking; studies are independent given the shared parameters.

    Parameters
    ----------
    function : callable
        ``function(parameters, nuisance)`` gives the log-likelihood of every study.
    parameters, nuisance : array
        Start values: shared, and one per study (None without). The last `spreads` shared ones are standard
        deviations, in which the likelihood is even.
    bound : float
        Free parameters stay within this distance of 0: those of studies that separate run away.

    Notes
    -----
    Derivatives are central differences. A Hessian that is not negative definite is made so by turning its
    positive eigenvalues, which leads away from saddle points (a standard deviation of 0 is one when there is
    heterogeneity).

    Raises
    ------
    DataError
        When the likelihood has no maximum that can be found.
    """
    free = nuisance is not None
    point = np.array(parameters, dtype=float)
    own = np.array(nuisance, dtype=float) if free else None
    value = function(point, own).sum()
    for _ in range(200):
        gradients, hessians = _derivatives(function, point, own)
        steps = _newton_step(gradients, hessians, free)
        promised = _promised_gain(gradients, steps, free)
        point, own, value = _backtracked(function, point, own, value, steps, bound)
        if promised < 1e-11 * (1 + abs(value)):
            return Maximum(point, own, float(value), _derivatives(function, point, own)[1], spreads)
    raise DataError("frame: the likelihood has no maximum that could be found; are events in both groups too few?")


def _backtracked(function, point, own, value, steps, bound):
    shared_step, own_step = steps
    scale = 1.0
    for _ in range(40):
        trial = point + scale * shared_step
        trial_own = None if own is None else np.clip(own + scale * own_step, -bound, bound)
        new = function(trial, trial_own).sum()
        if new >= value - 1e-12 * (1 + abs(value)):
            return trial, trial_own, new
        scale /= 2
    return point, own, value


def _promised_gain(gradients, steps, free: bool) -> float:
    """What the quadratic approximation gains by the step: half of gradient times step."""
    shared = gradients[:, : steps[0].size].sum(axis=0) @ steps[0]
    return abs(shared + (gradients[:, -1] @ steps[1] if free else 0.0)) / 2


def _newton_step(gradients, hessians, free: bool):
    if not free:
        return _uphill(hessians.sum(axis=0), gradients.sum(axis=0)), None
    own = np.minimum(hessians[:, -1, -1], -1e-8)
    cross = hessians[:, :-1, -1]
    slope = (gradients[:, :-1] - cross * (gradients[:, -1] / own)[:, None]).sum(axis=0)
    step = _uphill(_eliminated(hessians, True), slope)
    return step, np.clip(-(gradients[:, -1] + cross @ step) / own, -3, 3)


def _uphill(hessian, slope) -> np.ndarray:
    values, vectors = np.linalg.eigh(hessian)
    step = vectors @ ((vectors.T @ slope) / np.maximum(np.abs(values), 1e-8))
    return step * min(1.0, 2.0 / max(np.abs(step).max(initial=0.0), 1e-300))


def _eliminated(hessians, free: bool) -> np.ndarray:
    """Hessian of the shared parameters once the free ones follow them."""
    if not free:
        return hessians.sum(axis=0)
    own, cross = np.minimum(hessians[:, -1, -1], -1e-8), hessians[:, :-1, -1]
    return hessians[:, :-1, :-1].sum(axis=0) - np.einsum("kp,kq,k->pq", cross, cross, 1 / own)


def _derivatives(function, point, own) -> tuple[np.ndarray, np.ndarray]:
    """Gradients and Hessians per study by central differences, the free parameter last."""
    size = point.size + (own is not None)

    def at(*moves):
        shift = np.zeros(size)
        for place, amount in moves:
            shift[place] += amount * STEP
        return function(point + shift[: point.size], None if own is None else own + shift[-1])

    here = at()
    up, down = (np.array([at((i, s)) for i in range(size)]).T for s in (1, -1))
    hessians = np.empty((len(here), size, size))
    for i in range(size):
        hessians[:, i, i] = (up[:, i] - 2 * here + down[:, i]) / STEP**2
        for j in range(i):
            corners = at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))
            hessians[:, i, j] = hessians[:, j, i] = corners / (4 * STEP**2)
    return (up - down) / (2 * STEP), hessians
