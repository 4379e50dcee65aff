"""A fitted trend laid beside the counts or rates that it was fitted to, for its picture."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...errors import DataError
from .comparable_years import annual_series, whole_years
from .table import Counts

LINE = ("year", "term", "value", "low", "high")
SHOWN = ["value", "low", "high"]
COLUMNS = ["kind", "year", "term", "count", *SHOWN, "change", "change_low", "change_high"]


def fitted(counts: Counts, fit: pd.DataFrame) -> pd.DataFrame:
    """Lay a fitted trend beside the counts or rates that it was fitted to, as the picture of a trend needs them.

    Parameters
    ----------
    counts : Counts
        The annual counts, with rates where a denominator is given.
    fit : DataFrame
        What `annual_trend` or `joinpoint_trend` gave for these counts.

    Returns
    -------
    DataFrame
        ``kind`` ("observed", "fitted"), ``year``, ``term``, ``count`` (observed rows), ``value, low, high`` (counts, or
        rates in the unit of `counts`) and ``change, change_low, change_high``, the percent per year of the line.
        Terms of fitted rows: ``"trend"``; ``"until 1999"`` and ``"from 2000"`` where there is a step; ``"segment 1"``
        and so on, where a year at a joint stands in both its segments. Limits of the line are Wald limits at a year,
        on the log scale; a joinpoint line has none. Years that the fit left out are not here.

    Raises
    ------
    DataError
        When `fit` has no line, or is of other years than `counts`.

    Examples
    --------
    >>> from analysis.cases import annual_trend
    >>> counts = Counts(pd.DataFrame({"year": [2015, 2016, 2017], "count": [100, 120, 144]}), breaks={})
    >>> laid = fitted(counts, annual_trend(counts))
    >>> laid[laid["kind"] == "fitted"][["year", "value", "change"]].round(1).values.tolist()
    [[2015.0, 100.0, 20.0], [2016.0, 120.0, 20.0], [2017.0, 144.0, 20.0]]
    """
    if fit.attrs.get("years_left_out"):
        counts = whole_years(counts)
    series, frame = annual_series(counts), counts.frame
    line = pd.DataFrame(fit.attrs.get("line", ()), columns=list(LINE))
    if line.empty:
        raise DataError("fit: expected a frame from annual_trend or joinpoint_trend as it is, got one without a line.")
    year = series["year"]
    if not set(line["year"]) <= set(year):
        raise DataError(f"fit: expected one of the years of counts ({year.min():g} to {year.max():g}), got others.")
    rated = set(SHOWN) <= set(frame)
    seen = frame[["year", "count"]].assign(
        kind="observed", term="observed", value=series["count"], low=np.nan, high=np.nan
    )
    if rated:
        seen[SHOWN] = frame[SHOWN].astype(float)
    line[SHOWN] = line[SHOWN].mul(_scale(counts, series, rated, line["year"]), axis=0)
    line = line.assign(kind="fitted", count=np.nan).merge(_changes(fit, line["term"].unique()), on="term")
    laid = pd.concat([seen.reindex(columns=COLUMNS), line[COLUMNS]], ignore_index=True).astype({"year": int})
    known = counts.facts()
    told = ("study", "synthetic", "records", "partial", "years_left_out", "without_date")
    laid.attrs = {name: known[name] for name in told if name in known}
    laid.attrs |= {name: fit.attrs[name] for name in ("level", "method", "breaks") if name in fit.attrs}
    laid.attrs |= {"unit": known.get("unit", "by denominator")} if rated else {}
    return laid


def _scale(counts: Counts, series: dict, rated: bool, years: pd.Series) -> np.ndarray:
    """Give what an expected count of each year is multiplied by: 1, or what makes it the rate that `counts` shows."""
    count, size = series["count"], series["population"]
    if not rated or size is None:
        return np.ones(len(years))
    largest = int(np.argmax(count))
    per = counts["value"].to_numpy(float)[largest] * size[largest] / count[largest]
    return per / pd.Series(size, index=series["year"]).loc[years].to_numpy()


def _changes(fit: pd.DataFrame, terms) -> pd.DataFrame:
    """Give the percent per year of each line: its own segment's, else the one of the whole trend."""
    own = fit.set_index("term")[SHOWN]
    rows = [[term, *own.loc[term if term in own.index else "annual percent change"]] for term in terms]
    return pd.DataFrame(rows, columns=["term", "change", "change_low", "change_high"])
