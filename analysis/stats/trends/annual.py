"""Annual percent change of a yearly count: Poisson, quasi-Poisson, negative binomial, least squares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import gammaln, ndtr, ndtri, stdtr, xlogy

from ...errors import DataError
from ..arguments import checked_level, choice
from .likelihood import deviance, negative_binomial, poisson_glm, sandwich
from .loglinear import LoglinearTrend, quantile
from .series import has_finite_slope, log_rates, yearly_series

LIMITS = {
    "poisson": ("wald", "profile", "robust"),
    "quasi-poisson": ("wald",),
    "negative-binomial": ("wald", "observed"),
    "log-rate": ("wald",),
}


def loglinear_trend(
    count, *, year, population=None, model: str = "quasi-poisson", limits: str = "wald", level: float = 0.95
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
        Fewer than two years with data, a year listed twice or missing, a population that is not positive, no
        events at all or all of them in the first (last) year, which has no finite slope, or a zero with
        ``"log-rate"``.

    Notes
    -----
    Years whose count or population is missing are left out. A constant series has slope 0 and, with
    ``"quasi-poisson"``, limits equal to the estimate and no p value; with two years the fit is exact, the
    dispersion is NaN and so are the quasi-Poisson and least-squares limits.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed. Chapman & Hall.
    doi:10.1007/978-1-4899-3242-6
    Lawless JF (1987). Canadian Journal of Statistics 15:209-225. doi:10.2307/3314912

    Examples
    --------
    >>> fit = loglinear_trend([10, 12, 15, 16, 21], year=range(2019, 2024), model="poisson")
    >>> round(fit.apc.value, 1)
    19.5
    """
    choice(model, "model", tuple(LIMITS))
    choice(limits, f"limits (of model {model})", LIMITS[model])
    level = checked_level(level)
    year, count, population = yearly_series(count, year, population, at_least=2, whole=model != "log-rate")
    if model == "log-rate":
        return _least_squares(year, count, population, level)
    if not has_finite_slope(year, count):
        where = "no events" if not count.any() else "all events in the first or the last year"
        raise DataError(f"count: expected events in more than one year, got {where}; the slope is not finite.")
    return _likelihood(year, count, population, model, limits, level)


def _p_value(model: str, slope: float, se: float, df: int) -> float:
    if not se > 0:
        return np.nan
    ratio = -abs(slope / se)
    return float(2 * ndtr(ratio)) if model in ("poisson", "negative-binomial") else float(2 * stdtr(df, ratio))


def _likelihood(year, count, population, model, limits, level) -> LoglinearTrend:
    design = np.column_stack([np.ones_like(year), year - year.mean()])
    df = len(year) - 2
    beta, mu, covariance = poisson_glm(count, design, population)
    residual = float(deviance("poisson", count, mu, population))
    loglik, theta = float((xlogy(count, mu) - mu - gammaln(count + 1)).sum()), np.inf
    pearson = _chi_square(count, mu)
    if model == "quasi-poisson":
        covariance = covariance * (pearson / df if df else np.nan)
    elif model == "negative-binomial":
        fit = negative_binomial(design, count[None], population[None])
        beta, theta, loglik = fit.beta[0], float(fit.theta[0]), float(fit.loglik[0])
        covariance = fit.observed[0] if limits == "observed" else fit.covariance[0]
        mu = population * np.exp(design @ beta)
        pearson = _chi_square(count, mu, theta)
    elif limits == "robust":
        covariance = sandwich(covariance, design * (count - mu)[:, None])
    fit = _trend(year, count, population, beta, covariance, model, limits, level)
    fit = replace(fit, deviance=residual, pearson=pearson, theta=theta, loglik=loglik)
    return _profiled(fit) if limits == "profile" else fit


def _chi_square(count, mu, theta=np.inf) -> float:
    square = float(((count - mu) ** 2 / (mu * (1 + mu / theta))).sum())
    return square if square > 1e-18 else 0.0  # an exact fit: what is left is rounding


def _least_squares(year, count, population, level) -> LoglinearTrend:
    y = log_rates(year, count, population)
    x = year - year.mean()
    sxx, df = (x**2).sum(), len(year) - 2
    beta = np.array([y.mean(), (x * y).sum() / sxx])
    squares = float(((y - beta[0] - beta[1] * x) ** 2).sum())
    squares = squares if squares > 1e-24 else 0.0
    covariance = np.diag([1 / len(y), 1 / sxx]) * (squares / df if df else np.nan)
    fit = _trend(year, count, population, beta, covariance, "log-rate", "wald", level)
    return replace(fit, deviance=squares, pearson=squares)


def _trend(year, count, population, beta, covariance, model, limits, level) -> LoglinearTrend:
    df, slope, se = len(year) - 2, float(beta[1]), float(np.sqrt(covariance[1, 1]))
    half = quantile(model, level, df) * se
    p = _p_value(model, slope, se, df)
    unknown = {"deviance": np.nan, "pearson": np.nan, "theta": np.nan, "loglik": np.nan}
    return LoglinearTrend(
        model, limits, level, year, count, population, float(beta[0]), slope, covariance,
        slope - half, slope + half, df, p, **unknown,
    )  # fmt: skip


def _profiled(fit: LoglinearTrend) -> LoglinearTrend:
    """Replace the limits by the slopes whose likelihood ratio reaches the chi-square quantile."""
    from scipy.optimize import brentq

    x = fit.year - fit.year.mean()
    total, moment = fit.count.sum(), (fit.count * x).sum()

    def loglik(slope):  # the intercept that belongs to a slope is known in closed form
        exponent = slope * x + np.log(fit.population)
        return slope * moment - total * (exponent.max() + np.log(np.exp(exponent - exponent.max()).sum()))

    drop = loglik(fit.slope) - ndtri((1 + fit.level) / 2) ** 2 / 2

    def limit(side):
        step = 8 * fit.se
        while loglik(fit.slope + side * step) > drop:
            step *= 2
        return float(brentq(lambda b: loglik(b) - drop, fit.slope, fit.slope + side * step, xtol=1e-15, rtol=1e-14))

    return replace(fit, low=limit(-1), high=limit(1))
