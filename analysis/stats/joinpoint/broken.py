"""A fitted broken line: breakpoints, slopes of the segments, and their limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from ...errors import DataError
from ...estimate import Estimate
from ...forms import significant
from ...shown import limits_of, shown
from ...style import PALETTE, axes_of, key, readable_rate
from ..arguments import choice
from ..trends.likelihood import mean_and_weight
from ..trends.loglinear import percent
from .profile import broken_line
from .series import Series


@dataclass(frozen=True)
class BreakpointFit:
    """A fitted broken line.

    Attributes
    ----------
    model : str
        As asked for.
    level : float
        Confidence level of everything that the methods give.
    series : Series
        Family, x in order, y (its logarithm for ``"log-rate"``), and population or trials.
    fitted : (n,) array
        Expected values, on the scale of ``series.y``.
    psi : (k,) array
        Breakpoints.
    intercept : float
        At x = 0, on the scale of the link.
    slopes : (k + 1,) array
        Of the segments, on the scale of the link. Infinite where the likelihood of counts rises for ever (rows
        without events beside the segment), NaN where it does so whichever way the slope goes.
    covariance : (2k + 2, 2k + 2) array
        Of intercept, slopes and breakpoints; see the notes of `breakpoints`. NaN for what is not finite.
    objective : float
        Residual deviance, its limit where the likelihood has no maximum; the residual sum of squares for the
        Gaussian models.
    bic : float
        -2 log-likelihood + log(n) (2 + 2k), and 3 + 2k parameters with a Gaussian variance.
    held : (k,) bool array
        Breakpoints that the limits of the search hold: the fit would go on to improve beyond them.
    """

    model: str
    level: float
    series: Series
    fitted: np.ndarray
    psi: np.ndarray
    intercept: float
    slopes: np.ndarray
    covariance: np.ndarray
    objective: float
    bic: float
    held: np.ndarray

    @property
    def coefficients(self) -> np.ndarray:
        """Intercept (at x = 0), first slope, and changes of slope, on the scale of the link."""
        with np.errstate(invalid="ignore"):
            return np.concatenate([[self.intercept, self.slopes[0]], np.diff(self.slopes)])

    @property
    def df(self) -> int:
        """Residual degrees of freedom, n - 2k - 2."""
        return len(self.series.x) - 2 * len(self.psi) - 2

    def _half_width(self, se, student: bool):
        tail = (1 + self.level) / 2
        return (stdtrit(self.df, tail) if student else ndtri(tail)) * se

    def breakpoints(self) -> pd.DataFrame:
        """Breakpoints: value, se, low, high; t on n - 2k - 2 degrees of freedom in every model."""
        k = len(self.psi)
        se = np.sqrt(np.diag(self.covariance)[k + 2 :])
        half = self._half_width(se, student=True)
        return pd.DataFrame({"value": self.psi, "se": se, "low": self.psi - half, "high": self.psi + half})

    def segments(self) -> pd.DataFrame:
        """Slopes: start, end, value, se, low, high; t for the Gaussian models, else normal."""
        k = len(self.psi)
        edges = np.concatenate([self.series.x[:1], self.psi, self.series.x[-1:]])
        se = np.sqrt(np.diag(self.covariance)[1 : k + 2])
        half = self._half_width(se, student=self.series.family == "gaussian")
        table = {"start": edges[:-1], "end": edges[1:], "value": self.slopes, "se": se}
        with np.errstate(invalid="ignore"):
            return pd.DataFrame(table | {"low": self.slopes - half, "high": self.slopes + half})

    def apc(self) -> pd.DataFrame:
        """Percent change per unit of x in each segment: start, end, value, low, high (logarithmic models)."""
        table = self._logarithmic().segments().drop(columns="se")
        return table.assign(**{name: percent(table[name]) for name in ("value", "low", "high")})

    def mean_slope_se(self, *, breakpoints: str = "estimated") -> float:
        """Standard error of the mean slope over the range of x: the rise of the line over its length.

        With ``breakpoints="known"`` the breakpoints' own uncertainty is left out, with ``"estimated"`` it is not.
        """
        choice(breakpoints, "breakpoints", ("estimated", "known"))
        if not np.isfinite(self.slopes).all():
            return np.nan
        gradient = np.concatenate([[0], self._share, -np.diff(self.slopes) / np.ptp(self.series.x)])
        used = slice(len(self.slopes) + 1 if breakpoints == "known" else None)
        return float(np.sqrt(gradient[used] @ self.covariance[used, used] @ gradient[used]))

    @property
    def _share(self) -> np.ndarray:
        x = self.series.x
        return np.diff(np.concatenate([x[:1], self.psi, x[-1:]])) / np.ptp(x)

    def aapc(self) -> Estimate:
        """Average annual percent change over the range of x (logarithmic models), normal limits.

        NaN when a slope is not finite: there is no average of infinities.
        """
        finite = np.isfinite(self._logarithmic().slopes).all()
        mean = self._share @ self.slopes if finite else np.nan
        half = self._half_width(self.mean_slope_se(), student=False)
        value, low, high = (float(percent(b)) for b in (mean, mean - half, mean + half))
        return Estimate(value, low, high, level=self.level, method="AAPC, delta", unit="percent per unit of x")

    def _logarithmic(self) -> BreakpointFit:
        if self.model not in ("log-rate", "poisson"):
            raise DataError(f"model: a percent change needs log-rate or poisson, not {self.model}.")
        return self

    @property
    def note(self) -> str:
        """What a reader must know of slopes that are not finite and of breakpoints held by the search."""
        rows = self.segments().itertuples()
        lost = [f"{row.start:.4g} to {row.end:.4g}" for row in rows if not np.isfinite(row.value)]
        said = [f"No finite slope in {', '.join(lost)}: rows without events leave it open."] if lost else []
        if self.held.any():
            where = ", ".join(f"{psi:.4g}" for psi in self.psi[self.held])
            said.append(f"Held by the limits of the search, beyond which the fit would improve: {where}.")
        return " ".join(said)

    def to_frame(self) -> pd.DataFrame:
        """The segments: the same as ``segments()``."""
        return self.segments()

    def summary(self) -> str:
        """Say breakpoints and slopes, one per line."""
        lines = [f"{len(self.psi)} breakpoints, {len(self.series.x)} rows, {self.model}; BIC {self.bic:.2f}"]
        for row in self.breakpoints().itertuples():
            spread = f"SE {row.se:.3g}; {row.low:.4g} to {row.high:.4g}" if np.isfinite(row.se) else "no limits"
            lines.append(f"Breakpoint {row.value:.4g} ({spread})")
        for row in self.segments().itertuples():
            limits = f"{row.low:.4g} to {row.high:.4g}" if np.isfinite(row.low) else "no limits"
            slope = f"{row.value:.4g}" if np.isfinite(row.value) else significant(row.value) or "not estimable"
            lines.append(f"Slope {row.start:.4g} to {row.end:.4g}: {slope} ({limits})")
        return "\n".join([*lines, self.note] if self.note else lines)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        percent_per_x = self.model in ("log-rate", "poisson")
        pieces, name = (self.apc(), "percent per x") if percent_per_x else (self.segments(), "slope")
        spans = [f"{row.start:.4g} to {row.end:.4g}" for row in pieces.itertuples()]
        table = pd.concat([self.breakpoints(), pieces], keys=["breakpoint", name])
        table = table[["value", "low", "high"]].assign(where=[""] * len(self.psi) + spans)
        table.index = table.index.get_level_values(0).rename("quantity")
        title = f"Broken line, {len(self.psi)} breakpoint{'s' * (len(self.psi) > 1)}"
        return shown(title, table, f"{self.model}. {self.note}" if self.note else self.model, level=self.level)

    def plot(self, ax=None):
        """Draw data and broken line (rates or shares where there is a population), breakpoints with limits."""
        ax = axes_of(ax)
        x, labels = self.series.x, {"log-rate": "log rate", "gaussian": "y"}
        rate = self.series.y / self.series.size
        per, label = (1, labels[self.model]) if self.model in labels else readable_rate(rate)
        ax.plot(x, per * rate, "o", color=PALETTE["observed"], markersize=4, label="observed")
        for row in self.breakpoints().itertuples():
            named = f"breakpoint {row.value:.1f}"
            if np.isfinite(row.se):
                ax.axvspan(row.low, row.high, color=PALETTE["span"], zorder=0)
                named += f"\n({limits_of(self.level)} {row.low:.1f} to {row.high:.1f})"
            ax.axvline(row.value, color=PALETTE["guide"], linewidth=1, zorder=0, label=named)
        fine, expected = self._line()
        ax.plot(fine, per * expected, color=PALETTE["fit"], label="broken line")
        ax.set(xlabel="x", ylabel=label, xlim=(x[0] - 0.04 * np.ptp(x), x[-1] + 0.04 * np.ptp(x)))
        key(ax)
        return ax

    def _line(self) -> tuple[np.ndarray, np.ndarray]:
        """Many x and what is expected at each; the observed x alone where a slope is not finite."""
        x = self.series.x
        if not np.isfinite(self.slopes).all():
            return x, self.fitted / self.series.size
        fine = np.union1d(np.linspace(x[0], x[-1], 200), self.psi)
        eta = broken_line(fine, self.psi) @ self.coefficients
        return fine, mean_and_weight(self.series.family, eta, np.ones(len(fine)))[0]
