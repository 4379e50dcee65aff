"""Small-study effects: regression and rank tests of the funnel, trim and fill, fail-safe number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from ...errors import DataError
from ...estimate import Estimate
from ...shown import p_in_words, shown
from ..arguments import checked_level, choice
from .least_squares import studies
from .measures import MEASURES
from .pooled import quantile
from .pooling import options, two_sided, usable_effects
from .weighted import fit

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class FunnelTest:
    """A test for a lopsided funnel.

    Attributes
    ----------
    method : str
        What was done.
    statistic, df, p : float
        z (infinite `df`), t, or Kendall's tau for Begg's test.
    limit : Estimate or None
        Effect that the regression gives for a study without sampling error, on the pooling scale.
    """

    method: str
    statistic: float
    df: float
    p: float
    limit: Estimate | None = None

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``method, statistic, df, p`` and the limit as ``value, low, high`` where there is one."""
        row = {name: getattr(self, name) for name in ("method", "statistic", "df", "p")}
        limit = self.limit and {name: getattr(self.limit, name) for name in ("value", "low", "high")}
        return pd.DataFrame([row | (limit or {})])

    def __repr__(self) -> str:
        limit = "" if self.limit is None else f"; {self.limit.what} {self.limit}"
        return f"{self.method}: statistic {self.statistic:.4g}, {p_in_words(self.p)}{limit}"

    def _repr_html_(self) -> str:
        rows: dict = {"statistic": self.statistic} | ({"df": self.df} if np.isfinite(self.df) else {}) | {"p": self.p}
        if self.limit is not None:
            rows[self.limit.what] = replace(self.limit, method="")
        return shown("Lopsided funnel?", rows, self.method)


def egger(
    effects: pd.DataFrame,
    *,
    model: str = "mixed",
    convention: str = "metafor",
    method: str | None = None,
    level: float = 0.95,
) -> FunnelTest:
    """Test whether effects depend on their standard errors (Egger's regression).

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`; at least three studies.
    model : {"mixed", "classic"}
        ``"mixed"``: meta-regression on the standard error with the between-study variance of `method`, z
        test. ``"classic"``: weighted least squares with a multiplicative dispersion, t with k - 2 (Egger's
        own test).
    convention, method, level
        As for `pool`; `method` concerns the mixed form.

    Raises
    ------
    DataError
        With fewer than three studies, or when all standard errors are equal.

    Examples
    --------
    Series of poisonings (log odds ratios) whose effects grow as they get smaller:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> test = egger(series)
    >>> round(test.statistic, 2), round(test.p, 5)
    (3.86, 0.00012)

    References
    ----------
    Egger M et al. Bias in meta-analysis detected by a simple, graphical test. BMJ 1997;315:629-634.
    doi:10.1136/bmj.315.7109.629
    Sterne JAC, Egger M. Regression methods to detect publication and other bias in meta-analysis. In:
    Rothstein HR et al., eds. Publication bias in meta-analysis. Wiley; 2005:99-110.
    """
    classic = choice(model, "model", ("mixed", "classic")) == "classic"
    rules, level = options(convention, method), checked_level(level)
    frame, measure = usable_effects(effects)
    y, v = frame["effect"].to_numpy(), frame["variance"].to_numpy()
    if len(frame) < 3 or np.ptp(v) == 0:
        raise DataError("effects: expected at least 3 studies with different variances for Egger's test.")
    design = np.column_stack([np.ones(len(v)), np.sqrt(v)])
    fitted = fit(studies(y, v, x=design), "EE" if classic else rules.method)
    errors = fitted.se("knha" if classic else "z")[0]
    df = len(v) - 2.0 if classic else np.inf
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = fitted.beta[0, 1] / errors[1]
    name = "Egger, weighted regression" if classic else f"Egger, meta-regression ({rules.method})"
    half, start = quantile(level, df) * errors[0], fitted.beta[0, 0]
    named = {"method": name, "what": f"{MEASURES[measure].scale} of a study without sampling error"}
    value, low, high = (float(x) for x in (start, start - half, start + half))
    limit = Estimate(value, low, high, level=level, **named)
    return FunnelTest(name, float(statistic), df, float(two_sided(statistic, df)), limit)


def begg(effects: pd.DataFrame) -> FunnelTest:
    """Rank correlation of standardised effects with their variances (Begg and Mazumdar).

    Kendall's tau between ``(y - b) / sqrt(v - 1/sum(1/v))`` and v, b being the common effect; exact p
    without ties, normal approximation with them. Missing when one side is constant.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`.

    Returns
    -------
    FunnelTest
        `statistic` is Kendall's tau.

    Raises
    ------
    DataError
        With fewer than two studies.

    Examples
    --------
    Five series whose effects rise with their variances:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> round(begg(series).statistic, 3)
    1.0

    References
    ----------
    Begg CB, Mazumdar M. Operating characteristics of a rank correlation test for publication bias. Biometrics
    1994;50:1088-1101. doi:10.2307/2533446
    """
    from scipy.stats import kendalltau

    frame, _ = usable_effects(effects)
    if len(frame) < 2:
        raise DataError("effects: expected at least 2 studies for Begg's test, got 1.")
    y, v = frame["effect"].to_numpy(), frame["variance"].to_numpy()
    common = fit(studies(y, v), "EE")
    spread = np.maximum(v - common.covariance[0, 0, 0], np.finfo(float).tiny)
    standardised = (y - common.beta[0, 0]) / np.sqrt(spread)
    tied = len(np.unique(standardised)) < len(y) or len(np.unique(v)) < len(y)
    found = kendalltau(standardised, v, method="asymptotic" if tied else "exact")
    return FunnelTest("Begg and Mazumdar, rank correlation", float(found.statistic), np.nan, float(found.pvalue))


def fail_safe_n(effects: pd.DataFrame, *, alpha: float = 0.05) -> int:
    """Number of null studies that would bring the sum of z values to one-sided `alpha` (Rosenthal).

    ``k_0 = (sum z)^2 / z_alpha^2 - k``, rounded up; 0 when the sum is not significant to begin with.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`.
    alpha : float
        One-sided level to fall to.

    Examples
    --------
    How many series without an effect would take the significance of five away:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> fail_safe_n(series)
    54

    References
    ----------
    Rosenthal R. The file drawer problem and tolerance for null results. Psychol Bull 1979;86:638-641.
    doi:10.1037/0033-2909.86.3.638
    """
    frame, _ = usable_effects(effects)
    total = float((frame["effect"] / np.sqrt(frame["variance"])).sum())
    alpha = checked_level(alpha)
    if alpha >= 0.5:
        raise DataError(f"alpha: expected a one-sided level below 0.5, got {alpha:g}.")
    if ndtr(-abs(total) / np.sqrt(len(frame))) >= alpha:
        return 0
    return int(np.ceil((total / ndtri(alpha)) ** 2 - len(frame)))
