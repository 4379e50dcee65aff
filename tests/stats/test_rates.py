"""Rates and their comparison: published limits, edge cases, and what must hold for any count."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.rate_difference import DIFFERENCES, rate_difference
from analysis.stats.rate_ratio import RATIOS, percent_change, rate_ratio, rate_ratio_test
from analysis.stats.rates import METHODS, rate, rate_test

# Exact limits of a Poisson count: Garwood F, Biometrika 1936;28:437-442, as printed in many tables.
GARWOOD = [(0, 0.0, 3.689), (1, 0.025, 5.572), (2, 0.242, 7.225), (5, 1.623, 11.668), (10, 4.795, 18.390)]
events = st.integers(0, 500)
levels = st.floats(0.5, 0.999)
times = st.floats(0.01, 1e7)


@pytest.mark.parametrize(("x", "low", "high"), GARWOOD)
def test_published_exact_limits(x, low, high):
    got = rate(x, 1)
    assert (got.low, got.high) == (pytest.approx(low, abs=6e-4), pytest.approx(high, abs=6e-4))


def test_flies_of_poisson_test():
    """The help page of R's poisson.test (Box, Hunter and Hunter): 137 flies at 24.19893 expected."""
    got = rate(137, 24.19893)
    assert (round(got.value, 4), round(got.low, 4), round(got.high, 4)) == (5.6614, 4.7531, 6.6927)
    ratio = rate_ratio(11, 800, 6 + 8 + 7, 1083 + 1050 + 878)
    assert (round(ratio.value, 5), round(ratio.low, 5), round(ratio.high, 5)) == (1.97149, 0.85843, 4.27727)
    assert round(rate_ratio_test(11, 800, 21, 3011), 5) == 0.07967


def test_multiplier_and_its_label_are_in_the_result():
    got = rate(10, 200_000, multiplier=100_000)
    assert got.value == pytest.approx(5)
    assert got.unit == "per 100,000"
    assert "5 per 100,000 (95% CI 2.398 to 9.195" in str(got)
    assert rate(1, 4, multiplier=0.5).unit == "per 0.5"
    column = rate(pd.Series([10, 20], index=["x", "y"]), 200_000, multiplier=1e5)
    assert column["unit"].tolist() == ["per 100,000", "per 100,000"]
    assert list(column.columns) == ["value", "low", "high", "unit"]
    assert list(column.index) == ["x", "y"]
    assert column.attrs["unit"] == "per 100,000"
    difference = rate_difference([10, 20], 200_000, 9, 100_000, multiplier=1e6)
    assert difference["unit"].eq("per 1,000,000").all()


def test_no_events():
    for method in ("exact", "mid-p", "byar"):
        assert rate(0, 5, method=method).low == 0 < rate(0, 5, method=method).high
    assert rate(0, 5, method="wald").high == 0
    assert rate(0, 1, alternative="upper").high == pytest.approx(-np.log(0.05))
    assert rate(0, 1, method="mid-p").high == pytest.approx(-np.log(0.05))


def test_one_sided_bounds_say_so():
    upper, lower = (rate(7, 10, alternative=a) for a in ("upper", "lower"))
    both = rate(7, 10, level=0.9)
    assert (upper.low, upper.high) == (0, pytest.approx(both.high))
    assert (lower.low, lower.high) == (pytest.approx(both.low), np.inf)
    assert upper.method == "exact Poisson, one-sided upper bound"


def test_percent_change():
    got = percent_change(120, 153)
    ratio = rate_ratio(153, 1, 120, 1)
    assert got.value == pytest.approx(27.5)
    assert got.unit == "percent"
    assert (got.low, got.high) == pytest.approx((100 * (ratio.low - 1), 100 * (ratio.high - 1)))
    per_head = percent_change(120, 153, old_person_time=300, new_person_time=330)
    assert per_head.value == pytest.approx(100 * (153 / 330 / (120 / 300) - 1))
    column = percent_change([120, 5, 0, 0], [153, 0, 5, 0])
    assert column["value"].tolist() == pytest.approx([27.5, -100, np.inf, np.nan], nan_ok=True)
    assert column.loc[3, ["low", "high"]].tolist() == [-100, np.inf]
    assert column["unit"].eq("percent").all()


def test_zero_conventions_of_the_ratio():
    assert rate_ratio(0, 1, 7, 1).low == 0
    assert rate_ratio(5, 1, 0, 1).value == rate_ratio(5, 1, 0, 1).high == np.inf
    for method in ("exact", "mid-p"):
        none = rate_ratio(0, 1, 0, 1, method=method)
        assert np.isnan(none.value)
        assert (none.low, none.high) == (0, np.inf)
    assert np.isnan(rate_ratio(0, 1, 7, 1, method="wald").high)
    assert [rate_ratio_test(0, 1, 0, 2, method=m) for m in ("exact", "doubled", "mid-p")] == [1, 1, 1]
    assert np.isnan(rate_ratio_test(0, 1, 0, 2, method="score"))


