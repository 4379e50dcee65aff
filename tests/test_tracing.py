"""Verdicts are computed from the two ledgers."""

import pandas as pd
import pytest

from analysis.audit import trace
from analysis.loaders import load_cited_figures, load_primary_figures
from analysis.summaries import traced_figures


@pytest.fixture(scope="module")
def verdicts():
    table = traced_figures()
    return table.set_index("figure")


@pytest.mark.parametrize(
    ("figure", "verdict", "primary"),
    [
        ("exposure_rise_misuse", "differs: endpoint", "reynolds_2020"),
        ("exposure_rise_all", "agrees", "reynolds_2020"),
        ("success_rate_43", "differs: denominator", "mueller_2015"),
        ("success_rate_320", "differs: denominator", "bacloville_press_2017"),
        ("cohort_risk_reduction", "differs: time_point", "debeaurepaire_2012"),
        ("spasm_improvement", "differs: fused ranges", "open_label_studies"),
        ("suicide_attempt_rise", "differs: endpoint", "stone_2018"),
        ("fda_approval_year", "differs: endpoint", "intrathecal_nda_1992"),
        ("overdose_consciousness", "differs: endpoint", "leung_2006"),
        ("overdose_seizures", "agrees", "leung_2006"),
        ("severity_threshold", "contested: boundary", "leung_2006"),
        ("half_life_001", "contested: value", "kochak_1985"),
        ("high_impact_pain_2016", "agrees", "dahlhamer_2018"),
        ("maximum_dose_unsupervised", "agrees", "bnf_style"),
        ("tablet_maximum_dose", "agrees", "us_label"),
        ("withdrawal_peak", "untraced", ""),
        ("prescriptions_per_year", "no number printed", "schmitz_2022"),
    ],
)
def test_verdict_of_the_shipped_ledger(verdicts, figure, verdict, primary):
    assert (verdicts.loc[figure, "verdict"], verdicts.loc[figure, "primary_source"]) == (verdict, primary)


def test_every_cited_figure_has_one_verdict(verdicts):
    assert list(verdicts.index) == list(load_cited_figures()["figure"])
    assert verdicts["verdict"].ne("").all()


def test_two_jurisdictions_are_no_contradiction(verdicts):
    assert verdicts.loc["maximum_dose_unsupervised", "elsewhere"] == "us_label_maximum (value)"


def changed(**cells):
    """Give the ledgers with one cited row, the 36.2% rise, changed."""
    cited = load_cited_figures().query("figure == 'exposure_rise_all'").reset_index(drop=True)
    for column, value in cells.items():
        cited[column] = value
    return trace(cited, load_primary_figures())["verdict"].iloc[0]


def test_each_field_is_compared():
    assert changed() == "agrees"
    assert changed(value=36.3, printed="36.3%") == "differs: value"
    assert changed(denominator=15397) == "agrees", "the primary figure states no denominator to differ from"
    assert changed(period_end=2018) == "differs: period"
    assert changed(population="children") == "differs: population"
    assert changed(quantity="something else") == "untraced"
    assert changed(value=36.0, printed="36%") == "agrees", "a coarser print of the same number"


def test_bounds_are_compared_with_numbers_and_with_bounds():
    cited = load_cited_figures().query("figure == 'severity_threshold'").reset_index(drop=True)
    primary = load_primary_figures().query("figure == 'leung_threshold_results'").reset_index(drop=True)
    assert trace(cited, primary)["verdict"].iloc[0] == "differs: boundary"
    assert trace(cited.assign(relation=">="), primary)["verdict"].iloc[0] == "agrees"


def test_an_empty_primary_ledger_leaves_everything_untraced():
    table = trace(load_cited_figures(), load_primary_figures().iloc[:0])
    assert set(table["verdict"]) == {"untraced"}
    assert isinstance(table, pd.DataFrame)


def ranged(cited: tuple, printed: str, primary: tuple) -> str:
    """Give the verdict on the 36.2% rise, cited and stated as these ends (one end: a number)."""
    row = load_cited_figures().query("figure == 'exposure_rise_all'").reset_index(drop=True)
    source = load_primary_figures().query("figure == 'reynolds_baclofen_all'").reset_index(drop=True)
    for frame, ends in ((row, cited), (source, primary)):
        number = ends[0] if len(ends) == 1 else float("nan")
        low, high = ends if len(ends) == 2 else (float("nan"), float("nan"))
        frame[["value", "low", "high"]] = [[number, low, high]]
    return trace(row.assign(printed=printed), source)["verdict"].iloc[0]


def test_both_ends_of_a_range_must_agree():
    nowhere, ends = "differs: value", (75.0, 96.0)
    assert ranged((75.0,), "75%", ends) == ranged((96.0,), "96%", ends) == nowhere, "one end of it is not the range"
    assert ranged((75.0,), "75%", (74.8, 75.2)) == "agrees", "both ends print so"
    assert ranged(ends, "75-96%", ends) == "agrees"
    assert ranged(ends, "75-96%", (75.0, 90.0)) == ranged(ends, "75-96%", (80.0, 96.0)) == nowhere
    assert ranged(ends, "75-96%", (75.0,)) == ranged(ends, "75-96%", (80.0,)) == "agrees", "a number within it"
