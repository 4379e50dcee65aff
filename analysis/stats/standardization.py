"""Rates made comparable between populations of different age: direct and indirect standardization."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..errors import DataError
from ..estimate import Estimate
from .arguments import answer, choice, counts, numbers, one_tail, paired, sided
from .direct_limits import DIRECT
from .exact import aligned
from .rates import METHODS as ONE_COUNT
from .rates import MOST, counted, multiplied, per_unit


def standardized_rate(
    count: ArrayLike,
    person_time: ArrayLike,
    standard_population: ArrayLike,
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
        Person-time or population per stratum, above 0. Labelled columns are paired by their labels.
    standard_population : column of float
        People of the standard per stratum, or weights; only their shares matter.
    multiplier : float
        Size of the unit of person-time: 100000 gives rates per 100,000. It is part of the result.
    method : {"gamma", "dobson-exact", "dobson-byar", "normal", "lognormal"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate
        In `unit` "per 100,000" (or whatever `multiplier` says).

    Raises
    ------
    DataError
        When a stratum is missing, a count is no count, person-time is not above 0, a standard is negative, all of
        them are 0, or labelled columns have not the same labels.

    Notes
    -----
    With ``w`` the share of the standard divided by person-time, x the events of a stratum and O their sum:
    ``R = sum(w x)``, ``v = sum(w^2 x)``, ``m = max w``; a is the tail probability and z its normal quantile.

    * ``"gamma"`` (Fay and Feuer), valid for small counts: quantile a of the gamma distribution with mean R and
      variance v, and ``1 - a`` of that with mean ``R + m`` and variance ``v + m^2``.
    * ``"dobson-exact"``, ``"dobson-byar"``: ``R + sqrt(v / O) (L - O)`` with the exact or Byar's limits L of the
      count O; Byar's are those of public health practice in England. Not cut at 0, below which they fall when a
      stratum of great weight has a few of many events.
    * ``"normal"``: ``R -+ z sqrt(v)``, not cut at 0; ``"lognormal"``: ``R exp(-+ z sqrt(v) / R)``.

    With one stratum the gamma limits and Dobson's are those of the count. Without events the lower limit of the gamma
    and normal methods is 0; Dobson's limits, where ``v / O`` is 0/0, and the lognormal ones are NaN.

    References
    ----------
    Fay MP, Feuer EJ (1997), doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#. Dobson AJ,
    Kuulasmaa K, Eberle E, Scherer J (1991), doi:10.1002/sim.4780100317. Clayton D, Hills M (1993), Statistical Models
    in Epidemiology, Oxford (normal, lognormal).

    Examples
    --------
    Poisonings of small children and of all others, weighted as in the standard population:

    >>> print(standardized_rate([60, 30], [90_000, 910_000], [6, 94], multiplier=100_000))
    7.099 per 100,000 (95% CI 5.677 to 8.794, Fay-Feuer gamma)
    """
    count, person_time, standard_population = paired(
        count=count, person_time=person_time, standard_population=standard_population
    )
    x, time = counted(count, person_time)
    standard = numbers(standard_population, "standard_population", low=0, high=MOST)
    x, time, standard = aligned(count=x, person_time=time, standard_population=standard)
    if not standard.sum() > 0:
        raise DataError("standard_population: expected numbers with a sum above 0, none missing.")
    _strata(x, time)
    per, tail = multiplied(multiplier), one_tail(level, "two-sided")
    name, limits = DIRECT[choice(method, "method", tuple(DIRECT))]
    weight = standard / standard.sum() / time
    value, (low, high) = (weight * x).sum(), limits(x, weight, tail)
    told: dict = {"level": level, "method": name, "what": "standardized rate", "unit": per_unit(per)}
    return answer(per * value, per * low, per * high, **told)


