"""Which method printed this: every method finds its own print, and published limits find theirs."""

import doctest
import importlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.audit.methods import (
    methods_of_proportion,
    methods_of_rate,
    methods_of_two_groups,
    methods_of_two_rates,
)
from analysis.audit.pooling_methods import methods_of_pooling
from analysis.errors import DataError
from analysis.stats.odds_ratio import ODDS_RATIOS, odds_ratio
from analysis.stats.proportions import METHODS, proportion
from analysis.stats.rate_difference import rate_difference
from analysis.stats.rate_ratio import percent_change
from analysis.stats.rates import METHODS as RATE_METHODS
from analysis.stats.rates import rate
from analysis.stats.risk_difference import METHODS as DIFFERENCES
from analysis.stats.risk_difference import risk_difference
from analysis.stats.risk_ratio import RISK_RATIOS, risk_ratio
from analysis.stats.standardization import standardized_ratio
from analysis.stats.synthesis import effect_sizes, glmm, mantel_haenszel, peto, pool

BCG = Path(__file__).parents[1] / "agreement" / "reference" / "data" / "meta_bcg.csv"
ARM = st.integers(3, 150).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n)))


@pytest.fixture(scope="module")
def bcg():
    """Colditz et al. 1994, the 13 trials of BCG vaccine (dat.bcg of the R package metadat)."""
    table = pd.read_csv(BCG)
    columns = {"events_1": table.ai, "n_1": table.ai + table.bi, "events_2": table.ci, "n_2": table.ci + table.di}
    return pd.DataFrame(columns)


def test_addolorato_2007_printed_woolf_limits():
    # Lancet 370:1915, doi:10.1016/S0140-6736(07)61814-5: abstinence 30/42 against 12/42, OR 6.3 (95% CI 2.4-16.1).
    found = methods_of_two_groups(30, 42, 12, 42, low="2.4", high="16.1", value="6.3")
    assert found["measure"].unique().tolist() == ["OR"]
    assert found["method"].iloc[0] == "Wald on the log scale"
    assert found["level"].unique().tolist() == [0.95]
    assert set(found["rounding"]) == {"half-up"}, "6.25 is a half: to the even digit it would be 6.2"
    # Gut 2008;57:537 prints 6.1 for 16.1, which nothing reproduces.
    assert methods_of_two_groups(30, 42, 12, 42, low="2.4", high="6.1", value="6.3").empty


def test_viechtbauer_2010_printed_a_normal_prediction_interval(bcg):
    # J Stat Softw 36(3), doi:10.18637/jss.v036.i03: REML risk ratio 0.49 (0.34 to 0.70), 0.15 to 1.55 for a new study.
    prediction = {"prediction_low": "0.15", "prediction_high": "1.55"}
    found = methods_of_pooling(bcg, measure="RR", low="0.34", high="0.70", value="0.49", also=prediction)
    assert found[["method", "test", "prediction"]].to_numpy().tolist() == [["REML", "z", "model"]]
    without = methods_of_pooling(bcg, measure="RR", low="0.34", high="0.70", value="0.49")
    assert {"REML", "DL", "PM"} <= set(without["method"])
    tau2 = methods_of_pooling(
        bcg, measure="RR", low="0.34", high="0.70", also={"tau2": "0.3132", "i2_percent": "92.22"}
    )
    assert tau2["method"].tolist() == ["REML"]


@settings(max_examples=25, deadline=None)
@given(ARM, st.sampled_from(sorted(METHODS)), st.sampled_from([0.9, 0.95, 0.99]), st.booleans())
def test_a_share_finds_its_own_method(arm, method, level, percent):
    made = proportion(*arm, method=method, level=level)
    factor, sign = (100, "%") if percent else (1, "")
    low, high = (f"{factor * end:.4f}{sign}" for end in (made.low, made.high))
    found = methods_of_proportion(*arm, low=low, high=high)
    assert ((found["method"] == made.method) & (found["level"] == level)).any()


@settings(max_examples=15, deadline=None)
@given(ARM, ARM, st.data())
def test_two_groups_find_their_own_method(one, other, data):
    families = ((odds_ratio, ODDS_RATIOS), (risk_ratio, RISK_RATIOS), (risk_difference, DIFFERENCES))
    function, methods = data.draw(st.sampled_from(families))
    method = data.draw(st.sampled_from(sorted(methods)))
    made = function(*one, *other, method=method)
    prints = {"low": f"{made.low:.5f}", "high": f"{made.high:.5f}"}
    straight = methods_of_two_groups(*one, *other, levels=(0.95,), **prints)
    assert made.method in set(straight["method"])
    swapped = methods_of_two_groups(*other, *one, levels=(0.95,), **prints)
    assert (swapped["options"].str.startswith("groups swapped") & (swapped["method"] == made.method)).any()


