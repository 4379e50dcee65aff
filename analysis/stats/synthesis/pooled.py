"""A pooled effect with its heterogeneity, intervals and forest plot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtri, stdtrit

from ...errors import DataError
from ...estimate import Estimate
from ...forms import percent
from ...shown import p_in_words, shown
from ..arguments import choice
from .least_squares import studies
from .limits import h2_limits, h2_limits_from_q, tau2_limits
from .means import Means, means
from .measures import MEASURES, back_transform

PREDICTION_RULES = ("model", "k-1", "k-2")


def quantile(level: float, df=np.inf):
    """Give the two-sided quantile of Student's t, or of the normal where `df` is infinite."""
    tail = (1 + level) / 2
    df = np.asarray(df, dtype=float)
    usable = np.isfinite(df) & (df > 0)
    student = stdtrit(np.where(usable, df, 1.0), tail)
    return np.where(usable, student, np.where(np.isinf(df), ndtri(tail), np.nan))[()]


@dataclass(frozen=True, slots=True, repr=False)
class Pooled:
    """One synthesis: `effect`, `se` and limits on the pooling scale, Estimates on the reading scale.

    It prints as its `summary`, which names what is read: an odds ratio as 6.4, not its logarithm 1.86.

    Attributes
    ----------
    measure, method, test, level
        What was pooled, how, and at which confidence level.
    k : int
        Number of studies that enter.
    effect, se, effect_low, effect_high : float
        Pooled effect, standard error and limits.
    statistic, df, p : float
        Test of no effect; `df` is infinite for a normal test.
    tau2, se_tau2 : float
        Between-study variance and its standard error; missing where the method has none.
    i2 : float
        Share of the total variation that lies between studies, 0 to 1.
    h2 : float
        Total over sampling variation.
    prediction_rule : str
        Quantile of the prediction interval: ``"model"``, ``"k-1"`` or ``"k-2"``.
    i2_from : str
        ``"tau2"`` when I2 and H2 are those of the between-study variance, ``"Q"`` when they are those of Q.
    tests : pandas.DataFrame
        Tests of heterogeneity and others: ``statistic, df, p`` per name.
    studies : pandas.DataFrame
        The studies that enter, with ``weight`` (a share) and ``value, low, high`` on the reading scale.
    """

    measure: str
    method: str
    test: str
    level: float
    k: int
    effect: float
    se: float
    effect_low: float
    effect_high: float
    statistic: float
    df: float
    p: float
    tau2: float
    se_tau2: float
    i2: float
    h2: float
    prediction_rule: str
    i2_from: str
    tests: pd.DataFrame = field(repr=False, compare=False)
    studies: pd.DataFrame = field(repr=False, compare=False)

    @property
    def estimate(self) -> Estimate:
        """The pooled effect and its limits on the scale on which they are read."""
        return self._read(self.effect, self.effect_low, self.effect_high, f"{self.method}, {self.test}")

    @property
    def q(self) -> float:
        """Cochran's Q; missing for a GLMM, which has tests of its own."""
        return float(self.tests["statistic"].get("Cochran Q", np.nan))

    def prediction_limits(self, rule: str | None = None) -> tuple[float, float]:
        """Limits for the effect of a new study, on the pooling scale: ``effect -+ q sqrt(se^2 + tau2)``.

        `rule` names the quantile q: ``"model"`` that of the test (metafor), ``"k-1"`` Student's t with k - 1
        (Veroniki et al. 2019), ``"k-2"`` with k - 2 degrees of freedom (Higgins et al. 2009; missing below
        three studies). Without one, the rule of the convention.

        References
        ----------
        Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects meta-analysis. J R Stat
        Soc A 2009;172:137-159. doi:10.1111/j.1467-985X.2008.00552.x
        Veroniki AA et al. Methods to calculate uncertainty in the estimated overall effect size from a
        random-effects meta-analysis. Res Synth Methods 2019;10:23-43. doi:10.1002/jrsm.1319
        """
        rule = choice(rule or self.prediction_rule, "rule", PREDICTION_RULES)
        if np.isnan(self.tau2):
            raise DataError(f"method: {self.method} has no between-study variance and so no prediction interval.")
        df = {"model": self.df, "k-1": self.k - 1, "k-2": self.k - 2}[rule]
        half = quantile(self.level, df) * np.sqrt(self.se**2 + self.tau2)
        return float(self.effect - half), float(self.effect + half)

    def prediction(self, rule: str | None = None) -> Estimate:
        """The prediction interval on the reading scale (see `prediction_limits`)."""
        rule = rule or self.prediction_rule
        return self._read(self.effect, *self.prediction_limits(rule), f"prediction interval, {rule}")

    def tau2_interval(self, limits: str = "Q-profile") -> Estimate:
        """Between-study variance with its limits.

        ``"Q-profile"``: where the weighted sum of squares equals the quantiles of chi-square; both 0 when even the
        upper tail fits no variance. ``"profile-likelihood"``: the variances whose log-likelihood is within half the
        chi-square quantile of the highest, for ML and REML. Missing for one study, for a common effect, and for a
        GLMM, whose variance the profile of Q does not describe.

        References
        ----------
        Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Stat Med
        2007;26:37-52. doi:10.1002/sim.2514
        Hardy RJ, Thompson SG. A likelihood approach to meta-analysis with random effects. Stat Med
        1996;15:619-629.
        """
        found = tau2_limits(self._sums(), self.method, self.level, limits)
        if np.isnan(self.se_tau2):
            found = np.nan, np.nan
        what = f"tau2 of the {MEASURES[self.measure].scale}"
        return Estimate(self.tau2, *found, self.level, f"{self.method}, {limits}", what=what)

    def h2_interval(self) -> Estimate:
        """H2 with its limits: from those of the between-study variance, or those of Higgins and Thompson for Q."""
        if self.i2_from == "Q":
            q = self.tests.loc["Cochran Q"]
            found = h2_limits_from_q(q["statistic"], int(q["df"]) + 1, self.level)
            return Estimate(self.h2, *found, self.level, "Higgins-Thompson", what="H2")
        tau2 = self.tau2_interval()
        found = h2_limits(self._sums(), (tau2.low, tau2.high))
        return Estimate(self.h2, *found, self.level, "Q-profile", what="H2")

    def i2_interval(self) -> Estimate:
        """I2 with its limits, ``1 - 1/H2`` of those of `h2_interval`."""
        h2 = self.h2_interval()
        low, high = ((limit - 1) / limit for limit in (h2.low, h2.high))
        return Estimate(self.i2, low, high, self.level, h2.method, what="I2")

    def to_frame(self) -> pd.DataFrame:
        """Pooled effect, prediction interval and heterogeneity as rows ``value, low, high, scale``."""
        words, scale = MEASURES[self.measure].words, MEASURES[self.measure].scale
        rows = {"pooled": (self.estimate, words)}
        if not np.isnan(self.tau2):
            rows |= {"prediction": (self.prediction(), words), "tau2": (self.tau2_interval(), f"variance, {scale}")}
            rows |= {"i2": (self.i2_interval(), "share")}
        frame = pd.DataFrame({name: (e.value, e.low, e.high) for name, (e, _) in rows.items()}).T
        frame = frame.set_axis(["value", "low", "high"], axis=1).rename_axis("quantity")
        return frame.assign(scale=[what for _, what in rows.values()])

    def summary(self) -> str:
        """Give the pooled effect, the prediction interval and the heterogeneity in a few lines."""
        named = MEASURES[self.measure]
        counted = f"{self.k} studies" if self.k != 1 else "1 study"
        tested = "" if np.isnan(self.p) else f", {p_in_words(self.p)}"
        lines = [f"{named.words} {self.estimate}, {counted}{tested}"]
        if not np.isnan(self.tau2):
            if not np.isnan(self.prediction().low):
                lines += [f"prediction interval ({self.prediction_rule}): {_limits(self.prediction())}"]
            tau2 = self.tau2_interval()
            profile = "" if np.isnan(tau2.low) else f" (Q-profile {_limits(tau2)})"
            lines += [f"tau2 of the {named.scale} {self.tau2:.4g}{profile}, I2 {percent(self.i2)}"]
        lines += [f"{name} {t.statistic:.2f}, df {t.df:g}, {p_in_words(t.p)}" for name, t in self.tests.iterrows()]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        named = MEASURES[self.measure]
        note = f"{self.method}, {self.test} test, {p_in_words(self.p)}; tau2 is that of the {named.scale}"
        many = f"{self.k} {'study' if self.k == 1 else 'studies'}"
        return shown(f"{named.words}, {many}", self.to_frame(), note, level=self.level)

    def plot(self, ax=None):
        """Draw the studies, the pooled effect and the prediction interval (forest plot)."""
        from .forest import forest

        return forest(self, ax)

    def _sums(self) -> Means:
        return means(studies(self.studies["effect"].to_numpy(), self.studies["variance"].to_numpy()))

    def _read(self, effect, low, high, method: str) -> Estimate:
        read = back_transform([effect, low, high], self.measure, n=self.studies.get("n"))
        value, low, high = map(float, np.asarray(read))
        return Estimate(value, low, high, level=self.level, method=method, what=MEASURES[self.measure].words)


def heterogeneity_tests(**named) -> pd.DataFrame:
    """Give ``statistic, df, p`` per name from pairs (statistic, df); without degrees of freedom p = 1."""
    rows = {}
    for name, (statistic, df) in named.items():
        rows[name.replace("_", " ")] = (statistic, df, float(chdtrc(df, statistic)) if df > 0 else 1.0)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["statistic", "df", "p"])


def with_limits(frame: pd.DataFrame, weights, measure: str, level: float) -> pd.DataFrame:
    """Add each study's weight and its own limits on the reading scale."""
    half = quantile(level) * np.sqrt(frame["variance"].to_numpy())
    effect = frame["effect"].to_numpy()
    columns = {"value": effect, "low": effect - half, "high": effect + half}
    if measure == "PFT":
        own = zip(*columns.values(), frame["n"], strict=True)
        read = np.array([back_transform(three, measure, n=[n]) for *three, n in own]).T
    else:
        read = [back_transform(column, measure) for column in columns.values()]
    return frame.assign(weight=weights, **dict(zip(columns, read, strict=True)))


def _limits(estimate: Estimate) -> str:
    return f"{estimate.low:.4g} to {estimate.high:.4g}"
