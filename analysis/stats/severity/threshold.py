"""The dose that best tells who had the event: ROC curve, Youden index, and how unsure the threshold is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...estimate import Estimate
from ...shown import shown
from ..arguments import checked_level, counts, number
from .observations import observations


@dataclass(frozen=True, eq=False)
class DoseThreshold:
    """The threshold that maximizes the Youden index, for the rule "event when dose >= threshold".

    Attributes
    ----------
    threshold : Estimate
        Middle of the gap between the two observed doses that the rule separates, with percentile bootstrap
        limits. Of several equally good ones the lowest, which misses the fewest events.
    youden : float
        Sensitivity + specificity - 1 there.
    best : pandas.DataFrame
        Every threshold that reaches it: ``low, high`` (any threshold above `low` and up to `high` classifies
        alike), ``sensitivity, specificity``.
    auc : Estimate
        Area under the ROC curve with DeLong limits, cut at 0 and 1; limits are NaN when only one case had the
        event, or only one had not.
    auc_variance : float
        DeLong variance of the area.
    curve : pandas.DataFrame
        ``threshold, sensitivity, specificity`` for every rule between two observed doses.
    n_events, n_others : int
    """

    threshold: Estimate
    youden: float
    best: pd.DataFrame
    auc: Estimate
    auc_variance: float
    curve: pd.DataFrame
    n_events: int
    n_others: int

    def to_frame(self) -> pd.DataFrame:
        """Give ``value, low, high`` of the threshold and of the area under the curve."""
        rows = [[e.value, e.low, e.high] for e in (self.threshold, self.auc)]
        index = pd.Index(["threshold", "auc"], name="quantity")
        return pd.DataFrame(rows, columns=["value", "low", "high"], index=index)

    def summary(self) -> str:
        """Say the threshold, how well it separates, how many others do as well, and the ROC area."""
        first = self.best.iloc[0]
        rows = [
            f"{self.n_events} with the event, {self.n_others} without",
            f"threshold {self.threshold}: sensitivity {first['sensitivity']:.3g}, "
            f"specificity {first['specificity']:.3g}, Youden index {self.youden:.3g}",
            f"area under the ROC curve {self.auc}",
        ]
        if len(self.best) > 1:
            rows.append(f"{len(self.best)} thresholds are equally good; the lowest is given")
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        first = self.best.iloc[0]
        rows = {"threshold": self.threshold, "area under the ROC curve": self.auc, "Youden index": self.youden}
        rows |= {"sensitivity": first["sensitivity"], "specificity": first["specificity"]}
        return shown("Dose threshold", rows, f"{self.n_events} with the event, {self.n_others} without")

    def plot(self, ax=None):
        """Draw the ROC curve with the chosen threshold; gives the Axes back."""
        from .pictures import draw_threshold

        return draw_threshold(self, ax)


def dose_threshold(
    dose: ArrayLike,
    events: ArrayLike,
    n: ArrayLike | None = None,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 1,
) -> DoseThreshold:
    """Find the dose that best separates cases with the event from cases without (largest Youden index).

    Parameters
    ----------
    dose : column of float
        Higher doses are expected to bring the event.
    events : column of int
        0 or 1 per person when `n` is None, else the number with the event in each dose group.
    n : column of int, optional
    level : float
    resamples : int
        Bootstrap samples (up to a million), drawn with replacement among those with and among those without the event.
    seed : int
        Seed of the bootstrap; the same seed gives the same limits.

    Returns
    -------
    DoseThreshold

    Raises
    ------
    DataError
        When all doses are equal, everybody or nobody had the event, lengths or labels differ, or an event count
        exceeds its `n`.

    Notes
    -----
    The area is the share of pairs in which the case with the event had the higher dose, ties counting one
    half. Its variance is that of the placements, ``var(V10)/m + var(V01)/n``; it is 0 under complete
    separation. Youden indices are compared as whole numbers, so that ties are ties; every gap between two doses is
    tried.

    References
    ----------
    Youden WJ. Index for rating diagnostic tests. Cancer 1950;3:32-35.
    doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3
    DeLong ER, DeLong DM, Clarke-Pearson DL. Comparing the areas under two or more correlated receiver
    operating characteristic curves: a nonparametric approach. Biometrics 1988;44:837-845. doi:10.2307/2531595

    Examples
    --------
    Seizure by dose of bupropion in g (invented): the limits are those of 500 seeded samples.

    >>> found = dose_threshold([1, 2, 3, 4, 6, 8, 9, 12], [0, 0, 0, 1, 0, 1, 1, 1], resamples=500)
    >>> found.threshold.value, found.youden, found.auc.value
    (3.5, 0.75, 0.9375)
    """
    level, data = checked_level(level), observations(dose, events, n).by_dose()
    events, others = (counted.astype(np.int64) for counted in (data.events, data.n - data.events))
    if len(data.dose) < 2:
        raise DataError("dose: expected at least two different doses, got one; no threshold divides it.")
    if not events.sum() or not others.sum():
        raise DataError("events: expected cases with and without the event; a threshold needs both.")
    draws = int(number(counts(resamples, "resamples"), "resamples", low=1, high=1e6))
    seed = int(number(counts(seed, "seed"), "seed", high=2**53))
    youden, sensitivity, specificity = _rules(events, others)
    best = np.flatnonzero(youden == youden.max())
    curve = pd.DataFrame(
        {
            "threshold": (data.dose[:-1] + data.dose[1:]) / 2,
            "sensitivity": sensitivity,
            "specificity": specificity,
        }
    )
    found = pd.DataFrame({"low": data.dose[best], "high": data.dose[best + 1]})
    found = found.assign(sensitivity=sensitivity[best], specificity=specificity[best])
    low, high = np.quantile(_bootstrap(data.dose, events, others, draws, seed), [(1 - level) / 2, (1 + level) / 2])
    method = f"Youden, percentile bootstrap of {draws} samples, seed {seed}"
    cut = float(curve["threshold"].iloc[best[0]])
    threshold = Estimate(cut, float(low), float(high), level=level, method=method, what="threshold")
    area, variance = _area(events, others, level)
    size = int(events.sum()), int(others.sum())
    top = float(sensitivity[best[0]] + specificity[best[0]] - 1)
    return DoseThreshold(threshold, top, found, area, variance, curve, *size)


def _rules(events: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Youden index (times both totals), sensitivity and specificity for each gap between doses.

    The last axis runs over the doses; the index times both totals is a whole number, so ties are exact.
    """
    m, n = events.sum(axis=-1, keepdims=True), others.sum(axis=-1, keepdims=True)
    missed, spared = np.cumsum(events, axis=-1)[..., :-1], np.cumsum(others, axis=-1)[..., :-1]
    return spared * m - missed * n, (m - missed) / m, spared / n


