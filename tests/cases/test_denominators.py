"""Tables of populations and prescriptions, spelled as people spell them."""

from __future__ import annotations

import pandas as pd
import pytest
from cases.invented import case, frames

from analysis.cases.counts.counts import state_rates
from analysis.cases.counts.denominators import read_denominator
from analysis.cases.counts.rates import with_rates
from analysis.cases.counts.standardized import standardized_rates
from analysis.cases.counts.table import Counts
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.errors import DataError

YEARS = Counts(pd.DataFrame({"year": [2019, 2020], "count": [30, 60]}), breaks={})
RATES = [1.0, 2.0]  # 30 and 60 of 3,000,000

FILES = {
    "plain": "year,population\n2019,3000000\n2020,3000000\n",
    "commas": 'Year,Population\n2019,"3,000,000"\n2020,"3,000,000"\n',
    "commas and spaces": 'Year , Population \n2019," 3,000,000 "\n2020, 3000000\n',
    "semicolons": "Year;Population\n2019;3000000\n2020;3000000\n",
    "semicolons and dots": "Year;Population\n2019;3.000.000\n2020;3.000.000\n",
    "spaces": "Year;Population\n2019;3 000 000\n2020;3 000 000\n",
    "spaces that do not break": "Year;Population\n2019;3\u00a0000\u00a0000\n2020;3\u202f000\u202f000\n",
    "tabs": "Year\tPop.\n2019\t3,000,000\n2020\t3,000,000\n",
    "pipes": "YEAR|RESIDENTS\n2019|3000000\n2020|3000000\n",
    "a total and a blank line": 'year,Total population\n2019,"3,000,000"\n\n2020,"3,000,000"\nTotal,"6,000,000"\n',
    "a footnote": "year,population\n2019,3000000\n2020,3000000*\n",
    "floats of a workbook": "year,population\n2019.0,3000000.0\n2020.0,3000000.0\n",
    "another name": "Calendar Year,POPESTIMATE\n2019,3000000\n2020,3000000\n",
    "more columns": "year,median age,population,rate\n2019,38.1,3000000,5\n2020,38.3,3000000,6\n",
    "years that are not asked": "year,population\n2018,NA\n2019,3000000\n2020,3000000\n2021,-\n",
    "a byte mark": "\ufeffyear,population\n2019,3000000\n2020,3000000\n",
}


def written(folder, text: str):
    path = folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("how", FILES)
def test_denominators_are_read_as_people_write_them(tmp_path, how):
    rated = with_rates(YEARS, read_denominator(written(tmp_path, FILES[how])))
    assert rated["value"].tolist() == RATES
    assert rated.frame.columns.tolist() == ["year", "count", "population", "value", "low", "high"]


@pytest.mark.parametrize("how", [how for how, text in FILES.items() if "," in text.split("\n")[0]])
def test_frames_that_others_read_are_taken_too(tmp_path, how):
    frame = pd.read_csv(written(tmp_path, FILES[how]))
    assert with_rates(YEARS, frame)["value"].tolist() == RATES


@pytest.mark.parametrize(
    "heading", ["prescriptions", "Rx", "Prescriptions dispensed", "number of prescriptions", "scripts"]
)
def test_prescriptions_have_several_names(heading):
    rated = with_rates(YEARS, pd.DataFrame({"Year": [2019, 2020], heading: ["3,000,000"] * 2}))
    assert rated["value"].tolist() == RATES and rated.told["unit"] == "per 100,000 prescriptions"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"year": [2019, 2020], "population (thousands)": [3000, 3000]}, "expected one column 'population'"),
        ({"year": [2019, 2020], "pop": [1, 2], "residents": [1, 2]}, "got pop, residents; name the one"),
        ({"year": [2019, 2020], "population": ["3,000,000", "3 million"]}, "population: expected numbers such as"),
        ({"year": [2019, 2020], "population": ["3,000,000", "1e999"]}, "got '1e999'"),
        ({"year": ["2019", "FY20"], "population": [1, 2]}, "values of year as the counts have them, got 'FY20'"),
        ({"year": [2019, 2020], "population": [1, -2]}, "person_time|population|expected"),
        ({"year": [2019, 2020], "population": [1, 0]}, "person_time|population|expected"),
        ({"year": [2019, 2019, 2020], "population": [1, 1, 2]}, "one row per year, got some twice"),
        ({"year": [2019, 2020], "population": [1, None]}, "a row for year 2020"),
        ({"year": [2019, 2020], "population": ["1", "NA"]}, "a row for year 2020"),
        ({"when": [2019, 2020], "population": [1, 2]}, "a key such as 'year', got when, population"),
        ({"year": [], "population": []}, "a row for year 2019 and 1 others"),
    ],
)
def test_what_is_no_denominator_is_refused_in_words(columns, words):
    with pytest.raises(DataError, match=words):
        with_rates(YEARS, pd.DataFrame(columns))


