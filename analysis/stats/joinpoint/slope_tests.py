"""Is there a breakpoint at all? Tests when it exists only under the alternative."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaln, ndtr, stdtr

from ...errors import DataError
from ...shown import shown
from ..arguments import counts
from ..trends.likelihood import deviance, fit_many
from ..trends.supremum import at_supremum
from .grid import hinges
from .profile import broken_line
from .series import Series, read_series


class SlopeTest(NamedTuple):
    """Statistic, two-sided p value, and for Davies' test the breakpoint at which the statistic is largest."""

    statistic: float
    p_value: float
    at: float

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``statistic, p_value, at``."""
        return pd.DataFrame([self._asdict()])

    def _repr_html_(self) -> str:
        rows = {"statistic": self.statistic, "p": self.p_value, "largest at": self.at}
        return shown("Does the slope change?", {name: value for name, value in rows.items() if value == value})


def davies_test(
    y: ArrayLike, *, x: ArrayLike, population: ArrayLike | None = None, model: str = "gaussian", points: int = 10
) -> SlopeTest:
    """Davies' test of a constant slope: an upper bound of the p value of the best of several breakpoints.

    Parameters
    ----------
    y, x, population, model
        As in `breakpoints`.
    points : int
        Breakpoints tried, evenly spaced from the second to the second-last x.

    Returns
    -------
    SlopeTest
        With M the largest statistic and V its total variation over the points: for a likelihood the signed
        root of the likelihood ratio, p = 2 (Phi(-M) + V exp(-M^2/2)/sqrt(8 pi)) (Davies 1987); for the
        Gaussian models the correlation r of residuals and hinge, p = P(Beta(1/2, (m - 1)/2) > max r^2) + V
        Gamma(m/2)/(sqrt(pi) Gamma((m - 1)/2)) (1 - max r^2)^((m - 2)/2), V the variation of ``arcsin |r|``, m the
        residual degrees of freedom of the straight line (Davies 2002). At most 1.

    Raises
    ------
    DataError
        As `breakpoints`; also when y lies exactly on a straight line, the straight line has no finite slope (counts
        or shares that the first or last x tells apart), or there are fewer than 4 rows.

    References
    ----------
    Davies RB (1987). Biometrika 74:33-43. doi:10.1093/biomet/74.1.33
    Davies RB (2002). Biometrika 89:484-489. doi:10.1093/biomet/89.2.484

    Examples
    --------
    Did the yearly exposures to a drug change their course?

    >>> counts = [14, 15, 19, 20, 24, 27, 30, 36, 33, 30, 25, 24, 20, 19, 16, 15]
    >>> test = davies_test(counts, x=range(2005, 2021), model="poisson")
    >>> f"{test.p_value:.1e}", round(test.at, 1)
    ('1.1e-06', 2011.8)
    """
    series, start, span = _unit(read_series(y, x, population, model))
    tried = np.linspace(series.x[1], series.x[-2], _points(points))
    line, mu, weight = _line(series)
    projected = _without_line(hinges(series.x, tried), line, weight)
    kept = (weight[:, None] * projected**2).sum(axis=0) > 1e-14 * weight.sum()
    tried, projected = tried[kept], projected[:, kept]
    if series.family == "gaussian":
        statistic, p = _davies_2002(series.y - mu, projected)
    else:
        statistic, p = _davies_1987(series, mu, tried)
    best = int(np.argmax(np.abs(statistic)))
    return SlopeTest(float(statistic[best]), min(p, 1.0), float(start + span * tried[best]))


def score_test(
    y: ArrayLike, *, x: ArrayLike, population: ArrayLike | None = None, model: str = "gaussian", points: int = 10
) -> SlopeTest:
    """Score test of a constant slope against the average of hinges over the range of x (Muggeo 2016).

    Parameters
    ----------
    y, x, population, model
        As in `breakpoints`.
    points : int
        Hinges averaged, evenly spaced from the first to the last x.

    Returns
    -------
    SlopeTest
        Normal p value; t on n - 2 for the Gaussian models, error variance from the straight line. `at` is
        NaN.

    Raises
    ------
    DataError
        As `davies_test`.

    References
    ----------
    Muggeo VMR (2016). Journal of Statistical Computation and Simulation 86:3059-3067.
    doi:10.1080/00949655.2016.1149855

    Examples
    --------
    >>> counts = [14, 15, 19, 20, 24, 27, 30, 36, 33, 30, 25, 24, 20, 19, 16, 15]
    >>> f"{score_test(counts, x=range(2005, 2021), model='poisson').p_value:.1e}"
    '4.0e-07'
    """
    series, _, _ = _unit(read_series(y, x, population, model))
    average = hinges(series.x, np.linspace(0, 1, _points(points))).mean(axis=1)
    line, mu, weight = _line(series)
    direction = _without_line(average[:, None], line, weight)[:, 0]
    rest, df = series.y - mu, len(series.x) - 2
    variance = (rest @ rest / df) if series.family == "gaussian" else 1.0
    statistic = float(direction @ rest / np.sqrt(variance * (weight * direction**2).sum()))
    tail = stdtr(df, -abs(statistic)) if series.family == "gaussian" else ndtr(-abs(statistic))
    return SlopeTest(statistic, float(2 * tail), np.nan)


def _points(points) -> int:
    number = int(counts(points, "points", ndim=0))
    if number < 2:
        raise DataError(f"points: expected at least 2, got {number}.")
    return number


def _unit(series: Series) -> tuple[Series, float, float]:
    if len(series.x) < 4:
        raise DataError(f"x: expected at least 4 rows, got {len(series.x)}.")
    start, span = series.x[0], np.ptp(series.x)
    return series._replace(x=(series.x - start) / span), float(start), float(span)


def _line(series: Series):
    line = broken_line(series.x, np.array([]))
    fit = at_supremum(series.family, line, series.y, series.size, np.eye(2))
    if not np.isfinite(fit.values).all():
        raise DataError("y: expected events on more than one side, or the straight line has no finite slope to test.")
    if fit.deviance == 0:
        raise DataError("y: lies exactly on a straight line, so that there is nothing to test.")
    return line, fit.mu, fit.weight


def _without_line(columns, line, weight) -> np.ndarray:
    weighted = weight[:, None] * line
    return columns - line @ np.linalg.solve(line.T @ weighted, weighted.T @ columns)


def _davies_1987(series: Series, mu, tried):
    beta, after = fit_many(series.family, broken_line(series.x, tried[:, None]), series.y, series.size)
    drop = deviance(series.family, series.y, mu, series.size) - after
    statistic = np.sign(beta[:, 2]) * np.sqrt(np.maximum(drop, 0))
    largest, variation = np.abs(statistic).max(), np.abs(np.diff(statistic)).sum()
    return statistic, float(2 * (ndtr(-largest) + variation * np.exp(-(largest**2) / 2) / np.sqrt(8 * np.pi)))


def _davies_2002(rest, projected):
    m = len(rest) - 2
    statistic = projected.T @ rest / np.sqrt((projected**2).sum(axis=0) * (rest @ rest))
    square = (statistic**2).max()
    variation = np.abs(np.diff(np.arcsin(np.minimum(np.abs(statistic), 1)))).sum()
    ratio = np.exp(gammaln(m / 2) - gammaln((m - 1) / 2)) / np.sqrt(np.pi)
    tail = betainc((m - 1) / 2, 0.5, 1 - square)
    return statistic, float(tail + variation * ratio * (1 - square) ** ((m - 2) / 2))
