"""Maximum likelihood of a binomial regression whose fitted shares may come as near to 0 or 1 as they like."""

from __future__ import annotations

import numpy as np
from scipy import special

from ...errors import DataError
from .binomial import linked

_STOP = 1e-18
"""Square of a step in standard errors after which Newton's next one is within rounding."""

_NO_FIT = "events: the fit did not converge, for the data are nearly separated; use firth_logistic."


def binomial_fit(design: np.ndarray, events: np.ndarray, n: np.ndarray, link: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the coefficients of a binomial regression, and the inverse of their expected information.

    Parameters
    ----------
    design : array of shape (rows, terms)
        Columns of the linear predictor, the intercept first; linearly independent and of like size.
    events, n : array of shape (rows,)
        Not separated (see `separated`): the likelihood has a maximum.
    link : {"logit", "probit", "cloglog"}

    Raises
    ------
    DataError
        When no step raises the likelihood before its slope has vanished.

    Notes
    -----
    The log-likelihoods of these links are concave: Newton's steps, halved while they do not raise it, end at the one
    maximum. They are measured in standard errors, so that neither units nor numbers of cases decide when to stop.

    References
    ----------
    McCullagh P, Nelder JA. Generalized Linear Models. 2nd ed. Chapman and Hall 1989, chapter 4.
    """
    b = np.zeros(design.shape[1])
    b[0] = linked(events.sum() / n.sum(), link)
    reached = _loglik(design @ b, events, n, link)
    for _ in range(200):
        slope, bend, _ = _derivatives(design @ b, events, n, link)
        score = design.T @ slope
        try:
            step = np.linalg.solve((design.T * bend) @ design, score)
        except np.linalg.LinAlgError:
            break
        last, share = float(score @ step) < _STOP, 1.0
        while not (there := _loglik(design @ (b + share * step), events, n, link)) >= reached - 1e-12 * abs(reached):
            share /= 2
            if share < 1e-9:
                raise DataError(_NO_FIT)
        b, reached = b + share * step, there
        if last:
            weight = _derivatives(design @ b, events, n, link)[2]
            return b, np.linalg.inv((design.T * weight) @ design)
    raise DataError(_NO_FIT)


def _loglik(eta: np.ndarray, events: np.ndarray, n: np.ndarray, link: str) -> float:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        if link == "cloglog":
            logs = np.log(-np.expm1(-np.exp(eta))), -np.exp(eta)
        else:
            log = {"logit": special.log_expit, "probit": special.log_ndtr}[link]
            logs = log(eta), log(-eta)
        terms = [np.where(count > 0, count * part, 0.0) for count, part in zip((events, n - events), logs, strict=True)]
    return float(np.sum(terms))


def _derivatives(eta: np.ndarray, events: np.ndarray, n: np.ndarray, link: str) -> tuple[np.ndarray, ...]:
    """Slope of the log-likelihood by the linear predictor, minus its second derivative, and the expected one.

    For the probit, r is the ratio of the normal density to its integral; for the complementary log-log, u is
    ``exp(eta)`` and d is ``u / (exp(u) - 1)``.
    """
    others = n - events
    if link == "logit":
        share, rest = special.expit(eta), special.expit(-eta)
        return events * rest - others * share, n * share * rest, n * share * rest
    if link == "probit":
        density = -(eta**2) / 2 - np.log(2 * np.pi) / 2
        r, s = (np.exp(density - special.log_ndtr(side)) for side in (eta, -eta))
        return events * r - others * s, events * r * (r + eta) + others * s * (s - eta), n * r * s
    with np.errstate(over="ignore"):
        u = np.exp(eta)
        d = 1 / special.exprel(u)
    return events * d - others * u, events * d * (u + d - 1) + others * u, n * u * d
