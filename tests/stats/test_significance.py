"""p values of test statistics against R 4.2.2 (pt, pf, pchisq, pnorm) and 40-digit arithmetic (mpmath)."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats.significance import p_from_statistic, p_limits_from_statistic

# test, statistic, df, alternative, p by R: 2 * pt(-2.2, 28), pf(4.75, 1, 145, lower = FALSE) ...
BY_R = [
    ("t", 2.2, 28, "two-sided", 0.0362254847788378),
    ("t", -2.2, 28, "two-sided", 0.0362254847788378),
    ("t", 37, 3.5, "two-sided", 1.15106075638923e-05),
    ("t", 2.1, 1e7, "two-sided", 0.0357288661105166),
    ("t", 0.3, 28, "greater", 0.38319656238429),
    ("t", 0.3, 28, "less", 0.61680343761571),
    ("F", 4.75, (1, 145), "two-sided", 0.0309125753107902),
    ("F", 22.2, (2, 28), "two-sided", 1.67445126552806e-06),
    ("F", 0.3, (5, 3), "two-sided", 0.886048854190722),
    ("F", 300, (5, 5000), "two-sided", 1.44828317554837e-281),
    ("chi-square", 9.1, 3, "two-sided", 0.0279904579321571),
    ("chi-square", 52.2, 28, "two-sided", 0.00363740263443872),
    ("chi-square", 500, 1, "two-sided", 9.50539776655409e-111),
    ("chi-square", 0, 3, "two-sided", 1),
    ("z", 1.96, None, "two-sided", 0.0499957902964409),
    ("z", -37, None, "two-sided", 1.14511424450492e-299),
    ("z", 1.2, None, "greater", 0.115069670221708),
    ("z", 1.2, None, "less", 0.884930329778292),
    ("r", 0.22, 28, "two-sided", 0.242738987912711),
    ("r", 0.999, 28, "two-sided", 2.43371028258015e-39),
    ("r", -0.52, 28, "less", 0.00161286261562988),
]


@pytest.mark.parametrize(("test", "statistic", "df", "alternative", "p"), BY_R)
def test_p_agrees_with_r(test, statistic, df, alternative, p):
    assert p_from_statistic(test, statistic, df=df, alternative=alternative) == pytest.approx(p, rel=1e-11)


def test_a_small_t_keeps_its_digits():
    assert p_from_statistic("t", 1e-8, df=1) == pytest.approx(0.9999999936338023, abs=1e-11), "mpmath, 40 digits"


def test_limits_of_the_degrees_of_freedom_are_the_normal_and_chi_square_tests():
    assert p_from_statistic("t", 2.0, df=math.inf) == p_from_statistic("z", 2.0)
    assert p_from_statistic("F", 3.0, df=(2, math.inf)) == p_from_statistic("chi-square", 6.0, df=2)
    assert p_from_statistic("F", 4.84, df=(1, 28)) == pytest.approx(p_from_statistic("t", 2.2, df=28), rel=1e-13)
    assert p_from_statistic("chi-square", 4.84, df=1) == pytest.approx(p_from_statistic("z", 2.2), rel=1e-13)


def test_the_ends_of_every_scale():
    assert (
        p_from_statistic("r", 1, df=28)
        == p_from_statistic("r", -1, df=28)
        == p_from_statistic("t", math.inf, df=3)
        == 0
    )
    assert p_from_statistic("r", 0, df=28) == p_from_statistic("t", 0, df=3) == p_from_statistic("z", 0) == 1
    assert p_from_statistic("t", 0, df=3, alternative="greater") == 0.5
    assert p_from_statistic("t", -math.inf, df=3, alternative="greater") == 1
    assert p_from_statistic("F", math.inf, df=(1, 3)) == 0


def test_columns_keep_their_index_and_are_paired_by_label():
    t = pd.Series({"baclofen": 2.2, "gabapentin": np.nan, "pregabalin": 0.3})
    df = pd.Series({"pregabalin": 28, "baclofen": 28, "gabapentin": 10})
    made = p_from_statistic("t", t, df=df)
    assert made.index.tolist() == t.index.tolist() and made.isna().tolist() == [False, True, False]
    assert made["baclofen"] == pytest.approx(0.0362254847788378)
    assert p_from_statistic("F", [4.75, 3.0], df=([1, 2], 145)).shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("T", 2.2, {"df": 28}), "test: expected one of"),
        (("t", 2.2, {}), "df: expected the degrees of freedom"),
        (("t", 2.2, {"df": 0}), "above 0"),
        (("z", 2.2, {"df": 28}), "expected none for z"),
        (("F", 2.2, {"df": 28}), "a pair for F"),
        (("F", -1, {"df": (1, 28)}), "statistic: expected numbers from 0"),
        (("F", 1, {"df": (math.inf, 28)}), "finite degrees"),
        (("chi-square", 1, {"df": math.inf}), "finite degrees"),
        (("r", 1.1, {"df": 28}), "statistic: expected numbers from -1 to 1"),
        (("chi-square", 3.0, {"df": 1, "alternative": "greater"}), "alternative"),
        (("t", "2.2", {"df": 28}), "expected numbers"),
        (("t", [1, 2, 3], {"df": [1, 2]}), "equal lengths"),
    ],
)
def test_what_is_no_statistic_of_the_test_is_refused(arguments, words):
    test, statistic, others = arguments
    with pytest.raises(DataError, match=words):
        p_from_statistic(test, statistic, **others)


def test_a_rounded_statistic_has_a_span_of_p_values():
    assert p_limits_from_statistic("t", 2.195, 2.205, df=28) == pytest.approx((0.0358356592, 0.0366191155), rel=1e-8), (
        "R"
    )
    assert p_limits_from_statistic("t", -0.5, 0.7, df=28)[1] == 1, "0 lies between"
    assert p_limits_from_statistic("t", -0.5, 0.7, df=28)[0] == p_from_statistic("t", 0.7, df=28)
    assert p_limits_from_statistic("z", 1.0, 2.0, alternative="less") == (
        p_from_statistic("z", 1.0, alternative="less"),
        p_from_statistic("z", 2.0, alternative="less"),
    )
    assert p_limits_from_statistic("z", -math.inf, math.inf) == (0, 1)
    for ends in ((2.0, 1.0), (math.nan, 1.0)):
        with pytest.raises(DataError, match="low: expected"):
            p_limits_from_statistic("z", *ends)
