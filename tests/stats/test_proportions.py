"""One proportion: published limits, edge cases, and what must hold for any count."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.proportions import METHODS, binomial_test, proportion, rule_of_three

# Newcombe RG, Stat Med 1998;17:857-872, Table I.
PUBLISHED = [
    (81, 263, "wilson", 0.2553, 0.3662),
    (81, 263, "wilson-cc", 0.2535, 0.3682),
    (81, 263, "clopper-pearson", 0.2527, 0.3676),
    (81, 263, "mid-p", 0.2544, 0.3658),
    (15, 148, "wilson", 0.0624, 0.1605),
    (15, 148, "clopper-pearson", 0.0578, 0.1617),
    (15, 148, "mid-p", 0.0601, 0.1581),
    (0, 20, "wilson", 0.0, 0.1611),
    (0, 20, "clopper-pearson", 0.0, 0.1684),
    (0, 20, "mid-p", 0.0, 0.1391),
    (1, 29, "wilson", 0.0061, 0.1718),
    (1, 29, "clopper-pearson", 0.0009, 0.1776),
    (1, 29, "mid-p", 0.0017, 0.1585),
]
CONTAINING = sorted(set(METHODS) - {"jeffreys-equal-tailed"})
levels = st.floats(0.5, 0.999)
tables = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("x", "n", "method", "low", "high"), PUBLISHED)
def test_published_limits(x, n, method, low, high):
    got = proportion(x, n, method=method)
    assert (got.low, got.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_one_sided_bound_is_lower_and_says_so():
    two, one = (proportion(0, 30, method="clopper-pearson", alternative=a) for a in ("two-sided", "upper"))
    assert round(two.high, 4) == 0.1157
    assert round(one.high, 4) == 0.0950
    assert one.high == pytest.approx(1 - 0.05 ** (1 / 30), rel=1e-13)
    assert one.low == 0
    assert "one-sided" not in two.method
    assert one.method == "Clopper-Pearson, one-sided upper bound"
    assert proportion(30, 30, alternative="lower").high == 1


@pytest.mark.parametrize("method", METHODS)
def test_one_sided_bound_is_the_two_sided_limit_of_twice_the_tail(method):
    two = proportion(7, 30, method=method, level=0.9)
    upper, lower = (proportion(7, 30, method=method, level=0.95, alternative=a) for a in ("upper", "lower"))
    assert upper.high == pytest.approx(two.high, rel=1e-12)
    assert lower.low == pytest.approx(two.low, rel=1e-12)


@pytest.mark.parametrize("method", sorted(set(CONTAINING) - {"agresti-coull", "wald"}))
@pytest.mark.parametrize("n", [1, 2, 30])
def test_no_events_and_all_events_reach_the_end_of_the_scale(method, n):
    none, every = proportion(0, n, method=method), proportion(n, n, method=method)
    assert none.low == 0 < none.high < 1
    assert every.high == 1 > every.low > 0


def test_edges_of_the_approximate_methods():
    assert proportion(0, 30, method="wald").high == 0
    assert proportion(0, 30, method="agresti-coull").low < 0
    assert proportion(0, 30, method="jeffreys-equal-tailed").low > 0


def test_column_keeps_index_and_missing_entries():
    events = pd.Series([0, None, 3], index=["a", "b", "c"])
    got = proportion(events, pd.Series([4, 4, 4.0], index=events.index), method="mid-p", level=0.9)
    assert list(got.index) == ["a", "b", "c"]
    assert list(got.columns) == ["value", "low", "high"]
    assert got.loc["b"].isna().all()
    assert got.attrs == {"what": "share", "level": 0.9, "method": "mid-p", "unit": ""}
    one = proportion(3, 4, method="mid-p", level=0.9)
    assert tuple(got.loc["c"]) == (one.value, one.low, one.high)


@pytest.mark.parametrize("method", METHODS)
def test_empty_column(method):
    assert proportion([], [], method=method).shape == (0, 3)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((-1, 4), "events"),
        ((5, 4), "events"),
        ((1.5, 4), "events"),
        (("1", 4), "events"),
        ((None, 4), "events"),
        ((1, 4.5), "n"),
        ((1, "4"), "n"),
        ((0, 0), "n"),
        (([1, 2], [3, 4, 5]), "events and n"),
    ],
)
def test_counts_that_are_none(arguments, named):
    for function in (proportion, binomial_test):
        with pytest.raises(DataError, match=rf"^{named}:"):
            function(*arguments)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"level": 0}, "level"),
        ({"level": 1}, "level"),
        ({"level": 95}, "level"),
        ({"level": "95%"}, "level"),
        ({"method": "exact"}, "method"),
        ({"alternative": "less"}, "alternative"),
    ],
)
def test_options_that_are_none(options, named):
    with pytest.raises(DataError, match=rf"^{named}:"):
        proportion(1, 4, **options)


def test_whole_floats_are_counts():
    assert proportion(3.0, 4.0) == proportion(3, 4)


@given(tables, st.sampled_from(CONTAINING), levels)
@settings(max_examples=60, deadline=None)
def test_limits_contain_the_estimate_and_widen_with_the_level(table, method, level):
    """On the scale of shares: Agresti-Coull's limits beyond 0 and 1, which are published uncut, are not nested."""
    narrow, wide = (proportion(*table, method=method, level=a) for a in (level, level + (1 - level) / 2))
    assert max(wide.low, 0) <= max(narrow.low, 0) <= narrow.value + 1e-12
    assert narrow.value - 1e-12 <= min(narrow.high, 1) <= min(wide.high, 1)


