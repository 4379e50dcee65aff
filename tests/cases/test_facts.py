"""Counts keep what guards them: no way that a frame can go leads to a trend across a break, or to an unmarked one."""

from __future__ import annotations

import copy
import doctest
import importlib
import io
import pickle
import pkgutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from cases.invented import case, frames

import analysis.cases
from analysis.cases import Counts, annual_trend, change, fitted, joinpoint_trend, with_rates
from analysis.cases.counts.comparable_years import whole_years
from analysis.cases.counts.counts import annual_counts, monthly_counts, yearly
from analysis.cases.counts.published import read_counted
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.charts.cases import is_synthetic
from analysis.errors import DataError

ROOM = importlib.import_module("analysis.cases.counts")
BREAKS = {2015: "codes were split"}
PEOPLE = pd.DataFrame({"year": range(2010, 2021), "population": 1e6})


def study():
    """Give cases of 2010 to 2020 with a jump in 2015, the last year cut short."""
    sizes = {year: 60 if year < 2015 else 120 for year in range(2010, 2020)}
    days = [f"{year}-{1 + n % 12:02}-{1 + n % 27:02}" for year, size in sizes.items() for n in range(size)]
    days += [f"2020-01-{1 + n % 28:02}" for n in range(9)]
    rows = [case(f"c{n}", "Baclofen", date=day, sex=["Female", "Male"][n % 2]) for n, day in enumerate(days)]
    return select(frame_store(*frames(*rows)), breaks=BREAKS)


COUNTS = annual_counts(study())
READ, FIT = COUNTS.to_frame(), annual_trend(COUNTS, at_break="step")


def through_parquet(frame: pd.DataFrame) -> pd.DataFrame:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return pd.read_parquet(buffer)


FRAMES = {
    "as it is": READ,
    "the frame within": COUNTS.frame,
    "merged": READ.merge(PEOPLE),
    "joined": READ.set_index("year").join(PEOPLE.set_index("year")).reset_index(),
    "put together": pd.concat([READ.head(4), READ.tail(7)]),
    "grouped": READ.groupby("year", as_index=False)["count"].sum(),
    "picked": READ[READ["year"] > 2011],
    "questioned": READ.query("year > 2011"),
    "assigned": READ.assign(count=READ["count"] + 1),
    "copied": copy.deepcopy(READ),
    "pickled": pickle.loads(pickle.dumps(READ)),
    "through CSV": pd.read_csv(io.StringIO(READ.to_csv(index=False))),
    "through JSON": pd.read_json(io.StringIO(READ.to_json())),
    "through Parquet": through_parquet(READ),
    "with attributes typed in": READ.assign(count=5),
    "a dictionary": READ.to_dict("list"),
    "nothing": None,
}


@pytest.mark.parametrize("how", FRAMES)
def test_what_lost_its_facts_is_refused_with_the_way_out(how):
    asked = [annual_trend, joinpoint_trend, change, yearly, whole_years]
    asked += [lambda counts: with_rates(counts, PEOPLE), lambda counts: fitted(counts, FIT)]
    for ask in asked:
        with pytest.raises(DataError, match=r"Counts\(frame, breaks=\{2006: 'new codes'\}\)"):
            ask(FRAMES[how])


KEPT = {
    "as they are": COUNTS,
    "with rates": with_rates(COUNTS, PEOPLE),
    "picked": COUNTS[COUNTS["year"] > 2011],
    "selected": COUNTS.select(years=(2012, 2020)),
    "the first rows": COUNTS.head(8),
    "one group": annual_counts(study(), by="sex").select(sex="Male"),
    "months added up": yearly(monthly_counts(study())),
    "copied": copy.deepcopy(COUNTS),
    "pickled": pickle.loads(pickle.dumps(COUNTS)),
    "another frame": COUNTS.with_frame(READ.merge(PEOPLE)),
}


@pytest.mark.parametrize("how", KEPT)
def test_what_keeps_its_facts_is_guarded_by_them(how):
    counts = KEPT[how]
    for trend in (annual_trend, joinpoint_trend):
        with pytest.raises(DataError, match="2015: codes were split"):
            trend(counts)
    assert counts.breaks == BREAKS and counts.synthetic is False
    assert change(counts, first=2013).attrs["breaks"] == BREAKS
    stepped = annual_trend(counts, at_break="step")
    assert stepped["term"].tolist() == ["annual percent change", "step in 2015"]
    assert stepped["last"].max() < 2020, "2020 is cut short"


