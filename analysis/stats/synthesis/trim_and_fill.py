"""Trim and fill: the studies that a funnel lacks, and the synthesis with their mirror images."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...errors import DataError
from ...shown import shown
from ...style import PALETTE, axes_of, key
from ..arguments import choice
from .bias import egger
from .least_squares import studies
from .measures import MEASURES
from .pooled import Pooled, quantile
from .pooling import options, pool, usable_effects
from .weighted import fit

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, repr=False)
class TrimAndFill:
    """The funnel made even: `missing` studies on `side` and the synthesis with them filled in.

    It prints as its `summary`.
    """

    estimator: str
    side: str
    missing: int
    pooled: Pooled
    funnel: pd.DataFrame = field(repr=False, compare=False)

    def to_frame(self) -> pd.DataFrame:
        """Studies and filled-in ones: ``effect, variance, filled``."""
        return self.funnel.copy()

    def summary(self) -> str:
        """Give the number filled in and the adjusted effect."""
        words = MEASURES[self.pooled.measure].words
        return f"{self.estimator}: {self.missing} missing on the {self.side}; adjusted {words} {self.pooled.estimate}"

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        words = MEASURES[self.pooled.measure].words
        rows = {f"studies missing on the {self.side}": self.missing, f"{words}, adjusted": self.pooled.estimate}
        return shown("Trim and fill", rows, f"estimator {self.estimator}")

    def plot(self, ax=None):
        """Draw the funnel: effect against standard error, filled-in studies open."""
        ax = axes_of(ax)
        for filled, face in ((False, PALETTE["observed"]), (True, "none")):
            part = self.funnel[self.funnel["filled"] == filled]
            look: dict[str, Any] = {"facecolor": face, "edgecolor": PALETTE["observed"]}
            look["label"] = "filled in" if filled else "studies"
            ax.scatter(part["effect"], np.sqrt(part["variance"]), **look)
        deepest = np.sqrt(self.funnel["variance"].max())
        half = quantile(self.pooled.level) * deepest
        ax.plot(self.pooled.effect + np.array([-half, 0, half]), [deepest, 0, deepest], color=PALETTE["guide"])
        ax.axvline(self.pooled.effect, color=PALETTE["fit"], linewidth=1, label="pooled, filled in")
        ax.set(xlabel=MEASURES[self.pooled.measure].scale, ylabel="standard error")
        ax.invert_yaxis()
        key(ax)
        return ax


def trim_and_fill(
    effects: pd.DataFrame,
    *,
    estimator: str = "L0",
    side: str | None = None,
    convention: str = "metafor",
    method: str | None = None,
    level: float = 0.95,
) -> TrimAndFill:
    """Estimate how many studies the funnel lacks on one side, and pool with their mirror images.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`; at least three studies.
    estimator : {"L0", "R0"}
        Duval and Tweedie's estimators of the number lacking: from the rank sum, or from the rightmost run.
    side : {"left", "right"}, optional
        Where studies lack; by default opposite to the slope of the mixed Egger regression.
    convention, method, level
        As for `pool`.

    Raises
    ------
    DataError
        With fewer than three studies, equal variances (unless `side` is given), or when the number does not
        settle.

    Examples
    --------
    Five series, the small ones with large effects only:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> filled = trim_and_fill(series, method="EE")
    >>> filled.side, filled.missing, round(filled.pooled.effect, 2)
    ('left', 2, 0.36)

    References
    ----------
    Duval S, Tweedie R. Trim and fill: a simple funnel-plot-based method of testing and adjusting for
    publication bias in meta-analysis. Biometrics 2000;56:455-463. doi:10.1111/j.0006-341X.2000.00455.x
    """
    choice(estimator, "estimator", ("L0", "R0"))
    rules = options(convention, method)
    frame, measure = usable_effects(effects)
    if side is None:
        side = "right" if egger(frame, convention=convention, method=method).statistic < 0 else "left"
    sign = -1.0 if choice(side, "side", ("left", "right")) == "right" else 1.0
    order = np.argsort(sign * frame["effect"].to_numpy(), kind="stable")
    y, v = sign * frame["effect"].to_numpy()[order], frame["variance"].to_numpy()[order]
    missing, center = _trimmed(y, v, estimator, rules.method)
    far = slice(len(y) - missing, None)
    mirrored = pd.DataFrame({"effect": sign * (2 * center - y[far]), "variance": v[far], "filled": True})
    if "n" in frame:
        mirrored["n"] = frame["n"].to_numpy()[order][far]
    funnel = pd.concat([frame.assign(filled=False), mirrored.assign(measure=measure)], ignore_index=True)
    pooled = pool(funnel.assign(measure=measure), convention=convention, method=method, level=level)
    return TrimAndFill(estimator, side, missing, pooled, funnel[["effect", "variance", "filled"]])


def _trimmed(y, v, estimator: str, method: str) -> tuple[int, float]:
    """Trim the rightmost studies until their number is stable; give the number and the trimmed center."""
    k, missing = len(y), 0
    for _ in range(100):
        kept = slice(0, k - missing)
        center = float(fit(studies(y[kept], v[kept]), method).beta[0, 0])
        estimate = min(_missing(y - center, estimator), k - 1)
        if estimate == missing:
            return missing, center
        missing = estimate
    raise DataError(f"estimator: {estimator} swings between numbers of missing studies; use the other one.")


def _missing(deviation, estimator: str) -> int:
    k = len(deviation)
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(deviation), kind="stable")] = np.arange(1, k + 1)
    if estimator == "L0":
        return max(0, round(float(4 * ranks[deviation > 0].sum() - k * (k + 1)) / (2 * k - 1)))
    left = ranks[deviation < 0]
    return max(0, round(k - (left.max() if left.size else 0) - 1))
