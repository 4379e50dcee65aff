"""Rates and their comparison: published limits, edge cases, and what must hold for any count."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.rate_difference import rate_difference
from analysis.stats.rate_ratio import percent_change, rate_ratio, rate_ratio_test
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
