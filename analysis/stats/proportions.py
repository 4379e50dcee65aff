"""One proportion: its interval by seven methods, and the exact test against a given share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..estimate import Estimate
from .arguments import answer, choice, events_of, numbers, one_tail, paired, sided
from .exact import aligned, binomial_p, column, newton

LARGE = 10_000
"""From here on scipy's incomplete beta function loses digits in the tail of a few events, 8 of them at a billion."""


def proportion(
    events: ArrayLike, n: ArrayLike, *, method: str = "wilson", level: float = 0.95, alternative: str = "two-sided"
) -> Estimate | pd.DataFrame:
    """Give the share ``events / n`` with its confidence limits.

    Parameters
    ----------
    events, n : int or column of int
        Events and trials. A column (list, array, Series) and a single number may be mixed; labelled columns are
        paired by their labels.
    method : str
        ``"wilson"`` (score), ``"wilson-cc"`` (with continuity correction), ``"clopper-pearson"`` (exact),
        ``"mid-p"``, ``"jeffreys"``, ``"jeffreys-equal-tailed"``, ``"agresti-coull"`` or ``"wald"``.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is the end
        of the scale, and the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        Shares (0 to 1). A column gives a frame ``value, low, high`` with the index of the Series.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds `n`, `n` is 0, or labelled columns have not the same labels.

    Notes
    -----
    With ``x`` events, ``a = (1 - level) / 2`` (``1 - level`` when one-sided) and ``z`` the normal quantile:

    * Clopper-Pearson: beta quantiles ``B(a; x, n-x+1)`` and ``B(1-a; x+1, n-x)``.
    * mid-p: the same test inverted with half the probability of the observed count in each tail.
    * Wilson: ``(x + z^2/2 -+ z sqrt(x(n-x)/n + z^2/4)) / (n + z^2)``; with correction, Newcombe's method 4.
    * Jeffreys: ``B(a; x+1/2, n-x+1/2)``, its lower limit 0 when x = 0 and its upper limit 1 when x = n
      (Brown, Cai and DasGupta); ``"jeffreys-equal-tailed"`` is the beta interval without these two
      exceptions, which does not contain the estimate there.
    * Agresti-Coull and Wald are not cut at 0 and 1, as published. At 0 and n events Wald has no width. Beyond 0 and
      1 Agresti-Coull's limits need not widen with the level.

    For all other methods the lower limit at 0 events and the upper limit at n events is the end of the scale.

    References
    ----------
    Wilson EB (1927), doi:10.1080/01621459.1927.10502953. Clopper CJ, Pearson ES (1934),
    doi:10.1093/biomet/26.4.404. Agresti A, Coull BA (1998), doi:10.1080/00031305.1998.10480550. Newcombe RG
    (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E. Brown LD, Cai TT, DasGupta A
    (2001), doi:10.1214/ss/1009213286.

    Examples
    --------
    None of 30 exposures to a new substance was serious; the exact limits, and the bound that holds by itself:

    >>> print(proportion(0, 30, method="clopper-pearson"))
    0 (95% CI 0 to 0.1157, Clopper-Pearson)
    >>> print(proportion(0, 30, method="clopper-pearson", alternative="upper"))
    0 (95% CI 0 to 0.09503, Clopper-Pearson, one-sided upper bound)
    """
    x, total = np.broadcast_arrays(*events_of(events, n))
    tail = one_tail(level, alternative)
    name, limits = METHODS[choice(method, "method", tuple(METHODS))]
    low, high, name = sided(limits(x, total, tail), name, alternative, (0.0, 1.0))
    return answer(x / total, low, high, level=level, method=name, what="share", like=(events, n))


def rule_of_three(n: ArrayLike) -> float | pd.Series:
    """Give ``min(1, 3 / n)``, the rule-of-thumb upper 95% bound for a risk when none of `n` had the event.

    It approximates the one-sided exact bound ``1 - 0.05^(1/n)`` of ``proportion(0, n, alternative="upper",
    method="clopper-pearson")`` from n of about 30 on.

    Parameters
    ----------
    n : int or column of int
        People without a single event.

    Raises
    ------
    DataError
        When `n` is 0, negative, broken or text.

    References
    ----------
    Hanley JA, Lippman-Hand A (1983), doi:10.1001/jama.1983.03330370053031.

    Examples
    --------
    >>> rule_of_three(300)
    0.01
    """
    total = events_of(0, n)[1]
    return column(np.minimum(1.0, 3 / total), "high", like=(n,))


def binomial_test(
    events: ArrayLike, n: ArrayLike, *, null: ArrayLike = 0.5, alternative: str = "two-sided"
) -> float | pd.Series:
    """Give the exact p-value for the hypothesis that the share is `null`.

    Parameters
    ----------
    events, n : int or column of int
    null : float or column of float
        Share under the hypothesis, 0 to 1.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` is P(X <= events), ``"greater"`` P(X >= events). Two-sided adds up all counts that are no
        likelier than the observed one (ties within 1e-7 included), as R's ``binom.test``.

    Returns
    -------
    float or Series
        p-values.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds `n`, `n` is 0, `null` is outside 0 to 1, or labelled columns
        have not the same labels.

    Examples
    --------
    Nine of ten exposures in children where half were expected:

    >>> round(binomial_test(9, 10), 4)
    0.0215
    """
    events, n, null = paired(events=events, n=n, null=null)
    x, total = events_of(events, n)
    share = numbers(null, "null", low=0, high=1)
    choice(alternative, "alternative", ("two-sided", "less", "greater"))
    x, total, share = aligned(events=x, n=total, null=share)
    return column(binomial_p(x, total, share, alternative), "p", like=(events, n, null))


