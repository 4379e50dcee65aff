"""Two proportions: published limits, edge cases, and what must hold for any table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.odds_ratio import ODDS_RATIOS, odds_ratio
from analysis.stats.risk_difference import METHODS, number_needed_to_treat, risk_difference
from analysis.stats.risk_ratio import RISK_RATIOS, risk_ratio
from analysis.stats.two_by_two import association_test

# Newcombe RG, Stat Med 1998;17:873-890, Table II.
PUBLISHED = [
    ((56, 70, 48, 80), "newcombe", 0.0524, 0.3339),
    ((56, 70, 48, 80), "newcombe-cc", 0.0428, 0.3422),
    ((56, 70, 48, 80), "mee", 0.0533, 0.3377),
    ((56, 70, 48, 80), "miettinen-nurminen", 0.0528, 0.3382),
    ((56, 70, 48, 80), "wald", 0.0575, 0.3425),
    ((9, 10, 3, 10), "newcombe", 0.1705, 0.8090),
    ((5, 56, 0, 29), "newcombe", -0.0381, 0.1926),
    ((0, 10, 0, 10), "newcombe", -0.2775, 0.2775),
    ((10, 10, 0, 10), "newcombe", 0.6075, 1.0),
]
group = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tables = st.tuples(group, group).map(lambda pair: (*pair[0], *pair[1]))
full_tables = tables.filter(lambda t: 0 < t[0] < t[1] and 0 < t[2] < t[3])
levels = st.floats(0.5, 0.999)


@pytest.mark.parametrize(("table", "method", "low", "high"), PUBLISHED)
def test_published_differences(table, method, low, high):
    got = risk_difference(*table, method=method)
    assert (got.low, got.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_oswego_vanilla_ice_cream():
    """Gross MB, Public Health Rep 1976;91:168: 43 of 54 who ate vanilla ice cream fell ill, 3 of 21 others."""
    assert round(risk_ratio(43, 54, 3, 21).value, 2) == 5.57
    assert round(odds_ratio(43, 54, 3, 21).value, 2) == 23.45


def test_lady_tasting_tea():
    """Fisher's table as in the help page of R's fisher.test: estimate 6.4083, p 0.4857, one-sided 0.2429."""
    got = odds_ratio(3, 4, 1, 4, method="exact")
    assert (round(got.value, 4), round(got.low, 4), round(got.high, 2)) == (6.4083, 0.2117, 626.24)
    assert round(association_test(3, 4, 1, 4), 4) == 0.4857
    assert round(association_test(3, 4, 1, 4, alternative="greater"), 4) == 0.2429


def test_conditional_limits_against_scipy():
    """scipy iterates to about 1e-5 at best, so this only guards the definition; R's values are the precise ones."""
    from scipy.stats.contingency import odds_ratio as reference

    for x1, n1, x2, n2 in [(7, 20, 3, 25), (1, 30, 9, 30), (40, 90, 41, 70)]:
        theirs = reference([[x1, n1 - x1], [x2, n2 - x2]], kind="conditional")
        limits, got = theirs.confidence_interval(0.95), odds_ratio(x1, n1, x2, n2, method="exact")
        assert (got.value, got.low, got.high) == pytest.approx((theirs.statistic, *limits), rel=1e-4)


def test_zero_conventions_of_the_ratios():
    nan, inf = np.nan, np.inf
    expected = {
        (risk_ratio, "wald"): [(0, 0, nan), (inf, nan, inf), (nan, nan, nan)],
        (odds_ratio, "wald"): [(0, 0, nan), (inf, nan, inf), (nan, nan, nan)],
        (odds_ratio, "exact"): [(0, 0, None), (inf, None, inf), (nan, 0, inf)],
        (odds_ratio, "mid-p"): [(0, 0, None), (inf, None, inf), (nan, 0, inf)],
        (risk_ratio, "score"): [(0, 0, None), (inf, None, inf), (nan, 0, inf)],
    }
    for (function, method), rows in expected.items():
        for table, row in zip([(0, 9, 4, 9), (4, 9, 0, 9), (0, 9, 0, 9)], rows, strict=True):
            got = function(*table, method=method)
            for part, wanted in zip((got.value, got.low, got.high), row, strict=True):
                assert (0 < part < inf) if wanted is None else part == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("function", [risk_ratio, odds_ratio])
