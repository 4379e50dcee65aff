"""Which cases a study takes, and the flow of those it leaves out."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_frames, synthetic_store

from analysis.cases.store.store import frame_store
from analysis.cases.study.derived import age_band
from analysis.cases.study.selection import select
from analysis.errors import DataError

CASES, SUBSTANCES = frames(
    case("single", "Baclofen"),
    case("first", "Baclofen", "Ethanol"),
    case("second", "Ethanol", "baclofen 10 mg"),
    case("other", "Ethanol", medical_outcome="Major effect"),
    case("teen", "Baclofen", age_years=19.9, reason="Intentional - Suspected suicide"),
    case("adult", "Baclofen", age_years=20.0, reason="Unintentional - General"),
    case("banded", "Baclofen", age_years=None, age_group="13-19", reason=None),
    case("child", "Baclofen", age_years=None, age_group="unknown child"),
    case("undated", "Baclofen", date=None),
    case("later", "Baclofen", date="2021-01-01"),
    case("information", "Baclofen", call_type="drug information"),
    case("dog", "Baclofen", call_type="animal exposure", species="animal"),
    case("never", "Baclofen", medical_outcome="Confirmed nonexposure"),
    case("untyped", "Baclofen", call_type=None),
    case("none"),
)
PEOPLE = {
    "single",
    "first",
    "second",
    "other",
    "teen",
    "adult",
    "banded",
    "child",
    "undated",
    "later",
    "untyped",
    "none",
}


def store():
    codes = SUBSTANCES["substance"].map({"Ethanol": "0201000"})
    cases = CASES.assign(
        age_group=CASES["age_group"].where(CASES["age_years"].isna(), "20-29"),
    )
    return frame_store(cases, SUBSTANCES.assign(generic_code=codes, product_code=None))


def chosen(**selection) -> set[str]:
    study = select(store(), **selection)
    return set(study.run(study.cases)["case_id"])


def test_human_exposures_only_unless_asked_for_all():
    assert chosen() == PEOPLE
    assert chosen(human_exposures=False) == set(CASES["case_id"])


@pytest.mark.parametrize(
    ("substance", "how", "expected"),
    [
        ("ethanol", "any", {"first", "second", "other"}),
        ("ETHANOL ", "first", {"second", "other"}),
        ("Ethanol", "single", {"other"}),
        ("baclofen", "any", PEOPLE - {"second", "other", "none"}),
        ("baclofen*", "any", PEOPLE - {"other", "none"}),
        ("*ofen", "any", PEOPLE - {"second", "other", "none"}),
        (re.compile(r"ofen \d+"), "any", {"second"}),
        (re.compile("OFEN 1", re.IGNORECASE), "any", {"second"}),
        ("0201000", "any", {"first", "second", "other"}),
        (["baclofen", "ethanol"], "first", PEOPLE - {"none"}),
        ("naltrexone", "any", set()),
        (None, "single", PEOPLE - {"first", "second", "none"}),
    ],
)
def test_substances_by_name_code_and_pattern_in_three_roles(substance, how, expected):
    assert chosen(substance=substance, how=how) == expected


def test_a_star_stands_for_letters_and_nothing_else_does():
    cases, substances = frames(case("plus", "5+1 mix (A.B)"), case("other", "551 mix (AxB)"))
    study = select(frame_store(cases, substances), substance="5+1*(a.b)")
    assert study.run(study.cases)["case_id"].tolist() == ["plus"]


@pytest.mark.parametrize("years", [(2010, 10**20), (-(10**25), 2020), (2010, float("inf")), 10**30])
def test_years_that_no_calendar_has_are_one_sentence(years):
    from analysis.cases.study.exclusions import year_ends

    with pytest.raises(DataError, match="years: expected calendar years, got"):
        year_ends(years)


def test_years_include_both_ends():
    assert chosen(years=2021) == {"later"}
    assert chosen(years=(2020, 2021)) == PEOPLE - {"undated"}


BANDS = ("20-24", "20-29", "30-39", "35-44", "15-24", "40", ">=39", ">=40", ">=60", "0-17", "19", "<1", "Adult")
BANDS += ("unknown adult", "unknown child", "unknown <=5", "unknown age", "13-19", "60-69", ">=90")


def of_bands():
    """Give a store of cases whose age is known as a group alone, the codebook's and others."""
    return frame_store(*frames(*(case(band, "Baclofen", age_years=None, age_group=band) for band in BANDS)))