def _clopper_pearson(x, n, tail):
    low = np.where(x == 0, 0.0, special.betaincinv(np.maximum(x, 1), n - x + 1, tail))
    high = np.where(x == n, 1.0, _upper_quantile(x + 1, np.maximum(n - x, 1), tail))
    return low, high


def _upper_quantile(a, b, tail):
    """Value above which a beta distribution has `tail`; with a large `b` a Newton step gives back eight digits."""

    def step(p, a, b):
        density = np.exp(special.xlogy(a - 1, p) + special.xlog1py(b - 1, -p) - special.betaln(a, b))
        return p + (special.betaincc(a, b, p) - tail) / density

    p = special.betainccinv(a, b, tail)
    return np.where(b > LARGE, newton(step, np.where(b > LARGE, p, np.nan), a, b), p)


def _mid_p(x, n, tail):
    # Jeffreys limits are so close that two or three Newton steps suffice, at any n. Near 1, where steps are too
    # coarse, the limits are those of the non-events.
    mirrored = 2 * x > n
    fewer = np.where(mirrored, n - x, x)
    low, high = _jeffreys(fewer, n, tail)
    low, high = newton(_mid_p_low, low, fewer, n, tail), newton(_mid_p_high, high, fewer, n, tail)
    return np.where(mirrored, 1 - high, low), np.where(mirrored, 1 - low, high)


def _mid_p_low(p, x, n, tail):
    """Newton step for P(X > x) + P(X = x)/2 = tail, on the scale log(tail) against log(p), nearly a line."""
    with np.errstate(divide="ignore", invalid="ignore"):
        at_least, above = special.betainc(x, n - x + 1, p), special.betainc(x + 1, n - x, p)
        above = np.where(x == n, 0.0, above)
        half = (at_least + above) / 2
        slope = (at_least - above) / 2 * (x + np.where(x == n, 0.0, (n - x) * p / (1 - p))) / half
        return np.where(x == 0, 0.0, np.clip(p * np.exp(np.log(tail / half) / slope), 0, 1))


def _mid_p_high(p, x, n, tail):
    """The mirror image: P(X < x) + P(X = x)/2 = tail, on the scale log(tail) against log(1 - p)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        at_most, below = _upper_beta(x + 1, n - x, p, tail), _upper_beta(x, n - x + 1, p, tail)
        below = np.where(x == 0, 0.0, below)
        half = (at_most + below) / 2
        slope = (at_most - below) / 2 * (n - x + np.where(x == 0, 0.0, x * (1 - p) / p)) / half
        return np.where(x == n, 1.0, np.clip(p - (1 - p) * np.expm1(np.log(tail / half) / slope), 0, 1))


def _upper_beta(a, b, p, tail):
    # The difference from 1 is five times faster than betaincc, and as exact unless the tail is tiny or b large.
    if np.min(tail) <= 1e-4:
        return special.betaincc(a, b, p)
    upper, large = 1 - special.betainc(a, b, p), b > LARGE
    upper[large] = special.betaincc(a[large], b[large], p[large])
    return upper


def _wilson(x, n, tail):
    z = -special.ndtri(tail)
    half = z * np.sqrt(x * (n - x) / n + z**2 / 4)
    low, high = ((x + z**2 / 2 + side * half) / (n + z**2) for side in (-1, 1))
    return np.where(x == 0, 0.0, np.maximum(low, 0)), np.where(x == n, 1.0, np.minimum(high, 1))


def _wilson_corrected(x, n, tail):
    z, p = -special.ndtri(tail), x / n
    low_root = np.sqrt(np.maximum(z**2 - 2 - 1 / n + 4 * p * (n - x + 1), 0))
    high_root = np.sqrt(np.maximum(z**2 + 2 - 1 / n + 4 * p * (n - x - 1), 0))
    low = (2 * x + z**2 - 1 - z * low_root) / (2 * (n + z**2))
    high = (2 * x + z**2 + 1 + z * high_root) / (2 * (n + z**2))
    return np.where(x == 0, 0.0, np.maximum(low, 0)), np.where(x == n, 1.0, np.minimum(high, 1))


def _agresti_coull(x, n, tail):
    z = -special.ndtri(tail)
    weight = n + z**2
    center = (x + z**2 / 2) / weight
    half = z * np.sqrt(center * (1 - center) / weight)
    return center - half, center + half


def _jeffreys_equal_tailed(x, n, tail):
    return special.betaincinv(x + 0.5, n - x + 0.5, tail), _upper_quantile(x + 0.5, n - x + 0.5, tail)


def _jeffreys(x, n, tail):
    low, high = _jeffreys_equal_tailed(x, n, tail)
    return np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)


def _wald(x, n, tail):
    half = -special.ndtri(tail) * np.sqrt(x / n * (1 - x / n) / n)
    return x / n - half, x / n + half


METHODS = {
    "wilson": ("Wilson", _wilson),
    "wilson-cc": ("Wilson with continuity correction", _wilson_corrected),
    "clopper-pearson": ("Clopper-Pearson", _clopper_pearson),
    "mid-p": ("mid-p", _mid_p),
    "jeffreys": ("Jeffreys", _jeffreys),
    "jeffreys-equal-tailed": ("Jeffreys equal-tailed", _jeffreys_equal_tailed),
    "agresti-coull": ("Agresti-Coull", _agresti_coull),
    "wald": ("Wald", _wald),
}
"""Method name -> label in the result, and function of (events, n, one-tail probability) to both limits."""
