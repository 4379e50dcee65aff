"""How strong an unmeasured confounder must be to explain an association away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from ..estimate import Estimate
from ..shown import shown, valued
from .arguments import choice
from .ratios import parts_of


@dataclass(frozen=True, slots=True)
class EValue:
    """The E-value of an estimate and that of its limit nearer to 1, on the scale of risk ratios.

    Attributes
    ----------
    value : float
        E-value of the estimate.
    limit : float
        E-value of the limit nearer to 1; 1 when the interval contains 1, NaN when there is no such limit.
    measure : str
        What the estimate was taken for.
    """

    value: float
    limit: float
    measure: str

    def __str__(self) -> str:
        return f"E-value {self.value:.4g} (of the limit: {self.limit:.4g}; {self.measure})"

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``value, limit, measure``."""
        return pd.DataFrame([asdict(self)])

    def _repr_html_(self) -> str:
        rows = {"of the estimate": valued(self.value), "of the limit nearer to 1": valued(self.limit)}
        return shown("E-value", rows, f"on the scale of risk ratios; from the {self.measure.replace('-', ' ')}")


def e_value(ratio: Estimate | pd.DataFrame, *, measure: str = "risk-ratio") -> EValue | pd.DataFrame:
    """Give the E-value of a ratio and of its limit nearer to 1.

    It is the smallest risk ratio that an unmeasured confounder must have with both the exposure and the outcome to
    explain the whole association away.

    Parameters
    ----------
    ratio : Estimate or DataFrame
        A ratio with its limits. A frame has columns ``value, low, high``.
    measure : {"risk-ratio", "odds-ratio", "odds-ratio-common", "hazard-ratio", "hazard-ratio-common"}
        What `ratio` is. ``-common`` is for an outcome of more than 15 in 100 at the end of follow-up; a rate ratio
        is taken as a hazard ratio.

    Returns
    -------
    EValue or DataFrame
        1 or more, infinite for a ratio of 0 or infinity, NaN where the ratio is; the frame has columns ``value,
        limit``.

    Raises
    ------
    DataError
        When `ratio` is no such result, or a number of it is negative.

    Notes
    -----
    ``E = R + sqrt(R (R - 1))`` with R the risk ratio or, below 1, its reciprocal. The E-value of the limit is that of
    `low` for a ratio above 1 and of `high` for one below, and 1 when the interval contains 1.

    * ``"risk-ratio"``, ``"odds-ratio"``, ``"hazard-ratio"``: R is the ratio, which for the latter two needs a rare
      outcome.
    * ``"odds-ratio-common"``: R is about its square root.
    * ``"hazard-ratio-common"``: R is about ``(1 - 0.5^sqrt(HR)) / (1 - 0.5^sqrt(1 / HR))``.

    References
    ----------
    VanderWeele TJ, Ding P (2017), doi:10.7326/M16-2607.

    Examples
    --------
    The example of the paper: 3.9 times the risk of death from respiratory infection in infants fed by bottle.

    >>> from analysis.estimate import Estimate
    >>> print(e_value(Estimate(3.9, 1.8, 8.7)))
    E-value 7.263 (of the limit: 3; risk-ratio)
    """
    parts, _ = parts_of(ratio, "ratio")
    to_risks = MEASURES[choice(measure, "measure", tuple(MEASURES))]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        value, low, high = (to_risks(np.asarray(part, dtype=float)) for part in parts)
        nearer = np.where(value >= 1, np.maximum(low, 1), np.minimum(high, 1))
        made = _explaining(value), _explaining(np.where(np.isnan(value), np.nan, nearer))
    if isinstance(ratio, pd.DataFrame):
        frame = pd.DataFrame(dict(zip(("value", "limit"), made, strict=True)), index=ratio.index)
        frame.attrs = {"measure": measure}
        return frame
    of_value, of_limit = map(float, made)
    return EValue(of_value, of_limit, measure)


def _explaining(risk_ratio):
    away = np.where(risk_ratio < 1, 1 / risk_ratio, risk_ratio)
    return away + np.sqrt(away * (away - 1))


def _as_it_is(ratio):
    return ratio


def _of_common_hazards(ratio):
    # expm1 keeps the digits of ratios far from 1
    return np.expm1(-np.log(2) * np.sqrt(ratio)) / np.expm1(-np.log(2) / np.sqrt(ratio))


MEASURES: dict[str, Callable] = {
    "risk-ratio": _as_it_is,
    "odds-ratio": _as_it_is,
    "odds-ratio-common": np.sqrt,
    "hazard-ratio": _as_it_is,
    "hazard-ratio-common": _of_common_hazards,
}
"""Measure -> function that makes it a risk ratio."""
