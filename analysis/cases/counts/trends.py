"""Trends of annual counts, and the breaks in coding that no trend may cross unsaid."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...errors import DataError
from ...forms import listed
from ...stats.arguments import checked_level, choice
from ...stats.joinpoint import joinpoint
from ...stats.trends import loglinear_trend
from .comparable_years import CODING_BREAKS, breaks_between, whole_years

PARTIAL = ("leave out", "keep")
_TOLD = ("study", "synthetic", "partial", "years_left_out")


def annual_trend(
    counts: pd.DataFrame,
    *,
    breaks: Mapping[int, str] = CODING_BREAKS,
    at_break: str = "refuse",
    partial: str = "leave out",
    model: str = "quasi-poisson",
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit a log-linear trend to annual counts or rates, with a step where the coding changed.

    Parameters
    ----------
    counts : DataFrame
        ``year, count`` and perhaps ``population`` or ``prescriptions``, one row per year.
    breaks : mapping of int to str
        First year under a new coding, and what changed; those that the study of the counts declares come on top.
    at_break : {"refuse", "step"}
        A trend over years on both sides of a break is refused, or gets a step: a factor on all years from the break
        on, estimated beside one common slope.
    partial : {"leave out", "keep"}
        Years that the records do not cover whole (``counts.attrs["partial"]``) would bend the line and are left out.
    model : {"quasi-poisson", "poisson", "negative-binomial", "log-rate"}
        As in `analysis.stats.trends.loglinear_trend`, with a step or without.
    level : float

    Returns
    -------
    DataFrame
        ``term`` ("annual percent change", "step in 2006"), ``first, last`` (years), ``value, low, high`` in percent,
        ``p`` and ``model``. The fitted line is in ``attrs["line"]``; `fitted` lays it beside the counts.
        ``attrs["years_left_out"]`` says which years are in no fit, and why.

    Raises
    ------
    DataError
        When the years cross a declared break and `at_break` is ``"refuse"``, fewer than two whole years are there, or
        a step cannot be estimated.

    Notes
    -----
    Counts that lie on the fitted line exactly, such as constant ones, have a dispersion of 0. Quasi-Poisson limits are
    then equal to the estimate and there is no p value, with a step or without: the limits know of no scatter, not that
    there is none. Poisson limits stay as wide as chance makes them.
    """
    choice(at_break, "at_break", ("refuse", "step"))
    counts = _comparable(counts, partial)
    year, count, population = _series(counts)
    crossed = breaks_between(year.min(), year.max(), breaks, counts)
    if crossed and at_break == "refuse":
        raise DataError(_refusal(year, crossed, "take years on one side of it, or at_break='step'"))
    if crossed:
        frame = _stepped(year, count, population, list(crossed), model, checked_level(level))
    else:
        fit = loglinear_trend(count, year=year, population=population, model=model, level=level)
        rows = [{"term": "annual percent change", "value": fit.apc.value, "low": fit.apc.low, "high": fit.apc.high}]
        frame = _framed(rows, year, [fit.p_value], model, level)
        frame.attrs["line"] = _line(fit.to_frame().rename(columns={"fitted": "value"}).assign(term="trend"))
    return _told(frame, counts)


def joinpoint_trend(
    counts: pd.DataFrame,
    *,
    breaks: Mapping[int, str] = CODING_BREAKS,
    partial: str = "leave out",
    model: str = "log-rate",
    select: str = "bic",
    level: float = 0.95,
) -> pd.DataFrame:
    """Fit joinpoint regression to annual counts or rates: annual percent change per segment and on average.

    Parameters
    ----------
    counts, breaks, partial, level
        As in `annual_trend`; years that cross a break are always refused, for the joint would sit on it.
    model, select
        As in `analysis.stats.joinpoint.joinpoint`.

    Returns
    -------
    DataFrame
        ``term`` ("segment 1", ..., "average"), ``first, last`` (years), ``value, low, high`` (percent per year), ``p``
        and ``model``. The fitted line is in ``attrs["line"]``; `fitted` lays it beside the counts. A Poisson segment
        beside years without cases may have no finite slope: its value is infinity or -100, it has neither limits nor
        p, the average is missing, and ``attrs["note"]`` says so.

    Raises
    ------
    DataError
        When the years cross a declared break, the series is too short, or a model cannot be fitted to its counts (a
        zero with logarithms, cases in the first or last year alone).
    """
    counts = _comparable(counts, partial)
    year, count, population = _series(counts)
    crossed = breaks_between(year.min(), year.max(), breaks, counts)
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
    frame = pd.DataFrame(rows).assign(model=model)
    expected = pd.DataFrame({"year": fit.year, "value": fit.fitted, "low": np.nan, "high": np.nan})
    segments = [
        expected[expected["year"].between(row["first"], row["last"])].assign(term=row["term"]) for row in rows[:-1]
    ]
    frame.attrs = {"level": level, "unit": "percent", "method": model, "line": _line(pd.concat(segments))}
    frame.attrs |= {"note": fit.note} if fit.note else {}
    return _told(frame, counts)


