"""The exact distribution of a sum of scores when a group is drawn from all cases at random."""

from __future__ import annotations

import numpy as np
from scipy import special

from ...errors import DataError

_MOST_WORK = 2e9
"""Additions beyond which an exact distribution is refused (about ten seconds)."""


def whole_scores(scores: np.ndarray, name: str) -> np.ndarray:
    """Give distinct increasing `scores` as the smallest whole numbers in proportion, the least being 0.

    Raises
    ------
    DataError
        When the scores have more than six decimals in common.
    """
    from_least = scores - scores[0]
    for digits in range(7):
        scaled = from_least * 10.0**digits
        whole = np.rint(scaled)
        if np.allclose(scaled, whole, rtol=1e-12, atol=1e-9 * 10.0**digits):
            return (whole / max(np.gcd.reduce(whole.astype(np.int64)), 1)).astype(np.int64)
    raise DataError(
        f"{name}: expected at most six decimals for an exact test, got more; round them or use exact=False."
    )


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
    top = int(np.sort(np.repeat(scores, copies))[::-1][:size].sum())
    if exact_work(scores, copies, size) > _MOST_WORK:
        raise DataError(f"exact: {copies.sum()} cases need too much work for an exact p-value; use exact=False.")
    ways = np.zeros((size + 1, top + 1))
    ways[0, 0] = 1.0
    drawn = reached = 0
    for score, available in zip(scores.tolist(), copies.tolist(), strict=True):
        before, now = ways[: drawn + 1, : reached + 1].copy(), min(drawn + available, size)
        logs = special.gammaln(available + 1) - special.gammaln(np.arange(available + 1) + 1)
        logs -= special.gammaln(available - np.arange(available + 1) + 1)
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
    top = np.sort(np.repeat(scores, copies))[::-1][:size].sum()
    return float(np.minimum(copies, size).sum()) * float(size + 1) * float(top + 1)


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
