"""The grid search: the best set of joinpoints on observed years, for every number of them."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import choice, counts
from ..existence import has_maximum
from ..trends.loglinear import trend_design
from ..trends.residuals import unless_rounding
from ..trends.series import YearlySeries, at_least, yearly_series
from .grid import Hinges, candidates, default_maximum, deviances
from .models import SAME, JoinpointModels
from .solution import solve, weights_of

MODELS = ("log-rate", "weighted-log-rate", "poisson")
LARGEST_SEARCH = 4_000_000
CLOSE = 100  # sets within rounding of the best that are fitted again, to take the same one on every machine


def joinpoint_models(
    count: ArrayLike,
    *,
    year: ArrayLike,
    population: ArrayLike | None = None,
    standard_error: ArrayLike | None = None,
    jump: ArrayLike | None = None,
    model: str = "log-rate",
    maximum: int | None = None,
    spacing: ArrayLike = (2, 2),
) -> JoinpointModels:
    """Search the grid of observed years for the best joinpoints, for every number of them.

    Parameters
    ----------
    count : (n,) array_like
        Events per year. For ``"log-rate"`` any positive numbers, such as printed rates.
    year : (n,) array_like
        The time of each count; gaps are kept as gaps.
    population : (n,) array_like, optional
        Denominator.
    standard_error : (n,) array_like, optional
        Standard errors of rates given as `count`, such as age-adjusted ones, for ``"log-rate"``: least squares with
        weights (rate/standard error)^2, the inverse of the variance of the logarithm by the delta method. The
        errors count by their ratios; the variance around the line is estimated, as the NCI program does.
    jump : number or array_like, optional
        First year after each declared break, such as a change of coding. The level may jump there by a factor that
        is estimated (the joinpoint-jump model of Chen et al. 2020) and the slope is shared across it, but for
        joinpoints that the search finds: one on the first year of a jump bends the line there (on the year before
        it would be the same line, with another step, and is not tried). Sets that leave a jump undetermined are not
        tried.
    model : {"log-rate", "weighted-log-rate", "poisson"}
        Least squares on log(count/population), unweighted or weighted by the count; or Poisson likelihood
        with the logarithm of the population as offset.
    maximum : int, optional
        Most joinpoints to try; fewer are tried when no set fits the spacing or no degree of freedom is left.
        Default, as the NCI program by the number of years: 0 below 7, 1 from 7, 2 from 12, 3 from 17, 4
        from 22, 5 from 27 (newer versions go on to 6 from 32 and 7 from 37; ask for them with `maximum`).
    spacing : (int, int)
        Observations strictly before the first and after the last joinpoint, and strictly between two.

    Returns
    -------
    JoinpointModels

    Raises
    ------
    DataError
        Fewer than three years with data (one more per jump), a year listed twice or missing, Series with other
        labels, a standard error that is not positive or of counts, a jump not between two years, a zero count with
        least squares (a Poisson model takes it), no events or all of them in the first (last) year, or a search of
        more than four million sets.

    Notes
    -----
    Years whose count or population is missing are left out. A series that lies on its line has an objective
    of 0, and the fewest joinpoints that reach it are chosen. Of sets that fit equally well the first is taken.

    A Poisson segment beside years without events can have no finite slope: its likelihood rises for ever as the slope
    goes to plus or minus infinity. Such a model enters the search with the supremum of its likelihood, so that the
    comparison is fair. The slope is then infinite (a percent change of infinity or -100), or NaN where it may go
    either way, without limits; the other segments are fitted by the years that are left.

    References
    ----------
    Lerman PM (1980). Applied Statistics 29:77-84. doi:10.2307/2346413
    Kim HJ, Fay MP, Feuer EJ, Midthune DN (2000). Statistics in Medicine 19:335-351.
    doi:10.1002/(SICI)1097-0258(20000215)19:3<335::AID-SIM336>3.0.CO;2-Z
    Kim HJ et al. (2023). Journal of Applied Statistics 50:1992-2013. doi:10.1080/02664763.2022.2063265
    Chen HS et al. (2020). Journal of Official Statistics 36:49-62. doi:10.2478/jos-2020-0003 (jump)

    Examples
    --------
    A substance that was sold from 2016 on: years without a case, then a rise.

    >>> counts = [0, 0, 0, 0, 0, 0, 4, 9, 15, 20, 26, 30]
    >>> models = joinpoint_models(counts, year=range(2010, 2022), model="poisson")
    >>> models.best(), models.joinpoints[1].tolist()
    (1, [2016.0])
    """
    choice(model, "model", MODELS)
    if standard_error is not None and model != "log-rate":
        raise DataError(f"standard_error: belongs to model log-rate, not {model}, whose counts carry their own error.")
    given: dict = {"standard_error": standard_error, "jump": jump, "whole": model != "log-rate"}
    series = at_least(yearly_series(count, year, population, **given), 3)
    ends, between = _spacing(spacing)
    if model == "poisson" and not has_maximum("poisson", trend_design(series.year, np.array([])), series.count):
        raise DataError("count: expected events in more than one year, or the slope is not finite.")
    n, score = len(series.year), _scorer(model, series)
    maximum = default_maximum(n) if maximum is None else int(counts(maximum, "maximum", ndim=0))
    rows = []
    for k in range(maximum + 1):
        sets = _sets(series, k, ends, between)
        if k > 0 and not len(sets):
            break
        rows.append(_best_set(model, series, score, sets))
    at, value, second, profiles = zip(*rows, strict=True)
    return JoinpointModels(model, series, (ends, between), at, np.array(value), np.array(second), profiles)


def _spacing(spacing) -> tuple[int, int]:
    given = np.atleast_1d(counts(spacing, "spacing"))
    if given.shape != (2,) or np.isnan(given).any() or given[0] < 1:
        raise DataError(f"spacing: expected two whole numbers, the first at least 1, such as (2, 2); got {spacing!r}.")
    return int(given[0]), int(given[1])


def _sets(series: YearlySeries, k: int, ends: int, between: int) -> np.ndarray:
    """Every set of k joinpoints that the spacing, the degrees of freedom and the jumps allow."""
    n, jumps = len(series.year), len(series.jumps)
    free = n - 2 * ends - max(k - 1, 0) * between
    if k > 0 and (free < k or n - 2 * (k + 1) - jumps <= 0):
        return np.empty((0, k), dtype=int)
    if comb(max(free, 0), k) > LARGEST_SEARCH:
        raise DataError(f"maximum: {k} joinpoints in {n} years are {comb(free, k)} sets; ask for fewer.")
    sets = candidates(n, k, ends, between)
    if not (k and jumps):
        return sets
    before = np.searchsorted(series.year, series.jumps) - 1  # a joint there is the same line as one on the jump
    sets = sets[~np.isin(sets, before).any(axis=1)]
    return Hinges(series.year, np.ones(n), series.steps).identified(sets)


def _scorer(model: str, series: YearlySeries):
    if model == "poisson":
        return lambda sets: unless_rounding(deviances(series, sets), series.count.sum())
    weights = weights_of(model, series)
    hinges, response = Hinges(series.year, weights, series.steps), series.log_rates
    return lambda sets: unless_rounding(hinges.sums_of_squares(response, sets), (weights * response**2).sum())


def _best_set(model: str, series: YearlySeries, score, sets: np.ndarray):
    """Best set, its objective, the second-best objective, and the profile of each joint.

    The search rounds by some digits of the largest objective; sets that near the smallest are fitted again.
    """
    value = score(sets)
    close = np.flatnonzero(value <= value.min() * (1 + 1e-9) + SAME * value.max())[:CLOSE]
    value[close] = [solve(model, series, sets[i]).fit.deviance for i in close]
    best = close[np.argmax(value[close] <= value[close].min() * (1 + 1e-9))]
    profile = np.full((sets.shape[1], len(series.year)), np.inf)
    for joint, row in enumerate(profile):
        np.minimum.at(row, sets[:, joint], value)
    second = np.delete(value, best).min() if len(value) > 1 else np.nan
    return sets[best], float(value[best]), float(second), profile
