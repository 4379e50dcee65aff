"""What every statistic takes as numbers, and how columns with labels are paired."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from analysis import DataError
from analysis.stats.arguments import checked_level, number, numbers, paired


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (True, 1.0),
        ([True, False], [1.0, 0.0]),
        (pd.Series([True, None]), [1.0, np.nan]),
        (pd.Series([1, pd.NA], dtype="Int64"), [1.0, np.nan]),
        (pd.Series([True, pd.NA], dtype="boolean"), [1.0, np.nan]),
        (pd.Series([1, 2], dtype="int64[pyarrow]"), [1.0, 2.0]),
        (pd.Categorical([3, 1, 3]), [3.0, 1.0, 3.0]),
        ([Decimal("0.5"), Fraction(1, 4)], [0.5, 0.25]),
        (range(3), [0.0, 1.0, 2.0]),
        ([], []),
    ],
)
def test_numbers_in_every_dress(given, read):
    np.testing.assert_array_equal(numbers(given, "x"), read)


@pytest.mark.parametrize(
    "given",
    [
        "3",
        ["3", 4],
        [b"3"],
        1j,
        [1 + 2j],
        np.array([np.complex64(1)], dtype=object),
        pd.Series([pd.Timedelta(days=1)]),
        [pd.Timedelta(days=1)],
        [np.timedelta64(3, "s")],
        pd.period_range("2020", periods=2, freq="Y"),
        pd.date_range("2020", periods=2),
        pd.NaT,
        pd.Interval(0, 1),
        np.ma.masked_array([1.0, 2.0], mask=[False, True]),
        [[1, 2], [3]],
        [[1, 2], [3, 4]],
        {"a": 1},
        None,
        np.nan,
        pd.DataFrame({"x": [1]}),
    ],
    ids=repr,
)
def test_what_is_no_number_is_refused_by_name(given):
    with pytest.raises(DataError, match=r"^x: expected "):
        numbers(given, "x")


def test_one_number_is_not_a_column():
    assert number(2, "x") == 2.0
    for wrong in ([2], [0.9, 0.95], pd.Series([0.95])):
        with pytest.raises(DataError, match="expected one number"):
            number(wrong, "x")
        with pytest.raises(DataError, match="level: expected one number"):
            checked_level(wrong)


CASES = pd.Series({"CA": 9, "TX": 5, "NY": 2})


def test_labelled_columns_are_paired_by_their_labels():
    people = pd.Series({"CA": 39e6, "NY": 19e6, "TX": 30e6})
    count, population = paired(count=CASES, population=people)
    assert count is CASES and population.tolist() == [39e6, 30e6, 19e6] and [*population.index] == [*CASES.index]


def test_what_has_no_labels_is_paired_by_position():
    assert paired(a=CASES, b=[1, 2, 3], c=2.0, d=None)[1:] == [[1, 2, 3], 2.0, None]
    twice = pd.Series([1, 2], index=["a", "a"])
    assert paired(x=twice, y=twice + 1)[1].tolist() == [2, 3]  # the same labels in the same order


@pytest.mark.parametrize(
    "other",
    [
        pd.Series({"CA": 39e6, "TX": 30e6, "FL": 1.0}),
        pd.Series({"CA": 39e6, "TX": 30e6}),
        pd.Series([39e6, 30e6, 19e6]),
        pd.Series([1.0, 2.0, 3.0], index=["CA", "CA", "TX"]),
    ],
)
def test_unequal_labels_are_refused(other):
    with pytest.raises(DataError, match=r"^count and population: expected Series with the same labels"):
        paired(count=CASES, population=other)
