"""Weighted means of many syntheses: the sums of their residuals that depend on the between-study variance t.

With ``w = 1/(v + t)``, W = sum w, and P = diag(w) - ww'/W the matrix of the weighted residuals, the sums are
``y'P^m y`` and ``tr P^m``. They are written so that nothing cancels. One study may be 12 orders of magnitude more
precise than all others together; its own residual, and the weight of the others beside it, are then lost in a
difference. Both are taken from the others: its weighted residual is minus the sum of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .least_squares import Studies


@dataclass(frozen=True, slots=True)
class Means:
    """Effects y and variances v (infinite where a study is absent) in units of the row's smallest variance `unit`."""

    y: np.ndarray
    v: np.ndarray
    unit: np.ndarray

    @property
    def df(self) -> np.ndarray:
        """Studies less one."""
        return np.isfinite(self.v).sum(axis=1) - 1

    def rows(self, chosen) -> Means:
        """Only these syntheses."""
        return Means(self.y[chosen], self.v[chosen], self.unit[chosen])

    def unweighted(self) -> np.ndarray:
        """Sum of squares about the plain mean."""
        present = np.isfinite(self.v)
        mean = self.y.sum(axis=1) / present.sum(axis=1)
        return np.where(present, (self.y - mean[:, None]) ** 2, 0.0).sum(axis=1)

    def q(self, tau2) -> np.ndarray:
        """``y'Py``: the weighted sum of squares."""
        w, pull = self._pulls(tau2)
        return np.divide(pull**2, w, out=np.zeros_like(w), where=w > 0).sum(axis=1)

    def terms(self, tau2, method: str) -> np.ndarray:
        """``y'P^2 y, T_1, y'P^3 y, T_2``; T_m is ``tr P^m`` for REML and ``sum w^m`` for ML."""
        w, pull = self._pulls(tau2)
        total = w.sum(axis=1)
        spread = pull - ((w * pull).sum(axis=1) / total)[:, None]
        squares = (pull**2).sum(axis=1), (w * spread**2).sum(axis=1)
        if method == "ML":
            return np.stack([squares[0], total, squares[1], (w**2).sum(axis=1)])
        own = w * _without_each(w) / total[:, None]
        between = (w**2 * _without_each(w**2)).sum(axis=1) / total**2
        return np.stack([squares[0], own.sum(axis=1), squares[1], (own**2).sum(axis=1) + between])

    def logarithms(self, tau2, method: str) -> np.ndarray:
        """Sum of ``log(v + t)``, for REML with log W, less their value at t = 0."""
        found = np.log1p(tau2[:, None] / self.v).sum(axis=1)
        if method == "ML":
            return found
        return found + np.log((1 / (self.v + tau2[:, None])).sum(axis=1) / (1 / self.v).sum(axis=1))

    def _pulls(self, tau2) -> tuple[np.ndarray, np.ndarray]:
        """Weights, and weighted residuals, the heaviest study's from the sum of the others'."""
        w = 1 / (self.v + tau2[:, None])
        mean = (w * self.y).sum(axis=1) / w.sum(axis=1)
        pull = w * (self.y - mean[:, None])
        heaviest = np.arange(w.shape[1]) == w.argmax(axis=1)[:, None]
        return w, np.where(heaviest, -np.where(heaviest, 0.0, pull).sum(axis=1)[:, None], pull)


def means(given: Studies) -> Means:
    """Scale the studies of each synthesis by its smallest variance."""
    v = np.where(given.present, given.v, np.inf)
    unit = v.min(axis=1)
    return Means(given.y / np.sqrt(unit)[:, None], v / unit[:, None], unit)


def _without_each(w) -> np.ndarray:
    """Sum of a row without each of its entries, that of the largest by adding up the others."""
    largest = np.arange(w.shape[1]) == w.argmax(axis=1)[:, None]
    others = np.where(largest, 0.0, w).sum(axis=1)
    return np.where(largest, others[:, None], w.sum(axis=1)[:, None] - w)