def test_half_is_added_only_to_tables_with_a_zero(function):
    full = (4, 9, 3, 8)
    adjusted, plain = function(*full, method="wald-adjusted"), function(*full)
    assert (adjusted.value, adjusted.low, adjusted.high) == (plain.value, plain.low, plain.high)
    for zero in [(0, 9, 3, 8), (9, 9, 3, 8), (0, 9, 0, 8)]:
        got = function(*zero, method="wald-adjusted")
        assert 0 < got.low < got.value < got.high < np.inf


@given(full_tables, levels)
@settings(max_examples=40, deadline=None)
def test_score_limits_of_the_risk_ratio_are_roots_of_the_cubic(table, level):
    """Nam (1995): the likeliest risk q in the comparator solves a cubic at the score limits."""
    from scipy.special import chdtri

    x1, n1, x2, n2 = table
    total, both = n1 + n2, x1 + x2
    first = np.polymul(np.polymul([-n2, x2], [-n2, x2]), [-total * x1, n1 * both])
    second = chdtri(1, 1 - level) * n1 * n2 * np.polymul([-1, 1, 0], [-(x1 + n2), both])
    got = risk_ratio(*table, method="score", level=level)
    q = np.real(np.roots(np.polysub(first, second)))
    ratios = (both - (x1 + n2) * q) / (q * (n1 + x2 - total * q))
    for limit in (got.low, got.high):
        assert min(abs(ratios / limit - 1)) < 1e-6


def test_score_limits_with_nothing_but_events():
    """Closed forms: both variances are binomial with the risk 1 in one of the groups."""
    square = 1.959963984540054**2
    assert risk_ratio(5, 5, 0, 1, method="score").low == pytest.approx(1 + 1 / square, rel=1e-10)
    both = risk_ratio(6, 6, 9, 9, method="score")
    assert (both.low, both.high) == pytest.approx((1 / (1 + square / 6), 1 + square / 9), rel=1e-10)


def test_number_needed_to_treat_reverses_the_difference():
    difference, needed = risk_difference(5, 50, 20, 50), number_needed_to_treat(5, 50, 20, 50)
    assert needed.value == pytest.approx(1 / 0.3)
    assert (needed.low, needed.high) == pytest.approx((-1 / difference.low, -1 / difference.high))
    assert needed.unit == "people"
    both = number_needed_to_treat(5, 50, 6, 50)
    assert both.high == np.inf
    assert both.low == pytest.approx(-1 / risk_difference(5, 50, 6, 50).low)
    assert number_needed_to_treat(5, 50, 5, 50).value == np.inf


ALL = [
    *((risk_difference, m) for m in METHODS),
    *((risk_ratio, m) for m in RISK_RATIOS),
    *((odds_ratio, m) for m in ODDS_RATIOS),
    *((number_needed_to_treat, m) for m in ("newcombe", "wald")),
]


@pytest.mark.parametrize(("function", "method"), ALL)
def test_columns(function, method):
    events = pd.Series([3, None, 0, 9, 350], index=list("abcde"))
    sizes, others, other_sizes = [9, 9, 9, 9, 1000], [2, 2, 5, 0, 300], [8, 8, 8, 8, 1500]
    got = function(events, sizes, others, other_sizes, method=method, level=0.9)
    assert list(got.index) == list("abcde")
    assert got.loc["b"].isna().all()
    for row in ("a", "c", "d", "e"):
        i = "abcde".index(row)
        one = function(events[row], sizes[i], others[i], other_sizes[i], method=method, level=0.9)
        assert tuple(got.loc[row]) == pytest.approx((one.value, one.low, one.high), rel=1e-11, nan_ok=True)
    assert function([], [], [], [], method=method).empty


