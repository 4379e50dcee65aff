"""Firth's penalized logistic regression: finite estimates when dose separates events from non-events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from ...errors import DataError
from ...shown import shown
from ..arguments import checked_level, events_of, numbers
from .observations import Observations, complete_rows
from .separation import separated


@dataclass(frozen=True, eq=False)
class FirthLogistic:
    """A fitted penalized logistic regression.

    Attributes
    ----------
    terms : tuple of str
        ``"intercept"``, then the names of the covariates.
    coefficients, se : array of shape (terms,)
        Penalized estimates, and standard errors from the Fisher information there.
    low, high : array of shape (terms,)
        Profile penalized-likelihood limits.
    p : array of shape (terms,)
        Penalized likelihood-ratio p-values.
    loglik : float
        Penalized log-likelihood, ``l + log|I| / 2``.
    separated : bool
        True when ordinary maximum likelihood has no finite estimate for these data.
    level : float
    data : Observations
        `data.dose` holds the covariates, one column each.
    """

    terms: tuple[str, ...]
    coefficients: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    loglik: float
    separated: bool
    level: float
    data: Observations

    def to_frame(self) -> pd.DataFrame:
        """Give one row per term: ``value, low, high, se, p`` on the log-odds scale."""
        columns = {"value": self.coefficients, "low": self.low, "high": self.high, "se": self.se, "p": self.p}
        return pd.DataFrame(columns, index=pd.Index(self.terms, name="term"))

    def odds_ratios(self) -> pd.DataFrame:
        """Give ``value, low, high`` of the odds ratio per unit of each covariate (not the intercept)."""
        with np.errstate(over="ignore"):
            frame = np.exp(self.to_frame().loc[list(self.terms[1:]), ["value", "low", "high"]])
        frame.attrs = {"level": self.level, "method": "Firth, profile penalized likelihood", "unit": ""}
        return frame

    def predict(self, covariates) -> np.ndarray:
        """Give the expected share with the event for each row of `covariates`."""
        columns, _ = _columns(covariates)
        if columns.shape[1] != len(self.terms) - 1:
            raise DataError(f"covariates: expected {len(self.terms) - 1} columns, got {columns.shape[1]}.")
        return special.expit(self.coefficients[0] + columns @ self.coefficients[1:])

    def summary(self) -> str:
        """Say what was fitted, whether the data are separated, and each odds ratio with its limits."""
        state = "separated: no finite estimate without the penalty" if self.separated else "not separated"
        rows = [f"Firth logistic regression: {self.data.stated()}; {state}"]
        for (term, ratio), p in zip(self.odds_ratios().iterrows(), self.p[1:], strict=True):
            limits = f"{100 * self.level:.6g}% CI {ratio['low']:.4g} to {ratio['high']:.4g}"
            rows.append(f"{term}: odds ratio {ratio['value']:.4g} ({limits}), p = {p:.3g}")
        return "\n".join(rows)

    def _repr_html_(self) -> str:
        note = f"Profile penalized likelihood; {self.data.stated()}{'; separated' if self.separated else ''}"
        return shown(
            "Firth logistic regression, odds ratios", self.odds_ratios().assign(p=self.p[1:]), note, level=self.level
        )

    def plot(self, ax=None):
        """Draw the curve (one covariate) or the odds ratios with limits; gives the Axes back."""
        from .pictures import draw_firth

        return draw_firth(self, ax)


def firth_logistic(covariates, events, n=None, *, level: float = 0.95) -> FirthLogistic:
    """Fit a logistic regression with Firth's penalty, with profile penalized-likelihood limits.

    The estimates stay finite when every event lies above some dose and every non-event below it, or when
    nobody (or everybody) had the event.

    Parameters
    ----------
    covariates : column, frame or 2-D array of float
        Dose alone, or one column per covariate; a frame gives the terms their names. 0/1 columns for groups.
    events : column of int
        0 or 1 per row when `n` is None, else the number with the event in the row.
    n : column of int, optional
        Number observed in each row.
    level : float

    Returns
    -------
    FirthLogistic

    Raises
    ------
    DataError
        When covariates are constant or collinear, or lengths differ.

    Notes
    -----
    Maximizes ``l(b) + log|I(b)| / 2``, the solution of ``sum x_i (y_i - n_i p_i + h_i (1/2 - p_i)) = 0`` with
    h the leverages. A limit is where twice the fall of the profile penalized log-likelihood reaches the
    chi-square quantile on one degree of freedom. Rows with a missing entry are left out and counted in the
    summary.

    References
    ----------
    Firth D. Bias reduction of maximum likelihood estimates. Biometrika 1993;80:27-38.
    doi:10.1093/biomet/80.1.27
    Heinze G, Schemper M. A solution to the problem of separation in logistic regression.
    Stat Med 2002;21:2409-2419. doi:10.1002/sim.1047
    """
    level = checked_level(level)
    columns, names = _columns(covariates)
    some, total = events_of(events, np.ones(np.shape(events)) if n is None else n)
    data = complete_rows(columns, some, total, name="covariates")
    # Columns of spread 1 keep the information well conditioned, whatever the unit of dose is.
    center, spread = data.dose.mean(axis=0), np.ptp(data.dose, axis=0)
    design = np.column_stack([np.ones(len(data.n)), (data.dose - center) / np.where(spread > 0, spread, 1)])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise DataError(
            f"covariates: expected columns that vary and do not determine one another in {len(data.n)} rows; "
            "leave out the constant or collinear one."
        )
    design = np.column_stack([np.ones(len(data.n)), data.dose])
    return _profiled(("intercept", *names), design, np.append(1.0, 1 / spread), data, level)


def _profiled(terms, design, unit, data: Observations, level: float) -> FirthLogistic:
    """Fit in units of each column's spread, then give everything back in the user's units."""
    problem = _Problem(design * unit, data.events, data.n)
    best, loglik = problem.maximum(np.zeros(len(unit)))
    se = np.sqrt(np.diag(np.linalg.inv(problem.information(best))))
    target = special.chdtri(1, 1 - level)
    limits = [[problem.limit(j, side * se[j], best, loglik, target) for j in range(len(unit))] for side in (-1, 1)]
    at_zero = np.array([problem.profile(j, 0.0, best)[1] for j in range(len(unit))])
    p = special.chdtrc(1, np.maximum(2 * (loglik - at_zero), 0))
    loglik -= np.log(unit).sum()  # the determinant of the information depends on the units of the columns
    apart = separated(design, data.events, data.n)
    low, high = (unit * np.array(side) for side in limits)
    return FirthLogistic(terms, unit * best, unit * se, low, high, p, float(loglik), apart, level, data)


class _Problem:
    """The penalized likelihood of one design, and its maxima with a coefficient held fixed."""

    def __init__(self, design: np.ndarray, events: np.ndarray, n: np.ndarray):
        self.design, self.events, self.n = design, events, n

    def information(self, b: np.ndarray) -> np.ndarray:
        share = special.expit(self.design @ b)
        return (self.design.T * (self.n * share * (1 - share))) @ self.design

    def loglik(self, b: np.ndarray) -> float:
        eta = self.design @ b
        plain = self.events @ special.log_expit(eta) + (self.n - self.events) @ special.log_expit(-eta)
        return float(plain + np.linalg.slogdet(self.information(b))[1] / 2)

    def slopes(self, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Gradient and second derivatives of the penalized log-likelihood.

        The derivative of the leverage ``h_i = w_i x_i' I^-1 x_i`` is ``h_i (1 - 2 p_i) x_i - w_i g_i``, with
        g_is the quadratic form of ``z_i = I^-1 x_i`` in the derivative of I by coefficient s.
        """
        x, share = self.design, special.expit(self.design @ b)
        tilt, weight = 0.5 - share, self.n * share * (1 - share)
        z = np.linalg.solve((x.T * weight) @ x, x.T).T
        leverage = weight * np.sum(z * x, axis=1)
        gradient = x.T @ (self.events - self.n * share + leverage * tilt)
        bent = np.einsum("ia,ib,ic,i->abc", x, x, x, 2 * weight * tilt, optimize=True)
        form = np.einsum("ia,ib,abs->is", z, z, bent, optimize=True)
        inner = 2 * leverage * tilt**2 - weight - leverage * share * (1 - share)
        return gradient, (x.T * inner) @ x - (x.T * (tilt * weight)) @ form

    def maximum(self, start: np.ndarray, fixed: int | None = None) -> tuple[np.ndarray, float]:
        """Newton steps over all coefficients but `fixed`, damped while they do not raise the likelihood."""
        b, best, damping = start, self.loglik(start), 0.0
        free = np.array([j for j in range(len(start)) if j != fixed])
        for _ in range(200):
            gradient, bend = (part[free] for part in self.slopes(b))
            ridge, step = self.information(b)[np.ix_(free, free)], np.zeros(len(b))
            while True:
                curvature = damping * ridge - bend[:, free]
                if np.linalg.eigvalsh(curvature).min(initial=1.0) > 0:
                    step[free] = np.linalg.solve(curvature, gradient)
                    reached = self.loglik(b + step)
                    if reached >= best - 1e-13 * (1 + abs(best)):
                        break
                damping = max(4 * damping, 1e-3)
                if damping > 1e15:
                    return b, best
            b, best, damping = b + step, reached, damping / 16 if damping > 1e-6 else 0.0
            if np.abs(step).max() <= 1e-11 * (1 + np.abs(b).max()):
                return b, best
        raise DataError("covariates: the penalized likelihood did not converge; look for extreme values.")

    def profile(self, j: int, value: float, near: np.ndarray) -> tuple[np.ndarray, float]:
        """Maximum over the other coefficients, coefficient `j` being `value`, from another such maximum."""
        held = near.copy()
        held[j] = value
        if len(near) > 1:
            others = [k for k in range(len(near)) if k != j]
            bend = self.slopes(near)[1][others]
            held[others] -= np.linalg.lstsq(bend[:, others], bend[:, j], rcond=None)[0] * (value - near[j])
        return self.maximum(held, fixed=j)

    def limit(self, j: int, step: float, best: np.ndarray, loglik: float, target: float) -> float:
        """Coefficient `j`, on the side of `step`, where the profile has fallen by ``target / 2``."""
        from scipy.optimize import brentq

        at = best

        def excess(value: float) -> float:
            nonlocal at
            at, reached = self.profile(j, value, at)
            return 2 * (loglik - reached) - target

        near, far = best[j], best[j] + step
        while excess(far) < 0:
            near, far = far, far + step
        return brentq(excess, near, far, xtol=1e-12, rtol=1e-12)


def _columns(covariates) -> tuple[np.ndarray, tuple[str, ...]]:
    """Covariates as an array of shape (rows, columns), and their names."""
    if isinstance(covariates, pd.DataFrame):
        arrays = [numbers(covariates[name], str(name)) for name in covariates]
        return np.column_stack(arrays), tuple(str(name) for name in covariates)
    given = np.atleast_1d(numbers(covariates, "covariates"))
    if given.ndim > 2:
        raise DataError(f"covariates: expected a column, a frame or a 2-D array, got {given.ndim} dimensions.")
    if given.ndim == 1:
        return given[:, None], (str(getattr(covariates, "name", None) or "dose"),)
    return given, tuple(f"x{j + 1}" for j in range(given.shape[1]))
