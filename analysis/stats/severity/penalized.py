"""The penalized likelihood of Firth's logistic regression: its highest maximum, and profiles around it."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from scipy import special

from ...errors import DataError

_FEW_ROWS = 50
_MOST_SETS, _CLIMBS, _PROFILE_CLIMBS = (500, 50), (12, 3), 3
"""Sets of rows tried as starting points, how many of the best of them are climbed from for the estimate (with few
distinct rows, where several maxima occur, and with more), and how many at each point of a profile with few rows."""


def penalized_fit(
    scaled: np.ndarray, ratio: np.ndarray, events: np.ndarray, n: np.ndarray, fall: float
) -> dict[str, np.ndarray]:
    """Give ``coefficients, se, low, high, p`` (the intercept first) and ``loglik``, in units of the scaled columns.

    Parameters
    ----------
    scaled : array of shape (rows, covariates)
        Covariates, each less its center and divided by its spread.
    ratio : array of shape (covariates,)
        Center over spread: the intercept is wanted where the covariates themselves are 0.
    events, n : array of shape (rows,)
    fall : float
        Twice the fall of the profile log-likelihood at the limits.
    """
    rows, place = np.unique(scaled, axis=0, return_inverse=True)
    events, n = (np.bincount(place.ravel(), weights=column) for column in (events, n))
    design = np.column_stack([np.ones(len(rows)), rows])
    likelihood = PenalizedLikelihood(design, events, n)
    peaks = likelihood.peaks()
    best = peaks[0]
    back = np.eye(design.shape[1])
    back[0, 1:] = -ratio
    covariance = back @ np.linalg.inv(likelihood.information(best)) @ back.T
    found = {"coefficients": back @ best, "se": np.sqrt(np.diag(covariance)), "loglik": likelihood.loglik(best)}
    turned, unit = _intercept_basis(ratio)
    there = PenalizedLikelihood(design @ turned, events, n)
    profiles = [there.limits(0, [np.linalg.solve(turned, peak) for peak in peaks], fall)]
    profiles += [likelihood.limits(j, peaks, fall) for j in range(1, len(best))]
    low, high, p = np.array(profiles).T
    ends = np.sort([unit * low[0], unit * high[0]])
    low[0], high[0] = ends
    return found | {"low": low, "high": high, "p": p}


def _intercept_basis(ratio: np.ndarray) -> tuple[np.ndarray, float]:
    """Columns in which the intercept at covariates of 0 is the first coefficient times a unit.

    With all covariates near 0 the columns are moved back. Far from it (the years of a series) every column would be
    nearly constant: then the intercept takes the place of the slope of the covariate k that is furthest, of which
    ``-(x_k - c_k) / s_k`` is the column.
    """
    turned, k = np.eye(len(ratio) + 1), int(np.argmax(np.abs(ratio))) + 1
    if abs(ratio[k - 1]) <= 1:
        turned[0, 1:] = ratio
        return turned, 1.0
    far = ratio[k - 1]
    turned[k] = -np.append(0.0, ratio) / far
    turned[:, 0], turned[:, k] = 0.0, 0.0
    turned[k, 0], turned[0, k], turned[k, k] = -1.0, 1.0, 1 / far
    return turned, far


def _sets_of(rows: int, size: int, most: int) -> np.ndarray:
    """All sets of `size` rows, or a fixed random choice of them where they are more than `most`."""
    if comb(rows, size) <= most:
        return np.array(list(combinations(range(rows), size)))
    rng = np.random.default_rng(1)
    return np.array([rng.choice(rows, size, replace=False) for _ in range(most)])


class PenalizedLikelihood:
    """``l(b) + log|I(b)| / 2`` of one design, its maxima, and its maxima with a coefficient held fixed."""

    def __init__(self, design: np.ndarray, events: np.ndarray, n: np.ndarray):
        self.design, self.events, self.n = design, events, n
        self.many = len(design) > _FEW_ROWS

    def information(self, b: np.ndarray) -> np.ndarray:
        """Give the Fisher information of the unpenalized model."""
        eta = self.design @ b
        return (self.design.T * (self.n * special.expit(eta) * special.expit(-eta))) @ self.design

    def loglik(self, b: np.ndarray) -> float:
        """Give the penalized log-likelihood."""
        return float(self._logliks(b[None])[0])

    def _logliks(self, several: np.ndarray) -> np.ndarray:
        eta = several @ self.design.T
        weight = self.n * special.expit(eta) * special.expit(-eta)
        information = np.einsum("sr,ra,rb->sab", weight, self.design, self.design)
        plain = special.log_expit(eta) @ self.events + special.log_expit(-eta) @ (self.n - self.events)
        return plain + np.linalg.slogdet(information)[1] / 2

    def peaks(self) -> list[np.ndarray]:
        """Give the maxima found, the highest first."""
        found: list[tuple[float, np.ndarray]] = []
        for start in [*self._starts()[: _CLIMBS[self.many]], np.zeros(self.design.shape[1])]:
            b, reached = self.maximum(start)
            if all(np.abs(b - other).max() > 1e-6 * (1 + np.abs(b).max()) for _, other in found):
                found.append((reached, b))
        return [b for _, b in sorted(found, key=lambda peak: -peak[0])]

    def _starts(self, fixed: int | None = None, value: float = 0.0) -> np.ndarray:
        """Exact fits of as many rows as there are free terms, one half added to their events and non-events.

        Where few rows carry nearly all information there is a maximum close to their own fit. The likeliest first.
        """
        rows, terms = self.design.shape
        free = [k for k in range(terms) if k != fixed]
        chosen = _sets_of(rows, len(free), _MOST_SETS[self.many])
        wanted = np.log((self.events + 0.5) / (self.n - self.events + 0.5))
        if fixed is not None:
            wanted = wanted - value * self.design[:, fixed]
        square = self.design[chosen][..., free]
        regular = np.abs(np.linalg.det(square)) > 1e-9
        several = np.full((int(regular.sum()), terms), value)
        several[:, free] = np.linalg.solve(square[regular], wanted[chosen[regular]][..., None])[..., 0]
        return several[np.argsort(-self._logliks(several), kind="stable")]

    def slopes(self, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Gradient and second derivatives of the penalized log-likelihood.

        The derivative of the leverage ``h_i = w_i x_i' I^-1 x_i`` is ``h_i (1 - 2 p_i) x_i - w_i g_i``, with
        g_is the quadratic form of ``z_i = I^-1 x_i`` in the derivative of I by coefficient s.
        """
        x, eta = self.design, self.design @ b
        share, rest = special.expit(eta), special.expit(-eta)
        tilt, weight = (rest - share) / 2, self.n * share * rest
        z = np.linalg.solve((x.T * weight) @ x, x.T).T
        leverage = weight * np.sum(z * x, axis=1)
        gradient = x.T @ (self.events * rest - (self.n - self.events) * share + leverage * tilt)
        bent = np.einsum("ia,ib,ic,i->abc", x, x, x, 2 * weight * tilt)
        form = np.einsum("ia,ib,abs->is", z, z, bent)
        inner = 2 * leverage * tilt**2 - weight - leverage * share * rest
        return gradient, (x.T * inner) @ x - (x.T * (tilt * weight)) @ form

    def maximum(self, start: np.ndarray, fixed: int | None = None) -> tuple[np.ndarray, float]:
        """Climb by Newton steps over all coefficients but `fixed`, damped while they do not raise the likelihood.

        Where the information is singular in floats there is nothing to climb: the likelihood is minus infinity.
        """
        try:
            return self._climbed(start, np.array([j for j in range(len(start)) if j != fixed]))
        except np.linalg.LinAlgError:
            return start, -np.inf

    def _climbed(self, b: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, float]:
        best, damping = self.loglik(b), 0.0
        for _ in range(200):
            gradient, bend = (part[free] for part in self.slopes(b))
            ridge, step = self.information(b)[np.ix_(free, free)], np.zeros(len(b))
            while True:
                curvature = damping * ridge - bend[:, free]
                if np.linalg.eigvalsh(curvature).min(initial=1.0) > 0:
                    step[free] = np.linalg.solve(curvature, gradient)
                    reached = self.loglik(b + step)
                    if reached >= best - 1e-13 * (1 + abs(best)):
                        break
                damping = max(4 * damping, 1e-3)
                if damping > 1e15:
                    return b, best
            b, best, damping = b + step, reached, damping / 16 if damping > 1e-6 else 0.0
            if np.abs(step).max() <= 1e-11 * (1 + np.abs(b).max()):
                return b, best
        raise DataError("covariates: the penalized likelihood did not converge; look for extreme values.")

    def profile(self, j: int, value: float, near: np.ndarray) -> tuple[np.ndarray, float]:
        """Highest maximum over the other coefficients, coefficient `j` being `value`; `near` is such a maximum too."""
        found = [self._continued(j, value, near)]
        if not self.many:
            found += [self.maximum(start, fixed=j) for start in self._starts(j, value)[:_PROFILE_CLIMBS]]
        return max(found, key=lambda one: one[1])

    def _continued(self, j: int, value: float, near: np.ndarray) -> tuple[np.ndarray, float]:
        held = near.copy()
        held[j] = value
        others = [k for k in range(len(near)) if k != j]
        bend = self.slopes(near)[1][others]
        held[others] -= np.linalg.lstsq(bend[:, others], bend[:, j], rcond=None)[0] * (value - near[j])
        return self.maximum(held, fixed=j)

    def limits(self, j: int, peaks: list[np.ndarray], fall: float) -> tuple[float, float, float]:
        """Give the limits of coefficient `j`, the outermost of those around each peak, and the p-value of 0."""
        top = self.loglik(peaks[0])
        high_enough = [peak for peak in peaks if 2 * (top - self.loglik(peak)) <= fall]
        ends = [[self._limit(j, side, peak, top, fall) for peak in high_enough] for side in (-1, 1)]
        at_zero = max(self.profile(j, 0.0, peak)[1] for peak in peaks)
        return min(ends[0]), max(ends[1]), float(special.chdtrc(1, max(2 * (top - at_zero), 0.0)))

    def _limit(self, j: int, side: int, peak: np.ndarray, top: float, fall: float) -> float:
        """Coefficient `j`, on one side of a peak, where the profile has fallen by ``fall / 2`` from the top."""
        from scipy.optimize import brentq

        at, step = peak, side * np.sqrt(np.linalg.inv(self.information(peak))[j, j])

        def excess(value: float, climb=self.profile) -> float:
            nonlocal at
            at, reached = climb(j, value, at)
            return 2 * (top - reached) - fall

        near, far = peak[j], peak[j] + step
        while excess(far) < 0:
            near, far, step = far, far + 2 * step, 2 * step
        found = brentq(excess, near, far, xtol=1e-3 * abs(step), rtol=1e-3)
        # The branch is found; along it no other maximum needs to be looked for.
        ends = sorted([found - 1e-2 * abs(step), found + 1e-2 * abs(step)])
        held = [excess(end, self._continued) for end in (found, *ends)][1:]
        precise = {"xtol": 1e-12 * abs(step), "rtol": 1e-12}
        if held[0] * held[1] < 0:
            limit = brentq(excess, *ends, args=(self._continued,), **precise)
            if abs(excess(limit)) < 1e-7:
                return limit
        return brentq(excess, near, far, **precise)
