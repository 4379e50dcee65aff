"""Odd frames end in a DataError that says what is wrong, or in a result: never in a raw exception or a warning."""

import decimal

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats import synthesis

GOOD = pd.DataFrame({"effect": [0.1, 0.5, 0.9, 0.2], "variance": [0.1, 0.2, 0.1, 0.3]})
COUNTS = pd.DataFrame({"events_1": [1, 2, 3], "n_1": [10, 20, 30], "events_2": [0, 3, 4], "n_2": [11, 21, 31]})


class NotPandas:
    """A frame of another library: it has columns, but is no pandas DataFrame."""

    columns = ("effect", "variance")

    def __getitem__(self, name):
        return [0.1, 0.2]


FRAMES = {
    "list": [1, 2],
    "none": None,
    "dict": {"effect": [1]},
    "array": np.ones((2, 2)),
    "series": pd.Series([1.0, 2.0]),
    "another library": NotPandas(),
    "empty": pd.DataFrame(),
    "no rows": GOOD.head(0),
    "all missing": GOOD.assign(effect=np.nan),
    "negative variance": GOOD.assign(variance=[0.1, -0.2, 0.1, 0.3]),
    "zero variance": GOOD.assign(variance=[0.1, 0, 0.1, 0.3]),
    "infinite effect": GOOD.assign(effect=[0.1, np.inf, 0.9, 0.2]),
    "infinite variance": GOOD.assign(variance=[0.1, np.inf, 0.1, 0.3]),
    "text": GOOD.assign(effect=["a", "b", "c", "d"]),
    "dates": GOOD.assign(effect=pd.to_datetime(["2020", "2021", "2022", "2023"])),
    "durations": GOOD.assign(variance=pd.to_timedelta([1, 2, 3, 4])),
    "complex": GOOD.assign(effect=[1j, 2, 3, 4]),
    "a column twice": pd.DataFrame([[0.1, 0.2, 0.3]], columns=["effect", "effect", "variance"]),
    "two measures": GOOD.assign(measure=["OR", "RR", "OR", "OR"]),
    "a measure missing": GOOD.assign(measure=["OR", None, "OR", "OR"]),
    "no such measure": GOOD.assign(measure="odds"),
    "measures in lists": GOOD.assign(measure=[["OR"]] * 4),
    "PFT without n": GOOD.assign(measure="PFT"),
    "PFT with n = 0": GOOD.assign(measure="PFT", n=[0, 1, 2, 3]),
    "PFT with an n missing": GOOD.assign(measure="PFT", n=[5, np.nan, 2, 3]),
    "PFT with n in words": GOOD.assign(measure="PFT", n=["five", 1, 2, 3]),
    "beyond floating point": GOOD.assign(effect=[0.1, 1e200, 0.9, 0.2]),
    "below floating point": GOOD.assign(variance=[1e-300, 0.1, 0.1, 0.3]),
}
FINE = {
    "good": GOOD,
    "one": GOOD.head(1),
    "two": GOOD.head(2),
    "a row missing": GOOD.assign(effect=[0.1, np.nan, 0.9, 0.2]),
    "equal": GOOD.assign(effect=0.3),
    "equal throughout": GOOD.assign(effect=0.3, variance=0.1),
    "zeros": GOOD.assign(effect=0.0),
    "huge variance": GOOD.assign(variance=[1e12, 0.2, 0.1, 0.3]),
    "tiny variances": GOOD.assign(variance=1e-12),
    "labels twice": GOOD.set_axis([0, 0, 1, 1], axis=0),
    "nullable": GOOD.convert_dtypes(),
    "object": GOOD.astype(object),
    "categories": GOOD.assign(effect=GOOD["effect"].astype("category")),
    "truth values": GOOD.assign(effect=[True, False, True, False]),
    "decimals": GOOD.assign(effect=[decimal.Decimal("0.1")] * 4),
}
FUNCTIONS = {
    "pool": synthesis.pool,
    "pool, all shown": lambda f: [
        synthesis.pool(f, convention=c, test="knha").summary() for c in synthesis.CONVENTIONS
    ],
    "tables": lambda f: [synthesis.pool(f, convention=c, method="ML").to_frame() for c in synthesis.CONVENTIONS],
    "likelihood": lambda f: synthesis.pool(f).tau2_interval("profile-likelihood"),
    "leave_one_out": synthesis.leave_one_out,
    "cumulative": synthesis.cumulative,
    "influence": synthesis.influence,
    "egger": synthesis.egger,
    "egger, classic": lambda f: synthesis.egger(f, model="classic"),
    "begg": synthesis.begg,
    "fail_safe_n": synthesis.fail_safe_n,
    "trim_and_fill": synthesis.trim_and_fill,
    "henmi_copas": synthesis.henmi_copas,
    "subgroups": lambda f: synthesis.subgroups(f, "variance"),
    "meta_regression": lambda f: synthesis.meta_regression(f, "variance"),
}


