"""Annual percent change of a yearly count: Poisson, quasi-Poisson, negative binomial, least squares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, logsumexp, ndtr, ndtri, stdtr, xlogy

from ...errors import DataError
from ..arguments import checked_level, choice
from ..existence import has_maximum
from .likelihood import deviance, negative_binomial, poisson_glm, sandwich
from .loglinear import LoglinearTrend, quantile, trend_design
from .residuals import level_or, pearson, unless_rounding
from .series import YearlySeries, at_least, yearly_series

LIMITS = {
    "poisson": ("wald", "profile", "robust"),
    "quasi-poisson": ("wald",),
    "negative-binomial": ("wald", "observed"),
    "log-rate": ("wald",),
}


def loglinear_trend(
    count: ArrayLike,
    *,
    year: ArrayLike,
    population: ArrayLike | None = None,
    standard_error: ArrayLike | None = None,
    jump: ArrayLike | None = None,
    model: str = "quasi-poisson",
    limits: str = "wald",
    level: float = 0.95,
) -> LoglinearTrend:
    """Fit a log-linear trend to one yearly series; its `apc` is the annual percent change.

    Parameters
    ----------
    count : (n,) array_like
        Events per year. Zeros are data. For ``model="log-rate"`` any positive numbers, such as printed rates.
    year : (n,) array_like
        The time of each count. Gaps are kept as gaps: time is the year itself, not the row number.
    population : (n,) array_like, optional
        Denominator; its logarithm is the offset.
    standard_error : (n,) array_like, optional
        Standard errors of rates given as `count` (age-adjusted ones, say), for ``"log-rate"``: least squares with
        weights (rate/standard error)^2, the inverse of the variance of a logarithm by the delta method. The errors
        count by their ratios; the variance around the line is estimated.
    jump : number or array_like, optional
        First year after each declared break, such as a change of coding: the level may jump there while the slope
        is shared, and `LoglinearTrend.steps` gives the size. Without it the line is continuous.
    model : {"quasi-poisson", "poisson", "negative-binomial", "log-rate"}
        ``"quasi-poisson"`` scales the Poisson standard error by the square root of Pearson chi-square over
        degrees of freedom (not floored at 1) and uses t. ``"negative-binomial"`` estimates theta by full
        maximum likelihood. ``"log-rate"`` is ordinary least squares on log(count/population) with t.
    limits : {"wald", "profile", "robust", "observed"}
        Poisson: ``"profile"`` inverts the likelihood ratio, ``"robust"`` uses the HC0 sandwich. Negative
        binomial: ``"wald"`` holds theta at its estimate (as MASS::glm.nb prints), ``"observed"`` takes the
        standard error from the observed information of slope and theta together.
    level : float
        Confidence level of the limits.

    Returns
    -------
    LoglinearTrend

    Raises
    ------
    DataError
        Fewer than two years with data (one more per jump), a year listed twice or missing, Series with other
        labels, a population or standard error that is not positive, a jump that is not between two years, a zero
        with ``"log-rate"``, or counts whose likelihood has no maximum: no events, or all of them in the first
        (last) year, so that the slope is infinite.

    Notes
    -----
    Years whose count, population or standard error is missing are left out. A series that lies on its line has,
    where the scatter is estimated (quasi-Poisson, robust, least squares), limits equal to the estimate and no p
    value; with two years the fit is exact, the dispersion is NaN and so are the quasi-Poisson and least-squares
    limits.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed. Chapman & Hall.
    doi:10.1007/978-1-4899-3242-6
    Lawless JF (1987). Canadian Journal of Statistics 15:209-225. doi:10.2307/3314912
    Chen HS et al. (2020). Journal of Official Statistics 36:49-62. doi:10.2478/jos-2020-0003 (jump)

    Examples
    --------
    >>> fit = loglinear_trend([10, 12, 15, 16, 21], year=range(2019, 2024), model="poisson")
    >>> round(fit.apc.value, 1)
    19.5

    Exposures to a product whose code was split in 2021, with a step there:

    >>> counts = [110, 118, 131, 142, 96, 104, 115, 122]
    >>> fit = loglinear_trend(counts, year=range(2017, 2025), jump=2021, model="poisson")
    >>> round(fit.apc.value, 1), fit.steps()["value"].round(1).tolist()
    (8.8, [-37.8])
    """
    choice(model, "model", tuple(LIMITS))
    choice(limits, f"limits (of model {model})", LIMITS[model])
    level = checked_level(level)
    if standard_error is not None and model != "log-rate":
        raise DataError(f"standard_error: belongs to model log-rate, not {model}; counts carry their own error.")
    given: dict = {"standard_error": standard_error, "jump": jump, "whole": model != "log-rate"}
    series = at_least(yearly_series(count, year, population, **given), 2)
    if model == "log-rate":
        return _least_squares(series, level)
    if not has_maximum("poisson", trend_design(series.year, series.jumps), series.count):
        where = "no events" if not series.count.any() else "all events in the first or the last year"
        if series.jumps.size and has_maximum("poisson", trend_design(series.year, np.array([])), series.count):
            raise DataError("jump: expected events on both sides of each jump, or the step is not finite.")
        raise DataError(f"count: expected events in more than one year, got {where}; the slope is not finite.")
    return _likelihood(series, model, limits, level)


def _p_value(model: str, slope: float, se: float, df: int) -> float:
    if not se > 0:
        return np.nan
    ratio = -abs(slope / se)
    return float(2 * ndtr(ratio)) if model in ("poisson", "negative-binomial") else float(2 * stdtr(df, ratio))


def _likelihood(series: YearlySeries, model, limits, level) -> LoglinearTrend:
    count, population = series.count, series.population
    design = trend_design(series.year, series.jumps)
    df = len(count) - design.shape[1]
    beta, mu, covariance = poisson_glm(count, design, population)
    residual = float(deviance("poisson", count, mu, population))
    loglik, theta = float((xlogy(count, mu) - mu - gammaln(count + 1)).sum()), np.inf
    squares = float(pearson(count, mu))
    if model == "quasi-poisson":
        covariance = covariance * (squares / df if df else np.nan)
    elif model == "negative-binomial":
        fit = negative_binomial(design, count[None], population[None])
        beta, theta, loglik = fit.beta[0], float(fit.theta[0]), float(fit.loglik[0])
        covariance = fit.observed[0] if limits == "observed" else fit.covariance[0]
        squares = float(pearson(count, population * np.exp(design @ beta), theta))
    elif limits == "robust":
        covariance = sandwich(covariance, design * (count - mu)[:, None]) * (squares > 0)
    fit = _trend(series, beta, covariance, model, limits, level)
    fit = replace(fit, deviance=residual, pearson=squares, theta=theta, loglik=loglik)
    return _profiled(fit) if limits == "profile" else fit


def _least_squares(series: YearlySeries, level) -> LoglinearTrend:
    y, weights = series.log_rates, series.weights
    root, design = np.sqrt(weights), trend_design(series.year, series.jumps)
    q, r = np.linalg.qr(design * root[:, None])
    beta = np.linalg.solve(r, q.T @ (root * y))
    squares = float(unless_rounding((weights * (y - design @ beta) ** 2).sum(), (weights * y**2).sum()))
    df = len(y) - len(beta)
    covariance = np.linalg.inv(r.T @ r) * (squares / df if df else np.nan)
    fit = _trend(series, beta, covariance, "log-rate", "wald", level)
    return replace(fit, deviance=squares, pearson=squares)


def _trend(series: YearlySeries, beta, covariance, model, limits, level) -> LoglinearTrend:
    df, se = len(series.year) - len(beta), float(np.sqrt(covariance[1, 1]))
    slope = float(level_or(beta[1], np.ptp(series.year)))
    half = quantile(model, level, df) * se
    unknown = dict.fromkeys(("deviance", "pearson", "theta", "loglik"), np.nan)
    return LoglinearTrend(
        model, limits, level, series.year, series.count, series.population, float(beta[0]), slope, covariance,
        slope - half, slope + half, df, _p_value(model, slope, se, df), **unknown,
        jumps=series.jumps, log_steps=np.asarray(beta[2:]),
    )  # fmt: skip


def _profiled(fit: LoglinearTrend) -> LoglinearTrend:
    """Replace the limits by the slopes whose likelihood ratio reaches the chi-square quantile."""
    from scipy.optimize import brentq

    x, side_of = fit.year - fit.year.mean(), np.searchsorted(fit.jumps, fit.year, side="right")
    sides = [side_of == side for side in range(len(fit.jumps) + 1)]
    moment = (fit.count * x).sum()

    def loglik(slope):  # the level of each side of a jump that belongs to a slope is known in closed form
        exponent = slope * x + np.log(fit.population)
        return slope * moment - sum(fit.count[side].sum() * logsumexp(exponent[side]) for side in sides)

    drop = loglik(fit.slope) - ndtri((1 + fit.level) / 2) ** 2 / 2

    def limit(side):
        step = 8 * fit.se
        while loglik(fit.slope + side * step) > drop:
            step *= 2
        return float(brentq(lambda b: loglik(b) - drop, fit.slope, fit.slope + side * step, xtol=1e-15, rtol=1e-14))

    return replace(fit, low=limit(-1), high=limit(1))
