"""Labelled columns are paired by their labels, and odd arguments end in a DataError, for every function of counts."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import analysis.stats
from analysis.errors import DataError
from analysis.estimate import Estimate
from analysis.stats import arguments, exact, exact_strata, hypergeometric, score_limits
from analysis.stats.attributable import attributable_fraction, population_attributable_fraction
from analysis.stats.e_value import e_value
from analysis.stats.odds_ratio import odds_ratio
from analysis.stats.proportions import binomial_test, proportion, rule_of_three
from analysis.stats.rate_difference import rate_difference
from analysis.stats.rate_ratio import percent_change, rate_ratio, rate_ratio_test
from analysis.stats.rates import rate, rate_test
from analysis.stats.risk_difference import number_needed_to_treat, risk_difference
from analysis.stats.risk_ratio import risk_ratio
from analysis.stats.standardization import (
    expected_count,
    indirectly_standardized_rate,
    standardized_rate,
    standardized_ratio,
)
from analysis.stats.strata import (
    common_odds_ratio,
    common_risk_ratio,
    exact_stratified_test,
    homogeneity_test,
    mantel_haenszel_test,
)
from analysis.stats.two_by_two import association_test

# The files themselves: `analysis.stats` gives the function of the same name.
(
    attributable,
    values,
    ratio_of_odds,
    proportions,
    difference_of_rates,
    ratio_of_rates,
    rates,
    difference_of_risks,
    ratio_of_risks,
    standardization,
) = (
    importlib.import_module(f"analysis.stats.{name}")
    for name in (
        "attributable",
        "e_value",
        "odds_ratio",
        "proportions",
        "rate_difference",
        "rate_ratio",
        "rates",
        "risk_difference",
        "risk_ratio",
        "standardization",
    )
)

STATES = ["CA", "NY", "TX"]
GROUPS = {"events": [9, 2, 5], "n": [39, 19, 30], "comparator_events": [4, 3, 1], "comparator_n": [22, 25, 17]}
TIMES = {
    "count": [9, 2, 5],
    "person_time": [39e6, 19e6, 30e6],
    "comparator_count": [4, 3, 1],
    "comparator_person_time": [22e6, 25e6, 17e6],
}
PEOPLE, STANDARD = [39e6, 19e6, 30e6], {"standard_count": [90, 40, 70], "standard_person_time": [4e8, 2e8, 3e8]}

# Every public function of two columns or more -> one call of it.
CALLS = {
    proportion: {"events": [9, 2, 5], "n": [39, 19, 30]},
    binomial_test: {"events": [9, 2, 5], "n": [39, 19, 30], "null": [0.2, 0.3, 0.1]},
    rate: {"count": [9, 2, 5], "person_time": PEOPLE},
    rate_test: {"count": [9, 2, 5], "person_time": [3.0, 4.0, 5.0], "null": [1.0, 2.0, 3.0]},
    **dict.fromkeys([rate_ratio, rate_ratio_test, rate_difference], TIMES),
    percent_change: {
        "old": [9, 2, 5],
        "new": [4, 3, 1],
        "old_person_time": [3.0, 4.0, 5.0],
        "new_person_time": [2.0, 6.0, 7.0],
    },
    **dict.fromkeys([risk_difference, number_needed_to_treat, risk_ratio, odds_ratio, association_test], GROUPS),
    population_attributable_fraction: GROUPS,
    **dict.fromkeys([common_odds_ratio, common_risk_ratio, mantel_haenszel_test, homogeneity_test], GROUPS),
    exact_stratified_test: GROUPS,
    standardized_rate: {"count": [9, 2, 5], "person_time": PEOPLE, "standard_population": [1, 3, 2]},
    expected_count: {"person_time": PEOPLE, **STANDARD},
    standardized_ratio: {"observed": [9, 2, 5], "expected": [3.5, 4.5, 5.5]},
    indirectly_standardized_rate: {"count": [9, 2, 5], "person_time": PEOPLE, **STANDARD},
}
NAMES = {function: function.__name__ for function in CALLS}
# What these share, whose callers have read their arguments already.
WITHIN = (arguments, exact, exact_strata, hypergeometric, score_limits)
# Of designs, and of statistics that others printed: held by tests of their own.
ELSEWHERE = ("analysis.stats.existence", "analysis.stats.significance")
INNER = {"counted", "multiplied", "per_unit", "with_unit", "compared", "two_groups", "half_added", "log_limits"}


def same(one, other) -> bool:
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
        return True
    if isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other)
        return True
    if isinstance(one, Estimate):
        return (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-14)
    return one == other or one == pytest.approx(other, rel=1e-12)


def test_no_function_of_columns_is_missing_here():
    public = set()
    for found in pkgutil.iter_modules(analysis.stats.__path__, "analysis.stats."):
        module = importlib.import_module(found.name)
        if found.ispkg or module in WITHIN or module.__name__ in ELSEWHERE:
            continue
        public |= {
            function
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == found.name and not name.startswith("_") and name not in INNER
        }
    assert {f.__name__ for f in public} - {
        "rule_of_three",
        "square_and_add",
        "attributable_fraction",
        "e_value",
        "parts_of",
    } == set(NAMES.values())


@pytest.mark.parametrize("function", CALLS, ids=NAMES.get)
def test_shuffled_labels_change_nothing(function):
    labelled = {name: pd.Series(column, index=STATES) for name, column in CALLS[function].items()}
    plain = function(**labelled)
    for place, name in enumerate(labelled):
        if place == 0:
            continue
        for order in (["TX", "CA", "NY"], ["NY", "TX", "CA"]):
            assert same(function(**{**labelled, name: labelled[name][order]}), plain)
    # the first labelled column gives the order of the answer
    turned = function(**{**labelled, next(iter(labelled)): next(iter(labelled.values()))[STATES[::-1]]})
    expected = plain[::-1] if isinstance(plain, (pd.DataFrame, pd.Series)) else plain
    assert same(turned, expected)


@pytest.mark.parametrize("function", CALLS, ids=NAMES.get)
def test_unequal_labels_are_refused(function):
    labelled = {name: pd.Series(column, index=STATES) for name, column in CALLS[function].items()}
    for place, name in enumerate(labelled):
        if place == 0:
            continue
        other = labelled[name].set_axis(["CA", "NY", "FL"])
        with pytest.raises(DataError, match=r"expected Series with the same labels"):
            function(**{**labelled, name: other})
        with pytest.raises(DataError, match=r"expected Series with the same labels|one length|equal lengths"):
            function(**{**labelled, name: labelled[name][:2]})


def test_a_rate_divides_by_the_people_of_its_state():
    """The example of the issue: 9 exposures among the 39 million of California, not among the people of another."""
    cases, people = pd.Series({"CA": 9, "TX": 5, "NY": 2}), pd.Series({"CA": 39e6, "NY": 19e6, "TX": 30e6})
    got = rate(cases, people, multiplier=1e6)
    assert got["value"].to_dict() == pytest.approx({"CA": 9 / 39, "TX": 5 / 30, "NY": 2 / 19})


def test_a_change_is_that_of_its_own_state():
    old, new = pd.Series({"CA": 10, "TX": 20}), pd.Series({"TX": 30, "CA": 5})
    assert percent_change(old, new)["value"].to_dict() == pytest.approx({"CA": -50, "TX": 50})


class Table:
    """Anything that numpy takes for an object."""


ODD = {
    "empty": [],
    "text": "9",
    "texts": ["9", "2", "5"],
    "bytes": b"9",
    "none": None,
    "nan": np.nan,
    "nans": [np.nan, np.nan, np.nan],
    "infinite": np.inf,
    "infinite entries": [9, np.inf, 5],
    "negative": -3,
    "negative entries": [9, -2, 5],
    "half": 2.5,
    "true": True,
    "booleans": [True, False, True],
    "decimal": Decimal("9"),
    "fractions": [Fraction(9), Fraction(1, 2), Fraction(5)],
    "huge": 10**30,
    "huger": 10**400,
    "huge entries": [10**30, 2, 5],
    "tiny": 1e-300,
    "large": 1e300,
    "table": [[9, 2, 5], [1, 2, 3]],
    "ragged": [[9, 2], [5]],
    "scalar array": np.array(9),
    "one entry": [9],
    "two entries": [9, 2],
    "no rows": np.zeros((0, 3)),
    "three dimensions": np.zeros((2, 2, 2)),
    "frame": pd.DataFrame({"a": [9, 2, 5]}),
    "series": pd.Series([9, 2, 5], index=["x", "y", "z"]),
    "categories": pd.Categorical([9, 2, 5]),
    "words": pd.Categorical(["a", "b", "c"]),
    "nullable": pd.array([9, None, 5], dtype="Int64"),
    "dates": pd.date_range("2020", periods=3),
    "periods": pd.period_range("2020", periods=3, freq="Y"),
    "durations": pd.to_timedelta([9, 2, 5]),
    "intervals": pd.interval_range(0, 3),
    "complex": 9 + 2j,
    "masked": np.ma.array([9, 2, 5], mask=[0, 1, 0]),
    "dictionary": {"CA": 9},
    "set": {9, 2, 5},
    "generator": (x for x in (9, 2, 5)),
    "range": range(3),
    "type": int,
    "function": len,
    "object": Table(),
    "missing": pd.NA,
    "not a time": pd.NaT,
    "repeated labels": pd.Series([9, 2, 5], index=["x", "x", "z"]),
}


def ends_well(function, call: dict) -> bool:
    """Whether a call gives an answer or a DataError; pytest makes an exception of every numpy warning."""
    try:
        made = function(**call)
    except DataError as error:
        return len(str(error)) > 10
    except Exception:
        return False
    return isinstance(made, (float, Estimate, pd.Series, pd.DataFrame)) or hasattr(made, "df")


@pytest.mark.parametrize("function", [*CALLS, rule_of_three], ids=lambda f: f.__name__)
def test_odd_columns_end_in_a_data_error_or_an_answer(function):
    call = CALLS.get(function, {"n": [9, 2, 5]})
    broken = [
        (argument, name)
        for argument in call
        for name, odd in ODD.items()
        if not ends_well(function, {**call, argument: odd})
    ]
    assert not broken


@pytest.mark.parametrize("function", [attributable_fraction, e_value])
def test_only_a_ratio_with_limits_has_a_fraction_or_an_e_value(function):
    for odd in ODD.values():
        with pytest.raises(DataError, match=r"^ratio: expected a ratio with limits"):
            function(odd)


ODD_OPTIONS = [[0.9, 0.95], None, "95%", np.nan, 0, 1, -1, np.inf, pd.NA, {}, np.array([1.0]), 95]


@pytest.mark.parametrize("function", CALLS, ids=NAMES.get)
def test_odd_options_are_refused(function):
    options = set(inspect.signature(function).parameters) - set(CALLS[function])
    for option in options & {"level", "method", "alternative", "design", "corrected", "multiplier"}:
        for odd in ODD_OPTIONS:
            if option == "multiplier" and isinstance(odd, int) and odd > 0:
                continue
            with pytest.raises(DataError, match=rf"^{option}:"):
                function(**CALLS[function], **{option: odd})


class Foreign:
    """A column of another library, as numpy sees that of polars or Arrow."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


