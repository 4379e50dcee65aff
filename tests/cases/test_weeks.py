"""Weeks of the MMWR and of ISO 8601: numbered as the standards say, told apart, and adding up to the cases."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from cases.invented import case, frames

from analysis.cases.counts.counts import annual_counts, monthly_counts, weekly_counts, yearly
from analysis.cases.counts.published import read_counted
from analysis.cases.counts.weeks import calendar_of, first_week, parted, week_number, week_start, weeks_in
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.errors import DataError

# Years of 53 weeks. MMWR: the list of the CDC (2008, 2014, 2020, 2025), and R's lubridate 1.9 (epiweek) and the Python
# package epiweeks 2.3 for the others; ISO: lubridate's isoweek and epiweeks. All three were run over 1990 to 2049.
LONG = {
    "mmwr": [1992, 1997, 2003, 2008, 2014, 2020, 2025, 2031, 2036, 2042, 2048],
    "monday": [1992, 1998, 2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048],
}


@pytest.mark.parametrize("calendar", LONG)
def test_years_of_53_weeks_are_those_of_the_cdc_and_of_r(calendar):
    assert [year for year in range(1990, 2050) if weeks_in(year, calendar) == 53] == LONG[calendar]
    assert {weeks_in(year, calendar) for year in range(1990, 2050)} == {52, 53}


def test_first_days_are_those_of_r():
    """lubridate 1.9: the first day of which epiyear (isoyear) is the year."""
    found = [f"{first_week(*at):%Y-%m-%d}" for at in ((2009, "mmwr"), (2015, "mmwr"), (2015, "monday"))]
    assert found == ["2009-01-04", "2015-01-04", "2014-12-29"]
    for year in range(1990, 2050):
        assert first_week(year, "monday").date() == date.fromisocalendar(year, 1, 1)


@pytest.mark.parametrize("calendar", LONG)
def test_every_week_begins_where_the_one_before_ends(calendar):
    starts = [
        week_start(year, week, calendar)
        for year in range(2000, 2030)
        for week in range(1, weeks_in(year, calendar) + 1)
    ]
    assert {(after - before).days for before, after in pairwise(starts)} == {7}


def written(folder: Path, text: str) -> Path:
    path = folder / "counts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def listed(weeks, headings: str = "year,week,calls", form: str = "{year},{week},5") -> str:
    return "\n".join([headings, *(form.format(year=year, week=week) for year, week in weeks)]) + "\n"


def whole(first: int, last: int, calendar: str) -> list[tuple[int, int]]:
    return [(year, week) for year in range(first, last + 1) for week in range(1, weeks_in(year, calendar) + 1)]


@pytest.mark.parametrize("bad", [(2014, 0), (2014, 54), (2016, 53), (2014, 60), (2015, 99)])
def test_a_week_that_its_year_has_not_is_refused(tmp_path, bad):
    """They used to roll over into another year: week 0 of 2014 was the last of 2013."""
    path = written(tmp_path, listed([(2014, 51), (2014, 52), bad]))
    with pytest.raises(DataError, match=rf"row 4, week: expected 1 to 5[23] in {bad[0]} \(.*\), got {bad[1]}; mend"):
        read_counted(path)


@pytest.mark.parametrize(
    ("headings", "bad"),
    [("MMWR Year,MMWR Week,n", (2015, 53)), ("year,epi week,n", (2009, 53)), ("year,ISO week,n", (2014, 53))],
)
def test_a_named_calendar_has_its_own_years_of_53_weeks(tmp_path, headings, bad):
    with pytest.raises(DataError, match="row 3, week: expected 1 to 52"):
        read_counted(written(tmp_path, listed([(bad[0], 52), bad], headings)))
    good = {2015: "ISO week", 2009: "isoweek week", 2014: "cdc week"}[bad[0]]
    assert len(read_counted(written(tmp_path, listed([(bad[0], 52), bad], f"year,{good},n")))) == 2
    asked = {"MMWR Year,MMWR Week,n": "monday", "year,epi week,n": "monday", "year,ISO week,n": "mmwr"}[headings]
    assert len(read_counted(written(tmp_path, listed([(bad[0], 52), bad], headings)), week=asked)) == 2


@pytest.mark.parametrize("calendar", LONG)
@pytest.mark.parametrize("years", [(2014, 2014), (2015, 2015), (2014, 2016), (2009, 2010), (2014, 2020)])
def test_whole_years_of_weeks_are_whole_in_the_calendar_at_hand(tmp_path, calendar, years):
    """2015 has 52 weeks in the MMWR and 53 in ISO 8601; nothing but the weeks themselves says which they are."""
    counts = read_counted(written(tmp_path, listed(whole(*years, calendar))))
    told = not counts.told["notes"]
    assert counts.partial_years == {} or not told
    if told:
        assert counts["week_start"].iloc[0] == first_week(years[0], calendar)
        assert not counts.told["missing"]
        assert list(counts.frame[["year", "week"]].itertuples(index=False, name=None)) == whole(*years, calendar)
        assert yearly(counts)["count"].tolist() == [
            5 * weeks_in(year, calendar) for year in range(years[0], years[1] + 1)
        ]
    else:  # one year of 52 weeks with nothing before or after it
        assert years[0] == years[1] and weeks_in(years[0], calendar) == 52
    named = read_counted(written(tmp_path, listed(whole(*years, calendar))), week=calendar)
    assert named.partial_years == {} == named.told["missing"]
    assert named["count"].sum() == 5 * len(whole(*years, calendar))


def test_where_nothing_tells_it_is_said(tmp_path):
    counts = read_counted(written(tmp_path, listed([(2021, 5), (2021, 6)])))
    assert counts["week_start"].iloc[0] == pd.Timestamp("2021-02-01")
    assert counts.told["notes"] == (
        "Taken for ISO weeks, from Monday; nothing here tells them from MMWR weeks, from Sunday (week='mmwr').",
    )
    assert "Taken for ISO weeks" in repr(counts)
    with pytest.raises(DataError, match="week: expected one of mmwr, monday"):
        read_counted(written(tmp_path, listed([(2021, 5), (2021, 6)])), week="sunday")


@pytest.mark.parametrize(
    ("headings", "form"),
    [
        ("year,week,calls", "{year},{week},5"),
        ("Year,Week,Calls", "{year}.0,{week}.0,5"),
        ("year,week,calls", "{year},W{week},5"),
        ("year,week,calls", "{year},Week {week},5"),
        ("week,calls", "{year}-W{week},5"),
        ("period,calls", "{year}W{week},5"),
        ("epiweek,calls", "{year}{week},5"),
        ("MMWR week,calls", "{year}-{week},5"),
    ],
)
def test_weeks_are_read_as_people_write_them(tmp_path, headings, form):
    weeks = [(2014, 51), (2014, 52), (2014, 53), (2015, "01"), (2015, "02")]
    counts = read_counted(written(tmp_path, listed(weeks, headings, form)))
    assert counts["week_start"].dt.strftime("%Y-%m-%d").tolist()[2:4] == ["2014-12-28", "2015-01-04"]
    assert counts["week"].tolist() == [51, 52, 53, 1, 2] and not counts.told["notes"]


@pytest.mark.parametrize("cell", ["2014-13-01", "14-05", "2014", "W5", "20145", "1814-05", "2014-123"])
def test_what_is_no_week_of_a_year(cell):
    assert parted(cell) is None


@pytest.mark.parametrize(("cell", "number"), [("5", 5), ("05", 5), ("5.0", 5), ("W5", 5), ("wk 12", 12), ("x5", None)])
def test_numbers_of_weeks(cell, number):
    assert week_number(cell) == number


def test_evidence_of_two_calendars_against_each_other_is_no_evidence():
    assert calendar_of([(2014, 53), (2015, 53)]) == ("monday", False)  # week_start then refuses one of them
    assert calendar_of([(2020, 53)]) == ("monday", False)


def daily(first: str, last: str, **columns):
    days = pd.date_range(first, last)
    rows = [
        case(f"c{n}", "Baclofen", date=f"{day:%Y-%m-%d}", sex=["Female", "Male"][n % 2]) for n, day in enumerate(days)
    ]
    return frame_store(*frames(*rows))


STORE = daily("2012-12-20", "2017-01-12")


@pytest.mark.parametrize("week", LONG)
@pytest.mark.parametrize("years", [None, 2013, 2014, 2015, 2016, (2013, 2015), (2014, 2016), (2000, 2030)])
@pytest.mark.parametrize("by", [None, "sex"])
def test_weeks_add_up_to_the_cases_of_the_study(week, years, by):
    """Of a study with years the first and the last week reach beyond them; no case may be lost at either end."""
    study = select(STORE, years=years)
    counts = weekly_counts(study, week=week, by=by)
    assert counts["count"].sum() == study.count() > 300
    assert set(counts["week_start"].dt.day_of_week) == {6 if week == "mmwr" else 0}
    days = study.run(study.cases.select("date"))["date"]
    days = pd.to_datetime(days).sort_values()
    back = (days.iloc[0].weekday() - (6 if week == "mmwr" else 0)) % 7
    assert counts["week_start"].iloc[0] == days.iloc[0] - timedelta(days=back)
    assert counts["week_start"].iloc[-1] + timedelta(days=6) >= days.iloc[-1]
    for other in (annual_counts, monthly_counts):
        assert other(study, by=by)["count"].sum() == study.count()
    assert yearly(counts)["count"].sum() == study.count()
    assert set(counts["count"].iloc[2:-2]) <= ({7} if by is None else {3, 4})


def test_years_of_weeks_are_whole_by_their_own_calendar():
    """MMWR 2014 begins on 29 December 2013, ISO 2014 on 30 December; 2015 ends in January 2016 in both."""
    rows = [
        case(f"{day:%Y%m%d}-{n}", "A", date=f"{day:%Y-%m-%d}")
        for day in pd.date_range("2014-01-01", "2015-12-31")
        for n in range(9)
    ]
    study = select(frame_store(*frames(*rows)))
    sundays, mondays = weekly_counts(study), weekly_counts(study, week="monday")
    # MMWR: 2014 from 2013-12-29, 2015 to 2016-01-02; ISO: 2014 from 2013-12-30, 2015 to 2016-01-03
    assert sundays.partial_years == {2014: "records begin on 2014-01-01", 2015: "records end on 2015-12-31"}
    assert mondays.partial_years == sundays.partial_years
    assert annual_counts(study).partial == {} == monthly_counts(study).partial_years
    exact = weekly_counts(select(daily("2014-12-28", "2016-01-02")))
    assert exact.partial_years == {2014: "records begin on 2014-12-28"} and exact["year"].tolist()[0] == 2014
    assert yearly(exact).select(years=2015)["count"].tolist() == [7 * 52]


@pytest.mark.parametrize(
    ("week", "ends"), [("mmwr", ["2013-12-29", "2014-12-28"]), ("monday", ["2013-12-30", "2014-12-29"])]
)
def test_weeks_without_a_case_begin_on_the_same_day_as_those_with_one(week, ends):
    """The weeks of a rare substance reach over the whole year asked for: zeros before its only case and after it."""
    months = pd.date_range("2013-01-01", periods=37, freq="MS")
    rows = [case(f"e{n}", "Ethanol", date=f"{day:%Y-%m-%d}") for n, day in enumerate(months)]
    rare = case("b", "Baclofen", date="2014-06-18")
    counts = weekly_counts(select(frame_store(*frames(*rows, rare)), substance="baclofen", years=2014), week=week)
    assert counts["week_start"].iloc[[0, -1]].dt.strftime("%Y-%m-%d").tolist() == ends
    assert counts["week_start"].diff().dropna().eq(pd.Timedelta(days=7)).all()
    assert (len(counts), counts["count"].sum(), counts["count"].max()) == (53, 1, 1)
