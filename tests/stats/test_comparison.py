"""Comparisons of groups: published values, edge cases, and what must always hold."""

from __future__ import annotations

from itertools import product
from math import factorial, prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats import comparison
from analysis.stats.comparison import freeman_halton, permutation

quick = settings(max_examples=20, deadline=None)
PERMEABILITY = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.90, 0.74, 1.21]
SLEEP = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
values = st.lists(st.integers(0, 9), min_size=3, max_size=9)


class TestContingency:
    def test_published_job_satisfaction(self):
        """Agresti 2002, Table 2.8: X2 = 5.97 on 9 df, p = 0.74; exact p = 0.7827 (?fisher.test)."""
        table = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
        pearson = comparison.contingency_test(table, test="chi-square")
        assert (pearson.statistic, pearson.df, pearson.p) == pytest.approx((5.97, 9, 0.74), abs=5e-3)
        assert comparison.contingency_test(table, test="fisher").p == pytest.approx(0.7827, abs=5e-5)

    def test_the_choice_is_stated(self):
        large = comparison.contingency_test([[29, 7, 7], [13, 7, 21]])
        assert large.test == "Pearson chi-square" and "smallest expected count 6.83" in large.reason
        small = comparison.contingency_test([[3, 1], [1, 3]])
        assert small.test == "Fisher exact" and "100% below 5" in small.reason
        assert comparison.contingency_test([[3, 1], [1, 3]], test="g").reason == "asked for"

    def test_empty_lines_are_left_out_and_said(self):
        got = comparison.contingency_test([[5, 0, 3], [2, 0, 9]], test="chi-square")
        same = comparison.contingency_test([[5, 3], [2, 9]], test="chi-square")
        assert (got.statistic, got.df, got.p) == (same.statistic, 1, same.p)
        assert "1 empty columns left out" in got.reason
        assert comparison.cramers_v([[5, 0, 3], [2, 0, 9]]) == comparison.cramers_v([[5, 3], [2, 9]])

    def test_too_many_tables_are_simulated_and_said(self):
        table = np.random.default_rng(4).multinomial(300, [1 / 36] * 36).reshape(6, 6)
        one, two = (comparison.contingency_test(table, test="fisher", resamples=2000, seed=9) for _ in range(2))
        assert one.p == two.p and "simulated from 2000 random tables, seed 9" in one.reason
        pearson = comparison.contingency_test(table, test="chi-square")
        assert one.p == pytest.approx(pearson.p, abs=0.06)

    def test_simulation_agrees_with_enumeration(self):
        table = np.array([[4, 1, 3], [0, 5, 2], [2, 2, 6]])
        exact = freeman_halton.exact_p(table)
        assert freeman_halton.simulated_p(table, 20_000, 3) == pytest.approx(exact, abs=4 * np.sqrt(exact / 20_000))

    @quick
    @given(st.lists(st.integers(0, 4), min_size=6, max_size=6))
    def test_enumeration_agrees_with_listing_every_table(self, cells):
        table = np.array(cells).reshape(2, 3)
        assume(table.any(axis=0).all() and table.any(axis=1).all())
        assert freeman_halton.exact_p(table) == pytest.approx(listed_p(table), rel=1e-10)
        assert freeman_halton.exact_p(table.T) == pytest.approx(listed_p(table), rel=1e-10)

    def test_order_of_lines_does_not_matter(self):
        table = np.array([[4, 1, 3, 0], [0, 5, 2, 2], [2, 2, 6, 1]])
        expected = freeman_halton.exact_p(table)
        for rows, columns in (([2, 0, 1], [3, 1, 0, 2]), ([1, 2, 0], [2, 3, 1, 0])):
            assert freeman_halton.exact_p(table[rows][:, columns]) == pytest.approx(expected, rel=1e-10)

    def test_frames_are_taken(self):
        frame = pd.DataFrame({"a": [29, 13], "b": [7, 7], "c": [7, 21]})
        assert comparison.contingency_test(frame).statistic == pytest.approx(13.055, abs=5e-4)

    @pytest.mark.parametrize(
        ("table", "test", "name"),
        [
            ([[1, 2], [3, -1]], "auto", "table"),
            ([[1, 2.5], [3, 1]], "auto", "table"),
            ([["1", "2"], ["3", "4"]], "auto", "table"),
            ([1, 2, 3], "auto", "table"),
            ([[1, 0], [3, 0]], "auto", "table"),
            ([[1, np.nan], [3, 2]], "auto", "table"),
            ([[1, 2, 3], [3, 2, 1]], "yates", "test"),
            ([[1, 2], [3, 1]], "barnard", "test"),
        ],
    )
    def test_refused(self, table, test, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            comparison.contingency_test(table, test=test)


def listed_p(table: np.ndarray) -> float:
    """Probability of all 2 x 3 tables with these margins that are no likelier, one table after the other."""
    rows, columns = table.sum(axis=1), table.sum(axis=0)

    def weight(top):
        cells = [*top, *(columns - top)]
        return 0.0 if min(cells) < 0 else 1 / prod(factorial(int(cell)) for cell in cells)

    tops = [np.array([*two, rows[0] - sum(two)]) for two in product(range(rows[0] + 1), repeat=2)]
    weights = np.array([weight(top) for top in tops])
    return weights[weights <= weight(table[0]) * (1 + 1e-7)].sum() / weights.sum()


class TestPermutation:
    def test_sum_distribution_by_listing(self):
        from itertools import combinations

        scores, copies = np.array([0, 1, 4]), np.array([2, 3, 1])
        sums = [sum(who) for who in combinations(np.repeat(scores, copies), 3)]
        chance = permutation.sum_distribution(scores, copies, 3)
        assert chance == pytest.approx(np.bincount(sums, minlength=len(chance)) / len(sums), rel=1e-12)

    def test_too_much_work_is_refused(self):
        with pytest.raises(DataError, match=r"exact=False"):
            comparison.wilcoxon_rank_sum(np.arange(3000.0), np.arange(3000.0) + 0.5, exact=True)


class TestRanks:
    def test_published_permeability(self):
        """Hollander and Wolfe 1973, p. 69 (?wilcox.test): W = 35, one-sided p 0.1272, shift 0.305 (-0.15 to 0.76)."""
        got = comparison.wilcoxon_rank_sum(*PERMEABILITY)
        assert got.statistic == 35 and got.p == pytest.approx(2 * 0.1272, abs=1e-4)
        shift = got.estimate
        assert (shift.value, shift.low, shift.high) == pytest.approx((0.305, -0.15, 0.76), abs=1e-9)
        assert got.test.endswith("exact") and got.reason == "both groups below 50"

    def test_published_mucociliary(self):
        """Hollander and Wolfe 1973, p. 116 (?kruskal.test): 0.7714 on 2 df, p = 0.68."""
        groups = {"normal": [2.9, 3.0, 2.5, 2.6, 3.2], "obstructive": [3.8, 2.7, 4.0, 2.4],
                  "asbestosis": [2.8, 3.4, 3.7, 2.2, 2.0]}  # fmt: skip
        rows = [(v, name) for name, some in groups.items() for v in some]
        got = comparison.kruskal_wallis(*zip(*rows, strict=True))
        assert (got.statistic, got.df, got.p) == pytest.approx((0.77143, 2, 0.68), abs=5e-3)

    def test_all_values_equal(self):
        """0/0: the normal approximation and Kruskal-Wallis are not defined; every permutation is as extreme."""
        assert comparison.wilcoxon_rank_sum([7, 7, 7], [7, 7], exact=True).p == 1
        assert np.isnan(comparison.wilcoxon_rank_sum([7, 7, 7], [7, 7], exact=False).p)
        ranks = comparison.kruskal_wallis([7, 7, 7, 7], list("aabb"))
        assert np.isnan(ranks.p) and "all values are equal" in ranks.reason

    def test_one_value_in_a_group(self):
        got = comparison.wilcoxon_rank_sum([9], [1, 2, 3])
        assert got.p == 0.5 and "too few values" in got.estimate.method

    def test_large_groups_use_the_normal_approximation_and_say_so(self):
        rng = np.random.default_rng(1)
        got = comparison.wilcoxon_rank_sum(rng.normal(size=60), rng.normal(size=70))
        exact = comparison.wilcoxon_rank_sum(rng.normal(size=60), rng.normal(size=70), exact=True)
        assert "normal approximation" in got.test and "not below 50" in got.reason and "exact" in exact.test

    @pytest.mark.parametrize(("m", "n", "quantiles"), [(45, 20, (334, 312, 271)), (12, 49, (203, 186, 154))])
    def test_limits_of_the_shift_stand_where_r_has_them(self, m, n, quantiles):
        """R: ``qwilcox(c(0.05, 0.025, 0.005), m, n)``; the normal approximation is within 3 of it."""
        from analysis.stats.comparison import ranks

        for level, expected in zip((0.9, 0.95, 0.99), quantiles, strict=True):
            assert ranks._exact_order(m, n, level) == expected
            assert abs(ranks._normal_order(m, n, level) - expected) <= 3

    def test_empty_group_is_refused(self):
        with pytest.raises(DataError, match=r"^x and y:"):
            comparison.wilcoxon_rank_sum([np.nan], [1, 2])

    @quick
    @given(values, values)
    def test_swapping_the_groups_mirrors(self, x, y):
        one, two = comparison.wilcoxon_rank_sum(x, y), comparison.wilcoxon_rank_sum(y, x)
        assert one.p == pytest.approx(two.p, rel=1e-10) and one.statistic + two.statistic == len(x) * len(y)
        assert one.estimate.value == pytest.approx(-two.estimate.value)
        assert (one.estimate.low, one.estimate.high) == pytest.approx((-two.estimate.high, -two.estimate.low))
        assert one.estimate.low <= one.estimate.value <= one.estimate.high

    @quick
    @given(values, values, st.integers(1, 5))
    def test_a_shift_moves_the_estimate_with_it(self, x, y, shift):
        one = comparison.wilcoxon_rank_sum(x, y).estimate
        two = comparison.wilcoxon_rank_sum(np.add(x, shift), y).estimate
        assert two.value == pytest.approx(one.value + shift)


class TestMeans:
    def test_published_sleep(self):
        """Student 1908 (?t.test, data sleep): Welch t = -1.8608, df = 17.776, p = 0.07939, -3.365 to 0.205."""
        got = comparison.t_test(*SLEEP)
        assert (got.statistic, got.df, got.p) == pytest.approx((-1.8608, 17.776, 0.07939), abs=5e-4)
        assert (got.estimate.low, got.estimate.high) == pytest.approx((-3.3655, 0.2055), abs=5e-4)

    def test_two_groups_of_welch_anova_are_welch_t(self):
        value, group = np.concatenate(SLEEP), np.repeat(["a", "b"], 10)
        assert comparison.anova(value, group).statistic == pytest.approx(comparison.t_test(*SLEEP).statistic ** 2)
        same = comparison.anova(value, group, equal_variances=True)
        student = comparison.t_test(*SLEEP, equal_variances=True)
        assert same.p == pytest.approx(student.p) and (same.df, same.df_residual) == (1, 18)

    def test_a_large_constant_costs_no_digits(self):
        """F of 0..9 halves: adding 2^30 is exact, so nothing may change."""
        value, group = np.arange(10.0) ** 2 / 1024, ["a", "b"] * 5
        for same in (True, False):
            near, far = (comparison.anova(value + far, group, equal_variances=same) for far in (0, 2.0**30))
            assert far.statistic == pytest.approx(near.statistic, rel=1e-9)

    def test_constant_or_single_groups_are_refused(self):
        with pytest.raises(DataError, match="constant"):
            comparison.t_test([3, 3, 3], [4, 4])
        with pytest.raises(DataError, match="at least two"):
            comparison.t_test([3], [4, 5])
        with pytest.raises(DataError, match="kruskal_wallis"):
            comparison.anova([1, 1, 2, 3], list("aabb"))

    def test_choice_by_size_is_stated(self):
        rng = np.random.default_rng(0)
        value, two = rng.normal(size=90), np.repeat(["a", "b"], 45)
        assert comparison.compare_groups(value, two).test == "Welch t"
        assert "30 values or more" in comparison.compare_groups(value, two).reason
        assert comparison.compare_groups(value, np.repeat(list("abc"), 30)).test == "Welch analysis of variance"
        assert comparison.compare_groups(value[:20], two[35:55]).test == "Wilcoxon rank sum, exact"
        few = comparison.compare_groups(value[:12], np.repeat(list("abc"), 4))
        assert few.test == "Kruskal-Wallis" and "smallest group has 4" in few.reason

    def test_missing_rows_are_counted(self):
        got = comparison.compare_groups([1, 2, np.nan, 4, 5, 6], ["a", "a", "a", "b", None, "b"])
        assert "2 rows with a missing entry left out" in got.reason

    def test_order_of_categories_is_kept(self):
        group = pd.Categorical(["low", "high", "low", "high"], categories=["low", "high"])
        assert comparison.group_summary([1, 5, 3, 9], group).index.tolist() == ["low", "high"]
        assert comparison.compare_groups([1, 5, 3, 9], group, test="welch").estimate.value == -5

    @pytest.mark.parametrize(
        ("arguments", "name"),
        [
            (([1, 2], ["a", "a"]), "group"),
            (([1, 2, 3], ["a", "b"]), "value and group"),
            ((["1", "2"], ["a", "b"]), "value"),
            (([1, np.inf], ["a", "b"]), "value"),
        ],
    )
    def test_refused(self, arguments, name):
        with pytest.raises(DataError, match=rf"^{name}:"):
            comparison.compare_groups(*arguments)

    def test_a_test_for_two_groups_is_refused_for_three(self):
        with pytest.raises(DataError, match=r"^group: expected two groups"):
            comparison.compare_groups([1, 2, 3, 4, 5, 6], list("aabbcc"), test="welch")

    @quick
    @given(values, values)
    def test_limits(self, x, y):
        assume(np.ptp(x) > 0 or np.ptp(y) > 0)
        one, wide = comparison.t_test(x, y), comparison.t_test(x, y, level=0.99)
        assert wide.estimate.low < one.estimate.low <= one.estimate.value <= one.estimate.high < wide.estimate.high
        assert (one.p < 0.05) == (not one.estimate.low <= 0 <= one.estimate.high)


class TestDifferences:
    def test_published_binary(self):
        """59 of 84 against 40 of 84, by the formula of Austin 2009: 0.472."""
        got = comparison.standardized_difference_categories([59, 25], [40, 44])
        assert got.value == pytest.approx(0.472, abs=5e-4)

    def test_hedges_is_cohen_times_the_correction(self):
        """Hedges 1981: about 1 - 3/(4 m - 1) with m degrees of freedom."""
        cohen, hedges = (comparison.standardized_difference(*SLEEP, spread=s).value for s in ("cohen", "hedges"))
        assert hedges / cohen == pytest.approx(1 - 3 / (4 * 18 - 1), abs=2e-4)

    def test_constant_groups(self):
        assert np.isnan(comparison.standardized_difference([3, 3], [3, 3]).value)
        assert comparison.standardized_difference([4, 4], [3, 3]).value == np.inf
        assert np.isnan(comparison.standardized_difference_categories([0, 5], [0, 7]).value)

    @pytest.mark.parametrize(
        ("first", "second"),
        [([5, 0, 5], [6, 0, 4]), ([9, 0, 0], [0, 4, 5]), ([1, 2], [1, 2, 3]), ([0, 0], [1, 2]), ([1, -2], [1, 2])],
    )
    def test_categories_refused(self, first, second):
        with pytest.raises(DataError, match=r"^first"):
            comparison.standardized_difference_categories(first, second)

    def test_too_few_values_are_refused(self):
        with pytest.raises(DataError, match=r"^x and y:"):
            comparison.standardized_difference([1], [2, 3])

    @quick
    @given(st.lists(st.integers(1, 30), min_size=6, max_size=6), st.permutations(range(3)))
    def test_order_of_categories_and_groups_does_not_matter(self, cells, order):
        first, second = np.array(cells[:3]), np.array(cells[3:])
        got = comparison.standardized_difference_categories(first, second).value
        other = comparison.standardized_difference_categories(second[list(order)], first[list(order)]).value
        assert other == pytest.approx(got, rel=1e-7, abs=1e-7) and got >= 0

    def test_no_difference_between_certain_groups_is_not_defined(self):
        smd = comparison.standardized_difference_categories([0, 10], [0, 8]).value
        assert np.isnan(smd) and np.isnan(comparison.smd_standard_error(smd, 10, 8))

    def test_standard_error_of_a_column(self):
        se = comparison.smd_standard_error(pd.Series([0.0, 0.5], index=["a", "b"]), 50, [50, 40])
        assert list(se.index) == ["a", "b"]
        assert se.tolist() == pytest.approx([0.2, np.sqrt(90 / 2000 + 0.25 / 180)])


class TestAgreement:
    def test_published_diagnoses(self):
        """Fleiss, Levin and Paik 2003, Table 18.1: 100 subjects, three categories, kappa 0.68."""
        got = comparison.kappa([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
        assert got.value == pytest.approx(0.68, abs=5e-3)
        assert comparison.observed_agreement([[75, 1, 4], [5, 4, 1], [0, 0, 10]]).value == 0.89

    def test_edges(self):
        assert comparison.kappa([[5, 0], [0, 5]]).value == 1
        assert np.isnan(comparison.kappa([[5, 0], [0, 0]]).value)
        two = [[44, 6], [9, 41]]
        assert comparison.kappa(two, weights="linear").value == pytest.approx(comparison.kappa(two).value)

    @pytest.mark.parametrize("table", [[[1, 2, 3], [1, 2, 3]], [[5]], [[0, 0], [0, 0]], [[1, "2"], [3, 4]]])
    def test_tables_refused(self, table):
        with pytest.raises(DataError, match=r"^table:"):
            comparison.kappa(table)

    def test_standard_error_by_resampling(self):
        """The large-sample limits of weighted kappa against the spread of 4,000 multinomial samples."""
        table = np.array([[30, 8, 2], [6, 25, 9], [1, 7, 32]])
        drawn = np.random.default_rng(8).multinomial(120, table.ravel() / 120, size=4000).reshape(-1, 3, 3)
        values_ = [comparison.kappa(sample, weights="quadratic").value for sample in drawn]
        got = comparison.kappa(table, weights="quadratic", level=0.95)
        assert (got.high - got.low) / (2 * 1.959964) == pytest.approx(np.std(values_), rel=0.06)

    def test_published_tuna(self):
        """Hollander and Wolfe 1973, p. 187 (?cor.test): Kendall tau 0.4444, p = 0.1194."""
        x, y = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1], [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
        got = comparison.correlation(x, y, method="kendall")
        assert (got.estimate.value, got.p) == pytest.approx((0.4444, 0.1194), abs=5e-5)
        pearson = comparison.correlation(x, y)  # ?cor.test: t = 1.8411, df = 7, p = 0.1082, -0.1497 to 0.8956
        assert (pearson.statistic, pearson.df, pearson.p) == pytest.approx((1.8411, 7, 0.1082), abs=5e-5)
        assert (pearson.estimate.low, pearson.estimate.high) == pytest.approx((-0.1497, 0.8956), abs=5e-5)

    def test_constant_column_and_few_rows(self):
        got = comparison.correlation([1, 1, 1, 1], [1, 2, 3, 4])
        assert np.isnan([got.p, got.estimate.value]).all() and "constant" in got.reason
        three = comparison.correlation([1, 2, 4], [1, 3, 2])
        assert np.isnan(three.estimate.low) and 0 < three.p < 1
        with pytest.raises(DataError, match=r"^x and y:"):
            comparison.correlation([1, 2, np.nan], [1, 3, 2])
        with pytest.raises(DataError, match=r"^x and y:"):
            comparison.correlation([1, 2, 3], [1, 3])

    @quick
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=6, max_size=12),
           st.sampled_from(["pearson", "spearman", "kendall"]))  # fmt: skip
    def test_mirror_and_limits(self, rows, method):
        x, y = np.array(rows, dtype=float).T
        assume(np.ptp(x) > 0 and np.ptp(y) > 0)
        one, two = comparison.correlation(x, y, method=method), comparison.correlation(x, -y, method=method)
        assert one.estimate.value == pytest.approx(-two.estimate.value, abs=1e-9)
        if abs(one.estimate.value) < 1 - 1e-9:
            assert one.estimate.low < one.estimate.value < one.estimate.high


def test_comparison_has_a_frame_and_a_summary():
    got = comparison.t_test(*SLEEP)
    row = got.to_frame().iloc[0]
    assert row["test"] == "Welch t" and row["value"] == got.estimate.value
    assert "Welch t: statistic -1.861, df 17.78, p = 0.079 (asked for)" in got.summary()
