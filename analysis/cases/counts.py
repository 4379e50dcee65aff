"""How many cases per year, month, week or state, against how many people or prescriptions."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from ..stats.arguments import choice
from ..stats.rate_ratio import percent_change
from ..stats.rates import per_unit, rate
from .derived import column, terms
from .selection import Study

PERIODS = ("year", "month", "mmwr", "monday")


def annual_counts(study: Study, *, by: str | None = None) -> pd.DataFrame:
    """Count cases per calendar year; years without a case between the first and the last have 0.

    Parameters
    ----------
    study : Study
    by : str, optional
        Column to split by: one of the cases, ``"mention"`` (single or multiple substances) or ``"age_band"``.

    Returns
    -------
    DataFrame
        ``year``, the column `by`, and ``count``. Cases without a year are left out; the number is in
        ``attrs["without_date"]``.
    """
    return _counts(study, "year", by)


def monthly_counts(study: Study, *, by: str | None = None) -> pd.DataFrame:
    """Count cases per month: ``month`` (its first day), ``year``, the column `by`, ``count``; zeros filled in."""
    return _counts(study, "month", by)


def weekly_counts(study: Study, *, week: str = "mmwr", by: str | None = None) -> pd.DataFrame:
    """Count cases per week; weeks without a case between the first and the last have 0.

    Parameters
    ----------
    study : Study
    week : {"mmwr", "monday"}
        Weeks from Sunday to Saturday, numbered as in the Morbidity and Mortality Weekly Report (week 1 is the first
        with at least four days in the year), or from Monday to Sunday, numbered as in ISO 8601.
    by : str, optional
        As in `annual_counts`.

    Returns
    -------
    DataFrame
        ``week_start``, ``year`` and ``week`` (of the week, not of its first day), the column `by`, ``count``. The first
        and last week may be cut by the ends of the data.

    References
    ----------
    ISO 8601-1:2019. Centers for Disease Control and Prevention, MMWR Week Fact Sheet.
    """
    return _counts(study, choice(week, "week", ("mmwr", "monday")), by)


def state_counts(study: Study) -> pd.DataFrame:
    """Count cases per state: ``state, count``, most first; cases without a state are in ``attrs["without_state"]``."""
    cases = study.cases
    found = study.run(cases.group_by(state=cases.state).aggregate(count=cases.count()))
    known = found.dropna(subset=["state"]).sort_values(["count", "state"], ascending=[False, True], ignore_index=True)
    known.attrs = {"without_state": int(found["count"].sum() - known["count"].sum())}
    return known


def with_rates(
    counts: pd.DataFrame,
    denominator: pd.DataFrame,
    *,
    per: float = 100_000,
    method: str = "exact",
    level: float = 0.95,
) -> pd.DataFrame:
    """Add rates with limits to counts.

    Parameters
    ----------
    counts : DataFrame
        From `annual_counts`, `monthly_counts`, `weekly_counts` or `state_counts`.
    denominator : DataFrame
        One column named ``population`` or ``prescriptions`` and key columns that `counts` has too: ``year``, and
        perhaps the column the counts are split by, or ``state``.
    per : float
        Multiplier of the rate, 100,000 for "per 100,000".
    method : str
        Limits of the Poisson count, as in `analysis.stats.rates.rate`; exact (Garwood) by default.
    level : float

    Returns
    -------
    DataFrame
        `counts` with the denominator and ``value, low, high``; ``attrs["unit"]`` words the rate. Months and weeks are
        divided by the denominator as it stands: the rate is per month or per week.

    Raises
    ------
    DataError
        When the table has no such column, no key in common, a key twice, or lacks a key of `counts`.
    """
    name = next((name for name in ("population", "prescriptions") if name in denominator), None)
    keys = [key for key in denominator.columns if key in counts.columns and key != name]
    if name is None or not keys:
        raise DataError(
            "denominator: expected a column 'population' or 'prescriptions' and a key such as 'year', "
            f"got {', '.join(map(str, denominator.columns))}."
        )
    if denominator.duplicated(keys).any():
        raise DataError(f"denominator: expected one row per {' and '.join(keys)}, got some twice; add them up first.")
    joined = counts.merge(denominator[[*keys, name]], on=keys, how="left", validate="many_to_one")
    absent = joined.loc[joined[name].isna(), keys].drop_duplicates()
    if len(absent):
        first = ", ".join(f"{key} {absent[key].iloc[0]}" for key in keys)
        raise DataError(f"denominator: expected a row for {first} and {len(absent) - 1} others, found none; add them.")
    limits = rate(joined["count"], joined[name], multiplier=per, method=method, level=level)
    joined = joined.join(limits[["value", "low", "high"]])
    joined.attrs = counts.attrs | {"unit": f"{per_unit(per)} {name}", "level": level, "method": limits.attrs["method"]}
    return joined


def state_rates(study: Study, population: pd.DataFrame, *, per: float = 100_000, level: float = 0.95) -> pd.DataFrame:
    """Give cases, population and rate with exact limits per state; states of `population` without a case have 0.

    Parameters
    ----------
    study : Study
    population : DataFrame
        ``state`` as the cases spell it, and ``population`` or ``prescriptions``, summed over the years of the study
        (person-years) when it has several.
    per, level : float
    """
    counted = state_counts(study)
    everyone = population[["state"]].drop_duplicates().merge(counted, on="state", how="outer")
    everyone = everyone.assign(count=everyone["count"].fillna(0).astype(int))
    everyone.attrs = counted.attrs
    rated = with_rates(everyone, population, per=per, level=level)
    return rated.sort_values("value", ascending=False, ignore_index=True, kind="stable")


def change(
    counts: pd.DataFrame, *, first: int | None = None, last: int | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Give the percent change between two years with exact limits, from unrounded rates where there are rates.

    Parameters
    ----------
    counts : DataFrame
        From `annual_counts`, or `with_rates` of it: then the change is that of the rate.
    first, last : int, optional
        Years to compare; the first and last of the table.
    level : float

    Returns
    -------
    DataFrame
        One row (one per value of the column the counts are split by): ``first, last, old, new``, the counts, and
        ``value, low, high`` in percent.

    Raises
    ------
    DataError
        When a year is not in the table.
    """
    first = int(counts["year"].min()) if first is None else first
    last = int(counts["year"].max()) if last is None else last
    strange = [year for year in (first, last) if year not in set(counts["year"])]
    if strange:
        raise DataError(f"first, last: expected years of the table, got {strange[0]}.")
    size = next((name for name in ("population", "prescriptions") if name in counts), None)
    split = [name for name in counts if name not in ("year", "count", size, "value", "low", "high")]
    old, new = (counts[counts["year"] == year].reset_index(drop=True) for year in (first, last))
    both = old.merge(new, on=split or None, how="inner" if split else "cross", suffixes=("_old", "_new"))
    times = {f"{age}_person_time": both[f"{size}_{age}"] for age in ("old", "new")} if size else {}
    limits = percent_change(both["count_old"], both["count_new"], **times, level=level)
    shown = both[split].assign(first=first, last=last, old=both["count_old"], new=both["count_new"])
    shown = shown.join(limits[["value", "low", "high"]])
    shown.attrs = limits.attrs | {"of": "rate" if size else "count"}
    return shown