def test_facts_follow_the_rows():
    assert list(COUNTS.partial) == [2020]
    assert COUNTS.select(years=(2012, 2019)).partial == {} == COUNTS[COUNTS["year"] < 2020].partial
    assert COUNTS.select(years=2020).partial == COUNTS.partial
    assert COUNTS.select(years=(2012, 2019)).study == "all substances; years 2012 to 2019"
    whole = whole_years(COUNTS)
    assert list(whole.years_left_out) == [2020] and whole.partial == {} and len(whole) == 10
    months = monthly_counts(study())
    assert list(months.partial_years) == [2020] and months.select(years=2019).partial_years == {}
    split = annual_counts(study(), by="sex")
    assert split.select(sex=["Male", "Female"])["count"].sum() == COUNTS["count"].sum()
    assert split.select(sex="Male", years=2012).frame.columns.tolist() == ["year", "count"]


def test_the_word_synthetic_goes_with_the_rows(tmp_path):
    """A column is what a merge, a group, CSV and Parquet keep; counts and pictures read it again."""
    made_up = replace(COUNTS, synthetic=True)
    frame = made_up.to_frame()
    ways = [frame, frame.merge(PEOPLE), pd.concat([READ, frame]), through_parquet(frame), frame[frame["year"] > 2015]]
    ways += [pd.read_csv(io.StringIO(frame.to_csv(index=False))), READ.assign(Synthetic="yes")]
    for way in ways:
        again = Counts(way, breaks={}, synthetic=False)
        assert again.synthetic is True and len(again.frame.columns) < len(way.columns)
    assert all(is_synthetic(way) for way in ways)
    (tmp_path / "counts.csv").write_text(frame.to_csv(index=False))
    read = read_counted(tmp_path / "counts.csv")
    assert read.synthetic is True and read.frame.columns.tolist() == ["year", "count"]
    assert fitted(read, annual_trend(read, breaks={})).attrs["synthetic"] is True
    assert "synthetic" not in READ and not is_synthetic(READ)


def test_counts_cannot_be_changed_from_outside():
    frame, breaks = pd.DataFrame({"year": [2019, 2020], "count": [3, 4]}, index=[7, 9]), {2020: "new codes"}
    counts = Counts(frame, breaks=breaks)
    frame.loc[7, "count"] = 99
    breaks.clear()
    for given in (counts["count"], counts.to_frame(), counts[["count"]]):
        given.iloc[0] = 50
    assert counts["count"].tolist() == [3, 4] and counts.breaks == {2020: "new codes"}
    with pytest.raises(AttributeError):
        counts.breaks = {}


def test_counts_say_in_a_notebook_what_they_are():
    page, text = with_rates(COUNTS, PEOPLE)._repr_html_(), repr(COUNTS)
    for said in ("All substances.", "Break in coding: 2015 (codes were split).", "Cut short: 2020 (records end on"):
        assert said in page and said in text
    assert "value (95% CI)" in page and "per 100,000 population" in page
    weeks = pd.DataFrame({"week_start": pd.date_range("2000-01-03", periods=200, freq="7D"), "count": 1})
    unsaid = Counts(weeks, breaks={})
    assert unsaid._repr_html_().count("<tr>") == 22 and "2000-01-03" in unsaid._repr_html_()
    assert "Not stated whether the cases are real." in repr(unsaid)
    assert "Synthetic cases: describes no person." in repr(Counts(weeks, breaks={}, synthetic=True))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"frame": {"year": [2019], "count": [3]}}, "frame: expected a DataFrame with a column 'count', got dict"),
        ({"frame": pd.DataFrame({"year": [2019], "n": [3]})}, "got year, n"),
        ({"frame": pd.DataFrame({"year": [2019], "count": ["1,200"]})}, "count"),
        ({"frame": pd.DataFrame({"year": [2019], "count": [3.5]})}, "count: expected whole numbers"),
        ({"frame": pd.DataFrame({"year": [2019], "count": [-3]})}, "count"),
        ({"frame": pd.DataFrame({"year": [2019, 2020], "count": [3, None]})}, "count: expected a number in every row"),
        ({"frame": pd.DataFrame({"year": ["2019"], "count": [3]})}, "year"),
        ({"frame": pd.DataFrame({"year": [2019.5], "count": [3]})}, "year: expected a whole year"),
        ({"frame": pd.DataFrame([[1, 2]], columns=["count", "count"])}, "every column once"),
        ({"breaks": None}, "breaks: expected years"),
        ({"breaks": [2015]}, "breaks: expected years"),
        ({"breaks": {"2015": "text"}}, "breaks: expected years"),
        ({"breaks": {2015: 3}}, "breaks: expected years"),
        ({"partial": 2020}, "partial: expected years"),
        ({"synthetic": "no"}, "synthetic: expected True, False or None"),
    ],
)
def test_what_are_no_facts_is_refused_in_words(given, words):
    good = {"frame": pd.DataFrame({"year": [2019], "count": [3]}), "breaks": {}}
    with pytest.raises(DataError, match=words):
        Counts(**good | given)


