"""Summaries: second methods, edges, and the reader's own frame."""

import agreement
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import loaders, summaries
from analysis.errors import DataError
from analysis.summaries import SUMMARIES, find_summary, publications


@pytest.mark.parametrize("name", SUMMARIES)
def test_summary_is_tidy_and_knows_its_provenance(name):
    entry = SUMMARIES[name]
    table = entry.function()
    assert list(table.index) == list(range(len(table))) and len(table)
    assert entry.title and entry.caveat and entry.function.__doc__
    assert publications(entry, table), "every summary rests on publications"
    keys = {source.key for source in publications(entry, table)}
    assert set(entry.methods) <= keys


@pytest.mark.parametrize(
    ("name", "load"),
    [
        ("exposure_rise", loaders.load_exposure_rise),
        ("exposure_path", loaders.load_exposure_rise),
        ("overdose_effects", loaders.load_overdose_series),
        ("severity_by_dose", loaders.load_overdose_studies),
        ("trial_success", loaders.load_trial_success),
        ("percent_consistency", loaders.load_trial_success),
        ("dosing_ladder", loaders.load_dosing),
        ("plasma_concentration", loaders.load_kinetics),
        ("withdrawal_timeline", loaders.load_withdrawal_timeline),
        ("audited_table", loaders.load_gabapentinoids),
        ("burden", loaders.load_burden),
        ("trial_meta_analysis", loaders.load_trials),
        ("document_agreement", loaders.load_document_mentions),
        ("traced_figures", loaders.load_cited_figures),
        ("redone_results", loaders.load_published_results),
    ],
)
def test_summary_of_the_reader_s_own_frame(name, load):
    function = SUMMARIES[name].function
    pd.testing.assert_frame_equal(function(load()), function())


def test_a_changed_number_changes_the_answer():
    own = loaders.load_exposure_rise()
    own.loc[own["figure"] == "exposure_rise_all", "value"] = 100.0
    table = summaries.exposure_rise(own)
    doubled = table[(table["kind"] == "cited") & (table["endpoint"] == "exposures")].iloc[0]
    assert doubled["ratio"] == 2
    assert doubled["annual_growth_percent"] == pytest.approx(100 * (2 ** (1 / 3) - 1))


def test_growth_compounds_back_to_the_change():
    table = summaries.exposure_rise()
    back = 100 * ((1 + table["annual_growth_percent"] / 100) ** table["intervals"].astype(float) - 1)
    np.testing.assert_allclose(back, table["change_percent"], rtol=1e-12)


def test_ratio_limits_are_those_of_the_exact_conditional_test():
    row = summaries.exposure_rise().dropna(subset=["total"]).iloc[0]
    start, end = int(row["implied_start"]), int(row["implied_end"])
    share = stats.binomtest(end, start + end).proportion_ci(0.95, method="exact")
    np.testing.assert_allclose(
        [row["ratio_low"], row["ratio_high"]], [share.low / (1 - share.low), share.high / (1 - share.high)], rtol=1e-9
    )


@pytest.mark.parametrize("path", ["linear", "geometric"])
def test_implied_paths_keep_the_total_and_the_change(path):
    table = summaries.exposure_path()
    for drug, total, ratio in (("baclofen", 15397, 1.362), ("gabapentin", 74175, 1.723)):
        counts = table[(table["drug"] == drug) & (table["path"] == path)]["implied_count"]
        assert counts.sum() == pytest.approx(total)
        assert counts.iloc[-1] / counts.iloc[0] == pytest.approx(ratio)


def test_effects_agree_with_a_second_method():
    table = summaries.overdose_effects()
    for row in table.itertuples():
        for method, low, high in (
            ("exact", row.exact_low, row.exact_high),
            ("wilson", row.wilson_low, row.wilson_high),
        ):
            limits = stats.binomtest(row.count, row.denominator).proportion_ci(0.95, method=method)
            np.testing.assert_allclose([low, high], [limits.low, limits.high], rtol=1e-8)
    assert table["cited"].sum() == 8 and (~table["cited"]).sum() == 2


