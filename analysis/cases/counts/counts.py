"""How many cases per year, month, week, state or region."""

from __future__ import annotations

import pandas as pd

from ...stats.arguments import choice
from ..codebook.regions import region_of
from ..study.derived import MISSING, column, parts, terms
from ..study.held import check_column, check_days
from ..study.selection import Study
from .denominators import denominator_of
from .periods import calendar, coverage, named, period_key
from .rates import change, with_rates, yearly
from .table import Counts

__all__ = [
    "annual_counts",
    "change",
    "monthly_counts",
    "state_counts",
    "state_rates",
    "weekly_counts",
    "with_rates",
    "yearly",
]

AREAS = ("state", "region")


def annual_counts(study: Study, *, by: str | None = None) -> Counts:
    """Count cases per calendar year; years without a case between the first and the last have 0.

    Parameters
    ----------
    study : Study
        When it has years, all of them are shown as far as the records of its store reach, with 0 where no case was.
    by : str, optional
        Column to split by: one of the cases, ``"mention"`` (single or multiple substances), ``"age_band"`` or
        ``"region"``. A case with several values (routes) counts at each, as in `table_one`: ``told["several"]`` gives
        their number, by which the groups add up to more than the cases.

    Returns
    -------
    Counts
        ``year``, the column `by`, and ``count``. Cases without a year are left out; their number is in
        ``told["without_date"]``. ``partial`` names a first or last year (month, week) that the records of
        the store do not cover, and why: one without records for so long at its start or end that, at the usual number
        a day, chance would leave it empty less than once in 1,000 times.

    Examples
    --------
    >>> from analysis.cases import frame_store, select
    >>> days = ["2018-03-01", "2018-05-06", "2020-02-29", None]
    >>> cases = pd.DataFrame({"case_id": list("abcd"), "date": pd.to_datetime(days)})
    >>> counts = annual_counts(select(frame_store(cases)))
    >>> counts.frame.values.tolist(), counts.told["without_date"]
    ([[2018, 2], [2019, 0], [2020, 1]], 1)
    """
    return _counts(study, "year", by)


def monthly_counts(study: Study, *, by: str | None = None) -> Counts:
    """Count cases per month: ``month`` (its first day), ``year``, the column `by`, ``count``; zeros filled in.

    Parameters and facts are those of `annual_counts`; ``partial_years`` names the years that are not whole.

    Examples
    --------
    >>> from analysis.cases import frame_store, select
    >>> cases = pd.DataFrame({"case_id": ["a", "b"], "date": pd.to_datetime(["2020-01-09", "2020-03-01"])})
    >>> monthly_counts(select(frame_store(cases)))["count"].tolist()
    [1, 0, 1]
    """
    return _counts(study, "month", by)


