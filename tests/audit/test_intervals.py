"""Intervals and p-values against their estimates, counts and each other."""

import math

import pytest
from audit_rows import name_of, rows_of, verdict_holds
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit.intervals import SCALES, check_interval, check_limits_of_count, scale_of
from analysis.audit.p_values import (
    check_p_of_correlation,
    check_p_of_groups,
    check_p_of_interval,
    p_interval,
    p_values_of_groups,
)
from analysis.errors import DataError
from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.proportions import METHODS, proportion
from analysis.stats.risk_difference import risk_difference
from analysis.stats.two_by_two import association_test

CHECKS = ("interval", "p_of_interval", "p_of_correlation", "p_of_groups")
ARM = st.integers(4, 200).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n)))


@pytest.mark.parametrize("row", rows_of(*CHECKS), ids=name_of)
def test_published_intervals_and_p_values(row):
    verdict_holds(row)


def test_the_single_digit_that_was_dropped_is_proposed():
    (found,) = check_interval("6.3", "2.4", "6.1", measure="OR")
    assert found.rule == "estimate inside its limits"
    assert found.repairs == ("6.3 (2.4 to 16.1)",)
    assert found.means == "[6.25, 6.35)"
    (found,) = check_interval("6.3", "6.4", "16.1", measure="OR")
    assert "The lower limit 6.4 is above its own estimate" in found.explanation
    assert "6.3 (2.4 to 16.1)" in found.repairs
    (found,) = check_interval("6.3", "16.1", "2.4", measure="OR")
    assert found.rule == "limits in order"


def test_a_limit_that_equals_the_estimate_is_not_outside():
    assert check_interval("1.00", "0.90", "1.00", measure="OR")[0].severity == "unusual"
    assert check_interval("0", "0", "0", measure="difference") == []
    assert check_interval("1.0", "1.0", "1.1", measure="linear") == []


@settings(max_examples=60, deadline=None)
@given(ARM, ARM, st.integers(1, 3))
def test_honest_wald_limits_are_never_reported(one, other, decimals):
    made = odds_ratio(*one, *other)
    prints = [f"{number:.{decimals}f}" for number in (made.value, made.low, made.high)]
    assert check_interval(*prints, measure="OR", rounding="any") == []
    made = risk_difference(*one, *other, method="wald")
    prints = [f"{100 * number:.{decimals}f}" for number in (made.value, made.low, made.high)]
    assert check_interval(*prints, measure="RD", rounding="any") == []
    p = math.erfc(abs(made.value) / (made.high - made.low) * 1.959963984540054 * math.sqrt(2))
    assert check_p_of_interval(f"{p:.{decimals}f}", *prints, measure="RD", rounding="any") == []


@settings(max_examples=60, deadline=None)
@given(ARM, st.sampled_from(sorted(METHODS)), st.integers(0, 2))
def test_no_method_of_ours_puts_an_estimate_outside(arm, method, decimals):
    made = proportion(*arm, method=method)
    prints = [f"{100 * number:.{decimals}f}%" for number in (made.value, made.low, made.high)]
    assert all(finding.severity == "unusual" for finding in check_interval(*prints))
    assert all(finding.severity == "unusual" for finding in check_limits_of_count(*prints[1:], *arm))


def test_scales_and_their_measures():
    assert [scale_of(name) for name in ("OR", "MD", "share", "APC", "logit")] == [
        "log", "linear", "logit", "growth", "logit",
    ]  # fmt: skip
    assert set(SCALES) == {"linear", "log", "logit", "growth"}
    assert check_interval("0.10", "0.04", "0.24", measure="logit") == []
    assert "on the logit scale" in check_interval("0.10", "0.04", "0.16", measure="logit")[0].explanation
    assert "it is symmetric on the linear scale" in check_interval("0.10", "0.04", "0.16", measure="OR")[0].explanation


def test_limits_of_a_count():
    assert check_limits_of_count("47.3%", "83.6%", 15, 22) == []
    assert check_limits_of_count("0.473", "0.836", 15, 22) == []
    assert check_limits_of_count("47.3%", "83.6%", 15, 22, level=0.9)[0].severity == "inconsistent"
    assert check_limits_of_count("48.0%", "83.6%", 15, 22)[0].severity == "inconsistent"
    assert check_limits_of_count("70.0%", "83.6%", 15, 22)[0].severity == "impossible"
    assert check_limits_of_count("0.01%", "37.94%", 0, 5) == [], "equal-tailed Jeffreys limits leave 0 of 5 out"
    (found,) = check_limits_of_count("47.4%", "84.4%", 15, 22)
    assert found.severity == "unusual"
    assert "Jeffreys limits under truncation only" in found.explanation
    assert check_limits_of_count("47.4%", "84.4%", 15, 22, rounding="truncation") == []


def test_p_and_interval_that_disagree_about_significance():
    (found,) = check_p_of_interval("0.20", "2.0", "1.2", "3.3", measure="OR")
    assert found.severity == "inconsistent"
    assert "disagree about significance" in found.explanation
    (found,) = check_p_of_interval("0.01", "1.20", "0.58", "2.50", measure="OR")
    assert found.severity == "inconsistent"
    (found,) = check_p_of_interval("0.04", "2.0", "1.2", "3.3", measure="OR")
    assert found.severity == "unusual", "another test, but the same side of 0.05"
    assert check_p_of_interval("0.007", "2.0", "1.2", "3.3", measure="OR") == []
    assert check_p_of_interval("< 0.05", "2.0", "1.2", "3.3", measure="OR") == []
    assert check_p_of_interval("0.5", "0.0", "-1.0", "1.0", level=0.9)[0].severity == "unusual"