def test_upper_bound_leaves_no_event_a_chance_of_five_percent():
    table = summaries.severity_upper_bound()
    np.testing.assert_allclose((1 - table["upper_bound"]) ** table["patients"], 0.05, rtol=1e-10)
    assert table["patients"].tolist() == list(range(1, 31))


def allowed_by_counting() -> list[int]:
    """Numbers below 200 mg for which the 23 can be dealt out as printed: 19 doses known, 8 in coma, none of them low.

    Another method than the summary's: every split of the known doses and of the severe is tried.
    """
    known, unknown, severe = 19, 4, 8
    return [
        low
        for low in range(known + 1)
        if 1 <= low < known  # 80 mg lies below 200 mg, 2,500 mg above
        and any(0 <= severe - hidden <= known - low for hidden in range(unknown + 1))
    ]


def test_the_series_allows_one_to_fifteen_low_doses_and_no_single_number():
    table = summaries.severity_upper_bound()
    assert table.loc[table["allowed"], "patients"].tolist() == allowed_by_counting() == list(range(1, 16))
    best = table[table["allowed"]].iloc[-1]["upper_bound"]
    assert best == pytest.approx(stats.binomtest(0, 15).proportion_ci(0.90, method="exact").high)
    assert 0.18 < best < 0.182


@pytest.mark.parametrize(
    ("measure", "statistic", "value", "expected"),
    [
        ("dose", "min", 300, (0, 0)),
        ("dose", "min", 200, (0, 0)),
        ("dose", "min", 199, (1, 15)),
        ("dose_known", "count", 23, (1, 15)),
        ("dose_known", "count", 15, (1, 14)),
        ("dose", "max", 200, (1, 15)),
    ],
)
def test_low_doses_follow_from_what_the_series_prints(measure, statistic, value, expected):
    own = loaders.load_overdose_studies()
    cell = (own["study"] == "leung_2006") & (own["measure"] == measure) & (own["statistic"] == statistic)
    own.loc[cell, "value"] = value
    assert summaries.low_dose_patients(own) == expected
    with pytest.raises(DataError, match=f"expected one row {statistic} of {measure} in leung_2006, got 0"):
        summaries.low_dose_patients(own[~cell])


def test_bounds_without_patients_or_beyond_the_doses_are_refused():
    for n in (0, -3, 2.5, "many"):
        with pytest.raises(DataError, match="n: expected a whole number of at least 1"):
            summaries.severity_upper_bound(n)
    with pytest.raises(DataError, match="at most the largest dose of leung_2006, 2500 mg, got 3000"):
        summaries.severity_upper_bound(threshold=3000)
    assert not summaries.severity_upper_bound(threshold=80)["allowed"].any(), "no known dose below 80 mg"


def test_severity_is_not_borrowed_from_another_group():
    table = summaries.severity_by_dose().query("study == 'mashhad_2024'").set_index("group")
    assert table.loc["multidrug", "severe"] == ""
    alone = table.loc["baclofen alone"]
    assert (alone["severe_events"], alone["severe_n"], alone["beside_threshold"]) == (10, 10, "spans")


def test_the_threshold_is_the_reader_s_to_choose():
    below = summaries.severity_by_dose(threshold=5000.0)
    assert set(below["beside_threshold"]) == {"below"} and set(below["threshold"]) == {5000.0}


def test_trial_success_has_counts_only_where_they_were_counted():
    table = summaries.trial_success().set_index("figure")
    baclad, bacloville = table.loc["success_rate_43"], table.loc["success_rate_320"]
    assert (baclad["counts_of_printed_n"], baclad["counts_of_arm_n"]) == ("none", "15")
    assert (bacloville["counts_of_printed_n"], bacloville["counts_of_arm_n"]) == ("none", "92, 93"), "57% of 162"
    assert baclad["risk_ratio"] == pytest.approx((15 / 22) / (5 / 21))
    assert baclad["risk_difference"] == pytest.approx(15 / 22 - 5 / 21)
    assert (bacloville["comparator_n"], bacloville["counts_of_comparator_n"]) == (158, "57"), "36% of 158"
    assert pd.isna(bacloville["events"]) and np.isnan(bacloville["risk_ratio"]) and bacloville["basis"] == "model"


