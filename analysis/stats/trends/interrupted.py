"""Interrupted time series: what a law, a warning or a withdrawal did to level and slope."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import choice, counts, number, numbers, paired
from ..existence import has_maximum
from .autoregressive import ar1_regression
from .interruption import ERRORS, InterruptedSeries
from .likelihood import deviance, poisson_glm, sandwich
from .residuals import pearson, unless_rounding
from .series import LEAST, MOST


def interrupted_time_series(
    y: ArrayLike,
    *,
    start: int,
    population: ArrayLike | None = None,
    model: str = "linear",
    season: tuple[int, float] | None = None,
    lag: int | None = None,
) -> InterruptedSeries:
    """Fit an interrupted time series: y = intercept + time + level + slope (+ season).

    Parameters
    ----------
    y : (n,) array_like
        One value per period, evenly spaced and complete.
    start : int
        Number of the first period after the interruption, counted from 1. Time runs 1..n, ``level`` is 1 from
        `start` on, ``slope`` counts the periods since `start` (0 at `start` itself).
    population : (n,) array_like, optional
        Denominator; its logarithm is the offset of ``"quasi-poisson"``.
    model : {"linear", "quasi-poisson", "ar1"}
        Least squares with Newey-West errors; Poisson regression scaled by Pearson chi-square over degrees of
        freedom; regression with first-order autoregressive errors by exact maximum likelihood.
    season : (harmonics, period), optional
        Pairs of sine and cosine terms, e.g. ``(2, 12)`` for two pairs in monthly data.
    lag : int, optional
        Newey-West lag, Bartlett weights 1 - l/(lag + 1); 0 is White's HC0. Default: the automatic bandwidth
        of Newey & West (1994) without prewhitening, rounded down and at most n - 1 (on a short series the
        formula may exceed n, where ever larger lags shrink every error towards 0).

    Raises
    ------
    DataError
        A missing entry (autocorrelation needs every period: fill it, or cut the series), fewer than two
        periods before or after the interruption, no degree of freedom left, a lag that is negative or not
        below n, a population for a model without offset, or counts that leave a coefficient infinite.

    References
    ----------
    Wagner AK et al. (2002). J Clin Pharm Ther 27:299-309. doi:10.1046/j.1365-2710.2002.00430.x
    Newey WK, West KD (1987). Econometrica 55:703-708. doi:10.2307/1913610
    Newey WK, West KD (1994). Review of Economic Studies 61:631-653. doi:10.2307/2297912
    Bernal JL, Cummins S, Gasparrini A (2017). Int J Epidemiol 46:348-355. doi:10.1093/ije/dyw098

    Examples
    --------
    Quarterly exposures to a drug that became prescription-only in the ninth quarter:

    >>> counts = [30, 28, 33, 35, 31, 38, 36, 39, 24, 22, 25, 20, 21, 18, 19, 16]
    >>> fit = interrupted_time_series(counts, start=9, model="quasi-poisson")
    >>> round(fit.level_change().value, 1), round(fit.slope_change().value, 1)
    (-38.9, -8.9)
    """
    choice(model, "model", tuple(ERRORS))
    y, population = paired(y=y, population=population)
    y = np.atleast_1d(numbers(counts(y, "y") if model == "quasi-poisson" else y, "y", low=-MOST, high=MOST))
    population = _population(population, y, model)
    if np.isnan(y).any():
        first = int(np.argmax(np.isnan(y))) + 1
        raise DataError(f"y: missing in period {first}; autocorrelation needs every period, fill or cut.")
    design = _design(len(y), int(counts(start, "start", ndim=0)), season)
    terms = design.shape[1]
    if len(y) <= terms:
        raise DataError(f"y: expected more than {terms} periods for as many coefficients, got {len(y)}.")
    if np.linalg.matrix_rank(design.to_numpy()) < terms:
        raise DataError("season: expected terms that differ, got a harmonic that is 0 or repeats; ask for fewer.")
    if lag is not None and not 0 <= int(counts(lag, "lag", ndim=0)) < len(y):
        raise DataError(f"lag: expected a number from 0 to {len(y) - 1}, got {lag}.")
    fit = {"linear": _linear, "quasi-poisson": _quasi_poisson, "ar1": _ar1}[model]
    return fit(y, population, design, int(start), lag)


def _population(population, y, model) -> np.ndarray:
    if population is None:
        return np.ones(len(y))
    people = np.asarray(numbers(population, "population", high=MOST))
    if model != "quasi-poisson":
        raise DataError(f"population: model {model} has no offset; pass the rate as y instead.")
    if people.shape != y.shape or not (people >= LEAST).all():
        raise DataError(f"population: expected {len(y)} positive numbers, one per period.")
    return people


def _design(n: int, start: int, season) -> pd.DataFrame:
    if not 3 <= start <= n - 1:
        raise DataError(f"start: expected a period from 3 to {n - 1}, with two before and after, got {start}.")
    time = np.arange(1, n + 1)
    after = time >= start
    terms = {"intercept": np.ones(n), "time": time, "level": after, "slope": np.where(after, time - start, 0)}
    harmonics, period = _season(season)
    for k in range(1, int(counts(harmonics, "season", ndim=0)) + 1):
        angle = 2 * np.pi * k * time / number(period, "season", low=1)
        terms |= {f"sin{k}": np.sin(angle), f"cos{k}": np.cos(angle)}
    return pd.DataFrame(terms).astype(float)


def _season(season) -> tuple:
    if season is None:
        return 0, 1
    try:
        harmonics, period = season
    except (TypeError, ValueError):
        raise DataError(f"season: expected (harmonics, period) such as (2, 12), got {season!r}.") from None
    return harmonics, period


def _linear(y, population, design, start, lag) -> InterruptedSeries:
    x, df = design.to_numpy(), len(y) - design.shape[1]
    q, r = np.linalg.qr(x)
    beta = np.linalg.solve(r, q.T @ y)
    residual = y - x @ beta
    residual = residual * (unless_rounding(residual @ residual, y @ y) > 0)
    bread, squares = np.linalg.inv(r.T @ r), float(residual @ residual)
    scores = x * residual[:, None]
    lag = _automatic_lag(scores) if lag is None else int(lag)
    robust = sandwich(bread, scores, lag)
    covariances = {
        "model": bread * squares / df,
        "newey-west": robust,
        "newey-west-adjusted": robust * len(y) / df,
    }
    return InterruptedSeries(
        "linear", start, lag, y, population, design,
        pd.Series(beta, index=design.columns), covariances, df, squares / df, deviance=squares,
        durbin_watson=float((np.diff(residual) ** 2).sum() / squares) if squares else np.nan,
    )  # fmt: skip


def _quasi_poisson(y, population, design, start, lag) -> InterruptedSeries:
    x, df = design.to_numpy(), len(y) - design.shape[1]
    if not has_maximum("poisson", x, y):
        raise DataError("y: expected events in two periods before and two after, or a coefficient is infinite.")
    beta, mu, covariance = poisson_glm(y, x, population)
    dispersion = float(pearson(y, mu)) / df
    scores = x * (y - mu)[:, None] * (dispersion > 0)
    lag = _automatic_lag(scores) if lag is None else int(lag)
    covariances = {
        "poisson": covariance,
        "model": covariance * dispersion,
        "newey-west": sandwich(covariance, scores, lag),
    }
    return InterruptedSeries(
        "quasi-poisson", start, lag, y, population, design,
        pd.Series(beta, index=design.columns), covariances, df, dispersion,
        deviance=float(deviance("poisson", y, mu, population)),
    )  # fmt: skip


def _ar1(y, population, design, start, lag) -> InterruptedSeries:
    x = design.to_numpy()
    fit = ar1_regression(y, x)
    return InterruptedSeries(
        "ar1", start, 0, y, population, design,
        pd.Series(fit.beta, index=design.columns), {"model": fit.covariance}, len(y) - x.shape[1], fit.variance,
        autocorrelation=fit.correlation, loglik=fit.loglik,
    )  # fmt: skip


def _automatic_lag(scores: np.ndarray) -> int:
    """Bartlett bandwidth of Newey & West (1994), the intercept's score left out, rounded down."""
    n = len(scores)
    total = scores[:, 1:].sum(axis=1)
    longest = int(4 * (n / 100) ** (2 / 9))
    moments = np.array([total[: n - j] @ total[j:] / n for j in range(longest + 1)])
    zeroth, first = moments[0] + 2 * moments[1:].sum(), 2 * (np.arange(1, longest + 1) * moments[1:]).sum()
    if zeroth == 0:
        return 0
    return min(int(1.1447 * ((first / zeroth) ** 2) ** (1 / 3) * n ** (1 / 3)), n - 1)
