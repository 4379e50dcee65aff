"""One number with its limits."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its confidence limits, the level they hold at, and how they were made.

    A notebook shows it as a small table. ``str`` gives it in one line, `to_frame` as one row.

    Attributes
    ----------
    value, low, high : float
        The point estimate and its limits, in `unit`. A one-sided bound has the other limit at the end of the
        scale (0 or 1 for a share, 0 or infinity for a rate), and `method` says that it is one-sided.
    level : float
        Confidence level of the limits as a share, 0.95 for 95%.
    method : str
        Name of the interval method, e.g. ``"Clopper-Pearson"``.
    unit : str
        Unit of the three numbers; empty for shares and ratios.
    what : str
        What was estimated, e.g. ``"odds ratio"``, on the scale on which it is read.

    Examples
    --------
    >>> from analysis.stats import odds_ratio
    >>> serious = odds_ratio(9, 23, 4, 38)  # serious outcomes above and below a cut of the dose
    >>> print(serious)
    5.464 (95% CI 1.442 to 20.7, Wald on the log scale)
    >>> serious.to_frame()[["value", "low", "high"]].round(2)
       value   low  high
    0   5.46  1.44  20.7
    """

    value: float
    low: float
    high: float
    level: float = 0.95
    method: str = ""
    unit: str = ""
    what: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        from .shown import in_words

        return in_words(self)

    def __repr__(self) -> str:
        return f"{self.what or 'estimate'} {self}"

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``what, value, low, high, level, method, unit``."""
        import pandas as pd

        names = ["what", *(part.name for part in fields(self) if part.name != "what")]
        return pd.DataFrame({name: [getattr(self, name)] for name in names})

    def _repr_html_(self) -> str:
        from .shown import between, limits_of, shown, valued

        what = self.what[:1].upper() + self.what[1:] or "Estimate"
        rows = {
            "value": f"{valued(self.value)} {self.unit}".strip(),
            limits_of(self.level): between(self.low, self.high, self.what),
        }
        return shown(what, rows, self.method)
