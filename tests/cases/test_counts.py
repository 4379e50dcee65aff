"""Counts per year, month, week and state; rates, changes and trends of them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_frames, synthetic_store

from analysis.cases.codebook.regions import REGIONS, region_of
from analysis.cases.counts.counts import (
    annual_counts,
    change,
    monthly_counts,
    state_counts,
    state_rates,
    weekly_counts,
    with_rates,
    yearly,
)
from analysis.cases.counts.table import Counts
from analysis.cases.counts.trends import annual_trend, fitted, joinpoint_trend
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.stats.trends import loglinear_trend


def study_of(*days, **columns):
    rows = [case(f"c{place}", "Baclofen", date=day, **columns) for place, day in enumerate(days)]
    return select(frame_store(*frames(*rows)))


def plain(columns) -> Counts:
    """Give counts without a break, all of whole periods."""
    return Counts(pd.DataFrame(columns), breaks={})


def people() -> pd.DataFrame:
    """Give the human exposures of the synthetic frames, picked with pandas alone."""
    cases = synthetic_frames()["cases"]
    return cases[cases["call_type"] == "human exposure"].assign(date=lambda frame: pd.to_datetime(frame["date"]))


def test_years_without_a_case_have_zero_and_undated_cases_are_counted_apart():
    counts = annual_counts(study_of("2018-01-01", "2018-12-31", "2021-05-05", None))
    assert counts.frame.to_dict("list") == {"year": [2018, 2019, 2020, 2021], "count": [2, 0, 0, 1]}
    assert counts.told["without_date"] == 1


def test_annual_and_monthly_counts_are_those_of_pandas():
    study, cases = select(synthetic_store()), people()
    yearly = annual_counts(study, by="mention").frame.set_index(["year", "mention"])["count"]
    split = np.where(cases["substances"] == 1, "Single substance", "Multiple substances")
    expected = cases.groupby(["year", split]).size()
    assert yearly.sum() == len(cases)
    assert yearly.to_dict() == {key: expected.get(key, 0) for key in yearly.index}
    monthly = monthly_counts(study)
    expected = cases.groupby(cases["date"].dt.to_period("M")).size()
    assert monthly["count"].tolist() == expected.tolist()
    assert monthly["month"].dt.to_period("M").tolist() == expected.index.tolist()


@pytest.mark.parametrize("week", ["mmwr", "monday"])
def test_weeks_are_numbered_as_the_standards_say(week):
    days = [date(2014, 12, 20) + timedelta(days=step) for step in range(0, 2300)]
    counts = weekly_counts(study_of(*(day.isoformat() for day in days)), week=week)
    assert counts["count"].sum() == len(days)
    assert counts["count"].iloc[1:-1].eq(7).all()
    first_day = 6 if week == "mmwr" else 0
    assert set(counts["week_start"].dt.day_of_week) == {first_day}
    for row in counts.frame.itertuples():
        # an MMWR week has the ISO number of its Monday to Saturday
        monday = row.week_start.date() + timedelta(days=1 if week == "mmwr" else 0)
        year, number, _ = monday.isocalendar()
        if week == "monday":
            assert (row.year, row.week) == (year, number)
        else:
            assert (row.year, row.week) == mmwr(row.week_start.date())


def mmwr(sunday: date) -> tuple[int, int]:
    """Number a week as the MMWR fact sheet words it: week 1 is the first with at least four days in the year."""
    days = [sunday + timedelta(days=step) for step in range(7)]
    year = max({day.year for day in days}, key=lambda each: sum(day.year == each for day in days))
    january = date(year, 1, 1)
    start = january - timedelta(days=(january.weekday() + 1) % 7)
    if (january - start).days > 3:
        start += timedelta(days=7)
    return year, (sunday - start).days // 7 + 1


def test_counts_of_files_and_of_frames_agree_row_by_row():
    stores = synthetic_store(), frame_store(**synthetic_frames())
    for count in (
        lambda study: annual_counts(study, by="sex"),
        monthly_counts,
        lambda study: weekly_counts(study, week="monday", by="age_band"),
        weekly_counts,
        state_counts,
    ):
        pd.testing.assert_frame_equal(*(count(select(store, substance="*e")).to_frame() for store in stores))


def test_a_column_that_does_not_exist_is_named():
    with pytest.raises(DataError, match="'gender'"):
        annual_counts(select(synthetic_store()), by="gender")


def test_rates_have_garwood_limits():
    counts = plain({"year": [2020, 2021], "count": [10, 0]})
    rated = with_rates(counts, pd.DataFrame({"year": [2020, 2021], "population": [1e6, 2e6]}))
    # chi-square quantiles: 9.59/2 and 36.78/2 events; 0 events have an upper limit of -ln(0.025)
    assert rated["value"].tolist() == [1.0, 0.0]
    assert rated.frame.loc[0, ["low", "high"]].tolist() == pytest.approx([0.4795389, 1.8390356], rel=1e-6)
    assert rated.frame.loc[1, ["low", "high"]].tolist() == pytest.approx([0, -np.log(0.025) / 20], rel=1e-9)
    assert rated.told["unit"] == "per 100,000 population"


@pytest.mark.parametrize(
    ("denominator", "words"),
    [
        ({"year": [2020], "population": [1e6]}, "year 2021"),
        ({"year": [2020, 2020, 2021], "population": [1, 2, 3]}, "one row per year"),
        ({"year": [2020, 2021], "inhabitants per km2": [1, 2]}, "population"),
        ({"age": [2020, 2021], "population": [1, 2]}, "key"),
    ],
)
def test_denominators_that_do_not_fit_are_refused(denominator, words):
    with pytest.raises(DataError, match=words):
        with_rates(plain({"year": [2020, 2021], "count": [10, 0]}), pd.DataFrame(denominator))


def test_states_without_a_case_have_rate_zero_and_cases_without_a_state_are_told():
    cases, substances = frames(
        case("a", "Baclofen", state="PA"), case("b", "Baclofen", state="PA"), case("c", "Baclofen", state=None)
    )
    study = select(frame_store(cases, substances))
    rated = state_rates(study, pd.DataFrame({"state": ["PA", "DE"], "population": [2e6, 1e6]}))
    assert rated.frame[["state", "count", "value"]].values.tolist() == [["PA", 2, 0.1], ["DE", 0, 0.0]]
    assert rated.told["without_state"] == 1


def test_change_is_that_of_unrounded_rates():
    counts = plain({"year": [2012, 2019], "count": [7000, 25000]})
    rated = with_rates(counts, pd.DataFrame({"year": [2012, 2019], "population": [314e6, 328e6]}))
    shown = change(rated).iloc[0]
    assert shown["value"] == pytest.approx(100 * (25000 / 328 / (7000 / 314) - 1), abs=1e-9)
    assert shown["low"] < shown["value"] < shown["high"]
    assert change(counts)["value"].iloc[0] == pytest.approx(100 * (25000 / 7000 - 1))
    with pytest.raises(DataError, match="2015"):
        change(counts, first=2015)


def test_change_of_a_split_is_one_row_per_group():
    counts = plain({"year": [1, 1, 2, 2], "sex": ["F", "M", "F", "M"], "count": [10, 20, 15, 10]})
    shown = change(counts).set_index("sex")["value"]
    assert shown.to_dict() == pytest.approx({"F": 50.0, "M": -50.0})


def series(first: int, step: float = 1.0, at: int = 2010) -> Counts:
    year = np.arange(first, first + 12)
    count = np.round(1000 * 1.05 ** (year - first) * np.where(year >= at, step, 1.0)).astype(int)
    return plain({"year": year, "count": count})


def test_a_trend_is_that_of_the_statistics_wing():
    counts = series(2005)
    shown = annual_trend(counts).iloc[0]
    fit = loglinear_trend(counts["count"], year=counts["year"], model="quasi-poisson")
    assert (shown["value"], shown["low"], shown["high"]) == (fit.apc.value, fit.apc.low, fit.apc.high)
    assert shown["value"] == pytest.approx(5, abs=0.02)


def test_a_declared_break_is_refused_or_gets_a_step():
    counts = series(2005, step=0.5)
    breaks = {2010: "outcomes coded anew"}
    with pytest.raises(DataError, match="2010: outcomes coded anew"):
        annual_trend(counts, breaks=breaks)
    with pytest.raises(DataError, match="each side"):
        joinpoint_trend(counts, breaks=breaks)
    shown = annual_trend(counts, breaks=breaks, at_break="step").set_index("term")
    assert shown.loc["annual percent change", "value"] == pytest.approx(5, abs=0.05)
    assert shown.loc["step in 2010", "value"] == pytest.approx(-50, abs=0.2)
    assert shown.loc["step in 2010", "high"] < -49
    before = counts[counts["year"] < 2010]
    assert len(annual_trend(before, breaks=breaks)) == 1
    after = counts[counts["year"] >= 2010]
    assert len(annual_trend(after, breaks=breaks)) == 1


def test_the_shipped_break_guards_records_from_before_2000():
    with pytest.raises(DataError, match="2000"):
        annual_trend(series(1995))


def test_joinpoint_finds_the_bend():
    year = np.arange(2000, 2022)
    count = np.round(500 * 1.1 ** np.minimum(year - 2000, 10) * 0.95 ** np.maximum(year - 2010, 0)).astype(int)
    shown = joinpoint_trend(plain({"year": year, "count": count}))
    assert shown["term"].tolist() == ["segment 1", "segment 2", "average"]
    assert shown["last"].iloc[0] == 2010
    assert shown["value"].iloc[:2].tolist() == pytest.approx([10, -5], abs=0.1)


def test_a_split_table_is_no_series():
    with pytest.raises(DataError, match="one row per year"):
        annual_trend(plain({"year": [2001, 2001], "count": [1, 2]}))


def test_years_asked_for_are_shown_as_far_as_the_records_reach():
    rows = [case(f"e{year}", "Ethanol", date=f"{year}-07-01") for year in range(2012, 2019)]
    rows += [case("b", "Baclofen", date="2015-03-03")]
    store = frame_store(*frames(*rows))
    baclofen = select(store, substance="baclofen", years=(2010, 2017))
    assert annual_counts(baclofen).frame.set_index("year")["count"].to_dict() == {
        **dict.fromkeys(range(2012, 2018), 0),
        2015: 1,
    }
    assert annual_counts(select(store, substance="baclofen"))["year"].tolist() == [2015]
    months = monthly_counts(baclofen)["month"]
    assert (months.iloc[0], months.iloc[-1]) == (pd.Timestamp("2012-07-01"), pd.Timestamp("2017-12-01"))
    weeks = weekly_counts(baclofen, week="monday")
    assert weeks["week_start"].iloc[0] == pd.Timestamp("2012-06-25")
    assert weeks["week_start"].iloc[-1] == pd.Timestamp("2017-12-25")
    assert weeks["count"].sum() == 1
    assert annual_counts(select(store, substance="naltrexone", years=(2014, 2015)))["count"].tolist() == [0, 0]
    assert annual_counts(select(store, substance="baclofen", years=2030)).frame.empty


def daily(first: str, last: str):
    days = pd.date_range(first, last)
    return select(frame_store(*frames(*(case(f"{day:%j%Y}", "Baclofen", date=f"{day:%Y-%m-%d}") for day in days))))


def test_a_year_that_the_records_do_not_cover_is_named():
    study = daily("2019-01-20", "2020-10-31")
    counts = annual_counts(study)
    assert counts.partial == {2019: "records begin on 2019-01-20", 2020: "records end on 2020-10-31"}
    assert monthly_counts(study).partial == {"2019-01-01": "records begin on 2019-01-20"}
    with pytest.raises(DataError, match="fewer than two whole years; name the years"):
        change(counts)
    assert change(counts, first=2019, last=2020).attrs["partial"] == counts.partial
    assert change(counts, first=2019, last=2019).attrs["partial"] == {2019: "records begin on 2019-01-20"}
    # two days without a record at either end may be chance when one comes a day
    assert annual_counts(daily("2019-01-03", "2020-12-29")).partial == {}
    assert annual_counts(study_of("2019-05-05", "2020-06-06")).partial == {}
    whole = select(study.store, years=2020)
    assert annual_counts(whole).partial == {2020: "records end on 2020-10-31"}
    # 2020 began on a Wednesday; three days of its first week are missing, too few to tell
    assert list(weekly_counts(whole, week="monday").partial) == []
    several = [case(f"{day}{n}", "Baclofen", date=f"2020-01-{day:02}") for day in range(1, 16) for n in range(5)]
    weeks = weekly_counts(select(frame_store(*frames(*several))), week="monday")
    assert weeks.partial == {
        "2019-12-30": "records begin on 2020-01-01",
        "2020-01-13": "records end on 2020-01-15",
    }


def test_a_stretch_without_records_is_told_from_chance_at_one_in_a_thousand():
    """At one record a day, e^-6 = 0.0025 is more than 0.001 and e^-7 = 0.0009 less: 7 empty days are not chance."""
    for days, told in ((6, {}), (7, {2019: "records end on 2019-12-24"})):
        last = pd.Timestamp("2019-12-31") - pd.Timedelta(days=days)
        assert annual_counts(daily("2019-01-01", f"{last:%Y-%m-%d}")).partial == told
    for days, told in ((6, {}), (7, {2019: "records begin on 2019-01-08"})):
        first = pd.Timestamp("2019-01-01") + pd.Timedelta(days=days)
        assert annual_counts(daily(f"{first:%Y-%m-%d}", "2019-12-31")).partial == told


def test_counts_by_census_region_take_codes_and_names():
    states = ["PA", "pennsylvania ", "TX", "District of Columbia", "ca", "PR", None]
    rows = [case(f"c{place}", "Baclofen", state=state) for place, state in enumerate(states)]
    study = select(frame_store(*frames(*rows)))
    counts = annual_counts(study, by="region").frame.set_index("region")["count"]
    assert counts.to_dict() == {"Northeast": 2, "South": 2, "West": 1, "(missing)": 2}
    areas = state_counts(study, area="region")
    assert areas.frame.values.tolist() == [["Northeast", 2], ["South", 2], ["West", 1]]
    assert areas.told["without_region"] == 2
    population = pd.DataFrame(
        {"state": ["PA", "NY", "TX", "DC", "CA", "OH"], "population": [1e5, 3e5, 1e5, 1e5, 5e5, 1e5]}
    )
    rated = state_rates(study, population, area="region").frame.set_index("region")
    assert rated["value"].to_dict() == {"South": 1.0, "Northeast": 0.5, "West": 0.2, "Midwest": 0.0}
    with pytest.raises(DataError, match="area"):
        state_counts(study, area="county")
    assert [len(REGIONS[name]) for name in REGIONS] == [9, 12, 17, 13]
    assert region_of("guam") is None


STATES = """AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware,
DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas,
KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi,
MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York,
NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island,
SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington,
WV West Virginia, WI Wisconsin, WY Wyoming"""


def test_every_state_is_known_by_its_postal_code_and_its_name():
    """The list of the Postal Service (Publication 28, appendix B) against the regions of the Census Bureau."""
    pairs = [entry.strip().split(" ", 1) for entry in STATES.replace("\n", " ").split(",")]
    assert {code: name for states in REGIONS.values() for code, name in states.items()} == dict(pairs)
    assert all(region_of(code) == region_of(name.upper()) is not None for code, name in pairs)


def test_groups_without_a_denominator_are_counted_not_lost():
    counts = plain({"year": 2020, "sex": ["Female", "Male", "Unknown", "(missing)"], "count": [5, 6, 7, 8]})
    people = pd.DataFrame({"sex": ["Female", "Male"], "population": [1e5, 1e5]})
    rated = with_rates(counts, people)
    assert rated["sex"].tolist() == ["Female", "Male"]
    assert rated.told["without_denominator"] == 15
    with pytest.raises(DataError, match="sex Other"):
        with_rates(counts.with_frame(counts.frame.replace("Unknown", "Other")), people)


def test_rates_per_prescriptions_change_as_rates():
    counts = plain({"year": [2015, 2020], "count": [100, 150]})
    rated = with_rates(counts, pd.DataFrame({"year": [2015, 2020], "prescriptions": [1e6, 3e6]}), per=1000)
    assert rated["value"].tolist() == [0.1, 0.05]
    shown = change(rated)
    assert shown["value"].iloc[0] == pytest.approx(-50)
    assert shown.attrs["of"] == "rate"
    assert rated.told["unit"] == "per 1,000 prescriptions"


def test_every_group_has_its_own_peak():
    counts = plain({"year": [1, 2, 3] * 2, "sex": ["F"] * 3 + ["M"] * 3, "count": [10, 30, 30, 20, 25, 40]})
    shown = change(counts, last="peak").set_index("sex")
    assert shown["last"].to_dict() == {"F": 2, "M": 3}
    assert shown["value"].to_dict() == pytest.approx({"F": 200, "M": 100})
    people = pd.DataFrame({"year": [1, 2, 3], "population": [1e5, 3e5, 2e5]})
    assert change(with_rates(counts, people), last="peak").set_index("sex")["last"].to_dict() == {"F": 3, "M": 3}
    with pytest.raises(DataError, match="peak"):
        change(counts, first=3, last="peak")


def test_weeks_and_months_are_added_up_per_year_before_they_are_compared():
    study = daily("2019-01-01", "2020-06-30")
    by_year = change(annual_counts(study), first=2019, last=2020)
    by_month = change(monthly_counts(study), last=2020)
    pd.testing.assert_frame_equal(by_year, by_month)
    assert by_month[["old", "new"]].values.tolist() == [[365, 182]]
    assert by_month.attrs["partial"] == {2020: "records end on 2020-06-30"} == by_year.attrs["partial"]
    weeks = weekly_counts(study, by="sex")
    assert yearly(weeks)["count"].sum() == weeks["count"].sum()
    with pytest.raises(DataError, match="without rates"):
        yearly(with_rates(monthly_counts(study), pd.DataFrame({"year": [2019, 2020], "population": [1e6, 1e6]})))


def test_breaks_that_a_study_declares_guard_its_trends_in_every_shape():
    rows = [
        case(f"{year}-{n}", "Baclofen", date=f"{year}-06-0{1 + n % 9}", sex=["Female", "Male"][n % 2])
        for year in range(2010, 2020)
        for n in range(12 + year * year % 7)
    ]
    store = frame_store(*frames(*rows))
    study = select(store, substance="baclofen", breaks={2015: "codes for baclofen were split"})
    counts = annual_counts(study)
    people = pd.DataFrame({"year": range(2010, 2020), "population": 1e6})
    split = annual_counts(study, by="sex")
    women = split.select(sex="Female")
    for series in (counts, with_rates(counts, people), women, yearly(monthly_counts(study))):
        for trend in (annual_trend, joinpoint_trend):
            with pytest.raises(DataError, match="2015: codes for baclofen were split"):
                trend(series)
    for trend in (annual_trend, joinpoint_trend):
        for refused in (split, monthly_counts(study), weekly_counts(study)):
            with pytest.raises(DataError, match="one row per year"):
                trend(refused)
    assert annual_trend(counts, at_break="step")["term"].tolist() == ["annual percent change", "step in 2015"]
    assert len(annual_trend(annual_counts(select(store)))) == 1
    with pytest.raises(DataError, match="breaks"):
        select(store, breaks={"2015": "text for a year"})


def ending(last: int = 3000) -> Counts:
    """Give counts that grow by 10% a year, the last year, 2020, cut short."""
    counts = [*(round(1e4 * 1.1**n) for n in range(8)), last]
    facts = {"partial": {2020: "records end on 2020-02-03"}, "study": "all substances"}
    return Counts(pd.DataFrame({"year": range(2012, 2021), "count": counts}), breaks={}, **facts)


def test_a_year_cut_short_is_in_no_trend_unless_it_is_asked_for():
    counts, told = ending(), {2020: "records end on 2020-02-03"}
    for trend in (annual_trend, joinpoint_trend):
        whole, kept = trend(counts), trend(counts, partial="keep")
        assert whole.iloc[-1][["last", "value"]].tolist() == pytest.approx([2019, 10], abs=0.01)
        assert whole.attrs["years_left_out"] == told and not whole.attrs["partial"]
        assert kept["last"].iloc[-1] == 2020 and kept["value"].iloc[-1] < 5
        assert "years_left_out" not in kept.attrs and kept.attrs["partial"] == told
        line = fitted(counts, whole)
        assert line["year"].max() == 2019 and line.attrs["years_left_out"] == told
        assert fitted(counts, kept)["year"].max() == 2020
        with pytest.raises(DataError, match="partial: expected one of leave out, keep"):
            trend(counts, partial="drop")
    with pytest.raises(DataError, match="fewer than two whole years"):
        annual_trend(counts.select(years=(2019, 2020)))


def test_a_change_ends_in_whole_years_unless_others_are_named():
    counts, told = ending(), {2020: "records end on 2020-02-03"}
    shown = change(counts)
    assert shown[["first", "last"]].values.tolist() == [[2012, 2019]]
    assert (shown.attrs["partial"], shown.attrs["years_left_out"]) == ({}, told)
    named = change(counts, last=2020)
    assert (named["new"].iloc[0], named.attrs["partial"], named.attrs["years_left_out"]) == (3000, told, {})
    assert change(ending(10**6), last="peak")["last"].tolist() == [2019]


def test_a_change_across_a_break_in_coding_names_it():
    counts = series(1995)
    assert list(change(counts).attrs["breaks"]) == [2000]
    assert change(counts, first=2000).attrs["breaks"] == {}
    assert change(counts, first=2000, breaks={2003: "new form"}).attrs["breaks"] == {2003: "new form"}


@pytest.mark.parametrize("breaks", [{}, {2004: "new form"}])
@pytest.mark.parametrize("population", [None, 1e6])
def test_constant_counts_have_no_change_and_limits_without_scatter(breaks, population):
    counts = plain({"year": range(2001, 2009), "count": 100} | ({"population": population} if population else {}))
    quasi, poisson = (
        annual_trend(counts, breaks=breaks, at_break="step", model=model) for model in ("quasi-poisson", "poisson")
    )
    assert quasi[["value", "low", "high"]].to_numpy().tolist() == [[0.0, 0.0, 0.0]] * (1 + len(breaks))
    assert quasi["p"].isna().all()
    assert (poisson["low"] < -2).all() and (poisson["high"] > 2).all() and (poisson["p"] > 0.999).all()
    assert fitted(counts, quasi).query("kind == 'fitted'")["value"].tolist() == pytest.approx([100] * 8)


def test_a_step_is_that_of_a_regression_of_statsmodels():
    import statsmodels.api as sm

    frame = series(2005, step=0.7).frame.assign(population=np.linspace(3e6, 4e6, 12))
    counts = plain(frame.assign(count=frame["count"] + [0, 9, -20, 31, 4, -8, 12, -30, 22, 5, -11, 3]))
    shown = annual_trend(counts, breaks={2010: "new form"}, at_break="step").set_index("term")
    year = counts["year"].to_numpy(float)
    design = np.column_stack([np.ones(12), year - year.mean(), year >= 2010])
    model = sm.GLM(counts["count"], design, family=sm.families.Poisson(), offset=np.log(counts["population"]))
    fit = model.fit(scale="X2", use_t=True, tol=1e-12)
    expected = 100 * np.expm1(np.column_stack([fit.params, fit.conf_int()])[1:])
    assert shown[["value", "low", "high"]].to_numpy() == pytest.approx(expected, rel=1e-6)
    assert shown["p"].to_numpy() == pytest.approx(fit.pvalues[1:], rel=1e-5)


def test_a_case_of_several_routes_counts_at_each():
    routes = ["Ingestion", "Ingestion; Dermal", "Dermal; Ocular", None, "Ingestion"]
    rows = [case(f"c{n}", "Baclofen", date=f"202{n % 2}-03-04", route=route) for n, route in enumerate(routes)]
    study = select(frame_store(*frames(*rows)))
    counts = annual_counts(study, by="route")
    assert counts.told["several"] == {"route": 2}
    wide = counts.frame.pivot(index="route", columns="year", values="count")
    expected = {"Ingestion": [2, 1], "Dermal": [1, 1], "Ocular": [1, 0], "(missing)": [0, 1]}
    assert {route: row.tolist() for route, row in wide.iterrows()} == expected
    for counted in (monthly_counts(study, by="route"), weekly_counts(study, by="route")):
        assert counted["count"].sum() == 7 and counted.told["several"] == {"route": 2}
    assert "several" not in annual_counts(study, by="sex").told


def test_a_change_says_which_declared_breaks_it_crosses():
    store = frame_store(*frames(*(case(f"{year}", "Baclofen", date=f"{year}-06-01") for year in range(2010, 2020))))
    counts = annual_counts(select(store, substance="baclofen", breaks={2015: "codes for baclofen were split"}))
    assert change(counts).attrs["breaks"] == {2015: "codes for baclofen were split"}
    assert change(counts, first=2015).attrs["breaks"] == {}


def test_two_years_give_a_trend_without_limits():
    shown = annual_trend(plain({"year": [2018, 2019], "count": [798, 1065]})).iloc[0]
    assert shown["value"] == pytest.approx(100 * (1065 / 798 - 1))
    assert shown[["low", "high", "p"]].isna().all()


@pytest.mark.parametrize(
    ("cells", "sizes"),
    [
        (["3,000,015", "250,125"], [3_000_015, 250_125]),
        (["3.000.015", "250.125"], [3_000_015, 250_125]),
        (["300.015", "1.250"], [300_015, 1_250]),  # of whole persons
        (["1234.5", "1,250.25"], [1234.5, 1250.25]),  # person-years
        (["100,000", "200,000"], [100_000, 200_000]),
        (["3 000 015", "NA"], [3_000_015, None]),
        (["3'000'015", ""], [3_000_015, None]),
    ],
)
def test_denominators_are_read_as_people_write_them(cells, sizes):
    from analysis.cases.counts.denominators import amounts

    assert (
        amounts(pd.Series(cells), "population").astype(object).where(lambda found: found.notna(), None).tolist()
        == sizes
    )


@pytest.mark.parametrize("cells", [["4.000", "5.000"], ["about 3,000"]])
def test_a_denominator_that_may_be_two_numbers_is_refused(cells):
    from analysis.cases.counts.denominators import amounts

    with pytest.raises(DataError, match="expected numbers such as 3000015"):
        amounts(pd.Series(cells), "population")


def test_a_long_stretch_without_records_at_an_end_is_an_export_that_begins_inside_the_year():
    """59 records from May 2012 to 2015, some 0.044 a day: 122 empty days are 5.4 expected ones, e^-5.4 = 0.005."""
    days = pd.date_range("2012-05-02", "2015-12-28", periods=59)
    rows = [case(f"c{n}", "A", date=f"{day:%Y-%m-%d}") for n, day in enumerate(days)]
    assert annual_counts(select(frame_store(*frames(*rows)))).partial == {2012: "records begin on 2012-05-02"}
    few = [case(f"c{n}", "A", date=f"{day:%Y-%m-%d}") for n, day in enumerate(days[::4])]
    assert annual_counts(select(frame_store(*frames(*few)))).partial == {}, "of 15 records it may be chance"
