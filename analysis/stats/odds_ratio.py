"""The odds in one group divided by the odds in another, approximate and exact."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, one_tail, sided
from .hypergeometric import blocks, likeliest_odds_ratio, support, tail_odds_ratio
from .score_limits import lowest_odds_ratio, two_limits
from .two_by_two import half_added, log_limits, two_groups


def odds_ratio(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "wald",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the odds in the first group divided by the odds in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group. Labelled columns are paired by their labels.
    method : {"wald", "wald-adjusted", "exact", "mid-p", "score", "miettinen-nurminen"}
        How estimate and limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is 0 or
        infinite, and the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, a group is empty, labelled columns have not the
        same labels, or groups of many billions are too large for an exact method.

    Notes
    -----
    With x events and y non-events in each group:

    * ``"wald"`` (Woolf): ``x1 y2 / (y1 x2) exp(-+ z s)`` with ``s^2 = 1/x1 + 1/y1 + 1/x2 + 1/y2``;
      ``"wald-adjusted"`` the same with 0.5 added to all four cells of a table that has a zero.
    * ``"exact"``: the conditional maximum-likelihood estimate with Fisher's exact limits, at which
      ``P(X >= x1)`` and ``P(X <= x1)`` are the tail probability (as R's ``fisher.test``).
    * ``"mid-p"``: the median-unbiased estimate and limits, with half the probability of the observed table in each
      tail.
    * ``"score"``: the odds ratios whose score chi-square
      ``(x1 - n1 p1)^2 (1 / (n1 p1 q1) + 1 / (n2 p2 q2))``, at the likeliest pair of risks with that odds ratio, is at
      most ``z^2`` (Cornfield's limits without correction); ``"miettinen-nurminen"`` with ``N / (N - 1)`` times the
      variance.

    Conditional on all margins the first count follows the noncentral hypergeometric distribution. When it is
    the smallest possible one, both conditional estimates and the lower limit are 0; when it is the largest,
    the estimates and the upper limit are infinite; when the margins leave no choice (no events, or nothing
    but events), the estimate is NaN and the limits are 0 and infinity. The score limits reach 0 and infinity in the
    same tables. Wald limits that a zero cell leaves undefined are NaN.

    References
    ----------
    Woolf B (1955), doi:10.1111/j.1469-1809.1955.tb01348.x. Fisher RA (1935), doi:10.2307/2342435. Rothman KJ,
    Greenland S, Lash TL (2008), Modern Epidemiology, 3rd ed., chapter 14. Cornfield J (1956), Proc Third Berkeley
    Symp Math Stat Probab 4:135-148. Miettinen O, Nurminen M (1985), doi:10.1002/sim.4780040211.

    Examples
    --------
    Intensive care for 12 of 80 exposures to a new substance, and for 5 of 90 to the one it replaces:

    >>> print(odds_ratio(12, 80, 5, 90, method="exact"))
    2.981 (95% CI 0.922 to 11.34, conditional maximum likelihood, exact limits)
    >>> print(odds_ratio(12, 80, 5, 90, method="score"))
    3 (95% CI 1.046 to 8.563, score)
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    tail = one_tail(level, alternative)
    name, limits = ODDS_RATIOS[choice(method, "method", tuple(ODDS_RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value, low, high = limits(x1, n1, x2, n2, tail)
    low, high, name = sided((low, high), name, alternative, (0.0, np.inf))
    groups = (events, n, comparator_events, comparator_n)
    return answer(value, low, high, level=level, method=name, what="odds ratio", like=groups)


def _woolf(x1, n1, x2, n2, tail):
    y1, y2 = n1 - x1, n2 - x2
    return log_limits((x1 * y2) / (y1 * x2), 1 / x1 + 1 / y1 + 1 / x2 + 1 / y2, -special.ndtri(tail))


def _woolf_adjusted(x1, n1, x2, n2, tail):
    return _woolf(*half_added(x1, n1, x2, n2), tail)


def _score(x1, n1, x2, n2, tail, inflation=1.0):
    low, high = two_limits(lowest_odds_ratio, np.reciprocal, (x1, n1, x2, n2), -special.ndtri(tail), inflation)
    return (x1 * (n2 - x2)) / ((n1 - x1) * x2), low, high


def _miettinen_nurminen(x1, n1, x2, n2, tail):
    return _score(x1, n1, x2, n2, tail, (n1 + n2) / (n1 + n2 - 1))


def _fisher(x1, n1, x2, n2, tail):
    return _conditional(x1, n1, x2, n2, tail, shares=(1.0, 0.0), median=False)


def _mid_p(x1, n1, x2, n2, tail):
    return _conditional(x1, n1, x2, n2, tail, shares=(0.5, 0.5), median=True)


def _conditional(x1, n1, x2, n2, tail, *, shares, median):
    """Solve for estimate and limits; `shares` of the observed table count as above it, per limit."""
    shape, flat = x1.shape, [a.ravel() for a in (x1, n1, x2, n2)]
    estimate, low, high = np.full((3, x1.size), np.nan)
    half = [a + b for a, b in zip(flat, (0.5, 1, 0.5, 1), strict=True)]
    start, wald_low, wald_high = _woolf_adjusted(half[0], half[1], half[2], half[3], tail)
    for rows, offset, weight in blocks(*flat):
        estimate[rows] = (
            tail_odds_ratio(offset, weight, 0.5, 1.0, start[rows])
            if median
            else likeliest_odds_ratio(offset, weight, start[rows])
        )
        low[rows] = tail_odds_ratio(offset, weight, shares[0], tail / (1 - tail), wald_low[rows])
        high[rows] = tail_odds_ratio(offset, weight, shares[1], (1 - tail) / tail, wald_high[rows])
    bottom, top = support(*flat)
    least, most = flat[0] == bottom, flat[0] == top
    estimate = np.select([least & most, least, most], [np.nan, 0.0, np.inf], estimate)
    low, high = np.where(least, 0.0, low), np.where(most, np.inf, high)
    return estimate.reshape(shape), low.reshape(shape), high.reshape(shape)


ODDS_RATIOS = {
    "wald": ("Wald on the log scale", _woolf),
    "wald-adjusted": ("Wald on the log scale, 0.5 added to tables with a zero", _woolf_adjusted),
    "exact": ("conditional maximum likelihood, exact limits", _fisher),
    "mid-p": ("median unbiased, mid-p limits", _mid_p),
    "score": ("score", _score),
    "miettinen-nurminen": ("Miettinen-Nurminen score", _miettinen_nurminen),
}
