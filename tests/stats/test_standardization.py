"""Direct and indirect standardization: published results, edge cases, properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.rates import rate, rate_test
from analysis.stats.standardization import (
    DIRECT,
    INDIRECT,
    expected_count,
    indirectly_standardized_rate,
    standardized_rate,
    standardized_ratio,
)

# US white males, cancer deaths 1940 against the rates of 1960 (Selvin S, Statistical Analysis of Epidemiologic
# Data, 2004; the example of epitools::ageadjust.indirect).
DEATHS = [45, 201, 320, 670, 1126, 3160, 9723, 17935, 22179, 13461, 2238]
PEOPLE = [906897, 3794573, 10003544, 10629526, 9465330, 8249558, 7294330, 5022499, 2920220, 1019504, 142532]
DEATHS_1960 = [141, 926, 1253, 1080, 1869, 4891, 14956, 30888, 41725, 26501, 5928]
PEOPLE_1960 = [1784033, 7065148, 15658730, 10482916, 9939972, 10563872, 9114202, 6850263, 4702482, 1874619, 330915]
strata = st.lists(
    st.tuples(st.integers(0, 40), st.floats(100, 1e5), st.floats(0.1, 100)), min_size=1, max_size=6
).filter(lambda rows: any(row[0] for row in rows))


def test_selvin_cancer_deaths():
    expected = expected_count(PEOPLE, DEATHS_1960, PEOPLE_1960)
    assert round(expected, 1) == 85556.9
    assert round(standardized_ratio(sum(DEATHS), expected).value, 4) == 0.8305
    adjusted = indirectly_standardized_rate(DEATHS, PEOPLE, DEATHS_1960, PEOPLE_1960, multiplier=100_000)
    assert round(adjusted.value, 2) == 137.94
    assert adjusted.unit == "per 100,000"
    direct = standardized_rate(DEATHS, PEOPLE, PEOPLE_1960, multiplier=100_000)
    by_hand = sum(d / p * s for d, p, s in zip(DEATHS, PEOPLE, PEOPLE_1960, strict=True)) / sum(PEOPLE_1960)
    assert direct.value == pytest.approx(100_000 * by_hand)
    assert direct.low < direct.value < direct.high


def test_one_stratum_is_the_exact_poisson_rate():
    """Fay and Feuer 1997: with equal weights the gamma limits are the exact ones."""
    direct, exact = standardized_rate([14], [1e5], [3]), rate(14, 1e5)
    assert (direct.value, direct.low, direct.high) == pytest.approx((exact.value, exact.low, exact.high), rel=1e-12)


def test_no_events():
    got = standardized_rate([0, 0], [5000, 7000], [1, 2])
    assert (got.value, got.low) == (0, 0)
    assert 0 < got.high < np.inf
    lognormal = standardized_rate([0, 0], [5000, 7000], [1, 2], method="lognormal")
    assert np.isnan([lognormal.low, lognormal.high]).all()
    for method in ("exact", "mid-p", "byar"):
        assert standardized_ratio(0, 3.2, method=method).low == 0
    assert np.isnan(standardized_ratio(0, 3.2, method="log-wald").high)


def test_a_column_of_ratios():
    observed = pd.Series([12, 0, None], index=["a", "b", "c"])
    for method in INDIRECT:
        got = standardized_ratio(observed, [10.5, 2.0, 4.0], method=method)
        assert list(got.index) == ["a", "b", "c"]
        one = standardized_ratio(12, 10.5, method=method)
        assert tuple(got.loc["a"]) == pytest.approx((one.value, one.low, one.high))
        assert got.loc["c"].isna().all()


def test_the_exact_p_belongs_to_the_ratio():
    assert rate_test(83, 60.0) < 0.05
    assert standardized_ratio(83, 60.0).low > 1


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (standardized_rate, ([1, None], [5, 5], [1, 1]), "count and person_time"),
        (standardized_rate, ([1, 2], [5, 0], [1, 1]), "person_time"),
        (standardized_rate, ([1, 2.5], [5, 5], [1, 1]), "count"),
        (standardized_rate, ([1, 2], [5, 5], [1, -1]), "standard_population"),
        (standardized_rate, ([1, 2], [5, 5], [0, 0]), "standard_population"),
        (standardized_rate, ([1, 2], [5, 5], [1, None]), "standard_population"),
        (standardized_rate, ([1, 2], [5, 5], [1, 1, 1]), "count, person_time, standard_population"),
        (standardized_rate, ([], [], []), "standard_population"),
        (expected_count, ([5, None], [1, 1], [5, 5]), "count and person_time"),
        (expected_count, ([5, 5], [1, -1], [5, 5]), "standard_count"),
        (expected_count, ([5, 5], [1, 1], [5, 0]), "standard_person_time"),
        (standardized_ratio, (-1, 5), "observed"),
        (standardized_ratio, (1, 0), "expected"),
        (indirectly_standardized_rate, ([1, 1], [5, 5], [0, 0], [5, 5]), "standard_count"),
        (indirectly_standardized_rate, ([1, None], [5, 5], [1, 1], [5, 5]), "count and person_time"),
    ],
)
def test_arguments_that_cannot_be(function, arguments, named):
    with pytest.raises(DataError, match=rf"^{named}:"):
        function(*arguments)


def test_options_that_are_none():
    for options, named in [
        ({"level": 1}, "level"),
        ({"method": "exact"}, "method"),
        ({"multiplier": -1}, "multiplier"),
    ]:
        with pytest.raises(DataError, match=rf"^{named}:"):
            standardized_rate([1, 2], [5, 5], [1, 1], **options)


@given(strata, st.sampled_from(sorted(DIRECT)), st.floats(0.5, 0.999), st.floats(0.1, 1e6))
@settings(max_examples=50, deadline=None)
def test_limits_contain_widen_and_scale(rows, method, level, factor):
    columns = list(zip(*rows, strict=True))
    got = standardized_rate(*columns, method=method, level=level)
    wide = standardized_rate(*columns, method=method, level=level + (1 - level) / 2)
    assert wide.low < got.low < got.value < got.high < wide.high
    scaled = standardized_rate(*columns, method=method, level=level, multiplier=factor)
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx(
        (factor * got.value, factor * got.low, factor * got.high), rel=1e-12
    )
    heavier = standardized_rate(columns[0], columns[1], [7 * s for s in columns[2]], method=method, level=level)
    assert (heavier.value, heavier.low, heavier.high) == pytest.approx((got.value, got.low, got.high), rel=1e-11)


# Down's syndrome in children of mothers with five or more, Michigan 1950-1964 (Fay and Feuer 1997, Table II).
DOWNS = (
    [0, 8, 63, 112, 262, 295],
    [327, 30666, 123419, 149919, 104088, 34392],
    [319933, 931318, 786511, 488235, 237863, 61313],
)


def test_downs_syndrome_in_michigan():
    """The vignette of R's dsrTest prints 75.52901 (67.70212 to 188.30017) per 100,000 by the gamma method."""
    got = standardized_rate(*DOWNS, multiplier=100_000)
    assert (got.value, got.low, got.high) == pytest.approx((75.52901, 67.70212, 188.30017), abs=5e-6)


