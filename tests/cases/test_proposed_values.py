"""What a proposal says of numbers, ages and weights, and of columns that fit equally well."""

from __future__ import annotations

import pytest
from cases.test_propose import days, write

from analysis.cases.mapping.model import Source
from analysis.cases.mapping.read import parse_mapping
from analysis.cases.proposal.candidate import Candidate
from analysis.cases.proposal.draft import weighed
from analysis.cases.proposal.propose import propose_mapping


@pytest.mark.parametrize(("rival", "order", "sure"), [(0.83, 0, 0.7), (0.83, 1, 0.84), (0.81, 0, 0.9), (0.79, 0, 0.9)])
def test_a_column_that_fits_nearly_as_well_takes_certainty(rival, order, sure):
    chosen = Candidate("sex", 0.9, "heading 'Sex'", Source(column="Sex"))
    other = Candidate("sex", rival, "heading 'Gender'", Source(column="Gender"), order=order)
    found, others = weighed({"sex": chosen}, [chosen, other])
    assert found["sex"].sure == pytest.approx(sure)
    assert ("'Gender' would fit" in found["sex"].why) is (sure < 0.9)
    assert others == {"sex": (other,)}


def listing(folder, header, rows):
    return propose_mapping(write(folder / "cases.csv", header, rows))


@pytest.mark.parametrize(
    ("headings", "weights"),
    [
        (("Weight", "Stratum"), ("15.7762", "83.2157", "4.9655")),
        (("WT", "PSU"), ("15.7762", "83.2157", "4.9655")),
        (("wt_v", "Strata"), ("15.77", "83.21", "74.8")),
        (("Weight", "County"), ("1532.4", "889.1", "4021.7")),
        (("Weight", "County"), ("0.0012", "0.0031", "0.104")),
        (("Statistical Weight", "County"), ("15.77", "83.21", "74.8")),
    ],
)
def test_a_sampling_weight_is_no_weight_of_a_body(tmp_path, headings, weights):
    rows = [(day, "F", "Heroin", weights[n % 3], "V") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    assert "weight_kg" not in listing(tmp_path, ("Date", "Sex", "Substance", *headings), rows).mapping.columns


@pytest.mark.parametrize(
    ("headings", "weights"),
    [
        (("Weight", "County"), ("15.5", "83.2", "74.8")),
        (("Weight (kg)", "Stratum"), ("15.5", "83.2", "74.8")),
        (("Weight lbs", "County"), ("155", "183", "274")),
    ],
)
def test_a_weight_of_bodies_is_one(tmp_path, headings, weights):
    rows = [(day, "F", "Heroin", weights[n % 3], "V") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    found = listing(tmp_path, ("Date", "Sex", "Substance", *headings), rows).mapping.columns["weight_kg"]
    assert headings[0] in (found.column, found.value)


def test_ages_of_neiss_are_told_by_its_headings(tmp_path):
    header = ("CPSC_Case_Number", "Treatment_Date", "Age", "Sex", "Stratum", "PSU", "Weight")
    ages = ("206", "34", "2", "223", "88", "0")
    rows = [(str(n), day, ages[n % 6], "1", "V", "7", "15.77") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    found = listing(tmp_path, header, rows)
    assert found.mapping.columns["age"].fixed_unit == "neiss" and "weight_kg" not in found.mapping.columns
    other = listing(tmp_path, ("Case", "Date", "Age", "Sex", "A", "B", "C"), rows)
    assert "age" not in other.mapping.columns


def test_numbers_of_years_win_over_the_group_beside_them(tmp_path):
    ages = (("34", "30-39"), ("7", "6-12"), ("", "20 - 24"), ("61", "60-69"))
    rows = [(day, *ages[n % 4], "F", "Heroin") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    found = listing(tmp_path, ("Date", "Age", "Age Group", "Sex", "Substance"), rows).mapping
    assert (found.columns["age"].value, found.columns["age"].group) == ("Age", "Age Group")
    assert found.own_labels["age_group"] == {"20 - 24": "20-24"}
    others = [(day, age, "50-59", *rest) for day, age, _, *rest in rows]
    found = listing(tmp_path, ("Date", "Age", "Age Group", "Sex", "Substance"), others).mapping
    assert (found.columns["age"].value, found.columns["age"].group) == ("Age", "")


@pytest.mark.parametrize(
    ("doses", "stated", "asked"),
    [
        (("0,5", "0,125", "2,75"), ",", False),
        (("1,250", "1,234.5", "500"), "", False),
        (("1.250", "500", "12"), "", True),
        (("2.5", "500", "12"), "", False),
    ],
)
def test_a_decimal_comma_is_stated_and_what_nothing_tells_is_asked_for(tmp_path, doses, stated, asked):
    rows = [(day, "F", "Heroin", doses[n % 3], "mg") for n, day in enumerate(days(60, "%m/%d/%Y"))]
    found = listing(tmp_path, ("Date", "Sex", "Substance", "Dose", "Dose Unit"), rows)
    assert found.mapping.columns["dose"].decimal == stated
    assert ("stays empty until decimal = '.' or ','" in found.why["dose"]) is asked
    assert (found.sure["dose"] < 0.8) is asked and ("dose (" in found.to_toml().split("\n\n")[0]) is asked
    assert parse_mapping(found.to_toml()).columns["dose"].decimal == stated