@pytest.mark.parametrize("frame", FRAMES)
def test_frames_that_cannot_be_pooled_are_refused_by_every_function(frame):
    for function in FUNCTIONS.values():
        with pytest.raises(DataError):
            function(FRAMES[frame])


@pytest.mark.parametrize("frame", FINE)
def test_odd_but_sound_frames_give_a_result_or_say_what_is_missing(frame):
    for name, function in FUNCTIONS.items():
        try:
            function(FINE[frame])
        except DataError as error:
            assert name not in ("pool", "cumulative", "tables") and str(error)


@pytest.mark.parametrize("measure", ["PR", "OR", "RD", "PETO", "IRR", "SMD"])
@pytest.mark.parametrize("frame", ["list", "none", "array", "empty", "another library"])
def test_frames_without_counts_are_refused(frame, measure):
    with pytest.raises(DataError):
        synthesis.effect_sizes(FRAMES[frame], measure=measure)


@pytest.mark.parametrize("function", [synthesis.peto, lambda f: synthesis.mantel_haenszel(f, measure="RD")])
@pytest.mark.parametrize(
    "broken",
    [
        {"events_1": [1, 2, 31]},
        {"events_1": [-1, 2, 3]},
        {"n_2": [0, 21, 31]},
        {"events_2": ["0", "3", "4"]},
        {"events_2": [0.5, 3, 4]},
        {"n_1": [np.inf, 20, 30]},
        {"events_1": [np.nan] * 3},
    ],
)
def test_broken_counts_are_refused(function, broken):
    with pytest.raises(DataError):
        function(COUNTS.assign(**broken))


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: synthesis.back_transform("a", "OR"), "effect"),
        (lambda: synthesis.back_transform([0.1, "b"], "OR"), "effect"),
        (lambda: synthesis.back_transform([0.1], "PFT", n=[0, 4]), "n"),
        (lambda: synthesis.back_transform([0.1], "PFT", n=["four"]), "n"),
        (lambda: synthesis.back_transform([0.1], ["OR"]), "measure"),
        (lambda: synthesis.fail_safe_n(GOOD, alpha=0.5), "alpha"),
        (lambda: synthesis.effect_sizes(COUNTS, measure="OR", drop00="yes"), "drop00"),
        (lambda: synthesis.effect_sizes(COUNTS, measure="OR", add=[0.5, 1]), "add"),
        (lambda: synthesis.effect_sizes(COUNTS, measure="OR", add="half"), "add"),
        (lambda: synthesis.mantel_haenszel(COUNTS, measure="OR", convention="stata"), "convention"),
        (lambda: synthesis.pool(GOOD, convention=None), "convention"),
        (lambda: synthesis.pool(GOOD, level=[0.9, 0.95]), "level"),
        (lambda: synthesis.pool(GOOD).prediction("t"), "rule"),
        (lambda: synthesis.glmm(COUNTS, measure="OR", points=[1, 2]), "points"),
        (lambda: synthesis.subgroups(GOOD, ["effect"] * 2), "moderators"),
    ],
)
def test_odd_arguments_are_named(call, argument):
    with pytest.raises(DataError, match=argument):
        call()


def test_exact_tables_of_whole_countries_name_the_model_to_use():
    """The noncentral hypergeometric likelihood runs through every table with these margins."""
    country = pd.DataFrame({"events_1": [4e6, 5e6], "n_1": 3e8, "events_2": [4.1e6, 5.2e6], "n_2": 3e8})
    with pytest.raises(DataError, match="use CM"):
        synthesis.glmm(country, measure="OR", model="CM.EL")
    rates = pd.DataFrame({"events": [1, 2], "time": [10, np.inf]})
    with pytest.raises(DataError, match="time"):
        synthesis.effect_sizes(rates, measure="IR")
