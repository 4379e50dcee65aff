"""The odds in one group divided by the odds in another, approximate and exact."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..estimate import Estimate
from .arguments import answer, checked_level, choice
from .hypergeometric import blocks, likeliest_odds_ratio, support, tail_odds_ratio
from .two_by_two import half_added, log_limits, two_groups


def odds_ratio(
    events, n, comparator_events, comparator_n, *, method: str = "wald", level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Give the odds in the first group divided by the odds in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group.
    method : {"wald", "wald-adjusted", "exact", "mid-p"}
        Woolf's limits on the log scale; the same with 0.5 added to all four cells of a table that has a zero;
        the conditional maximum-likelihood estimate with Fisher's exact limits (the tail method of R's
        ``fisher.test``); the median-unbiased estimate with mid-p limits.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, or a group is empty.

    Notes
    -----
    Conditional on all margins the first count follows the noncentral hypergeometric distribution. When it is
    the smallest possible one, both conditional estimates and the lower limit are 0; when it is the largest,
    the estimates and the upper limit are infinite; when the margins leave no choice (no events, or nothing
    but events), the estimate is NaN and the limits are 0 and infinity. Wald limits that a zero cell leaves
    undefined are NaN.

    References
    ----------
    Woolf B (1955), doi:10.1111/j.1469-1809.1955.tb01348.x. Fisher RA (1935), doi:10.2307/2342435. Rothman KJ,
    Greenland S, Lash TL (2008), Modern Epidemiology, 3rd ed., chapter 14.

    Examples
    --------
    >>> tea = odds_ratio(3, 4, 1, 4, method="exact")
    >>> round(tea.value, 4), round(tea.high, 2)
    (6.4083, 626.24)
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    tail = (1 - checked_level(level)) / 2
    name, limits = ODDS_RATIOS[choice(method, "method", tuple(ODDS_RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high = limits(x1, n1, x2, n2, tail)
    return answer(value, low, high, level=level, method=name, like=(events, n, comparator_events, comparator_n))


def _woolf(x1, n1, x2, n2, tail):
    y1, y2 = n1 - x1, n2 - x2
    return log_limits((x1 * y2) / (y1 * x2), 1 / x1 + 1 / y1 + 1 / x2 + 1 / y2, -special.ndtri(tail))


def _woolf_adjusted(x1, n1, x2, n2, tail):
    return _woolf(*half_added(x1, n1, x2, n2), tail)


def _fisher(x1, n1, x2, n2, tail):
    return _conditional(x1, n1, x2, n2, tail, shares=(1.0, 0.0), median=False)


def _mid_p(x1, n1, x2, n2, tail):
    return _conditional(x1, n1, x2, n2, tail, shares=(0.5, 0.5), median=True)


def _conditional(x1, n1, x2, n2, tail, *, shares, median):
    """Solve for estimate and limits; `shares` of the observed table count as above it, per limit."""
    shape, flat = x1.shape, [a.ravel() for a in (x1, n1, x2, n2)]
    estimate, low, high = np.full((3, x1.size), np.nan)
    start, wald_low, wald_high = _woolf_adjusted(*(a + b for a, b in zip(flat, (0.5, 1, 0.5, 1), strict=True)), tail)
    for rows, offset, weight in blocks(*flat):
        estimate[rows] = (
            tail_odds_ratio(offset, weight, 0.5, 0.5, start[rows])
            if median
            else likeliest_odds_ratio(offset, weight, start[rows])
        )
        low[rows] = tail_odds_ratio(offset, weight, shares[0], tail, wald_low[rows])
        high[rows] = tail_odds_ratio(offset, weight, shares[1], 1 - tail, wald_high[rows])
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
}
