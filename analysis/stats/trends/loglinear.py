"""A fitted log-linear trend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from ...estimate import Estimate
from ...forms import signed_percent
from ...shown import limits_of, shown
from ...style import BAND, PALETTE, axes_of, key, readable_rate, whole_years


def quantile(model: str, level: float, df: int) -> float:
    """Normal quantile for a likelihood, t quantile where the dispersion is estimated."""
    tail = (1 + level) / 2
    if model in ("poisson", "negative-binomial"):
        return float(ndtri(tail))
    return float(stdtrit(df, tail)) if df else np.nan


def percent(slope):
    """Percent change per unit of time, 100 (exp(slope) - 1); infinite where the exponential overflows."""
    with np.errstate(over="ignore"):
        return 100 * np.expm1(slope)


@dataclass(frozen=True)
class LoglinearTrend:
    """A fitted log-linear trend, log E(count) = intercept + slope (year - mean year) + log(population).

    Attributes
    ----------
    model, limits, level
        As asked for.
    year, count, population : (n,) array
        The years used, in order.
    intercept, slope : float
        At the mean of the years used, and per year, on the log scale.
    covariance : (2, 2) array
        Of intercept and slope, as the model and limits define it.
    low, high : float
        Limits of `slope`.
    df : int
        Residual degrees of freedom, years - 2.
    p_value : float
        Two-sided, for no trend: normal for Poisson and negative binomial, t on `df` for quasi-Poisson and
        least squares. NaN when the fit is exact and the test is 0/0.
    deviance, pearson : float
        Residual deviance of the Poisson fit (the sum of squares for ``"log-rate"``) and Pearson chi-square.
    theta : float
        NB2 dispersion, variance mu + mu^2/theta; infinite when there is no overdispersion, NaN for
        ``"log-rate"``.
    loglik : float
        Log-likelihood at the maximum (of the Poisson for quasi-Poisson; NaN for ``"log-rate"``).
    """

    model: str
    limits: str
    level: float
    year: np.ndarray
    count: np.ndarray
    population: np.ndarray
    intercept: float
    slope: float
    covariance: np.ndarray
    low: float
    high: float
    df: int
    p_value: float
    deviance: float
    pearson: float
    theta: float
    loglik: float

    @property
    def se(self) -> float:
        """Standard error of the slope."""
        return float(np.sqrt(self.covariance[1, 1]))

    @property
    def dispersion(self) -> float:
        """Pearson chi-square over degrees of freedom; not floored at 1, NaN without degrees of freedom."""
        return self.pearson / self.df if self.df else np.nan

    @property
    def apc(self) -> Estimate:
        """Annual percent change, 100 (exp(slope) - 1), with its limits."""
        changes = (float(percent(b)) for b in (self.slope, self.low, self.high))
        return Estimate(*changes, level=self.level, method=f"{self.model}, {self.limits}", unit="percent per year")

    def to_frame(self) -> pd.DataFrame:
        """One row per year: year, count, population, and fitted with Wald limits low and high (counts)."""
        design = np.column_stack([np.ones_like(self.year), self.year - self.year.mean()])
        line = design @ [self.intercept, self.slope] + np.log(self.population)
        half = quantile(self.model, self.level, self.df) * np.sqrt(
            np.einsum("ni,ij,nj->n", design, self.covariance, design)
        )
        shown = {"year": self.year, "count": self.count, "population": self.population}
        return pd.DataFrame(shown | {"fitted": np.exp(line), "low": np.exp(line - half), "high": np.exp(line + half)})

    def summary(self) -> str:
        """Say the annual percent change, the years and the dispersion in three lines."""
        p = "p not defined (exact fit)" if np.isnan(self.p_value) else f"p = {self.p_value:.3g}"
        return "\n".join(
            [
                f"Annual percent change {self.apc}",
                f"{len(self.year)} years, {self.year[0]:g} to {self.year[-1]:g}; {p}",
                f"Pearson dispersion {self.dispersion:.3g} on {self.df} degrees of freedom",
            ]
        )

    def _repr_html_(self) -> str:
        rows = {"annual percent change": self.apc, "years": f"{self.year[0]:g} to {self.year[-1]:g}", "p": self.p_value}
        return shown("Log-linear trend", rows | {"dispersion": self.dispersion}, f"{len(self.year)} years")

    def plot(self, ax=None):
        """Draw counts (or rates, when there is a population) with the fitted line and its limits."""
        ax = axes_of(ax)
        table = self.to_frame()
        drawn = table[["count", "fitted", "low", "high"]].div(self.population, axis=0)
        per, label = (1, "count") if (self.population == 1).all() else readable_rate(drawn["fitted"])
        year, drawn = table["year"], per * drawn
        ax.fill_between(year, drawn["low"], drawn["high"], color=PALETTE["fit"], alpha=BAND, linewidth=0)
        low, high = signed_percent(self.apc.low), signed_percent(self.apc.high)
        change = f"{signed_percent(self.apc.value, plus=True)}% per year\n({limits_of(self.level)} {low} to {high})"
        ax.plot(year, drawn["fitted"], color=PALETTE["fit"], label=change)
        ax.plot(year, drawn["count"], "o", color=PALETTE["observed"], markersize=4, label="observed")
        ax.set_ylabel(label)
        whole_years(ax)
        key(ax)
        return ax