def test_missing_entries_stay_missing():
    count = pd.Series([3, None], index=["a", "b"])
    for method in METHODS:
        assert rate(count, 5, method=method).loc["b", ["value", "low", "high"]].isna().all()
    for method in ("exact", "mid-p", "wald"):
        assert rate_ratio(count, 5, 4, 6, method=method).loc["b"].isna().all()
        assert rate_ratio(count, 5, 4, 6, method=method).loc["a"].notna().all()
    assert np.isnan(rate_test(count, 5)["b"])
    assert np.isnan(rate_ratio_test(count, 5, 4, 6)["b"])


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (rate, (-1, 5), "count"),
        (rate, (1.5, 5), "count"),
        (rate, ("1", 5), "count"),
        (rate, (1, 0), "person_time"),
        (rate, (1, -5), "person_time"),
        (rate, (1, np.inf), "person_time"),
        (rate, (1, "5"), "person_time"),
        (rate, ([1, 2], [3, 4, 5]), "count, person_time"),
        (rate_test, (1, 0), "person_time"),
        (rate_ratio, (1, 5, -1, 5), "comparator_count"),
        (rate_ratio, (1, 5, 1, 0), "comparator_person_time"),
        (rate_ratio_test, (1, 5, 1.5, 2), "comparator_count"),
        (rate_difference, (1, 0, 1, 2), "person_time"),
        (percent_change, (-1, 5), "old"),
        (percent_change, (1, 36.2), "new"),
    ],
)
def test_arguments_that_cannot_be(function, arguments, named):
    with pytest.raises(DataError, match=rf"^{named}:"):
        function(*arguments)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"level": 0}, "level"),
        ({"level": 1.2}, "level"),
        ({"method": "garwood"}, "method"),
        ({"alternative": "less"}, "alternative"),
        ({"multiplier": 0}, "multiplier"),
        ({"multiplier": "1e5"}, "multiplier"),
    ],
)
def test_options_that_are_none(options, named):
    with pytest.raises(DataError, match=rf"^{named}:"):
        rate(3, 4, **options)


def test_null_is_not_negative():
    with pytest.raises(DataError, match=r"^null:"):
        rate_test(3, 4, null=-1)
    assert rate_test(0, 4, null=0) == 1
    assert rate_test(2, 4, null=0) == 0


def test_two_sided_poisson_p_sums_what_is_no_likelier():
    from scipy.stats import poisson

    for x, mean in [(0, 1.0), (10, 8.0), (3, 7.2), (0, 40.0), (30, 12.5), (8, 8.0), (7, 8.0)]:
        each = poisson.pmf(np.arange(1000), mean)
        expected = min(1.0, each[each <= poisson.pmf(x, mean) * (1 + 1e-7)].sum())
        assert rate_test(x, mean) == pytest.approx(expected, rel=1e-10)


@given(events, times, st.sampled_from(sorted(METHODS)), levels)
@settings(max_examples=60, deadline=None)
def test_limits_contain_the_rate_and_widen_with_the_level(x, time, method, level):
    narrow, wide = (rate(x, time, method=method, level=a) for a in (level, level + (1 - level) / 2))
    assert wide.low <= narrow.low <= narrow.value * (1 + 1e-12)
    assert narrow.value * (1 - 1e-12) <= narrow.high <= wide.high


@given(events, times, st.sampled_from(sorted(METHODS)), st.floats(0.1, 1e6))
@settings(max_examples=60, deadline=None)
def test_rates_scale_with_the_multiplier_and_against_person_time(x, time, method, factor):
    one, scaled = rate(x, time, method=method), rate(x, time, method=method, multiplier=factor)
    longer = rate(x, time * factor, method=method, multiplier=factor)
    base = np.array([one.value, one.low, one.high])
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(tuple(factor * base), rel=1e-12)
    assert (longer.value, longer.low, longer.high) == pytest.approx(tuple(base), rel=1e-12)


@given(events, st.sampled_from(["upper", "lower", "two-sided"]), levels)
@settings(max_examples=40, deadline=None)
def test_mid_p_limits_leave_half_of_the_observed_outside(x, alternative, level):
    from scipy.stats import poisson

    got = rate(x, 1, method="mid-p", level=level, alternative=alternative)
    tail = (1 - level) / 2 if alternative == "two-sided" else 1 - level
    if 0 < got.high < np.inf:
        assert poisson.cdf(x, got.high) - poisson.pmf(x, got.high) / 2 == pytest.approx(tail, rel=1e-9)
    if got.low > 0:
        assert poisson.sf(x, got.low) + poisson.pmf(x, got.low) / 2 == pytest.approx(tail, rel=1e-9)


