"""Firth's penalized logistic regression: finite estimates when dose separates events from non-events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...shown import p_in_words, shown
from ..arguments import checked_level, numbers
from .covariates import named, scaled
from .observations import Observations
from .penalized import penalized_fit
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
        """Give the expected share with the event for each row of `covariates`; missing where one is missing."""
        given = named(covariates)
        columns = np.column_stack([np.atleast_1d(numbers(one, name)) for name, one in given.items()])
        if columns.shape[1] != len(self.terms) - 1:
            raise DataError(f"covariates: expected {len(self.terms) - 1} columns, got {columns.shape[1]}.")
        return special.expit(self.coefficients[0] + columns @ self.coefficients[1:])

    def summary(self) -> str:
        """Say what was fitted, whether the data are separated, and each odds ratio with its limits."""
        state = "separated: no finite estimate without the penalty" if self.separated else "not separated"
        rows = [f"Firth logistic regression: {self.data.stated()}; {state}"]
        for (term, ratio), p in zip(self.odds_ratios().iterrows(), self.p[1:], strict=True):
            limits = f"{100 * self.level:.6g}% CI {ratio['low']:.4g} to {ratio['high']:.4g}"
            rows.append(f"{term}: odds ratio {ratio['value']:.4g} ({limits}), {p_in_words(p)}")
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        note = f"Profile penalized likelihood; {self.data.stated()}{'; separated' if self.separated else ''}"
        return shown(
            "Firth logistic regression, odds ratios", self.odds_ratios().assign(p=self.p[1:]), note, level=self.level
        )

    def plot(self, ax=None):
        """Draw the curve (one covariate) or the odds ratios with limits; gives the Axes back."""
        from .pictures import draw_firth

        return draw_firth(self, ax)


def firth_logistic(
    covariates: ArrayLike, events: ArrayLike, n: ArrayLike | None = None, *, level: float = 0.95
) -> FirthLogistic:
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
        When covariates are constant or collinear, lengths or labels differ, or an event count exceeds its `n`.

    Notes
    -----
    Maximizes ``l(b) + log|I(b)| / 2``, the solution of ``sum x_i (y_i - n_i p_i + h_i (1/2 - p_i)) = 0`` with
    h the leverages. The penalized likelihood of few cases at uneven doses may have several maxima; it is climbed from
    the exact fits of sets of as many distinct rows as there are terms (all of them up to 500; 50 beyond 50 distinct
    rows) and from no effect, and the highest maximum is the estimate. A limit is where twice the fall of the profile
    penalized log-likelihood reaches the chi-square quantile on one degree of freedom, the outermost one where several
    maxima reach so high. Rows with a missing entry are left out and counted in the summary.

    References
    ----------
    Firth D. Bias reduction of maximum likelihood estimates. Biometrika 1993;80:27-38.
    doi:10.1093/biomet/80.1.27
    Heinze G, Schemper M. A solution to the problem of separation in logistic regression.
    Stat Med 2002;21:2409-2419. doi:10.1002/sim.1047

    Examples
    --------
    Ventilation by dose of baclofen in mg, none up to 150 and all from 300 (invented): ordinary logistic regression
    has no finite estimate.

    >>> fit = firth_logistic([50, 80, 100, 150, 300, 450, 600], [0, 0, 0, 0, 1, 1, 1])
    >>> fit.separated, fit.odds_ratios().round(3).to_numpy().tolist()
    (True, [[1.011, 1.001, 1.05]])
    """
    level, (names, data, columns, center, spread) = checked_level(level), scaled(covariates, events, n)
    fit = penalized_fit(columns, center / spread, data.events, data.n, special.chdtri(1, 1 - level))
    unit = np.append(1.0, 1 / spread)
    coefficients, se, low, high = (unit * fit[name] for name in ("coefficients", "se", "low", "high"))
    apart = separated(np.column_stack([np.ones(len(data.n)), data.dose]), data.events, data.n)
    loglik = float(fit["loglik"] + np.log(spread).sum())  # the information is that of the user's units
    return FirthLogistic(("intercept", *names), coefficients, se, low, high, fit["p"], loglik, apart, level, data)