def test_a_dose_without_a_frequency_gets_no_daily_dose():
    table = summaries.dosing_ladder().set_index("figure")
    either = table.loc["start_dose_002"]
    assert set(either["single_dose"]) == {5, 10} and either["daily_dose"].isna().all(), "one statement with a set"
    assert table.loc["tablet_start_dose", "derived"] and not table.loc["tablet_maximum_dose", "derived"]


def test_concentration_peaks_at_the_cited_time_and_halves_in_the_cited_half_life():
    table = summaries.plasma_concentration(hours=96, step=0.05)
    usual = table[table["half_life"] == "therapeutic"].set_index("time_hours")["value"]
    assert usual.idxmax() == pytest.approx(2.0, abs=0.05)
    late = usual.loc[40:]
    slope = np.polyfit(late.index, np.log(late), 1)[0]
    assert np.log(2) / -slope == pytest.approx(3.5, rel=1e-3)
    assert (table["low"] <= table["value"] + 1e-12).all() and (table["value"] <= table["high"] + 1e-12).all()


def test_concentration_grows_with_the_dose():
    one, two = summaries.plasma_concentration(dose=100.0), summaries.plasma_concentration(dose=200.0)
    np.testing.assert_allclose(two["value"], 2 * one["value"], rtol=1e-12)
    with pytest.raises(DataError, match="dose, hours and step"):
        summaries.plasma_concentration(dose=-1.0)


def test_a_duration_without_a_number_gets_none():
    table = summaries.withdrawal_timeline()
    vague = table[~table["has_number"]]
    assert set(vague["printed"]) == {"a few hours", "for weeks", "for months"}
    assert vague["end_hours"].isna().all()


def test_an_effect_is_counted_once_per_document():
    table = summaries.document_agreement()
    assert not table.duplicated(["effect", "source"]).any()
    own = table[table["sense"] == "concept"]
    assert (own.groupby("effect")["source"].nunique() == own.groupby("effect")["documents"].first()).all()


def test_overdose_abuse_and_withdrawal_are_no_blanks():
    table = summaries.document_agreement().set_index(["effect", "source"])
    for effect in ("overdose", "withdrawal"):
        assert table.loc[effect, "documents"].tolist() == [5] * 5
    abuse = table.loc["abuse"]
    assert abuse["documents"].iloc[0] == 4 and abuse.loc["doc_001", "sense"] == "another sense"
    assert ("confusion", "doc_002") not in table.index
    for row in table[table["lists"] != ""].itertuples():
        assert row.sense == "concept", row


def test_missing_periods_and_quantities_are_clear_errors():
    own = loaders.load_exposure_rise().assign(period_end=pd.NA)
    with pytest.raises(DataError, match="needs period_start before period_end"):
        summaries.exposure_rise(own)
    with pytest.raises(DataError, match="quantity 'apparent_volume'"):
        summaries.plasma_concentration(loaders.load_kinetics().query("quantity != 'apparent_volume'"))
    with pytest.raises(DataError, match="expected a unit among"):
        summaries.withdrawal_timeline(loaders.load_withdrawal_timeline().assign(unit="fortnights"))
    with pytest.raises(DataError, match="no summary of that name"):
        find_summary("exposure")


def test_audit_of_a_table_loses_no_finding():
    from analysis.audit import audit_table

    own = loaders.load_gabapentinoids()
    own.loc[own["level"] == "Male", "total_n"] = "fifty thousand"
    own.loc[own["level"] == "Female", "gabapentin_n"] = "67231"
    table, findings = summaries.audited_table(own), audit_table(own.drop(columns="source"))
    assert set(findings_of(table)) == {finding.explanation for finding in findings}
    assert table.query("level == 'Male' and heading == 'total_n'")["severity"].iloc[0] == "cannot be checked"


