"""Groups by labels of any kind, columns paired by their labels, and input that is refused."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats import comparison
from analysis.stats.comparison.labels import crossed, numbered

VALUES = [1.0, 2.0, 3.0, 5.0, 8.0, 13.0]
DAYS = [dt.date(2019, 5, 1), dt.date(2020, 5, 1)]
# each: labels of six rows in two groups, and the labels in the order in which they must stand
LABELS = {
    "years": ([2019, 2019, 2019, 2020, 2020, 2020], [2019, 2020]),
    "numbers, nine before ten": ([9, 9, 9, 10, 10, 10], [9, 10]),
    "floats": ([0.5, 0.5, 0.5, 1.5, 1.5, 1.5], [0.5, 1.5]),
    "truth values": ([False, False, False, True, True, True], [False, True]),
    "nullable numbers": (pd.array([2019] * 3 + [2020] * 3, dtype="Int64"), [2019, 2020]),
    "nullable truth values": (pd.array([False] * 3 + [True] * 3, dtype="boolean"), [False, True]),
    "Arrow": (pd.Series([2019] * 3 + [2020] * 3, dtype="int64[pyarrow]"), [2019, 2020]),
    "categories of numbers": (pd.Categorical([2019] * 3 + [2020] * 3, categories=[2019, 2020, 2021]), [2019, 2020]),
    "ordered categories": (pd.Categorical(["low"] * 3 + ["high"] * 3, ["low", "high"], ordered=True), ["low", "high"]),
    "texts": (["a"] * 3 + ["b"] * 3, ["a", "b"]),
    "numbers beside texts": ([2] * 3 + ["other"] * 3, [2, "other"]),
    "dates": ([DAYS[0]] * 3 + [DAYS[1]] * 3, DAYS),
    "timestamps": (pd.to_datetime([DAYS[0]] * 3 + [DAYS[1]] * 3), [pd.Timestamp(day) for day in DAYS]),
    "periods": (pd.PeriodIndex(["2019"] * 3 + ["2020"] * 3, freq="Y"), [pd.Period("2019"), pd.Period("2020")]),
    "pairs": ([("a", 1)] * 3 + [("a", 2)] * 3, [("a", 1), ("a", 2)]),
    "bins": (pd.cut(VALUES, [0, 4, 20]), [pd.Interval(0, 4), pd.Interval(4, 20)]),
}


@pytest.mark.parametrize("kind", LABELS)
def test_labels_of_any_kind_are_groups(kind):
    labels, order = LABELS[kind]
    plain = ["first"] * 3 + ["second"] * 3
    assert comparison.group_summary(VALUES, labels).index.tolist() == order
    for test in (comparison.kruskal_wallis, comparison.anova, comparison.compare_groups):
        assert test(VALUES, labels) == test(VALUES, plain)
    # first group in order less the second: (1 + 2 + 3) / 3 - (5 + 8 + 13) / 3
    assert comparison.compare_groups(VALUES, labels, test="welch").estimate.value == pytest.approx(2 - 26 / 3)


def test_kruskal_wallis_of_two_years_is_that_of_r():
    """R: ``kruskal.test(c(1, 2, 3, 4), c(2019, 2019, 2020, 2020))`` gives 2.4 on 1 df, p = 0.1213."""
    done = comparison.kruskal_wallis([1, 2, 3, 4], [2019, 2019, 2020, 2020])
    assert (done.statistic, done.df, done.p) == pytest.approx((2.4, 1, 0.12133525035848367), rel=1e-12)


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, pd.NaT])
@pytest.mark.parametrize("test", [comparison.kruskal_wallis, comparison.anova, comparison.compare_groups])
def test_rows_without_a_label_or_a_value_are_left_out_and_said(nothing, test):
    done = test([1, 2, 3, 4, 99, None], [2019.0, 2019, 2020, 2020, nothing, 2020])
    assert done.p == test([1, 2, 3, 4], [2019, 2019, 2020, 2020]).p
    assert done.reason.endswith("2 rows with a missing entry left out")


def test_years_that_a_missing_one_made_floats_are_whole_numbers():
    labels = comparison.group_summary([1, 2, 3], [2019.0, np.nan, 2020.0]).index
    assert labels.dtype == np.int64 and labels.tolist() == [2019, 2020]


def test_tables_of_levels_count_every_pair():
    table = crossed(["a", "b", "a", None], [True, False, False, True])
    assert table.index.tolist() == ["a", "b"] and table.columns.tolist() == [False, True]
    assert table.to_numpy().tolist() == [[1, 1], [1, 0]]
    with pytest.raises(DataError, match=r"^levels and groups: expected equal lengths, got 1 and 2"):
        crossed(["a"], [1, 2])


@pytest.mark.parametrize(
    "labels", ["ab", 7, None, {1, 2}, {"a": 1}, [[1], [2]], np.ones((2, 2)), pd.DataFrame({"a": [1, 2]})]
)
def test_what_is_no_column_of_labels_is_refused(labels):
    with pytest.raises(DataError, match=r"^group: expected"):
        numbered(labels, "group")
    with pytest.raises(DataError, match=r"^group: expected"):
        comparison.kruskal_wallis([1, 2], labels)


@pytest.mark.parametrize("labels", [[], [None, None], ["a", "a"], [1, None]])
def test_fewer_than_two_groups_are_refused(labels):
    with pytest.raises(DataError, match=r"^group: expected at least 2 groups"):
        comparison.kruskal_wallis([1.0] * len(labels), labels)


class TestPairs:
    """Rows of labelled columns belong together by their labels, never by position."""

    dose = pd.Series([1.0, 2.0, 3.0, 40.0, 50.0, 60.0], index=list("abcdef"))
    arm = pd.Series([2020, 2020, 2020, 2019, 2019, 2019], index=list("fedcba"))
    stay = pd.Series([9.0, 7.0, 8.0, 2.0, 1.0, 1.5], index=list("fedcba"))

    @pytest.mark.parametrize(
        "test",
        [comparison.kruskal_wallis, comparison.anova, comparison.compare_groups],
    )
    def test_values_and_groups(self, test):
        in_order = self.arm[self.dose.index]
        assert test(self.dose, self.arm) == test(self.dose.to_numpy(), in_order.to_numpy())
        with pytest.raises(DataError, match=r"^value and group: expected Series with the same labels"):
            test(self.dose, self.arm.rename({"a": "z"}))

    def test_summary(self):
        assert comparison.group_summary(self.dose, self.arm)["median"].to_dict() == {2019: 2.0, 2020: 50.0}

    def test_correlation(self):
        got = comparison.correlation(self.dose, self.stay, method="spearman").estimate.value
        assert (
            got
            == comparison.correlation(
                self.dose.to_numpy(), self.stay[::-1].to_numpy(), method="spearman"
            ).estimate.value
        )
        with pytest.raises(DataError, match=r"^x and y: expected Series with the same labels"):
            comparison.correlation(self.dose, self.stay.iloc[:5])

    def test_categories(self):
        first, second = pd.Series({"oral": 30, "dermal": 10, "eye": 5}), pd.Series({"eye": 9, "oral": 20, "dermal": 12})
        got = comparison.standardized_difference_categories(first, second)
        assert got == comparison.standardized_difference_categories([30, 10, 5], [20, 12, 9])
        with pytest.raises(DataError, match=r"^first and second: expected Series with the same labels"):
            comparison.standardized_difference_categories(first, second.drop("eye"))

    def test_standard_errors(self):
        smd, n = pd.Series({"CA": 0.0, "TX": 0.5}), pd.Series({"TX": 40, "CA": 50})
        got = comparison.smd_standard_error(smd, n, [50, 50])
        assert got.to_dict() == pytest.approx({"CA": 0.2, "TX": np.sqrt(90 / 2000 + 0.25 / 180)})

    def test_quantiles(self):
        values, cases = pd.Series([1.0, 2.0], index=["a", "b"]), pd.Series([1, 3], index=["b", "a"])
        assert comparison.quantiles_counted(values, cases, [0.5]).tolist() == [1.0]

    def test_ratings(self):
        """Raters that agree on all, categories in another order; and a category that one of them never used."""
        agree = pd.DataFrame([[0, 5], [7, 0]], index=["minor", "major"], columns=["major", "minor"])
        assert comparison.kappa(agree).value == 1 and comparison.observed_agreement(agree).value == 1
        with pytest.raises(DataError, match=r"^table: expected the same categories in rows and columns"):
            comparison.kappa(agree.rename(columns={"major": "death"}))
        assert comparison.kappa(pd.DataFrame({"minor": [5, 0], "major": [0, 7]})).value == 1


class TestRefused:
    """Input of the wrong kind ends in a `DataError` that names the argument."""

    @pytest.mark.parametrize(
        "wrong",
        [["1", "2", "3"], [1 + 2j] * 3, pd.to_timedelta([1, 2, 3]), [1, 2, np.inf], [[1, 2], [3, 4]], [1e200] * 3],
    )
    @pytest.mark.parametrize(
        "test",
        [comparison.t_test, comparison.wilcoxon_rank_sum, comparison.correlation, comparison.standardized_difference],
    )
    def test_values(self, wrong, test):
        with pytest.raises(DataError, match=r"^x: expected"):
            test(wrong, [1, 2, 4])
        with pytest.raises(DataError, match=r"^y: expected"):
            test([1, 2, 4], wrong)

    @pytest.mark.parametrize(
        "wrong", [[[1, 2], [3, 1e16]], [[1, 2], [3, None]], [[1, 2], [3, 4j]], [[[1, 2], [3, 4]]], 5]
    )
    @pytest.mark.parametrize(
        "test", [comparison.contingency_test, comparison.cramers_v, comparison.expected_counts, comparison.kappa]
    )
    def test_tables(self, wrong, test):
        with pytest.raises(DataError, match=r"^table: expected"):
            test(wrong)

    @pytest.mark.parametrize("wrong", [[0.9, 0.95], "95%", None, 1, pd.Series([0.9])])
    def test_levels(self, wrong):
        for call in (
            lambda: comparison.t_test([1, 2, 3], [2, 3, 5], level=wrong),
            lambda: comparison.kappa([[3, 1], [1, 3]], level=wrong),
            lambda: comparison.correlation([1, 2, 3, 4], [1, 3, 2, 4], level=wrong),
        ):
            with pytest.raises(DataError, match=r"^level: expected"):
                call()

    @pytest.mark.parametrize("wrong", [np.array(["g", "g"]), pd.Series(["g"]), pd.NA, ["fisher"], 2])
    def test_choices(self, wrong):
        with pytest.raises(DataError, match=r"^test: expected one of"):
            comparison.contingency_test([[1, 2], [3, 4]], test=wrong)
        with pytest.raises(DataError, match=r"^exact: expected one of None, True, False"):
            comparison.wilcoxon_rank_sum([1, 2], [3, 4], exact=wrong)

    @pytest.mark.parametrize("smd", [[0.1, "x"], [[0.1]], pd.to_timedelta([1])])
    def test_standard_error(self, smd):
        with pytest.raises(DataError, match=r"^smd: expected"):
            comparison.smd_standard_error(smd, 10, 20)
        with pytest.raises(DataError, match=r"^smd, n_first, n_second: expected columns of one length"):
            comparison.smd_standard_error([0.1, 0.2], [10, 20, 30], 20)


def test_standard_errors_of_lists_are_those_of_their_entries():
    alone = [comparison.smd_standard_error(0.1, 10, 20), comparison.smd_standard_error(0.7, 15, 25)]
    assert alone[0] == pytest.approx(np.sqrt(30 / 200 + 0.01 / 60), rel=1e-15)
    assert comparison.smd_standard_error([0.1, 0.7], (10, 15), np.array([20, 25])).tolist() == alone
    assert comparison.smd_standard_error([0.1, np.nan, np.inf], 10, 20).isna().tolist() == [False, True, True]
    assert np.isnan(comparison.smd_standard_error(np.nan, 10, 20))


class TestRounding:
    """Values that differ in their last bit alone are equal: they have no difference, no t and no correlation."""

    noise = 0.3, 0.1 + 0.2, 0.3, 0.3  # R: ``t.test`` says "data are essentially constant"

    def test_constant_groups(self):
        assert np.isnan(comparison.standardized_difference(self.noise, self.noise[::-1]).value)
        assert comparison.standardized_difference([0.1] * 3, self.noise).value == -np.inf
        with pytest.raises(DataError, match="constant"):
            comparison.t_test(self.noise, [0.2, 0.2])
        with pytest.raises(DataError, match="constant"):
            comparison.anova([*self.noise, 1, 2], list("aaaabb"))
        assert np.isnan(comparison.correlation(self.noise, [1, 2, 3, 4]).p)

    @pytest.mark.parametrize("method", ["pearson", "spearman"])
    @pytest.mark.parametrize("side", [1, -1])
    def test_a_straight_line_has_a_correlation_of_one(self, method, side):
        x = np.arange(1.0, 20) / 7
        got = comparison.correlation(x, side * (x * 3 + 0.1), method=method)
        assert (got.estimate.value, got.p, got.statistic) == (side, 0.0, side * np.inf)

    def test_raters_who_always_agree_have_no_width(self):
        got = comparison.kappa([[31, 0, 0], [0, 17, 0], [0, 0, 5]])
        assert (got.value, got.low, got.high) == (1.0, 1.0, 1.0)
