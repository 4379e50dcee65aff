"""One rate: its limits by six methods, its unit, and the exact test against a given rate."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..errors import DataError
from ..estimate import Estimate
from .arguments import answer, choice, counts, number, numbers, one_tail, paired, sided
from .exact import aligned, column, likelihood_p, newton

MOST = 1e50
"""Person-time and multipliers lie between 1e-50 and 1e50: products of others are no floating-point numbers."""


def rate(
    count: ArrayLike,
    person_time: ArrayLike,
    *,
    multiplier: float = 1,
    method: str = "exact",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give ``multiplier * count / person_time`` with the limits of a Poisson count.

    Parameters
    ----------
    count : int or column of int
        Events.
    person_time : float or column of float
        Person-time, population or expected count; above 0. Labelled columns are paired by their labels.
    multiplier : float
        Size of the unit of person-time: 100000 gives rates per 100,000. It is part of the result.
    method : {"exact", "mid-p", "byar", "score", "jeffreys", "wald"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is 0 or
        infinite, and the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        In `unit` "per 100,000" (or whatever `multiplier` says). A column gives a frame ``value, low, high,
        unit`` with the index of the Series.

    Raises
    ------
    DataError
        When a count is negative, broken or text, person-time is not above 0, or labelled columns have not the same
        labels.

    Notes
    -----
    With x events, ``a = (1 - level) / 2`` (``1 - level`` when one-sided) and z the normal quantile the limits of the
    count are:

    * ``"exact"`` (Garwood): gamma quantiles ``G(a; x)`` and ``G(1 - a; x + 1)``.
    * ``"mid-p"``: the same test inverted with half the probability of the observed count in each tail.
    * ``"byar"``: ``x (1 - 1/(9x) - z/(3 sqrt x))^3``, not below 0, and the same with ``x + 1`` and ``+ z``.
    * ``"score"`` (Rao): ``x + z^2/2 -+ z sqrt(x + z^2/4)``.
    * ``"jeffreys"``: ``G(a; x + 1/2)`` and ``G(1 - a; x + 1/2)``.
    * ``"wald"``: ``x -+ z sqrt x``, not cut at 0.

    At 0 events the lower limit is 0 by every method; the Wald interval has no width there.

    References
    ----------
    Garwood F (1936), doi:10.1093/biomet/28.3-4.437. Breslow NE, Day NE (1987), Statistical Methods in Cancer
    Research II, IARC, section 2.3 (Byar). Brown LD, Cai TT, DasGupta A (2003), Statistica Sinica 13:19-49 (score,
    Jeffreys).

    Examples
    --------
    Ten exposures in a county of 200,000:

    >>> print(rate(10, 200_000, multiplier=100_000))
    5 per 100,000 (95% CI 2.398 to 9.195, exact Poisson)
    """
    x, time = counted(count, person_time)
    per, tail = multiplied(multiplier), one_tail(level, alternative)
    name, limits = METHODS[choice(method, "method", tuple(METHODS))]
    low, high, name = sided(limits(x, tail), name, alternative, (0.0, np.inf))
    made = answer(
        *(per * part / time for part in (x, low, high)),
        level=level,
        method=name,
        what="rate",
        unit=per_unit(per),
        like=(count, person_time),
    )
    return with_unit(made)


def rate_test(
    count: ArrayLike, person_time: ArrayLike, *, null: ArrayLike = 1.0, alternative: str = "two-sided"
) -> float | pd.Series:
    """Give the exact p-value for the hypothesis that the rate per unit of person-time is `null`.

    Parameters
    ----------
    count : int or column of int
    person_time : float or column of float
    null : float or column of float
        Rate under the hypothesis, not negative. With an expected count as `person_time`, 1 tests the ratio of
        observed to expected.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` is P(X <= count), ``"greater"`` P(X >= count). Two-sided adds up all counts that are no
        likelier than the observed one, as R's ``poisson.test``.

    Raises
    ------
    DataError
        When a count is negative, broken or text, person-time is not above 0, `null` is negative or infinite, or
        labelled columns have not the same labels.

    Notes
    -----
    A two-sided p-value below 1e-290 is given as 0.

    Examples
    --------
    83 deaths where the rates of the country let 60 expect:

    >>> round(rate_test(83, 60.0), 4)
    0.0044
    """
    from scipy import stats

    count, person_time, null = paired(count=count, person_time=person_time, null=null)
    x, time = counted(count, person_time)
    x, time, null_rate = aligned(count=x, person_time=time, null=numbers(null, "null", low=0, high=MOST))
    choice(alternative, "alternative", ("two-sided", "less", "greater"))
    mean = numbers(null_rate * time, "null times person_time", low=0, high=2.0**53)
    poisson = stats.poisson(mean)
    if alternative == "less":
        p = poisson.cdf(x)
    elif alternative == "greater":
        p = poisson.sf(x - 1)
    else:
        # Beyond 3 means, with some room for small ones, no count is as likely as 0, the least likely below.
        p = likelihood_p(x, mean, np.ceil(3 * mean + 800), poisson)
    return column(p, "p", like=(count, person_time, null))


