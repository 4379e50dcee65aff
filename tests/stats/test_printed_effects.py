"""Effects that were printed with their limits: the standard error of their limits, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats import pool, printed_effects


def test_the_standard_error_is_that_of_the_limits():
    # ALPADIR: ln OR 0.1823, SE 0.3727 (review of the facts); Addolorato 2007: counts give SE 0.4830, limits are rounded
    found = printed_effects([1.20, 6.3], [0.58, 2.4], [2.50, 16.1])
    np.testing.assert_allclose(found["effect"], [0.1823, np.log(6.3)], atol=5e-5)
    np.testing.assert_allclose(np.sqrt(found["variance"]), [0.3727, 0.4856], atol=5e-5)
    assert set(found["measure"]) == {"GENEXP"}


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_limits_come_back_at_their_own_level(level):
    ratio = pool(printed_effects(2.0, 0.5, 8.0, level=level), level=level).estimate
    difference = pool(printed_effects(-3.0, -7.0, 1.0, ratio=False, level=level), level=level).estimate
    np.testing.assert_allclose([ratio.value, ratio.low, ratio.high], [2, 0.5, 8])
    np.testing.assert_allclose([difference.value, difference.low, difference.high], [-3, -7, 1])


def test_labelled_columns_pair_by_label_and_missing_ones_stay_missing():
    value = pd.Series({"a": 1.2, "b": 6.3, "c": np.nan})
    low, high = pd.Series({"c": np.nan, "b": 2.4, "a": 0.58}), pd.Series({"b": 16.1, "a": 2.5, "c": np.nan})
    found = printed_effects(value, low, high)
    assert list(found.index) == ["a", "b", "c"] and found["effect"].isna().tolist() == [False, False, True]
    assert found.loc["a", "variance"] == pytest.approx(0.3727**2, abs=1e-4)
    with pytest.raises(DataError, match="labels"):
        printed_effects(value, low, high.rename({"a": "x"}))


@pytest.mark.parametrize(
    ("cells", "options", "says"),
    [
        ((6.3, 2.4, 6.1), {}, "expected limits below and above the value"),
        ((1.2, 1.2, 2.5), {}, "expected limits below and above the value"),
        ((1.2, 2.5, 0.58), {}, "expected limits below and above the value"),
        ((1.2, 0, 2.5), {}, "low: expected ratios above 0"),
        ((-1.2, -2, 2.5), {}, "value: expected ratios above 0"),
        (([1.2, 2], [0.5], [3, 4]), {}, "equal lengths"),
        (("1.2", 0.5, 3), {}, "value: expected numbers"),
        ((1.2, 0.58, 2.5), {"level": 95}, "level"),
        ((1.2, 0.58, np.inf), {}, "high: expected finite"),
    ],
)
def test_what_is_no_interval_of_its_value_is_refused(cells, options, says):
    with pytest.raises(DataError, match=says):
        printed_effects(*cells, **options)
