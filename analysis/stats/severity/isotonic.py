"""The share with the outcome as a curve that never falls with dose, without any other assumption."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...shown import shown
from ..arguments import checked_level, number, numbers
from ..proportions import proportion
from .observations import Observations, observations


@dataclass(frozen=True, eq=False)
class IsotonicResponse:
    """A fitted non-decreasing dose-response curve.

    Attributes
    ----------
    value : array of shape (doses,)
        Fitted share at each distinct dose, in increasing order of dose.
    low, high : array of shape (doses,)
        Simultaneous limits, themselves non-decreasing.
    level : float
        Probability that the limits hold at all doses at once.
    data : Observations
        Doses, events and cases added up by dose.
    """

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    data: Observations

    @property
    def blocks(self) -> int:
        """Number of different levels of the fitted curve."""
        return len(np.unique(self.value))

    def crossing(self, share=0.5) -> float | np.ndarray:
        """Give the smallest observed dose whose fitted share reaches `share`; NaN where none does."""
        # A fitted share is the float next to a ratio of counts, as 0.1 is the one next to 3/30.
        wanted = numbers(share, "share", low=0, high=1)
        position = np.searchsorted(self.value, wanted)
        dose = np.append(self.data.dose, np.nan)[position]
        return float(dose) if dose.ndim == 0 else dose

    def to_frame(self) -> pd.DataFrame:
        """Give ``dose, events, n``, the observed ``share``, and the fitted ``value, low, high`` per dose."""
        seen = self.data
        columns = {"dose": seen.dose, "events": seen.events.astype(int), "n": seen.n.astype(int)}
        fitted = {"share": seen.events / seen.n, "value": self.value, "low": self.low, "high": self.high}
        return pd.DataFrame(columns | fitted)

    def summary(self) -> str:
        """Say how many levels the curve has, and what it rises from and to."""
        first, last = self.to_frame().iloc[[0, -1]].itertuples()
        rows = [
            f"Isotonic dose response: {self.data.stated()}, {len(self.value)} doses, {self.blocks} levels",
            f"share from {first.value:.4g} at {first.dose:g} to {last.value:.4g} at {last.dose:g}; "
            f"{100 * self.level:.6g}% limits hold at all doses at once",
        ]
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        note = f"{self.blocks} levels; limits hold at all doses at once"
        return shown("Isotonic dose response", self.to_frame(), note, level=self.level)

    def plot(self, ax=None):
        """Draw the observed shares and the fitted steps with their limits; gives the Axes back."""
        from .pictures import draw_isotonic

        return draw_isotonic(self, ax)


def isotonic_response(
    dose: ArrayLike, events: ArrayLike, n: ArrayLike | None = None, *, weighted: bool = True, level: float = 0.95
) -> IsotonicResponse:
    """Fit the share with the outcome by isotonic regression on dose.

    Parameters
    ----------
    dose : column of float
        Dose per person or per dose group; equal doses are added up.
    events : column of int
        0 or 1 per person when `n` is None, else the number with the outcome in each dose group.
    n : column of int, optional
        Number observed in each dose group.
    weighted : bool
        Weight each dose by its cases, which gives the maximum likelihood estimate; else every dose alike.
    level : float
        Probability that the limits hold at all doses at once.

    Returns
    -------
    IsotonicResponse

    Raises
    ------
    DataError
        When lengths or labels differ, an event count exceeds its `n`, or no complete row is left.

    Notes
    -----
    The fit pools adjacent doses until no share falls, in whole numbers: which doses are pooled, and how many levels
    there are, hangs on no rounding. Limits: at each of the k doses an exact Clopper-Pearson
    interval of level ``level**(1/k)``, so that all k hold at once with probability `level`; the true curve
    being monotone, the lower limit at a dose is the largest of those at doses up to it, the upper limit the
    smallest of those from it on. Where the data fall so steeply that the fit lies outside, the limits are
    widened to contain it (which only raises their coverage). With no event at all the fit and the lower
    limits are 0.

    References
    ----------
    Barlow RE, Bartholomew DJ, Bremner JM, Brunk HD. Statistical Inference under Order Restrictions.
    Wiley 1972.
    Korn EL. Confidence bands for isotonic dose-response curves. Appl Stat 1982;31:59-63. doi:10.2307/2347076

    Examples
    --------
    Coma by dose of baclofen in mg (invented counts): the fall from 2 of 10 to 1 of 10 is pooled.

    >>> fit = isotonic_response([50, 100, 200, 400], [0, 2, 1, 6], [10, 10, 10, 10])
    >>> fit.value.tolist(), fit.crossing(0.5)
    ([0.0, 0.15, 0.15, 0.6], 400.0)
    """
    level, data = checked_level(level), observations(dose, events, n).by_dose()
    fitted = _pooled(data, bool(number(weighted, "weighted", low=0, high=1)))
    each: pd.DataFrame = proportion(data.events, data.n, method="clopper-pearson", level=level ** (1 / len(data.n)))
    low = np.maximum.accumulate(each["low"].to_numpy())
    high = np.minimum.accumulate(each["high"].to_numpy()[::-1])[::-1]
    return IsotonicResponse(fitted, np.minimum(low, fitted), np.maximum(high, fitted), level, data)


def _pooled(data: Observations, weighted: bool) -> np.ndarray:
    """Pool adjacent violators: blocks of (sum, weight, doses) in exact arithmetic."""
    blocks: list[tuple] = []
    for events, n in zip(data.events.astype(int).tolist(), data.n.astype(int).tolist(), strict=True):
        total, weight, doses = (events, n, 1) if weighted else (Fraction(events, n), 1, 1)
        while blocks and blocks[-1][0] * weight >= total * blocks[-1][1]:
            before = blocks.pop()
            total, weight, doses = total + before[0], weight + before[1], doses + before[2]
        blocks.append((total, weight, doses))
    return np.repeat([float(Fraction(total) / weight) for total, weight, _ in blocks], [d for *_, d in blocks])
