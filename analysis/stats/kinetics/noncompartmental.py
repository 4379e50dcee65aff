"""Non-compartmental analysis of one measured concentration-time curve."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ...shown import shown
from ...style import PALETTE, axes_of, key
from ..arguments import counts, number, numbers, paired

_LEVEL = 1e-13
"""Fall of ln(concentration) over the whole tail below which it is the rounding of equal numbers."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a measured curve says without a model; see `noncompartmental` for the definitions.

    Attributes
    ----------
    peak, peak_time : float
        Largest concentration and its first time (missing when nothing was above 0).
    last, last_time : float
        Last concentration above 0 and its time; missing when there is none.
    auc, auc_log, aumc : float
        Areas over all samples (AUCall): by the linear rule, by the linear-up log-down rule, and the linear area
        of time times concentration.
    auc_last, auc_log_last, aumc_last : float
        The same up to the last concentration above 0 (AUClast); 0 when there is none.
    terminal_rate, half_life, r_squared : float
        Terminal slope and what follows from it; missing when fewer than two points lie after the peak or the
        tail does not fall.
    auc_infinity, auc_log_infinity, aumc_infinity : float
        The areas up to the last concentration above 0 and what is extrapolated beyond it; missing with the slope.
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
    auc_last: float
    auc_log_last: float
    aumc_last: float
    terminal_rate: float
    half_life: float
    r_squared: float
    auc_infinity: float
    auc_log_infinity: float
    aumc_infinity: float
    curve: pd.DataFrame = field(repr=False, compare=False)

    @property
    def extrapolated_share(self) -> float:
        """Share of `auc_infinity` that lies beyond the last concentration above 0."""
        return self.last / self.terminal_rate / self.auc_infinity

    @property
    def mean_residence_time(self) -> float:
        """``aumc_infinity / auc_infinity``, time counted from 0; after an infusion over T subtract T/2."""
        return self.aumc_infinity / self.auc_infinity

    def clearance(self, dose) -> float:
        """Give ``dose / auc_infinity``; the dose over F after an oral dose of which the share F is absorbed."""
        return number(dose, "dose", low=0) / self.auc_infinity

    def to_frame(self) -> pd.DataFrame:
        """Every quantity as one row of ``quantity, value``."""
        named = {name: value for name, value in asdict(self).items() if name != "curve"}
        return pd.DataFrame({"quantity": list(named), "value": list(named.values())})

    def summary(self) -> str:
        """Give peak, area and half-life in three lines."""
        tail = "no terminal half-life: fewer than two points above 0 after the peak, or they do not fall"
        if np.isfinite(self.terminal_rate):
            tail = (
                f"terminal half-life {self.half_life:.4g} (r2 {self.r_squared:.3f}), "
                f"AUC to infinity {self.auc_infinity:.4g}"
            )
        return (
            f"peak {self.peak:.4g} at {self.peak_time:.4g}\n"
            f"AUC {self.auc:.4g} linear, {self.auc_log:.4g} linear-up log-down\n{tail}"
        )

    def __repr__(self) -> str:
        return self.summary()

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