def test_columns_of_another_library():
    plain = indirectly_standardized_rate([9, 2, 5], PEOPLE, [90, 40, 70], [4e8, 2e8, 3e8])
    assert indirectly_standardized_rate(*map(Foreign, ([9, 2, 5], PEOPLE, [90, 40, 70], [4e8, 2e8, 3e8]))) == plain
    assert same(rate(Foreign([9, 2, 5]), Foreign(PEOPLE)), rate([9, 2, 5], PEOPLE))


def test_categories_of_numbers_are_numbers():
    plain = indirectly_standardized_rate([9, 2, 5], PEOPLE, [90, 40, 70], [4e8, 2e8, 3e8])
    columns = [pd.Series(column, dtype="category") for column in ([9, 2, 5], PEOPLE, [90, 40, 70], [4e8, 2e8, 3e8])]
    assert indirectly_standardized_rate(*columns) == plain


def test_what_the_issue_named():
    with pytest.raises(DataError, match=r"^events: expected a number or one column, got 2 dimensions"):
        proportion([[1, 2], [3, 4]], 10)
    with pytest.raises(DataError, match=r"^level:"):
        proportion(1, 10, level=[0.9, 0.95])
    with pytest.raises(DataError, match=r"^expected: expected numbers above 0, got 0; leave out") as error:
        standardized_ratio(3, 0)
    assert "time" not in str(error.value)
    with pytest.raises(DataError, match=r"^count, .*one length"):
        indirectly_standardized_rate([1, 1, 1], [5, 5], [1, 1], [5, 5])


