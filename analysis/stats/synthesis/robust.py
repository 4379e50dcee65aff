"""A common-effect mean with limits that allow for heterogeneity (Henmi and Copas)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammainc, ndtri

from ...errors import DataError
from ..arguments import checked_level
from .pooled import Pooled, heterogeneity_tests, with_limits
from .pooling import from_q, options, usable_effects

NODES = 400


def henmi_copas(effects: pd.DataFrame, *, level: float = 0.95) -> Pooled:
    """Pool with the weights of a common effect and limits under random effects (Henmi and Copas).

    The estimate is ``sum wy / sum w`` with ``w = 1/v``: small studies, and with them publication bias, weigh less than
    in a random-effects mean. Its standard error is ``sqrt(1 + tau2 W2) / sqrt(W1)`` with ``W1 = sum w``, ``W2 = sum w^2
    / W1`` and DerSimonian and Laird's tau2; the limits are -+ u standard errors. u is the quantile of the standardised
    estimate with tau2 estimated: given the estimate, Q is a quadratic form of normal variables, whose distribution is
    taken as the gamma distribution of the same mean and variance.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`; at least two studies.
    level : float
        Confidence level as a share.

    Returns
    -------
    Pooled
        Without p value; its prediction interval is missing.

    Raises
    ------
    DataError
        With fewer than two studies, or as for `pool`.

    Examples
    --------
    Five series of seizures after an overdose (log odds), the small ones with the high numbers:

    >>> series = pd.DataFrame({"effect": [-1.9, -1.7, -1.2, -0.4, 0.1], "variance": [0.02, 0.05, 0.2, 0.4, 0.5]})
    >>> pooled = henmi_copas(series.assign(measure="PLO"))
    >>> [round(number, 3) for number in (pooled.estimate.value, pooled.estimate.low, pooled.estimate.high)]
    [0.153, 0.051, 0.379]

    References
    ----------
    Henmi M, Copas JB. Confidence intervals for random effects meta-analysis and robustness to publication bias. Stat
    Med 2010;29:2969-2983. doi:10.1002/sim.4029
    """
    level, rules = checked_level(level), options("metafor", "DL")
    frame, measure = usable_effects(effects)
    if len(frame) < 2:
        raise DataError("effects: expected at least 2 studies for the limits of Henmi and Copas, got 1.")
    y, w = frame["effect"].to_numpy(), 1 / frame["variance"].to_numpy()
    w_1, w_2 = w.sum(), (w**2).sum() / w.sum()
    effect, df = float(w @ y / w_1), len(y) - 1
    q = float(w @ (y - effect) ** 2)
    tau2 = max(0.0, (q - df) / (w_1 - w_2))
    se = float(np.sqrt((1 + tau2 * w_2) / w_1))
    half = _quantile(w, tau2, level) * se
    i2, h2 = from_q(max(q, df), df, rules)
    return Pooled(
        measure=measure,
        method="DL",
        test="Henmi-Copas",
        level=level,
        k=len(frame),
        effect=effect,
        se=se,
        effect_low=effect - half,
        effect_high=effect + half,
        statistic=effect / se,
        df=np.nan,
        p=np.nan,
        tau2=float(tau2),
        se_tau2=np.nan,
        i2=float(i2),
        h2=float(h2),
        prediction_rule="model",
        i2_from="Q",
        tests=heterogeneity_tests(Cochran_Q=(q, df)),
        studies=with_limits(frame, w / w_1, measure, level),
    )


def _quantile(w, tau2: float, level: float) -> float:
    """Number u that the standardised estimate exceeds in absolute value with probability 1 - `level`.

    ``R = sqrt(W1) (estimate - effect)`` is normal with variance ``1 + tau2 W2``. With tau2 estimated from Q,
    ``|R| / sqrt(1 + tau2 W2) > u`` when ``Q < k - 1 + (W1 - W2) / W2 (R^2/u^2 - 1)`` and |R| > u.
    """
    from scipy.optimize import brentq

    w_1, w_2 = w.sum(), (w**2).sum() / w.sum()
    spread, df = np.sqrt(1 + tau2 * w_2), len(w) - 1
    moments = _moments(w, tau2)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)

    def beyond(u):
        end = u + 12 * spread
        r = u + (nodes + 1) / 2 * (end - u)
        bound = df + (w_1 - w_2) / w_2 * (r**2 / u**2 - 1)
        mean, variance = moments(r)
        density = np.exp(-(r**2) / (2 * spread**2)) / (spread * np.sqrt(2 * np.pi))
        inside = gammainc(mean**2 / variance, bound * mean / variance)
        return (end - u) * float(weights @ (inside * density)) - (1 - level)

    high = ndtri((1 + level) / 2) * spread
    return float(brentq(beyond, 1e-3, max(2 * high, 10.0), xtol=1e-12, rtol=1e-12))


def _moments(w, tau2: float):
    """Mean and variance of Q given R = r, as a function of r.

    The effects have the covariance ``diag(1/w + tau2)``; given R they are normal with a mean linear in r. For a normal
    x with mean m and covariance C, ``x'Ax`` has the mean ``tr(AC) + m'Am`` and the variance ``2 tr(ACAC) + 4 m'ACAm``.
    """
    w_1, total = w.sum(), 1 / w + tau2
    shared = total * w / np.sqrt(w_1)
    variance = (w / np.sqrt(w_1)) @ shared

    def form(x):
        return w * x - w * (w @ x) / w_1

    formed, slope = form(shared), shared / variance
    trace = w @ total - w**2 @ total / w_1 - shared @ formed / variance
    square = w**2 @ total**2 - 2 * w**3 @ total**2 / w_1 + (w**2 @ total) ** 2 / w_1**2
    square += (shared @ formed / variance) ** 2 - 2 * total @ formed**2 / variance
    turned = form(slope)
    rising = total @ turned**2 - (shared @ turned) ** 2 / variance
    return lambda r: (trace + slope @ turned * r**2, 2 * square + 4 * rising * r**2)
