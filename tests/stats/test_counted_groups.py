"""Rank tests and quantiles from the number of cases at each value: those of the single cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import DataError
from analysis.stats.comparison import compare_counted, quantiles_counted, wilcoxon_rank_sum


def tabled(*samples) -> pd.DataFrame:
    values = np.unique(np.concatenate(samples))
    return pd.DataFrame({place: [(s == v).sum() for v in values] for place, s in enumerate(samples)}, index=values)


def drawn(seed: int, *sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [np.round(rng.gamma(3, 5 + place, size)) for place, size in enumerate(sizes)]


@pytest.mark.parametrize("sizes", [(400, 60, 55), (5, 4, 3), (100, 200, 50, 51)])
def test_kruskal_wallis_is_that_of_scipy(sizes):
    samples = drawn(3, *sizes)
    done, expected = compare_counted(tabled(*samples)), stats.kruskal(*samples)
    assert done.test == "Kruskal-Wallis"
    assert (done.statistic, done.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-10)
    assert done.df == len(sizes) - 1


@pytest.mark.parametrize("sizes", [(400, 60), (20, 90), (50, 50)])
def test_the_rank_sum_of_large_groups_is_that_of_scipy(sizes):
    x, y = drawn(4, *sizes)
    done = compare_counted(tabled(x, y))
    expected = stats.mannwhitneyu(x, y, method="asymptotic", use_continuity=True)
    assert (done.statistic, done.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-10)


def test_small_groups_are_compared_exactly():
    x, y = drawn(5, 12, 9)
    done, expected = compare_counted(tabled(x, y)), wilcoxon_rank_sum(x, y)
    assert (done.test, done.statistic, done.p) == (expected.test, expected.statistic, expected.p)
    assert "exact" in done.test


def test_eighty_million_cases_cost_no_digits():
    table = tabled(*drawn(6, 300, 200, 250))
    small, large = compare_counted(table), compare_counted(table * 100_000)
    # H grows with N as (N - 1) / (n - 1) when every count is multiplied
    assert large.statistic == pytest.approx(small.statistic / 749 * (750 * 100_000 - 1), rel=1e-9)


def test_what_cannot_be_compared_is_said():
    assert np.isnan(compare_counted(pd.DataFrame({"a": [60], "b": [70]}, index=[1.0])).p)
    assert np.isnan(compare_counted(pd.DataFrame({"a": [6], "b": [7], "c": [1]}, index=[1.0])).p)
    with pytest.raises(DataError, match="two groups"):
        compare_counted(pd.DataFrame({"a": [6, 2], "b": [0, 0]}, index=[1.0, 2.0]))
    with pytest.raises(DataError, match="index"):
        compare_counted(pd.DataFrame({"a": [6], "b": [7]}, index=["young"]))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_quantiles_are_those_of_numpy(sample, at):
    values, cases = np.unique(np.array(sample, dtype=float), return_counts=True)
    assert quantiles_counted(values, cases, at) == pytest.approx(np.quantile(sample, at))


def test_quantiles_of_nobody_are_missing():
    assert np.isnan(quantiles_counted([1.0, 2.0], [0, 0], [0.5])).all()
