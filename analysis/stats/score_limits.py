"""Score limits of two groups, found by the multiplier of the constraint, so that no digits are lost at any size.

With a difference, a ratio or an odds ratio given, the likeliest risks ``p1`` and ``p2`` balance: what a group would
gain by following its data is as large in the one as in the other. That gain, the multiplier of Lagrange, gives both
risks in closed form, and the score chi-square as a sum of positive terms that only rises with it. The likeliest risks
as functions of the difference solve a cubic instead, whose coefficients cancel when events are rare.

Each function gives the lower limit at which the score chi-square is `chi_square`; an upper limit is that of the
swapped groups, negated or inverted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .exact import bracketed_root

LEAST = 1e-200
"""Stands for a chi-square of 0 (a one-sided level of 50%), whose limit is the estimate."""


def two_limits(lower: Callable, opposite: Callable, groups, z: float, inflation=1.0) -> tuple[np.ndarray, np.ndarray]:
    """Give both limits by `lower`; a negative `z` (a one-sided level below 50%) exchanges them."""
    x1, n1, x2, n2 = groups
    with np.errstate(divide="ignore", invalid="ignore"):
        chi_square = np.maximum(z * z, LEAST) * inflation * np.ones_like(n1)
        low, high = lower(x1, n1, x2, n2, chi_square), opposite(lower(x2, n2, x1, n1, chi_square))
    return (low, high) if z >= 0 else (high, low)


def exchanged(limits: Callable) -> Callable:
    """Let a tail above one half, of a one-sided level below 50%, exchange the limits of a method with two sides."""

    def both(*given):
        *groups, tail = given
        low, high = limits(*groups, min(tail, 1 - tail))
        return (low, high) if tail <= 0.5 else (high, low)

    return both


def difference_of_products(a, b, c, d) -> np.ndarray:
    """Give ``a b - c d`` as if the products were exact (Kahan), each split into two halves of its digits (Dekker)."""
    first, second = a * b, c * d
    return (first - second) + (_lost(a, b, first) - _lost(c, d, second))


def lowest_difference(x1, n1, x2, n2, chi_square) -> np.ndarray:
    """Lower limit of ``p1 - p2``, by the multiplier ``x1 / p1 - y1 / q1``.

    Its square times the variance is chi-square; times the variance alone it is the distance from the estimate.
    """

    def gap(log_multiplier, x1, n1, x2, n2, chi_square):
        multiplier = np.exp(log_multiplier)
        (p1, q1), (q2, p2) = _pulled(x1, n1, multiplier), _pulled(n2 - x2, n2, multiplier)
        return _folded(multiplier**2 * (p1 * q1 / n1 + p2 * q2 / n2), chi_square)

    others = n2 - x2
    least, most = np.log(chi_square / 2), np.log((chi_square + x1 + others) / (x1 / n1 + others / n2))
    most = np.where(x1 + others == 0, np.nan, most)
    multiplier = np.exp(bracketed_root(gap, least - 1e-6, most + 1e-6, x1, n1, x2, n2, chi_square))
    low = difference_of_products(x1, n2, x2, n1) / (n1 * n2) - chi_square / multiplier
    return np.where(x1 + others == 0, -1.0, np.maximum(low, -1.0))


def lowest_ratio(x1, n1, x2, n2, chi_square) -> np.ndarray:
    """Lower limit of ``p1 / p2``: the multiplier s gives the risks ``(x1 - s) / (n1 - s), (x2 + s) / (n2 + s)``."""

    def gap(log_multiplier, x1, n1, x2, n2, chi_square):
        s = np.minimum(np.exp(log_multiplier), x1)
        spent = s * s * ((n1 - x1) * n2 * (x2 + s) + (n2 - x2) * n1 * (x1 - s))
        return _folded(spent, chi_square * n1 * n2 * (x1 - s) * (x2 + s))

    least, most = np.log(np.minimum(x1, chi_square) / 2), np.log(x1)
    s = np.exp(bracketed_root(gap, np.where(x1 < n1, least, np.nan), most, x1, n1, x2, n2, chi_square))
    ratio = (x1 - s) / (n1 - s) * ((n2 + s) / (x2 + s))
    return np.where(x1 == 0, 0.0, np.where(x1 == n1, _ratio_of_all(n1, x2, n2, chi_square), ratio))


def lowest_odds_ratio(x1, n1, x2, n2, chi_square) -> np.ndarray:
    """Lower limit of the odds ratio: the multiplier ``s`` gives the risks ``(x1 - s) / n1`` and ``(x2 + s) / n2``."""

    def gap(log_multiplier, x1, n1, x2, n2, chi_square):
        most = np.minimum(x1, n2 - x2)
        s = np.minimum(np.exp(log_multiplier), most)
        # multiplied by the factor that vanishes where s has its largest value
        first, second = (np.where(end > most, (most - s) / (end - s), 1.0) for end in (x1, n2 - x2))
        return _folded(s * s * (n1 * first / (n1 - x1 + s) + n2 * second / (x2 + s)), chi_square * (most - s))

    most = np.minimum(x1, n2 - x2)
    least = np.log(np.minimum(most / 2, chi_square / 8))
    s = np.exp(bracketed_root(gap, least, np.log(most), x1, n1, x2, n2, chi_square))
    return np.where(most == 0, 0.0, (x1 - s) / (n1 - x1 + s) * ((n2 - x2 - s) / (x2 + s)))


def lowest_rate_difference(x1, t1, x2, t2, chi_square) -> np.ndarray:
    """Lower limit of a difference of rates: the multiplier gives the rates ``x1 / (t1 + s)`` and ``x2 / (t2 - s)``."""

    def gap(log_multiplier, x1, t1, x2, t2, chi_square):
        s = np.minimum(np.exp(log_multiplier), t2)
        return _folded(s * s * (x1 / t1 / (t1 + s) * (t2 - s) + x2 / t2), chi_square * (t2 - s))

    least = np.minimum(t2 / 2, np.sqrt(chi_square / (x1 / t1**2 + 2 * x2 / t2**2)))
    s = np.exp(bracketed_root(gap, np.where(x2 > 0, np.log(least), np.nan), np.log(t2), x1, t1, x2, t2, chi_square))
    half = chi_square * t1 / 2
    alone = np.where(x1 > 0, (half + np.sqrt(half * (half + 2 * x1 * t1))) / x1, np.inf)
    s = np.where(x2 == 0, np.minimum(alone, t2), s)
    return difference_of_products(x1, t2, x2, t1) / (t1 * t2) - chi_square / s


def _ratio_of_all(n1, x2, n2, chi_square):
    """Nothing but events in the first group: its risk stays 1 until the multiplier has reached `n1`."""
    others, scaled = n2 - x2, chi_square * n2
    s = np.where(others > 0, (scaled + np.sqrt(scaled * (scaled + 4 * others * x2))) / (2 * others), np.inf)
    s = np.minimum(s, n1)
    odds = np.where(s < n1, 0.0, np.maximum(chi_square - n1**2 * others / (n2 * (x2 + n1)), 0) / n1)
    return (n2 + s) / (x2 + s) / (1 + odds)


def _pulled(x, n, multiplier):
    """Likeliest share of `x` in `n` when it is pulled down by a multiplier, and the share of the others."""
    root = np.sqrt((n - multiplier) ** 2 + 4 * multiplier * (n - x))
    rest = n - multiplier
    others = np.where(rest > 0, 2 * (n - x) / np.maximum(rest + root, LEAST), (root - rest) / (2 * multiplier))
    return 2 * x / (n + multiplier + root), others


def _folded(value, target):
    """Distance from the target, mapped from 0 ... infinity to -1 ... 1, so that it has no poles."""
    return (value - target) / (value + target)


def _lost(a, b, product):
    """What rounding took from a product."""
    (high1, low1), (high2, low2) = _halves(a), _halves(b)
    return ((high1 * high2 - product) + high1 * low2 + low1 * high2) + low1 * low2


def _halves(a):
    scaled = 134217729.0 * a  # 2^27 + 1
    high = scaled - (scaled - a)
    return high, a - high
