"""One printed dose as a dividing line: who had the event above it and who at or below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...estimate import Estimate
from ...shown import in_words, p_in_words, shown
from ..arguments import checked_level, number
from ..odds_ratio import odds_ratio
from ..proportions import proportion
from ..two_by_two import association_test
from .observations import LARGEST, observations


@dataclass(frozen=True)
class DoseCutoff:
    """A 2 x 2 table of an event by dose above, or at or below, a cut.

    Attributes
    ----------
    cut : float
    events_above, n_above, events_below, n_below : int
        "Below" means at or below the cut.
    p : float
        Two-sided Fisher exact p-value (tables no likelier than the observed one).
    odds_ratio : Estimate
        Conditional maximum likelihood odds ratio, above against below, with exact limits.
    below_bound : Estimate or None
        Exact one-sided upper limit of the share at or below the cut; None when nobody is there.
    level : float
    """

    cut: float
    events_above: int
    n_above: int
    events_below: int
    n_below: int
    p: float
    odds_ratio: Estimate
    below_bound: Estimate | None
    level: float

    def to_frame(self) -> pd.DataFrame:
        """Give one row per side: ``events, n`` and the share as ``value, low, high`` (Clopper-Pearson)."""
        index = pd.Index(["above", "at or below"], name="dose")
        counts = pd.DataFrame(
            {"events": [self.events_above, self.events_below], "n": [self.n_above, self.n_below]}, index=index
        )
        seen = counts[counts["n"] > 0]
        shares = proportion(seen["events"], seen["n"], method="clopper-pearson", level=self.level)
        return counts.join(shares)

    def summary(self) -> str:
        """Say the counts on both sides, the test, and how large the risk below the cut can still be."""
        rows = [
            f"above {self.cut:g}: {self.events_above} of {self.n_above}; "
            f"at or below: {self.events_below} of {self.n_below}",
            f"odds ratio {self.odds_ratio}; Fisher exact {p_in_words(self.p)}",
        ]
        if self.below_bound is not None:
            bound = self.below_bound
            rows.append(f"share at or below at most {bound.high:.4g} (one-sided {100 * bound.level:.6g}% limit)")
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        note = f"Share with the event. Odds ratio {in_words(self.odds_ratio)}; Fisher exact {p_in_words(self.p)}"
        return shown(f"Outcome above and at or below {self.cut:g}", self.to_frame(), note, level=self.level)

    def plot(self, ax=None):
        """Draw the share with the event on both sides with exact limits; gives the Axes back."""
        from .pictures import draw_cutoff

        return draw_cutoff(self, ax)


def dose_cutoff(
    dose: ArrayLike, events: ArrayLike, n: ArrayLike | None = None, *, cut: float, level: float = 0.95
) -> DoseCutoff:
    """Compare the risk above a dose with the risk at or below it (Fisher's exact test).

    Parameters
    ----------
    dose : column of float
    events : column of int
        0 or 1 per person when `n` is None, else the number with the event in each dose group.
    n : column of int, optional
    cut : float
        Cases with ``dose > cut`` are above.
    level : float
        Of the two-sided odds-ratio limits, and of the one-sided bound below the cut.

    Returns
    -------
    DoseCutoff
        With an empty side, or no event or no non-event at all, the odds ratio is not estimable: value NaN,
        limits 0 to infinity, p = 1.

    Raises
    ------
    DataError
        When lengths or labels differ, an event count exceeds its `n`, or no complete row is left.

    References
    ----------
    Fisher RA. The logic of inductive inference. J R Stat Soc 1935;98:39-82. doi:10.2307/2342435
    Cornfield J. A statistical problem arising from retrospective studies. Proc 3rd Berkeley Symp
    1956;4:135-148.

    Examples
    --------
    Seizures after bupropion beside a line of 4 g (invented counts):

    >>> seen = dose_cutoff([1, 2, 3, 6, 9], [0, 0, 1, 3, 4], [9, 8, 7, 6, 5], cut=4)
    >>> seen.events_above, seen.n_above, seen.events_below, seen.n_below
    (7, 11, 1, 24)
    >>> round(seen.p, 5), round(seen.below_bound.high, 3)
    (0.00034, 0.183)
    """
    level, data = checked_level(level), observations(dose, events, n)
    line = number(cut, "cut", low=-LARGEST, high=LARGEST)
    above = data.dose > line
    cells = [(int(data.events[side].sum()), int(data.n[side].sum())) for side in (above, ~above)]
    (a, n_above), (c, n_below) = cells
    p, ratio = _fisher(a, n_above, c, n_below, level)
    bound = proportion(c, n_below, method="clopper-pearson", alternative="upper", level=level) if n_below else None
    return DoseCutoff(line, a, n_above, c, n_below, p, ratio, bound, level)


def _fisher(a: int, n_above: int, c: int, n_below: int, level: float) -> tuple[float, Estimate]:
    if n_above and n_below and 0 < a + c < n_above + n_below:
        ratio = odds_ratio(a, n_above, c, n_below, method="exact", level=level)
        return float(association_test(a, n_above, c, n_below, method="fisher")), ratio
    method = "conditional maximum likelihood, exact limits; not estimable"
    return 1.0, Estimate(np.nan, 0.0, np.inf, level=level, method=method, what="odds ratio")
