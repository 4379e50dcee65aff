"""Likelihood fits behind the trends: one Poisson GLM, many designs at once, and the negative binomial."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, polygamma, xlogy


class NegativeBinomialFit(NamedTuple):
    """Maximum likelihood of the NB2 model, one row per series.

    `theta` is infinite where the likelihood has its maximum at the Poisson limit. `covariance` holds theta at
    its estimate (expected information); `observed` is the beta block of the inverse observed Hessian of
    (beta, log theta), NaN at the Poisson limit.
    """

    beta: np.ndarray
    theta: np.ndarray
    covariance: np.ndarray
    observed: np.ndarray
    loglik: np.ndarray


def poisson_glm(y: np.ndarray, design: np.ndarray, population: np.ndarray):
    """Fit log E(y) = design @ beta + log(population) with statsmodels, iterated to the last digits.

    Returns
    -------
    beta, mu, covariance : array
        The covariance is taken at `mu` itself: statsmodels gives that of its last step but one.
    """
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    # a series that lies on its line, or has no degree of freedom left, is an answer here and not a fault
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        model = GLM(y, design, family=Poisson(), offset=np.log(population))
        beta = np.asarray(model.fit(maxiter=200, tol=1e-12, rtol=1e-13).params)
    mu = population * np.exp(design @ beta)
    return beta, mu, np.linalg.inv(design.T @ (mu[:, None] * design))


def sandwich(bread: np.ndarray, scores: np.ndarray, lag: int = 0) -> np.ndarray:
    """Give bread @ meat @ bread with Bartlett weights up to `lag` (0 = White's HC0; Newey & West 1987)."""
    from statsmodels.stats.sandwich_covariance import S_hac_simple

    return bread @ S_hac_simple(scores, nlags=lag) @ bread


def deviance(family: str, y: np.ndarray, mu: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Residual deviance over the last axis; for "gaussian" the residual sum of squares."""
    if family == "gaussian":
        return ((y - mu) ** 2).sum(-1)
    gain = _gain(y, mu) + (_gain(size - y, size - mu) if family == "binomial" else 0.0)
    return 2 * gain.sum(-1)


def _gain(y: np.ndarray, mu: np.ndarray) -> np.ndarray:
    """Y log(y/mu) - (y - mu) by the relative residual, which keeps its digits where mu is nearly y."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        part = (mu - y) / y
        return np.where(y > 0, y * (part - np.log1p(part)), mu)


def mean_and_weight(family: str, eta: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and Fisher weight at the linear predictor, for the canonical link of the family."""
    if family == "gaussian":
        return eta, np.ones_like(eta)
    if family == "poisson":
        mu = size * np.exp(np.minimum(eta, 700))
        return mu, mu
    share = expit(eta)
    return size * share, size * share * (1 - share)


def fit_many(family: str, designs: np.ndarray, y: np.ndarray, size: np.ndarray):
    """Fit many GLMs with canonical link at once (statsmodels fits one at a time).

    Parameters
    ----------
    family : {"gaussian", "poisson", "binomial"}
    designs : (..., n, p) array
    y, size : (..., n) array
        Response, and population (Poisson) or trials (binomial).

    Returns
    -------
    beta : (m, p) array
    value : (m,) array
        Residual deviance, or sum of squares.
    """
    count = np.broadcast_shapes(designs.shape[:-2], y.shape[:-1], size.shape[:-1])
    designs = np.broadcast_to(designs, (*count, *designs.shape[-2:])).reshape(-1, *designs.shape[-2:])
    y, size = (np.broadcast_to(a, (*count, a.shape[-1])).reshape(len(designs), -1) for a in (y, size))
    beta = _start(family, designs, y, size)
    value = _deviance_at(family, designs, beta, y, size)
    active = np.arange(len(designs)) if family != "gaussian" else np.arange(0)
    for _ in range(80):
        if not active.size:
            break
        part = (designs[active], y[active], size[active])
        beta[active], after = _newton_step(family, *part, beta[active], value[active])
        moved = value[active] - after > 1e-13 * (after + 1e-3)
        value[active] = after
        active = active[moved]
    return beta, value


def negative_binomial(design: np.ndarray, y: np.ndarray, population: np.ndarray) -> NegativeBinomialFit:
    """Fit NB2 log-linear models (variance mu + mu^2/theta) by full maximum likelihood, one row of `y` each.

    Newton's method on (beta, log theta) for all rows together; where the Hessian is not negative definite its
    eigenvalues are taken by their size, and steps are halved until the likelihood rises. A series whose score
    at 1/theta = 0, sum((y - mu)^2 - y), is not positive has its maximum at the Poisson limit.

    References
    ----------
    Lawless JF (1987). Canadian Journal of Statistics 15:209-225. doi:10.2307/3314912
    """
    scale = np.abs(design).max(axis=0)
    design = design / scale
    population = np.broadcast_to(population, y.shape)
    beta, _ = fit_many("poisson", design, y, population)
    mu = population * np.exp(beta @ design.T)
    over = ((y - mu) ** 2 - y).sum(axis=1) > 0
    theta = np.full(len(y), np.inf)
    if over.any():
        beta[over], theta[over] = _climb(design, y[over], population[over], beta[over])
    mu = population * np.exp(beta @ design.T)
    shrink = 1 + mu / theta[:, None]
    covariance = np.linalg.inv(np.einsum("ni,mn,nj->mij", design, mu / shrink, design))
    observed = np.full_like(covariance, np.nan)
    if over.any():
        _, hessian = _slopes(design, y[over], mu[over], theta[over])
        observed[over] = np.linalg.inv(-hessian)[:, :-1, :-1]
    rescale = np.outer(scale, scale)
    loglik = _loglik(y, mu, theta)
    return NegativeBinomialFit(beta / scale, theta, covariance / rescale, observed / rescale, loglik)


def _start(family, designs, y, size):
    if family == "gaussian":
        root, target = np.ones_like(y), y
    elif family == "poisson":
        root, target = np.sqrt(y + 0.5), np.log((y + 0.5) / size)
    else:
        share = (y + 0.5) / (size + 1)
        root, target = np.sqrt(size * share * (1 - share)), np.log(share / (1 - share))
    q, r = np.linalg.qr(designs * root[..., None])
    return np.linalg.solve(r, (np.swapaxes(q, 1, 2) @ (root * target)[..., None]))[..., 0]


def _deviance_at(family, designs, beta, y, size):
    eta = (designs @ beta[..., None])[..., 0]
    return deviance(family, y, mean_and_weight(family, eta, size)[0], size)


def _newton_step(family, designs, y, size, beta, value):
    mu, weight = mean_and_weight(family, (designs @ beta[..., None])[..., 0], size)
    transposed = np.swapaxes(designs, 1, 2)
    info = transposed @ (weight[..., None] * designs)
    # a tail of zero counts drives a slope to minus infinity; the ridge keeps the step finite on the way
    info += 1e-14 * np.trace(info, axis1=1, axis2=2)[:, None, None] * np.eye(info.shape[-1])
    step = np.linalg.solve(info, transposed @ (y - mu)[..., None])[..., 0]
    after = _deviance_at(family, designs, beta + step, y, size)
    for _ in range(30):
        worse = ~(after <= value + 1e-12 * (value + 1))
        if not worse.any():
            break
        step[worse] /= 2
        after[worse] = _deviance_at(family, designs[worse], (beta + step)[worse], y[worse], size[worse])
    return beta + step, after


def _loglik(y, mu, theta):
    theta = theta[:, None]
    poisson = xlogy(y, mu) - mu
    with np.errstate(invalid="ignore", divide="ignore"):
        rising = np.where(y > 0, gammaln(np.maximum(y, 1)) - betaln(theta, np.maximum(y, 1)), 0)
        overdispersed = rising + xlogy(y, mu / (mu + theta)) - theta * np.log1p(mu / theta)
    kernel = np.where(np.isinf(theta), poisson, overdispersed)
    return (kernel - gammaln(y + 1)).sum(axis=1)


def _slopes(design, y, mu, theta):
    """Gradient and Hessian of the log-likelihood in (beta, log theta)."""
    t = theta[:, None]
    for_beta = (y - mu) * t / (t + mu)
    u = (y - mu) / (t + mu)
    d1 = _digamma_gap(y, t) + np.log1p(u) - u
    d2 = polygamma(1, y + t) - polygamma(1, t) + 1 / t - 1 / (mu + t) - (mu - y) / (mu + t) ** 2
    p = design.shape[1]
    gradient = np.concatenate([for_beta @ design, (d1.sum(1) * theta)[:, None]], axis=1)
    hessian = np.empty((len(y), p + 1, p + 1))
    curve = mu * t * (t + y) / (t + mu) ** 2
    hessian[:, :p, :p] = -np.einsum("ni,mn,nj->mij", design, curve, design)
    cross = ((y - mu) * mu * t / (t + mu) ** 2) @ design
    hessian[:, :p, p] = hessian[:, p, :p] = cross
    hessian[:, p, p] = theta * d1.sum(1) + theta**2 * d2.sum(1)
    return gradient, hessian


def _digamma_gap(y, t):
    """digamma(y + t) - digamma(t) - log(1 + y/t), by Stirling's series where the difference would cancel."""

    def tail(z):
        return -1 / (2 * z) - 1 / (12 * z**2) + 1 / (120 * z**4)

    return np.where(t > 100, tail(y + t) - tail(t), digamma(y + t) - digamma(t) - np.log1p(y / t))


def _climb(design, y, population, beta):
    grid = np.exp(np.arange(-3.0, 10.0))
    mu = population * np.exp(beta @ design.T)
    first = np.argmax([_loglik(y, mu, np.full(len(y), t)) for t in grid], axis=0)
    point = np.concatenate([beta, np.log(grid[first])[:, None]], axis=1)
    active = np.arange(len(y))
    for _ in range(200):
        point[active], step = _ascend(design, y[active], population[active], point[active])
        active = active[np.abs(step).max(axis=1) > 1e-10]
        if not active.size:
            break
    return point[:, :-1], np.exp(point[:, -1])


def _ascend(design, y, population, point):
    def at(q):
        mu = population * np.exp(np.minimum(q[:, :-1] @ design.T, 700))
        theta = np.exp(np.clip(q[:, -1], -30, 30))
        return mu, theta, _loglik(y, mu, theta)

    mu, theta, before = at(point)
    gradient, hessian = _slopes(design, y, mu, theta)
    size, axes = np.linalg.eigh(hessian)
    along = np.einsum("mji,mj->mi", axes, gradient) / np.maximum(np.abs(size), 1e-10)
    step = np.einsum("mij,mj->mi", axes, along)
    step *= np.minimum(1, 3 / np.maximum(np.abs(step).max(axis=1), 1e-300))[:, None]
    slack = 1e-9 * np.abs(before) + 1e-14 * gammaln(y + 1).sum(axis=1)  # rounding must not block the last steps
    for _ in range(40):
        worse = ~(at(point + step)[2] >= before - slack)
        if not worse.any():
            break
        step[worse] /= 2
    return point + step, step
