"""The shipped ledger under audit: what is impossible, what contradicts its source, what only looks like a conflict."""

import pandas as pd
import pytest

from analysis.audit.findings import SEVERITIES, findings_frame
from analysis.audit.ledger import audit_ledger
from analysis.loaders import load_cited_figures, load_primary_figures


@pytest.fixture(scope="module")
def findings():
    return findings_frame(audit_ledger(load_cited_figures(), load_primary_figures()))


def said(findings, row, rule):
    chosen = findings[(findings["row"] == row) & (findings["rule"] == rule)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_the_two_success_rates_are_the_only_impossible_figures(findings):
    impossible = findings[findings["severity"] == "impossible"]
    assert list(impossible["row"]) == ["success_rate_43", "success_rate_320"]
    assert impossible.iloc[0]["explanation"] == "No count of 43 gives 68.2%: 29 is 67.4%, 30 is 69.8%."
    assert list(impossible["repairs"]) == ["15 of 22", "92 of 162"]


def test_a_coarser_print_whose_endpoint_is_contradicted(findings):
    row = said(findings, "exposure_rise_misuse", "same quantity, coarser print")
    assert row["severity"] == "inconsistent" and "but for another endpoint" in row["explanation"]


def test_two_ranges_that_were_fused(findings):
    row = said(findings, "spasm_improvement", "source: fused ranges")
    assert "75-96%" in row["explanation"] and "70-87%" in row["explanation"]


def test_the_boundary_of_200_mg_is_contested(findings):
    assert said(findings, "severity_threshold", "source: boundary")["severity"] == "unusual"


def test_two_jurisdictions_are_not_a_contradiction(findings):
    row = said(findings, "tablet_maximum_dose", "same quantity, other jurisdiction")
    assert row["severity"] == "unusual" and "United States; United Kingdom" in row["explanation"]


def test_figures_that_agree_give_no_finding(findings):
    for row in ("exposure_rise_all", "overdose_seizures", "overdose_cases", "opioid_deaths", "first_synthesis_year"):
        assert row not in set(findings["row"])


def test_findings_are_ordered_by_gravity_and_an_empty_list_keeps_its_columns(findings):
    codes = findings["severity"].cat.codes
    assert codes.is_monotonic_increasing and tuple(findings["severity"].cat.categories) == SEVERITIES
    empty = findings_frame([])
    assert empty.empty and list(empty.columns) == list(findings.columns)
    assert isinstance(empty["severity"].dtype, pd.CategoricalDtype)
