"""Non-compartmental analysis of one measured concentration-time curve."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd

from ...errors import DataError
from ...shown import shown
from ...style import PALETTE, axes_of, key
from ..arguments import counts, numbers


@dataclass(frozen=True, slots=True)
class Profile:
    """What a measured curve says without a model; see `noncompartmental` for the definitions.

    Attributes
    ----------
    peak, peak_time : float
        Largest concentration and its first time.
    last, last_time : float
        Last concentration above 0 and its time; missing when there is none.
    auc, auc_log, aumc : float
        Area by the linear rule, by the linear-up log-down rule, and the linear area of time times
        concentration.
    terminal_rate, half_life, r_squared, auc_infinity : float
        Terminal slope and what follows from it; missing when fewer than two points lie after the peak.
    curve : pandas.DataFrame
        The points used: ``time``, ``concentration`` and ``terminal`` (true for those of the terminal slope).
    """

    peak: float
    peak_time: float
    last: float
    last_time: float
    auc: float
    auc_log: float
    aumc: float
    terminal_rate: float
    half_life: float
    r_squared: float
    auc_infinity: float
    curve: pd.DataFrame = field(repr=False, compare=False)

    @property
    def extrapolated_share(self) -> float:
        """Share of `auc_infinity` that lies beyond the last measured concentration."""
        return 1 - self.auc / self.auc_infinity

    def to_frame(self) -> pd.DataFrame:
        """Every quantity as one row of ``quantity, value``."""
        named = {name: value for name, value in asdict(self).items() if name != "curve"}
        return pd.DataFrame({"quantity": list(named), "value": list(named.values())})

    def summary(self) -> str:
        """Give peak, area and half-life in three lines."""
        tail = "no terminal slope: fewer than two points above 0 after the peak"
        if np.isfinite(self.terminal_rate):
            tail = (
                f"terminal half-life {self.half_life:.4g} (r2 {self.r_squared:.3f}), "
                f"AUC to infinity {self.auc_infinity:.4g}"
            )
        return (
            f"peak {self.peak:.4g} at {self.peak_time:.4g}\n"
            f"AUC {self.auc:.4g} linear, {self.auc_log:.4g} linear-up log-down\n{tail}"
        )

    def _repr_html_(self) -> str:
        return shown("Measured curve", self.to_frame(), "noncompartmental")

    def plot(self, ax=None):
        """Draw the measured points and, where there is one, the fitted terminal line."""
        ax = axes_of(ax)
        ax.plot(self.curve["time"], self.curve["concentration"], "o-", color=PALETTE["observed"], label="measured")
        terminal = self.curve[self.curve["terminal"]]
        if len(terminal):
            time = terminal["time"].to_numpy()
            middle = np.log(terminal["concentration"]).mean()
            line = np.exp(middle - self.terminal_rate * (time - time.mean()))
            ax.plot(
                time, line, "--", color=PALETTE["fit"], linewidth=2.5, label=f"terminal half-life {self.half_life:.3g}"
            )
        ax.set(xlabel="time", ylabel="concentration")
        key(ax)
        return ax


def noncompartmental(time, concentration, *, terminal_points: int = 3) -> Profile:
    """Peak, areas and terminal half-life of one measured curve.

    Areas run over all measured points: the linear trapezoid, and the linear-up log-down rule
    ``dt (c1 - c2) / ln(c1 / c2)`` on falling stretches that end above 0. The terminal rate is minus the
    least-squares slope of ln(concentration) on time over the last `terminal_points` concentrations above 0
    that come after the peak. The area to infinity adds the last concentration over the terminal rate to the
    linear area.

    Parameters
    ----------
    time, concentration : array
        One entry per sample, times increasing. Samples with a missing entry are left out; a value below the
        limit of quantification is best given as 0.
    terminal_points : int
        How many points the terminal slope may use, at least 2. With fewer than two points above 0 after the
        peak the terminal quantities are missing.

    Returns
    -------
    Profile

    Raises
    ------
    DataError
        When lengths differ, fewer than two samples remain, times do not increase, or a concentration is
        negative.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 11 and appendix D.
    """
    time, level = _samples(time, concentration)
    wanted = counts(terminal_points, "terminal_points")
    if wanted.ndim or wanted < 2:
        raise DataError(f"terminal_points: expected a whole number of at least 2, got {terminal_points}.")
    top = int(np.argmax(level))
    tail = np.flatnonzero((level > 0) & (time > time[top]))[-int(wanted) :]
    positive = np.flatnonzero(level > 0)
    last, last_time = (level[positive[-1]], time[positive[-1]]) if positive.size else (np.nan, np.nan)
    rate, r_squared = _terminal_slope(time[tail], level[tail])
    linear, logarithmic, moment = _areas(time, level)
    used = np.isin(np.arange(time.size), tail) & np.isfinite(rate)
    return Profile(
        *(float(v) for v in (level[top], time[top], last, last_time, linear, logarithmic, moment, rate)),
        half_life=float(np.log(2) / rate),
        r_squared=float(r_squared),
        auc_infinity=float(linear + last / rate),
        curve=pd.DataFrame({"time": time, "concentration": level, "terminal": used}),
    )


def _samples(time, concentration) -> tuple[np.ndarray, np.ndarray]:
    time = np.atleast_1d(numbers(time, "time"))
    level = np.atleast_1d(numbers(concentration, "concentration", low=0))
    if time.shape != level.shape:
        raise DataError(f"time and concentration: expected equal lengths, got {time.size} and {level.size}.")
    kept = ~(np.isnan(time) | np.isnan(level))
    time, level = time[kept], level[kept]
    if time.size < 2:
        raise DataError(f"concentration: expected at least 2 samples, got {time.size}.")
    if (np.diff(time) <= 0).any():
        raise DataError("time: expected increasing times of one curve; sort the samples and average repeats.")
    return time, level


def _areas(time, level) -> tuple[float, float, float]:
    step, before, after = np.diff(time), level[:-1], level[1:]
    linear = step * (before + after) / 2
    falls = (after < before) & (after > 0)
    ratio = np.where(falls, before, np.e) / np.where(falls, after, 1.0)
    logarithmic = np.where(falls, step * (before - after) / np.log(ratio), linear)
    moment = step * (time[1:] * after + time[:-1] * before) / 2
    return linear.sum(), logarithmic.sum(), moment.sum()


def _terminal_slope(time, level) -> tuple[float, float]:
    """Minus the slope of ln(level) on time, and the squared correlation (missing for a flat tail)."""
    if time.size < 2:
        return np.nan, np.nan
    x, y = time - time.mean(), np.log(level) - np.log(level).mean()
    slope, spread = (x @ y) / (x @ x), y @ y
    if spread == 0:
        return np.nan, np.nan
    return -slope, slope**2 * (x @ x) / spread