@pytest.mark.parametrize(("method", "count_method"), [("dobson-exact", "exact"), ("dobson-byar", "byar")])
def test_dobsons_limits_are_those_of_the_count_on_the_scale_of_the_rate(method, count_method):
    got = standardized_rate(*DOWNS, method=method, level=0.998)
    total = rate(740, 1, method=count_method, level=0.998)
    assert (total.high - 740) / (740 - total.low) == pytest.approx((got.high - got.value) / (got.value - got.low))
    one = standardized_rate([14], [1e5], [3], method=method)
    exact = rate(14, 1e5, method=count_method)
    assert (one.value, one.low, one.high) == pytest.approx((exact.value, exact.low, exact.high), rel=1e-12)


def test_dobson_has_no_limits_without_events():
    for method in ("dobson-exact", "dobson-byar", "lognormal"):
        got = standardized_rate([0, 0], [5000, 7000], [1, 2], method=method)
        assert got.value == 0
        assert np.isnan([got.low, got.high]).all()


@pytest.mark.parametrize("method", sorted(INDIRECT))
def test_a_one_sided_bound_is_the_limit_of_twice_the_tail(method):
    two = standardized_ratio(83, 60, method=method, level=0.9)
    upper, lower = (standardized_ratio(83, 60, method=method, alternative=side) for side in ("upper", "lower"))
    assert (upper.low, upper.high) == (0, pytest.approx(two.high, rel=1e-12))
    assert (lower.low, lower.high) == (pytest.approx(two.low, rel=1e-12), np.inf)
    assert upper.method == f"{two.method}, one-sided upper bound"


def test_indirect_rates_need_every_column_of_one_length():
    """A third count was added up in silence, against the expectation of two strata."""
    with pytest.raises(DataError, match=r"^count, standard_count, standard_person_time: expected columns"):
        indirectly_standardized_rate([1, 1, 1], [5, 5], [1, 1], [5, 5])
    got = indirectly_standardized_rate([9, 2], [30.0, 20.0], [90, 40], [300.0, 200.0], multiplier=1000)
    expected = expected_count([30.0, 20.0], [90, 40], [300.0, 200.0])
    assert expected == pytest.approx(13)
    assert (got.value, got.unit) == (pytest.approx(1000 * 11 / 13 * 130 / 500), "per 1,000")


def test_normal_and_lognormal_limits_in_closed_form():
    count, people, standard = (np.array(column, dtype=float) for column in DOWNS)
    weight = standard / standard.sum() / people
    value, error = (weight * count).sum(), np.sqrt((weight**2 * count).sum())
    normal, log = (standardized_rate(*DOWNS, method=method) for method in ("normal", "lognormal"))
    z = 1.959963984540054
    assert (normal.low, normal.high) == pytest.approx((value - z * error, value + z * error))
    assert (log.low, log.high) == pytest.approx((value * np.exp(-z * error / value), value * np.exp(z * error / value)))