@pytest.mark.parametrize("function", [risk_difference, risk_ratio, odds_ratio, association_test])
@pytest.mark.parametrize(
    ("table", "named"),
    [
        ((5, 4, 1, 4), "events"),
        ((-1, 4, 1, 4), "events"),
        ((1, 0, 1, 4), "n"),
        ((1, 4, 5, 4), "comparator_events"),
        ((1, 4, 0.5, 4), "comparator_events"),
        ((1, 4, 1, "4"), "comparator_n"),
        ((0, 4, 0, 0), "comparator_n"),
        (([1, 2], 4, [1, 2, 3], 4), "events, n, comparator_events, comparator_n"),
    ],
)
def test_counts_that_are_none(function, table, named):
    with pytest.raises(DataError, match=rf"^{named}:"):
        function(*table)


@pytest.mark.parametrize("function", [risk_difference, risk_ratio, odds_ratio])
def test_options_that_are_none(function):
    with pytest.raises(DataError, match=r"^level:"):
        function(1, 4, 2, 4, level=1.0)
    with pytest.raises(DataError, match=r"^method:"):
        function(1, 4, 2, 4, method="katz")


def test_one_sided_tests_are_fishers():
    with pytest.raises(DataError, match=r"^alternative:"):
        association_test(1, 4, 2, 4, method="chi-square", alternative="less")
    with pytest.raises(DataError, match=r"^alternative:"):
        association_test(1, 4, 2, 4, alternative="upper")


def test_association_without_events():
    assert association_test(0, 9, 0, 8) == 1
    assert association_test(9, 9, 8, 8, method="mid-p") == 1
    assert np.isnan(association_test(0, 9, 0, 8, method="chi-square"))


def test_fisher_against_scipy_in_a_column():
    from scipy.stats import fisher_exact

    rng = np.random.default_rng(5)
    n1, n2 = rng.integers(1, 80, 40), rng.integers(1, 80, 40)
    x1, x2 = rng.integers(0, n1 + 1), rng.integers(0, n2 + 1)
    for side in ("two-sided", "less", "greater"):
        got = association_test(x1, n1, x2, n2, alternative=side)
        theirs = [
            fisher_exact([[a, n - a], [b, m - b]], alternative=side).pvalue
            for a, n, b, m in zip(x1, n1, x2, n2, strict=True)
        ]
        assert got.to_numpy() == pytest.approx(np.array(theirs), rel=1e-8)


@given(tables, st.sampled_from(sorted(set(METHODS) - {"agresti-caffo"})), levels)
@settings(max_examples=60, deadline=None)
def test_difference_contains_widens_and_mirrors(table, method, level):
    x1, n1, x2, n2 = table
    got, wide = (risk_difference(*table, method=method, level=a) for a in (level, level + (1 - level) / 2))
    assert wide.low - 1e-12 <= got.low <= got.value + 1e-12
    assert got.value - 1e-12 <= got.high <= wide.high + 1e-12
    swapped = risk_difference(x2, n2, x1, n1, method=method, level=level)
    mirrored = risk_difference(n1 - x1, n1, n2 - x2, n2, method=method, level=level)
    for other in (swapped, mirrored):
        assert (other.value, other.low, other.high) == pytest.approx((-got.value, -got.high, -got.low), abs=1e-9)


@given(full_tables, st.sampled_from(sorted(ODDS_RATIOS)), levels)
@settings(max_examples=60, deadline=None)
def test_odds_ratio_contains_widens_and_inverts(table, method, level):
    x1, n1, x2, n2 = table
    got, wide = (odds_ratio(*table, method=method, level=a) for a in (level, level + (1 - level) / 2))
    assert wide.low * (1 - 1e-9) <= got.low <= got.value * (1 + 1e-9)
    assert got.value * (1 - 1e-9) <= got.high <= wide.high * (1 + 1e-9)
    swapped = odds_ratio(x2, n2, x1, n1, method=method, level=level)
    mirrored = odds_ratio(n1 - x1, n1, n2 - x2, n2, method=method, level=level)
    for other in (swapped, mirrored):
        inverted = (1 / other.value, 1 / other.high, 1 / other.low)
        assert inverted == pytest.approx((got.value, got.low, got.high), rel=1e-9)


