"""Broken lines with continuous breakpoints (Muggeo), at the global optimum of the profile likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from ...errors import DataError
from ...estimate import Estimate
from ...shown import limits_of, shown
from ...style import PALETTE, axes_of, key, readable_rate
from ..arguments import checked_level, choice, counts
from ..trends.likelihood import fit_many, mean_and_weight
from ..trends.loglinear import percent
from .profile import broken_line, global_optimum
from .series import Series, read_series


@dataclass(frozen=True)
class BreakpointFit:
    """A fitted broken line.

    Attributes
    ----------
    model : str
        As asked for.
    level : float
        Confidence level of everything that the methods give.
    series : Series
        Family, x in order, y (its logarithm for ``"log-rate"``), and population or trials.
    fitted : (n,) array
        Expected values, on the scale of ``series.y``.
    psi : (k,) array
        Breakpoints.
    coefficients : (k + 2,) array
        Intercept (at x = 0), first slope, and changes of slope, on the scale of the link.
    covariance : (2k + 2, 2k + 2) array
        Of intercept, first slope, changes of slope, and breakpoints. NaN when a breakpoint sits on an
        observed x: the likelihood has a corner there and standard errors are not defined.
    objective : float
        Residual deviance; the residual sum of squares for the Gaussian models.
    bic : float
        -2 log-likelihood + log(n) (2 + 2k), and 3 + 2k parameters with a Gaussian variance.
    """

    model: str
    level: float
    series: Series
    fitted: np.ndarray
    psi: np.ndarray
    coefficients: np.ndarray
    covariance: np.ndarray
    objective: float
    bic: float

    @property
    def slopes(self) -> np.ndarray:
        """Slopes of the k + 1 segments, on the scale of the link."""
        return np.cumsum(self.coefficients[1:])

    @property
    def df(self) -> int:
        """Residual degrees of freedom, n - 2k - 2."""
        return len(self.series.x) - 2 * len(self.psi) - 2

    def _half_width(self, se, student: bool):
        tail = (1 + self.level) / 2
        return (stdtrit(self.df, tail) if student else ndtri(tail)) * se

    def breakpoints(self) -> pd.DataFrame:
        """Breakpoints: value, se, low, high; t on n - 2k - 2 degrees of freedom in every model."""
        k = len(self.psi)
        se = np.sqrt(np.diag(self.covariance)[k + 2 :])
        half = self._half_width(se, student=True)
        return pd.DataFrame({"value": self.psi, "se": se, "low": self.psi - half, "high": self.psi + half})

    def segments(self) -> pd.DataFrame:
        """Slopes: start, end, value, se, low, high; t for the Gaussian models, else normal."""
        k = len(self.psi)
        edges = np.concatenate([self.series.x[:1], self.psi, self.series.x[-1:]])
        to_slopes = np.tri(k + 1)
        block = self.covariance[1 : k + 2, 1 : k + 2]
        se = np.sqrt(np.diag(to_slopes @ block @ to_slopes.T))
        half = self._half_width(se, student=self.series.family == "gaussian")
        table = {"start": edges[:-1], "end": edges[1:], "value": self.slopes, "se": se}
        return pd.DataFrame(table | {"low": self.slopes - half, "high": self.slopes + half})

    def apc(self) -> pd.DataFrame:
        """Percent change per unit of x in each segment: start, end, value, low, high (logarithmic models)."""
        table = self._logarithmic().segments().drop(columns="se")
        return table.assign(**{name: percent(table[name]) for name in ("value", "low", "high")})

    def mean_slope_se(self, *, breakpoints: str = "estimated") -> float:
        """Standard error of the mean slope over the range of x: the rise of the line over its length.

        With ``breakpoints="known"`` the breakpoints' own uncertainty is left out, with ``"estimated"`` it is not.
        """
        choice(breakpoints, "breakpoints", ("estimated", "known"))
        x, span = self.series.x, np.ptp(self.series.x)
        by_psi = -self.coefficients[2:] / span * (breakpoints == "estimated")
        gradient = np.concatenate([[0, 1], (x[-1] - self.psi) / span, by_psi])
        return float(np.sqrt(gradient @ self.covariance @ gradient))

    def aapc(self) -> Estimate:
        """Average annual percent change over the range of x (logarithmic models), normal limits."""
        x = self._logarithmic().series.x
        mean = np.diff(np.concatenate([x[:1], self.psi, x[-1:]])) @ self.slopes / np.ptp(x)
        half = self._half_width(self.mean_slope_se(), student=False)
        changes = (float(percent(b)) for b in (mean, mean - half, mean + half))
        named = {"unit": "percent per unit of x", "what": "average annual percent change"}
        return Estimate(*changes, level=self.level, method="AAPC, delta", **named)

    def _logarithmic(self) -> BreakpointFit:
        if self.model not in ("log-rate", "poisson"):
            raise DataError(f"model: a percent change needs log-rate or poisson, not {self.model}.")
        return self

    def to_frame(self) -> pd.DataFrame:
        """The segments: the same as ``segments()``."""
        return self.segments()

    def summary(self) -> str:
        """Say breakpoints and slopes, one per line."""
        lines = [f"{len(self.psi)} breakpoints, {len(self.series.x)} rows, {self.model}; BIC {self.bic:.2f}"]
        for row in self.breakpoints().itertuples():
            lines.append(f"Breakpoint {row.value:.4g} (SE {row.se:.3g}; {row.low:.4g} to {row.high:.4g})")
        for row in self.segments().itertuples():
            span = f"{row.start:.4g} to {row.end:.4g}"
            lines.append(f"Slope {span}: {row.value:.4g} ({row.low:.4g} to {row.high:.4g})")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        percent_per_x = self.model in ("log-rate", "poisson")
        pieces = self.apc() if percent_per_x else self.segments()
        spans = [f"{row.start:.4g} to {row.end:.4g}" for row in pieces.itertuples()]
        table = pd.concat(
            [self.breakpoints(), pieces], keys=["breakpoint", "percent per x" if percent_per_x else "slope"]
        )
        table = table[["value", "low", "high"]].assign(where=[""] * len(self.psi) + spans)
        table.index = table.index.get_level_values(0).rename("quantity")
        return shown(
            f"Broken line, {len(self.psi)} breakpoint{'s' * (len(self.psi) > 1)}", table, self.model, level=self.level
        )

    def plot(self, ax=None):
        """Draw data and broken line (rates or shares where there is a population), breakpoints with limits."""
        ax = axes_of(ax)
        x, labels = self.series.x, {"log-rate": "log rate", "gaussian": "y"}
        rate = self.series.y / self.series.size
        per, label = (1, labels[self.model]) if self.model in labels else readable_rate(rate)
        ax.plot(x, per * rate, "o", color=PALETTE["observed"], markersize=4, label="observed")
        for row in self.breakpoints().itertuples():
            if np.isfinite(row.se):
                ax.axvspan(row.low, row.high, color=PALETTE["span"], zorder=0)
            named = f"breakpoint {row.value:.1f}\n({limits_of(self.level)} {row.low:.1f} to {row.high:.1f})"
            ax.axvline(row.value, color=PALETTE["guide"], linewidth=1, zorder=0, label=named)
        fine = np.union1d(np.linspace(x[0], x[-1], 200), self.psi)
        eta = broken_line(fine, self.psi) @ self.coefficients
        expected = mean_and_weight(self.series.family, eta, np.ones(len(fine)))[0]
        ax.plot(fine, per * expected, color=PALETTE["fit"], label="broken line")
        ax.set(xlabel="x", ylabel=label, xlim=(x[0] - 0.04 * np.ptp(x), x[-1] + 0.04 * np.ptp(x)))
        key(ax)
        return ax


def breakpoints(
    y, *, x, number: int = 1, population=None, model: str = "gaussian", level: float = 0.95
) -> BreakpointFit:
    """Fit a broken line whose breakpoints may lie anywhere, not only on observed x.

    Parameters
    ----------
    y, x : (n,) array_like
        Response and time, age or dose; x may have ties and gaps.
    number : int
        Number of breakpoints; 0 gives the straight line.
    population : (n,) array_like, optional
        Denominator: offset log(population) for ``"poisson"``, divisor for ``"log-rate"``, trials for
        ``"binomial"``.
    model : {"gaussian", "log-rate", "poisson", "binomial"}
        Least squares on y, or on log(y/population); Poisson with log link; binomial with logit link.
    level : float
        Confidence level of the limits.

    Returns
    -------
    BreakpointFit

    Raises
    ------
    DataError
        Fewer than five distinct x or 2k + 3 rows, breakpoints that do not fit, counts or populations that
        cannot be, or a zero with ``"log-rate"``.

    Notes
    -----
    The breakpoints minimise the residual deviance over everything between the third and the third-last
    distinct x, two of them at least twice the smallest gap of x apart: the global optimum, where Muggeo's
    iterations may stop in a local one. Standard errors are those of the linearised model at the optimum
    (Muggeo 2003), dispersion estimated for the Gaussian models and 1 for the others. They are NaN when a
    breakpoint sits on an observed x, two have no x between them, a segment has no events, or the deviance is 0.
    Rows with a missing entry are left out.

    References
    ----------
    Muggeo VMR (2003). Statistics in Medicine 22:3055-3071. doi:10.1002/sim.1545
    Hudson DJ (1966). Journal of the American Statistical Association 61:1097-1129.
    Muggeo VMR (2008). segmented: an R package to fit regression models with broken-line relationships.
    R News 8(1):20-25.
    """
    level = checked_level(level)
    series = read_series(y, x, population, model)
    k, n = int(counts(number, "number")), len(series.x)
    if n <= 2 * k + 2:
        raise DataError(f"x: expected more than {2 * k + 2} rows for {k} breakpoints, got {n}.")
    psi = global_optimum(series, k)
    start, span = series.x[0], np.ptp(series.x)
    unit = series._replace(x=(series.x - start) / span)
    design = broken_line(unit.x, (psi - start) / span)
    (beta,), (objective,) = fit_many(unit.family, design, unit.y, unit.size)
    fitted, weight = mean_and_weight(unit.family, design @ beta, unit.size)
    if objective <= 1e-24 * (unit.y**2).sum():
        objective = 0.0
    covariance = _covariance(unit, design, beta, weight, (psi - start) / span, objective)
    to_x = np.diag([1.0, *np.full(k + 1, 1 / span), *np.full(k, span)])
    to_x[0, 1] = -start / span
    covariance = to_x @ covariance @ to_x.T
    coefficients = to_x[: k + 2, : k + 2] @ beta
    return BreakpointFit(
        model,
        level,
        series,
        fitted,
        psi,
        coefficients,
        covariance,
        float(objective),
        _bic(series, objective, k),
    )


def _covariance(series: Series, design, beta, weight, psi, objective) -> np.ndarray:
    k = len(psi)
    size = 2 * k + 2
    if (np.abs(series.x[:, None] - psi) < 1e-9).any() or not objective > 0 or (beta[2:] == 0).any():
        return np.full((size, size), np.nan)
    moving = -beta[2:] * (series.x[:, None] > psi)
    full = np.concatenate([design, moving], axis=1)
    information = full.T @ (weight[:, None] * full)
    scale = np.sqrt(np.diag(information))
    spread = np.linalg.eigvalsh(information / np.outer(scale, scale)) if scale.all() else np.zeros(1)
    if spread[0] < 1e-12:  # two breakpoints without an x between them, or a segment without events
        return np.full((size, size), np.nan)
    dispersion = objective / (len(series.x) - size) if series.family == "gaussian" else 1.0
    return dispersion * np.linalg.inv(information)


def _bic(series: Series, objective: float, k: int) -> float:
    n = len(series.x)
    if series.family != "gaussian":
        return float(objective - 2 * series.saturated_loglik() + np.log(n) * (2 + 2 * k))
    with np.errstate(divide="ignore"):
        return float(n * np.log(2 * np.pi * objective / n) + n + np.log(n) * (3 + 2 * k))
