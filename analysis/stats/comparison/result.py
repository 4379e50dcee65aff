"""What every comparison answers: which test, why that one, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...estimate import Estimate
from ...shown import p_in_words, shown


@dataclass(frozen=True)
class Comparison:
    """The outcome of one test.

    Attributes
    ----------
    test : str
        Name of the test that was done.
    statistic : float
        Its statistic; NaN for a test that has none (Fisher).
    df : float
        Degrees of freedom; NaN where the distribution has none, the numerator's for F.
    p : float
        Two-sided p-value.
    reason : str
        Why this test: asked for, or the rule that chose it; and what was left out or approximated.
    df_residual : float
        Denominator degrees of freedom of F; else NaN.
    estimate : Estimate or None
        What was estimated along with the test (difference of means, shift, correlation), with its limits.

    Examples
    --------
    >>> done = Comparison("Fisher exact", np.nan, np.nan, 0.1075, "chosen: smallest expected count 1.33, 50% below 5")
    >>> print(done.summary())
    Fisher exact: p = 0.11 (chosen: smallest expected count 1.33, 50% below 5)
    """

    test: str
    statistic: float
    df: float
    p: float
    reason: str = "asked for"
    df_residual: float = np.nan
    estimate: Estimate | None = None

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``test, reason, statistic, df, df_residual, p`` and ``value, low, high`` if any."""
        row = {name: getattr(self, name) for name in ("test", "reason", "statistic", "df", "df_residual", "p")}
        if self.estimate is not None:
            row |= {name: getattr(self.estimate, name) for name in ("value", "low", "high")}
        return pd.DataFrame([row])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        df = [f"{part:.4g}" for part in (self.df, self.df_residual) if not np.isnan(part)]
        rows = {"statistic": self.statistic, "df": " and ".join(df), "p": self.p}
        rows = {name: value for name, value in rows.items() if value != "" and value == value}
        return shown(self.test, rows | ({self.estimate.what: self.estimate} if self.estimate else {}), self.reason)

    def summary(self) -> str:
        """Say the test, its result, and why it was done."""
        parts = [f"statistic {self.statistic:.4g}"] if not np.isnan(self.statistic) else []
        if not np.isnan(self.df):
            below = "" if np.isnan(self.df_residual) else f" and {self.df_residual:.4g}"
            parts.append(f"df {self.df:.4g}{below}")
        rows = [f"{self.test}: {', '.join([*parts, p_in_words(self.p)])} ({self.reason})"]
        return "\n".join([*rows, str(self.estimate)] if self.estimate is not None else rows)


def not_tested(why: str) -> Comparison:
    """Give the comparison that was not made, with its reason; its p-value is missing."""
    return Comparison("none", np.nan, np.nan, np.nan, f"not tested: {why}")
