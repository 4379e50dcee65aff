"""One joinpoint model: annual percent changes, their average, and limits for the joints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtr, stdtrit

from ...errors import DataError
from ...estimate import Estimate
from ...forms import rounded, signed_percent
from ...shown import in_words, p_in_words, shown
from ...style import PALETTE, axes_of, log_axis, note, readable_rate, whole_years
from ..arguments import choice, number
from ..trends.loglinear import percent, said_steps, step_table


@dataclass(frozen=True)
class JoinpointFit:
    """The best joinpoint model with a given number of joinpoints.

    Attributes
    ----------
    model : str
        ``"log-rate"``, ``"weighted-log-rate"`` or ``"poisson"``.
    level : float
        Confidence level of everything that the methods give.
    year, count, population, fitted : (n,) array
        Data and expected counts.
    joinpoints : (k,) array
        Years at which the trend changes.
    joinpoint_limits : (k, 2) array
        Profile limits of the joints, on observed years.
    slopes : (k + 1,) array
        Slope per year of each segment, log scale. Infinite where the Poisson likelihood of the segment rises for
        ever (years without events beside it), NaN where it does so whichever way the slope goes.
    unscaled : (k + 1, k + 1) array
        Covariance of the slopes for an error variance (dispersion) of 1 and known joints; NaN for a slope that is
        not finite.
    objective, pearson : float
        Weighted sum of squares, or Poisson deviance; and what estimates the error variance over its degrees
        of freedom: the sum of squares, or Pearson chi-square. 0 when the fit is exact.
    spare : int
        Degrees of freedom with known joints: observations less coefficients, n - k - 2 - s. Where a slope is not
        finite, years that the limit repeats exactly are not counted, nor the coefficients that they alone determine.
    jumps, log_steps : (s,) array
        First year after each declared jump, and the change of level there, log scale.
    unscaled_steps : (s, s) array
        Their covariance, as `unscaled`.
    """

    model: str
    level: float
    year: np.ndarray
    count: np.ndarray
    population: np.ndarray
    fitted: np.ndarray
    joinpoints: np.ndarray
    joinpoint_limits: np.ndarray
    slopes: np.ndarray
    unscaled: np.ndarray
    objective: float
    pearson: float
    spare: int
    jumps: np.ndarray
    log_steps: np.ndarray
    unscaled_steps: np.ndarray

    def df(self, joints: str = "estimated") -> int:
        """Degrees of freedom: n - 2(k + 1) with estimated joints (NCI), n - k - 2 with known ones; see `spare`."""
        choice(joints, "joints", ("estimated", "known"))
        return self.spare - (len(self.joinpoints) if joints == "estimated" else 0)

    def _dispersion(self, joints: str) -> float:
        return self.pearson / self.df(joints) if self.df(joints) > 0 else np.nan

    def covariance(self, joints: str = "estimated") -> np.ndarray:
        """Covariance of the segment slopes; NaN without a degree of freedom."""
        return self.unscaled * self._dispersion(joints)

    def apc(self, joints: str = "estimated") -> pd.DataFrame:
        """Annual percent change of each segment with limits.

        Parameters
        ----------
        joints : {"estimated", "known"}
            Whether the joints count as parameters: degrees of freedom n - 2(k + 1), as the NCI program has
            it, or n - k - 2. The slopes' covariance is conditional on the joints in both (Lerman 1980).

        Returns
        -------
        DataFrame
            One row per segment: start, end, slope and se (log scale), value, low, high (percent per year)
            and p (t test of slope 0). A Poisson segment without a finite slope has value infinity or -100, or
            NaN, and neither limits nor p; nor has an exact fit a p.
        """
        se, df = np.sqrt(np.diag(self.covariance(joints))), self.df(joints)
        half = stdtrit(df, (1 + self.level) / 2) * se
        edges = np.concatenate([self.year[:1], self.joinpoints, self.year[-1:]])
        ratio = np.divide(self.slopes, se, out=np.full(len(se), np.nan), where=se > 0)
        table = {"start": edges[:-1], "end": edges[1:], "slope": self.slopes, "se": se}
        with np.errstate(invalid="ignore"):
            limits = {"value": self.slopes, "low": self.slopes - half, "high": self.slopes + half}
        table |= {name: percent(slope) for name, slope in limits.items()}
        return pd.DataFrame(table | {"p": 2 * stdtr(df, -np.abs(ratio))})

    def aapc(self, *, start=None, end=None, joints: str = "estimated") -> Estimate:
        """Average annual percent change: 100 (exp(length-weighted mean slope) - 1), normal limits.

        Parameters
        ----------
        start, end : float, optional
            Years between which to average; the whole series by default.
        joints : {"estimated", "known"}
            As in `apc`. With ``"estimated"`` a range inside one segment takes that segment's t limits, as the
            NCI program does; with ``"known"`` the limits are always normal.

        Returns
        -------
        Estimate
            NaN when the range touches a segment without a finite slope: there is no average of infinities.

        References
        ----------
        Clegg LX et al. (2009). Statistics in Medicine 28:3670-3682. doi:10.1002/sim.3733
        """
        start = self.year[0] if start is None else number(start, "start")
        end = self.year[-1] if end is None else number(end, "end")
        if not self.year[0] <= start < end <= self.year[-1]:
            first, last = self.year[[0, -1]]
            raise DataError(f"start, end: expected years {first:g} to {last:g} in order, got {start:g}, {end:g}.")
        edges = np.concatenate([self.year[:1], self.joinpoints, self.year[-1:]])
        share = np.diff(np.clip(edges, start, end)) / (end - start)
        used = share > 0
        finite = np.isfinite(self.slopes[used]).all()
        slope = share[used] @ self.slopes[used] if finite else np.nan
        se = np.sqrt(share[used] @ self.covariance(joints)[np.ix_(used, used)] @ share[used])
        tail = (1 + self.level) / 2
        within_one = joints == "estimated" and used.sum() == 1
        half = (stdtrit(self.df(joints), tail) if within_one else ndtri(tail)) * se
        value, low, high = (float(percent(b)) for b in (slope, slope - half, slope + half))
        method = f"AAPC {start:g}-{end:g}, {'t' if within_one else 'normal'}"
        named = {"unit": "percent per year", "what": "average annual percent change"}
        return Estimate(value, low, high, level=self.level, method=method, **named)

    def steps(self, joints: str = "estimated") -> pd.DataFrame:
        """Declared jumps: year, step and se (log scale), value, low, high (percent change of level) and p, by t."""
        covariance = self.unscaled_steps * self._dispersion(joints)
        return step_table(self.jumps, self.log_steps, covariance, self.df(joints), self.level)

    @property
    def note(self) -> str:
        """What a reader must know of segments without a finite slope; empty where all slopes are finite."""
        lost = [f"{row.start:g}-{row.end:g}" for row in self.apc().itertuples() if not np.isfinite(row.slope)]
        if not lost:
            return ""
        return (
            f"No finite slope in {', '.join(lost)}: years without events leave it open, so that there are no limits, "
            "no p value, and no average over these years."
        )

    def joints(self) -> pd.DataFrame:
        """Joinpoints with their limits: value, low, high (years)."""
        low, high = self.joinpoint_limits.T if len(self.joinpoints) else ([], [])
        return pd.DataFrame({"value": self.joinpoints, "low": low, "high": high}, dtype=float)

    def to_frame(self) -> pd.DataFrame:
        """The segments: the same as ``apc()``."""
        return self.apc()

    def summary(self) -> str:
        """Say joints, annual percent changes and their average, one per line."""
        lines = [
            f"{len(self.joinpoints)} joinpoints, {len(self.year)} years; {100 * self.level:g}% limits",
            *(f"Joint {row.value:g} ({_limits(row, '{:g}'.format)})" for row in self.joints().itertuples()),
        ]
        for row in self.apc().itertuples():
            change = rounded(row.value, 2) + ("%" if np.isfinite(row.value) else "")
            limits = _limits(row, lambda limit: rounded(limit, 2))
            lines.append(f"APC {row.start:g}-{row.end:g} {change} ({limits}), {p_in_words(row.p)}")
        lines += [*said_steps(self.steps()), f"Average {self.aapc()}"]
        return "\n".join([*lines, self.note] if self.note else lines)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        table = self.apc()[["start", "end", "value", "low", "high", "p"]]
        joints = [f"{row.value:g} ({row.low:g} to {row.high:g})" for row in self.joints().itertuples()]
        told = f"{self.model}. Joints: {', '.join(joints) or 'none'}. Average {in_words(self.aapc())}"
        return shown("Joinpoint regression, percent change per year", table, told, level=self.level)

    def plot(self, ax=None):
        """Draw data, fitted trend, and the joints with their limits."""
        ax = axes_of(ax)
        rate, line = self.count / self.population, self.fitted / self.population
        per, label = (1, "count") if (self.population == 1).all() else readable_rate(line)
        rate, line = per * rate, per * line
        ax.plot(self.year, rate, "o", color=PALETTE["observed"], markersize=4)
        ax.plot(self.year, line, color=PALETTE["fit"])
        for n, row in enumerate(self.joints().itertuples()):
            ax.axvline(row.value, color=PALETTE["guide"], linewidth=1, zorder=0)
            height = 0.03 + 0.03 * n  # one above the other, where limits of two joints overlap
            if np.isfinite(row.low):
                ax.hlines(height, row.low, row.high, PALETTE["guide"], linewidth=3, transform=ax.get_xaxis_transform())
        for row in self.apc().itertuples():
            if not np.isfinite(row.slope):
                continue
            middle = (row.start + row.end) / 2
            beside = {"textcoords": "offset points", "color": PALETTE["fit"], "fontsize": "medium"}
            below = (5, -8 if row.value > 0 else 8)
            said, at = f"{signed_percent(row.value, plus=True)}%", np.interp(middle, self.year, line)
            note(ax, said, middle, at, xytext=below, **beside)
        ax.set_ylabel(f"{label} (log scale)")
        ax.margins(x=0.15, y=0.15)
        log_axis(ax.yaxis)
        whole_years(ax)
        return ax


def _limits(row, form: Callable[[float], str]) -> str:
    return "no limits" if np.isnan(row.low) and np.isnan(row.high) else f"{form(row.low)} to {form(row.high)}"
