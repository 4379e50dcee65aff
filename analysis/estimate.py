"""One number with its limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its confidence limits, the level they hold at, and how they were made.

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
    """

    value: float
    low: float
    high: float
    level: float = 0.95
    method: str = ""
    unit: str = ""

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        how = f", {self.method}" if self.method else ""
        limits = f"{100 * self.level:.6g}% CI {self.low:.4g} to {self.high:.4g}"
        return f"{self.value:.4g}{unit} ({limits}{how})"
