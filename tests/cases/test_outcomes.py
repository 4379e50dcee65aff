"""Effects, therapies, combinations, odds ratios and doses of a study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_folder, synthetic_frames, synthetic_store

from analysis.cases.clinical.coingestants import co_ingestants, combination_shares, combinations
from analysis.cases.clinical.dose_response import dose_curve, doses, severity_by_dose
from analysis.cases.clinical.effects import clinical_effects, effect_pairs, therapies
from analysis.cases.clinical.outcomes import odds_ratios, outcome_shares
from analysis.cases.clinical.table_one import table_one
from analysis.cases.store.store import frame_store, open_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.stats.proportions import proportion

SERIOUS = ("Moderate effect", "Major effect", "Death", "Death, indirect report")
KNOWN = ("No effect", "Minor effect", *SERIOUS)


def test_effects_are_counted_once_per_case_and_only_when_related():
    cases, substances = frames(case("a", "Baclofen"), case("b", "Baclofen"), case("c", "Baclofen", "Ethanol"))
    effects = pd.DataFrame(
        {
            "case_id": ["a", "a", "a", "b", "c"],
            "effect": ["Coma", "Coma", "Rash", "Coma", "Coma"],
            "relatedness": ["Related", "Related", "Not related", None, "Related"],
        }
    )
    study = select(frame_store(cases, substances, effects), substance="baclofen")
    shown = clinical_effects(study)
    assert shown[["effect", "n", "cases", "value"]].values.tolist() == [["Coma", 2, 2, 1.0]]
    limits = proportion(2, 2)
    assert shown.loc[0, ["low", "high"]].tolist() == [limits.low, limits.high]
    everything = clinical_effects(study, single=False, related=False).set_index("effect")["n"]
    assert everything.to_dict() == {"Coma": 3, "Rash": 1}


def test_therapies_that_were_not_performed_do_not_count():
    cases, substances = frames(case("a", "Baclofen"), case("b", "Baclofen"))
    status = ["Recommended, not performed/unknown", "Performed, not recommended", None]
    given = pd.DataFrame({"case_id": ["a", "b", "a"], "therapy": ["Oxygen", "Oxygen", "CPR"], "status": status})
    study = select(frame_store(cases, substances, therapies=given))
    assert therapies(study).set_index("therapy")["n"].to_dict() == {"Oxygen": 1, "CPR": 1}
    assert therapies(study, performed=False).set_index("therapy")["n"].to_dict() == {"Oxygen": 2, "CPR": 1}


def test_a_study_without_effects_gives_an_empty_table():
    study = select(frame_store(*frames(case("a", "Baclofen"))))
    assert list(clinical_effects(study).columns) == ["effect", "n", "cases", "value", "low", "high"]
    assert clinical_effects(study).empty
    assert combinations(study).empty


def test_answers_of_files_and_of_frames_agree_row_by_row():
    stores = synthetic_store(), frame_store(**synthetic_frames())
    for answer in (
        clinical_effects,
        therapies,
        effect_pairs,
        co_ingestants,
        combinations,
        lambda study: outcome_shares(study, by="age_band"),
        lambda study: odds_ratios(study, of="admitted"),
        doses,
    ):
        pd.testing.assert_frame_equal(*(answer(select(store, substance="*e")) for store in stores))


def test_pairs_of_substance_and_effect_are_those_of_pandas():
    shown = effect_pairs(select(synthetic_store()), at_least=2)
    tables = synthetic_frames()
    alone = tables["cases"].query("call_type == 'human exposure' and substances == 1")[["case_id"]]
    related = tables["effects"][tables["effects"]["relatedness"].isin(["Related", None])]
    both = alone.merge(tables["substances"]).merge(related)
    expected = both.groupby(["substance", "effect"]).size()
    assert shown.set_index(["substance", "effect"])["n"].to_dict() == expected[expected >= 2].to_dict()
    assert len(shown) > 50


def test_combinations_count_cases_with_both_and_expect_by_chance():
    rows = [case("a", "A", "B"), case("b", "B", "A", "C"), case("c", "A", "B"), case("d", "C", "B"), case("e", "A")]
    study = select(frame_store(*frames(*rows)))
    shown = combinations(study, at_least=1).set_index(["first", "second"])
    assert shown["n"].to_dict() == {("A", "B"): 3, ("B", "C"): 2, ("A", "C"): 1}
    assert shown.loc[("A", "B"), "expected"] == 3 * 4 / 4
    assert shown.loc[("A", "C"), "ratio"] == pytest.approx(1 / (3 * 2 / 4))
    partners = co_ingestants(select(study.store, substance="a"))
    assert partners[["substance", "n", "cases"]].values.tolist() == [["B", 3, 4], ["C", 1, 4]]
    with pytest.raises(DataError, match="substance"):
        co_ingestants(study)


def test_pairs_of_a_substance_are_expected_among_all_cases():
    """Eight cases with several substances: A in 4, B in 5, C in 5, D in 2; A with B in 3, by chance 4 x 5 / 8."""
    told = ["AB", "ABC", "ABC", "AC", "BC", "BD", "CD", "C"]
    rows = [case(str(place), *names) for place, names in enumerate(told)]
    rows += [
        case("x", "E", "F"),
        case("y", "A", "B", call_type="animal exposure"),
        case("z", "A", "B", date="1999-01-01"),
    ]
    study = select(frame_store(*frames(*rows)), substance="A", years=2020)
    shown = combinations(study, at_least=1).set_index(["first", "second"])
    assert shown["n"].to_dict() == {("A", "B"): 3, ("A", "C"): 3}
    assert shown["expected"].to_dict() == {("A", "B"): 4 * 5 / 8, ("A", "C"): 4 * 5 / 8}
    assert shown["ratio"].tolist() == [3 / 2.5, 3 / 2.5]
    whole = combinations(select(study.store, years=2020), at_least=1).set_index(["first", "second"])
    pd.testing.assert_frame_equal(shown, whole.loc[shown.index])
    assert shown.attrs["cases"] == whole.attrs["cases"] == 8
    assert combinations(select(study.store, substance="A", how="single"), at_least=1).empty
    assert combinations(study.single, at_least=1).empty


def test_a_pair_has_its_share_of_all_cases_and_of_combined_ones():
    """Ten cases in 2020, seven of them with several substances: A with B in 3, so 3 of 10 and 3 of 7 (hand count)."""
    told = ["AB", "ABC", "ABC", "AC", "BC", "BD", "CD", "C", "A", "A"]
    study = select(frame_store(*frames(*(case(str(place), *names) for place, names in enumerate(told)))))
    shown = combination_shares(study, at_least=1).set_index(["first", "second"])
    pair = shown.loc[("A", "B")]
    assert (pair["n"], pair["cases"], pair["combined_cases"]) == (3, 10, 7)
    assert (pair["value"], pair["combined_share"]) == (3 / 10, 3 / 7)
    # R 4.2.2: prop.test(3, 10, correct=FALSE) and prop.test(3, 7, correct=FALSE), conf.int.
    assert pair[["low", "high"]].tolist() == pytest.approx([0.1077913, 0.6032219], abs=1e-6)
    assert pair[["combined_share_low", "combined_share_high"]].tolist() == pytest.approx(
        [0.1582199, 0.7495416], abs=1e-6
    )
    own = combination_shares(select(study.store, substance="A"), at_least=1)
    assert own[["first", "second", "n", "cases", "combined_cases"]].values.tolist() == [
        ["A", "B", 3, 6, 4], ["A", "C", 3, 6, 4],
    ]  # fmt: skip
    none = combination_shares(study.single, at_least=1)
    assert none.empty and list(none.columns) == list(shown.reset_index().columns)


def test_pairs_of_several_substances_and_of_part_of_a_name_are_those_with_one_of_them():
    rows = [case(str(place), *names) for place, names in enumerate(["AB", "AC", "BC", "BD", "CD", "DE"])]
    store = frame_store(*frames(*rows))
    shown = combinations(select(store, substance=["A", "E"]), at_least=1)
    assert shown[["first", "second"]].values.tolist() == [["A", "B"], ["A", "C"], ["D", "E"]]
    assert shown["expected"].tolist() == [2 * 3 / 6, 2 * 3 / 6, 3 * 1 / 6]
    assert combinations(select(store, substance="z"), at_least=1).empty


def test_pairs_of_a_substance_ranked_first_are_refused_with_the_way_out():
    study = select(frame_store(*frames(case("a", "A", "B"))), substance="A", how="first")
    with pytest.raises(DataError, match='how="any"'):
        combinations(study)


def test_shares_are_of_cases_whose_outcome_is_known():
    rows = [
        case("a", "A", medical_outcome="Death, indirect report"),
        case("b", "A", medical_outcome="Minor effect", level_of_care="Admitted to psychiatric facility"),
        case("c", "A", medical_outcome=None, level_of_care="Treated/evaluated and released"),
        case("d", "A", medical_outcome="Moderate effect", level_of_care="Patient lost to follow-up/left AMA"),
    ]
    study = select(frame_store(*frames(*rows)))
    expected = {"serious": [2, 3], "admitted": [1, 2], "medically_admitted": [0, 2]}
    assert {of: outcome_shares(study, of=of).loc[0, ["events", "n"]].tolist() for of in expected} == expected
    with pytest.raises(DataError, match="known, got none"):
        outcome_shares(select(study.store, years=1999))


def test_odds_ratios_are_those_of_a_regression_on_single_cases():
    import statsmodels.api as sm

    shown = odds_ratios(select(synthetic_store()), factors=("sex", "mention")).set_index("term")
    cases = synthetic_frames()["cases"]
    people = cases[(cases["call_type"] == "human exposure") & cases["medical_outcome"].isin(KNOWN)]
    told = people[people["sex"] != "Unknown"]
    serious = told["medical_outcome"].isin(SERIOUS).to_numpy(float)
    several = (told["substances"] > 1).to_numpy(float)
    design = np.column_stack([np.ones(len(told)), told["sex"] == "Female", several]).astype(float)
    fit = sm.Logit(serious, design).fit(disp=False, tol=1e-12)
    found = shown.loc[["Female", "Multiple substances"], ["adjusted", "adjusted_low", "adjusted_high"]].to_numpy()
    assert found == pytest.approx(np.exp(np.column_stack([fit.params, fit.conf_int()]))[1:], rel=1e-5)
    table = pd.crosstab(several, serious)
    crude = table.loc[1, 1] * table.loc[0, 0] / (table.loc[1, 0] * table.loc[0, 1])
    assert shown.loc["Multiple substances", "crude"] == pytest.approx(crude, rel=1e-12)
    assert shown.loc["Male", ["crude", "adjusted"]].tolist() == [1, 1]
    assert shown.attrs["left_out"] == len(people) - len(told)
    assert set(shown["method"]) == {"maximum likelihood, Wald limits"}


def test_one_factor_of_two_levels_has_the_same_ratio_crude_and_adjusted():
    """The model has as many terms as shares: its fit is exact, which nothing may warn of."""
    shown = odds_ratios(select(synthetic_store()), factors=("mention",)).set_index("term").loc["Multiple substances"]
    crude, adjusted = (
        shown[[f"{name}{end}" for end in ("", "_low", "_high")]].tolist() for name in ("crude", "adjusted")
    )
    assert adjusted == pytest.approx(crude, rel=1e-9) and shown["p"] < 0.001


def test_a_crude_ratio_with_a_zero_has_a_half_added_to_every_cell():
    rows = [case(f"f{k}", "A", sex="Female", medical_outcome="Major effect") for k in range(6)]
    rows += [case(f"m{k}", "A", sex="Male", medical_outcome=KNOWN[k % 3]) for k in range(9)]
    shown = odds_ratios(select(frame_store(*frames(*rows))), factors=("sex",)).set_index("term").loc["Female"]
    ratio, error = (6.5 / 0.5) / (3.5 / 6.5), np.sqrt(1 / 6.5 + 1 / 0.5 + 1 / 3.5 + 1 / 6.5)
    assert shown["crude"] == pytest.approx(ratio)
    limits = [ratio * np.exp(side * 1.959963985 * error) for side in (-1, 1)]
    assert shown[["crude_low", "crude_high"]].tolist() == pytest.approx(limits)


def test_separated_cases_get_firth():
    rows = [case(f"f{k}", "A", sex="Female", medical_outcome="Major effect") for k in range(6)]
    rows += [case(f"m{k}", "A", sex="Male", medical_outcome=KNOWN[k % 3]) for k in range(9)]
    shown = odds_ratios(select(frame_store(*frames(*rows))), factors=("sex",)).set_index("term").loc["Female"]
    assert shown["method"].startswith("Firth")
    # With one two-level factor Firth's estimate is the odds ratio after adding a half to every cell.
    assert shown["adjusted"] == pytest.approx((6.5 / 0.5) / (3.5 / 6.5), rel=1e-6)
    assert np.isfinite(shown["adjusted_high"]) and shown["adjusted_low"] > 1


def test_without_an_event_there_is_no_odds_ratio():
    study = select(frame_store(*frames(case("a", "A"), case("b", "A", sex="Male"))))
    with pytest.raises(DataError, match="with and without the outcome"):
        odds_ratios(study)


def test_doses_are_those_of_single_substance_cases_in_one_unit():
    rows = [
        case("a", ("A", 100), medical_outcome="Major effect", weight_kg=50.0),
        case("b", ("A", 100)),
        case("c", ("A", 300), ("B", 5), medical_outcome="Death"),
        case("d", ("A", 200), medical_outcome="Death"),
        case("e", "A"),
        case("f", ("A", 400), medical_outcome=None),
        case("g", ("A", 0), medical_outcome="Major effect"),  # a dose of nothing has no logarithm
    ]
    study = select(frame_store(*frames(*rows)), substance="A")
    assert doses(study).values.tolist() == [[100, 1, 2], [200, 1, 1]]
    assert doses(study, per_kg=True).values.tolist() == [[2, 1, 1]]
    assert doses(study, unit="g").empty
    with pytest.raises(DataError, match="two doses in g"):
        severity_by_dose(study, unit="g")


def test_severity_rises_with_the_dose_of_synthetic_cases():
    folder = synthetic_folder(60_000)
    study = select(open_store(folder), substance="Acetaminophen")
    shown = severity_by_dose(study).set_index("quantity")
    assert shown.loc["odds ratio per doubling of the dose", "low"] > 1
    assert shown.loc["area under the ROC curve", "low"] > 0.5
    threshold = shown.loc["threshold (mg)"]
    assert threshold["low"] <= threshold["value"] <= threshold["high"]
    cases, substances = (pd.read_parquet(folder / f"{name}.parquet") for name in ("cases", "substances"))
    alone = cases.query("call_type == 'human exposure' and substances == 1")
    taken = substances.query("substance == 'Acetaminophen'").dropna(subset="dose")
    known = alone[alone["medical_outcome"].isin(KNOWN)].merge(taken[["case_id", "dose"]])
    assert shown.attrs["n"] == len(known)
    assert shown.attrs["events"] == known["medical_outcome"].isin(SERIOUS).sum()


def test_no_dose_is_named_where_the_dose_does_not_tell():
    outcomes = ["No effect", "Major effect"] * 10
    rows = [case(str(n), ("A", 10.0 * (n + 1)), medical_outcome=outcome) for n, outcome in enumerate(outcomes)]
    study = select(frame_store(*frames(*rows)), substance="A")
    shown = severity_by_dose(study).set_index("quantity")
    ratio = shown.loc["odds ratio per doubling of the dose"]
    assert ratio["low"] < 1 < ratio["high"], "every second case is severe, whatever its dose"
    for name in ("threshold (mg)", "dose at which half had the outcome (mg)"):
        assert shown.loc[name, ["value", "low", "high"]].isna().all()
        assert shown.loc[name, "method"].startswith("none: the dose does not tell")
    curve = dose_curve(study)
    assert "threshold" not in set(curve["kind"]) and curve.attrs["records"] == "poison center"


def test_dose_curve_holds_what_the_fits_give():
    from analysis.stats.severity import dose_threshold, firth_logistic, isotonic_response

    study = select(open_store(synthetic_folder(60_000)), substance="Acetaminophen")
    shown, seen = dose_curve(study), doses(study)
    kinds = {kind: rows.reset_index(drop=True) for kind, rows in shown.groupby("kind", sort=False)}
    assert list(kinds) == ["observed", "isotonic", "firth", "threshold"]
    limits = proportion(seen["events"], seen["n"])
    assert kinds["observed"]["value"].tolist() == (seen["events"] / seen["n"]).tolist()
    assert kinds["observed"]["high"].tolist() == limits["high"].tolist()
    steps = isotonic_response(seen["dose"], seen["events"], seen["n"]).to_frame()
    columns = ["dose", "events", "n", "value", "low", "high"]
    assert kinds["isotonic"][columns].to_numpy() == pytest.approx(steps[columns].to_numpy(float))
    # log2 of the dose is log2(e) times its logarithm: the same curve, the odds ratio per doubling to the power 1/ln 2.
    fit = firth_logistic(np.log(seen["dose"].to_numpy()), seen["events"], seen["n"])
    curve = kinds["firth"]
    assert curve["value"].to_numpy() == pytest.approx(fit.predict(np.log(curve["dose"].to_numpy())), rel=1e-7)
    assert curve["dose"].iloc[[0, -1]].tolist() == pytest.approx([seen["dose"].min(), seen["dose"].max()])
    per_doubling = fit.odds_ratios().iloc[0].to_numpy() ** np.log(2)
    assert shown.attrs["odds_ratio"] == pytest.approx(tuple(per_doubling), rel=1e-6)
    cut = dose_threshold(seen["dose"], seen["events"], seen["n"]).threshold
    assert kinds["threshold"].loc[0, ["dose", "value", "low", "high"]].tolist() == [
        *(cut.value, cut.value, cut.low, cut.high)
    ]
    with pytest.raises(DataError, match="two doses in g"):
        dose_curve(study, unit="g")


def test_answers_say_what_they_are_about():
    study = select(synthetic_store(), substance="*e", years=(2000, 2010))
    tables = [outcome_shares(study), odds_ratios(study, level=0.9), doses(study, per_kg=True), dose_curve(study)]
    for table in (*tables, severity_by_dose(study)):
        assert table.attrs["synthetic"] is True and table.attrs["of"] == "serious"
        assert table.attrs["study"].startswith("*e mentioned at any rank; years 2000 to 2010")
    assert [table.attrs.get("level") for table in tables] == [0.95, 0.9, None, 0.95]
    assert tables[0].attrs["method"] == "Wilson" and tables[2].attrs["unit"] == "mg/kg"


def test_shares_by_group_come_in_order_and_count_who_has_none():
    ages = {"a": 70.0, "b": 3.0, "c": 30.0, "d": None, "e": 8.0}
    study = select(frame_store(*frames(*(case(key, "A", age_years=age) for key, age in ages.items()))))
    shown = outcome_shares(study, by="age_band")
    assert shown["age_band"].tolist() == ["<6", "6-12", "20-39", ">=60"]
    assert shown.attrs["without_group"] == 1 and shown["n"].sum() == 4


def test_records_that_grade_deaths_alone_have_no_share_of_serious_outcomes():
    """An export may say who died and, in words of its own, who survived: all who are graded died."""
    rows = [case(f"d{n}", "Heroin", medical_outcome="Death") for n in range(3)]
    rows += [case(f"s{n}", "Heroin", medical_outcome="Y") for n in range(5)]
    study = select(frame_store(*frames(*rows)))
    with pytest.raises(DataError, match="grade serious outcomes only"):
        outcome_shares(study)
    graded = select(frame_store(*frames(*rows, case("g", "Heroin", medical_outcome="Minor effect"))))
    shown = outcome_shares(graded)
    assert shown[["events", "n"]].iloc[0].tolist() == [3, 4]
    assert shown.attrs["without_outcome"] == 5
    table = table_one(study, variables=("medical_outcome",))
    assert table.set_index("level")["share"].to_dict() == {"Death": 3 / 8, "Y": 5 / 8}
