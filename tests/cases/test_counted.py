"""Published tables of counts, long or one year beside the other, in the shape of our own counts."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.cases.counts import published_shapes
from analysis.cases.counts.counts import change, with_rates, yearly
from analysis.cases.counts.published import read_counted
from analysis.cases.counts.trends import annual_trend
from analysis.errors import DataError


def written(folder, text: str, name: str = "counts.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def beside(first, second, dates: tuple[str, str] = ("1/1/19", "1/1/20")) -> str:
    """Lay two years of weekly calls beside each other, the first week cut by the year, days first, as floats."""
    rows = ["month,date_2019,calls_2019,date_2020,calls_2020"]
    mondays = [pd.date_range(start, periods=len(first) - 1, freq="7D") for start in ("2019-01-07", "2020-01-06")]
    cells = [[f"{day.day}/{day.month}/{day:%y}" for day in column] for column in mondays]
    for place, pair in enumerate(zip(first, second, strict=True)):
        days = dates if place == 0 else [column[place - 1] for column in cells]
        counts = ["" if count is None else f"{count}.0" for count in pair]
        rows.append(f"Jan,{days[0]},{counts[0]},{days[1]},{counts[1]}")
    return "\n".join(rows)


def test_years_beside_each_other_are_weeks_from_monday(tmp_path):
    table = read_counted(written(tmp_path, beside([4, 7, None, 2], [3, 2, 3, 6])))
    assert table.frame.columns.tolist() == ["week_start", "year", "week", "count"]
    assert table.frame.astype({"week_start": str}).values.tolist() == [
        ["2018-12-31", 2019, 1, 4],
        ["2019-01-07", 2019, 2, 7],
        ["2019-01-21", 2019, 4, 2],
        ["2019-12-30", 2020, 1, 3],
        ["2020-01-06", 2020, 2, 2],
        ["2020-01-13", 2020, 3, 3],
        ["2020-01-20", 2020, 4, 6],
    ]
    assert table.told["missing"] == {"2019-01-14": "blank"}
    assert table.partial == {
        "2018-12-31": "counted from 2019-01-01",
        "2019-12-30": "counted from 2020-01-01",
    }
    assert table.partial_years == {2019: "3 of 52 weeks", 2020: "4 of 53 weeks"}
    assert (table.study, table.synthetic) == ("counts in counts.csv", False)


def test_the_file_of_the_poison_centers_adds_up(public_files):
    table = read_counted(public_files / "uk_npis_handsanitiser_weekly_2019_2020.csv")
    assert yearly(table).frame.values.tolist() == [[2019, 148], [2020, 365]]
    assert len(table) == 72
    assert change(table, first=2019, last=2020)["value"].iloc[0] == pytest.approx(100 * (365 / 148 - 1))
    assert not table.told["missing"]


def test_changes_and_rates_take_such_a_table(tmp_path):
    table = read_counted(written(tmp_path, beside([4, 7, 4, 5], [8, 12, 10, 10])))
    with pytest.raises(DataError, match="fewer than two whole years"):
        change(table)
    shown = change(table, first=2019, last=2020)
    assert shown[["first", "last", "old", "new", "value"]].values.tolist() == [[2019, 2020, 20, 40, 100.0]]
    assert list(shown.attrs["partial"]) == [2019, 2020]
    rated = with_rates(yearly(table), pd.DataFrame({"year": [2019, 2020], "population": [1e6, 1e6]}))
    assert rated["value"].tolist() == [2.0, 4.0]


def weekly(form: str, weeks: int = 8) -> str:
    days = pd.date_range("2021-02-01", periods=weeks, freq="7D")
    return "\n".join(["date,count", *(f"{day.strftime(form)},{place + 1}" for place, day in enumerate(days))])


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y-%m-%d", "%d-%b-%Y", "%Y-%m-%d 00:00:00"])
def test_the_day_or_the_month_comes_first_by_evidence(tmp_path, form):
    table = read_counted(written(tmp_path, weekly(form)))
    assert table["week_start"].tolist() == pd.date_range("2021-02-01", periods=8, freq="7D").tolist()
    assert table["count"].tolist() == list(range(1, 9))


def test_steps_decide_where_every_date_is_possible_both_ways(tmp_path):
    # 1, 8 and 15 days later would be months later, were the month first
    text = "week starting,calls\n" + "\n".join(f"{day},5" for day in ("1/3/2021", "8/3/2021", "5/4/2021", "12/4/2021"))
    table = read_counted(written(tmp_path, text))
    assert table["week_start"].iloc[[0, -1]].tolist() == [pd.Timestamp("2021-03-01"), pd.Timestamp("2021-04-12")]
    assert sorted(table.told["missing"].items())[0] == ("2021-03-15", "no row")


def test_what_cannot_be_told_is_asked_for(tmp_path):
    path = written(tmp_path, "date,count\n" + "\n".join(f"1/{month}/2020,{month}" for month in range(1, 7)))
    with pytest.raises(DataError, match="dayfirst=True"):
        read_counted(path)
    months = read_counted(path, dayfirst=True)
    assert months.frame.columns.tolist() == ["month", "year", "count"]
    assert months.partial_years == {2020: "6 of 12 months"}
    weeks = read_counted(path, dayfirst=False)
    assert weeks["count"].tolist() == [15, 6]
    assert weeks["week_start"].tolist() == [pd.Timestamp("2019-12-30"), pd.Timestamp("2020-01-06")]


def test_long_tables_with_groups_totals_and_hidden_cells(tmp_path):
    rows = ["2019,baclofen,'1,200'", "2019,tizanidine,<5", "2020,baclofen,1300", "2020,tizanidine,7"]
    text = "\n".join(["year,drug,cases", *rows]).replace("'", '"')
    table = read_counted(written(tmp_path, text))
    assert table.frame.values.tolist() == [[2019, "baclofen", 1200], [2020, "baclofen", 1300], [2020, "tizanidine", 7]]
    assert table.frame.columns.tolist() == ["year", "drug", "count"]
    assert table.told["missing"] == {"2019, tizanidine": "'<5'"}
    again = read_counted(written(tmp_path, text), by="drug", count="cases")
    pd.testing.assert_frame_equal(table.to_frame(), again.to_frame())


def test_years_as_headings_with_months_or_groups_below(tmp_path):
    months = read_counted(written(tmp_path, "Month,2019,2020\nJan,3,4\nFebruary,5,\nTotal,8,4\n"))
    assert months.frame.columns.tolist() == ["month", "year", "count"]
    assert months["month"].dt.strftime("%Y-%m").tolist() == ["2019-01", "2019-02", "2020-01"]
    assert months.told["missing"] == {"2020-02-01": "blank"}
    drugs = read_counted(written(tmp_path, "substance,2018,2019,2020\nbaclofen,3,4,5\nethanol,7,8,9\n"))
    assert drugs.frame.columns.tolist() == ["year", "substance", "count"]
    assert change(drugs).set_index("substance")["value"].to_dict() == pytest.approx(
        {"baclofen": 100 * 2 / 3, "ethanol": 100 * 2 / 7}
    )


def test_weeks_by_number_and_annual_series(tmp_path):
    weeks = read_counted(written(tmp_path, "year,week,calls\n2020,52,1\n2020,53,2\n2021,1,3\n"))
    assert weeks["week_start"].dt.strftime("%Y-%m-%d").tolist() == ["2020-12-21", "2020-12-28", "2021-01-04"]
    assert weeks.frame[["year", "week"]].values.tolist() == [[2020, 52], [2020, 53], [2021, 1]]
    years = read_counted(
        written(tmp_path, "Year,Exposures\n" + "\n".join(f"{y},{100 + 9 * (y % 5)}" for y in range(2005, 2015)))
    )
    assert len(annual_trend(years)) == 1
    ending = read_counted(written(tmp_path, weekly("%Y-%m-%d").replace("date", "week ending")))
    assert ending["week_start"].iloc[0] == pd.Timestamp("2021-01-26")


@pytest.mark.parametrize(
    ("text", "starts", "counts"),
    [
        ("week_ending,calls\n2024-01-06,3\n2024-01-13,4\n", ["2023-12-31", "2024-01-07"], [3, 4]),
        ("Week,Calls\nw/e 6/1/2024,3\nw/e 13/1/2024,4\n", ["2023-12-31", "2024-01-07"], [3, 4]),
        ("MMWR Year,MMWR Week,Count\n2020,53,5\n2021,1,6\n", ["2020-12-27", "2021-01-03"], [5, 6]),
        ("Week;Calls\n01.01.2024;1.204\n08.01.2024;998\nTotal;2.202\n", ["2024-01-01", "2024-01-08"], [1204, 998]),
        ("Week,Calls\n2024-01-01,1 204\n2024-01-08,998*\n", ["2024-01-01", "2024-01-08"], [1204, 998]),
        ("Week,Calls\n2024-01-01,4.000\n2024-01-08,3.000\n", ["2024-01-01", "2024-01-08"], [4, 3]),
        ("Week commencing,2019,2020\nw/c 07/01,4,3\nw/c 14/01,7,2\n", ["2019-01-07", "2019-01-14"], [4, 7]),
    ],
)
def test_weeks_and_counts_are_read_as_people_write_them(tmp_path, text, starts, counts):
    weeks = read_counted(written(tmp_path, text))
    assert weeks["week_start"].dt.strftime("%Y-%m-%d").tolist()[:2] == starts
    assert weeks["count"].tolist()[:2] == counts


def test_a_population_is_no_count(tmp_path):
    text = 'Year,Exposures,Population\n2015,"1,200",1000000\n2016,"1,350",1010000\n2017,1400*,1020000\n'
    assert read_counted(written(tmp_path, text))["count"].tolist() == [1200, 1350, 1400]
    with pytest.raises(DataError, match="one column of counts, got none"):
        read_counted(written(tmp_path, "Year,Population\n2015,1000000\n2016,1010000\n"))


def test_a_year_has_as_many_weeks_as_it_holds_most_days_of(tmp_path):
    """2014 has 53 weeks from Sunday and 52 from Monday."""
    for first, weeks in {"2013-12-29": 53, "2013-12-30": 52}.items():
        starts = pd.date_range(first, periods=weeks, freq="7D").strftime("%Y-%m-%d")
        rows = [f"{start},5" for start in starts]
        assert read_counted(written(tmp_path, "\n".join(["week,calls", *rows]))).partial_years == {}
        short = read_counted(written(tmp_path, "\n".join(["week,calls", *rows[:-1]])))
        assert short.partial_years == {2014: f"{weeks - 1} of {weeks} weeks"}


def test_a_year_of_eleven_months_is_not_whole(tmp_path):
    rows = [f"{year},{month},5" for year in (2018, 2019, 2020) for month in range(1, 13) if (year, month) != (2020, 6)]
    months = read_counted(written(tmp_path, "\n".join(["year,month,calls", *rows])))
    assert months.partial_years == {2020: "11 of 12 months"}
    assert change(months)["last"].tolist() == [2019]
    assert read_counted(written(tmp_path, "\n".join(["year,month,calls", *rows, "2020,6,5"]))).partial_years == {}


WIDE = """fileNo,County,Year,Total human exposures,Animal exposures,Deaths
1,"Kent County, MD",2016,100,5,0
2,"Cecil County, MD",2016,"1,200",7,NA
3,"Kent County, MD",2017,110,6,1
4,"Cecil County, MD",2017,"1,210",8,2
5,"Kent County, MD",2018,121,7,0
6,"Cecil County, MD",2018,"1,220",9,3
"""


def test_reports_of_counties_with_many_columns_ask_which_and_add_up(tmp_path):
    path = written(tmp_path, WIDE)
    with pytest.raises(DataError, match="one column of counts, got fileNo, Total human exposures, Animal"):
        read_counted(path)
    counts = read_counted(path, count="total human exposures")
    assert counts.frame.iloc[1].tolist() == [2016, "Cecil County, MD", 1200]
    with pytest.raises(DataError, match=r"take one group of a split .* or add them up \(added_up\)"):
        annual_trend(counts)
    assert counts.added_up().frame.values.tolist() == [[2016, 1300], [2017, 1320], [2018, 1341]]
    assert counts.added_up().partial == {}
    assert annual_trend(counts.select(County="Kent County, MD"))["value"].tolist() == pytest.approx([10])
    deaths = read_counted(path, count="deaths")
    assert deaths.told["missing"] == {"2016, Cecil County, MD": "'NA'"}
    total = deaths.added_up()
    assert total.frame.values.tolist() == [[2016, 0], [2017, 3], [2018, 3]]
    assert total.partial == {2016: "1 of 2 groups have a count"}, "the sum of 2016 lacks a county"
    assert annual_trend(total)["first"].tolist() == [2017]
    assert "No count: 2016, Cecil County, MD ('NA')." in repr(deaths)


def test_months_of_groups_that_lack_one_are_cut_short(tmp_path):
    rows = [f"2020,{month},{place},5" for month in range(1, 13) for place in "ab" if (month, place) != (3, "b")]
    total = read_counted(written(tmp_path, "\n".join(["year,month,place,calls", *rows]))).added_up()
    assert total["count"].tolist() == [10, 10, 5] + [10] * 9
    assert total.partial == {"2020-03-01": "1 of 2 groups have a count"}
    assert total.partial_years == {2020: "in some periods a group has no count"}


@pytest.mark.parametrize("heading", ["Population", "Residents", "Pop.", "POPESTIMATE2019", "Rx", "Person-years"])
def test_what_counts_are_divided_by_is_no_count_whatever_it_is_called(tmp_path, heading):
    text = f'Jahr;Year;Exposures;{heading}\n;2015;1 200;"1 000 000"\n;2016;1 350;1.010.000\n'
    text = text.replace("Jahr;", "").replace("\n;", "\n")
    assert read_counted(written(tmp_path, text))["count"].tolist() == [1200, 1350]


def test_a_hidden_count_leaves_its_group_out_of_the_change_and_says_so(tmp_path):
    text = "year,drug,cases\n2019,baclofen,100\n2019,tizanidine,<5\n2020,baclofen,130\n2020,tizanidine,7\n"
    shown = change(read_counted(written(tmp_path, text)))
    assert shown["drug"].tolist() == ["baclofen"]
    assert shown.attrs["notes"] == ["Not compared, for want of a count in both years: tizanidine."]
    whole = change(read_counted(written(tmp_path, text.replace("<5", "5"))))
    assert len(whole) == 2 and whole.attrs["notes"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date,count\n2021-02-01,4\n2021-02-08,4.5\n2021-02-15,1\n", "row 3: expected a count, got '4.5'"),
        ("date,count\n2021-02-01,4\n2021-02-08,-1\n2021-02-15,1\n", "got '-1'"),
        ("date,count\n2021-02-01,4\n2021-02-08,5\n2021-02-08,6\n2021-02-15,1\n", "2021-02-08"),
        ("date,count\n2021-02-01,4\n2021-02-08,5\nTotal,10\n", "row 4: the total says 10, the rows add up to 9"),
        ("date,count\n2021-02-01,4\n2021-02-04,5\n2021-02-20,5\n", "other steps"),
        ("name,count\nx,4\ny,5\n", "column of dates or years"),
        ("date,calls in,calls out\n2021-02-01,4,5\n2021-02-08,5,6\n", "one column of counts"),
        ("date,sex,age,count\n2021-02-01,f,old,5\n2021-02-08,m,old,6\n", "at most one column of groups"),
        ("date,count\n31/1/2021,4\n2/13/2021,4\n", "day first"),
        ("month,2019,2020\nJan,,\n", "at least one count|one column of counts"),
    ],
)
def test_tables_that_are_not_clear_are_refused(tmp_path, text, words):
    with pytest.raises(DataError, match=words):
        read_counted(written(tmp_path, text))


TOTALS = {
    "of all years": "year,count\n2019,5\n2020,6\nTotal,11\n",
    "of groups": "year,county,count\n2019,a,5\n2019,b,6\n2019,Total,11\n2020,a,1\n2020,b,2\n2020,Total,3\n",
    "of groups and years": "year,county,count\n2019,a,5\n2020,a,6\nTotal,a,11\nTotal,Total,11\n",
    "beside each other": "county,2019,2020\nKent,5,6\nCecil,7,8\nTotal,12,14\n",
    "of the months of years": "Year,Month,n\n2019,1,5\n2019,2,6\n2019,Total,11\n2020,1,2\n2020,Total,2\nTotal,,13\n",
    "of a hidden group": "year,county,count\n2019,a,5\n2019,b,<5\n2019,Total,8\n",
}


@pytest.mark.parametrize("what", TOTALS)
def test_rows_of_totals_are_checked_and_left_out(tmp_path, what):
    """A total among the groups was a group of its own, and would be added up twice."""
    table = read_counted(written(tmp_path, TOTALS[what]))
    assert not table.frame.astype(str).isin(["Total"]).any(axis=None)
    assert "totals are left out" in table.told["notes"][0]
    wrong = re.sub(r"(?m)(?<=,)(\d+)\n\Z", "1\n", TOTALS[what])
    with pytest.raises(DataError, match=r"row \d+: the total says \d+, the rows add up to \d+"):
        read_counted(written(tmp_path, wrong))


def test_a_total_without_its_rows_is_no_count(tmp_path):
    with pytest.raises(DataError, match="row 2: the total says 4, the rows add up to none"):
        read_counted(written(tmp_path, "year,county,count\n2019,Total,4\n2020,a,4\n"))


def test_groups_in_other_letters_are_one(tmp_path):
    table = read_counted(written(tmp_path, "year,county,count\n2019,Kent,5\n2020,KENT,6\n2021, kent ,7\n"))
    assert table["county"].unique().tolist() == ["Kent"]
    beside = read_counted(written(tmp_path, "county,2019,2020\nKent,5,6\nCecil,7,8\n"))
    assert beside["county"].unique().tolist() == ["Kent", "Cecil"]
    with pytest.raises(DataError, match="expected one count for 2019-01-01 and Kent, got more"):
        read_counted(written(tmp_path, "year,county,count\n2019,Kent,5\n2019,KENT,6\n"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Year,Week,n\n2019,,5\n2019,2,6\n", "row 2: expected a week, got ''"),
        ("Year,Month,n\n2019,,5\n2019,2,6\n", "row 2: expected a month, got ''"),
        ("Year,Month,n\n2019,NA,5\n2019,2,6\n", "row 2: expected a month, got 'NA'"),
        ("Year,Week,n\n,2,5\n2019,2,6\n", "row 2: expected a year beside Week, got none"),
        ("Year,Month,n\n2019,13,5\n2020,2,6\n", r"Month: expected months \(1 to 12, or their names\), got '13'"),
        ("Year,Month,n\n2019,0,5\n2020,2,6\n", "Month: expected months"),
        ("Year,Week,n\n2019,100,5\n2020,2,6\n", "Week: expected weeks"),
        ("Year,Quarter,n\n2019,1,5\n2020,2,6\n", "Quarter: expected no quarters"),
        ("Year,Month,Day,n\n2019,1,5,6\n2019,2,6,7\n", "Day: expected whole dates in one column"),
    ],
)
def test_a_period_that_is_none_is_refused_and_not_read_over(tmp_path, text, words):
    """Each was an error of pandas, or read as years with the months left out of account."""
    with pytest.raises(DataError, match=words):
        read_counted(written(tmp_path, text))


def test_a_week_53_without_a_count_stands_in_every_row_of_years_beside_each_other(tmp_path):
    table = read_counted(written(tmp_path, "Epi Week,2019,2020\n51,5,6\n52,7,8\n53,,9\n"))
    assert table.frame[["year", "week", "count"]].values.tolist()[-2:] == [[2020, 52, 8], [2020, 53, 9]]
    told = read_counted(written(tmp_path, "Week,2014,2015\n52,5,6\n53,7,\n"))
    assert told["week_start"].iloc[1] == pd.Timestamp("2014-12-28"), "2014 has a week 53 in the MMWR alone"
    with pytest.raises(DataError, match="row 3, week: expected 1 to 52 in 2019"):
        read_counted(written(tmp_path, "Week,2019,2020\n52,5,6\n53,7,9\n"))


@pytest.mark.parametrize("cell", ["inf", "5²", "1_0", "1,5", "1e999", "½"])
def test_what_is_no_count_is_refused_in_words(tmp_path, cell):
    with pytest.raises(DataError):
        read_counted(written(tmp_path, f'year,count\n2019,4\n2020,"{cell}"\n2021,6\n'), count="count")


@pytest.mark.parametrize(
    ("cells", "dates", "looked"),
    [
        (["2020-01-05"] * 5000, True, 1),
        ([f"Ethanol {n}" for n in range(5000)], False, 501),
        ([*["2020-01-05"] * 90, *(f"x{n}" for n in range(10))], True, 11),
        ([*["2020-01-05"] * 89, *(f"x{n}" for n in range(11))], False, 12),
        ([""], False, 0),
    ],
)
def test_a_column_is_looked_at_for_dates_only_as_far_as_needed(monkeypatch, cells, dates, looked):
    seen = []
    monkeypatch.setattr(published_shapes, "is_date", lambda cell: seen.append(cell) or cell.startswith("2020"))
    assert (published_shapes._dates(pd.Series(cells)), len(seen)) == (dates, looked)
