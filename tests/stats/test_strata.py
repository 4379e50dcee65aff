"""2x2 tables over strata: published results and edge cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.strata import (
    common_odds_ratio,
    common_risk_ratio,
    exact_stratified_test,
    homogeneity_test,
    mantel_haenszel_test,
)

# Penicillin and rabbits, the example of R's mantelhaen.test (Agresti 1990): cured of those given it at once
# and of those given it late, by dose.
RABBITS = ([0, 3, 6, 5, 2], [6, 6, 6, 6, 2], [0, 0, 2, 6, 5], [5, 6, 6, 6, 5])
# Berkeley admissions (datasets::UCBAdmissions): men admitted, men, women admitted, women, by department.
BERKELEY = (
    [512, 353, 120, 138, 53, 22],
    [825, 560, 325, 417, 191, 373],
    [89, 17, 202, 131, 94, 24],
    [108, 25, 593, 375, 393, 341],
)
ALL = [common_odds_ratio, common_risk_ratio, mantel_haenszel_test, exact_stratified_test, homogeneity_test]


def test_berkeley_admissions():
    """The help page of R's mantelhaen.test: X-squared 1.4269, p 0.2323, common odds ratio 0.9046968."""
    test, estimate = mantel_haenszel_test(*BERKELEY), common_odds_ratio(*BERKELEY)
    assert (round(test.statistic, 4), round(test.p, 4), test.df) == (1.4269, 0.2323, 1)
    assert round(estimate.value, 7) == 0.9046968
    assert (round(estimate.low, 7), round(estimate.high, 6)) == (0.7719074, 1.06033)
    assert homogeneity_test(*BERKELEY, method="woolf").p < 0.01


def test_rabbits():
    test = mantel_haenszel_test(*RABBITS)
    assert (round(test.statistic, 4), round(test.p, 5)) == (3.9286, 0.04747)
    assert round(exact_stratified_test(*RABBITS), 5) == 0.03994
    exact = common_odds_ratio(*RABBITS, method="exact")
    assert round(exact.value, 5) == 10.36105
    assert exact.low < 7 < exact.high


def test_uninformative_strata_change_nothing():
    extended = tuple([*column, more] for column, more in zip(BERKELEY, (0, 40, 0, 30), strict=True))
    full = tuple([*column, more] for column, more in zip(BERKELEY, (40, 40, 30, 30), strict=True))
    for strata in (extended, full):
        assert common_odds_ratio(*strata).value == pytest.approx(common_odds_ratio(*BERKELEY).value)
        assert mantel_haenszel_test(*strata).statistic == pytest.approx(mantel_haenszel_test(*BERKELEY).statistic)
        assert homogeneity_test(*strata) == homogeneity_test(*BERKELEY)
        assert exact_stratified_test(*strata) == pytest.approx(exact_stratified_test(*BERKELEY))


@pytest.mark.parametrize("empty", [(0, 0, 4, 9), (5, 9, 0, 0), (0, 0, 0, 0)])
def test_strata_without_one_group_are_left_out(empty):
    extended = tuple([*column, more] for column, more in zip(RABBITS, empty, strict=True))
    for function in ALL:
        assert function(*extended) == function(*RABBITS)
    with pytest.raises(DataError, match=r"^n and comparator_n: expected a stratum"):
        mantel_haenszel_test([0, 3], [0, 5], [2, 0], [4, 0])
    with pytest.raises(DataError, match=r"^n: expected at least 1"):
        mantel_haenszel_test([1, 3], [0, 5], [2, 1], [4, 4])  # one event among nobody is broken, not empty


def test_homogeneity_is_not_defined_around_an_infinite_odds_ratio():
    for method in ("breslow-day", "tarone"):
        test = homogeneity_test([5, 6, 7], [5, 6, 7], [3, 2, 1], [7, 6, 10], method=method)
        assert np.isnan(test.statistic)
        assert test.df == 2


