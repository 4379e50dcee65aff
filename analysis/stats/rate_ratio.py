"""Two rates: their ratio, percent change between two counts, and the test of equality."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, one_tail, paired, sided
from .exact import aligned, binomial_p, column
from .proportions import METHODS as ONE_PROPORTION
from .rates import METHODS as ONE_COUNT
from .rates import counted, with_unit
from .score_limits import exchanged

NAMES = ("count", "person_time", "comparator_count", "comparator_person_time")


def rate_ratio(
    count: ArrayLike,
    person_time: ArrayLike,
    comparator_count: ArrayLike,
    comparator_person_time: ArrayLike,
    *,
    method: str = "exact",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the first rate divided by the comparator's, with limits.

    Parameters
    ----------
    count, comparator_count : int or column of int
    person_time, comparator_person_time : float or column of float
        Above 0, both in the same unit. Labelled columns are paired by their labels.
    method : {"exact", "mid-p", "score", "mover", "wald"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is 0 or
        infinite, and the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per comparison for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, person-time is not above 0, or labelled columns have not the same
        labels.

    Notes
    -----
    Given the sum n of both counts, the first is binomial with share ``p = t1 R / (t1 R + t2)``, so that limits of
    p as odds, times ``t2 / t1``, are those of the ratio R:

    * ``"exact"``, ``"mid-p"``, ``"score"``: from the Clopper-Pearson, mid-p and Wilson limits of p. The score limits
      are also those of the unconditional score test: ``(x1 - R t1 x2 / t2)^2 = z^2 R t1 n / t2``.
    * ``"mover"``: with ``a_i = x_i - l_i``, ``b_i = u_i - x_i`` from the score limits l and u of each count, and
      ``k = l1 (2 x1 - l1)``, the lower limit is ``k / (x1 x2 + sqrt(x2^2 a1^2 + k b2^2))`` (equation 9 of Donner and
      Zou without its cancellation); the upper one is the reciprocal of that of the swapped groups.
    * ``"wald"``: ``R exp(-+ z sqrt(1/x1 + 1/x2))``; the limits that a zero leaves undefined are NaN.

    A comparator count of 0 gives an infinite ratio and upper limit; two zeros give NaN with limits 0 and infinity.

    References
    ----------
    Przyborowski J, Wilenski H (1940), doi:10.1093/biomet/31.3-4.313. Rothman KJ, Greenland S, Lash TL (2008),
    Modern Epidemiology, 3rd ed., chapter 14. Gu K, Ng HKT, Tang ML, Schucany WR (2008),
    doi:10.1002/bimj.200710403 (score). Donner A, Zou GY (2012), Stat Methods Med Res 21:347-359. Li HQ, Tang ML,
    Wong WK (2014), Comput Stat 29:869-889 (MOVER).

    Examples
    --------
    153 exposures in 330 million person-years against 120 in 300 million:

    >>> print(rate_ratio(153, 330e6, 120, 300e6))
    1.159 (95% CI 0.9067 to 1.485, exact conditional)
    """
    x1, t1, x2, t2 = compared(count, person_time, comparator_count, comparator_person_time)
    tail = one_tail(level, alternative)
    name, limits = RATIOS[choice(method, "method", tuple(RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value, low, high = (part * (t2 / t1) for part in (x1 / x2, *limits(x1, x2, tail)))
    low, high, name = sided((low, high), name, alternative, (0.0, np.inf))
    like = (count, person_time, comparator_count, comparator_person_time)
    return answer(value, low, high, level=level, method=name, what="rate ratio", like=like)


def percent_change(
    old: ArrayLike,
    new: ArrayLike,
    *,
    old_person_time: ArrayLike = 1.0,
    new_person_time: ArrayLike = 1.0,
    method: str = "exact",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the change from the old count to the new one in percent of the old, with limits.

    Parameters
    ----------
    old, new : int or column of int
        Counts of events in two periods (not shares, not rates).
    old_person_time, new_person_time : float or column of float
        Lengths or populations of the periods; equal when left out. Labelled columns are paired by their labels.
    method : {"exact", "mid-p", "score", "mover", "wald"}
        As for `rate_ratio`.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        As for `rate_ratio`; the other limit is infinite or -100.

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
    names, given = ("old", "old_person_time", "new", "new_person_time"), (old, old_person_time, new, new_person_time)
    before, time_before, after, time_after = paired(**dict(zip(names, given, strict=True)))
    compared(before, time_before, after, time_after, names=names)
    ratio = rate_ratio(after, time_after, before, time_before, method=method, level=level, alternative=alternative)
    parts = (100 * (getattr(ratio, part) - 1) for part in ("value", "low", "high"))
    label = ratio.attrs["method"] if isinstance(ratio, pd.DataFrame) else ratio.method
    return with_unit(answer(*parts, level=level, method=label, what="percent change", unit="percent", like=given))


def rate_ratio_test(
    count: ArrayLike,
    person_time: ArrayLike,
    comparator_count: ArrayLike,
    comparator_person_time: ArrayLike,
    *,
    method: str = "exact",
) -> float | pd.Series:
    """Give the p-value for the hypothesis that both rates are equal.

    Parameters
    ----------
    count, person_time, comparator_count, comparator_person_time
        As for `rate_ratio`.
    method : {"exact", "doubled", "mid-p", "score"}
        Conditional on the sum n of the counts, with ``p = t1 / (t1 + t2)``: ``"exact"`` adds up all divisions no
        likelier than the observed one (as R's ``poisson.test``), ``"doubled"`` is twice the smaller exact tail,
        ``"mid-p"`` twice the smaller mid-p tail, and ``"score"`` the normal tail of
        ``(x1 - n p) / sqrt(n p (1 - p))``, NaN when both counts are 0.

    Raises
    ------
    DataError
        As `rate_ratio`.

    Notes
    -----
    A p-value below 1e-290 is given as 0.

    References
    ----------
    Przyborowski J, Wilenski H (1940), doi:10.1093/biomet/31.3-4.313.

    Examples
    --------
    >>> round(rate_ratio_test(153, 330e6, 120, 300e6), 3)
    0.25
    """
    x1, t1, x2, t2 = compared(count, person_time, comparator_count, comparator_person_time)
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


def compared(count, person_time, comparator_count, comparator_person_time, names=NAMES) -> list[np.ndarray]:
    """Give two counts with their person-time as checked arrays of one shape, labelled columns paired by labels."""
    given = (count, person_time, comparator_count, comparator_person_time)
    given = paired(**dict(zip(names, given, strict=True)))
    first = counted(given[0], given[1], names[:2])
    second = counted(given[2], given[3], names[2:])
    return aligned(**dict(zip(names, (*first, *second), strict=True)))


def _conditional(name):
    share = ONE_PROPORTION[name][1]

    def limits(x1, x2, tail):
        # The complement of a limit comes from the other count: near 1 a difference would lose digits.
        (low1, high1), (low2, high2) = share(x1, x1 + x2, tail), share(x2, x1 + x2, tail)
        return low1 / high2, high1 / low2

    return limits


@exchanged
def _mover(x1, x2, tail):
    count = ONE_COUNT["score"][1]
    first, second = (x1, *count(x1, tail)), (x2, *count(x2, tail))
    return _mover_low(first, second), 1 / _mover_low(second, first)


def _mover_low(first, second):
    (x1, low1, _), (x2, _, high2) = first, second
    squared = low1 * (2 * x1 - low1)
    low = squared / (x1 * x2 + np.sqrt((x2 * (x1 - low1)) ** 2 + squared * (high2 - x2) ** 2))
    return np.where(x1 == 0, np.where(np.isnan(x2), np.nan, 0.0), low)


def _log_wald(x1, x2, tail):
    half = -special.ndtri(tail) * np.sqrt(1 / x1 + 1 / x2)
    return x1 / x2 * np.exp(-half), x1 / x2 * np.exp(half)


RATIOS = {
    "exact": ("exact conditional", _conditional("clopper-pearson")),
    "mid-p": ("mid-p conditional", _conditional("mid-p")),
    "score": ("score", _conditional("wilson")),
    "mover": ("MOVER of score limits", _mover),
    "wald": ("Wald on the log scale", _log_wald),
}
"""Method name -> label in the result, and function of (count, comparator count, one-tail probability)."""