@pytest.mark.parametrize(
    ("ages", "inside"),
    [
        ((20, 39), {"20-24", "20-29", "30-39"}),
        ((20, 40), {"20-24", "20-29", "30-39", "40"}),
        ((21, 39), {"30-39"}),
        ((20, 38), {"20-24", "20-29"}),
        ((0, 5), {"<1", "unknown <=5"}),
        ((0, 17), {"<1", "unknown <=5", "0-17"}),
        ((13, 19), {"13-19", "19"}),
        ((0, 19), {"<1", "unknown <=5", "0-17", "19", "13-19", "unknown child"}),
        ((20, 119), {"20-24", "20-29", "30-39", "35-44", "40", "60-69"}),
        # an end of 120 or more leaves nobody out at the top
        (
            (20, 999),
            {"20-24", "20-29", "30-39", "35-44", "40", "60-69", ">=39", ">=40", ">=60", ">=90", "unknown adult"},
        ),
    ],
)
def test_a_group_counts_when_it_lies_wholly_inside(ages, inside):
    study = select(of_bands(), ages=ages)
    assert set(study.run(study.cases)["case_id"]) == inside


def test_a_group_that_may_lie_inside_is_an_unknown_age_and_one_outside_is_not():
    flow = select(of_bands(), ages=(20, 39)).flow().set_index("step")["excluded"]
    unknown = {"35-44", "15-24", ">=39", "Adult", "unknown adult", "unknown age"}
    assert flow["age unknown"] == len(unknown)


def test_age_bands_hold_groups_of_other_limits():
    study = select(of_bands())
    cases = study.run(study.cases.mutate(band=age_band(study.cases))).set_index("case_id")["band"]
    found = {band: set(cases[cases == band].index) for band in cases.dropna().unique()}
    assert found == {
        "<6": {"<1", "unknown <=5"},
        "13-19": {"19", "13-19"},
        "20-39": {"20-24", "20-29", "30-39"},
        "40-59": {"40"},
        ">=60": {">=60", "60-69", ">=90"},
    }


def test_ages_are_completed_years_and_groups_count_when_they_lie_inside():
    assert chosen(ages=(13, 19)) == {"teen", "banded"}
    assert chosen(ages=(0, 19)) == {"teen", "banded", "child"}
    assert chosen(ages=(20, 20)) == {"adult"}


# The completed years of every group of the codebook, by hand; the last is open.
YEARS_OF = {
    **{
        "<1": {0},
        "1": {1},
        "2": {2},
        "3": {3},
        "4": {4},
        "5": {5},
        "unknown <=5": {*range(6)},
        "6-12": {*range(6, 13)},
    },
    **{"13-19": {*range(13, 20)}, "unknown child": {*range(20)}, "20-29": {*range(20, 30)}, "30-39": {*range(30, 40)}},
    **{"40-49": {*range(40, 50)}, "50-59": {*range(50, 60)}, "60-69": {*range(60, 70)}, "70-79": {*range(70, 80)}},
    **{"80-89": {*range(80, 90)}, ">=90": {*range(90, 200)}, "unknown adult": {*range(20, 200)}},
}
ENDS = [(0, 0), (0, 5), (0, 12), (0, 19), (6, 12), (6, 11), (7, 12), (5, 12), (12, 13), (13, 19), (13, 18), (14, 19)]
ENDS += [
    (12, 20),
    (20, 39),
    (19, 40),
    (21, 39),
    (20, 38),
    (60, 89),
    (65, 120),
    (90, 119),
    (90, 120),
    (20, 130),
    (0, 199),
]


