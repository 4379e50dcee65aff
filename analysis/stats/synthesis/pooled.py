"""A pooled effect with its heterogeneity, intervals and forest plot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chdtri, ndtri, stdtrit

from ...errors import DataError
from ...estimate import Estimate
from ...forms import p_value, percent
from ...shown import shown
from ..arguments import choice
from .least_squares import studies
from .measures import MEASURES, back_transform
from .spectrum import Spectrum, spectrum, tau2_at

PREDICTION_RULES = ("model", "k-1", "k-2")


def quantile(level: float, df=np.inf):
    """Give the two-sided quantile of Student's t, or of the normal where `df` is infinite."""
    tail = (1 + level) / 2
    df = np.asarray(df, dtype=float)
    usable = np.isfinite(df) & (df > 0)
    student = stdtrit(np.where(usable, df, 1.0), tail)
    return np.where(usable, student, np.where(np.isinf(df), ndtri(tail), np.nan))[()]


@dataclass(frozen=True, slots=True)
class Pooled:
    """One synthesis: `effect`, `se` and limits on the pooling scale, Estimates on the reading scale.

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

    def tau2_interval(self) -> Estimate:
        """Between-study variance with Q-profile limits; both 0 when even the upper tail fits no variance.

        Missing for one study, and for a GLMM, whose variance the profile of Q does not describe.

        References
        ----------
        Viechtbauer W. Confidence intervals for the amount of heterogeneity in meta-analysis. Stat Med
        2007;26:37-52. doi:10.1002/sim.2514
        """
        low, high = np.nan, np.nan
        if self.k > 1 and not np.isnan(self.se_tau2):
            contrasts, tail = self._contrasts(), (1 - self.level) / 2
            low, high = (float(tau2_at(contrasts, chdtri(self.k - 1, p))[0]) for p in (tail, 1 - tail))
        return Estimate(self.tau2, low, high, self.level, f"{self.method}, Q-profile")

    def i2_interval(self) -> Estimate:
        """I2 with limits from those of the between-study variance."""
        tau2 = self.tau2_interval()
        typical = (self.k - 1) / self._contrasts().trace(np.zeros(1), 1)[0] if self.k > 1 else np.nan
        low, high = (limit / (limit + typical) for limit in (tau2.low, tau2.high))
        return Estimate(self.i2, low, high, self.level, "Q-profile")

    def to_frame(self) -> pd.DataFrame:
        """Pooled effect, prediction interval and heterogeneity as rows ``value, low, high``."""
        rows = {"pooled": self.estimate}
        if not np.isnan(self.tau2):
            rows |= {"prediction": self.prediction(), "tau2": self.tau2_interval(), "i2": self.i2_interval()}
        frame = pd.DataFrame({name: (e.value, e.low, e.high) for name, e in rows.items()}).T
        return frame.set_axis(["value", "low", "high"], axis=1).rename_axis("quantity")

    def summary(self) -> str:
        """Give the pooled effect, the prediction interval and the heterogeneity in a few lines."""
        lines = [f"{self.measure}, {self.k} studies: {self.estimate}, p = {self.p:.3g}"]
        if not np.isnan(self.tau2):
            lines += [f"prediction interval ({self.prediction_rule}): {_limits(self.prediction())}"]
            tau2 = self.tau2_interval()
            profile = "" if np.isnan(tau2.low) else f" (Q-profile {_limits(tau2)})"
            lines += [f"tau2 {self.tau2:.4g}{profile}, I2 {percent(self.i2)}"]
        lines += [f"{name} {t.statistic:.2f}, df {t.df:g}, p = {t.p:.3g}" for name, t in self.tests.iterrows()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        scale = "; tau2 is that of the natural logarithm" if is_ratio(self.measure) else ""
        note = f"{self.method}, {self.test} test, p {'' if self.p < 0.001 else '= '}{p_value(self.p)}{scale}"
        return shown(f"{self.measure} of {self.k} studies", self.to_frame(), note, level=self.level)

    def plot(self, ax=None):
        """Draw the studies, the pooled effect and the prediction interval (forest plot)."""
        from .forest import forest

        return forest(self, ax)

    def _contrasts(self) -> Spectrum:
        return spectrum(studies(self.studies["effect"].to_numpy(), self.studies["variance"].to_numpy()))

    def _read(self, effect, low, high, method: str) -> Estimate:
        limits = back_transform([effect, low, high], self.measure, n=self.studies.get("n"))
        return Estimate(*(float(v) for v in limits), level=self.level, method=method)


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


def is_ratio(measure: str) -> bool:
    """Whether the measure is read on a logarithmic axis."""
    return MEASURES[measure].back is np.exp


def _limits(estimate: Estimate) -> str:
    return f"{estimate.low:.4g} to {estimate.high:.4g}"