def findings_of(table):
    return table.loc[table["severity"].notna(), "explanation"]


def test_pooling_agrees_with_a_second_library():
    from statsmodels.stats.meta_analysis import combine_effects

    table = summaries.trial_meta_analysis(convention="revman5")
    trials = table[table["role"] == "trial"]
    assert trials["source"].tolist() == ["addolorato_2007", "mueller_2015", "hauser_2017", "reynaud_2017"]
    assert trials["weight"].sum() == pytest.approx(1)
    variance = (np.log(trials["high"] / trials["low"]) / 2 / stats.norm.ppf(0.975)) ** 2
    both = combine_effects(np.log(trials["value"].to_numpy()), variance.to_numpy(), method_re="dl").summary_frame()
    for role, name in (("pooled", "random effect"), ("other method", "fixed effect")):
        row = table[(table["role"] == role) & (table["label"] != "Hartung-Knapp")].iloc[0]
        np.testing.assert_allclose(np.log([row["value"], row["low"], row["high"]]), both.loc[name].iloc[[0, 2, 3]])


@pytest.mark.parametrize(
    ("label", "case"),
    [
        ("pooled (4 trials)", "four_REML_z"),
        ("DerSimonian-Laird", "four_DL_z"),
        ("Hartung-Knapp", "four_REML_knha"),
        ("common effect", "four_EE_z"),
        ("without Hauser 2017 (3 trials)", "without_hauser_REML_z"),
    ],
)
def test_the_pool_of_four_trials_is_that_of_metafor(label, case):
    expected = next(entry for entry in agreement.cases("meta_trials") if entry["case"] == case)["expected"]
    row = summaries.trial_meta_analysis().set_index("label").loc[label]
    wanted = [expected[name] for name in ("bt", "bt_ci_lb", "bt_ci_ub")]
    np.testing.assert_allclose(row[["value", "low", "high"]].to_numpy(float), wanted, rtol=1e-8)


def test_the_pool_of_four_trials_is_that_of_the_review_of_the_facts():
    table = summaries.trial_meta_analysis().set_index("label")
    for label, wanted in (("DerSimonian-Laird", [2.39, 0.82, 6.97]), ("common effect", [2.09, 1.29, 3.37])):
        assert table.loc[label, ["value", "low", "high"]].astype(float).round(2).tolist() == wanted


def test_a_trial_enters_by_what_it_prints_and_says_so():
    table = summaries.trial_meta_analysis().set_index("source")
    basis = table.loc[["addolorato_2007", "hauser_2017", "reynaud_2017", "rigal_2020"], "basis"]
    assert basis.tolist() == [
        "counts printed",
        "counts derived from percentages",
        "odds ratio and limits as printed",
        "not pooled: no or low-risk drinking is not abstinence",
    ]
    alpadir, bacloville = table.loc["reynaud_2017"], table.loc["rigal_2020"]
    assert pd.isna(alpadir["events"]) and alpadir[["value", "low", "high"]].tolist() == [1.2, 0.58, 2.5]
    assert bacloville["measure"] == "risk difference" and np.isnan(bacloville["weight"])
    np.testing.assert_allclose(bacloville[["value", "low", "high"]].astype(float), [0.21, 0.08, 0.34])
    for measure in ("RR", "RD"):
        other = summaries.trial_meta_analysis(measure=measure).set_index("source").loc["reynaud_2017"]
        assert (other["role"], other["basis"]) == (
            "as printed",
            "not pooled: no counts, and printed in another measure",
        )


