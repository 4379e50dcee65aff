"""Links of a binomial regression on one dose, and how far its fitted shares are from the data."""

from __future__ import annotations

import numpy as np
from scipy import special

from ...errors import DataError
from .observations import Observations

LINKS = ("logit", "probit", "cloglog")


def linked(share: np.ndarray, link: str) -> np.ndarray:
    """Give the linear predictor of a share; complementary log-log is ``log(-log(1 - share))``."""
    if link == "cloglog":
        return np.log(-np.log1p(-share))
    return {"logit": special.logit, "probit": special.ndtri}[link](share)


def shares(eta: np.ndarray, link: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the share with the event and the share without, both precise when the other rounds to 1."""
    if link == "cloglog":
        return -np.expm1(-np.exp(eta)), np.exp(-np.exp(eta))
    inverse = {"logit": special.expit, "probit": special.ndtr}[link]
    return inverse(eta), inverse(-eta)


def on_scale(dose: np.ndarray, scale: str) -> np.ndarray:
    """Give the dose as the model sees it: itself, or its base-10 logarithm."""
    if scale == "dose":
        return dose
    if (dose <= 0).any():
        raise DataError(f"dose: expected doses above 0 on the log10 scale, got {np.nanmin(dose):g}; use scale='dose'.")
    return np.log10(dose)


def deviance(data: Observations, with_event: np.ndarray, without: np.ndarray) -> float:
    """Twice the log-likelihood that the fitted shares lose against the observed ones."""
    return 2 * (_lost(data.events, data.n * with_event) + _lost(data.n - data.events, data.n * without))


def pearson(data: Observations, with_event: np.ndarray, without: np.ndarray) -> float:
    """Sum of ``(x - n p)^2 / (n p (1 - p))``; a share of 1 (or 0) that fits adds nothing."""
    off = data.events * without - (data.n - data.events) * with_event
    return float(np.sum(_over(off**2, data.n * with_event * without)))


def profile_deviance(slope: float, x: np.ndarray, data: Observations) -> float:
    """Smallest deviance of the logit model at this slope; the intercept is the root of its score."""
    from scipy.optimize import brentq

    offset, middle = slope * x, special.logit(data.events.sum() / data.n.sum())

    def score(intercept: float) -> float:
        return float(np.sum(data.n * special.expit(intercept + offset)) - data.events.sum())

    low, high = middle - offset.max() - 1e-9, middle - offset.min() + 1e-9
    return deviance(data, *shares(brentq(score, low, high, xtol=1e-13) + offset, "logit"))


def _lost(counted: np.ndarray, expected: np.ndarray) -> float:
    """Sum of ``x log(x / m) - x + m``, with full precision where x is near m, however large both are."""
    gap = _over(counted - expected, expected)
    with np.errstate(invalid="ignore"):
        terms = expected * (special.xlog1py(1 + gap, gap) - gap)
    return float(np.sum(np.where(np.isinf(gap), np.inf, terms)))


def _over(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Divide, with 0/0 = 0 (an event that could not happen and did not) and x/0 = infinity."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(top == 0, 0.0, top / bottom)
