"""The plots on frames that a user may well have: a picture, or one clear sentence; no setting of the reader changes."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from plots.pages import faults_of

from analysis import plots
from analysis.errors import DataError

NAN = np.nan
ROWS = pd.DataFrame({"label": ["A", "B"], "value": [0.1, 0.2]})
TRIALS = ROWS.assign(role="trial", low=0.05, high=0.5, weight=0.5)
SPANS = pd.DataFrame({"label": ["Onset"], "low": [None], "high": [48], "unit": ["hours"], "words": ["up to 48 h"]})
YEARS = pd.DataFrame({"period": [2018, 2019, 2020], "value": [3, 4, 5]})
STEPS = pd.DataFrame({"label": ["Records", "Human"], "count": [100, 90], "reason": ["", "animals"]})
POINTS = pd.DataFrame({"x": [1, 2, 3], "value": [1.0, 2.0, 3.0]})
MANY = pd.DataFrame([(y, i * y % 50, f"S{i}") for y in range(2010, 2020) for i in range(30)])


@pytest.fixture(autouse=True)
def _closed_and_unchanged():
    before = dict(mpl.rcParams)
    yield
    plt.close("all")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: plots.rows(pd.concat([ROWS, ROWS], axis=1)), "expected each column once, got 'label' twice"),
        (lambda: plots.rows(ROWS, "log"), "scale: expected one of percent_scale"),
        (lambda: plots.rows(ROWS, right=["cases"]), "expected columns as Column"),
        (lambda: plots.forest(TRIALS.assign(weight=-3)), "weight: expected shares from 0 to 1, got -3"),
        (lambda: plots.forest(TRIALS.drop(columns="low")), "expected columns low"),
        (lambda: plots.forest(TRIALS.head(0)), "a row per trial, got none"),
        (lambda: plots.brackets(None), "pandas DataFrame with a row per span, got NoneType"),
        (lambda: plots.brackets(SPANS.assign(high="x")), "high: expected numbers, got 'x'"),
        (lambda: plots.counts(None), "pandas DataFrame with a row per period, got NoneType"),
        (lambda: plots.counts(YEARS.assign(period=["a", "b", "c"])), "a number or a date in every row, got a;"),
        (lambda: plots.counts(YEARS.assign(period=[2018, NAN, 2020])), "a number or a date in every row, got nan;"),
        (lambda: plots.strips([YEARS]), "got list"),
        (lambda: plots.flow(None), "steps: expected a pandas DataFrame"),
        (lambda: plots.flow(STEPS.assign(count=[100, NAN])), "count: expected a whole number"),
        (lambda: plots.flow(STEPS.assign(count=[3.5, 2])), "count: expected a whole number"),
        (lambda: plots.flow(STEPS.assign(count=["many", 2])), "count: expected numbers, got 'many'"),
        (lambda: plots.curves(None), "a row per point, got NoneType"),
        (lambda: plots.curves(POINTS.assign(x=["a", "b", "c"])), "x: expected numbers, got 'a'"),
        (lambda: plots.curves(POINTS.assign(value=-POINTS["value"])), "value: expected numbers from 0 on, got -3"),
        (lambda: plots.strips(YEARS.assign(series="a", value=-1)), "counts or rates from 0 on, got -1"),
        (lambda: plots.curves(POINTS, roles={"": "zzz"}), "roles: 'zzz' is unknown"),
        (lambda: plots.page(None, "x"), "ax: expected the Axes of a plot, got NoneType"),
    ],
)
def test_odd_input_is_one_clear_sentence(call, says):
    with pytest.raises(DataError, match=says.replace("(", r"\(")):
        call()


@pytest.mark.parametrize("width", ["full", "half"])
@pytest.mark.parametrize(
    "call",
    [
        lambda **o: plots.rows(ROWS.assign(value=[3e6, 1e12]), **o),
        lambda **o: plots.rows(ROWS.set_index(pd.MultiIndex.from_tuples([("x", 1), ("x", 2)])), **o),
        lambda **o: plots.rows(ROWS.assign(low=-np.inf, high=[np.inf, 0.3]), **o),
        lambda **o: plots.counts(YEARS.assign(value=[-3, 4, -5]), **o),
        lambda **o: plots.counts(YEARS, breaks={2050: "far away"}, **o),
        lambda **o: plots.counts(YEARS.assign(period=pd.period_range("2018", periods=3, freq="Y")), **o),
        lambda **o: plots.counts(YEARS.assign(period=pd.date_range("2018", periods=3, freq="MS", tz="UTC")), **o),
        lambda **o: plots.counts(MANY.set_axis(["period", "value", "series"], axis=1), **o),
        lambda **o: plots.matrix(pd.DataFrame([[3_000_000, 2], [1, 12_345_678]], columns=["x", "y"]), **o),
    ],
)
def test_odd_numbers_are_drawn_whole(call, width):
    assert faults_of(call(width=width).get_figure()) == []


def test_a_plot_has_its_place_beside_another_under_a_constrained_layout():
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    left.plot([1, 2])
    plots.rows(ROWS, ax=right)
    figure.canvas.draw()
    assert right.get_position().x0 > left.get_position().x1


def test_a_curve_of_one_point_is_a_dot():
    (line,) = plots.curves(POINTS.head(1)).lines
    assert line.get_marker() == "o"
