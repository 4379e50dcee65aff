"""Every public function and result of `analysis.stats` and `analysis.audit` has an example, and every example runs."""

from __future__ import annotations

import doctest
import inspect

import numpy as np
import pandas as pd
import pytest
from surface import FAMILIES, modules, public_functions

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
FUNCTIONS = {path: function for family in FAMILIES for path, function in public_functions(family).items()}

# Names that still lack an example; one that has an example must leave the list.
WAITING = {
    "audit.arithmetic.check_annual_growth",
    "audit.arithmetic.check_difference",
    "audit.arithmetic.check_percent_change",
    "audit.arithmetic.check_rate",
    "audit.arithmetic.check_ratio",
    "audit.documents.find_documents",
    "audit.documents.uncovered_numbers",
    "audit.documents.verify_printed",
    "audit.findings.findings_frame",
    "audit.intervals.check_interval",
    "audit.intervals.check_limits_of_count",
    "audit.ledger.audit_ledger",
    "audit.means.check_binary",
    "audit.means.check_mean",
    "audit.means.possible_moments",
    "audit.methods.methods_of_rate",
    "audit.methods.methods_of_two_groups",
    "audit.methods.methods_of_two_rates",
    "audit.p_values.check_p_of_correlation",
    "audit.p_values.check_p_of_groups",
    "audit.p_values.check_p_of_interval",
    "audit.percentages.count_ranges",
    "audit.pooling_methods.methods_of_pooling",
    "audit.shares.check_percentage",
    "audit.shares.check_share",
    "audit.tables.audit.audit_file",
    "audit.tables.audit.audit_table",
    "audit.tables.layout.find_tables",
    "audit.tables.propose.propose_rules",
    "audit.tables.rules.rules_from_toml",
    "audit.tables.sheets.read_sheets",
    "audit.tracing.trace",
    "stats.comparison.agreement.correlation",
    "stats.comparison.agreement.kappa",
    "stats.comparison.agreement.observed_agreement",
    "stats.comparison.contingency.contingency_test",
    "stats.comparison.contingency.cramers_v",
    "stats.comparison.contingency.expected_counts",
    "stats.comparison.counted.compare_counted",
    "stats.comparison.counted.quantiles_counted",
    "stats.comparison.differences.smd_standard_error",
    "stats.comparison.differences.standardized_difference",
    "stats.comparison.differences.standardized_difference_categories",
    "stats.comparison.groups.anova",
    "stats.comparison.groups.compare_groups",
    "stats.comparison.groups.group_summary",
    "stats.comparison.groups.kruskal_wallis",
    "stats.comparison.groups.t_test",
    "stats.comparison.ranks.wilcoxon_rank_sum",
    "stats.comparison.table_one.table_one",
    "stats.joinpoint.breakpoints.breakpoints",
    "stats.joinpoint.grid.default_maximum",
    "stats.joinpoint.permutation.permutation_test",
    "stats.joinpoint.slope_tests.davies_test",
    "stats.joinpoint.slope_tests.score_test",
    "stats.severity.dose_response.dose_response",
    "stats.severity.firth.firth_logistic",
    "stats.synthesis.bias.begg",
    "stats.synthesis.bias.egger",
    "stats.synthesis.bias.fail_safe_n",
    "stats.synthesis.bias.trim_and_fill",
    "stats.synthesis.effects.effect_sizes",
    "stats.synthesis.glmm.glmm",
    "stats.synthesis.pooling.pool",
    "stats.synthesis.sensitivity.cumulative",
    "stats.synthesis.sensitivity.influence",
    "stats.synthesis.sensitivity.leave_one_out",
    "stats.synthesis.subgroups.subgroups",
    "stats.trends.interrupted.interrupted_time_series",
    "stats.trends.many.annual_percent_changes",
}


def examples() -> list[doctest.DocTest]:
    """Give the examples of every docstring of both families, with ``np`` and ``pd`` at hand."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = []
    for module in (module for family in FAMILIES for module in modules(family)):
        tests = finder.find(module, module=module, extraglobs={"np": np, "pd": pd})
        found += [test for test in tests if test.examples]
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name.removeprefix("analysis."))
def test_the_examples_of_a_docstring_run(example, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False)
    runner.run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_public_function_has_an_example_and_says_what_it_gives(path):
    text = inspect.getdoc(FUNCTIONS[path]) or ""
    assert (">>>" in text) is (path not in WAITING), path


def test_the_list_of_those_without_an_example_names_public_functions_only():
    assert FUNCTIONS.keys() >= WAITING
