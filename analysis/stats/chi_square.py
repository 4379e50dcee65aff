"""The result of a chi-square test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from ..shown import shown


@dataclass(frozen=True, slots=True)
class ChiSquareTest:
    """A chi-square statistic with its degrees of freedom and p-value, and the name of the test."""

    statistic: float
    df: int
    p: float
    method: str

    @classmethod
    def of(cls, statistic: float, df: int, method: str) -> ChiSquareTest:
        """Give the test of a statistic; without a degree of freedom there is no p-value."""
        return cls(float(statistic), df, float(special.chdtrc(df, statistic)) if df else np.nan, method)

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``method, statistic, df, p``."""
        return pd.DataFrame([{name: getattr(self, name) for name in ("method", "statistic", "df", "p")}])

    def _repr_html_(self) -> str:
        return shown(self.method, {"chi-square": self.statistic, "df": self.df, "p": self.p})
