"""Trends and joinpoints of published annual totals."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from ..loaders import load_npds_totals
from ..stats.joinpoint import joinpoint
from ..stats.trends import loglinear_trend
from .registry import summary

_MODELS = ("poisson", "quasi-poisson", "negative-binomial")


@summary(
    "Trend of human exposures reported to the National Poison Data System",
    tables=("npds_totals",),
    methods=("kim_2000",),
    caveat=(
        "An example on eight published totals with gaps, without a population: counts, not rates. Plain Poisson limits "
        "are far too narrow for totals of this size. Years before 2006 are left out: the reports changed their basis."
    ),
)
def exposure_trend_example(
    totals: pd.DataFrame | None = None, *, across_break: bool = False, level: float = 0.95
) -> pd.DataFrame:
    """Fit log-linear trends and joinpoints to published annual totals, and refuse to fit across a break.

    Parameters
    ----------
    totals : DataFrame, optional
        Columns ``year``, ``human_exposures``, ``profile`` and ``source`` as from `load_npds_totals`; the shipped
        totals from 2006 on when left out.
    across_break : bool
        Declares that a trend across years with different `profile` is meant. Without it such a series is refused.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        ``kind`` (``observed``, ``trend``, ``joinpoint``), ``model``, ``start`` and ``end`` (years), ``count_start`` and
        ``count_end`` (observed or fitted), ``value``, ``low`` and ``high`` (annual percent change), ``across_break``
        and ``source``.

    Raises
    ------
    DataError
        When the series spans years with different profiles and `across_break` is not declared, or is too short.
    """
    rows = load_npds_totals().query("year >= 2006") if totals is None else totals
    rows = rows.dropna(subset=["human_exposures"]).sort_values("year", ignore_index=True)
    profiles = rows["profile"].astype(str).unique()
    if len(profiles) > 1 and not across_break:
        raise DataError(
            f"totals: years {rows['year'].min()} to {rows['year'].max()} span a break in comparability "
            f"({' to '.join(profiles)}); keep one side of it, or declare across_break=True."
        )
    count, year = rows["human_exposures"].to_numpy(float), rows["year"].to_numpy(float)
    found = [
        {
            "kind": "observed",
            "model": "",
            "start": row.year,
            "end": row.year,
            "count_start": row.human_exposures,
            "count_end": row.human_exposures,
            "source": row.source,
        }
        for row in rows.itertuples()
    ]
    for model in _MODELS:
        fit = loglinear_trend(count, year=year, model=model, level=level)
        line = fit.to_frame()
        found.append(
            {
                "kind": "trend",
                "model": model,
                "start": year[0],
                "end": year[-1],
                "count_start": line["fitted"].iloc[0],
                "count_end": line["fitted"].iloc[-1],
                "value": fit.apc.value,
                "low": fit.apc.low,
                "high": fit.apc.high,
            }
        )
    segments = joinpoint(count, year=year, level=level)
    fitted = dict(zip(segments.year, segments.fitted, strict=True))
    found += [
        {
            "kind": "joinpoint",
            "model": "log-rate",
            "start": row.start,
            "end": row.end,
            "count_start": fitted[row.start],
            "count_end": fitted[row.end],
            "value": row.value,
            "low": row.low,
            "high": row.high,
        }
        for row in segments.apc().itertuples()
    ]
    frame = pd.DataFrame(found).assign(across_break=len(profiles) > 1).astype({"start": "Int64", "end": "Int64"})
    return frame[
        ["kind", "model", "start", "end", "count_start", "count_end", "value", "low", "high", "across_break", "source"]
    ]