@pytest.mark.parametrize("given", [None, 3_000_000, {"year": [2019], "population": [1]}])
def test_what_is_no_frame_is_refused_in_words(given):
    with pytest.raises(DataError, match="denominator: expected a DataFrame"):
        with_rates(YEARS, given)


def test_rates_can_be_taken_again_by_another_denominator():
    once = with_rates(YEARS, pd.DataFrame({"year": [2019, 2020], "population": [1e6, 1e6]}))
    twice = with_rates(once, pd.DataFrame({"year": [2019, 2020], "rx": [3e6, 3e6]}))
    assert twice["value"].tolist() == RATES and "population" not in twice


def test_groups_and_months_take_the_type_and_the_letters_of_the_counts():
    months = pd.DataFrame({"month": pd.to_datetime(["2020-01-01", "2020-02-01"]), "year": 2020, "count": [3, 6]})
    people = pd.DataFrame({"Month": ["2020-01-01", "2020-02-01"], "population": ["100,000", "200,000"]})
    assert with_rates(Counts(months, breaks={}), people)["value"].tolist() == [3.0, 3.0]
    split = pd.DataFrame({"year": 2020, "sex": ["Female", "Male"], "count": [3, 6]})
    people = pd.DataFrame({"SEX": ["male", "FEMALE", "Total"], "Pop": [2e5, 1e5, 3e5]})
    assert with_rates(Counts(split, breaks={}), people)["value"].tolist() == [3.0, 3.0]
    zips = pd.DataFrame({"zip3": ["152", "191"], "count": [3, 6]})
    people = pd.DataFrame({"zip3": [152, 191], "population": [1e5, 2e5]})
    assert with_rates(Counts(zips, breaks={}), people)["value"].tolist() == [3.0, 3.0]


STATES = "State;Population\nPennsylvania;2 000 000\nDE;2 000 000\nUnited States;330 000 000\nPuerto Rico;1 000 000\n"


def test_states_are_those_of_the_cases_in_whatever_spelling(tmp_path):
    study = select(frame_store(*frames(*(case(f"c{n}", "A", state=s) for n, s in enumerate(["PA", "PA", "DE", None])))))
    people = read_denominator(written(tmp_path, STATES))
    rated = state_rates(study, people).frame
    assert rated[["state", "count", "value"]].values.tolist() == [
        ["PA", 2, 0.1],
        ["DE", 1, 0.05],
        ["Puerto Rico", 0, 0.0],
    ]
    regions = state_rates(study, people, area="region").frame
    assert regions[["region", "count", "population"]].values.tolist() == [["Northeast", 2, 2e6], ["South", 1, 2e6]]
    both = people.assign(Region=["Northeast", "South", "", ""])
    pd.testing.assert_frame_equal(state_rates(study, both, area="region").frame, regions)
    with pytest.raises(DataError, match="a key such as"):
        state_rates(study, people.rename(columns={"State": "place"}))


def test_standard_populations_are_read_as_people_write_them():
    study = select(frame_store(*frames(*(case(f"c{n}", "A", age_years=age) for n, age in enumerate([5, 6, 30, 40])))))
    numbers = pd.DataFrame({"age_band": ["0-19", "20+"], "population": [200_000, 300_000]})
    text = numbers.assign(population=["200,000", "300,000"])
    pd.testing.assert_frame_equal(standardized_rates(study, text, text), standardized_rates(study, numbers, numbers))
    with pytest.raises(DataError, match="population: expected numbers such as"):
        standardized_rates(study, text.assign(population=["many", "few"]), text)


def test_files_that_are_none_are_refused_in_words(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path, written(tmp_path, "")):
        with pytest.raises(DataError, match=": expected"):
            read_denominator(path)