def expected_count(person_time: ArrayLike, standard_count: ArrayLike, standard_person_time: ArrayLike) -> float:
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
        When a stratum is missing, a count is no count, person-time of the standard is not above 0, or labelled
        columns have not the same labels.

    Examples
    --------
    >>> expected_count([200_000, 800_000], [30, 40], [1_000_000, 4_000_000])
    14.0
    """
    time, cases, standard_time = paired(
        person_time=person_time, standard_count=standard_count, standard_person_time=standard_person_time
    )
    cases, standard_time = counted(cases, standard_time, ("standard_count", "standard_person_time"))
    time = numbers(time, "person_time", low=0, high=MOST)
    cases, standard_time, time = aligned(standard_count=cases, standard_person_time=standard_time, person_time=time)
    return float((cases / standard_time * _strata(time, cases / standard_time)).sum())


def standardized_ratio(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    method: str = "exact",
    level: float = 0.95,
    alternative: str = "two-sided",
) -> Estimate | pd.DataFrame:
    """Give the standardized ratio (SMR, SIR) ``observed / expected`` with limits (indirect standardization).

    Parameters
    ----------
    observed : int or column of int
        Events observed.
    expected : float or column of float
        Events expected with the rates of a standard (`expected_count`), taken as known; above 0. Labelled columns are
        paired by their labels.
    method : {"exact", "mid-p", "byar", "log-wald"}
        How the limits are made; see the notes.
    level : float
        Confidence level as a share.
    alternative : {"two-sided", "upper", "lower"}
        ``"upper"`` and ``"lower"`` give one bound that holds at `level` by itself; the other limit is 0 or
        infinite, and the method says that the bound is one-sided.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per pair for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, an expected count is not above 0, or labelled columns have not the
        same labels.

    Notes
    -----
    ``"exact"``, ``"mid-p"`` and ``"byar"`` are the limits of the Poisson count (see `rate`) divided by `expected`;
    ``"log-wald"`` is ``ratio exp(-+ z / sqrt(observed))``. With no event observed the lower limit is 0, and the upper
    limit of ``"log-wald"`` NaN. The exact p-value is ``rate_test(observed, expected)``.

    References
    ----------
    Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II, IARC, section 2.3.

    Examples
    --------
    >>> print(standardized_ratio(83, 60))
    1.383 (95% CI 1.102 to 1.715, exact Poisson)
    """
    x, known = counted(observed, expected, ("observed", "expected"))
    tail = one_tail(level, alternative)
    name, limits = INDIRECT[choice(method, "method", tuple(INDIRECT))]
    low, high, name = sided(limits(x, tail), name, alternative, (0.0, np.inf))
    return answer(
        x / known,
        low / known,
        high / known,
        level=level,
        method=name,
        what="standardized ratio",
        like=(observed, expected),
    )


def indirectly_standardized_rate(
    count: ArrayLike,
    person_time: ArrayLike,
    standard_count: ArrayLike,
    standard_person_time: ArrayLike,
    *,
    multiplier: float = 1,
    level: float = 0.95,
) -> Estimate:
    """Give the standardized ratio times the crude rate of the standard, with exact limits.

    Parameters
    ----------
    count, person_time : column
        Events and person-time per stratum of the population studied. Labelled columns are paired by their labels.
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
        As `expected_count`, and when no events are expected in these strata.

    Examples
    --------
    >>> print(indirectly_standardized_rate([5, 20], [200_000, 800_000], [30, 40], [1e6, 4e6], multiplier=1_000_000))
    25 per 1,000,000 (95% CI 16.18 to 36.9, exact Poisson)
    """
    count, time, standard_count, standard_time = paired(
        count=count,
        person_time=person_time,
        standard_count=standard_count,
        standard_person_time=standard_person_time,
    )
    expected = expected_count(time, standard_count, standard_time)
    if expected == 0:
        raise DataError("standard_count: expected events in the strata; nothing can be compared with none.")
    names = ("standard_count", "standard_person_time")
    cases, standard_time = counted(standard_count, standard_time, names)
    x, cases, standard_time = aligned(
        count=counts(count, "count"), standard_count=cases, standard_person_time=standard_time
    )
    per, ratio = multiplied(multiplier), standardized_ratio(_strata(x).sum(), expected, level=level)
    crude = per * cases.sum() / standard_time.sum()
    parts = (crude * part for part in (ratio.value, ratio.low, ratio.high))
    what = "standardized rate"
    return answer(*parts, level=ratio.level, method=ratio.method, what=what, unit=per_unit(per))


def _strata(*columns):
    """Give the first column back, after checking that there are strata and that none misses a number."""
    if not columns[0].size or np.isnan(sum(columns)).any():
        raise DataError("count and person_time: expected one entry per stratum, none missing.")
    return columns[0]


def _log_wald(x, tail):
    with np.errstate(divide="ignore", invalid="ignore"):
        half = -special.ndtri(tail) / np.sqrt(x)
        return x * np.exp(-half), x * np.exp(half)


INDIRECT = {name: ONE_COUNT[name] for name in ("exact", "mid-p", "byar")} | {
    "log-wald": ("Wald on the log scale", _log_wald)
}
