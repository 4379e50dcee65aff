"""Broken lines with continuous breakpoints (Muggeo), at the global optimum of the profile likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import checked_level, counts
from ..trends.supremum import Supremum
from .broken import BreakpointFit
from .linearised import covariance_of
from .open_ended import fit_at, settled
from .profile import global_optimum
from .series import Series, read_series


def breakpoints(
    y: ArrayLike,
    *,
    x: ArrayLike,
    number: int = 1,
    population: ArrayLike | None = None,
    model: str = "gaussian",
    level: float = 0.95,
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
        cannot be, Series with other labels, a zero with ``"log-rate"``, or a y that fewer breakpoints (or the straight
        line) fit exactly: one more has no place.

    Notes
    -----
    The breakpoints minimise the residual deviance over everything between the third and the third-last
    distinct x, two of them at least twice the smallest gap of x apart: the global optimum, where Muggeo's
    iterations may stop in a local one. A breakpoint held there by these limits is marked (`BreakpointFit.held`).

    Standard errors are those of the linearised model at the optimum (Muggeo 2003), columns -change of slope for x >
    breakpoint, dispersion estimated for the Gaussian models and 1 for the others. Where a breakpoint falls on an
    observed x, which is common in yearly data, that column differs by whether the breakpoint is come to from the left
    or from the right, and R's segmented gives the one or the other as its iterations end on this side or that. Here
    the two covariances are averaged, the left one with weight r/(f + r) and the right one with f/(f + r), where f is
    the slope at which the objective falls towards the x on its left and r the slope at which it rises on its right:
    the standard error then lies between segmented's two, and does not jump as the data move the breakpoint up to an x
    and past it.

    They are NaN when two breakpoints have no two x between them, a segment has no events, or the deviance is 0.

    Where the likelihood of counts has no maximum (rows without events on one side) the slope of the segment is
    infinite and has no limits. A breakpoint beside it stands on the last (first) x with events and has none either;
    the other segments are fitted by the rows that are left, without the one on that x where the steep segment fits it
    exactly. Rows with a missing entry are left out.

    References
    ----------
    Muggeo VMR (2003). Statistics in Medicine 22:3055-3071. doi:10.1002/sim.1545
    Hudson DJ (1966). Journal of the American Statistical Association 61:1097-1129.
    Muggeo VMR (2008). segmented: an R package to fit regression models with broken-line relationships.
    R News 8(1):20-25.

    Examples
    --------
    Exposures per quarter to a product that was put behind the counter during 2019:

    >>> counts = [14, 15, 19, 20, 24, 27, 30, 36, 33, 30, 25, 24, 20, 19, 16, 15]
    >>> fit = breakpoints(counts, x=[2017.25 + i / 4 for i in range(16)], model="poisson")
    >>> fit.breakpoints().round(2).to_numpy().tolist()
    [[2019.04, 0.19, 2018.63, 2019.46]]
    """
    level = checked_level(level)
    series = read_series(y, x, population, model)
    k, n = int(counts(number, "number", ndim=0)), len(series.x)
    if n <= 2 * k + 2:
        raise DataError(f"x: expected more than {2 * k + 2} rows for {k} breakpoints, got {n}.")
    psi, fit = _best_line(series, k)
    covariance, held = covariance_of(series, psi, fit)
    return BreakpointFit(
        model, level, series, fit.mu, psi, float(fit.values[0]), fit.values[1:], covariance,
        fit.deviance, _bic(series, fit.deviance, k), held,
    )  # fmt: skip


def _best_line(series: Series, k: int) -> tuple[np.ndarray, Supremum]:
    """Best breakpoints and their fit; refuses those beyond a line that y lies on exactly, which would be rounding."""
    if k and fit_at(series, np.array([])).deviance == 0:
        raise DataError("y: lies exactly on a straight line, so that a breakpoint has no place; ask for number=0.")
    psi = global_optimum(series, k)
    fit = fit_at(series, psi)
    if k > 1 and fit.deviance == 0 and fit_at(series, global_optimum(series, k - 1)).deviance == 0:
        raise DataError(f"y: lies exactly on a line with {k - 1} breakpoints or fewer, so that another has no place.")
    return settled(series, psi, fit)


def _bic(series: Series, objective: float, k: int) -> float:
    n = len(series.x)
    if series.family != "gaussian":
        return float(objective - 2 * series.saturated_loglik() + np.log(n) * (2 + 2 * k))
    with np.errstate(divide="ignore"):
        return float(n * np.log(2 * np.pi * objective / n) + n + np.log(n) * (3 + 2 * k))