def test_trials_of_the_reader_s_own_enter_or_are_refused():
    own = loaders.load_trials()
    alone = summaries.trial_meta_analysis(own.assign(events=pd.NA)).set_index("role")
    assert alone.loc["trial", "source"].tolist() == ["addolorato_2007", "reynaud_2017"], "by their printed odds ratios"
    assert "without derived counts" not in alone.index
    with pytest.raises(DataError, match="counts in both arms of at least one trial, or a printed risk ratio"):
        summaries.trial_meta_analysis(own.assign(events=pd.NA), measure="RR")
    with pytest.raises(DataError, match="one arm of each role per trial, got several"):
        summaries.trial_meta_analysis(pd.concat([own, own[own["source"] == "mueller_2015"]]))
    again = own[own["source"] == "mueller_2015"].assign(source="own", label="the same trial again")
    with pytest.raises(DataError, match="one publication of each trial, got several of mueller_2015"):
        summaries.trial_meta_analysis(pd.concat([own, again]))
    with pytest.raises(DataError, match="measure: expected one of OR, RR, RD"):
        summaries.trial_meta_analysis(measure="HR")
    counted = own["outcome"].str.contains("total abstinence") & (own["source"] == "addolorato_2002")
    own.loc[counted, ["events", "basis"]] = [[10, "counted"], [5, "counted"]]
    assert summaries.trial_meta_analysis(own)["label"].str.contains(r"5 trials").any()


def test_a_trend_across_the_break_of_2006_is_refused_unless_declared():
    totals = loaders.load_npds_totals()
    with pytest.raises(DataError, match="span a break in comparability"):
        summaries.exposure_trend_example(totals)
    declared = summaries.exposure_trend_example(totals, across_break=True)
    assert declared["across_break"].all() and declared.loc[declared["kind"] == "trend", "start"].min() == 2003
    assert not summaries.exposure_trend_example()["across_break"].any()
    with pytest.raises(DataError, match="expected at least 2 years with data"):
        summaries.exposure_trend_example(totals.iloc[:0])
    own = totals[totals["year"] >= 2013]
    assert "before the break" not in set(summaries.exposure_trend_example(own)["kind"])


def test_the_trend_uses_every_year_that_was_seen_and_names_the_others():
    table = summaries.exposure_trend_example()
    years = {kind: rows["start"].tolist() for kind, rows in table.groupby("kind")}
    assert years["before the break"] == [2003, 2005] and years["not seen"] == [2004, 2012, 2017, 2018, 2019]
    assert years["observed"] == [*range(2006, 2012), *range(2013, 2017), *range(2020, 2025)]
    totals = loaders.load_npds_totals()
    assert len(totals) == 17 and (totals["source"] == "npds_" + totals["year"].astype(str)).all()
    before = totals["year"] < 2006
    for column, name in (("system", "TESS"), ("profile", "all exposures"), ("basis", "exposures reported")):
        assert (before == (totals[column] == name)).all(), column


def test_trend_agrees_with_segmented_least_squares_on_the_logarithm():
    table = summaries.exposure_trend_example()
    seen, joints = table[table["kind"] == "observed"], table[table["kind"] == "joinpoint"]
    assert joints["start"].tolist() == [2006, 2008, 2013]
    year, logs = seen["start"].to_numpy(float), np.log(seen["count_start"].to_numpy(float))
    design = np.column_stack([np.ones_like(year), year, *(np.maximum(0, year - joint) for joint in (2008, 2013))])
    slopes = np.cumsum(np.linalg.lstsq(design, logs, rcond=None)[0][1:])
    np.testing.assert_allclose(joints["value"], 100 * np.expm1(slopes), rtol=1e-6)
    slope = np.polyfit(year, logs, 1)[0]
    assert table.query("model == 'quasi-poisson'")["value"].iloc[0] == pytest.approx(100 * np.expm1(slope), abs=0.05)


def test_published_syntheses_and_totals_hold_together():
    syntheses = loaders.load_syntheses()
    assert ((syntheses["low"] < syntheses["value"]) & (syntheses["value"] < syntheses["high"])).all()
    totals = loaders.load_npds_totals().dropna(subset=["total_closed_encounters"]).set_index("year")
    missing = totals["total_closed_encounters"] - totals.filter(regex="exposures$|requests$").sum(axis=1)
    # 2016 and 2024 print the confirmed nonexposures of people and animals together, 2020 only those of people
    assert missing[missing != 0].to_dict() == {2016: 6776, 2020: 67, 2024: 5082} and len(missing) == 13