def per_unit(multiplier: float) -> str:
    """Word a multiplier as the unit of a rate: 100000 is ``"per 100,000"``."""
    return f"per {multiplier:,.15g}"


def with_unit(made: Estimate | pd.DataFrame) -> Estimate | pd.DataFrame:
    """Write the unit of a frame beside its numbers, where it outlives an export."""
    return made.assign(unit=made.attrs["unit"]) if isinstance(made, pd.DataFrame) else made


def counted(count, person_time, names=("count", "person_time")) -> list[np.ndarray]:
    """Give counts and person-time as checked arrays of one shape, labelled columns paired by their labels."""
    count, person_time = paired(**dict(zip(names, (count, person_time), strict=True)))
    x, time = counts(count, names[0]), numbers(person_time, names[1], low=0)
    if (time == 0).any():
        raise DataError(f"{names[1]}: expected numbers above 0, got 0; leave out what has none.")
    return aligned(**{names[0]: x, names[1]: numbers(time, names[1], low=1 / MOST, high=MOST)})


def multiplied(multiplier) -> float:
    """Give a multiplier as a float, after checking that it is above 0."""
    per = number(multiplier, "multiplier")
    if not 1 / MOST <= per <= MOST:
        raise DataError(f"multiplier: expected a number above 0 such as 100000, at most 1e50, got {per:g}.")
    return per


def _garwood(x, tail):
    low = np.where(x == 0, 0.0, special.gammaincinv(np.maximum(x, 1), tail))
    return low, special.gammainccinv(x + 1, tail)


def _mid_p(x, tail):
    start = x + 0.5
    low = newton(_mid_p_low, np.where(x == 0, 0.0, special.gammaincinv(start, tail)), x, tail)
    return low, newton(_mid_p_high, special.gammainccinv(start, tail), x, tail)


def _mid_p_low(mean, x, tail):
    """Newton step for P(X > x) + P(X = x)/2 = tail: log(tail) against log(mean) is nearly a line."""
    with np.errstate(divide="ignore", invalid="ignore"):
        at_least, above = special.gammainc(x, mean), special.gammainc(x + 1, mean)
        half = (at_least + above) / 2
        slope = (at_least - above) / 2 * (x + mean) / half
        return np.where(x == 0, 0.0, mean * np.exp(np.log(tail / half) / slope))


def _mid_p_high(mean, x, tail):
    """Newton step for P(X < x) + P(X = x)/2 = tail, on the scale log(tail) against the mean."""
    with np.errstate(divide="ignore", invalid="ignore"):
        at_most = special.gammaincc(x + 1, mean)
        below = np.where(x == 0, 0.0, special.gammaincc(x, mean))
        half = (at_most + below) / 2
        slope = (at_most - below) / 2 * (1 + np.where(x == 0, 0.0, x / mean)) / half
        return np.maximum(mean - np.log(tail / half) / slope, 0)


def _byar(x, tail):
    z, above = -special.ndtri(tail), x + 1
    base = np.maximum(x, 1)
    low = base * np.maximum(1 - 1 / (9 * base) - z / (3 * np.sqrt(base)), 0) ** 3
    return np.where(x == 0, 0.0, low), above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3


def _score(x, tail):
    z = -special.ndtri(tail)
    center, half = x + z**2 / 2, z * np.sqrt(x + z**2 / 4)
    return np.where(x == 0, 0.0, center - half), center + half


def _jeffreys(x, tail):
    return np.where(x == 0, 0.0, special.gammaincinv(x + 0.5, tail)), special.gammainccinv(x + 0.5, tail)


def _wald(x, tail):
    half = -special.ndtri(tail) * np.sqrt(x)
    return x - half, x + half


METHODS = {
    "exact": ("exact Poisson", _garwood),
    "mid-p": ("mid-p", _mid_p),
    "byar": ("Byar", _byar),
    "score": ("score", _score),
    "jeffreys": ("Jeffreys", _jeffreys),
    "wald": ("Wald", _wald),
}
"""Method name -> label in the result, and function of (count, one-tail probability) giving both limits."""