TABLES = {
    proportion: proportions.METHODS,
    rate: rates.METHODS,
    rate_ratio: ratio_of_rates.RATIOS,
    rate_difference: difference_of_rates.DIFFERENCES,
    risk_difference: difference_of_risks.METHODS,
    risk_ratio: ratio_of_risks.RISK_RATIOS,
    odds_ratio: ratio_of_odds.ODDS_RATIOS,
    standardized_rate: standardization.DIRECT,
    standardized_ratio: standardization.INDIRECT,
    population_attributable_fraction: attributable.METHODS | attributable.DESIGNS,
    e_value: values.MEASURES,
    common_odds_ratio: ("mantel-haenszel", "exact"),
    homogeneity_test: ("breslow-day", "tarone", "woolf"),
    association_test: ("fisher", "mid-p", "chi-square", "chi-square-yates"),
    rate_ratio_test: ("exact", "doubled", "mid-p", "score"),
}


@pytest.mark.parametrize("function", TABLES, ids=lambda f: f.__name__)
def test_every_method_stands_in_the_docstring_with_its_source(function):
    page = inspect.getdoc(function)
    assert [key for key in TABLES[function] if f'``"{key}"``' not in page] == []
    assert "References\n----------" in page


@pytest.mark.parametrize("function", [*CALLS, rule_of_three, attributable_fraction, e_value], ids=lambda f: f.__name__)
def test_every_function_has_an_example(function):
    assert ">>> " in inspect.getdoc(function).partition("Examples\n--------")[2]
