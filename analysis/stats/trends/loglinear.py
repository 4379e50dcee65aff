"""A fitted log-linear trend."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from ...estimate import Estimate
from ...forms import signed_percent
from ...shown import limits_of, p_in_words, shown
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


def trend_design(year: np.ndarray, jumps: np.ndarray) -> np.ndarray:
    """Columns 1, year - mean year, and 1 from each jump on."""
    return np.column_stack([np.ones(len(year)), year - year.mean(), year[:, None] >= jumps])


def step_table(jumps: np.ndarray, steps: np.ndarray, covariance: np.ndarray, df: float, level: float) -> pd.DataFrame:
    """Give year, step and se (log scale), value, low, high (percent) and p of each jump; `df` infinite is normal."""
    se = np.sqrt(np.diag(covariance))
    half = stdtrit(df, (1 + level) / 2) * se if np.isfinite(df) else ndtri((1 + level) / 2) * se
    ratio = -np.abs(np.divide(steps, se, out=np.full(len(se), np.nan), where=se > 0))
    table = {"year": jumps, "step": steps, "se": se}
    table |= {"value": percent(steps), "low": percent(steps - half), "high": percent(steps + half)}
    return pd.DataFrame(table | {"p": 2 * (stdtr(df, ratio) if np.isfinite(df) else ndtr(ratio))}, dtype=float)


def said_steps(steps: pd.DataFrame) -> list[str]:
    """Say each step of a `step_table` in a line."""
    return [f"Step in {s.year:g} {s.value:.4g}% ({s.low:.4g} to {s.high:.4g})" for s in steps.itertuples()]


@dataclass(frozen=True)
class LoglinearTrend:
    """A fitted log-linear trend, log E(count) = intercept + slope (year - mean year) + steps + log(population).

    Attributes
    ----------
    model, limits, level
        As asked for.
    year, count, population : (n,) array
        The years used, in order.
    intercept, slope : float
        At the mean of the years used, and per year, on the log scale.
    covariance : (2 + s, 2 + s) array
        Of intercept, slope and steps, as the model and limits define it.
    low, high : float
        Limits of `slope`.
    df : int
        Residual degrees of freedom, years - 2 - s.
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
    jumps, log_steps : (s,) array
        First year after each declared jump, and the change of level there on the log scale; `steps` has them with
        limits.
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
    jumps: np.ndarray = field(default_factory=lambda: np.array([]))
    log_steps: np.ndarray = field(default_factory=lambda: np.array([]))

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
        value, low, high = (float(percent(b)) for b in (self.slope, self.low, self.high))
        named = {"unit": "percent per year", "what": "annual percent change"}
        return Estimate(value, low, high, level=self.level, method=f"{self.model}, {self.limits}", **named)

    def steps(self) -> pd.DataFrame:
        """Declared jumps: year, step and se (log scale), value, low, high (percent change of level) and p.

        Wald limits, t where the scatter is estimated and normal for Poisson and negative binomial, whatever the
        limits of the slope.
        """
        normal = self.model in ("poisson", "negative-binomial")
        return step_table(
            self.jumps, self.log_steps, self.covariance[2:, 2:], np.inf if normal else self.df, self.level
        )

    def to_frame(self) -> pd.DataFrame:
        """One row per year: year, count, population, and fitted with Wald limits low and high (counts)."""
        design = trend_design(self.year, self.jumps)
        line = design @ [self.intercept, self.slope, *self.log_steps] + np.log(self.population)
        half = quantile(self.model, self.level, self.df) * np.sqrt(
            np.einsum("ni,ij,nj->n", design, self.covariance, design)
        )
        shown = {"year": self.year, "count": self.count, "population": self.population}
        return pd.DataFrame(shown | {"fitted": np.exp(line), "low": np.exp(line - half), "high": np.exp(line + half)})

    def summary(self) -> str:
        """Say the annual percent change, the years and the dispersion in three lines, and each step in one."""
        p = "p not defined (exact fit)" if np.isnan(self.p_value) else p_in_words(self.p_value)
        return "\n".join(
            [
                f"Annual percent change {self.apc}",
                *(
                    f"Step in {s.year:g} {s.value:.4g}% ({s.low:.4g} to {s.high:.4g})"
                    for s in self.steps().itertuples()
                ),
                f"{len(self.year)} years, {self.year[0]:g} to {self.year[-1]:g}; {p}",
                f"Pearson dispersion {self.dispersion:.3g} on {self.df} degrees of freedom",
            ]
        )

    def __repr__(self) -> str:
        return self.summary()

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
