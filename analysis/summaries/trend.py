"""Trends and joinpoints of published annual totals."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from ..loaders import load_npds_totals
from ..stats.joinpoint import joinpoint
from ..stats.trends import loglinear_trend
from .registry import summary

_MODELS = ("poisson", "quasi-poisson", "negative-binomial")
_COLUMNS = (
    "kind",
    "model",
    "start",
    "end",
    "count_start",
    "count_end",
    "value",
    "low",
    "high",
    "profile",
    "across_break",
    "source",
)


@summary(
    "Trend of human exposures reported to US poison centers",
    tables=("npds_totals",),
    methods=("kim_2000",),
    caveat=(
        "An example on the published totals that were seen: 2004, 2012 and 2017 to 2019 were not. Counts, not rates. "
        "2003 and 2005 are of an earlier data system and not fitted. Plain Poisson limits are far too narrow."
    ),
    needs={
        "totals": "year human_exposures profile source",
    },
)
def exposure_trend_example(
    totals: pd.DataFrame | None = None, *, across_break: bool = False, level: float = 0.95
) -> pd.DataFrame:
    """Fit log-linear trends and joinpoints to published annual totals, and refuse to fit across a break.

    Parameters
    ----------
    totals : DataFrame, optional
        Columns ``year``, ``human_exposures``, ``profile`` and ``source`` as from `load_npds_totals`. When left out, the
        shipped totals from 2006 on are fitted and those before the break shown.
    across_break : bool
        Declares that a trend across years with different `profile` is meant. Without it such a series is refused.
    level : float
        Confidence level.

    Returns
    -------
    DataFrame
        ``kind`` (``observed``; ``before the break``, not fitted; ``not seen``, years without a total; ``trend``;
        ``joinpoint``), ``model``, ``start`` and ``end`` (years), ``count_start`` and ``count_end`` (observed or
        fitted), ``value``, ``low`` and ``high`` (annual percent change), ``profile``, ``across_break`` and ``source``.

    Raises
    ------
    DataError
        When the series spans years with different profiles and `across_break` is not declared, or is too short.
    """
    given = load_npds_totals() if totals is None else totals
    given = given.dropna(subset=["human_exposures"]).sort_values("year", ignore_index=True)
    rows, earlier = given, given.iloc[:0]
    if totals is None and not across_break:
        last = given["profile"] == given["profile"].iloc[-1]
        rows, earlier = given[last].reset_index(drop=True), given[~last]
    profiles = rows["profile"].astype(str).unique()
    if len(profiles) > 1 and not across_break:
        raise DataError(
            f"totals: years {rows['year'].min()} to {rows['year'].max()} span a break in comparability "
            f"({' to '.join(profiles)}); keep one side of it, or declare across_break=True."
        )
    count, year = rows["human_exposures"].to_numpy(float), rows["year"].to_numpy(float)
    found = [_total(row, "before the break") for row in earlier.itertuples()]
    found += [_total(row, "observed") for row in rows.itertuples()]
    found += [{"kind": "not seen", "start": gap, "end": gap} for gap in _gaps(given["year"])]
    found += [_trend(loglinear_trend(count, year=year, model=model, level=level), year, model) for model in _MODELS]
    found += _segments(joinpoint(count, year=year, level=level))
    frame = pd.DataFrame(found).assign(across_break=len(profiles) > 1).astype({"start": "Int64", "end": "Int64"})
    return frame.assign(model=frame["model"].fillna(""))[list(_COLUMNS)]


def _gaps(years: pd.Series) -> list[int]:
    seen = set(years.astype(int))
    return [year for year in range(min(seen, default=0), max(seen, default=0)) if year not in seen]


def _total(row, kind: str) -> dict:
    counts = {"count_start": row.human_exposures, "count_end": row.human_exposures}
    told = {"profile": str(row.profile), "source": row.source}
    return {"kind": kind, "model": "", "start": row.year, "end": row.year, **counts, **told}


def _trend(fit, year, model: str) -> dict:
    line = fit.to_frame()["fitted"]
    change = {"value": fit.apc.value, "low": fit.apc.low, "high": fit.apc.high}
    ends = {"start": year[0], "end": year[-1], "count_start": line.iloc[0], "count_end": line.iloc[-1]}
    return {"kind": "trend", "model": model, **ends, **change}


def _segments(segments) -> list[dict]:
    fitted = dict(zip(segments.year, segments.fitted, strict=True))
    return [
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
