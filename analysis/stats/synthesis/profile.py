"""Likelihood of the between-study variance t: its highest maximum, and limits by its profile.

The profile log-likelihood is ``l = -(sum log(v + t) + y'Py) / 2``; for REML the logarithm of |X'WX| comes to the sum.
Its first two derivatives are ``2 l' = y'P^2 y - T_1`` and ``2 l'' = T_2 - 2 y'P^3 y`` with ``T_m = sum 1/(v + t)^m``,
for REML ``tr P^m``; P is the matrix of the weighted residuals. All four terms fall in t, being sums of positive falling
terms (`spectrum`). So between a < b

    y'P^2 y(b) - T_1(a)  <=  2 l'  <=  y'P^2 y(a) - T_1(b)
    T_2(b) - 2 y'P^3 y(a)  <=  2 l''  <=  T_2(a) - 2 y'P^3 y(b)

An interval on which the bounds of l' have one sign has no stationary point; one on which those of l'' have one sign
has at most one. All others are halved. This finds every maximum, however many there are (the numerator of l' is a
polynomial of degree 2k - 1 at most), without a grid on which one could be missed.
"""

from __future__ import annotations

import numpy as np

from .means import Means
from .spectrum import Spectrum

FINEST = 1e-6  # an interval of this width relative to its place is not halved again: l is level on it to 12 digits


def maximum_likelihood(sums: Means | Spectrum, method: str) -> np.ndarray:
    """Between-study variance at which the likelihood ("ML") or restricted likelihood ("REML") is highest.

    Of several highest ones, equal to within rounding, the smallest. 0 without studies left over.
    """
    row, low, high = maxima(sums, method)
    peaks = climbed(sums.rows(row), method, low, high)
    rows = np.arange(len(sums.unit))
    row, tau2 = np.append(rows, row), np.append(np.zeros(len(rows)), peaks)
    value = log_likelihood(sums.rows(row), tau2, method)
    highest = np.full(len(rows), -np.inf)
    np.maximum.at(highest, row, value)
    good = value >= highest[row] - 1e-12 * (1 + np.abs(highest[row]))
    best = np.full(len(rows), np.inf)
    np.minimum.at(best, row[good], tau2[good])
    return best * sums.unit


def log_likelihood(sums: Means | Spectrum, tau2, method: str) -> np.ndarray:
    """Profile log-likelihood at `tau2`, in units of `unit` and without its constant."""
    return -(sums.logarithms(tau2, method) + sums.q(tau2)) / 2


def profile_limits(sums: Means | Spectrum, method: str, drop: float) -> tuple[float, float]:
    """Outermost between-study variances of one synthesis whose log-likelihood is within `drop` of the highest."""
    best = maximum_likelihood(sums, method) / sums.unit
    target = log_likelihood(sums, best, method)[0] - drop

    def above(tau2):
        tau2 = np.atleast_1d(tau2)
        return log_likelihood(sums.rows(np.zeros(len(tau2), dtype=int)), tau2, method) - target

    end = 2 * (1 + best[0])
    while above(end)[0] >= 0:
        end *= 2
    grid = np.sort(np.concatenate([[0.0], best, np.geomspace(1e-3, end, 2000)]))
    inside = np.flatnonzero(above(grid) >= 0)
    first, last = inside[0], inside[-1]
    low = 0.0 if first == 0 else _crossing(above, grid[first - 1], grid[first])
    high = _crossing(above, grid[last + 1], grid[last])
    return float(low * sums.unit[0]), float(high * sums.unit[0])


def _crossing(above, outside: float, inside: float) -> float:
    """Halve the interval between a point outside and one inside the limits until it is a rounding error wide."""
    for _ in range(200):
        middle = (outside + inside) / 2
        if middle in (outside, inside):
            break
        outside, inside = (outside, middle) if above(middle)[0] >= 0 else (middle, inside)
    return inside


def maxima(sums: Means | Spectrum, method: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Intervals (row, low, high) that hold one maximum each, or are too narrow to tell."""
    row = np.flatnonzero((sums.df > 0) & (sums.unweighted() > 0))
    ends = np.stack([np.zeros(len(row)), _beyond(sums.rows(row))])
    terms = np.stack([sums.rows(row).terms(end, method) for end in ends])
    found = [np.empty((3, 0))]
    while row.size:
        (d_a, t1_a, c_a, t2_a), (d_b, t1_b, c_b, t2_b) = terms
        sloping = (d_b > t1_a) | (d_a < t1_b)
        bent = (t2_a < 2 * c_b) | (t2_b > 2 * c_a)
        peak = bent & (d_a > t1_a) & (d_b < t1_b)
        narrow = ends[1] - ends[0] <= FINEST * (1 + ends[0])
        kept = ~sloping & (peak | (narrow & ~bent))
        found.append(np.stack([row[kept], *ends[:, kept]]))
        wide = ~sloping & ~bent & ~narrow
        row, ends, terms = _halved((sums, method), row[wide], ends[:, wide], terms[:, :, wide])
    row, low, high = np.concatenate(found, axis=1)
    return row.astype(int), low, high


def _halved(of: tuple, row, ends, terms):
    """Cut each interval where its ends, counted from minus the smallest variance, have their geometric mean."""
    sums, method = of
    middle = np.sqrt((1 + ends[0]) * (1 + ends[1])) - 1
    between = sums.rows(row).terms(middle, method)
    ends = np.stack([np.append(ends[0], middle), np.append(middle, ends[1])])
    left, right = np.concatenate([terms[0], between], axis=1), np.concatenate([between, terms[1]], axis=1)
    return np.tile(row, 2), ends, np.stack([left, right])


def _beyond(sums: Means | Spectrum) -> np.ndarray:
    """A variance from which the likelihood falls.

    There ``S / (1 + t)^2 < m / (largest + t)``, S being the unweighted sum of squares and m its degrees of freedom: the
    left side is at least ``y'P^2 y``, the right side at most T_1.
    """
    mean = sums.unweighted() / sums.df
    largest = np.where(np.isfinite(sums.v), sums.v, 0.0).max(axis=1, initial=1.0)
    return (1 + 1e-6) * np.maximum((mean + np.sqrt(mean**2 + 4 * mean * (largest - 1))) / 2, 1.0) - 1


def climbed(sums: Means | Spectrum, method: str, low, high) -> np.ndarray:
    """Newton steps to the maximum within each interval; one that leaves it, or comes late, halves it instead."""
    tau2 = (low + high) / 2
    for turn in range(200):
        square, first, cube, second = sums.terms(tau2, method)
        gap, bend = square - first, second - 2 * cube
        low, high = np.where(gap > 0, tau2, low), np.where(gap < 0, tau2, high)
        there = np.divide(-gap, bend, out=np.full_like(gap, np.nan), where=bend < 0) + tau2
        safe = (there > low) & (there < high) & (turn < 60) | (gap == 0)
        there = np.where(gap == 0, tau2, np.where(safe, there, (low + high) / 2))
        moved, tau2 = np.abs(there - tau2), there
        if (moved <= 4 * np.finfo(float).eps * (1 + tau2)).all():
            break
    return tau2
