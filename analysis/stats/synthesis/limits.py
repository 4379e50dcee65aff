"""Limits of heterogeneity: of the between-study variance, and of I2 and H2."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtri, ndtri

from ...errors import DataError
from ..arguments import choice
from .means import Means
from .profile import profile_limits
from .spectrum import Spectrum, tau2_at, trace

TAU2_LIMITS = ("Q-profile", "profile-likelihood")


def tau2_limits(sums: Means | Spectrum, method: str, level: float, limits: str) -> tuple[float, float]:
    """Limits of the between-study variance of one synthesis, by Q-profile or by the profile of its likelihood.

    ``"Q-profile"``: the variances at which the weighted sum of squares equals the quantiles of chi-square with k - p
    degrees of freedom; 0 where it is smaller at 0. ``"profile-likelihood"``: the outermost variances whose
    log-likelihood is less than half the chi-square quantile with 1 degree of freedom below the highest; for ML and REML
    only. Missing when no study is left over to estimate the variance.

    References
    ----------
    Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Stat Med 2007;26:37-52.
    doi:10.1002/sim.2514
    Hardy RJ, Thompson SG. A likelihood approach to meta-analysis with random effects. Stat Med 1996;15:619-629.
    """
    df = int(sums.df[0])
    likelihood = choice(limits, "limits", TAU2_LIMITS) == "profile-likelihood"
    if likelihood and method not in ("ML", "REML"):
        raise DataError(f"limits: expected the method ML or REML for limits by the likelihood, got {method}.")
    if not df:
        return np.nan, np.nan
    if likelihood:
        return profile_limits(sums, method, float(chdtri(1, 1 - level)) / 2)
    tail = (1 - level) / 2
    low, high = (float(tau2_at(sums, chdtri(df, p))[0]) for p in (tail, 1 - tail))
    return low, high


def h2_limits(sums: Means | Spectrum, tau2: tuple[float, float]) -> tuple[float, float]:
    """Limits of H2 = 1 + tau2 / s2 from those of the between-study variance, s2 being the typical variance."""
    df = int(sums.df[0])
    typical = df / trace(sums, np.zeros(1), 1)[0] if df else np.nan
    low, high = (float(1 + limit / typical) for limit in tau2)
    return low, high


def h2_limits_from_q(q: float, k: int, level: float) -> tuple[float, float]:
    """Test-based limits of H2 = Q / (k - 1), at least 1 (Higgins and Thompson 2002, doi:10.1002/sim.1186).

    ``ln H`` is taken as normal with the standard error ``(ln Q - ln(k - 1)) / (2 (sqrt(2Q) - sqrt(2k - 3)))`` when
    Q is above k, else ``sqrt((1 - 1/(3 (k - 2)^2)) / (2 (k - 2)))``; the latter is missing for fewer than 3 studies.
    """
    if np.isnan(q) or k < 2 or (q <= k and k < 3):
        return np.nan, np.nan
    if q > k:
        error = (np.log(q) - np.log(k - 1)) / (2 * (np.sqrt(2 * q) - np.sqrt(2 * k - 3)))
    else:
        error = np.sqrt((1 - 1 / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
    half = 2 * ndtri((1 + level) / 2) * error
    return max(1.0, float(q / (k - 1) * np.exp(-half))), max(1.0, float(q / (k - 1) * np.exp(half)))