def weekly_counts(study: Study, *, week: str = "mmwr", by: str | None = None) -> Counts:
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
    Counts
        ``week_start``, ``year`` and ``week`` (of the week, not of its first day), the column `by`, ``count``. The first
        and last week may be cut by the ends of the data.

    References
    ----------
    ISO 8601-1:2019. Centers for Disease Control and Prevention, MMWR Week Fact Sheet.

    Examples
    --------
    The first days of 2016 belong to the last week of 2015, which is its 52nd in the MMWR and its 53rd in ISO 8601:

    >>> from analysis.cases import frame_store, select
    >>> cases = pd.DataFrame({"case_id": ["a"], "date": pd.to_datetime(["2016-01-01"])})
    >>> study = select(frame_store(cases))
    >>> [weekly_counts(study, week=week)[["year", "week"]].values.tolist() for week in ("mmwr", "monday")]
    [[[2015, 52]], [[2015, 53]]]
    """
    return _counts(study, choice(week, "week", ("mmwr", "monday")), by)


def state_counts(study: Study, *, area: str = "state") -> Counts:
    """Count cases per state or Census region, most first.

    Parameters
    ----------
    study : Study
    area : {"state", "region"}
        States as the export spells them, or the four regions of the Census Bureau.

    Returns
    -------
    Counts
        ``state`` (or ``region``) and ``count``. Cases without one are in ``told["without_state"]`` (or
        ``told["without_region"]``).

    Examples
    --------
    >>> from analysis.cases import frame_store, select
    >>> cases = pd.DataFrame({"case_id": list("abcd"), "state": ["PA", "TX", "PA", None]})
    >>> counts = state_counts(select(frame_store(cases)))
    >>> counts.frame.values.tolist(), counts.told["without_state"]
    ([['PA', 2], ['TX', 1]], 1)
    """
    choice(area, "area", AREAS)
    cases = study.cases
    found = study.run(cases.group_by(**{area: column(cases, area)}).aggregate(count=cases.count()))
    known = found.dropna(subset=[area]).sort_values(["count", area], ascending=[False, True], ignore_index=True)
    return _known(study, known, **{f"without_{area}": int(found["count"].sum() - known["count"].sum())})


def state_rates(
    study: Study, population: pd.DataFrame, *, area: str = "state", per: float = 100_000, level: float = 0.95
) -> Counts:
    """Give cases, population and rate with exact limits per state or region; those without a case have 0.

    Parameters
    ----------
    study : Study
    population : DataFrame
        ``state`` (or ``region``), and ``population`` or ``prescriptions``, summed over the years of the study
        (person-years) when it has several, as `with_rates` takes it. For regions, states are added up.
    area : {"state", "region"}
    per, level : float

    Returns
    -------
    Counts
        ``state`` (or ``region``), ``count``, the denominator, ``value, low, high``; highest rate first.

    Examples
    --------
    >>> from analysis.cases import frame_store, select
    >>> cases = pd.DataFrame({"case_id": list("abc"), "state": ["PA", "PA", "DE"]})
    >>> people = pd.DataFrame({"State": ["Pennsylvania", "Delaware", "Texas"]})
    >>> people["Pop."] = ["4,000,000", "1,000,000", "9,000,000"]
    >>> state_rates(select(frame_store(cases)), people)[["state", "count", "value"]].values.tolist()
    [['DE', 1, 0.1], ['PA', 2, 0.05], ['Texas', 0, 0.0]]
    """
    counted = state_counts(study, area=area)
    population, size, keys = denominator_of(population, (area, "state"), counted.frame)
    if area == "region" and "state" in keys:
        regions = population["state"].map(region_of).rename("region")
        population = population.groupby(regions)[size].sum().reset_index()
    everyone = population[[area]].drop_duplicates().merge(counted.frame, on=area, how="outer")
    everyone = everyone.assign(count=everyone["count"].fillna(0).astype(int))
    rated = with_rates(counted.with_frame(everyone), population, per=per, level=level)
    return rated.with_frame(rated.frame.sort_values("value", ascending=False, kind="stable"))


def _counts(study: Study, period: str, by: str | None) -> Counts:
    check_column(study.store, by, "by")
    cases = study.cases
    groups = {"period": period_key(cases, period)} | ({by: column(cases, by)} if by else {})
    found = study.run(cases.group_by(**groups).aggregate(count=cases.count()))
    undated = found["period"].isna()
    without, found, several = int(found.loc[undated, "count"].sum()), found[~undated], 0
    if by:
        found, several = _apart(found, by)
    reach = coverage(study)
    if period != "year" and reach.first is None and reach.years is not None:
        check_days(study.store, "counts by month" if period == "month" else "counts by week")
    shown = _filled(found, period, by, reach.ends(period))
    starts = shown[shown.columns[0]].drop_duplicates().tolist()
    years = reach.partial_years(shown["year"].drop_duplicates().tolist(), period)
    told = {"without_date": without} | ({"several": {by: several}} if several else {})
    if period == "year":
        return _known(study, shown, partial=years, **told)
    return _known(study, shown, partial=reach.partial(starts, period), partial_years=years, **told)


def _known(study: Study, frame: pd.DataFrame, *, partial=None, partial_years=None, **told) -> Counts:
    """Put beside the counts of a study what it knows of itself."""
    about: dict = {"study": study.stated, "synthetic": study.store.synthetic, "breaks": study.breaks}
    about |= {"records": study.store.records}
    return Counts(frame, partial=partial or {}, partial_years=partial_years or {}, told=told, **about)


def _apart(found: pd.DataFrame, by: str) -> tuple[pd.DataFrame, int]:
    """Count a case with several values of `by` at each of them, and give the number of such cases."""
    values = found[by].astype("object").where(found[by].notna(), MISSING).map(lambda value: parts(value, by))
    several = int(found.loc[values.map(len) > 1, "count"].sum())
    apart = found.assign(**{by: values}).explode(by)
    return apart.groupby(["period", by], sort=False)["count"].sum().reset_index(), several


def _filled(found: pd.DataFrame, period: str, by: str | None, ends: tuple | None) -> pd.DataFrame:
    """Put in the periods (and values of `by`) without a case, in order."""
    start = found["period"].astype(int) if period == "year" else pd.to_datetime(found["period"])
    found = found.assign(period=start)
    if len(start):  # no case may fall outside of what is shown
        low, high = start.min(), start.max()
        ends = (low, high) if ends is None else (min(low, ends[0]), max(high, ends[1]))
    periods = [] if ends is None else calendar(ends[0], ends[1], period)
    if by:
        present = set(found[by])
        order = [term for term in terms(by) if term in present]
        order += sorted(present - set(order), key=str)
        index = pd.MultiIndex.from_product([periods, order], names=["period", by])
    else:
        index = pd.Index(periods, name="period")
    counted = found.set_index(index.names)["count"]
    return named(counted.reindex(index, fill_value=0).astype(int).reset_index(), period)