def test_strata_of_one_table_give_its_exact_odds_ratio():
    """A stratum with no events leaves the conditional distribution of the other stratum alone."""
    together, alone = (
        common_odds_ratio([7, 0], [20, 9], [3, 0], [25, 9], method="exact"),
        odds_ratio(7, 20, 3, 25, method="exact"),
    )
    assert (together.value, together.low, together.high) == pytest.approx((alone.value, alone.low, alone.high))


def test_very_strong_association_does_not_underflow():
    strata = ([990, 1980], [1000, 2000], [10, 30], [1000, 2000])
    exact, approximate = (common_odds_ratio(*strata, method=m) for m in ("exact", "mantel-haenszel"))
    assert exact.value == pytest.approx(approximate.value, rel=0.1)
    assert 0 < exact.low < exact.value < exact.high < np.inf


def test_zero_conventions():
    none = common_odds_ratio([0, 0], [9, 8], [3, 2], [9, 8], method="exact")
    assert (none.value, none.low) == (0, 0)
    assert none.high < np.inf
    double_zero = ([0, 0], [9, 8], [0, 0], [9, 8])
    assert np.isnan(common_odds_ratio(*double_zero).value)
    exact = common_odds_ratio(*double_zero, method="exact")
    assert (exact.low, exact.high) == (0, np.inf)
    assert np.isnan(mantel_haenszel_test(*double_zero).statistic)
    assert exact_stratified_test(*double_zero) == 1
    assert np.isnan(homogeneity_test([0, 0], [9, 8], [3, 2], [9, 8]).statistic)


def test_only_one_informative_stratum_has_nothing_to_compare():
    got = homogeneity_test([7, 0], [20, 9], [3, 0], [25, 9])
    assert got.df == 0
    assert np.isnan(got.p)


def test_continuity_correction_spares_short_distances():
    balanced = ([5, 5], [10, 10], [5, 5], [10, 10])
    assert mantel_haenszel_test(*balanced).statistic == 0


@pytest.mark.parametrize("function", ALL)
def test_strata_are_asked_for(function):
    with pytest.raises(DataError, match=r"two strata or more; use odds_ratio"):
        function([3], [9], [2], [8])
    with pytest.raises(DataError, match=r"two strata or more"):
        function(3, 9, 2, 8)
    with pytest.raises(DataError, match=r"no missing counts"):
        function([3, None], [9, 9], [2, 2], [8, 8])
    with pytest.raises(DataError, match=r"^comparator_events:"):
        function([3, 3], [9, 9], [2, 9], [8, 8])


def test_options_that_are_none():
    for function in (common_odds_ratio, homogeneity_test):
        with pytest.raises(DataError, match=r"^method:"):
            function(*RABBITS, method="peto")
    for function in (common_odds_ratio, common_risk_ratio):
        with pytest.raises(DataError, match=r"^level:"):
            function(*RABBITS, level=2)


cell = st.integers(1, 15)
stratum = st.tuples(cell, cell, cell, cell)


@given(st.lists(stratum, min_size=2, max_size=5), st.sampled_from(["mantel-haenszel", "exact"]))
@settings(max_examples=25, deadline=None)
def test_swapping_groups_inverts_and_order_of_strata_does_not_matter(strata, method):
    a, b, c, d = np.array(strata).T
    got = common_odds_ratio(a, a + b, c, c + d, method=method)
    swapped = common_odds_ratio(c, c + d, a, a + b, method=method)
    turned = common_odds_ratio(a[::-1], (a + b)[::-1], c[::-1], (c + d)[::-1], method=method)
    expected = pytest.approx((got.value, got.low, got.high), rel=1e-8)
    assert (1 / swapped.value, 1 / swapped.high, 1 / swapped.low) == expected
    assert (turned.value, turned.low, turned.high) == expected
    assert got.low <= got.value <= got.high


