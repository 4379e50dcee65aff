"""The exact distribution of a sum of scores when a group is drawn from all cases at random."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from ...errors import DataError

_MOST_WORK = 2e9
"""Additions beyond which an exact distribution is refused (about ten seconds)."""

_DIGITS, _LARGEST = 12, 10**9
"""Digits of a score that count (the rest is the rounding of floats), and the largest whole score."""


def whole_scores(scores: np.ndarray, name: str) -> np.ndarray:
    """Give distinct increasing `scores` as the smallest whole numbers in proportion, the least being 0.

    The decimals of the scores count, not their size: 1, 2, 4 and 1e-9, 2e-9, 4e-9 give the same whole numbers.

    Raises
    ------
    DataError
        When the scores are no multiples of one step, or two of them agree in twelve digits.
    """
    # A digit that is beyond the twelfth of the largest score is the rounding of a float in every score.
    top = Decimal(float(np.abs(scores).max())).adjusted() if scores.any() else 0
    step = Decimal(1).scaleb(top - _DIGITS + 1)
    steps = [int((Decimal(float(score)) / step).to_integral_value()) for score in scores]
    from_least = np.array([s - steps[0] for s in steps], dtype=np.int64)
    whole = from_least // max(int(np.gcd.reduce(from_least)), 1)
    if whole[-1] > _LARGEST or (np.diff(whole) <= 0).any():
        raise DataError(
            f"{name}: expected multiples of one step (such as 5, 10, 25) for an exact test, got numbers with too many "
            "digits; round them or use exact=False."
        )
    return whole


def sum_distribution(scores: np.ndarray, copies: np.ndarray, size: int) -> np.ndarray:
    """Probability of each sum 0, 1, 2, ... of `size` scores drawn without replacement.

    Parameters
    ----------
    scores : array of int
        Distinct whole scores, 0 or more.
    copies : array of int
        How many cases have each score.
    size : int
        Cases drawn.

    Raises
    ------
    DataError
        When the distribution needs too much work; the message says what to use instead.

    Notes
    -----
    The shift algorithm: the number of ways to draw k cases with sum s, one score after the other.

    References
    ----------
    Streitberg B, Roehmel J. Exact distributions for permutation and rank tests: an introduction to some
    recently published algorithms. Stat Softw Newsl 1986;12:10-17.
    """
    top = _largest_sum(scores, copies, size)
    if exact_work(scores, copies, size) > _MOST_WORK:
        raise DataError(f"exact: {copies.sum()} cases need too much work for an exact p-value; use exact=False.")
    ways = np.zeros((size + 1, top + 1))
    ways[0, 0] = 1.0
    drawn = reached = 0
    for score, available in zip(scores.tolist(), copies.tolist(), strict=True):
        before, now = ways[: drawn + 1, : reached + 1].copy(), min(drawn + available, size)
        # Logs of the binomial coefficients, added up factor by factor: their digits do not go with `available`.
        k = np.arange(min(available, size))
        logs = np.append(0.0, np.cumsum(np.log((available - k) / (k + 1))))
        ways[: drawn + 1, : reached + 1] *= np.exp(logs[0] - logs.max())
        for k in range(1, min(available, size) + 1):
            rows, width = min(drawn + 1, size + 1 - k), min(reached + 1, top + 1 - k * score)
            if width > 0:
                shifted = ways[k : k + rows, k * score : k * score + width]
                shifted += np.exp(logs[k] - logs.max()) * before[:rows, :width]
        drawn, reached = now, min(reached + score * min(available, size), top)
        ways[: drawn + 1, : reached + 1] /= ways[: drawn + 1, : reached + 1].max()
    return ways[size] / ways[size].sum()


def exact_work(scores: np.ndarray, copies: np.ndarray, size: int) -> float:
    """Additions that `sum_distribution` needs, at most."""
    top = _largest_sum(scores, copies, size)
    return float(np.minimum(copies, size).sum()) * float(size + 1) * float(top + 1)


def _largest_sum(scores: np.ndarray, copies: np.ndarray, size: int) -> int:
    """Sum of the `size` largest scores, none of which is written down as often as it occurs."""
    order = np.argsort(scores)[::-1]
    have = copies[order].astype(np.int64)
    drawn = np.clip(size - (np.cumsum(have) - have), 0, have)
    return int(scores[order] @ drawn)


def exact_p(scores: np.ndarray, copies: np.ndarray, drawn: np.ndarray) -> float:
    """Two-sided p-value of the sum of scores of a group: sums at least as far from their expectation.

    Parameters
    ----------
    scores, copies : array of int
        Distinct whole scores in increasing order, the least being 0, and how many cases have each.
    drawn : array of int
        How many cases with each score are in the group.

    Notes
    -----
    The distance from the expectation is compared in whole numbers, so that ties are exact. The smaller of the
    group and its complement is enumerated; the p-value is the same.
    """
    copies, drawn = copies.astype(np.int64), drawn.astype(np.int64)
    if 2 * drawn.sum() > copies.sum():
        drawn = copies - drawn
    size, total = int(drawn.sum()), int(copies.sum())
    chance = sum_distribution(scores, copies, size)
    distance = np.abs(total * np.arange(len(chance)) - size * int(scores @ copies))
    observed = abs(total * int(scores @ drawn) - size * int(scores @ copies))
    return float(min(chance[distance >= observed].sum(), 1.0))