def noncompartmental(time: ArrayLike, concentration: ArrayLike, *, terminal_points: int = 3) -> Profile:
    """Peak, areas and terminal half-life of one measured curve.

    Parameters
    ----------
    time, concentration : array
        One entry per sample, times finite and increasing, concentrations 0 or more. Series are paired by their
        labels.
    terminal_points : int
        How many points the terminal slope may use, at least 2. With fewer than two points above 0 after the
        peak the terminal quantities are missing.

    Returns
    -------
    Profile

    Raises
    ------
    DataError
        When lengths or labels differ, fewer than two samples remain, times do not increase, or a concentration
        is negative or infinite.

    Notes
    -----
    Areas: the linear trapezoid ``dt (c1 + c2) / 2``, and the linear-up log-down rule, which is
    ``dt (c1 - c2) / ln(c1 / c2)`` on falling stretches that end above 0 and linear elsewhere.

    The terminal rate is minus the least-squares slope of ln(concentration) on time over the last
    `terminal_points` concentrations above 0 that come after the peak (its first time). A tail that rises or is
    level has no half-life.

    With C the last concentration above 0, at time t, and r the terminal rate, the area to infinity is the area
    up to t and ``C / r``, the moment to infinity the moment up to t and ``C t / r + C / r^2``: what a 0 adds to
    the area after t is replaced by the extrapolation, never counted beside it.

    Samples below the limit of quantification: 0 before the first and after the last measurable one. Between two
    measurable ones a 0 counts as a true 0; give NaN to leave the sample out. Samples with a missing entry are
    left out; when it is the concentration of the first one, the areas have no beginning and are missing.

    References
    ----------
    Gibaldi M, Perrier D. Pharmacokinetics. 2nd ed. Marcel Dekker; 1982, chapter 11 and appendix D.
    Gabrielsson J, Weiner D. Non-compartmental analysis. Methods Mol Biol 2012;929:377-389.
    doi:10.1007/978-1-62703-050-2_16

    Examples
    --------
    Plasma baclofen (mg/L) in the hours after an overdose, the last sample below quantification (invented):

    >>> seen = noncompartmental([0, 1, 2, 3, 4], [0, 5, 3, 1.5, 0])
    >>> round(seen.half_life, 3), round(seen.auc_last, 3), round(seen.auc_infinity, 3)
    (1.0, 8.75, 10.914)
    """
    time, level, begun = _samples(time, concentration)
    points = number(counts(terminal_points, "terminal_points"), "terminal_points", low=2)
    top, positive = int(np.argmax(level)), np.flatnonzero(level > 0)
    tail = positive[time[positive] > time[top]][-int(points) :]
    end = positive[-1] if positive.size else 0
    last, last_time = (level[end], time[end]) if positive.size else (np.nan, np.nan)
    rate, r_squared = _terminal_slope(time[tail], level[tail])
    with np.errstate(over="ignore"):
        whole, measured = (
            _areas(time[:stop], level[:stop]) if begun else np.full(3, np.nan) for stop in (None, end + 1)
        )
        beyond = np.array([last / rate, last / rate, last / rate * (last_time + 1 / rate)])
    named = zip(("auc", "auc_log", "aumc"), whole, measured, measured + beyond, strict=True)
    areas = {
        f"{name}{to}": float(a) for name, *all_ in named for to, a in zip(("", "_last", "_infinity"), all_, strict=True)
    }
    used = np.isin(np.arange(time.size), tail) & np.isfinite(rate)
    return Profile(
        peak=float(level[top]),
        peak_time=float(time[top]) if positive.size else np.nan,
        last=float(last),
        last_time=float(last_time),
        terminal_rate=float(rate),
        half_life=float(np.log(2) / rate),
        r_squared=float(r_squared),
        curve=pd.DataFrame({"time": time, "concentration": level, "terminal": used}),
        **areas,
    )


def _samples(time, concentration) -> tuple[np.ndarray, np.ndarray, bool]:
    """Times and concentrations without a missing entry, and whether the first time has its concentration."""
    time, concentration = paired(time=time, concentration=concentration)
    time = np.atleast_1d(numbers(time, "time"))
    level = np.atleast_1d(numbers(concentration, "concentration", low=0))
    if time.shape != level.shape:
        raise DataError(f"time and concentration: expected equal lengths, got {time.size} and {level.size}.")
    if np.isinf(time).any() or np.isinf(level).any():
        raise DataError("time and concentration: expected finite numbers, got an infinite one.")
    timed = ~np.isnan(time)
    time, level = time[timed], level[timed]
    if (np.diff(time) <= 0).any():
        raise DataError("time: expected increasing times of one curve; sort the samples and average repeats.")
    kept = ~np.isnan(level)
    if kept.sum() < 2:
        raise DataError(f"concentration: expected at least 2 samples, got {kept.sum()}.")
    return time[kept], level[kept], bool(kept[0])


def _areas(time, level) -> np.ndarray:
    """Linear area, linear-up log-down area and linear moment over all samples given."""
    step, before, after = np.diff(time), level[:-1], level[1:]
    linear = step * (before / 2 + after / 2)
    falls = (after < before) & (after > 0)
    upper, lower = np.where(falls, before, 2.0), np.where(falls, after, 1.0)
    # ln(c1/c2) of two almost equal concentrations has no digits left; ln(1 + (c1-c2)/c2) has all of them.
    near = upper < 2 * lower
    log_ratio = np.where(near, np.log1p((upper - lower) / np.where(near, lower, upper)), np.log(upper) - np.log(lower))
    logarithmic = np.where(falls, step * ((upper - lower) / log_ratio), linear)
    moment = step * (time[1:] * (after / 2) + time[:-1] * (before / 2))
    return np.array([linear.sum(), logarithmic.sum(), moment.sum()])


def _terminal_slope(time, level) -> tuple[float, float]:
    """Minus the slope of ln(level) on time, and the squared correlation; missing for a tail that does not fall."""
    if time.size < 2:
        return np.nan, np.nan
    x, y = time - time.mean(), np.log(level) - np.log(level).mean()
    slope = (x @ y) / (x @ x)
    if slope * np.ptp(x) > -_LEVEL:
        return np.nan, np.nan
    return -slope, slope**2 * (x @ x) / (y @ y)