NOTHING = ([0, 0], [10, 5], [0, 0], [10, 5])
EVERYBODY = ([10, 5], [10, 5], [8, 4], [8, 4])


@pytest.mark.parametrize("strata", [NOTHING, EVERYBODY], ids=["no events", "all events"])
def test_strata_that_tell_nothing(strata):
    """The row of the issue: df -1 and p 1 of a test that has nothing to compare."""
    for method in ("breslow-day", "tarone", "woolf"):
        got = homogeneity_test(*strata, method=method)
        assert got.df == 0
        assert np.isnan([got.statistic, got.p]).all()
    test = mantel_haenszel_test(*strata)
    assert test.df == 1
    assert np.isnan([test.statistic, test.p]).all()
    assert exact_stratified_test(*strata) == 1
    exact, approximate = (common_odds_ratio(*strata, method=method) for method in ("exact", "mantel-haenszel"))
    assert (exact.low, exact.high) == (0, np.inf)
    assert np.isnan([exact.value, approximate.value, approximate.low, approximate.high]).all()


def test_risk_ratios_of_strata_that_tell_nothing():
    nothing = common_risk_ratio(*NOTHING)
    assert np.isnan([nothing.value, nothing.low, nothing.high]).all()
    everybody = common_risk_ratio(*EVERYBODY)
    assert (everybody.value, everybody.low, everybody.high) == (1, 1, 1)
    none, only = common_risk_ratio([0, 0], [9, 8], [3, 2], [9, 8]), common_risk_ratio([3, 2], [9, 8], [0, 0], [9, 8])
    assert (none.value, only.value) == (0, np.inf)
    assert np.isnan([none.low, none.high, only.low, only.high]).all()


def test_one_stratum_that_tells_something_is_not_compared_with_one_that_does_not():
    for method in ("breslow-day", "tarone", "woolf"):
        got = homogeneity_test([7, 0, 4], [20, 9, 4], [3, 0, 6], [25, 9, 6], method=method)
        assert got.df == 0
        assert np.isnan([got.statistic, got.p]).all()
    two = homogeneity_test([7, 0, 4], [20, 9, 9], [3, 0, 2], [25, 9, 8])
    assert two.df == 1
    assert 0 < two.p < 1


def test_the_correction_is_yes_or_no():
    with pytest.raises(DataError, match=r"^corrected: expected True or False, got 0.5"):
        mantel_haenszel_test(*RABBITS, corrected=0.5)
    assert mantel_haenszel_test(*RABBITS, corrected=np.False_).statistic > mantel_haenszel_test(*RABBITS).statistic


def test_strata_of_hundreds_of_millions():
    """Rates of one in a hundred million differ by a third: as the Poisson counts, 4 and 3 of 7, in each stratum."""
    many = 300_000_000
    test = mantel_haenszel_test([4, 40], [many] * 2, [3, 30], [many] * 2, corrected=False)
    assert test.statistic == pytest.approx((44 - 38.5) ** 2 / (77 / 4), rel=1e-6)
    ratio, odds = (f([4, 40], [many] * 2, [3, 30], [many] * 2) for f in (common_risk_ratio, common_odds_ratio))
    assert (ratio.value, odds.value) == pytest.approx((4 / 3, 4 / 3), rel=1e-6)
    assert (ratio.low, ratio.high) == pytest.approx((odds.low, odds.high), rel=1e-6)
    mirrored = common_risk_ratio([many - 4, many - 40], [many] * 2, [many - 3, many - 30], [many] * 2)
    # by Fractions: (44 + 33) / 4 / many^2 over the squared sum of weights gives a log variance of 77 / (4 many^2)
    assert np.log(mirrored.high / mirrored.low) == pytest.approx(
        2 * 1.959963984540054 * np.sqrt(77) / (2 * many), rel=1e-6
    )
    half = ([150_000_000] * 2, [many] * 2, [150_004_000] * 2, [many] * 2)
    with pytest.raises(DataError, match=r"^n: expected strata whose likely tables.* use common_odds_ratio by"):
        exact_stratified_test(*half)
    assert mantel_haenszel_test(*half).p == pytest.approx(0.6440, abs=1e-3)