@pytest.mark.parametrize("ages", ENDS)
def test_a_group_of_ages_is_within_outside_or_unknown_by_its_years(ages):
    """A group counts when all its completed years are asked for, is left out when none is, else nobody can tell."""
    rows = [case(group, "Baclofen", age_years=None, age_group=group) for group in [*YEARS_OF, "unknown age"]]
    study = select(frame_store(*frames(*rows)), ages=ages)
    asked = {*range(ages[0], ages[1] + 1 if ages[1] < 120 else 200)}
    within = {group for group, years in YEARS_OF.items() if years <= asked}
    outside = {group for group, years in YEARS_OF.items() if not years & asked}
    assert set(study.run(study.cases)["case_id"]) == within
    flow = study.flow().set_index("step")["excluded"]
    assert flow[f"not aged {ages[0]} to {ages[1]}"] == len(outside)
    assert flow["age unknown"] == len(rows) - len(within) - len(outside)


def test_reasons_and_groups_of_reasons():
    assert chosen(reason="Intentional - Suspected suicide") == {"teen"}
    assert chosen(reason="Intentional") == PEOPLE - {"adult", "banded"}
    assert chosen(reason=["Unintentional", "Intentional - Suspected suicide"]) == {"teen", "adult"}


def test_the_flow_adds_up_and_says_why():
    study = select(store(), substance="baclofen", how="single", years=2020, ages=(13, 19), reason="Intentional")
    flow = study.flow()
    assert dict(zip(flow["step"], flow["excluded"], strict=True)) == {
        "records": 0,
        "no exposure (information and other calls)": 1,
        "animals": 1,
        "confirmed nonexposure": 1,
        "date unknown": 1,
        "outside 2020": 1,
        "baclofen not mentioned": 3,
        "other substances too": 1,
        "age unknown": 1,
        "not aged 13 to 19": 3,
        "reason not Intentional": 1,
    }
    assert flow["remaining"].iloc[0] == len(CASES)
    assert flow["remaining"].iloc[-1] == study.count() == len(CASES) - flow["excluded"].sum()
    assert study.stated == "baclofen the only substance; years 2020; ages 13 to 19; reason Intentional"


def test_a_study_of_files_is_that_of_frames_and_of_pandas():
    asked = {"substance": "*am", "how": "first", "years": (2005, 2015), "ages": (6, 59)}
    found = []
    for opened in (synthetic_store(), frame_store(**synthetic_frames())):
        study = select(opened, **asked)
        found.append((study.flow(), sorted(study.run(study.cases)["case_id"])))
    pd.testing.assert_frame_equal(found[0][0], found[1][0])
    tables = synthetic_frames()
    named = tables["substances"].query("rank == 1 and substance.str.lower().str.endswith('am')", engine="python")
    people = tables["cases"].query("call_type == 'human exposure' and 2005 <= year <= 2015 and 6 <= age_years < 60")
    expected = sorted(set(people["case_id"]) & set(named["case_id"]))
    assert found[0][1] == found[1][1] == expected
    assert len(expected) > 10


def test_a_held_study_is_the_same_study():
    study = select(synthetic_store(), substance="baclofen")
    held = study.held()
    assert held.count() == study.count() > 10
    assert sorted(held.run(held.of("effects"))["case_id"]) == sorted(study.run(study.of("effects"))["case_id"])


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ({"substance": ""}, "substance"),
        ({"substance": "*"}, "substance"),
        ({"substance": []}, "substance"),
        ({"substance": 7}, "substance"),
        ({"how": "primary"}, "how"),
        ({"years": (2020, 2010)}, "years: expected first and last in order"),
        ({"ages": 5}, "ages"),
        ({"reason": "Suicide"}, "reason"),
    ],
)
def test_wrong_arguments_are_named(selection, words):
    with pytest.raises(DataError, match=words):
        select(store(), **selection)
