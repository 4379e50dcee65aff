"""Changes, ratios, differences, rates and growth against the numbers they were computed from."""

from fractions import Fraction

import pytest
from audit_rows import name_of, rows_of, verdict_holds
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit.arithmetic import (
    check_difference,
    check_percent_change,
    check_rate,
    check_ratio,
    percent_change_set,
)
from analysis.audit.growth import check_annual_growth
from analysis.errors import DataError

COUNTS = st.integers(1, 10**6)


@pytest.mark.parametrize("row", rows_of("percent_change", "ratio", "difference", "annual_growth"), ids=name_of)
def test_published_numbers(row):
    verdict_holds(row)


def test_rounded_rates_allow_a_wide_change():
    change = percent_change_set("0.7", "10.4")
    assert (round(float(change.low)), round(float(change.high))) == (1280, 1508)
    assert not change.low_closed, "10.35 / 0.75 is not reached, 0.75 prints as 0.8"
    assert check_percent_change("1280%", "0.7", "10.4") == []
    assert check_percent_change("1508%", "0.7", "10.4") == []
    assert check_percent_change("1279%", "0.7", "10.4")[0].severity == "unusual", "0.75 cut to 0.7"
    assert check_percent_change("1600%", "0.7", "10.4")[0].severity == "impossible"
    assert "1,280.0 to 1,507.7%" in check_percent_change("1600%", "0.7", "10.4")[0].explanation
    (found,) = check_percent_change("1398.2%", 0.7, 10.4)
    assert found.expected == "1,385.71%", "the same numbers taken as exact"


@settings(max_examples=100, deadline=None)
@given(COUNTS, COUNTS, st.integers(0, 2), st.integers(0, 2))
def test_an_honest_change_is_never_reported(old, new, decimals, kept):
    """The change is computed from the unrounded numbers, as papers do, and all of them are rounded half up."""
    change = Fraction(100 * (new - old), old)
    printed = f"{_half_up(change, decimals)}%"
    assert check_percent_change(printed, old, new, signed=True) == []
    rates = [f"{_half_up(Fraction(count, 997), kept)}" for count in (old, new)]
    if float(rates[0]) > 0:
        assert check_percent_change(printed, *rates, signed=True) == []
        assert check_ratio(_half_up(Fraction(new, old), decimals), rates[1], rates[0]) == []


def _half_up(number: Fraction, decimals: int) -> str:
    size = abs(number) * 10**decimals
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return f"{'-' if number < 0 and whole else ''}{float(Fraction(whole, 10**decimals)):.{decimals}f}"


@pytest.mark.parametrize(
    ("printed", "old", "new", "reading"),
    [
        ("61% increase", 155, 398, "divided by the later number"),
        ("256.8%", 155, 398, "the ratio of the two numbers in percent"),
        ("2.57", 155, 398, "the ratio of the two numbers, not a percentage"),
        ("38.9%", 155, 398, "the first number in percent of the second"),
        ("20.3%", "36.5", "56.8", "the plain difference"),
        ("157.0%", 155, 398, "157% is right, the zeros after the point are not"),
        ("151%", 155, 398, "no rounding gives it"),
    ],
)
def test_what_was_printed_instead_is_named(printed, old, new, reading):
    (found,) = check_percent_change(printed, old, new)
    assert found.severity == "impossible"
    assert reading in found.explanation


def test_a_word_of_direction_is_part_of_the_claim():
    assert check_percent_change("19.5% decrease", 497, 400) == []
    assert check_percent_change("fell by 19.5%", 497, 400) == []
    assert check_percent_change("19.5%", 497, 400) == [], "the word stands elsewhere"
    assert check_percent_change("19.5%", 497, 400, signed=True)[0].severity == "impossible"
    assert check_percent_change("19.5% increase", 497, 400)[0].severity == "impossible"
    assert check_percent_change("-19.5%", 400, 497)[0].severity == "impossible"


def test_conventions_grade_the_finding():
    assert check_percent_change("156%", 155, 398)[0].severity == "unusual"
    assert check_percent_change("156%", 155, 398, rounding="truncation") == []
    assert check_percent_change("12%", 8, 9)[0].explanation.endswith("it fits under half-even only.")
    assert check_percent_change("13%", 8, 9) == []
    assert check_percent_change("12.5%", 100_000, 112_449)[0].severity == "inconsistent", "12.449, 12.45, 12.5"


def test_a_rate_names_its_unit_when_it_is_another():
    assert check_rate("8.46", "256,000", "302.5 million", per=10_000) == []
    assert check_rate("5", 10, 200_000) == []
    (found,) = check_rate("50", 10, 200_000)
    assert "the rate per 1,000,000" in found.explanation
    assert found.repairs == ("5 per 100,000",)


def test_arms_ratio_and_difference():
    assert check_ratio("1.58", "57", "36") == []
    assert check_ratio("2.36", "57", "36")[0].explanation.endswith("it is the odds ratio of the two percentages.")
    assert check_ratio("0.63", "57", "36")[0].explanation.endswith("it is the ratio the other way round.")
    assert check_ratio("58%", "57", "36")[0].explanation.endswith("it is the change in percent.")
    assert check_difference("21", "36", "57") == [], "the order of the arms is free without a sign"
    assert check_difference("-21", "57", "36")[0].severity == "impossible"
    assert "change in percent" in check_difference("58", "57", "36")[0].explanation


def test_growth_per_year():
    assert check_annual_growth("10.8%", "36.2", 3) == []
    assert "simple mean" in check_annual_growth("12.1%", "36.2", 3)[0].explanation
    assert "over 4 years" in check_annual_growth("8.0%", "36.2", 3)[0].explanation
    assert check_annual_growth("10%", Fraction(221025, 10_000), 2)[0].severity == "unusual", "10.5 exactly"
    assert check_annual_growth("11%", Fraction(221025, 10_000), 2) == []
    assert check_annual_growth("-5.4%", "-19.8", 4) == []


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: check_percent_change("several", 1, 2), "printed"),
        (lambda: check_percent_change("5%", 0, 2), "denominator"),
        (lambda: check_percent_change("5%", True, 2), "number"),
        (lambda: check_percent_change("5%", float("nan"), 2), "number"),
        (lambda: check_percent_change("5%", "many", 2), "printed"),
        (lambda: check_percent_change("5%", 1, 2, rounding="up"), "rounding"),
        (lambda: check_annual_growth("5%", "20", 0), "years"),
        (lambda: check_annual_growth("5%", -100, 2), "change"),
    ],
)
def test_errors_name_the_argument(call, word):
    with pytest.raises(DataError, match=f"^{word}: expected"):
        call()


@pytest.mark.parametrize("size", [1, 100, 1_000, 10_000, 100_000, 1_000_000])
def test_a_rate_per_another_unit_is_named(size):
    """9,400 of 302.5 million exactly, said per another number of people than it is."""
    rate, other = 9400 * size / 302_500_000, 10 if size == 100_000 else 100_000
    (found,) = check_rate(f"{rate:.8f}", 9400, 302_500_000, per=other)
    assert found.explanation.endswith(f"it is the rate per {size:,}.")
    assert check_rate(f"{rate:.8f}", 9400, 302_500_000, per=size) == []


def test_a_change_to_nothing_is_judged():
    assert check_percent_change("100% decrease", 77, 0) == []
    assert check_percent_change("50%", 77, 0)[0].severity == "impossible"
    assert check_ratio("2.0", 0, 5)[0].severity == "impossible"