def test_years_from_a_file_guard_as_numbers_do():
    """JSON and Parquet make text of the years in a mapping; text would never be equal to a year of the frame."""
    frame = pd.DataFrame({"year": range(2010, 2020), "count": 100})
    counts = Counts(frame, breaks={}, partial={"2019": "records end in May", pd.Timestamp("2018-01-01"): "a month"})
    assert counts.partial == {2019: "records end in May", "2018-01-01": "a month"}
    assert annual_trend(counts)["last"].tolist() == [2018]


@pytest.mark.parametrize("key", ["sex", 0, ["year", "sex"], [True], [True] * 12, ("year", "count", 3)])
def test_what_is_no_column_and_no_row_is_refused_in_words(key):
    with pytest.raises(DataError, match="column: expected one of year, count, got"):
        COUNTS[key]


@pytest.mark.parametrize(
    ("frame", "told", "words"),
    [
        ({"state": ["PA", "TX"], "count": [3, 4]}, {}, "expected years, months or weeks"),
        ({"year": 2020, "route": ["a", "b"], "count": [3, 4]}, {"several": {"route": 2}}, "cases that are in several"),
        ({"year": 2020, "sex": ["F", "M"], "count": [3, 4], "population": 9}, {}, "got rates"),
    ],
)
def test_groups_that_cannot_be_added_up_are_not(frame, told, words):
    with pytest.raises(DataError, match=words):
        Counts(pd.DataFrame(frame), breaks={}, told=told).added_up()


@pytest.mark.parametrize("name", ["merge", "groupby", "year", "attrs", "iloc", "columns"])
def test_what_pandas_would_do_names_the_way_that_keeps_the_facts(name):
    with pytest.raises(AttributeError, match=rf"no '{name}': .*to_frame\(\).*with_rates joins a population"):
        getattr(COUNTS, name)


def test_rows_are_taken_by_truth_values_of_any_kind():
    late = COUNTS["year"] > 2017
    for mask in (late, late.to_numpy(), late.tolist(), late.astype("boolean")):
        assert COUNTS[mask]["year"].tolist() == [2018, 2019, 2020] and COUNTS[mask].breaks == BREAKS
    assert list(COUNTS) == ["year", "count"] and COUNTS[["year"]].columns.tolist() == ["year"]
    assert COUNTS.equals(copy.copy(COUNTS)) and not COUNTS.equals(COUNTS.head(3))


@pytest.mark.parametrize("ask", [lambda counts: counts["sex"], lambda counts: counts.select(sex="F")])
def test_a_column_that_is_not_there_is_named(ask):
    with pytest.raises(DataError, match="column: expected one of year, count, got 'sex'"):
        ask(COUNTS)
    with pytest.raises(DataError, match="select: expected some of the rows, got none of years 1999"):
        COUNTS.select(years=1999)


@pytest.mark.parametrize("ask", [annual_trend, change])
def test_standardized_rates_are_no_crude_ones(ask):
    rates = {"population": 1e5, "crude": 1.0, "value": 2.0, "low": 1.0, "high": 3.0}
    frame = pd.DataFrame({"year": [2019, 2020, 2021], "count": [5, 6, 7], **rates})
    with pytest.raises(DataError, match="standardized"):
        ask(Counts(frame, breaks={}))


@pytest.mark.parametrize("breaks", [{"2015": "text for a year"}, {2015: None}, [2015], "2015"])
def test_breaks_named_to_a_trend_are_checked(breaks):
    for ask in (annual_trend, joinpoint_trend, change):
        with pytest.raises(DataError, match="breaks: expected years"):
            ask(COUNTS, breaks=breaks)


MODULES = [f"analysis.cases.counts.{found.name}" for found in pkgutil.iter_modules(ROOM.__path__)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_the_room_run(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(module)
    finder, said = doctest.DocTestFinder(exclude_empty=True), []
    for example in finder.find(module, module=module, extraglobs={"pd": pd, "Path": Path}):
        doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(example, out=said.append)
    assert not said, "".join(said)


def test_every_public_function_of_the_room_has_an_example():
    public = [getattr(analysis.cases, name) for name in analysis.cases.__all__]
    own = [member for member in public if member.__module__.startswith("analysis.cases.counts.")]
    assert len(own) >= 13 and not [member.__name__ for member in own if ">>>" not in member.__doc__]
