"""GRIM, GRIMMER and DEBIT against published examples and against all small sets of whole numbers."""

import statistics
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from audit_rows import name_of, rows_of, verdict_holds
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit.binary import check_binary, possible_binary
from analysis.audit.means import check_mean, possible_moments, possible_sums
from analysis.errors import DataError

RATINGS = st.lists(st.integers(1, 7), min_size=2, max_size=40)


@pytest.mark.parametrize("row", rows_of("mean", "binary"), ids=name_of)
def test_published_examples(row):
    verdict_holds(row)


@settings(max_examples=60, deadline=None)
@given(RATINGS, st.integers(1, 3))
def test_honest_ratings_pass(ratings, decimals):
    n = len(ratings)
    mean = f"{float(Fraction(sum(ratings), n)):.{decimals}f}"
    sd = f"{statistics.stdev(ratings):.{decimals}f}"
    found = check_mean(mean, n, sd=sd, low=1, high=7)
    assert all(finding.severity == "unusual" for finding in found), found
    moments = possible_moments(mean, sd, n, low=1, high=7, rounding="any")
    assert (sum(ratings), sum(rating**2 for rating in ratings)) in moments


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=2, max_size=60), st.integers(1, 3))
def test_honest_zeros_and_ones_pass(ones, decimals):
    n = len(ones)
    mean, sd = (f"{float(number):.{decimals}f}" for number in (Fraction(sum(ones), n), statistics.stdev(ones)))
    assert all(finding.severity == "unusual" for finding in check_binary(mean, sd, n))
    assert sum(ones) in possible_binary(mean, sd, n, rounding="any")


@pytest.mark.parametrize("n", [2, 3, 4])
def test_few_numbers_are_searched_exhaustively(n):
    made = {}
    for numbers in combinations_with_replacement(range(8), n):
        sd = f"{statistics.stdev(numbers):.1f}"
        made.setdefault((f"{sum(numbers) / n:.2f}", sd), set()).add((sum(numbers), sum(x * x for x in numbers)))
    real = set().union(*made.values())
    for mean in {mean for mean, _ in made}:
        for tenths in range(0, 50, 3):
            sd = f"{tenths / 10:.1f}"
            found = set(possible_moments(mean, sd, n, low=0, high=7, rounding="half-even"))
            assert found <= real
            assert bool(found) == ((mean, sd) in made), (mean, sd, found)


def test_sums_follow_the_print():
    assert possible_sums("5.18", 28) == [145]
    assert possible_sums("5.19", 28) == []
    assert possible_sums("5.19", 28, items=3) == [436], "84 items are finer than 28"
    assert possible_sums("-0.5", 4) == [-2]
    assert possible_sums("5.1", 28) == [142, 143, 144] == possible_sums("5.1", 28, rounding="half-even")
    assert len(possible_sums("5.18", 1000)) == 10, "with many people every mean is possible"


def test_parity_and_the_scale_exclude_standard_deviations():
    # Of four numbers with sum 8 the sum of squares is even: 16, 18, 20, ... and no 17 between.
    assert possible_moments("2.0", "0.00", 4) == [(8, 16)]
    assert possible_moments("2.0", "0.58", 4) == []
    assert possible_moments("2.0", "0.82", 4) == [(8, 18)]
    assert possible_moments("4.0", "3.16", 10, low=1, high=7) == [(40, 250)], "five at each end"
    assert possible_moments("4.0", "3.30", 10, low=1, high=7) == []
    assert possible_moments("4.0", "3.30", 10) != []
    assert check_mean("4.0", 10, sd="3.30", low=1, high=7)[0].rule == "standard deviation of whole numbers"


def test_items_make_the_steps_finer():
    assert possible_moments("1.25", "0.35", 2, items=2) == [(5, 13)], "halves: 1.0 and 1.5"
    assert possible_moments("1.25", "0.35", 2) == []


def test_a_convention_that_would_do_is_named():
    (found,) = check_mean("5.93", 49)
    assert "truncation" in found.explanation
    assert check_mean("5.93", 49, rounding="truncation") == []


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: possible_sums("many", 5), "mean"),
        (lambda: possible_sums("1-3", 5), "mean"),
        (lambda: possible_sums("> 3", 5), "mean"),
        (lambda: possible_sums("5.1", 0), "n"),
        (lambda: possible_sums("5.1", 5, items=0), "items"),
        (lambda: possible_moments("5.1", "1.0", 1), "n"),
        (lambda: possible_moments("5.1", "-1.0", 9), "sd"),
        (lambda: possible_moments("5.1", "1.0", 9, low=7, high=1), "low"),
        (lambda: possible_binary("0.5", "x", 9), "sd"),
    ],
)
def test_errors_name_the_argument(call, word):
    with pytest.raises(DataError, match=f"^{word}: expected"):
        call()


def test_of_many_people_the_sums_are_not_listed_and_the_check_is_silent():
    for n in (10**9, 10**18):
        assert check_mean("5.19", n) == []
        with pytest.raises(DataError, match="smaller number"):
            possible_sums("5.19", n)
        with pytest.raises(DataError, match="smaller number"):
            possible_moments("5.19", "1.20", n)
        with pytest.raises(DataError, match="smaller number"):
            possible_binary("0.36", "0.48", n)
    assert len(possible_sums("5.19", 10**6)) == 10_000
    assert check_mean("5.19", 10**6, sd="1.20", low=1, high=7) == []
    assert check_mean("5.19", 10**6, sd="4.00", low=1, high=7)[0].severity == "impossible", "3 is the most"


@pytest.mark.parametrize("mean", ["1e99", "9" * 90])
def test_numbers_beyond_all_scales_are_one_clear_error(mean):
    with pytest.raises(DataError, match="smaller number"):
        possible_moments(mean, mean, 2)


def test_two_numbers_are_found_whatever_their_size():
    assert (300_000, 50_000_000_000) in possible_moments("150000", "70711", 2)
    assert possible_moments("150000.5", "70711", 2, rounding="half-even")
    assert check_mean("3.0", 2, sd="1.0")[0].severity == "impossible", "x and 6 - x differ by an even number"


@pytest.mark.parametrize("end", [1.5, "1", True, float("nan"), 10**19])
def test_an_end_of_the_scale_is_a_whole_number(end):
    with pytest.raises(DataError, match="high: expected"):
        possible_moments("5.19", "1.20", 28, high=end)


def test_all_ones_and_all_zeros_have_a_standard_deviation_of_0():
    assert check_binary("1.00", "0.00", 20) == check_binary("0.00", "0.00", 20) == []
    (ones,), (zeros,) = check_binary("1.00", "0.50", 20), check_binary("0.00", "0.50", 20)
    assert "20 ones have mean 1 and standard deviation 0" in ones.explanation
    assert "0 ones have mean 0 and standard deviation 0" in zeros.explanation
    (beyond,) = check_binary("5.00", "0.50", 20)
    assert "the mean of zeros and ones lies from 0 to 1" in beyond.explanation
