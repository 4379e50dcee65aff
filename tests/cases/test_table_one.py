"""Table 1 with both conventions for unknowns, and its tests."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_frames, synthetic_store

from analysis.cases.selection import select
from analysis.cases.store import frame_store
from analysis.cases.table_one import VARIABLES, printed_table_one, table_one
from analysis.errors import DataError
from analysis.stats.comparison import contingency_test

# Four women, three men, two unknown, one missing; the women at home.
SEXES = ["Female"] * 4 + ["Male"] * 3 + ["Unknown"] * 2 + [None]


def small():
    rows = [
        case(f"c{place}", *(["Baclofen"] if place % 2 else ["Baclofen", "Ethanol"]), sex=sex)
        for place, sex in enumerate(SEXES)
    ]
    return select(frame_store(*frames(*rows)))


def test_unknowns_are_out_of_the_denominator_or_a_level():
    for convention, whole in (("excluded", 7), ("kept", 10)):
        shown = table_one(small(), unknowns=convention, variables=["sex"]).set_index("level")
        assert shown["n"].to_dict() == {"Female": 4, "Male": 3, "Unknown": 2, "(missing)": 1}
        assert set(shown["denominator"]) == {whole}
        assert shown.loc["Female", "share"] == pytest.approx(4 / whole)
        assert shown["unknown"].tolist() == [False, False, True, True]
        assert np.isnan(shown.loc["Unknown", "share"]) == (convention == "excluded")


def test_groups_add_up_to_the_total_and_are_tested():
    shown = table_one(small(), by="mention", variables=["sex"])
    wide = shown.pivot(index="level", columns="group", values="n")
    assert (wide["Single substance"] + wide["Multiple substances"] == wide["Total"]).all()
    done = contingency_test([[2, 2], [1, 2]])
    assert shown["p"].unique().tolist() == [done.p]
    assert shown["test"].unique().tolist() == [done.test]


def test_outcomes_that_are_not_known_are_unknowns():
    rows = [
        case("a", "Baclofen", medical_outcome="Death, indirect report"),
        case("b", "Baclofen", medical_outcome="No effect"),
        case("c", "Baclofen", medical_outcome="Unable to follow, judged as a potentially toxic exposure"),
    ]
    shown = table_one(select(frame_store(*frames(*rows))), variables=["medical_outcome"]).set_index("level")
    assert shown["share"].dropna().to_dict() == {"No effect": 0.5, "Death, indirect report": 0.5}


def test_every_number_is_that_of_pandas_on_both_kinds_of_store():
    stores = synthetic_store(), frame_store(**synthetic_frames())
    tables = [
        table_one(select(store), by="mention", variables=[name for name in VARIABLES if name != "mention"])
        for store in stores
    ]
    pd.testing.assert_frame_equal(*tables)
    cases = synthetic_frames()["cases"]
    cases = cases[cases["call_type"] == "human exposure"]
    mention = np.where(cases["substances"] == 1, "Single substance", "Multiple substances")
    for name in ("sex", "route", "medical_outcome", "level_of_care", "age_group"):
        found = tables[0][tables[0]["variable"] == name].set_index(["level", "group"])["n"]
        expected = pd.crosstab(cases[name].fillna("(missing)"), mention)
        for group in expected:
            assert found.xs(group, level="group").to_dict() == expected[group].to_dict()
        totals = cases[name].fillna("(missing)").value_counts()
        assert found.xs("Total", level="group").to_dict() == totals.to_dict()


def test_labels_that_the_codebook_does_not_know_are_shown():
    rows = [case("a", "Baclofen", route="Ingestion"), case("b", "Baclofen", route="Through the ear drum")]
    shown = table_one(select(frame_store(*frames(*rows))), variables=["route"])
    assert shown["level"].tolist() == ["Ingestion", "Through the ear drum"]
    assert shown["share"].tolist() == [0.5, 0.5]


def test_levels_are_in_the_order_of_the_codebook():
    shown = table_one(select(synthetic_store()), variables=["age_group"])["level"].tolist()
    assert shown[:3] == ["<1", "1", "2"]
    assert shown.index("6-12") < shown.index("13-19") < shown.index("20-29") < shown.index("unknown age")


def test_printed_percentages_leave_excluded_unknowns_bare():
    shown = printed_table_one(table_one(small(), by="mention", variables=["sex", "acuity"]))
    first = shown.iloc[0]
    assert first[["variable", "level", "Total"]].tolist() == ["sex", "Female", "4 (57.1%)"]
    assert shown.loc[2, "Total"] == "2"
    assert shown["test"].iloc[1] == ""
    assert shown.loc[shown["variable"] == "acuity", "test"].tolist() == ["none"]


def test_a_characteristic_cannot_be_its_own_group():
    with pytest.raises(DataError, match="by='sex'"):
        table_one(small(), by="sex")
    with pytest.raises(DataError, match="unknowns"):
        table_one(small(), unknowns="dropped")