def fitted(counts: pd.DataFrame, fit: pd.DataFrame) -> pd.DataFrame:
    """Lay a fitted trend beside the counts or rates that it was fitted to, as the picture of a trend needs them.

    Parameters
    ----------
    counts : DataFrame
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
    """
    if fit.attrs.get("years_left_out"):
        counts = whole_years(counts)
    year, count, size = _series(counts)
    line = pd.DataFrame(fit.attrs.get("line", ()), columns=["year", "term", "value", "low", "high"])
    if line.empty:
        raise DataError("fit: expected a frame from annual_trend or joinpoint_trend as it is, got one without a line.")
    if not set(line["year"]) <= set(year):
        raise DataError(f"fit: expected one of the years of counts ({year.min():g} to {year.max():g}), got others.")
    rated = {"value", "low", "high"} <= set(counts.columns)
    seen = counts[["year", "count"]].assign(kind="observed", term="observed", value=count, low=np.nan, high=np.nan)
    if rated:
        seen[["value", "low", "high"]] = counts[["value", "low", "high"]].astype(float)
    shown = ["value", "low", "high"]
    line[shown] = line[shown].mul(_scale(counts, count, size, rated, line["year"]), axis=0)
    line = line.assign(kind="fitted", count=np.nan).merge(_changes(fit, line["term"].unique()), on="term")
    order = ["kind", "year", "term", "count", *shown, "change", "change_low", "change_high"]
    frame = pd.concat([seen.reindex(columns=order), line[order]], ignore_index=True).astype({"year": int})
    frame.attrs = {key: counts.attrs[key] for key in (*_TOLD, "without_date") if key in counts.attrs}
    frame.attrs |= {key: fit.attrs[key] for key in ("level", "method") if key in fit.attrs}
    frame.attrs |= {"unit": counts.attrs.get("unit", "by denominator")} if rated else {}
    return frame


def _scale(counts: pd.DataFrame, count: np.ndarray, size, rated: bool, years: pd.Series) -> np.ndarray:
    """Give what an expected count of each year is multiplied by: 1, or what makes it the rate that `counts` shows."""
    if not rated or size is None:
        return np.ones(len(years))
    largest = int(np.argmax(count))
    per = counts["value"].to_numpy(float)[largest] * size[largest] / count[largest]
    return per / pd.Series(size, index=counts["year"].astype(float)).loc[years].to_numpy()


def _changes(fit: pd.DataFrame, terms) -> pd.DataFrame:
    """Give the percent per year of each line: its own segment's, else the one of the whole trend."""
    own = fit.set_index("term")[["value", "low", "high"]]
    rows = [[term, *own.loc[term if term in own.index else "annual percent change"]] for term in terms]
    return pd.DataFrame(rows, columns=["term", "change", "change_low", "change_high"])


def _line(expected: pd.DataFrame) -> tuple[tuple, ...]:
    """Give year, term, value, low and high as plain tuples, which a frame can carry in its attributes."""
    rows = expected[["year", "term", "value", "low", "high"]].itertuples(index=False, name=None)
    return tuple((float(year), term, *map(float, numbers)) for year, term, *numbers in rows)


def _told(frame: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Pass on what the counts say of where they come from."""
    frame.attrs |= {key: counts.attrs[key] for key in _TOLD if key in counts.attrs}
    return frame


def _comparable(counts: pd.DataFrame, partial: str) -> pd.DataFrame:
    """Give the years that a trend may take."""
    _series(counts)
    if choice(partial, "partial", PARTIAL) == "keep":
        return counts
    whole = whole_years(counts)
    if whole.attrs["years_left_out"] and len(whole) < 2:
        raise DataError(
            "counts: the records cover fewer than two whole years; take more years, or partial='keep' knowing why."
        )
    return whole


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
    """Fit a trend with a step where each break starts: `loglinear_trend` with jumps."""
    try:
        fit = loglinear_trend(count, year=year, population=population, jump=starts, model=model, level=level)
    except DataError as error:
        raise DataError(
            f"counts: a trend with a step in {listed([*map(str, starts)])} cannot be had. {error}"
        ) from None
    if fit.df < 1:
        raise DataError(f"counts: expected more years around the break than {len(year)}; a step cannot be estimated.")
    rows = [{"term": "annual percent change", "value": fit.apc.value, "low": fit.apc.low, "high": fit.apc.high}]
    steps = fit.steps()
    rows += [
        {"term": f"step in {row.year:g}", "value": row.value, "low": row.low, "high": row.high}
        for row in steps.itertuples()
    ]
    frame = _framed(rows, year, [fit.p_value, *steps["p"]], model, level)
    names = [f"until {starts[0] - 1}", *(f"from {start}" for start in starts)]
    line = fit.to_frame().rename(columns={"fitted": "value"})
    line["term"] = [names[place] for place in np.searchsorted(starts, line["year"], side="right")]
    frame.attrs["line"] = _line(line)
    return frame


def _framed(rows: list[dict], year: np.ndarray, p, model: str, level: float) -> pd.DataFrame:
    frame = pd.DataFrame(rows).assign(p=p, model=model)
    shown = ["value", "low", "high"]
    frame[shown] = frame[shown].mask(frame[shown].abs() <= 1e-11, 0.0)  # the rounding that an exponential of 0 leaves
    frame.insert(1, "first", int(year.min()))
    frame.insert(2, "last", int(year.max()))
    frame.attrs = {"level": level, "unit": "percent", "method": model}
    return frame
