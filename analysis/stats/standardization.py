"""Rates made comparable between populations of different age: direct and indirect standardization."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..errors import DataError
from ..estimate import Estimate
from .arguments import answer, checked_level, choice, counts, numbers
from .exact import aligned
from .rates import METHODS as ONE_COUNT
from .rates import counted, multiplied, per_unit


def standardized_rate(
    count,
    person_time,
    standard_population,
    *,
    multiplier: float = 1,
    method: str = "gamma",
    level: float = 0.95,
) -> Estimate:
    """Give the rate that a standard population would have with the rates of these strata (direct).

    Parameters
    ----------
    count : column of int
        Events per stratum (age group).
    person_time : column of float
        Person-time or population per stratum, above 0.
    standard_population : column of float
        People of the standard per stratum, or weights; only their shares matter.
    multiplier : float
        Size of the unit of person-time: 100000 gives rates per 100,000. It is part of the result.
    method : {"gamma", "normal", "lognormal"}
        Fay and Feuer's gamma limits, which stay valid for small counts, or the normal approximation of the
        rate (not cut at 0) or of its logarithm.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate
        In `unit` "per 100,000" (or whatever `multiplier` says).

    Raises
    ------
    DataError
        When a stratum is missing, a count is no count, person-time is not above 0, a standard is negative, or
        all of them are 0.

    Notes
    -----
    With ``w`` the share of the standard divided by person-time: ``R = sum(w x)``, ``v = sum(w^2 x)``,
    ``m = max w``. Gamma limits: quantile ``a`` of the gamma distribution with mean R and variance v, and
    ``1 - a`` of that with mean ``R + m`` and variance ``v + m^2``; with one stratum they are the exact
    Poisson limits. Without events the lower limit is 0; the lognormal limits are NaN.

    References
    ----------
    Fay MP, Feuer EJ (1997), doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.
    """
    x, time = counted(count, person_time)
    standard = numbers(standard_population, "standard_population", low=0)
    x, time, standard = aligned(count=x, person_time=time, standard_population=standard)
    if not 0 < standard.sum() < np.inf:
        raise DataError("standard_population: expected finite numbers with a sum above 0, none missing.")
    _strata(x, time)
    per, tail = multiplied(multiplier), (1 - checked_level(level)) / 2
    name, limits = DIRECT[choice(method, "method", tuple(DIRECT))]
    weight = standard / standard.sum() / time
    value, variance = (weight * x).sum(), (weight**2 * x).sum()
    low, high = limits(value, variance, weight.max(), tail)
    return answer(per * value, per * low, per * high, level=level, method=name, unit=per_unit(per))


def expected_count(person_time, standard_count, standard_person_time) -> float:
    """Give the events that these strata would have with the rates of a standard: ``sum(rate * person_time)``.

    Parameters
    ----------
    person_time : column of float
        Person-time or population per stratum of the population studied.
    standard_count, standard_person_time : column
        Events and person-time per stratum of the standard.

    Raises
    ------
    DataError
        When a stratum is missing, a count is no count, or person-time is not above 0.
    """
    names = ("standard_count", "standard_person_time")
    cases, standard_time = counted(standard_count, standard_person_time, names)
    time = numbers(person_time, "person_time", low=0)
    cases, standard_time, time = aligned(standard_count=cases, standard_person_time=standard_time, person_time=time)
    return float((cases / standard_time * _strata(time, cases / standard_time)).sum())


def standardized_ratio(observed, expected, *, method: str = "exact", level: float = 0.95) -> Estimate | pd.DataFrame:
    """Give the standardized ratio (SMR, SIR) ``observed / expected`` with limits (indirect standardization).

    Parameters
    ----------
    observed : int or column of int
        Events observed.
    expected : float or column of float
        Events expected with the rates of a standard (`expected_count`), taken as known; above 0.
    method : {"exact", "mid-p", "byar", "log-wald"}
        Limits of the Poisson count divided by `expected`; ``"log-wald"`` is ``exp(log ratio -+ z /
        sqrt(observed))``.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per pair for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, or an expected count is not above 0.

    Notes
    -----
    With no event observed the lower limit is 0, and the upper limit of ``"log-wald"`` NaN. The exact p-value
    is ``rate_test(observed, expected)``.

    References
    ----------
    Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC, section 2.3.
    """
    x, known = counted(observed, expected, ("observed", "expected"))
    tail = (1 - checked_level(level)) / 2
    name, limits = INDIRECT[choice(method, "method", tuple(INDIRECT))]
    low, high = limits(x, tail)
    return answer(x / known, low / known, high / known, level=level, method=name, like=(observed, expected))


def indirectly_standardized_rate(
    count, person_time, standard_count, standard_person_time, *, multiplier: float = 1, level: float = 0.95
) -> Estimate:
    """Give the standardized ratio times the crude rate of the standard, with exact limits.

    Parameters
    ----------
    count, person_time : column
        Events and person-time per stratum of the population studied.
    standard_count, standard_person_time : column
        Events and person-time per stratum of the standard.
    multiplier : float
        Size of the unit of person-time: 100000 gives rates per 100,000. It is part of the result.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate
        In `unit` "per 100,000" (or whatever `multiplier` says).

    Raises
    ------
    DataError
        As `expected_count`, and when the standard has no events.
    """
    expected = expected_count(person_time, standard_count, standard_person_time)
    if expected == 0:
        raise DataError("standard_count: expected events in the strata; nothing can be compared with none.")
    per, observed = multiplied(multiplier), _strata(counts(count, "count")).sum()
    ratio = standardized_ratio(observed, expected, level=level)
    crude = per * np.sum(standard_count) / np.sum(standard_person_time)
    parts = (crude * part for part in (ratio.value, ratio.low, ratio.high))
    return answer(*parts, level=ratio.level, method=ratio.method, unit=per_unit(per))


def _strata(*columns):
    """Give the first column back, after checking that there are strata and that none misses a number."""
    if not columns[0].size or np.isnan(sum(columns)).any():
        raise DataError("count and person_time: expected one entry per stratum, none missing.")
    return columns[0]


def _gamma(value, variance, largest, tail):
    low = special.gammaincinv(value**2 / variance, tail) * variance / value if value > 0 else 0.0
    mean, spread = value + largest, variance + largest**2
    return low, special.gammainccinv(mean**2 / spread, tail) * spread / mean


def _normal(value, variance, largest, tail):
    half = -special.ndtri(tail) * np.sqrt(variance)
    return value - half, value + half


def _lognormal(value, variance, largest, tail):
    with np.errstate(divide="ignore", invalid="ignore"):
        half = -special.ndtri(tail) * np.sqrt(variance) / np.float64(value)
        return np.exp(np.log(value) - half), np.exp(np.log(value) + half)


def _log_wald(x, tail):
    with np.errstate(divide="ignore", invalid="ignore"):
        half = -special.ndtri(tail) / np.sqrt(x)
        return np.exp(np.log(x) - half), np.exp(np.log(x) + half)


DIRECT = {
    "gamma": ("Fay-Feuer gamma", _gamma),
    "normal": ("normal", _normal),
    "lognormal": ("lognormal", _lognormal),
}

INDIRECT = {name: ONE_COUNT[name] for name in ("exact", "mid-p", "byar")} | {
    "log-wald": ("Wald on the log scale", _log_wald)
}