def _counts(study: Study, period: str, by: str | None) -> pd.DataFrame:
    cases = study.cases
    key = _period(cases, period)
    groups = {"period": key} | ({by: column(cases, by)} if by else {})
    found = study.run(cases.group_by(**groups).aggregate(count=cases.count()))
    undated = found["period"].isna()
    shown = _filled(found[~undated], period, by)
    shown.attrs = {"without_date": int(found.loc[undated, "count"].sum()), "study": study.stated}
    return shown


def _period(cases, period: str):
    """Give the start of the period of each case; a Sunday is the Monday of the day after it, less a day."""
    import ibis

    if period == "year":
        return cases.year
    if period == "month":
        return cases.date.truncate("M")
    if period == "monday":
        return cases.date.truncate("W")
    day = ibis.interval(days=1)
    return (cases.date + day).truncate("W") - day


def _filled(found: pd.DataFrame, period: str, by: str | None) -> pd.DataFrame:
    """Put in the periods (and values of `by`) without a case, in order."""
    start = found["period"].astype(int) if period == "year" else pd.to_datetime(found["period"])
    found = found.assign(period=start)
    if by:
        found[by] = found[by].astype("object").where(found[by].notna(), "(missing)")
        present = set(found[by])
        order = [term for term in terms(by) if term in present]
        order += sorted(present - set(order), key=str)
        found = found.set_index(["period", by])["count"]
        index = pd.MultiIndex.from_product([_calendar(start, period), order], names=["period", by])
    else:
        found = found.set_index("period")["count"]
        index = pd.Index(_calendar(start, period), name="period")
    return _named(found.reindex(index, fill_value=0).astype(int).reset_index(), period)


def _calendar(start: pd.Series, period: str):
    if start.empty:
        return []
    if period == "year":
        return range(start.min(), start.max() + 1)
    step = {"month": "MS", "mmwr": "7D", "monday": "7D"}[period]
    return pd.date_range(start.min(), start.max(), freq=step)


def _named(counts: pd.DataFrame, period: str) -> pd.DataFrame:
    """Call the period by its name, and number the weeks by the year in which most of their days lie."""
    if period == "year":
        return counts.rename(columns={"period": "year"})
    starts = pd.to_datetime(counts["period"])
    if period == "month":
        counts.insert(1, "year", starts.dt.year)
        return counts.assign(period=starts).rename(columns={"period": "month"})
    middle = starts + pd.Timedelta(days=3)  # Wednesday of an MMWR week, Thursday of an ISO week
    counts.insert(1, "year", middle.dt.year)
    counts.insert(2, "week", (middle.dt.day_of_year - 1) // 7 + 1)
    return counts.assign(period=starts).rename(columns={"period": "week_start"})
