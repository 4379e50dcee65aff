"""Trends of annual counts, and the breaks in coding that no trend may cross unsaid."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..errors import DataError
from ..stats.arguments import checked_level, choice
from ..stats.joinpoint import joinpoint
from ..stats.trends import loglinear_trend

# First year under the new coding. Profiles of published reports changed in 2006 too, but case records did not.
CODING_BREAKS = {2000: "from 2000 on a record may hold any number of substances"}


def annual_trend(
    counts: pd.DataFrame,
    *,
    breaks: Mapping[int, str] = CODING_BREAKS,
    at_break: str = "refuse",
    model: str = "quasi-poisson",
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit a log-linear trend to annual counts or rates, with a step where the coding changed.

    Parameters
    ----------
    counts : DataFrame
        ``year, count`` and perhaps ``population`` or ``prescriptions``, one row per year.
    breaks : mapping of int to str
        First year under a new coding, and what changed.
    at_break : {"refuse", "step"}
        A trend over years on both sides of a break is refused, or gets a step: a factor on all years from the break
        on, estimated beside one common slope.
    model : {"quasi-poisson", "poisson", "negative-binomial", "log-rate"}
        As in `analysis.stats.trends.loglinear_trend`; with a step only the first two.
    level : float

    Returns
    -------
    DataFrame
        ``term`` ("annual percent change", "step in 2006"), ``first, last`` (years), ``value, low, high`` in percent,
        ``p`` and ``model``.

    Raises
    ------
    DataError
        When the years cross a declared break and `at_break` is ``"refuse"``, or a step cannot be estimated.
    """
    choice(at_break, "at_break", ("refuse", "step"))
    year, count, population = _series(counts)
    crossed = {start: why for start, why in sorted(breaks.items()) if year.min() < start <= year.max()}
    if crossed and at_break == "refuse":
        raise DataError(_refusal(year, crossed, "take years on one side of it, or at_break='step'"))
    if crossed:
        return _stepped(year, count, population, list(crossed), model, checked_level(level))
    fit = loglinear_trend(count, year=year, population=population, model=model, level=level)
    rows = [{"term": "annual percent change", "value": fit.apc.value, "low": fit.apc.low, "high": fit.apc.high}]
    return _framed(rows, year, [fit.p_value], model, level)


def joinpoint_trend(
    counts: pd.DataFrame,
    *,
    breaks: Mapping[int, str] = CODING_BREAKS,
    model: str = "log-rate",
    select: str = "bic",
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit joinpoint regression to annual counts or rates: annual percent change per segment and on average.

    Parameters
    ----------
    counts, breaks, level
        As in `annual_trend`; years that cross a break are always refused, for the joint would sit on it.
    model, select
        As in `analysis.stats.joinpoint.joinpoint`.

    Returns
    -------
    DataFrame
        ``term`` ("segment 1", ..., "average"), ``first, last`` (years), ``value, low, high`` (percent per year), ``p``
        and ``model``.

    Raises
    ------
    DataError
        When the years cross a declared break, or the series is too short.
    """
    year, count, population = _series(counts)
    crossed = {start: why for start, why in sorted(breaks.items()) if year.min() < start <= year.max()}
    if crossed:
        raise DataError(_refusal(year, crossed, "fit each side of it by itself"))
    fit = joinpoint(count, year=year, population=population, model=model, select=select, level=level)
    rows = [
        {
            "term": f"segment {place}",
            "first": int(row.start),
            "last": int(row.end),
            "value": row.value,
            "low": row.low,
            "high": row.high,
            "p": row.p,
        }
        for place, row in enumerate(fit.apc().itertuples(), start=1)
    ]
    average = fit.aapc()
    span = {"first": int(year.min()), "last": int(year.max())}
    rows.append({"term": "average", **span, "value": average.value, "low": average.low, "high": average.high})
    return pd.DataFrame(rows).assign(model=model)


def _series(counts: pd.DataFrame):
    size = next((name for name in ("population", "prescriptions") if name in counts), None)
    if "year" not in counts or "count" not in counts or counts["year"].duplicated().any():
        raise DataError("counts: expected columns year and count with one row per year; take one group of a split.")
    year, count = counts["year"].to_numpy(float), counts["count"].to_numpy(float)
    return year, count, counts[size].to_numpy(float) if size else None


def _refusal(year: np.ndarray, crossed: Mapping[int, str], way_out: str) -> str:
    said = "; ".join(f"{start}: {why}" for start, why in crossed.items())
    return f"counts: years {year.min():g} to {year.max():g} cross a break in coding ({said}); {way_out}."


def _stepped(year, count, population, starts: list[int], model: str, level: float) -> pd.DataFrame:
    """Fit log E(count) = a + b (year - mean) + steps + log(population); limits by t where dispersion is estimated."""
    import statsmodels.api as sm
    from scipy import stats

    choice(model, "model", ("quasi-poisson", "poisson"))
    steps = [(year >= start).astype(float) for start in starts]
    design = np.column_stack([np.ones(len(year)), year - year.mean(), *steps])
    df = len(year) - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise DataError(f"counts: expected more years around the break than {len(year)}; a step cannot be estimated.")
    offset = None if population is None else np.log(population)
    quasi = model == "quasi-poisson"
    glm = sm.GLM(count, design, family=sm.families.Poisson(), offset=offset)
    fit = glm.fit(scale="X2" if quasi else None, tol=1e-12)
    reach = stats.t(df) if quasi else stats.norm
    half = reach.ppf((1 + level) / 2) * fit.bse
    percents = [100 * np.expm1(edge)[1:] for edge in (fit.params, fit.params - half, fit.params + half)]
    names = ["annual percent change", *(f"step in {start}" for start in starts)]
    rows = [dict(zip(("term", "value", "low", "high"), row, strict=True)) for row in zip(names, *percents, strict=True)]
    p = 2 * reach.sf(np.abs(fit.params / fit.bse))[1:]
    return _framed(rows, year, p, model, level)


def _framed(rows: list[dict], year: np.ndarray, p, model: str, level: float) -> pd.DataFrame:
    frame = pd.DataFrame(rows).assign(p=p, model=model)
    frame.insert(1, "first", int(year.min()))
    frame.insert(2, "last", int(year.max()))
    frame.attrs = {"level": level, "unit": "percent"}
    return frame