def test_wide_strata_are_weighed_where_they_lie():
    """R's mantelhaen.test(exact = TRUE) of ten Berkeleys: p 9.40836987124948e-05, limits 0.8604167 to 0.9517407."""
    larger = tuple([10 * count for count in column] for column in BERKELEY)
    assert exact_stratified_test(*larger) == pytest.approx(9.40836987124948e-05, rel=1e-12)
    got = common_odds_ratio(*larger, method="exact")
    assert (got.low, got.high) == pytest.approx((0.8604167, 0.9517407), rel=2e-5)
    assert got.value == pytest.approx(0.9049725, rel=1e-5)  # R's root is found to 1e-5
    largest = tuple([100 * count for count in column] for column in BERKELEY)
    exact, approximate = (common_odds_ratio(*largest, method=method) for method in ("exact", "mantel-haenszel"))
    assert (exact.low, exact.high) == pytest.approx((approximate.low, approximate.high), rel=1e-3)


def test_fitted_tables_have_the_common_odds_ratio():
    from analysis.stats.exact_strata import fitted_events

    x1, n1, x2, n2 = (np.array(column, dtype=float) for column in BERKELEY)
    for common in (1e-9, 0.3, 1.0, 2.7, 1e9):
        a = fitted_events(common, x1, n1, x2, n2)
        b, c = n1 - a, x1 + x2 - a
        ends = np.minimum(np.minimum(a, b), np.minimum(c, n2 - c)) > 1e-3
        assert (a * (n2 - c) / (b * c))[ends] == pytest.approx(common, rel=1e-6)
        assert (a >= np.maximum(0, x1 + x2 - n2) - 1e-6).all()
        assert (a <= np.minimum(n1, x1 + x2) + 1e-6).all()


@pytest.mark.parametrize(
    ("strata", "method", "statistic", "df"),
    [
        (BERKELEY, "breslow-day", 18.825513705236006, 5),
        (BERKELEY, "tarone", 18.82550125205272, 5),
        (BERKELEY, "woolf", 17.901712469797225, 5),
        (RABBITS, "breslow-day", 8.627331762365069, 2),
        (RABBITS, "tarone", 8.358315601464565, 2),
        (RABBITS, "woolf", 5.2872600225400275, 4),
    ],
)
def test_homogeneity_as_in_r(strata, method, statistic, df):
    """R by the formulas of Breslow and Day, Tarone and vcd::woolf_test (`reference/stratified_2x2.json`)."""
    got = homogeneity_test(*strata, method=method)
    assert (got.statistic, got.df) == (pytest.approx(statistic, rel=1e-10), df)
    assert got.method == {"breslow-day": "Breslow-Day", "tarone": "Breslow-Day-Tarone", "woolf": "Woolf"}[method]


def test_the_work_of_an_exact_method_is_counted_beforehand():
    """Widths of 40 standard deviations and 1000 to both sides of the expected count, multiplied pair by pair."""
    many = tuple([10_000 * count for count in column] for column in BERKELEY)
    with pytest.raises(DataError, match=r"at most 1,000,000,000 combinations.* got 23,971,232,001; use"):
        exact_stratified_test(*many)
    x1, n1, x2, n2 = (np.array(column, dtype=float) for column in many)
    center = n1 * (x1 + x2) / (n1 + n2)
    cells = (center, n1 - center, x1 + x2 - center, n2 - x1 - x2 + center)
    reach = 40 / np.sqrt(sum(1 / (cell + 0.5) for cell in cells)) + 1000
    widths = np.ceil(center + reach) - np.floor(center - reach) + 1
    work = sum(widths[i] * widths[j] for i in range(6) for j in range(i))
    assert f"{work:,.0f}" == "23,971,232,001"
