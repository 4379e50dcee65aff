"""Table 1 with both conventions for unknowns, and its tests."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_frames, synthetic_store
from scipy import stats

from analysis.cases.clinical import measurements
from analysis.cases.clinical.table_one import VARIABLES, printed_table_one, table_one
from analysis.cases.store.store import frame_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.stats import comparison
from analysis.stats.comparison import contingency_test
from analysis.stats.comparison.labels import crossed

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
    assert "acuity" not in set(shown["variable"]) and "Not in this export: acuity." in shown.attrs["notes"]


def test_a_characteristic_cannot_be_its_own_group():
    with pytest.raises(DataError, match="by='sex'"):
        table_one(small(), by="sex")
    with pytest.raises(DataError, match="unknowns"):
        table_one(small(), unknowns="dropped")
    with pytest.raises(DataError, match="sex: expected no group called 'Total'"):
        table_one(select(frame_store(*frames(case("a", "Baclofen", sex="Total")))), by="sex", variables=["route"])


def measured_store(engine_rows: int = 300):
    """Give cases with ages and weights, some missing, in two groups of sex; and the frame."""
    rng = np.random.default_rng(8)
    ages = np.round(rng.gamma(4, 9, engine_rows), 1)
    rows = [
        case(
            f"c{place}",
            "Baclofen",
            sex=["Female", "Male", "Male"][place % 3] if place % 10 else None,
            age_years=None if place % 7 == 0 else float(age + (place % 3 == 0)),
            weight_kg=None if place % 2 else float(place % 90 + 3),
        )
        for place, age in enumerate(ages)
    ]
    return select(frame_store(*frames(*rows))), pd.DataFrame(rows)


def test_ages_and_weights_are_medians_with_quartiles_and_a_rank_test():
    study, rows = measured_store()
    shown = table_one(study, by="sex", variables=["acuity"], numbers=("age_years", "weight_kg"))
    for name in ("age_years", "weight_kg"):
        found = shown[(shown["variable"] == name) & (shown["level"] == "median (IQR)")].set_index("group")
        for group in ("Total", "Female", "Male"):
            values = rows.loc[(rows["sex"] == group) | (group == "Total"), name].dropna()
            assert found.loc[group, "n"] == len(values)
            expected = np.quantile(values, [0.25, 0.5, 0.75])
            assert found.loc[group, ["q1", "median", "q3"]].tolist() == pytest.approx(expected.tolist())
        samples = [rows.loc[rows["sex"] == sex, name].dropna() for sex in ("Female", "Male")]
        test = stats.mannwhitneyu(*samples, method="asymptotic", use_continuity=True)
        assert found["p"].tolist() == pytest.approx([test.pvalue] * 3)
        assert found["test"].iloc[0] == "Wilcoxon rank sum, normal approximation"
        without = shown[(shown["variable"] == name) & shown["unknown"]].set_index("group")
        assert without.loc["Total", "n"] == rows[name].isna().sum()
        assert without.loc["Total", "denominator"] == len(rows)
    assert shown[shown["variable"] == "acuity"]["median"].isna().all()


def test_three_groups_are_compared_by_kruskal_wallis_and_years_stay_numbers():
    study, rows = measured_store()
    cases = rows.assign(date=pd.to_datetime("2018-03-01") + pd.to_timedelta(rows.index % 3 * 366, unit="D"))
    cases.loc[0, "date"] = pd.NaT
    substances = frames(*rows.to_dict("records"))[1]
    study = select(frame_store(cases.drop(columns="_substances"), substances))
    shown = table_one(study, by="year", variables=["sex"], numbers=("age_years",))
    assert shown["group"].unique().tolist() == ["Total", 2018, 2019, 2020]
    samples = [part["age_years"].dropna() for _, part in cases.groupby(cases["date"].dt.year)]
    found = shown[shown["variable"] == "age_years"]
    assert found["p"].iloc[0] == pytest.approx(stats.kruskal(*samples).pvalue)
    assert found["df"].iloc[0] == 2


def test_many_values_stay_in_the_engine_and_give_the_same_quartiles(monkeypatch):
    study, _ = measured_store()
    asked = {"by": "sex", "variables": ["acuity"], "numbers": ("age_years",)}
    few = table_one(study, **asked)
    monkeypatch.setattr(measurements, "MOST_VALUES", 10)
    many = table_one(study, **asked)
    columns = ["variable", "level", "group", "n", "denominator", "q1", "median", "q3", "unknown"]
    pd.testing.assert_frame_equal(few[columns], many[columns])
    assert "more than 10" in many.loc[many["variable"] == "age_years", "reason"].iloc[0]


def test_doses_are_added_up_per_case_and_never_turned_into_another_unit():
    cases, substances = frames(
        case("a", ("Baclofen", 10), ("Baclofen", 20), ("Ethanol", 5)),
        case("b", ("Baclofen", 50)),
        case("c", ("Baclofen", None)),
        case("d", ("Baclofen", 2)),
        case("e", ("Ethanol", 7)),
    )
    substances.loc[substances["case_id"] == "d", "dose_unit"] = "g"
    study = select(frame_store(cases, substances), substance="baclofen")
    shown = table_one(study, variables=["sex"], numbers=("dose",))
    doses = shown[shown["variable"] == "dose"].set_index("level")
    assert doses["n"].to_dict() == {"median (IQR), mg": 2, "median (IQR), g": 1, "(missing)": 1}
    assert doses["denominator"].eq(4).all()
    assert doses.loc["median (IQR), mg", ["q1", "median", "q3"]].tolist() == [35, 40, 45]
    with pytest.raises(DataError, match="one substance"):
        table_one(select(frame_store(cases, substances)), numbers=("dose",))
    with pytest.raises(DataError, match="numbers"):
        table_one(study, numbers=("sex",))


ROUTES = ["Ingestion", "Ingestion; Dermal", "Dermal; Ingestion", "Dermal", "Ingestion; Unknown", "Unknown", None]


def test_a_case_with_several_routes_counts_at_each_and_once_in_the_denominator():
    rows = [case(f"c{place}", "Baclofen", route=route) for place, route in enumerate(ROUTES)]
    study = select(frame_store(*frames(*rows)))
    shown = table_one(study, variables=["route", "sex"])
    route = shown[shown["variable"] == "route"].set_index("level")
    assert route["n"].to_dict() == {"Ingestion": 4, "Dermal": 3, "Unknown": 2, "(missing)": 1}
    assert route["denominator"].unique().tolist() == [5]
    assert route["share"].sum() == pytest.approx(7 / 5)
    assert shown.attrs["several"] == {"route": 3}
    notes = printed_table_one(shown).attrs["notes"]
    assert any("3 cases have several values of route" in note for note in notes)
    assert not any("several" in note for note in printed_table_one(table_one(study, variables=["sex"])).attrs["notes"])
    kept = table_one(study, variables=["route"], unknowns="kept").set_index("level")
    assert kept["denominator"].unique().tolist() == [7]
    assert kept.loc["Unknown", "share"] == pytest.approx(2 / 7)


def test_several_routes_are_one_level_of_the_test():
    rows = [
        case(f"c{place}", *["Baclofen", "Ethanol"][: 1 + place % 2], route=ROUTES[:4][place * 7 // 10 % 4])
        for place in range(40)
    ]
    study = select(frame_store(*frames(*rows)))
    shown = table_one(study, by="mention", variables=["route"])
    table = pd.DataFrame(rows)
    level = table["route"].where(~table["route"].str.contains(";"), "several")
    done = contingency_test(pd.crosstab(level, table["_substances"].map(len)))
    assert shown["p"].unique().tolist() == pytest.approx([done.p])


CARE = [
    ("Managed on site (non-HCF)", None),
    ("Managed on site (non-HCF)", None),
    ("Patient was referred by PC to a HCF", "Treated/evaluated and released"),
    ("Patient was referred by PC to a HCF", "Patient lost to follow-up/left AMA"),
    ("Patient already in (en route to) HCF when PC called", "Admitted to critical care unit"),
    ("Patient already in (en route to) HCF when PC called", None),
    (None, "Admitted to noncritical care unit"),
    (None, None),
]


@pytest.mark.parametrize(("kind", "size", "missing"), [("known", 4, 4), ("all", 8, 4), ("facility", 5, 1)])
def test_level_of_care_has_the_denominator_that_is_asked_for(kind, size, missing):
    rows = [case(f"c{n}", "Baclofen", management_site=site, level_of_care=care) for n, (site, care) in enumerate(CARE)]
    study = select(frame_store(*frames(*rows)))
    shown = table_one(study, variables=["level_of_care", "sex"], denominators={"level_of_care": kind})
    care = shown[shown["variable"] == "level_of_care"].set_index("level")
    assert care["denominator"].unique().tolist() == [size]
    assert care.loc["(missing)", "n"] == missing
    assert np.isnan(care.loc["(missing)", "share"]) == (kind == "known")
    assert care.loc["Admitted to critical care unit", "share"] == pytest.approx(1 / size)
    assert care["n"].sum() == (5 if kind == "facility" else 8)
    assert shown.loc[shown["variable"] == "sex", "denominator"].iloc[0] == 8
    with pytest.raises(DataError, match="denominators"):
        table_one(study, variables=["sex"], denominators={"sex": "most"})
    with pytest.raises(DataError, match="denominators"):
        table_one(study, variables=["sex"], denominators={"sexes": "all"})


def test_serious_outcomes_are_a_row_of_their_own_among_known_outcomes():
    outcomes = [
        "No effect",
        "Major effect",
        "Death, indirect report",
        None,
        "Unable to follow, judged as a potentially",
    ]
    rows = [case(f"c{n}", "Baclofen", medical_outcome=outcome) for n, outcome in enumerate(outcomes)]
    study = select(frame_store(*frames(*rows)))
    shown = table_one(study, variables=["medical_outcome", "serious"])
    serious = shown[shown["variable"] == "serious"].set_index("level")
    assert serious["n"].to_dict() == {"Yes": 2, "No": 1, "(missing)": 2}
    assert serious.loc["Yes", "share"] == pytest.approx(2 / 3)
    assert shown[shown["variable"] == "medical_outcome"]["n"].sum() == len(rows)
    by_serious = table_one(study, by="serious", variables=["sex"])
    assert by_serious.groupby("group")["n"].sum().to_dict() == {"Total": 5, "Yes": 2, "No": 1}


def test_printed_medians_say_of_how_many():
    study, rows = measured_store()
    low, middle, high = np.quantile(rows["weight_kg"].dropna(), [0.25, 0.5, 0.75])
    shown = printed_table_one(table_one(study, by="sex", variables=["acuity"], numbers=("weight_kg",)))
    row = shown[shown["level"] == "median (IQR)"].iloc[0]
    assert row["Total"] == f"{middle:.1f} ({low:.1f} to {high:.1f}), n = 150"
    assert row["test"].startswith("Wilcoxon")
    assert shown.attrs["study"] == "all substances"


def test_an_unknown_group_is_no_group_unless_unknowns_are_kept():
    sexes = ["Female"] * 6 + ["Male"] * 5 + ["Unknown"] * 2 + [None]
    rows = [case(f"c{n}", *["Baclofen", "Ethanol"][: 1 + n % 2], sex=sex) for n, sex in enumerate(sexes)]
    study = select(frame_store(*frames(*rows)))
    shown = table_one(study, by="sex", variables=["mention"])
    assert shown["group"].unique().tolist() == ["Total", "Female", "Male"]
    assert shown.attrs["without_group"] == 3
    assert shown["p"].iloc[0] == pytest.approx(contingency_test([[3, 3], [3, 2]]).p)
    kept = table_one(study, by="sex", variables=["mention"], unknowns="kept", numbers=("age_years",))
    assert kept["group"].unique().tolist() == ["Total", "Female", "Male", "Unknown"]
    assert kept.attrs["without_group"] == 1


@pytest.mark.parametrize(("n", "size", "shown"), [(1, 16, "6.3%"), (9, 2000, "0.5%"), (229, 400, "57.3%")])
def test_percentages_round_halves_up_from_the_counts(n, size, shown):
    """6.25, 0.45 and 57.25%: printed 6.2, 0.4 and 57.2 when a float of the share was cut."""
    rows = [case(f"c{place}", "Baclofen", sex="Female" if place < n else "Male") for place in range(size)]
    table = table_one(select(frame_store(*frames(*rows))), variables=["sex"])
    assert printed_table_one(table)["Total"][0] == f"{n} ({shown})"


def test_the_table_of_a_frame_and_that_of_a_study_are_one():
    """Counts, moments, tests and differences of the same cases, from the engine and from pandas."""
    study, rows = measured_store()
    asked = table_one(study, by="sex", variables=["mention"], numbers=("age_years", "weight_kg"))
    frame = rows.assign(mention="Single substance")[["sex", "mention", "age_years", "weight_kg"]]
    tests = {"age_years": "wilcoxon", "weight_kg": "wilcoxon"}
    expected = comparison.table_one(frame, by="sex", tests=tests)
    shared = [name for name in expected.rows if name in asked and name != "reason"]
    both = (
        table[table["level"] != "Multiple substances"][shared].reset_index(drop=True)
        for table in (asked, expected.rows)
    )
    pd.testing.assert_frame_equal(*both, check_dtype=False, rtol=1e-12)
    assert expected.without_group == asked.attrs["without_group"]
    for how in ({"measured": "both"}, {"percent": "row", "digits": 2}, {"adjust": "holm", "digits": 1}):
        printed = printed_table_one(asked, **({"measured": "mean"} | how), smd=True)
        laid_out = expected.to_frame(**({"digits": 1} | how))
        assert printed[["level", "Total", "Female", "Male"]].equals(laid_out[["level", "Total", "Female", "Male"]])
        assert printed.columns.tolist() == laid_out.columns.tolist()


def test_three_groups_show_their_largest_standardized_difference():
    study, rows = measured_store()
    cases = rows.assign(date=pd.to_datetime("2018-03-01") + pd.to_timedelta(rows.index % 3 * 366, unit="D"))
    study = select(frame_store(cases.drop(columns="_substances"), frames(*rows.to_dict("records"))[1]))
    shown = table_one(study, by="year", variables=["sex"], numbers=("age_years",)).drop_duplicates("variable")
    ages = comparison.pairwise_differences(cases["age_years"], cases["date"].dt.year)["value"].abs().max()
    sexes = (
        comparison.pairwise_differences_categories(crossed(cases["sex"], cases["date"].dt.year))["value"].abs().max()
    )
    assert shown.set_index("variable")["smd"].to_dict() == pytest.approx({"sex": sexes, "age_years": ages})
    assert "smd" not in printed_table_one(shown) and "smd" in printed_table_one(shown, smd=True)


def test_many_values_in_the_engine_have_the_same_moments(monkeypatch):
    study, _ = measured_store()
    asked = {"by": "sex", "variables": ["acuity"], "numbers": ("age_years",)}
    few = table_one(study, **asked)
    monkeypatch.setattr(measurements, "MOST_VALUES", 10)
    pd.testing.assert_frame_equal(
        few[["mean", "sd", "smd"]], table_one(study, **asked)[["mean", "sd", "smd"]], rtol=1e-12
    )


def test_row_percentages_and_adjusted_p_values_have_their_notes():
    table = table_one(small(), by="mention", variables=["sex", "acuity"])
    shown = printed_table_one(table, percent="row", adjust="holm")
    assert shown.loc[0, ["Total", "Single substance", "Multiple substances"]].tolist() == [
        "4 (100.0%)", "2 (50.0%)", "2 (50.0%)"
    ]  # fmt: skip
    assert shown.attrs["notes"] == ["Percentages of all cases in the row.", "P values adjusted for 1 tests (holm)."]
    assert shown.loc[0, "p_adjusted"] == shown.loc[0, "p"]
    with pytest.raises(DataError, match=r"^smd: expected one of"):
        printed_table_one(table, smd="yes")


@pytest.mark.parametrize("most", [1_000_000, 2])
@pytest.mark.parametrize("by", ["date", "age_years", "year"])
def test_groups_by_dates_and_whole_numbers_keep_their_measured_values(by, most, monkeypatch):
    """The engine's text of a date or of 20.0 is not that of Python: their values were lost as "no value"."""
    monkeypatch.setattr(measurements, "MOST_VALUES", most)
    days, ages = ["2020-01-05", "2021-01-06"], [20.0, 35.0, None]
    rows = [case(f"c{n}", "Baclofen", weight_kg=50.0 + n, date=days[n % 2], age_years=ages[n % 3]) for n in range(12)]
    shown = table_one(select(frame_store(*frames(*rows))), by=by, variables=["sex"], numbers=("weight_kg",))
    found = shown[shown["variable"] == "weight_kg"].set_index("group")["median"]
    key = {"date": pd.to_datetime(days), "age_years": [20, 35], "year": [2020, 2021]}[by]
    weights = np.arange(50.0, 62)
    step = 3 if by == "age_years" else 2
    assert found.to_dict() == {"Total": 55.5, key[0]: np.median(weights[::step]), key[1]: np.median(weights[1::step])}
