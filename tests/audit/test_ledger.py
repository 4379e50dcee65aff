"""The shipped ledger under audit: what is impossible, what contradicts its source, what only looks like a conflict."""

import pandas as pd
import pytest

from analysis.audit.findings import SEVERITIES, findings_frame
from analysis.audit.ledger import audit_ledger
from analysis.loaders import load_cited_figures, load_primary_figures
from analysis.summaries import traced_figures


@pytest.fixture(scope="module")
def findings():
    return findings_frame(audit_ledger(load_cited_figures(), load_primary_figures()))


def said(findings, row, rule):
    chosen = findings[(findings["row"] == row) & (findings["rule"] == rule)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_the_one_success_rate_with_a_denominator_is_the_only_impossible_figure(findings):
    impossible = findings[findings["severity"] == "impossible"]
    assert list(impossible["row"]) == ["success_rate_320"]
    row = impossible.iloc[0]
    assert row["explanation"] == "No count of 320 gives 56.8%: 181 is 56.6%, 182 is 56.9%."
    assert (row["repairs"], row["expected"]) == ("92 of 162", "57% of 162 (baclofen arm)")


def test_a_number_printed_beside_a_percentage_is_not_taken_for_its_denominator(findings):
    row = said(findings, "success_rate_43", "percentage of count")
    assert row["severity"] == "unusual" and row["printed"] == "68.2% beside 43"
    assert row["explanation"] == (
        "No count of the 43 printed beside it gives 68.2% (29 is 67.4%, 30 is 69.8%): it is a percentage of another "
        "number."
    )
    assert (row["repairs"], row["expected"]) == ("15 of 22", "68.2% of 22 (baclofen arm)")


def test_a_coarser_print_whose_endpoint_is_contradicted(findings):
    row = said(findings, "exposure_rise_misuse", "same quantity, coarser print")
    assert row["severity"] == "inconsistent" and "but for another endpoint" in row["explanation"]


def test_two_ranges_that_were_fused(findings):
    row = said(findings, "spasm_improvement", "source: fused ranges")
    assert "75-96%" in row["explanation"] and "70-87%" in row["explanation"]


def test_the_boundary_of_200_mg_is_contradicted_by_its_own_source(findings):
    row = said(findings, "severity_threshold", "source: boundary")
    assert row["severity"] == "unusual" and "the publication contradicts itself" in row["explanation"]


def test_two_countries_or_forms_are_not_a_contradiction(findings):
    row = said(findings, "tablet_maximum_dose", "same quantity, other number")
    assert row["severity"] == "unusual" and "another country (United States and United Kingdom)" in row["explanation"]
    row = said(findings, "solution_maximum_dose", "same quantity, other number")
    assert row["severity"] == "unusual" and "only one of them states the country and form" in row["explanation"]


def test_two_numbers_of_one_thing_contradict_each_other():
    cited, primary = load_cited_figures(), load_primary_figures()
    here = cited["figure"].isin(["tablet_maximum_dose", "maximum_dose_unsupervised"])
    found = findings_frame(audit_ledger(cited[here].assign(place="United States", form="tablets"), primary))
    twice = found[found["rule"] == "same quantity, other number"]
    assert list(twice["severity"]) == ["inconsistent"]
    assert twice["explanation"].iloc[0] == (
        "no more than 80 mg per day (000 Banyan, line 41) and 100 mg (001 American Addiction Centers, line 39) are "
        "different numbers."
    )


def test_findings_speak_in_the_sentences_of_the_verdicts(findings):
    sentences = traced_figures().set_index("figure")["sentence"]
    against = findings[findings["rule"].str.startswith("source: ")]
    assert len(against) == 7
    assert list(against["explanation"]) == [sentences[row] for row in against["row"]]


def test_figures_that_agree_or_cannot_be_compared_give_no_finding(findings):
    for row in (
        "exposure_rise_all",
        "overdose_seizures",
        "overdose_cases",
        "overdose_consciousness",
        "opioid_deaths",
        "first_synthesis_year",
        "memoir_year",
        "oral_use_decade",
        "half_life_001",
        "uncounted_opioid_overdoses",
        "overdose_death_fold_change",
        "start_dose_002",
    ):
        assert row not in set(findings["row"])


def test_findings_are_ordered_by_gravity_and_an_empty_list_keeps_its_columns(findings):
    codes = findings["severity"].cat.codes
    assert codes.is_monotonic_increasing and tuple(findings["severity"].cat.categories) == SEVERITIES
    empty = findings_frame([])
    assert empty.empty and list(empty.columns) == list(findings.columns)
    assert isinstance(empty["severity"].dtype, pd.CategoricalDtype)
