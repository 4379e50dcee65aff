"""A fitted interrupted time series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from ...estimate import Estimate
from ...shown import shown
from ...style import BAND, PALETTE, axes_of, key, readable_rate
from ..arguments import checked_level, choice
from .loglinear import percent

ERRORS = {
    "linear": ("newey-west", "newey-west-adjusted", "model"),
    "quasi-poisson": ("model", "newey-west", "poisson"),
    "ar1": ("model",),
}


@dataclass(frozen=True)
class InterruptedSeries:
    """A fitted interrupted time series.

    Attributes
    ----------
    model : str
        As asked for.
    start, lag : int
        First period after the interruption (1 = the first period of all); Newey-West lag used.
    y, population : (n,) array
        Data and denominator.
    design : DataFrame
        The terms, one row per period.
    coefficients : Series
        ``intercept, time, level, slope`` and the seasonal terms; on the log scale for ``"quasi-poisson"``.
    covariances : dict
        Kind of standard error -> covariance of the coefficients.
    df : int
        Residual degrees of freedom.
    dispersion : float
        Residual variance (``"linear"``; innovation variance for ``"ar1"``) or Pearson chi-square over `df`.
    deviance, durbin_watson, autocorrelation, loglik : float
        Residual deviance (the residual sum of squares for ``"linear"``); Durbin-Watson statistic of the
        residuals; AR(1) coefficient and log-likelihood. NaN where the model has none.
    """

    model: str
    start: int
    lag: int
    y: np.ndarray
    population: np.ndarray
    design: pd.DataFrame
    coefficients: pd.Series
    covariances: dict[str, np.ndarray]
    df: int
    dispersion: float
    deviance: float = np.nan
    durbin_watson: float = np.nan
    autocorrelation: float = np.nan
    loglik: float = np.nan

    @property
    def fitted(self) -> np.ndarray:
        """Expected values."""
        return self._expected(self.design.to_numpy() @ self.coefficients.to_numpy())

    @property
    def counterfactual(self) -> np.ndarray:
        """Expected values had there been no change of level or slope."""
        unchanged = self.design.assign(level=0.0, slope=0.0)
        return self._expected(unchanged.to_numpy() @ self.coefficients.to_numpy())

    def _expected(self, line: np.ndarray) -> np.ndarray:
        return self.population * np.exp(line) if self.model == "quasi-poisson" else line

    @property
    def effect_at_end(self) -> float:
        """Expected minus counterfactual value in the last period, in units of `y`."""
        return float(self.fitted[-1] - self.counterfactual[-1])

    def to_frame(self, *, errors: str | None = None, level: float = 0.95) -> pd.DataFrame:
        """One row per coefficient: value, se, low, high, p.

        Parameters
        ----------
        errors : str, optional
            ``"newey-west"`` (default of ``"linear"``), ``"newey-west-adjusted"`` (times n/(n - k)),
            ``"model"`` (default otherwise: least squares, quasi-Poisson, or exact AR(1) likelihood),
            ``"poisson"``.
        level : float
            Confidence level; limits and p use t on `df` (normal for ``"ar1"`` and ``"poisson"``).
        """
        errors = choice(errors or ERRORS[self.model][0], "errors", ERRORS[self.model])
        df = np.inf if self.model == "ar1" or errors == "poisson" else self.df
        value, se = self.coefficients, np.sqrt(np.maximum(np.diag(self.covariances[errors]), 0))
        half = stdtrit(df, (1 + checked_level(level)) / 2) * se
        ratio = np.divide(value, se, out=np.full(len(se), np.nan), where=se > 0)
        frame = {
            "value": value,
            "se": se,
            "low": value - half,
            "high": value + half,
            "p": 2 * stdtr(df, -np.abs(ratio)),
        }
        return pd.DataFrame(frame, index=value.index)

    def level_change(self, *, errors: str | None = None, level: float = 0.95) -> Estimate:
        """Step at the interruption: in units of `y`, or in percent for ``"quasi-poisson"``."""
        return self._change("level", errors, level)

    def slope_change(self, *, errors: str | None = None, level: float = 0.95) -> Estimate:
        """Change of slope per period: in units of `y`, or in percent for ``"quasi-poisson"``."""
        return self._change("slope", errors, level)

    def _change(self, term, errors, level) -> Estimate:
        row = self.to_frame(errors=errors, level=level).loc[term, ["value", "low", "high"]]
        relative = self.model == "quasi-poisson"
        method = f"{self.model}, {errors or ERRORS[self.model][0]}"
        value, low, high = (float(v) for v in (percent(row) if relative else row))
        return Estimate(
            value, low, high, level=level, method=method, unit="percent" if relative else "", what=f"change of {term}"
        )

    def summary(self) -> str:
        """Say the changes of level and slope and the effect at the end."""
        return "\n".join(
            [
                f"Level change {self.level_change()}",
                f"Slope change {self.slope_change()}",
                f"Difference from the counterfactual in the last period {self.effect_at_end:.4g}",
                f"{len(self.y)} periods, interrupted at {self.start}; Newey-West lag {self.lag}",
            ]
        )

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        rows: dict = {"level change": self.level_change(), "slope change per period": self.slope_change()}
        rows |= {"difference from no change, last period": self.effect_at_end}
        return shown("Interrupted time series", rows, f"{len(self.y)} periods, interrupted at {self.start}")

    def plot(self, ax=None):
        """Draw data, fit with 95% limits (default errors), and the counterfactual after the interruption."""
        ax = axes_of(ax)
        period = np.arange(1, len(self.y) + 1)
        after = period >= self.start
        per, label = (1, "value") if (self.population == 1).all() else readable_rate(self.fitted / self.population)
        scale = self.population / per
        ax.plot(period, self.y / scale, "o", color=PALETTE["observed"], markersize=3, label="observed")
        x, covariance = self.design.to_numpy(), self.covariances[ERRORS[self.model][0]]
        half = stdtrit(self.df, 0.975) * np.sqrt(np.maximum(np.einsum("ni,ij,nj->n", x, covariance, x), 0))
        line = x @ self.coefficients.to_numpy()
        low, fit, high = (self._expected(line + shift) / scale for shift in (-half, 0, half))
        for side, named in ((~after, "fit (95% CI)"), (after, None)):
            ax.plot(period[side], fit[side], color=PALETTE["fit"], label=named)
            ax.fill_between(period[side], low[side], high[side], color=PALETTE["fit"], alpha=BAND, linewidth=0)
        unchanged = (self.counterfactual / scale)[after]
        ax.plot(period[after], unchanged, "--", color=PALETTE["without"], label="without change")
        ax.axvline(self.start - 0.5, color=PALETTE["guide"], linewidth=1)
        ax.set(xlabel="period", ylabel=label)
        key(ax)
        return ax
