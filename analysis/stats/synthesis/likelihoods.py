"""Exact likelihoods of a study given its linear predictors, and their integral over random effects.

Each likelihood has ``terms(eta)``, which gives the log-likelihood and its first two derivatives in the
predictor for arrays (..., studies, arms), and ``best()``, the log-likelihood per study when every arm fits
exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, expit, log_expit, logsumexp, xlogy


@dataclass(frozen=True, slots=True)
class Binomial:
    """Events out of n with a logit predictor (studies, arms)."""

    events: np.ndarray
    n: np.ndarray

    def terms(self, eta):
        """Log-likelihood and derivatives, without the binomial coefficient."""
        share = expit(eta)
        value = self.events * log_expit(eta) + (self.n - self.events) * log_expit(-eta)
        return value, self.events - self.n * share, -self.n * share * (1 - share)

    def best(self):
        """Log-likelihood at the observed shares."""
        rest = self.n - self.events
        return (xlogy(self.events, self.events / self.n) + xlogy(rest, rest / self.n)).sum(axis=-1)


@dataclass(frozen=True, slots=True)
class Poisson:
    """Events with a log predictor of their mean (studies, arms)."""

    events: np.ndarray

    def terms(self, eta):
        """Log-likelihood and derivatives, without the factorial."""
        mean = np.exp(np.minimum(eta, 300))
        return self.events * eta - mean, self.events - mean, -mean

    def best(self):
        """Log-likelihood at the observed counts."""
        return (xlogy(self.events, self.events) - self.events).sum(axis=-1)


@dataclass(frozen=True, slots=True)
class Hypergeometric:
    """Events of group 1 given all margins of a 2x2 table (Fisher's noncentral); predictor: log odds ratio.

    `support` and `weight` (log number of tables) are padded to the longest study with weight minus infinity.
    """

    events: np.ndarray
    support: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, events_1, n_1, events_2, n_2) -> Hypergeometric:
        """Build from the counts of the two groups."""
        total = events_1 + events_2
        low, high = np.maximum(0, total - n_2), np.minimum(n_1, total)
        support = low[:, None] + np.arange(int((high - low).max()) + 1)
        inside = support <= high[:, None]
        support = np.where(inside, support, low[:, None])
        tables = _log_binomial(n_1[:, None], support) + _log_binomial(n_2[:, None], total[:, None] - support)
        own = _log_binomial(n_1, events_1) + _log_binomial(n_2, events_2)
        return cls(events_1, support - events_1[:, None], np.where(inside, tables - own[:, None], -np.inf))

    def terms(self, eta):
        """Log of the conditional probability, and derivatives."""
        exponents = self.weight + self.support * eta
        total = logsumexp(exponents, axis=-1, keepdims=True)
        share = np.exp(exponents - total)
        mean = (share * self.support).sum(axis=-1, keepdims=True)
        spread = (share * (self.support - mean) ** 2).sum(axis=-1, keepdims=True)
        return -total, -mean, -spread

    def best(self):
        """Log of the conditional probability at each study's own odds ratio (0 at the end of the support)."""
        return self.terms(self.peak()[:, None])[0][:, 0]

    def peak(self):
        """Conditional maximum-likelihood log odds ratios; -+700 at the ends of the support (infinite)."""
        inside = np.isfinite(self.weight)
        lowest = np.where(inside, self.support, np.inf).min(axis=1) == 0
        highest = np.where(inside, self.support, -np.inf).max(axis=1) == 0
        eta = np.zeros(len(self.events))
        for _ in range(200):
            _, first, second = (t[:, 0] for t in self.terms(eta[:, None]))
            step = np.clip(-first / np.minimum(second, -1e-300), -1, 1)
            eta = np.where(lowest | highest, 0.0, eta + step)
            if (np.abs(step[~(lowest | highest)]) < 1e-13).all():
                break
        return np.where(lowest & highest, 0.0, np.where(lowest, -700.0, np.where(highest, 700.0, eta)))


def _log_binomial(n, k):
    return -np.log1p(n) - betaln(n - k + 1, k + 1)


def marginal(likelihood, base, load, points: int) -> np.ndarray:
    """Log-likelihood per study of ``eta = base + load b``, integrated over standard normal random effects b.

    Adaptive Gauss-Hermite quadrature with `points` per random effect around each study's own mode; one point
    is Laplace's approximation. `base` is (studies, arms), `load` (studies, arms, effects).

    References
    ----------
    Pinheiro JC, Bates DM. Approximations to the log-likelihood function in the nonlinear mixed-effects
    model. J Comput Graph Stat 1995;4:12-35. doi:10.1080/10618600.1995.10474663
    """
    mode, precision = _mode(likelihood, base, load)
    effects = load.shape[2]
    abscissa, weight = np.polynomial.hermite.hermgauss(points)
    grid = np.stack(np.meshgrid(*[abscissa] * effects, indexing="ij"), axis=-1).reshape(-1, effects)
    log_weight = np.log(np.stack(np.meshgrid(*[weight] * effects, indexing="ij"), axis=-1)).reshape(-1, effects)
    root = np.linalg.cholesky(np.linalg.inv(precision))
    b = mode + np.sqrt(2) * np.einsum("krs,qs->qkr", root, grid)
    value = likelihood.terms(base + np.einsum("kjr,qkr->qkj", load, b))[0].sum(axis=-1)
    value += (log_weight + grid**2).sum(axis=-1)[:, None] - (b**2).sum(axis=-1) / 2
    volume = np.log(np.linalg.det(root)) - effects / 2 * np.log(np.pi)
    return logsumexp(value, axis=0) + volume


def _mode(likelihood, base, load) -> tuple[np.ndarray, np.ndarray]:
    b = np.zeros((load.shape[0], load.shape[2]))
    for _ in range(100):
        _, first, second = likelihood.terms(base + np.einsum("kjr,kr->kj", load, b))
        slope = np.einsum("kjr,kj->kr", load, first) - b
        precision = np.eye(load.shape[2]) - np.einsum("kjr,kj,kjs->krs", load, second, load)
        step = np.clip(np.linalg.solve(precision, slope[:, :, None])[:, :, 0], -2, 2)
        b = b + step
        if np.abs(step).max() < 1e-12:
            break
    return b, precision
