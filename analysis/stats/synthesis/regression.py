"""Moderators: meta-regression on one, and subgroups."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import chdtrc, fdtrc

from ...errors import DataError
from ...forms import percent
from ...shown import limits_of, shown
from ...style import BAND, PALETTE, axes_of, key
from ..arguments import checked_level, numbers
from .forest import null_line
from .least_squares import studies
from .pooled import heterogeneity_tests, is_ratio, quantile
from .pooling import heterogeneity, options, pooled_table, two_sided, usable_effects
from .weighted import fit


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """Effects regressed on one moderator, on the pooling scale.

    Attributes
    ----------
    coefficients : pandas.DataFrame
        ``value, low, high, se, statistic, p`` of the intercept and the slope, or of the intercept (the first
        level in sorted order) and each further level's difference from it.
    tau2, i2 : float
        Between-study variance left over, and its share of the total.
    r2 : float
        Share of the between-study variance that the moderator accounts for, at least 0; missing when there
        is none.
    tests : pandas.DataFrame
        ``residual heterogeneity`` (chi-square) and ``moderator`` (chi-square, or F with `df` and k - p).
    """

    measure: str
    method: str
    test: str
    moderator: str
    level: float
    k: int
    tau2: float
    i2: float
    r2: float
    coefficients: pd.DataFrame = field(repr=False, compare=False)
    tests: pd.DataFrame = field(repr=False, compare=False)
    studies: pd.DataFrame = field(repr=False, compare=False)

    def to_frame(self) -> pd.DataFrame:
        """The coefficients."""
        return self.coefficients.copy()

    def summary(self) -> str:
        """Give the coefficients, what is left over and what the moderator explains."""
        lines = [f"{self.measure} on {self.moderator}, {self.k} studies, {self.method} ({self.test})"]
        for name, row in self.coefficients.iterrows():
            lines.append(f"{name} {row.value:.4g} ({row.low:.4g} to {row.high:.4g}), p = {row.p:.3g}")
        return "\n".join([*lines, f"tau2 {self.tau2:.4g}, I2 {percent(self.i2)}, R2 {percent(self.r2)}"])

    def _repr_html_(self) -> str:
        scale = "natural logarithm" if is_ratio(self.measure) else "pooling scale"
        left = f"tau2 {self.tau2:.4g}, I2 {100 * self.i2:.1f}%"
        left += "" if np.isnan(self.r2) else f", R2 {100 * self.r2:.1f}%"
        note = f"{self.k} studies; coefficients on the {scale} of {self.measure}; {self.method} ({self.test}); {left}"
        return shown(
            f"{self.measure} on {self.moderator}", self.coefficients.rename_axis("term"), note, level=self.level
        )

    def plot(self, ax=None):
        """Draw effects against the moderator, larger where more precise, with the fit and its limits."""
        ax = axes_of(ax)
        x = self.studies[self.moderator]
        ax.scatter(
            x,
            self.studies["effect"],
            s=20 + 300 * self.studies["weight"],
            color=PALETTE["observed"],
            alpha=0.6,
            label="studies",
        )
        fitted = self.studies.assign(x=x).sort_values("x")
        limits = (fitted["x"], fitted["fitted_low"], fitted["fitted_high"])
        look = {"color": PALETTE["fit"], "label": f"fitted ({limits_of(self.level)})"}
        if pd.api.types.is_numeric_dtype(x):
            ax.plot(fitted["x"], fitted["fitted"], **look)
            ax.fill_between(*limits, color=PALETTE["fit"], alpha=BAND, linewidth=0)
        else:
            ax.vlines(*limits, **look)
            ax.plot(fitted["x"], fitted["fitted"], "_", color=PALETTE["fit"], ms=30)
            ax.margins(x=0.3)
        scale = "log " if is_ratio(self.measure) else "effect, "
        ax.set(xlabel=self.moderator, ylabel=f"{scale}{self.measure}")
        key(ax)
        return ax


def meta_regression(
    effects: pd.DataFrame, moderator: str, *, convention="metafor", method=None, test=None, level=0.95
) -> MetaRegression:
    """Regress effects on one moderator: numbers give a slope, words (or booleans) differences between levels.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`, with the column `moderator`. Studies where it is missing are left out.
    moderator : str
        Name of the column.
    convention, method, test, level
        As for `pool`.

    Raises
    ------
    DataError
        When the column is lacking or constant, or no study would be left over to estimate the variance.

    References
    ----------
    Berkey CS et al. A random-effects regression model for meta-analysis. Stat Med 1995;14:395-411.
    doi:10.1002/sim.4780140406
    Knapp G, Hartung J. Improved tests for a random effects meta-regression with a single covariate. Stat Med
    2003;22:2693-2710. doi:10.1002/sim.1482
    """
    rules, level = options(convention, method, test), checked_level(level)
    frame, measure = _with_column(effects, moderator)
    names, design = _design(frame[moderator])
    if len(frame) <= len(names):
        raise DataError(f"{moderator}: expected more than {len(names)} studies, got {len(frame)}.")
    y, v = frame["effect"].to_numpy(), frame["variance"].to_numpy()
    given = studies(y, v, x=design)
    fitted, alone = fit(given, rules.method), fit(studies(y, v), rules.method)
    df = np.inf if rules.test == "z" else float(given.df[0])
    beta, se = fitted.beta[0], fitted.se(rules.test)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        half, statistic = quantile(level, df) * se, beta / se
        r2 = np.maximum(0, (alone.tau2[0] - fitted.tau2[0]) / alone.tau2[0])
    columns = {"value": beta, "low": beta - half, "high": beta + half, "se": se, "statistic": statistic}
    table = pd.DataFrame(columns | {"p": two_sided(statistic, np.full(len(beta), df))}, index=names)
    line = design @ beta
    margin = quantile(level, df) * np.sqrt(np.sum(design @ fitted.covariance_of(rules.test)[0] * design, axis=1))
    shown = frame.assign(weight=fitted.weights[0] / fitted.weights.sum(), fitted=line)
    shown = shown.assign(fitted_low=line - margin, fitted_high=line + margin)
    return MetaRegression(
        measure=measure,
        method=rules.method,
        test=rules.test,
        moderator=moderator,
        level=level,
        k=len(frame),
        tau2=float(fitted.tau2[0]),
        i2=float(heterogeneity(given, fitted, rules)[0][0]),
        r2=float(r2),
        coefficients=table,
        tests=_tests(fitted, rules.test, int(given.df[0])),
        studies=shown,
    )


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Separate syntheses per group and the test between them."""

    measure: str
    by: str
    groups: pd.DataFrame
    q_between: float
    df: int
    p: float
    level: float = 0.95

    def to_frame(self) -> pd.DataFrame:
        """One row per group, with the columns of `leave_one_out`."""
        return self.groups.copy()

    def summary(self) -> str:
        """Give each group's pooled effect and the test between groups."""
        rows = [
            f"{name}: {row.value:.4g} ({row.low:.4g} to {row.high:.4g}), {row.k:g} studies"
            for name, row in self.groups.iterrows()
        ]
        return "\n".join([*rows, f"between groups: Q {self.q_between:.2f}, df {self.df}, p = {self.p:.3g}"])

    def _repr_html_(self) -> str:
        note = f"{self.measure} pooled per group; between groups Q {self.q_between:.2f}, df {self.df}, p = {self.p:.3g}"
        table = self.groups[["k", "value", "low", "high"]].rename_axis(self.by)
        return shown(f"{self.measure} by {self.by}", table, note, level=self.level)

    def plot(self, ax=None):
        """Draw the pooled effect of each group with its limits."""
        ax = axes_of(ax)
        y = -np.arange(len(self.groups))
        ax.hlines(y, self.groups["low"], self.groups["high"], color=PALETTE["fit"])
        ax.plot(self.groups["value"], y, "D", color=PALETTE["fit"])
        ax.set_yticks(y, [f"{name}\n({row.k:g} studies)" for name, row in self.groups.iterrows()])
        ax.set(xlabel=f"{self.measure} ({limits_of(self.level)})", ylabel=self.by, ylim=(y[-1] - 0.5, 0.5))
        null_line(ax, self.measure)
        return ax


def subgroups(effects: pd.DataFrame, by: str, *, convention="metafor", method=None, test=None, level=0.95) -> Subgroups:
    """Pool each group by itself, with its own between-study variance, and test the difference between groups.

    All groups are fitted at once, so that the same function pools thousands of syntheses in one frame. The
    test is ``Q = sum w (b - mean)^2`` with ``w = 1/se^2``, chi-square with groups - 1. Groups come in sorted
    order.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`, with the column `by`. Studies where it is missing are left out.
    by : str
        Name of the column.
    convention, method, test, level
        As for `pool`.

    Raises
    ------
    DataError
        When the column is lacking or missing throughout.

    References
    ----------
    Borenstein M et al. Introduction to meta-analysis. Wiley; 2009, chapter 19. doi:10.1002/9780470743386
    """
    rules, level = options(convention, method, test), checked_level(level)
    frame, measure = _with_column(effects, by)
    codes, names = pd.factorize(frame[by], sort=True)
    place = frame.groupby(codes).cumcount().to_numpy()
    shape = (len(names), place.max() + 1)
    columns = [frame[name].to_numpy() for name in ("effect", "variance", *(["n"] if measure == "PFT" else []))]
    padded = [np.full(shape, np.nan) for _ in columns]
    for array, column in zip(padded, columns, strict=True):
        array[codes, place] = column
    table = pooled_table(studies(*padded[:2]), rules, level, measure, padded[2] if measure == "PFT" else None)
    table.index = pd.Index(names, name=by)
    weight = 1 / table["se"] ** 2
    mean = (weight * table["effect"]).sum() / weight.sum()
    q = float((weight * (table["effect"] - mean) ** 2).sum())
    df = len(names) - 1
    return Subgroups(measure, by, table, q, df, float(chdtrc(df, q)) if df else 1.0, level)


def _with_column(effects, name: str) -> tuple[pd.DataFrame, str]:
    frame, measure = usable_effects(effects)
    if name not in frame:
        raise DataError(f"effects: expected the column {name}; its columns are {', '.join(map(str, frame))}.")
    frame = frame[frame[name].notna()]
    if frame.empty:
        raise DataError(f"{name}: expected a value for at least one study, got none.")
    return frame, measure


def _design(column: pd.Series) -> tuple[list[str], np.ndarray]:
    if column.nunique() < 2:
        raise DataError(f"{column.name}: expected at least two values, got {column.iloc[0]} throughout.")
    ones = np.ones(len(column))
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return ["intercept", str(column.name)], np.column_stack([ones, numbers(column, str(column.name))])
    codes, levels = pd.factorize(column, sort=True)
    columns = [codes == code for code in range(1, len(levels))]
    return ["intercept", *(str(level) for level in levels[1:])], np.column_stack([ones, *columns])


def _tests(fitted, test: str, left: int) -> pd.DataFrame:
    beta, covariance = fitted.beta[0, 1:], fitted.covariance_of(test)[0, 1:, 1:]
    wald, m = float(beta @ np.linalg.pinv(covariance) @ beta), len(beta)
    table = heterogeneity_tests(residual_heterogeneity=(float(fitted.q[0]), left), moderator=(wald, m))
    if test != "z":
        table.loc["moderator", ["statistic", "p"]] = [wald / m, float(fdtrc(m, left, wald / m))]
    return table
