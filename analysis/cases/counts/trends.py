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
from .comparable_years import CODING_BREAKS, annual_series, breaks_between, whole_years
from .fitted import LINE, fitted
from .table import Counts

__all__ = ["annual_trend", "fitted", "joinpoint_trend"]

PARTIAL = ("leave out", "keep")
WAYS = ("refuse", "step")


def annual_trend(
    counts: Counts,
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
    counts : Counts
        ``year, count`` and perhaps ``population`` or ``prescriptions``, one row per year. A bare frame is refused: it
        does not say which breaks it crosses.
    breaks : mapping of int to str
        First year under a new coding, and what changed; those that the counts know of come on top.
    at_break : {"refuse", "step"}
        A trend over years on both sides of a break is refused, or gets a step: a factor on all years from the break
        on, estimated beside one common slope.
    partial : {"leave out", "keep"}
        Years that the records do not cover whole (``counts.partial``) would bend the line and are left out.
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

    Examples
    --------
    >>> frame = pd.DataFrame({"year": range(2012, 2019), "count": [200, 212, 223, 241, 480, 510, 530]})
    >>> counts = Counts(frame, breaks={2016: "codes were split"})
    >>> annual_trend(counts)
    Traceback (most recent call last):
    analysis.errors.DataError: counts: years 2012 to 2018 cross a break in coding (2016: codes were split); ...
    >>> annual_trend(counts, at_break="step")[["term", "value"]].round(1).values.tolist()
    [['annual percent change', 5.7], ['step in 2016', 90.7]]
    """
    step = choice(at_break, "at_break", WAYS) == "step"
    counts, series, crossed = _comparable(counts, partial, breaks)
    if crossed and not step:
        raise DataError(_refusal(series["year"], crossed, "take years on one side of it, or at_break='step'"))
    fit = _fit(series, list(crossed), model, checked_level(level))
    apc, steps = fit.apc, fit.steps()
    frame = pd.DataFrame(
        {
            "term": ["annual percent change", *(f"step in {year:g}" for year in steps["year"])],
            "first": int(series["year"].min()),
            "last": int(series["year"].max()),
            **{end: [getattr(apc, end), *steps[end]] for end in ("value", "low", "high")},
            "p": [fit.p_value, *steps["p"]],
            "model": model,
        }
    )
    shown = ["value", "low", "high"]
    frame[shown] = frame[shown].mask(frame[shown].abs() <= 1e-11, 0.0)  # the rounding that an exponential of 0 leaves
    line = fit.to_frame().rename(columns={"fitted": "value"})
    names = [f"until {min(crossed) - 1}", *(f"from {start}" for start in crossed)] if crossed else ["trend"]
    line["term"] = [names[place] for place in np.searchsorted(list(crossed), line["year"], side="right")]
    shown = _told(frame, line, counts, level, model)
    shown.attrs |= {"breaks": dict(crossed)} if crossed else {}
    return shown


def joinpoint_trend(
    counts: Counts,
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
        p, the average is missing, and ``attrs["notes"]`` says so.

    Raises
    ------
    DataError
        When the years cross a declared break, the series is too short, or a model cannot be fitted to its counts (a
        zero with logarithms, cases in the first or last year alone).

    Examples
    --------
    >>> count = [100, 110, 121, 133, 146, 161, 177, 172, 166, 160, 155, 150, 145, 141]
    >>> counts = Counts(pd.DataFrame({"year": range(2001, 2015), "count": count}), breaks={})
    >>> joinpoint_trend(counts)[["term", "first", "last", "value"]].round(1).values.tolist()
    [['segment 1', 2001, 2007, 10.0], ['segment 2', 2007, 2014, -3.2], ['average', 2001, 2014, 2.7]]
    """
    counts, series, crossed = _comparable(counts, partial, breaks)
    if crossed:
        raise DataError(_refusal(series["year"], crossed, "fit each side of it by itself"))
    fit = joinpoint(**series, model=model, select=select, level=level)
    segments = fit.apc().rename(columns={"start": "first", "end": "last"})
    segments.insert(0, "term", [f"segment {place}" for place in range(1, len(segments) + 1)])
    average, span = fit.aapc(), {"first": series["year"].min(), "last": series["year"].max()}
    rows = [{"term": "average", **span, "value": average.value, "low": average.low, "high": average.high, "p": np.nan}]
    frame = pd.concat([segments[list(rows[0])], pd.DataFrame(rows)], ignore_index=True).assign(model=model)
    frame = frame.astype({"first": int, "last": int})
    expected = pd.DataFrame({"year": fit.year, "value": fit.fitted, "low": np.nan, "high": np.nan})
    line = [
        expected[expected["year"].between(row.first, row.last)].assign(term=row.term) for row in segments.itertuples()
    ]
    return _told(frame, pd.concat(line), counts, level, model, fit.note)


def _comparable(counts: Counts, partial: str, breaks: Mapping[int, str]) -> tuple[Counts, dict, dict[int, str]]:
    """Give the years that a trend may take, their series, and the breaks that it crosses."""
    annual_series(counts)
    if choice(partial, "partial", PARTIAL) == "leave out":
        counts = whole_years(counts)
        if counts.years_left_out and len(counts) < 2:
            raise DataError(
                "counts: the records cover fewer than two whole years; take more years, or partial='keep' knowing why."
            )
    series = annual_series(counts)
    year = series["year"]
    return counts, series, breaks_between(year.min(), year.max(), breaks, counts) if len(year) else {}


def _refusal(year: np.ndarray, crossed: Mapping[int, str], way_out: str) -> str:
    said = "; ".join(f"{start}: {why}" for start, why in crossed.items())
    return f"counts: years {year.min():g} to {year.max():g} cross a break in coding ({said}); {way_out}."


def _fit(series: dict, starts: list[int], model: str, level: float):
    """Fit a trend with a step where each break starts."""
    if not starts:
        return loglinear_trend(**series, model=model, level=level)
    try:
        fit = loglinear_trend(**series, jump=starts, model=model, level=level)
    except DataError as error:
        raise DataError(
            f"counts: a trend with a step in {listed([*map(str, starts)])} cannot be had. {error}"
        ) from None
    if fit.df < 1:
        raise DataError(
            f"counts: expected more years around the break than {len(series['year'])}; a step cannot be estimated."
        )
    return fit


def _told(frame: pd.DataFrame, line: pd.DataFrame, counts: Counts, level: float, model: str, note: str = ""):
    """Write beside a trend what it is of, and its line as plain tuples, which a frame can carry in its attributes."""
    known = counts.facts()
    about = {
        name: known[name]
        for name in ("study", "synthetic", "records", "partial", "years_left_out", "missing")
        if name in known
    }
    rows = line[list(LINE)].itertuples(index=False, name=None)
    notes = (*counts.told.get("notes", ()), *([note] if note else []))
    points = tuple((float(year), term, *map(float, numbers)) for year, term, *numbers in rows)
    frame.attrs = {"level": level, "unit": "percent", "method": model, "line": points, "notes": notes, **about}
    return frame
