"""Taylor linearization: the value of an estimate, what each record adds to it, its standard error and limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from scipy import special

from ...errors import DataError
from ...shown import between, in_words, limits_of, shown, valued
from ..arguments import numbers, paired
from .design import SurveyDesign, numbered

_COLUMNS = ["value", "low", "high", "se", "df", "n"]


@dataclass(frozen=True, slots=True)
class SurveyEstimate:
    """An estimate of a population with its design-based limits.

    Attributes
    ----------
    value, low, high : float
        The estimate and its limits.
    se : float
        Standard error by Taylor linearization.
    df : int
        Degrees of freedom of the t quantile: clusters less strata, of those with a record of the domain.
    n : int
        Records that were counted.
    level : float
    method : str
    what : str
    unit : str
    """

    value: float
    low: float
    high: float
    se: float
    df: int
    n: int
    level: float = 0.95
    method: str = ""
    what: str = ""
    unit: str = ""

    @property
    def cv(self) -> float:
        """Coefficient of variation: standard error by the size of the estimate, as a share."""
        return self.se / abs(self.value) if self.value else np.nan

    def to_frame(self) -> pd.DataFrame:
        """Give one row: ``what, value, low, high, se, df, n, level, method, unit``."""
        names = ["what", *(part.name for part in fields(self) if part.name != "what")]
        return pd.DataFrame({name: [getattr(self, name)] for name in names})

    def summary(self) -> str:
        """Say the estimate in one line, with its standard error and number of records."""
        return f"{self.what}: {in_words(self)}; SE {valued(self.se)}, {self.n:,} records"

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        rows: dict[str, object] = {"value": valued(self.value), limits_of(self.level): between(self.low, self.high)}
        rows |= {"SE": valued(self.se), "records": self.n, "degrees of freedom": self.df}
        return shown(self.what[:1].upper() + self.what[1:], rows, self.method)


@dataclass(frozen=True)
class Measure:
    """What is estimated: its name, its value with what each record adds to it, and its limits."""

    what: str
    value: Callable
    limits: Callable
    level: float


def estimated(design: SurveyDesign, columns: dict, domain, by, measure: Measure) -> SurveyEstimate | pd.DataFrame:
    """Estimate a measure of the checked columns, overall or by group."""
    _, *taken, domain, by = paired(**{"the design": design.weights}, **columns, domain=domain, by=by)
    inside = _inside(domain, len(design.weights))
    codes, names = numbered(by, "by", len(inside)) if by is not None else (np.zeros(len(inside)), np.empty(0))
    inside &= codes >= 0
    read = [_known(numbers(one, name), name, inside) for one, name in zip(taken, columns, strict=True)]
    if by is None:
        (value, low, high, se, df, n), method = _row(design, read, inside, measure)
        return SurveyEstimate(value, low, high, se, df, n, level=measure.level, method=method, what=measure.what)
    present = np.unique(codes[inside])
    if not len(present):
        raise DataError("by: expected at least one group, got missing values only.")
    found = [_row(design, read, inside & (codes == code), measure) for code in present]
    index = pd.Index(names[present], name=getattr(by, "name", None) or "group")
    frame = pd.DataFrame([row for row, _ in found], columns=_COLUMNS, index=index)
    method = found[0][1].partition(" on ")[0]
    frame.attrs = {"what": measure.what, "level": measure.level, "method": method, "unit": ""}
    return frame


def _row(design: SurveyDesign, read: list[np.ndarray], inside: np.ndarray, measure: Measure) -> tuple[tuple, str]:
    weights = np.where(inside, np.asarray(design.weights), 0.0)
    value, contributions = measure.value(weights, *(np.where(inside, one, 0.0) for one in read))
    se, df, n = np.sqrt(design.variance(contributions)), design.df_of(inside), int(inside.sum())
    low, high, method = measure.limits(value, se, df, n, (1 + measure.level) / 2)
    return (float(value), float(low), float(high), float(se), df, n), f"{method}, t on {df} degrees of freedom"


def total(weights: np.ndarray, values: np.ndarray) -> tuple[float, np.ndarray]:
    """Give a total, and what each record adds to it."""
    return (weights * values).sum(), weights * values


def ratio(weights: np.ndarray, above: np.ndarray, below: np.ndarray) -> tuple[float, np.ndarray]:
    """Give a ratio of two totals, and what each record adds to its linearized error."""
    whole = (weights * below).sum()
    if whole == 0:
        return np.nan, np.full(len(weights), np.nan)
    ratio = (weights * above).sum() / whole
    return ratio, weights * (above - ratio * below) / whole


def _t(df: int, upper: float) -> float:
    return special.stdtrit(df, upper) if df >= 1 else np.nan


def wald(value: float, se: float, df: int, n: int, upper: float) -> tuple[float, float, str]:
    """Give limits on the scale of the value; `upper` is the probability below the upper one."""
    t = _t(df, upper)
    return value - t * se, value + t * se, "Wald"


def logit(value: float, se: float, df: int, n: int, upper: float) -> tuple[float, float, str]:
    """Give the limits of a share on the log-odds scale."""
    if not 0 < value < 1:
        return np.nan, np.nan, "logit"
    half = _t(df, upper) * se / (value * (1 - value))
    return special.expit(special.logit(value) - half), special.expit(special.logit(value) + half), "logit"


def beta(value: float, se: float, df: int, n: int, upper: float) -> tuple[float, float, str]:
    """Give the limits of a share that Korn and Graubard took from the beta distribution."""
    name, spread = "Korn-Graubard", value * (1 - value)
    if df < 1 or n < 2:
        return np.nan, np.nan, name
    if 0 < value < 1 and se <= 1e-12 * spread:
        return value, value, name
    size = (spread / se**2 if 0 < value < 1 else n) * (_t(n - 1, upper) / _t(df, upper)) ** 2
    events, others = size * value, size * (1 - value)
    low = special.betaincinv(events, others + 1, 1 - upper) if events > 0 else 0.0
    return low, special.betaincinv(events + 1, others, upper) if others > 0 else 1.0, name


def _inside(domain, records: int) -> np.ndarray:
    if domain is None:
        return np.ones(records, dtype=bool)
    told = numbers(domain, "domain", low=0, high=1)
    if told.shape != (records,) or np.isnan(told).any() or (told != np.floor(told)).any():
        raise DataError(f"domain: expected true or false for each of {records} records; fill in missing ones.")
    if not told.any():
        raise DataError("domain: expected at least one record, got none.")
    return told.astype(bool)


def _known(values: np.ndarray, name: str, inside: np.ndarray) -> np.ndarray:
    if values.shape != inside.shape:
        raise DataError(f"{name}: expected one value for each of {len(inside)} records, got {values.size}.")
    if bad := int((inside & ~np.isfinite(values)).sum()):
        raise DataError(
            f"{name}: expected finite numbers in the domain, got {bad} missing or infinite; leave them out by domain=, "
            "so that their records stay in the design."
        )
    return values
