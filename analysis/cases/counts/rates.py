"""Counts against people or prescriptions, and how much they changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from ...errors import DataError
from ...stats.rate_ratio import percent_change
from ...stats.rates import per_unit, rate
from ..study.derived import unknown_terms
from .comparable_years import CODING_BREAKS, breaks_between, size_of, whole_years
from .denominators import denominator_of
from .headings import LIMITS, SIZES, groups_of
from .table import Counts, guarded


def with_rates(
    counts: Counts,
    denominator: pd.DataFrame,
    *,
    per: float = 100_000,
    method: str = "exact",
    level: float = 0.95,
) -> Counts:
    """Add rates with limits to counts.

    Parameters
    ----------
    counts : Counts
        From `annual_counts`, `monthly_counts`, `weekly_counts` or `state_counts`.
    denominator : DataFrame
        One column ``population`` or ``prescriptions`` (or as people call them: ``Pop.``, ``Residents``, ``Rx``) and
        key columns that `counts` has too: ``year``, and perhaps the column the counts are split by, or ``state``.
        Numbers may be text (``"3,000,015"``), keys in other letters; rows of totals are left out.
    per : float
        Multiplier of the rate, 100,000 for "per 100,000".
    method : str
        Limits of the Poisson count, as in `analysis.stats.rates.rate`; exact (Garwood) by default.
    level : float

    Returns
    -------
    Counts
        `counts` with the denominator and ``value, low, high``; ``told["unit"]`` words the rate. Months and weeks are
        divided by the denominator as it stands: the rate is per month or per week. Unknown groups (missing, or
        unknown in the words of the codebook) for which there is no denominator are left out, their cases counted in
        ``told["without_denominator"]``.

    Raises
    ------
    DataError
        When the table has no such column, no key in common, a key twice, or lacks a key of `counts`.

    Examples
    --------
    >>> counts = Counts(pd.DataFrame({"year": [2019, 2020], "count": [30, 12]}), breaks={})
    >>> people = pd.DataFrame({"Year": ["2019", "2020"], "Population": ["3,000,000", "3,000,000"]})
    >>> rated = with_rates(counts, people)
    >>> rated["value"].tolist(), rated.told["unit"]
    ([1.0, 0.4], 'per 100,000 population')
    """
    counts = guarded(counts)
    frame = counts.frame.drop(columns=[*SIZES, *LIMITS], errors="ignore")
    denominator, name, keys = denominator_of(denominator, [key for key in frame if key != "count"], frame)
    if denominator.duplicated(keys).any():
        raise DataError(f"denominator: expected one row per {' and '.join(keys)}, got some twice; add them up first.")
    joined = frame.merge(denominator, on=keys, how="left", validate="many_to_one")
    nobody = joined[name].isna() & _unknown(joined, keys)
    without = int(joined.loc[nobody, "count"].sum())
    joined = joined[~nobody].reset_index(drop=True)
    absent = joined.loc[joined[name].isna(), keys].drop_duplicates()
    if len(absent):
        first = ", ".join(f"{key} {absent[key].iloc[0]}" for key in keys)
        raise DataError(f"denominator: expected a row for {first} and {len(absent) - 1} others, found none; add them.")
    limits: pd.DataFrame = rate(joined["count"], joined[name], multiplier=per, method=method, level=level)
    joined = joined.join(limits[["value", "low", "high"]])
    told = {"unit": f"{per_unit(per)} {name}", "level": level, "method": limits.attrs["method"]}
    return counts.with_frame(joined, **told, without_denominator=without)


def yearly(counts: Counts) -> Counts:
    """Add the counts of weeks or months up per year (of the week); counts per year stay as they are.

    Raises
    ------
    DataError
        When the table has no years, or rates already: a rate per week cannot be added up.

    Examples
    --------
    >>> months = pd.DataFrame({"month": pd.date_range("2019-11-01", periods=3, freq="MS"), "count": [5, 6, 7]})
    >>> counts = Counts(months.assign(year=[2019, 2019, 2020]), breaks={}, partial_years={2020: "1 of 12 months"})
    >>> yearly(counts).frame.values.tolist(), yearly(counts).partial
    ([[2019, 11], [2020, 7]], {2020: '1 of 12 months'})
    """
    frame = guarded(counts).frame
    if "year" not in frame:
        raise DataError(f"counts: expected columns year and count, got {', '.join(map(str, frame))}.")
    if not {"month", "week_start"} & set(frame):
        return counts
    if size_of(frame):
        raise DataError("counts: expected counts without rates; add them up per year first, then take the rates.")
    added = frame.groupby(["year", *groups_of(frame)], sort=False)["count"].sum().reset_index()
    partial: dict = {**counts.partial_years}
    return replace(counts, frame=added, partial=partial, partial_years={})


def change(
    counts: Counts,
    *,
    first: int | None = None,
    last: int | str | None = None,
    breaks: Mapping[int, str] = CODING_BREAKS,
    level: float = 0.95,
) -> pd.DataFrame:
    """Give the percent change between two years with exact limits, from unrounded rates where there are rates.

    Parameters
    ----------
    counts : Counts
        From `annual_counts`, or `with_rates` of it: then the change is that of the rate. Weeks and months are added
        up per year.
    first : int, optional
        Year to compare with; the first one of the table that the records cover whole. A year that is named is taken,
        whole or not.
    last : int or "peak", optional
        Year to compare; the last whole one of the table. ``"peak"`` takes, in every group, the whole year after `first`
        with the highest count or rate (the earliest of equal ones); the limits do not know that it was picked for that.
    breaks : mapping of int to str
        First year under a new coding, and what changed; those that the counts know of come on top.
    level : float

    Returns
    -------
    DataFrame
        One row (one per value of the column the counts are split by): ``first, last, old, new``, the counts, and
        ``value, low, high`` in percent. ``attrs["partial"]`` and ``attrs["breaks"]`` name years among those compared
        that the records do not cover, and declared breaks in coding between them; ``attrs["years_left_out"]`` those
        that were passed over because the records do not cover them. ``attrs["notes"]`` names the groups that have no
        count in one of the years, as in a published table that hides small ones: they have no row.

    Raises
    ------
    DataError
        When a year is not in the table, none comes after `first`, or there are no two whole years and none was named.

    Examples
    --------
    >>> counts = Counts(pd.DataFrame({"year": [2015, 2016, 2017], "count": [200, 230, 272]}), breaks={})
    >>> change(counts)[["first", "last", "old", "new", "value"]].round(1).values.tolist()
    [[2015.0, 2017.0, 200.0, 272.0, 36.0]]
    """
    counts = yearly(counts)
    whole = whole_years(counts)
    if "crude" in counts:
        raise DataError("counts: expected counts or crude rates, got standardized ones; compare the crude rates.")
    first, last = _ends(counts, whole, first, last)
    frame, later = counts.frame, whole.frame[whole["year"] > first]
    size, split = size_of(frame), groups_of(frame)
    old = frame[frame["year"] == first]
    new = _peaks(later, size, split) if last == "peak" else frame[frame["year"] == last]
    both = old.merge(new, on=split or None, how="inner" if split else "cross", suffixes=("_old", "_new"))
    times = {f"{age}_person_time": both[f"{size}_{age}"] for age in ("old", "new")} if size else {}
    limits: pd.DataFrame = percent_change(both["count_old"], both["count_new"], **times, level=level)
    years = {"first": both["year_old"], "last": both["year_new"]}
    shown = both[split].assign(**years, old=both["count_old"], new=both["count_new"])
    shown = shown.join(limits[["value", "low", "high"]])
    notes = [*counts.told.get("notes", ()), *_not_compared(frame, shown, split)]
    told = _compared(counts, whole, shown, breaks) | {"notes": notes}
    shown.attrs = told | limits.attrs | {"of": "rate" if size else "count"}
    return shown


def _unknown(joined: pd.DataFrame, keys: Iterable[str]) -> pd.Series:
    unknown = pd.Series(False, index=joined.index)
    for key in keys:
        unknown |= joined[key].isin(unknown_terms(key))
    return unknown


def _ends(counts: Counts, whole: Counts, first: int | None, last: int | str | None) -> tuple:
    """Give the years to compare: those named, else the first and the last whole one."""
    strange = [year for year in (first, last) if year not in (None, "peak") and year not in set(counts["year"])]
    if strange:
        raise DataError(f"first, last: expected years of the table, got {strange[0]}.")
    years = whole["year"]
    needed = (first is None) + (last is None)
    if years.nunique() < needed:
        raise DataError("first, last: the records cover fewer than two whole years; name the years to compare.")
    return (int(years.min()) if first is None else first, int(years.max()) if last is None else last)


def _peaks(later: pd.DataFrame, size: str | None, split: list[str]) -> pd.DataFrame:
    if later.empty:
        raise DataError("last: expected a year after the first to look for a peak in, got none.")
    height = later["count"] / later[size] if size else later["count"]
    ranked = later.assign(height=height).sort_values("height", ascending=False, kind="stable").drop(columns="height")
    return ranked.drop_duplicates(split) if split else ranked.head(1)


def _not_compared(counts: pd.DataFrame, shown: pd.DataFrame, split: list[str]) -> list[str]:
    """Name the groups without a count in both years."""
    if not split:
        return []
    compared = set(shown[split].itertuples(index=False, name=None))
    groups = counts[split].drop_duplicates().itertuples(index=False, name=None)
    gone = [", ".join(map(str, group)) for group in groups if group not in compared]
    return [f"Not compared, for want of a count in both years: {'; '.join(gone)}."] if gone else []


def _compared(counts: Counts, whole: Counts, shown: pd.DataFrame, breaks: Mapping[int, str]) -> dict:
    """Keep of what is told about the counts what concerns the years compared."""
    told, years = counts.facts(), {*shown["first"], *shown["last"]}
    kept: dict = {name: told[name] for name in ("study", "synthetic", "records", "several") if name in told}
    kept["partial"] = {year: why for year, why in counts.partial.items() if year in years}
    kept["years_left_out"] = {year: why for year, why in whole.years_left_out.items() if year not in years}
    kept["breaks"] = breaks_between(min(years, default=0), max(years, default=0), breaks, counts)
    return kept