@given(tables, st.sampled_from(["wald", "wald-adjusted", "score"]), levels)
@settings(max_examples=60, deadline=None)
def test_risk_ratio_contains_widens_and_inverts(table, method, level):
    x1, n1, x2, n2 = table
    got, wide = (risk_ratio(*table, method=method, level=a) for a in (level, level + (1 - level) / 2))
    if x1 and x2:
        assert wide.low * (1 - 1e-9) <= got.low <= got.value * (1 + 1e-9)
        assert got.value * (1 - 1e-9) <= got.high <= wide.high * (1 + 1e-9)
    swapped = risk_ratio(x2, n2, x1, n1, method=method, level=level)
    with np.errstate(divide="ignore"):
        inverted = tuple(np.divide(1, (swapped.value, swapped.high, swapped.low)))
    assert inverted == pytest.approx((got.value, got.low, got.high), rel=1e-8, nan_ok=True)


@given(full_tables)
@settings(max_examples=30, deadline=None)
def test_exact_test_and_exact_limits_agree_one_sided(table):
    """The ratio 1 lies below the 90% interval exactly when the one-sided p is below 5%."""
    interval, p = odds_ratio(*table, method="exact", level=0.9), association_test(*table, alternative="greater")
    if abs(p - 0.05) > 1e-9:
        assert (interval.low > 1) == (p < 0.05)


SIDED = [*((risk_difference, m) for m in METHODS), *((risk_ratio, m) for m in RISK_RATIOS)]
SIDED += [(odds_ratio, m) for m in ODDS_RATIOS]


@pytest.mark.parametrize(("function", "method"), SIDED)
def test_a_one_sided_bound_is_the_limit_of_twice_the_tail(function, method):
    table, ends = (12, 80, 5, 90), (-1, 1) if function is risk_difference else (0, np.inf)
    two = function(*table, method=method, level=0.9)
    upper, lower = (function(*table, method=method, alternative=side) for side in ("upper", "lower"))
    assert (upper.low, upper.high) == (ends[0], pytest.approx(two.high, rel=1e-12))
    assert (lower.low, lower.high) == (pytest.approx(two.low, rel=1e-12), ends[1])
    assert upper.method == f"{two.method}, one-sided upper bound"
    assert lower.method == f"{two.method}, one-sided lower bound"
    assert (upper.level, lower.value) == (0.95, two.value)
    # a bound that holds with less than even odds lies on the other side of the estimate
    weak = function(*table, method=method, level=0.1, alternative="lower")
    if method == "exact":
        assert weak.low > weak.value
    else:
        assert weak.low == pytest.approx(function(*table, method=method, level=0.8).high, rel=1e-9)
    with pytest.raises(DataError, match=r"^alternative: expected one of two-sided, upper, lower"):
        function(*table, method=method, alternative="greater")


@pytest.mark.parametrize(("function", "method"), SIDED)
def test_a_bound_of_even_odds_is_the_estimate(function, method):
    if method in ("agresti-caffo", "newcombe-cc", "exact"):
        return
    got = function(12, 80, 5, 90, method=method, level=0.5, alternative="lower")
    assert got.low == pytest.approx(got.value, rel=1e-9)


def test_one_sided_bounds_of_undefined_limits_are_undefined():
    assert np.isnan(risk_ratio(0, 9, 4, 9, alternative="upper").low)
    assert np.isnan(odds_ratio(4, 9, 0, 9, alternative="lower").high)
    assert risk_ratio(0, 9, 0, 9, method="score", alternative="upper").high == np.inf


def test_one_sided_exact_bounds_are_those_of_fisher_test():
    """R: fisher.test(matrix(c(12, 68, 5, 85), 2), alternative = "greater")$conf.int, and "less"; it stops
    its searches early (1.08138 and 9.19657). These are the roots of the tails by BiasedUrn::pFNCHypergeo."""
    lower = odds_ratio(12, 80, 5, 90, method="exact", alternative="lower")
    assert (lower.low, lower.high) == (pytest.approx(1.08135123652533, rel=1e-9), np.inf)
    upper = odds_ratio(12, 80, 5, 90, method="exact", alternative="upper")
    assert (upper.low, upper.high) == (0, pytest.approx(9.194670798875364, rel=1e-9))


def test_fisher_at_three_hundred_million():
    """The right p is 0.62499999875 (issue; 10 of 16 divisions of four events, less what ties make in finite groups)."""
    assert association_test(3, 300_000_000, 1, 300_000_000) == pytest.approx(0.62499999875, rel=1e-11)