@given(tables, st.sampled_from(sorted(METHODS)), levels)
@settings(max_examples=60, deadline=None)
def test_events_mirror_non_events(table, method, level):
    x, n = table
    got, mirror = (
        proportion(x, n, method=method, level=level),
        proportion(n - x, n, method=method, level=level),
    )
    assert (got.low, got.high) == (
        pytest.approx(1 - mirror.high, abs=1e-12),
        pytest.approx(1 - mirror.low, abs=1e-12),
    )


@given(tables, levels, st.sampled_from(["two-sided", "upper", "lower"]))
@settings(max_examples=60, deadline=None)
def test_mid_p_limits_leave_half_of_the_observed_outside(table, level, alternative):
    from scipy.stats import binom

    x, n = table
    got = proportion(x, n, method="mid-p", level=level, alternative=alternative)
    tail = (1 - level) / 2 if alternative == "two-sided" else 1 - level
    if got.high < 1:
        assert binom.cdf(x, n, got.high) - binom.pmf(x, n, got.high) / 2 == pytest.approx(tail, rel=1e-9)
    if got.low > 0:
        assert binom.sf(x, n, got.low) + binom.pmf(x, n, got.low) / 2 == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_a_column_is_the_numbers_one_by_one(method):
    rng = np.random.default_rng(1)
    n = rng.integers(1, 5000, 200)
    x = rng.binomial(n, rng.random(200))
    column = proportion(x, n, method=method, level=0.99)
    for i in (0, 17, 199):
        one = proportion(x[i], n[i], method=method, level=0.99)
        assert tuple(column.iloc[i]) == pytest.approx((one.value, one.low, one.high), rel=1e-12)


def test_mid_p_without_events_below_one_half():
    """With half the mass at 0 no upper bound of 50% or less exists: it is 0."""
    assert proportion(0, 9, method="mid-p", level=0.3, alternative="upper").high == 0


def test_binomial_test_against_scipy():
    from scipy.stats import binomtest

    x, n, null = [0, 5, 9, 3, 40], [10, 10, 10, 200, 90], [0.1, 0.5, 0.2, 0.01, 0.45]
    for alternative in ("two-sided", "less", "greater"):
        got = binomial_test(x, n, null=null, alternative=alternative)
        expected = [binomtest(*row, alternative=alternative).pvalue for row in zip(x, n, null, strict=True)]
        assert got.tolist() == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("x", "null", "p"), [(0, 0, 1), (1, 0, 0), (4, 1, 1), (3, 1, 0), (2, 0.5, 1)])
def test_binomial_test_at_the_ends(x, null, p):
    assert binomial_test(x, 4, null=null) == p


def test_binomial_test_keeps_missing_entries():
    got = binomial_test(pd.Series([1, None], index=["a", "b"]), 5)
    assert got.name == "p"
    assert got["a"] == 0.375
    assert np.isnan(got["b"])


def test_rule_of_three():
    assert rule_of_three(300) == 0.01
    assert rule_of_three([2, 30]).tolist() == [1, 0.1]
    exact = proportion(0, 300, method="clopper-pearson", alternative="upper").high
    assert rule_of_three(300) == pytest.approx(exact, rel=0.01)
    with pytest.raises(DataError, match=r"^n:"):
        rule_of_three(0)


def test_tails_of_the_binomial_distribution_at_every_count():
    from scipy.stats import binom

    from analysis.stats.exact import Binomial

    x, n = np.arange(-1, 8), 6
    for share in (0.0, 1e-300, 0.03, 0.5, 0.97, 1.0):
        ours, theirs = Binomial(np.full(x.shape, n), np.full(x.shape, share)), binom(n, share)
        assert ours.cdf(x) == pytest.approx(theirs.cdf(x), rel=1e-12)
        assert ours.sf(x) == pytest.approx(theirs.sf(x), rel=1e-12)
    one_or_more = binomial_test(1, 20, null=0.03, alternative="greater")
    assert one_or_more == pytest.approx(1 - 0.97**20, rel=1e-12)


def test_limits_of_many_events_in_large_samples():
    """Half a billion of a billion: by the normal approximation, which is then good to 1e-9 of the share."""
    for method in ("clopper-pearson", "mid-p", "jeffreys", "wilson"):
        got = proportion(5 * 10**8, 10**9, method=method)
        assert (got.low, got.high) == pytest.approx((0.5 - 3.098975162e-05, 0.5 + 3.098975162e-05), abs=2e-9)