@given(st.integers(1, 500), times, st.integers(1, 500), times, st.sampled_from(["exact", "mid-p", "wald"]), levels)
@settings(max_examples=60, deadline=None)
def test_ratio_contains_widens_and_inverts(x1, t1, x2, t2, method, level):
    got, wide = (rate_ratio(x1, t1, x2, t2, method=method, level=a) for a in (level, level + (1 - level) / 2))
    assert wide.low < got.low <= got.value * (1 + 1e-12)
    assert got.value * (1 - 1e-12) <= got.high < wide.high
    swapped = rate_ratio(x2, t2, x1, t1, method=method, level=level)
    inverted = (1 / swapped.value, 1 / swapped.high, 1 / swapped.low)
    assert inverted == pytest.approx((got.value, got.low, got.high), rel=1e-9)


@given(events, events, st.floats(0.1, 10), st.floats(0.1, 10))
@settings(max_examples=40, deadline=None)
def test_tests_of_equal_rates_do_not_depend_on_the_order(x1, x2, t1, t2):
    for method in ("exact", "doubled", "mid-p", "score"):
        there, back = (rate_ratio_test(*groups, method=method) for groups in ((x1, t1, x2, t2), (x2, t2, x1, t1)))
        assert there == pytest.approx(back, rel=1e-6, abs=1e-300, nan_ok=True)


COMPARED = [*((rate_ratio, m) for m in RATIOS), *((rate_difference, m) for m in DIFFERENCES)]
COMPARED += [(percent_change, m) for m in RATIOS]
CALLS = {rate_ratio: (9, 1.2, 2, 1.5), rate_difference: (9, 1.2, 2, 1.5), percent_change: (9, 12)}
ENDS = {rate_ratio: (0, np.inf), rate_difference: (-np.inf, np.inf), percent_change: (-100, np.inf)}


@pytest.mark.parametrize(("function", "method"), COMPARED)
def test_a_one_sided_bound_is_the_limit_of_twice_the_tail(function, method):
    call, ends = CALLS[function], ENDS[function]
    two = function(*call, method=method, level=0.9)
    upper, lower = (function(*call, method=method, alternative=side) for side in ("upper", "lower"))
    assert (upper.low, upper.high) == (ends[0], pytest.approx(two.high, rel=1e-12))
    assert (lower.low, lower.high) == (pytest.approx(two.low, rel=1e-12), ends[1])
    assert (upper.method, lower.method) == tuple(f"{two.method}, one-sided {side} bound" for side in ("upper", "lower"))
    assert (upper.value, upper.unit) == (two.value, two.unit)
    weak = function(*call, method=method, level=0.3, alternative="lower")
    assert weak.low > weak.value


def test_two_rates_against_statsmodels():
    """Its roots are found to about 1e-9; its MOVER limits are closed forms."""
    from statsmodels.stats.rates import confint_poisson_2indep

    for groups in [(9, 1.2, 2, 1.5), (60, 51.4775, 30, 54.3087), (1, 10, 100, 3)]:
        for method, close in (("score", 3e-8), ("mover", 1e-12)):
            for compare, function in (("ratio", rate_ratio), ("diff", rate_difference)):
                if (method, compare) == ("score", "diff") and groups[0] == 9:
                    continue  # its root of this one is off in the fourth digit; R and mpmath have ours
                theirs = confint_poisson_2indep(*groups, method=method, compare=compare)
                got = function(*groups, method=method)
                assert (got.low, got.high) == pytest.approx(theirs, rel=close, abs=1e-8)


def test_zero_counts_by_score_and_mover():
    for method in ("score", "mover"):
        none, only = rate_ratio(0, 5, 4, 7, method=method), rate_ratio(4, 5, 0, 7, method=method)
        assert (none.value, none.low) == (0, 0)
        assert (only.value, only.high) == (np.inf, np.inf)
        assert 0 < none.high < np.inf
        assert 0 < only.low < np.inf
        both = rate_ratio(0, 5, 0, 7, method=method)
        assert (both.low, both.high) == (0, np.inf)
        assert np.isnan(both.value)
        # the score limits of no event in t are 0 and z^2 / t
        nothing = rate_difference(0, 5, 0, 7, method=method)
        assert (nothing.low, nothing.high) == pytest.approx((-(1.959963984540054**2) / 7, 1.959963984540054**2 / 5))
    assert rate_difference(0, 5, 0, 7).high == 0


