"""Binomial regression of an outcome on dose."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import checked_level, choice
from .binomial import LINKS, deviance, linked, on_scale, pearson, shares
from .dose_curve import DoseResponse
from .likelihood import binomial_fit
from .observations import Observations, observations
from .separation import separated


def dose_response(
    dose: ArrayLike,
    events: ArrayLike,
    n: ArrayLike | None = None,
    *,
    link: str = "logit",
    scale: str = "dose",
    level: float = 0.95,
) -> DoseResponse:
    """Fit a binomial regression of the outcome on dose (maximum likelihood).

    Parameters
    ----------
    dose : column of float
        Dose per person or per dose group; above 0 when `scale` is ``"log10"``.
    events : column of int
        0 or 1 per person when `n` is None, else the number with the outcome in each dose group.
    n : column of int, optional
        Number observed in each dose group.
    link : {"logit", "probit", "cloglog"}
        What is linear in dose, with p the share: ``log(p / (1 - p))``, the normal quantile of p, or
        ``log(-log(1 - p))``.
    scale : {"dose", "log10"}
        Linear in the dose, or in its base-10 logarithm.
    level : float

    Returns
    -------
    DoseResponse

    Raises
    ------
    DataError
        When fewer than two doses are given, a dose is not positive on the log scale, lengths or labels differ, an
        event count exceeds its `n`, or dose separates the cases with and without the event, completely or but for
        cases at one dose, so that no finite estimate exists (then use `firth_logistic`).

    Notes
    -----
    Rows with a missing entry are left out and counted in the summary. Deviance and Pearson chi-square are
    over the rows given: add up equal doses first when they are to measure the fit. Shares that neither rise nor fall
    with dose give a slope of exactly 0 with p = 1, and an effective dose that is missing.

    References
    ----------
    McCullagh P, Nelder JA. Generalized Linear Models. 2nd ed. Chapman and Hall 1989, chapter 4.

    Examples
    --------
    Coma by dose of baclofen in mg (invented counts):

    >>> fit = dose_response([50, 100, 200, 400, 800], [0, 2, 4, 7, 9], [10] * 5, scale="log10")
    >>> print(fit.effective_dose(limits="fieller"))
    249.7 (95% CI 162.4 to 398.5, Fieller)
    >>> doubled = fit.odds_ratio(per=0.30103)
    >>> round(doubled.value, 2), round(doubled.low, 2), round(doubled.high, 2)
    (3.86, 2.09, 8.77)
    """
    choice(link, "link", LINKS)
    choice(scale, "scale", ("dose", "log10"))
    level, data = checked_level(level), observations(dose, events, n)
    x = on_scale(data.dose, scale)
    if np.unique(x).size < 2:
        raise DataError("dose: expected at least two different doses, got one; a slope needs two.")
    if separated(np.column_stack([np.ones_like(x), x]), data.events, data.n):
        raise DataError(
            "events: dose separates the cases with and without the event, so no finite estimate exists; "
            "use firth_logistic(dose, events)."
        )
    coefficients, covariance = _fitted(x, data, link)
    fitted = shares(coefficients[0] + coefficients[1] * x, link)
    overall = data.events.sum() / data.n.sum()
    null = deviance(data, np.full(x.shape, overall), np.full(x.shape, 1 - overall))
    fit = deviance(data, *fitted), null, pearson(data, *fitted)
    return DoseResponse(coefficients, covariance, *fit, link, scale, level, data)


def _fitted(x: np.ndarray, data: Observations, link: str) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and covariance; dose is centered and scaled meanwhile, so any unit converges alike."""
    center, spread = np.average(x, weights=data.n), np.ptp(x)
    scaled = (x - center) / spread
    found, covariance = binomial_fit(np.column_stack([np.ones_like(x), scaled]), data.events, data.n, link)
    if not data.rise(scaled):
        found = np.array([linked(data.events.sum() / data.n.sum(), link), 0.0])  # level: no slope of rounding
    back = np.array([[1, -center / spread], [0, 1 / spread]])
    return back @ found, back @ covariance @ back.T
