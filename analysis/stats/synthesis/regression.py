"""Meta-regression: effects on one moderator or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from ...estimate import Estimate
from ...forms import percent
from ...shown import p_in_words, shown
from ..arguments import checked_level, choice
from .least_squares import studies
from .limits import tau2_limits
from .means import Means
from .measures import MEASURES, back_transform
from .moderators import Moderators, moderators_of, with_columns
from .pooled import heterogeneity_tests, quantile
from .pooling import heterogeneity, options, two_sided
from .spectrum import Spectrum, residual_sums
from .weighted import Fit, fit

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, repr=False)
class MetaRegression:
    """Effects regressed on moderators, on the pooling scale.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        ``value, low, high, se, statistic, p`` of the intercept, the slope of each moderator of numbers, and for one of
        words each further level's difference from the first (``"allocation: random"``).
    covariance : pandas.DataFrame
        Covariance of the coefficients.
    tau2, se_tau2, i2, h2 : float
        Between-study variance left over, its standard error, its share of the total, and total over sampling variation.
    r2 : float
        Share of the between-study variance that the moderators account for, at least 0; missing when there
        is none.
    df : float
        Degrees of freedom of the tests; infinite for normal ones.
    tests : pandas.DataFrame
        ``residual heterogeneity`` (chi-square), ``moderators`` together, and with several each by its name (chi-square,
        or F with `df` and k - p).
    studies : pandas.DataFrame
        The studies that enter, with ``weight`` (a share), ``fitted, fitted_low, fitted_high``.
    """

    measure: str
    method: str
    test: str
    moderators: Moderators
    level: float
    k: int
    df: float
    tau2: float
    se_tau2: float
    i2: float
    h2: float
    r2: float
    coefficients: pd.DataFrame = field(compare=False)
    covariance: pd.DataFrame = field(compare=False)
    tests: pd.DataFrame = field(compare=False)
    studies: pd.DataFrame = field(compare=False)
    sums: Means | Spectrum = field(compare=False)

    def to_frame(self) -> pd.DataFrame:
        """The coefficients."""
        return self.coefficients.copy()

    def tau2_interval(self, limits: str = "Q-profile") -> Estimate:
        """Between-study variance left over with its limits (see `Pooled.tau2_interval`); missing for EE."""
        found = tau2_limits(self.sums, self.method, self.level, limits)
        found = (np.nan, np.nan) if np.isnan(self.se_tau2) else found
        what = f"tau2 of the {MEASURES[self.measure].scale} left over"
        return Estimate(self.tau2, *found, self.level, f"{self.method}, {limits}", what=what)

    def predict(self, new: pd.DataFrame, *, scale: str = "reading") -> pd.DataFrame:
        """Mean effect of studies with given moderators, its limits, and limits for the effect of one new study.

        Parameters
        ----------
        new : pandas.DataFrame
            The moderators as columns; words must be levels that were fitted.
        scale : {"reading", "pooling"}
            Ratios and shares, or their logarithms and logits.

        Returns
        -------
        pandas.DataFrame
            ``value, low, high, prediction_low, prediction_high`` under the index of `new`; the last two are
            ``fitted -+ q sqrt(se^2 + tau2)`` with the quantile of the test, and missing for a common effect.
        """
        choice(scale, "scale", ("reading", "pooling"))
        tau2 = np.nan if np.isnan(self.se_tau2) else self.tau2
        fitted = (self.coefficients["value"].to_numpy(), self.covariance.to_numpy(), tau2)
        found = _line(self.moderators.design(new), fitted, quantile(self.level, self.df))
        if scale == "reading":
            read = back_transform(found.to_numpy(), self.measure, n=self.studies.get("n"))
            found = pd.DataFrame(read, columns=found.columns)
        return found.set_axis(new.index, axis=0)

    def summary(self) -> str:
        """Give the coefficients, what is left over and what the moderators explain."""
        named, among = MEASURES[self.measure], ", ".join(self.moderators.names)
        lines = [f"{named.scale} on {among}, {self.k} studies, {self.method} ({self.test})"]
        for name, row in self.coefficients.iterrows():
            lines.append(f"{name} {row.value:.4g} ({row.low:.4g} to {row.high:.4g}), {p_in_words(row.p)}")
        explained = "" if np.isnan(self.r2) else f", R2 {percent(self.r2)}"
        return "\n".join([*lines, f"tau2 {self.tau2:.4g}, I2 {percent(self.i2)}{explained}"])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        scale, on = MEASURES[self.measure].scale, ", ".join(self.moderators.names)
        left = f"tau2 {self.tau2:.4g}, I2 {percent(self.i2)}"
        left += "" if np.isnan(self.r2) else f", R2 {percent(self.r2)}"
        note = f"{self.k} studies; coefficients on the scale of the {scale}; {self.method} ({self.test}); {left}"
        return shown(
            f"{MEASURES[self.measure].words} on {on}", self.coefficients.rename_axis("term"), note, level=self.level
        )

    def plot(self, ax=None):
        """Draw effects against one moderator with the fit and its limits; of several, the coefficients."""
        from .forest import bubbles, coefficients

        return bubbles(self, ax) if len(self.moderators.names) == 1 else coefficients(self, ax)


def meta_regression(
    effects: pd.DataFrame,
    moderators: str | Sequence[str],
    *,
    convention: str = "metafor",
    method: str | None = None,
    test: str | None = None,
    level: float = 0.95,
) -> MetaRegression:
    """Regress effects on moderators: numbers give a slope, words (or booleans) differences between levels.

    The model is ``y_i = x_i'beta + u_i + e_i`` with variances tau2 and v_i; beta by least squares with the weights
    ``1/(v_i + tau2)``. The moderators are tested by Wald's statistic.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`, with the columns `moderators`. Studies where one is missing are left out.
    moderators : str or sequence of str
        Names of the columns. The first level of a column of words, in sorted order (of categories: in theirs), is the
        one that the others are compared with.
    convention, method, test, level
        As for `pool`.

    Raises
    ------
    DataError
        When a column is lacking, constant or infinite, a moderator follows from the others, or no study would be left
        over to estimate the variance.

    Examples
    --------
    Log odds ratios of intubation against the median dose (mg) of six series, some with activated charcoal:

    >>> series = pd.DataFrame(
    ...     {"effect": [0.1, 0.4, 0.9, 1.2, 1.9, 1.6], "variance": [0.09, 0.04, 0.12, 0.06, 0.1, 0.05], "measure": "OR"}
    ... )
    >>> series = series.assign(dose=[60, 100, 160, 220, 300, 350], charcoal=["no", "yes", "no", "yes", "no", "yes"])
    >>> fitted = meta_regression(series, ["dose", "charcoal"])
    >>> fitted.coefficients["value"].round(4).to_dict()
    {'intercept': -0.0203, 'dose': 0.0056, 'charcoal: yes': -0.1789}
    >>> fitted.predict(pd.DataFrame({"dose": [200], "charcoal": ["no"]}))["value"].round(2).tolist()
    [3.03]

    References
    ----------
    Berkey CS et al. A random-effects regression model for meta-analysis. Stat Med 1995;14:395-411.
    doi:10.1002/sim.4780140406
    Knapp G, Hartung J. Improved tests for a random effects meta-regression with a single covariate. Stat Med
    2003;22:2693-2710. doi:10.1002/sim.1482
    """
    rules, level = options(convention, method, test), checked_level(level)
    frame, measure, names = with_columns(effects, moderators)
    chosen = moderators_of(frame, names)
    design = chosen.design(frame)
    chosen.check(design)
    y, v = frame["effect"].to_numpy(), frame["variance"].to_numpy()
    scaled, turn = chosen.standardized(design)
    given = studies(y, v, x=scaled)
    fitted, alone = fit(given, rules.method), fit(studies(y, v), rules.method)
    df = np.inf if rules.test == "z" else float(given.df[0])
    covariance = turn @ fitted.covariance_of(rules.test)[0] @ turn.T
    i2, h2 = heterogeneity(given, fitted, rules)
    tau2, beta = float(fitted.tau2[0]), turn @ fitted.beta[0]
    line = _line(design, (beta, covariance, tau2), quantile(level, df))
    line = line.rename(columns={"value": "fitted", "low": "fitted_low", "high": "fitted_high"}).iloc[:, :3]
    return MetaRegression(
        measure=measure,
        method=rules.method,
        test=rules.test,
        moderators=chosen,
        level=level,
        k=len(frame),
        df=df,
        tau2=tau2,
        se_tau2=float(fitted.se_tau2[0]),
        i2=float(i2[0]),
        h2=float(h2[0]),
        r2=max(0.0, float(1 - tau2 / alone.tau2[0])) if alone.tau2[0] > 0 else np.nan,
        coefficients=_coefficients(beta, covariance, df, level, chosen.columns),
        covariance=pd.DataFrame(covariance, index=chosen.columns, columns=chosen.columns),
        tests=_tests(fitted, rules.test, int(given.df[0]), chosen),
        studies=frame.assign(weight=fitted.weights[0] / fitted.weights.sum(), **line.set_axis(frame.index, axis=0)),
        sums=residual_sums(given),
    )


def _line(design, fitted: tuple, q: float) -> pd.DataFrame:
    """Mean effects at rows of a design with their limits, and limits of the effect of one study."""
    beta, covariance, tau2 = fitted
    value = design @ beta
    variance = np.maximum(np.einsum("ij,jk,ik->i", design, covariance, design), 0)
    half, new = q * np.sqrt(variance), q * np.sqrt(variance + tau2)
    columns = {"value": value, "low": value - half, "high": value + half}
    return pd.DataFrame(columns | {"prediction_low": value - new, "prediction_high": value + new})


def _coefficients(beta, covariance, df: float, level: float, names) -> pd.DataFrame:
    se = np.sqrt(np.diagonal(covariance))
    half = quantile(level, df) * se
    statistic = np.divide(beta, se, out=np.full_like(beta, np.nan), where=se > 0)
    columns = {"value": beta, "low": beta - half, "high": beta + half, "se": se, "statistic": statistic}
    return pd.DataFrame(columns | {"p": two_sided(statistic, np.full(len(beta), df))}, index=names)


def _tests(fitted: Fit, test: str, left: int, chosen: Moderators) -> pd.DataFrame:
    """Residual heterogeneity, all moderators together, and each of several by itself."""
    parts = {"moderators": range(1, len(chosen.columns))}
    if len(chosen.names) > 1:
        parts |= chosen.places()
    table = heterogeneity_tests(residual_heterogeneity=(float(fitted.q[0]), left))
    for name, places in parts.items():
        wald, m = _wald(fitted.beta[0], fitted.covariance_of(test)[0], list(places)), len(places)
        row = heterogeneity_tests(**{"x": (wald, m)}).set_axis([name])
        if test != "z":
            row.loc[name, ["statistic", "p"]] = [wald / m, float(fdtrc(m, left, wald / m))]
        table = pd.concat([table, row])
    return table


def _wald(beta, covariance, places: list[int]) -> float:
    """Squared distance of the coefficients from 0; missing when they have no sampling error at all."""
    part, block = beta[places], covariance[np.ix_(places, places)]
    if not np.isfinite(block).all() or (np.diagonal(block) <= 0).any():
        return np.nan
    return float(part @ np.linalg.solve(block, part))