def test_exact_methods_of_hundreds_of_millions():
    """mpmath, 40 digits: the lower tail of the hypergeometric distribution is 0.207131429713613."""
    table = (150_000_000, 300_000_000, 150_010_000, 300_000_000)
    assert association_test(*table, alternative="less") == pytest.approx(0.207131429713613, rel=1e-10)
    assert association_test(*table) == pytest.approx(2 * 0.207131429713613, rel=1e-10)
    exact, score = (odds_ratio(*table, method=method) for method in ("exact", "score"))
    assert (exact.low, exact.high) == pytest.approx((score.low, score.high), rel=1e-7)
    assert exact.low < score.low < score.high < exact.high
    assert association_test(2_000_000, 330_000_000, 2_100_000, 330_000_000) == 0
    assert association_test(2_000_000, 330_000_000, 2_100_000, 330_000_000, alternative="greater") == 1


@pytest.mark.parametrize("function", [association_test, odds_ratio])
def test_exact_methods_that_cannot_be_weighed_name_another(function):
    table = (5 * 10**12, 10**13, 5 * 10**12, 10**13)
    exact = {"method": "exact"} if function is odds_ratio else {}
    with pytest.raises(DataError, match=r"^n: expected groups with at most 5,000,000 likely tables.* use limits by"):
        function(*table, **exact)
    other = function(*table, method="chi-square" if function is association_test else "score")
    assert (other if function is association_test else other.value) == 1


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.floats(0, 1), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_what_is_left_out_of_a_wide_table_cannot_be_seen(n1, n2, p1, p2):
    """Fisher's p by scipy, which weighs every table."""
    from scipy.stats import hypergeom

    x1, x2 = int(n1 * p1), int(n2 * p2)
    tails = hypergeom(n1 + n2, x1 + x2, n1)
    assert association_test(x1, n1, x2, n2, alternative="less") == pytest.approx(tails.cdf(x1), rel=1e-6, abs=1e-290)
    assert association_test(x1, n1, x2, n2, alternative="greater") == pytest.approx(
        tails.sf(x1 - 1), rel=1e-6, abs=1e-290
    )


def test_nearly_all_with_the_event_keeps_the_variance():
    """1/x - 1/n of 10^9 - 3 in 10^9 is 3e-18, which a difference of the two loses (and may turn negative)."""
    many = 10**9
    got = risk_ratio(many - 3, many, many - 5, many)
    # by Fractions: s^2 = 8.00000003e-18
    assert np.log(got.high / got.low) == pytest.approx(2 * 1.959963984540054 * np.sqrt(8.00000003e-18), abs=4e-16)
    assert got.high > got.low
    chi = association_test(many - 3, many, many - 9, many, method="chi-square")
    assert chi == pytest.approx(association_test(3, many, 9, many, method="chi-square"), rel=1e-12)


def test_people_to_treat_when_the_risks_are_equal():
    """The lower limit belongs to the wider side of the difference, whichever it is."""
    difference = risk_difference(5, 50, 10, 100)
    assert difference.high > -difference.low > 0
    for table in [(5, 50, 10, 100), (10, 100, 5, 50)]:
        needed = number_needed_to_treat(*table)
        assert needed.low == pytest.approx(1 / difference.high)
        assert (needed.value, needed.high) == (np.inf, np.inf)
    harm, benefit = number_needed_to_treat(9, 50, 6, 50), number_needed_to_treat(6, 50, 9, 50)
    assert harm == benefit
    assert harm.low == pytest.approx(1 / risk_difference(9, 50, 6, 50).high)


@pytest.mark.parametrize(("method", "corrected"), [("chi-square", False), ("chi-square-yates", True)])
def test_chi_square_against_scipy(method, corrected):
    from scipy.stats import chi2_contingency

    for x1, n1, x2, n2 in [(12, 80, 5, 90), (3, 7, 9, 11), (5, 10, 5, 11)]:
        theirs = chi2_contingency([[x1, n1 - x1], [x2, n2 - x2]], correction=corrected)
        assert association_test(x1, n1, x2, n2, method=method) == pytest.approx(theirs.pvalue, rel=1e-10)
