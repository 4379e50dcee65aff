"""Does the share with the outcome rise along ordered doses?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...shown import p_in_words, shown, valued
from ..arguments import checked_level, number
from ..comparison.permutation import exact_p, whole_scores
from ..proportions import proportion
from .observations import ROUNDING, Observations, observations


@dataclass(frozen=True, eq=False)
class DoseTrend:
    """A Cochran-Armitage test for trend, and the test of what the trend leaves unexplained.

    Attributes
    ----------
    z : float
        Signed root of the trend chi-square; above 0 when the share rises with dose.
    homogeneity : float
        Pearson chi-square of all doses against each other, on ``doses - 1`` degrees of freedom.
    p_exact : float
        Two-sided permutation p-value of the sum of doses of the cases with the event; NaN unless asked for.
    level : float
        Of the limits that `to_frame` and `plot` give.
    data : Observations
        Added up by dose.
    """

    z: float
    homogeneity: float
    p_exact: float
    level: float
    data: Observations

    @property
    def chisq(self) -> float:
        """Trend chi-square on one degree of freedom (variance with N)."""
        return self.z**2

    @property
    def chisq_n1(self) -> float:
        """The same with the permutation variance (N - 1)."""
        total = self.data.n.sum()
        return self.chisq * (total - 1) / total

    @property
    def p(self) -> float:
        """Two-sided p-value of the trend."""
        return float(2 * special.ndtr(-abs(self.z)))

    @property
    def p_increasing(self) -> float:
        """One-sided p-value against a share that rises with dose."""
        return float(special.ndtr(-self.z))

    @property
    def p_homogeneity(self) -> float:
        """P-value of `homogeneity`."""
        return float(special.chdtrc(len(self.data.dose) - 1, self.homogeneity))

    @property
    def departure(self) -> float:
        """Chi-square left over by the trend, on ``doses - 2`` degrees of freedom; 0 where none are left."""
        left = self.homogeneity - self.chisq
        exact = len(self.data.dose) == 2 or abs(left) < ROUNDING * self.homogeneity
        return 0.0 if exact and not np.isnan(left) else left

    @property
    def p_departure(self) -> float:
        """P-value of `departure`; NaN with two doses."""
        df = len(self.data.dose) - 2
        return float(special.chdtrc(df, max(self.departure, 0.0))) if df and not np.isnan(self.z) else np.nan

    def to_frame(self) -> pd.DataFrame:
        """Give ``statistic, df, p`` of trend, homogeneity and departure from the trend."""
        k = len(self.data.dose)
        rows = {
            "trend": (self.chisq, 1, self.p),
            "homogeneity": (self.homogeneity, k - 1, self.p_homogeneity),
            "departure": (self.departure, k - 2, self.p_departure),
            "trend, exact": (np.nan, 0, self.p_exact),
        }
        columns = ["statistic", "df", "p"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("test")

    def shares(self) -> pd.DataFrame:
        """Give ``dose, events, n`` and the share as ``value, low, high`` (Clopper-Pearson) per dose."""
        seen = self.data
        counts = pd.DataFrame({"dose": seen.dose, "events": seen.events.astype(int), "n": seen.n.astype(int)})
        limits = proportion(counts["events"], counts["n"], method="clopper-pearson", level=self.level)
        return counts.join(limits)

    def summary(self) -> str:
        """Say the trend, its direction, and whether the doses depart from it."""
        way = "no direction" if not self.z else "rising" if self.z > 0 else "falling"
        rows = [
            f"Cochran-Armitage trend: {self.data.stated()} at {len(self.data.dose)} doses",
            f"chi-square {self.chisq:.4g} on 1 df ({way}), {p_in_words(self.p)}",
            f"departure {self.departure:.4g} on {len(self.data.dose) - 2} df, {p_in_words(self.p_departure)}",
        ]
        if np.isnan(self.z):
            rows[1:] = ["not defined: everybody or nobody had the event"]
        if not np.isnan(self.p_exact):
            rows.append(f"exact permutation {p_in_words(self.p_exact)}")
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        trend = f"Cochran-Armitage chi-square {valued(self.chisq)} on 1 df, {p_in_words(self.p)}"
        note = f"{trend}; limits Clopper-Pearson"
        return shown("Trend of the share with the event by dose", self.shares(), note, level=self.level)

    def plot(self, ax=None):
        """Draw the share at each dose with exact limits; gives the Axes back."""
        from .pictures import draw_trend

        return draw_trend(self, ax)


def dose_trend(
    dose: ArrayLike, events: ArrayLike, n: ArrayLike | None = None, *, exact: bool = False, level: float = 0.95
) -> DoseTrend:
    """Test for a trend of the share with the outcome over doses (Cochran-Armitage); doses are the scores.

    Parameters
    ----------
    dose : column of float
        Dose, or a score for it such as 0, 1, 2; equal doses are added up.
    events : column of int
        0 or 1 per person when `n` is None, else the number with the outcome in each dose group.
    n : column of int, optional
    exact : bool
        Compute the permutation p-value too. Scores must be multiples of one step, such as 5, 10, 25 or 0.1, 0.25.
    level : float

    Returns
    -------
    DoseTrend
        With no event, or no non-event, every statistic and p-value is NaN (0/0).

    Raises
    ------
    DataError
        When there are fewer than two different doses, lengths or labels differ, an event count exceeds its `n`, or
        the exact p-value needs too much work.

    Notes
    -----
    ``z = sum d_i (x_i - n_i p) / sqrt(p (1 - p) sum n_i (d_i - mean)^2)`` with p the overall share. The exact
    two-sided p-value sums the probability of all score sums at least as far from their expectation as
    observed. Events beyond expectation are counted in whole numbers, so that equal shares give 0 and no rounding.

    References
    ----------
    Cochran WG. Some methods for strengthening the common chi-squared tests. Biometrics 1954;10:417-451.
    doi:10.2307/3001616
    Armitage P. Tests for linear trends in proportions and frequencies. Biometrics 1955;11:375-386.
    doi:10.2307/3001775

    Examples
    --------
    Coma by dose of baclofen in mg (invented counts):

    >>> trend = dose_trend([50, 100, 200, 400], [0, 1, 3, 6], [10, 10, 10, 10], exact=True)
    >>> round(trend.chisq, 2), round(trend.p, 4), round(trend.p_exact, 4)
    (11.14, 0.0008, 0.0008)
    """
    level, data = checked_level(level), observations(dose, events, n).by_dose()
    exact = bool(number(exact, "exact", low=0, high=1))
    if len(data.dose) < 2:
        raise DataError("dose: expected at least two different doses, got one; a trend needs two.")
    events, total = int(data.events.sum()), int(data.n.sum())
    if events in (0, total):
        return DoseTrend(np.nan, np.nan, np.nan, level, data)
    spread, score = (events / total) * ((total - events) / total), data.dose / np.ptp(data.dose)
    centered = score - np.average(score, weights=data.n)
    z = data.rise(score) / np.sqrt(spread * (data.n @ centered**2))
    homogeneity = np.sum(data.surplus() ** 2 / data.n) / spread
    p = exact_p(whole_scores(data.dose, "dose"), data.n, data.events) if exact else np.nan
    return DoseTrend(float(z), float(homogeneity), p, level, data)
