"""Logistic regression by maximum likelihood: odds ratios adjusted for each other, with Wald limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ...errors import DataError
from ...shown import p_in_words, shown
from ..arguments import checked_level
from .covariates import scaled
from .likelihood import binomial_fit
from .observations import Observations
from .separation import separated


@dataclass(frozen=True, eq=False)
class LogisticRegression:
    """A fitted logistic regression.

    Attributes
    ----------
    terms : tuple of str
        ``"intercept"``, then the names of the covariates.
    coefficients, se : array of shape (terms,)
        Maximum-likelihood estimates, and standard errors from the information there.
    loglik : float
        Log-likelihood, without binomial coefficients.
    level : float
    data : Observations
        `data.dose` holds the covariates, one column each.
    """

    terms: tuple[str, ...]
    coefficients: np.ndarray
    se: np.ndarray
    loglik: float
    level: float
    data: Observations

    @property
    def p(self) -> np.ndarray:
        """Two-sided p-values of Wald's z."""
        return 2 * special.ndtr(-np.abs(self.coefficients / self.se))

    def to_frame(self) -> pd.DataFrame:
        """Give one row per term: ``value, low, high, se, p`` on the log-odds scale."""
        half = special.ndtri((1 + self.level) / 2) * self.se
        ends = {"value": self.coefficients, "low": self.coefficients - half, "high": self.coefficients + half}
        return pd.DataFrame({**ends, "se": self.se, "p": self.p}, index=pd.Index(self.terms, name="term"))

    def odds_ratios(self) -> pd.DataFrame:
        """Give ``value, low, high`` of the odds ratio per unit of each covariate (not the intercept)."""
        with np.errstate(over="ignore"):
            frame = np.exp(self.to_frame().loc[list(self.terms[1:]), ["value", "low", "high"]])
        frame.attrs = {"level": self.level, "method": "maximum likelihood, Wald limits", "unit": ""}
        return frame

    def summary(self) -> str:
        """Say what was fitted, and each odds ratio with its limits."""
        rows = [f"Logistic regression: {self.data.stated()}"]
        for (term, ratio), p in zip(self.odds_ratios().iterrows(), self.p[1:], strict=True):
            limits = f"{100 * self.level:.6g}% CI {ratio['low']:.4g} to {ratio['high']:.4g}"
            rows.append(f"{term}: odds ratio {ratio['value']:.4g} ({limits}), {p_in_words(p)}")
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        table = self.odds_ratios().assign(p=self.p[1:])
        return shown("Logistic regression, odds ratios", table, f"Wald limits; {self.data.stated()}", level=self.level)


def logistic_regression(
    covariates: ArrayLike, events: ArrayLike, n: ArrayLike | None = None, *, level: float = 0.95
) -> LogisticRegression:
    """Fit a logistic regression by maximum likelihood.

    Parameters
    ----------
    covariates : column, frame or 2-D array of float
        One column per covariate; a frame gives the terms their names. 0/1 columns for groups.
    events : column of int
        0 or 1 per row when `n` is None, else the number with the event in the row.
    n : column of int, optional
        Number observed in each row.
    level : float

    Returns
    -------
    LogisticRegression

    Raises
    ------
    DataError
        When covariates are constant or collinear, lengths or labels differ, an event count exceeds its `n`, or the
        covariates separate rows with and without the event, so that no finite estimate exists (`firth_logistic` has
        one).

    Notes
    -----
    ``log(p / (1 - p)) = b0 + b1 x1 + ...`` by Newton's steps; limits ``b -+ z se`` and p-values of ``b / se``. Rows
    with a missing entry are left out and counted in the summary.

    References
    ----------
    Hosmer DW, Lemeshow S, Sturdivant RX (2013). Applied Logistic Regression. 3rd ed. Wiley. doi:10.1002/9781118548387

    Examples
    --------
    Serious outcome by several substances and age above 60, in counts of cases (invented).

    >>> covariates = pd.DataFrame({"several": [0, 1, 0, 1], "old": [0, 0, 1, 1]})
    >>> fit = logistic_regression(covariates, [40, 24, 19, 13], [200, 70, 60, 25])
    >>> fit.odds_ratios().round(2).to_numpy().tolist()
    [[2.16, 1.3, 3.59], [1.92, 1.13, 3.26]]
    """
    level, (names, data, columns, center, spread) = checked_level(level), scaled(covariates, events, n)
    design = np.column_stack([np.ones(len(data.n)), columns])
    if separated(design, data.events, data.n):
        raise DataError(
            "events: the covariates separate the cases with and without the event, so no finite estimate exists; "
            "use firth_logistic."
        )
    found, covariance = binomial_fit(design, data.events, data.n, "logit")
    back = np.diag(np.append(1.0, 1 / spread))
    back[0, 1:] = -center / spread
    eta = design @ found
    loglik = float(data.events @ special.log_expit(eta) + (data.n - data.events) @ special.log_expit(-eta))
    se = np.sqrt(np.diag(back @ covariance @ back.T))
    return LogisticRegression(("intercept", *names), back @ found, se, loglik, level, data)