def test_correlation_needs_more_pairs():
    (found,) = check_p_of_correlation("0.48", 14, "p < 0.001")
    assert found.repairs == ("n = 42",)
    assert check_p_of_correlation("0.48", 14, "0.08") == []
    assert check_p_of_correlation("0.48", 42, "< 0.001") == []
    assert check_p_of_correlation("-0.48", 14, "0.08") == []
    assert check_p_of_correlation("0.0", 14, "0.95") == []


def test_every_test_of_two_groups_is_tried():
    tried = p_values_of_groups(15, 22, 5, 21)
    assert tried["Fisher"] == pytest.approx(association_test(15, 22, 5, 21))
    assert {f"{tried[name]:.3f}" for name in ("Fisher", "Yates", "chi-square")} == {"0.006", "0.009", "0.004"}
    for name, value in tried.items():
        assert check_p_of_groups(f"{value:.3f}", 15, 22, 5, 21) == [], name
    assert check_p_of_groups("< 0.01", 15, 22, 5, 21) == []
    assert check_p_of_groups("0.005", 15, 22, 5, 21) == [], "mid-p"
    assert check_p_of_groups("0.007", 15, 22, 5, 21)[0].severity == "inconsistent"
    assert math.isnan(p_values_of_groups(0, 5, 0, 6)["likelihood ratio"])
    assert check_p_of_groups("1.00", 0, 5, 0, 6) == []


def test_p_values_are_sets_between_0_and_1():
    assert str(p_interval("< 0.001")) == "[0, 0.001)"
    assert str(p_interval("p = 0.014")) == "[0.0135, 0.0145)"
    assert str(p_interval("1.00")) == "[0.995, 1]"
    assert str(p_interval("0.00")) == "[0, 0.005)"


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: check_interval("1", "0", "2", measure="odds"), "measure"),
        (lambda: check_interval("x", "0", "2"), "printed"),
        (lambda: p_interval("1.4"), "p"),
        (lambda: p_interval("-0.2"), "p"),
        (lambda: check_p_of_correlation("1.4", 14, "0.1"), "r"),
        (lambda: check_p_of_correlation("0.4", 3, "0.1"), "n"),
        (lambda: check_p_of_groups("0.1", 5, 4, 1, 4), "events"),
    ],
)
def test_errors_name_the_argument(call, word):
    with pytest.raises(DataError, match=f"^{word}: expected"):
        call()


def test_limits_that_were_rounded_twice_are_in_order():
    assert check_interval("1.445", "1.5", "1.60")[0].severity == "unusual", "1.445 is 1.45, and that is 1.5"
    assert check_interval("1.444", "1.5", "1.60")[0].severity == "impossible"


@pytest.mark.parametrize(
    ("low", "high", "count", "n", "share"),
    [
        ("0.3%", "0.7%", 2, 1000, "0.2%"),
        ("0.3", "0.7%", 2, 1000, "0.2%"),
        ("0.3%", "0.7", 2, 1000, "0.2%"),
        ("0.003", "0.007", 2, 1000, "0.002"),
        ("0.75", "1.0", 15, 22, "0.6818"),
        ("75", "84", 15, 22, "68.18%"),
        ("0.3", "1.2", 2, 1000, "0.2%"),
    ],
)
def test_limits_are_percentages_by_their_sign_or_beyond_1(low, high, count, n, share):
    (found,) = check_limits_of_count(low, high, count, n)
    assert found.severity == "impossible"
    assert found.explanation == f"{count} of {n} is {share}, outside its own limits {low} to {high}."


def test_alpha_belongs_to_both_sides_of_a_contradiction():
    outside, across = ("2.0", "1.1", "3.6"), ("2.0", "0.9", "4.4")
    for p, limits in (("≥ 0.05", outside), ("> 0.05", outside), ("< 0.05", across), ("≤ 0.05", across)):
        (found,) = check_p_of_interval(p, *limits, measure="OR")
        assert found.severity == "inconsistent" and "significance" in found.explanation, p
    for p, limits in (("0.05", outside), ("> 0.049", outside), ("< 0.051", across)):
        (found,) = check_p_of_interval(p, *limits, measure="OR")
        assert found.severity == "unusual" and "significance" not in found.explanation, p
    assert check_p_of_interval("> 0.1", *outside, measure="OR", level=0.9)[0].severity == "inconsistent"
    assert check_p_of_interval("> 0.099", *outside, measure="OR", level=0.9)[0].severity == "unusual"


def test_a_correlation_may_be_perfect():
    for r in ("1.00", "-1.00", "1", "-1"):
        assert check_p_of_correlation(r, 50, "< 0.001") == []
    for r in ("1.01", "-1.01"):
        with pytest.raises(DataError, match="r: expected a correlation from -1 to 1"):
            check_p_of_correlation(r, 50, "< 0.001")
    with pytest.raises(DataError, match="n: expected a whole number of at least 4"):
        check_p_of_correlation("0.5", 3, "0.5")
    assert check_p_of_correlation("0.5", 4, "0.5") == []
