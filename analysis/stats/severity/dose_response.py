"""Binomial regression of an outcome on dose."""

from __future__ import annotations

import warnings

import numpy as np

from ...errors import DataError
from ..arguments import checked_level, choice
from .binomial import LINKS, deviance, on_scale, pearson, shares
from .dose_curve import DoseResponse
from .observations import Observations, observations
from .separation import separated


def dose_response(
    dose, events, n=None, *, link: str = "logit", scale: str = "dose", level: float = 0.95
) -> DoseResponse:
    """Fit a binomial regression of the outcome on dose (statsmodels, until the estimates stand still).

    Parameters
    ----------
    dose : column of float
        Dose per person or per dose group; above 0 when `scale` is ``"log10"``.
    events : column of int
        0 or 1 per person when `n` is None, else the number with the outcome in each dose group.
    n : column of int, optional
        Number observed in each dose group.
    link : {"logit", "probit", "cloglog"}
    scale : {"dose", "log10"}
        Linear in the dose, or in its base-10 logarithm.
    level : float

    Returns
    -------
    DoseResponse

    Raises
    ------
    DataError
        When fewer than two doses are given, a dose is not positive on the log scale, or dose separates the
        cases with and without the event, so that no finite estimate exists (then use `firth_logistic`).

    Notes
    -----
    Rows with a missing entry are left out and counted in the summary. Deviance and Pearson chi-square are
    over the rows given: add up equal doses first when they are to measure the fit.

    References
    ----------
    McCullagh P, Nelder JA. Generalized Linear Models. 2nd ed. Chapman and Hall 1989, chapter 4.
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
    from statsmodels.genmod.families import Binomial, links
    from statsmodels.genmod.generalized_linear_model import GLM

    center, spread = np.average(x, weights=data.n), np.ptp(x)
    design = np.column_stack([np.ones_like(x), (x - center) / spread])
    family = {"logit": links.Logit, "probit": links.Probit, "cloglog": links.CLogLog}[link]
    model = GLM(np.column_stack([data.events, data.n - data.events]), design, family=Binomial(link=family()))
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore")  # a fit without residual is none of separated data, which are refused above
        result = model.fit(tol_criterion="params", tol=1e-12, rtol=1e-12, maxiter=500)
    if not result.converged:
        raise DataError("events: the fit did not converge; use firth_logistic(dose, events).")
    back = np.array([[1, -center / spread], [0, 1 / spread]])
    return back @ result.params, back @ result.normalized_cov_params @ back.T