def _bootstrap(dose: np.ndarray, events: np.ndarray, others: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """The best threshold in each of `draws` samples; a few samples at a time, to bound the memory."""
    rng = np.random.default_rng(seed)
    size = max(1, 2_000_000 // len(dose))
    found = []
    for start in range(0, draws, size):
        shape = min(size, draws - start)
        drawn = [rng.multinomial(int(who.sum()), who / who.sum(), size=shape) for who in (events, others)]
        found.append(_best_gap(dose, *drawn))
    return np.concatenate(found)


def _best_gap(dose: np.ndarray, events: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Middle of the gap between drawn doses with the largest Youden index, the lowest of equals, per row."""
    place = np.arange(len(dose))
    drawn = events + others > 0
    below = np.maximum.accumulate(np.where(drawn, place, -1), axis=1)[:, :-1]
    above = np.minimum.accumulate(np.where(drawn, place, len(dose))[:, ::-1], axis=1)[:, ::-1][:, 1:]
    inside = (below >= 0) & (above < len(dose))
    youden = np.where(inside, _rules(events, others)[0], np.iinfo(np.int64).min)
    best = youden.argmax(axis=1)
    rows = np.arange(len(best))
    # A sample of one single dose has no gap: that dose is all it says about the threshold.
    low, high = below[rows, best], above[rows, best]
    low, high = np.where(low < 0, high, low), np.where(high == len(dose), low, high)
    return (dose[low] + dose[high]) / 2


def _area(events: np.ndarray, others: np.ndarray, level: float) -> tuple[Estimate, float]:
    m, n = events.sum(), others.sum()
    higher = (np.cumsum(others) - others / 2) / n  # share of the others below each dose, ties one half
    lower = (m - np.cumsum(events) + events / 2) / m  # share of the events above each dose
    named: dict = {"level": level, "what": "area under the ROC curve"}
    area = float(events @ higher / m)
    if m < 2 or n < 2:
        return Estimate(area, np.nan, np.nan, method="DeLong; not estimable from one case", **named), np.nan
    spread = [w @ (v - area) ** 2 / (k - 1) / k for w, v, k in ((events, higher, m), (others, lower, n))]
    variance = float(sum(spread))
    half = special.ndtri((1 + level) / 2) * np.sqrt(variance)
    low, high = max(area - half, 0.0), min(area + half, 1.0)
    return Estimate(area, float(low), float(high), method="DeLong", **named), variance
