"""Two rates: their ratio, their difference, percent change between two counts, and the test of equality."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..estimate import Estimate
from .arguments import answer, checked_level, choice
from .exact import aligned, binomial_p, column
from .proportions import METHODS as ONE_PROPORTION
from .rates import counted, multiplied, per_unit, with_unit


def rate_ratio(
    count,
    person_time,
    comparator_count,
    comparator_person_time,
    *,
    method: str = "exact",
    level: float = 0.95,
) -> Estimate | pd.DataFrame:
    """Give the first rate divided by the comparator's, with limits.

    Parameters
    ----------
    count, comparator_count : int or column of int
    person_time, comparator_person_time : float or column of float
        Above 0, both in the same unit.
    method : {"exact", "mid-p", "wald"}
        Limits conditional on the sum of both counts (exact or mid-p), or Wald limits on the log scale.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per comparison for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, or person-time is not above 0.

    Notes
    -----
    Given the sum n, the first count is binomial with share ``p = t1 R / (t1 R + t2)``: its Clopper-Pearson
    (or mid-p) limits as odds, times ``t2 / t1``, are those of the ratio R. A comparator count of 0 gives an
    infinite ratio and upper limit; two zeros give NaN with limits 0 and infinity. Wald: variance
    ``1/x1 + 1/x2``, and the limits that a zero leaves undefined are NaN.

    References
    ----------
    Przyborowski J, Wilenski H (1940), doi:10.1093/biomet/31.3-4.313. Rothman KJ, Greenland S, Lash TL (2008),
    Modern Epidemiology, 3rd ed., chapter 14.
    """
    x1, t1, x2, t2 = _compared(count, person_time, comparator_count, comparator_person_time)
    tail = (1 - checked_level(level)) / 2
    name, limits = RATIOS[choice(method, "method", tuple(RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [part * t2 / t1 for part in (x1 / x2, *limits(x1, x2, tail))]
    like = (count, person_time, comparator_count, comparator_person_time)
    return answer(*parts, level=level, method=name, like=like)


def percent_change(
    old, new, *, old_person_time=1.0, new_person_time=1.0, method: str = "exact", level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Give the change from the old count to the new one in percent of the old, with limits.

    Parameters
    ----------
    old, new : int or column of int
        Counts of events in two periods (not shares, not rates).
    old_person_time, new_person_time : float or column of float
        Lengths or populations of the periods; equal when left out.
    method : {"exact", "mid-p", "wald"}
        As for `rate_ratio`.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        In `unit` "percent": ``100 (R - 1)`` of the rate ratio R and of its limits, from -100 upwards.
        Infinite when the old count is 0, NaN with limits -100 and infinity when both are. A frame has the unit
        in a column beside the numbers.

    Raises
    ------
    DataError
        As `rate_ratio`.

    Examples
    --------
    >>> print(percent_change(120, 153))
    27.5 percent (95% CI -0.2612 to 63.3, exact conditional)
    """
    names = ("old", "old_person_time", "new", "new_person_time")
    _compared(old, old_person_time, new, new_person_time, names=names)
    ratio = rate_ratio(new, new_person_time, old, old_person_time, method=method, level=level)
    parts = (100 * (getattr(ratio, part) - 1) for part in ("value", "low", "high"))
    like = (old, new, old_person_time, new_person_time)
    return with_unit(answer(*parts, level=level, method=RATIOS[method][0], unit="percent", like=like))


def rate_difference(
    count,
    person_time,
    comparator_count,
    comparator_person_time,
    *,
    multiplier: float = 1,
    level: float = 0.95,
) -> Estimate | pd.DataFrame:
    """Give the first rate minus the comparator's, times `multiplier`, with Wald limits.

    Parameters and errors are those of `rate` and `rate_ratio`. The variance is ``x1 / t1^2 + x2 / t2^2``; two
    zero counts give limits without width.
    """
    x1, t1, x2, t2 = _compared(count, person_time, comparator_count, comparator_person_time)
    per, z = multiplied(multiplier), -special.ndtri((1 - checked_level(level)) / 2)
    value, half = per * (x1 / t1 - x2 / t2), per * z * np.hypot(np.sqrt(x1) / t1, np.sqrt(x2) / t2)
    like = (count, person_time, comparator_count, comparator_person_time)
    made = answer(value, value - half, value + half, level=level, method="Wald", unit=per_unit(per), like=like)
    return with_unit(made)


def rate_ratio_test(
    count, person_time, comparator_count, comparator_person_time, *, method: str = "exact"
) -> float | pd.Series:
    """Give the p-value for the hypothesis that both rates are equal.

    Parameters
    ----------
    count, person_time, comparator_count, comparator_person_time
        As for `rate_ratio`.
    method : {"exact", "doubled", "mid-p", "score"}
        Conditional on the sum of the counts: all divisions no likelier than the observed one (as R's
        ``poisson.test``); twice the smaller exact tail; twice the smaller mid-p tail; or the score test
        ``(x1 - n p) / sqrt(n p (1 - p))`` with ``p = t1 / (t1 + t2)``, NaN when both counts are 0.

    Raises
    ------
    DataError
        As `rate_ratio`.
    """
    x1, t1, x2, t2 = _compared(count, person_time, comparator_count, comparator_person_time)
    choice(method, "method", ("exact", "doubled", "mid-p", "score"))
    n, share = x1 + x2, t1 / (t1 + t2)
    if method == "exact":
        p = binomial_p(x1, n, share)
    elif method == "score":
        with np.errstate(divide="ignore", invalid="ignore"):
            p = 2 * special.ndtr(-np.abs((x1 - n * share) / np.sqrt(n * share * (1 - share))))
    else:
        # A mid-p tail is the mean of the tails with and without the observed count.
        beside = 1 if method == "mid-p" else 0
        less = binomial_p(x1, n, share, "less") + binomial_p(x1 - beside, n, share, "less")
        greater = binomial_p(x1, n, share, "greater") + binomial_p(x1 + beside, n, share, "greater")
        p = np.minimum(1.0, np.minimum(less, greater))
    return column(p, "p", like=(count, person_time, comparator_count, comparator_person_time))


def _compared(
    count,
    person_time,
    comparator_count,
    comparator_person_time,
    names=("count", "person_time", "comparator_count", "comparator_person_time"),
):
    first = counted(count, person_time, names[:2])
    second = counted(comparator_count, comparator_person_time, names[2:])
    return aligned(**dict(zip(names, (*first, *second), strict=True)))


def _conditional(name):
    share = ONE_PROPORTION[name][1]

    def limits(x1, x2, tail):
        # The complement of a limit comes from the other count: near 1 a difference would lose digits.
        (low1, high1), (low2, high2) = share(x1, x1 + x2, tail), share(x2, x1 + x2, tail)
        return low1 / high2, high1 / low2

    return limits


def _log_wald(x1, x2, tail):
    center, half = np.log(x1 / x2), -special.ndtri(tail) * np.sqrt(1 / x1 + 1 / x2)
    return np.exp(center - half), np.exp(center + half)


RATIOS = {
    "exact": ("exact conditional", _conditional("clopper-pearson")),
    "mid-p": ("mid-p conditional", _conditional("mid-p")),
    "wald": ("Wald on the log scale", _log_wald),
}