@pytest.mark.parametrize("method", sorted(RATE_METHODS))
def test_rates_find_method_and_unit(method):
    made = rate(17, 212_345, multiplier=100_000, method=method)
    found = methods_of_rate(17, 212_345, low=f"{made.low:.3f}", high=f"{made.high:.3f}", value="8.01")
    assert found[["method", "options"]].to_numpy().tolist() == [[made.method, "per 100,000"]]
    assert methods_of_rate(17, 212_345, low="0.1", high="99").empty


def test_an_expected_count_gives_a_standardized_ratio():
    found = methods_of_rate(9, 6.2, low="0.76", high="2.79", value="1.45", levels=(0.95,))
    made = standardized_ratio(9, 6.2, method="log-wald")
    assert found[["measure", "method"]].to_numpy().tolist() == [["SMR", made.method]]


def test_two_rates():
    made = percent_change(120, 153)
    found = methods_of_two_rates(153, 1, 120, 1, low=f"{made.low:.2f}%", high=f"{made.high:.2f}%", value="27.5%")
    assert found[["measure", "method"]].to_numpy().tolist() == [["percent change", "exact conditional"]]
    made = rate_difference(20, 1000, 10, 900, multiplier=1000)
    found = methods_of_two_rates(10, 900, 20, 1000, low=f"{made.low:.3f}", high=f"{made.high:.3f}")
    assert found[["measure", "options"]].to_numpy().tolist() == [["IRD", "groups swapped, per 1,000"]]


def test_one_printed_limit_may_be_a_one_sided_bound():
    found = methods_of_proportion(0, 30, high="9.5%", levels=(0.95,))
    assert "Clopper-Pearson, one-sided upper bound" in set(found["method"])
    both = methods_of_proportion(0, 30, low="0%", high="11.6%", levels=(0.95,))
    assert both["method"].tolist() == ["Clopper-Pearson"]
    lower = methods_of_rate(10, 100, low="5.425", multipliers=(100,), levels=(0.95,))
    assert lower["method"].tolist() == ["exact Poisson, one-sided lower bound"]


@pytest.mark.parametrize("method", ["REML", "DL", "PM", "SJ", "HS", "EE"])
@pytest.mark.parametrize("test", ["z", "knha"])
def test_syntheses_find_their_own_estimator(bcg, method, test):
    made = pool(effect_sizes(bcg, measure="OR"), method=method, test=test)
    prints = {name: f"{getattr(made.estimate, name):.4f}" for name in ("value", "low", "high")}
    found = methods_of_pooling(bcg, measure="OR", **prints)
    assert ((found["method"] == made.method) & (found["test"] == test)).any()
    printed = effect_sizes(bcg, measure="OR")[["effect", "variance"]]
    assert not methods_of_pooling(printed, measure="OR", **prints).empty, "from effects and variances alike"


def test_pooled_counts_and_zero_cells(bcg):
    zero = bcg.assign(events_1=bcg["events_1"].where(bcg.index > 0, 0))
    for function in (lambda: mantel_haenszel(zero, measure="OR"), lambda: peto(zero)):
        made = function()
        prints = {name: f"{getattr(made.estimate, name):.4f}" for name in ("low", "high")}
        assert made.method in set(methods_of_pooling(zero, measure="OR", **prints)["method"])
    made = pool(effect_sizes(zero, measure="OR", to="all"), method="DL")
    prints = {name: f"{getattr(made.estimate, name):.4f}" for name in ("low", "high")}
    found = methods_of_pooling(zero, measure="OR", **prints)
    assert "DL" in set(found["method"])
    assert "only0" not in set(found.loc[found["method"] == "DL", "zero_cells"])


def test_likelihood_models_are_tried_when_asked_for(bcg):
    few = bcg.iloc[:4]
    made = glmm(few, measure="OR", model="CM.AL")
    prints = {name: f"{getattr(made.estimate, name):.4f}" for name in ("low", "high")}
    assert methods_of_pooling(few, measure="OR", **prints).empty
    assert made.method in set(methods_of_pooling(few, measure="OR", **prints, likelihood=True)["method"])


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: methods_of_proportion(15, 22), "low and high"),
        (lambda: methods_of_proportion(23, 22, low="1%"), "events"),
        (lambda: methods_of_proportion(15, 22, low="several"), "printed"),
        (lambda: methods_of_pooling(pd.DataFrame({"effect": [1.0], "variance": [1.0]})), "low and high"),
        (lambda: methods_of_pooling(pd.DataFrame(), low="1", also={"q": "3"}), "also"),
    ],
)
def test_errors_name_the_argument(call, word):
    with pytest.raises(DataError, match=f"^{word}: expected"):
        call()


@pytest.mark.parametrize("room", ["percentages", "means", "arithmetic", "methods", "intervals", "p_values", "shares"])
def test_examples_in_docstrings(room):
    assert doctest.testmod(importlib.import_module(f"analysis.audit.{room}")).failed == 0
