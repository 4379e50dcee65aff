"""Attributable fractions and E-values: published examples, edge cases, what must hold for any table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.estimate import Estimate
from analysis.stats.attributable import METHODS, attributable_fraction, population_attributable_fraction
from analysis.stats.e_value import MEASURES, EValue, e_value
from analysis.stats.rate_difference import rate_difference
from analysis.stats.rate_ratio import percent_change
from analysis.stats.risk_ratio import RISK_RATIOS, risk_ratio
from analysis.stats.standardization import standardized_ratio


def test_fourteen_times_the_rate_leaves_thirteen_of_fourteen_to_the_exposure():
    got = attributable_fraction(Estimate(14.0, 7.0, 28.0, method="Wald on the log scale", level=0.9))
    assert (got.value, got.low, got.high) == pytest.approx((13 / 14, 6 / 7, 27 / 28))
    assert (got.level, got.method, got.unit) == (0.9, "Wald on the log scale", "")


def test_fractions_of_no_effect_prevention_and_no_comparison():
    assert attributable_fraction(Estimate(1.0, 0.5, 2.0)) == Estimate(0.0, -1.0, 0.5)
    assert attributable_fraction(Estimate(0.0, 0.0, np.inf)) == Estimate(-np.inf, -np.inf, 1.0)
    nothing = attributable_fraction(Estimate(np.nan, 0.0, np.inf))
    assert np.isnan(nothing.value)
    assert nothing.high == 1


def test_a_column_of_ratios_keeps_labels_level_and_method():
    events = pd.Series([12, 9, None], index=["ER", "ICU", "home"])
    ratios = risk_ratio(events, 80, 5, 90, method="score", level=0.9)
    got = attributable_fraction(ratios)
    assert list(got.index) == ["ER", "ICU", "home"]
    assert got.attrs == {"what": "attributable fraction", "level": 0.9, "method": "Koopman score", "unit": ""}
    assert got.loc["ER"].to_list() == pytest.approx((1 - 1 / ratios.loc["ER"]).to_list())
    assert got.loc["home"].isna().all()
    assert list(e_value(ratios).index) == ["ER", "ICU", "home"]
    assert e_value(ratios).loc["home"].isna().all()


def test_a_one_sided_bound_stays_one():
    got = attributable_fraction(standardized_ratio(83, 60, alternative="lower"))
    assert got.high == 1
    assert got.low == pytest.approx(1 - 1 / standardized_ratio(83, 60, level=0.9).low)
    assert "one-sided lower bound" in got.method


def test_ratios_have_no_unit_and_are_not_negative():
    for function in (attributable_fraction, e_value):
        with pytest.raises(DataError, match=r"without a unit, got numbers in 'percent'"):
            function(percent_change(120, 153))
        with pytest.raises(DataError, match=r"without a unit, got numbers in 'per 1,000'"):
            function(rate_difference([9], 10, 3, 10, multiplier=1000))
        with pytest.raises(DataError, match="exponentiate a log ratio first"):
            function(Estimate(-0.2, -0.5, 0.1))
        with pytest.raises(DataError, match=r"^low: expected numbers, got 'a'"):
            function(pd.DataFrame({"value": [1.0], "low": ["a"], "high": [2.0]}))


# Levin's formula with the prevalence of exposure in all, or in the controls, and Miettinen's with that in the cases.
cells = st.tuples(*[st.integers(1, 400)] * 4)


@given(cells)
@settings(max_examples=60, deadline=None)
def test_the_fraction_of_the_population_is_that_of_levin_and_of_miettinen(table):
    a, b, c, d = table
    ratio, exposed = (a / (a + b)) / (c / (c + d)), (a + b) / (a + b + c + d)
    got = population_attributable_fraction(a, a + b, c, c + d)
    assert got.value == pytest.approx(exposed * (ratio - 1) / (1 + exposed * (ratio - 1)), abs=1e-12)
    of_exposed = attributable_fraction(risk_ratio(a, a + b, c, c + d)).value
    assert got.value == pytest.approx(a / (a + c) * of_exposed, abs=1e-12)
    control = population_attributable_fraction(a, a + b, c, c + d, design="case-control")
    assert control.value == pytest.approx(a / (a + c) * (1 - b * c / (a * d)), abs=1e-9)
    for made in (got, control):
        assert made.low < made.value < made.high < 1


@given(cells, st.sampled_from(["cohort", "case-control"]))
@settings(max_examples=60, deadline=None)
def test_variances_are_those_of_the_delta_method(table, design):
    """Multinomial sampling of all, or of cases and controls by themselves; gradients of the log of the complement."""
    a, b, c, d = map(float, table)
    counts, total = np.array([a, b, c, d]), a + b + c + d
    if design == "cohort":
        slope = np.array([-1 / (a + c), 0, 1 / c - 1 / (c + d) - 1 / (a + c), -1 / (c + d)])
        variance = (counts * slope**2).sum() - (counts * slope).sum() ** 2 / total
    else:
        variance = 1 / c - 1 / (a + c) + 1 / d - 1 / (b + d)
    got = population_attributable_fraction(a, a + b, c, c + d, design=design)
    half = np.log((1 - got.low) / (1 - got.value))
    assert half == pytest.approx(1.959963984540054 * np.sqrt(variance), rel=1e-9)
    wald = population_attributable_fraction(a, a + b, c, c + d, design=design, method="wald")
    assert wald.high - wald.value == pytest.approx((1 - got.value) * half, rel=1e-9)
    assert wald.value - wald.low == pytest.approx((1 - got.value) * half, rel=1e-9)


def test_fractions_of_tables_with_zeros():
    for method in METHODS:
        alone = population_attributable_fraction(5, 20, 0, 30, method=method)
        assert alone.value == 1
        assert np.isnan(alone.low)
        assert np.isnan(population_attributable_fraction(0, 20, 0, 30, method=method).value)
    assert population_attributable_fraction(5, 20, 30, 30, design="case-control").value == -np.inf
    assert population_attributable_fraction(0, 20, 5, 30).value == pytest.approx(1 - (5 / 30) / (5 / 50))
    many = population_attributable_fraction(300, 10**9, 150, 10**9)
    assert many.value == pytest.approx(1 / 3, rel=1e-12)
    labelled = population_attributable_fraction(pd.Series({"a": 5, "b": 7}), 20, 3, 30, level=0.9)
    assert labelled.attrs["method"] == "Jewell, log of the complement, cohort"
    assert labelled.attrs["level"] == 0.9


def test_e_values_of_the_paper():
    """VanderWeele and Ding 2017: 3.9 (1.8 to 8.7) has 7.2 (uncut 7.26) and 3.0. The second is computed by hand."""
    assert e_value(Estimate(3.9, 1.8, 8.7)) == EValue(pytest.approx(7.2630, abs=5e-5), pytest.approx(3.0), "risk-ratio")
    got = e_value(Estimate(0.80, 0.71, 0.91))
    assert (got.value, got.limit) == (pytest.approx(1.81, abs=5e-3), pytest.approx(1.43, abs=5e-3))
    assert str(got) == "E-value 1.809 (of the limit: 1.429; risk-ratio)"


@pytest.mark.parametrize("measure", MEASURES)
def test_e_values_at_the_ends(measure):
    assert e_value(Estimate(1.0, 0.5, 2.0), measure=measure) == EValue(1.0, 1.0, measure)
    assert e_value(Estimate(2.0, 1.0, 4.0), measure=measure).limit == 1
    assert e_value(Estimate(2.0, 0.9, 4.0), measure=measure).limit == 1
    assert e_value(Estimate(0.5, 0.2, 1.1), measure=measure).limit == 1
    assert e_value(Estimate(np.inf, 2.0, np.inf), measure=measure).value == np.inf
    assert e_value(Estimate(0.0, 0.0, 0.5), measure=measure).value == np.inf
    assert np.isnan(e_value(Estimate(np.nan, 0.0, np.inf), measure=measure).limit)
    assert np.isnan(e_value(Estimate(2.0, np.nan, np.nan), measure=measure).limit)
    with pytest.raises(DataError, match=r"^measure: expected one of risk-ratio"):
        e_value(Estimate(1.0, 0.5, 2.0), measure=measure.upper())


@given(st.floats(0.01, 100), st.floats(1.01, 5), st.sampled_from(sorted(MEASURES)))
@settings(max_examples=60, deadline=None)
def test_e_values_do_not_depend_on_the_direction(ratio, width, measure):
    there = e_value(Estimate(ratio, ratio / width, ratio * width), measure=measure)
    back = e_value(Estimate(1 / ratio, 1 / (ratio * width), width / ratio), measure=measure)
    assert (there.value, there.limit) == pytest.approx((back.value, back.limit), rel=1e-6)
    assert 1 <= there.limit <= there.value
    common = {"odds-ratio": "odds-ratio-common", "hazard-ratio": "hazard-ratio-common"}
    if measure in common:
        assert e_value(Estimate(ratio, 0, 9), measure=common[measure]).value <= there.value * (1 + 1e-9)


def test_confounding_of_the_size_of_the_e_value_explains_all():
    """Ding and VanderWeele's bound: with both ratios E the largest bias is ``E^2 / (2 E - 1)``, here the estimate."""
    for ratio in (1.2, 3.9, 25.0):
        size = e_value(Estimate(ratio, 1.0, 99.0)).value
        assert size**2 / (2 * size - 1) == pytest.approx(ratio)


def test_every_ratio_has_its_fraction():
    for method in RISK_RATIOS:
        ratio = risk_ratio(12, 80, 5, 90, method=method)
        assert attributable_fraction(ratio).value == 1 - 1 / ratio.value