def test_limits_of_one_count_in_closed_form():
    from scipy.stats import gamma

    for x in (1, 9, 400):
        score = rate(x, 1, method="score")
        assert score.low * score.high == pytest.approx(x**2)
        assert score.low + score.high == pytest.approx(2 * x + 1.959963984540054**2)
        jeffreys = rate(x, 1, method="jeffreys", level=0.9)
        assert (jeffreys.low, jeffreys.high) == pytest.approx(tuple(gamma.ppf([0.05, 0.95], x + 0.5)))
    assert rate(0, 1, method="score").high == pytest.approx(1.959963984540054**2)
    for method in ("score", "jeffreys"):
        assert rate(0, 1, method=method).low == 0


def test_a_limit_of_a_count_is_not_negative():
    """Byar's cube of a negative number: the 99.9% limit of one event."""
    assert rate(1, 1, method="byar", level=0.999).low == 0
    assert rate(1, 1, method="byar", level=0.99).low == pytest.approx((1 - 1 / 9 - 2.5758293035489 / 3) ** 3)


def test_p_values_that_underflow_are_zero():
    """ln p is about -1220 (49.4 standard errors): no floating-point number; 6e-323 was what scipy's tail left over."""
    call = (2_000_000, 330_000_000, 2_100_000, 330_000_000)
    assert [rate_ratio_test(*call, method=m) for m in ("exact", "doubled", "mid-p", "score")] == [0, 0, 0, 0]
    # mpmath, 40 digits: twice the lower tail of the binomial distribution
    near = rate_ratio_test(2_000_000, 330_000_000, 2_073_000, 330_000_000)
    assert near == pytest.approx(1.68424787198551e-286, rel=1e-10)
    assert rate_test(4_000_000, 3_900_000.0) == 0
    assert rate_test(2_000, 4_000.0) > 0


def test_tails_of_few_events_in_a_billion():
    """mpmath, 40 digits: P(X <= 3) with mean 8.767 in a billion; scipy's binom.cdf is off in the eighth digit."""
    from analysis.stats.proportions import binomial_test, proportion

    assert binomial_test(3, 10**9, null=8.767e-9, alternative="less") == pytest.approx(0.0250047767929, rel=1e-10)
    assert binomial_test(1200, 10**9, null=1e-6, alternative="greater") == pytest.approx(
        4.68410842458817e-10, rel=1e-10
    )
    poisson, binomial = rate(3, 1e9, method="exact"), proportion(3, 10**9, method="clopper-pearson")
    assert (binomial.low, binomial.high) == pytest.approx((poisson.low, poisson.high), rel=2e-8)
    for method in ("clopper-pearson", "mid-p", "jeffreys", "wilson"):
        few, many = (proportion(x, 10**9, method=method) for x in (3, 10**9 - 3))
        assert (many.low, many.high) == pytest.approx((1 - few.high, 1 - few.low), abs=3e-16)
    limits = proportion(3, 10**9, method="clopper-pearson", level=0.95)
    # roots of the tail by bisection with mpmath
    assert (limits.low, limits.high) == pytest.approx((6.18672123322895812e-10, 8.76727304446069714e-9), rel=1e-11)


@pytest.mark.parametrize(
    ("function", "arguments", "says"),
    [
        (rate, (1, 1e60), r"^person_time: expected numbers from 1e-50 to 1e\+50"),
        (rate, (1, 1e-60), r"^person_time: expected numbers from 1e-50 to 1e\+50"),
        (rate, (2**60, 1), r"^count: expected numbers from 0 to 9.0072e\+15"),
        (rate_test, (1, 1e40), r"^null times person_time: expected numbers from 0 to 9"),
        (rate, (1, 0), r"^person_time: expected numbers above 0, got 0; leave out what has none"),
    ],
)
def test_numbers_beyond_any_count_are_refused(function, arguments, says):
    with pytest.raises(DataError, match=says):
        function(*arguments)


def test_a_p_value_near_the_smallest_number_keeps_its_digits():
    """mpmath, 40 digits: P(X >= 406) of 423 with share 1/6 is 4.82378e-288; scipy's tail is off in the sixth digit."""
    there, back = rate_ratio_test(406, 1.0, 17, 5.0), rate_ratio_test(17, 5.0, 406, 1.0)
    assert there == pytest.approx(back, rel=1e-10, abs=0)


def test_p_values_of_two_rates_as_tails_of_scipy():
    from scipy.stats import binom, norm

    x1, t1, x2, t2 = 11, 0.8, 21, 3.011
    n, share = x1 + x2, t1 / (t1 + t2)
    half = binom.pmf(x1, n, share) / 2
    assert rate_ratio_test(x1, t1, x2, t2, method="mid-p") == pytest.approx(2 * (binom.sf(x1, n, share) + half))
    assert rate_ratio_test(x1, t1, x2, t2, method="doubled") == pytest.approx(2 * binom.sf(x1 - 1, n, share))
    z = (x1 - n * share) / np.sqrt(n * share * (1 - share))
    assert rate_ratio_test(x1, t1, x2, t2, method="score") == pytest.approx(2 * norm.sf(z))
