"""Every result that can be drawn: one palette, one way to the Axes, and nothing clipped at half a page's width."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
import pytest
from gallery import DOSES, PEOPLE, RESULTS, SERIOUS, YEARS, effects
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from surface import result_classes

from analysis import stats
from analysis.style import PALETTE, log_axis, readable_rate

matplotlib.use("Agg")
SEVERAL = pd.DataFrame({"dose, 100 mg": np.array(DOSES) / 100, "adult": [1, 0, 1, 1, 0, 0, 1, 0]})
DRAWN = {name: RESULTS[name] for name, found in result_classes().items() if hasattr(found, "plot")} | {
    "FirthLogistic, several": lambda: stats.firth_logistic(SEVERAL, SERIOUS, PEOPLE),
    "DoseResponse, log": lambda: stats.dose_response(DOSES, SERIOUS, PEOPLE, scale="log10"),
    "MetaRegression, words": lambda: stats.meta_regression(effects(), "arm"),
    "Pooled, common effect": lambda: stats.pool(effects(), method="EE"),
    "JoinpointFit, counts": lambda: stats.joinpoint_models([9, 12, 15, 21, 30, 38, 52, 70], year=range(2015, 2023)).fit(
        0
    ),
}


@pytest.fixture(scope="module")
def results():
    return {name: make() for name, make in DRAWN.items()}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def colors(ax) -> set[str]:
    """Give the colors of every line and area of the Axes."""
    lines = [to_hex(line.get_color()) for line in ax.lines]
    areas = [piece for made in ax.collections for piece in (*made.get_facecolor(), *made.get_edgecolor())]
    filled = [patch.get_facecolor() for patch in ax.patches]
    return {*lines, *(to_hex(color[:3]) for color in [*areas, *filled] if color[3] > 0)}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_drawn_on_the_axes_given_in_the_colors_of_the_house(results, name):
    ax = plt.subplots(figsize=(5.5, 3.6), layout="constrained")[1]
    assert results[name].plot(ax) is ax
    assert colors(ax) <= {color.lower() for color in PALETTE.values()}
    assert ax.get_xlabel()
    assert ax.get_ylabel()


@pytest.mark.parametrize("name", DRAWN)
def test_without_axes_a_picture_makes_its_own(results, name):
    before = plt.subplots()[1]
    drawn = results[name].plot()
    assert drawn.get_figure() is not before.get_figure()
    assert not before.lines


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_clipped_at_half_the_width_of_a_page(results, name):
    figure, ax = plt.subplots(figsize=(3.2, 3), layout="constrained")
    results[name].plot(ax)
    figure.canvas.draw()
    low, high = sorted(ax.get_ylim())
    ticks = [label for label in ax.get_yticklabels() if low <= label.get_position()[1] <= high]
    boxes = [text.get_window_extent() for text in [ax.xaxis.label, ax.yaxis.label, *ticks, *ax.texts]]
    boxes += [ax.get_legend().get_window_extent()] if ax.get_legend() else []
    whole = figure.bbox.padded(1)
    clipped = [box for box in boxes if not (whole.x0 <= box.x0 and box.x1 <= whole.x1 and box.y1 <= whole.y1)]
    assert not clipped
    assert ax.get_window_extent().width > whole.width / 3


@pytest.mark.parametrize(
    ("rates", "per", "label"),
    [
        ([1.2e-6, 1.9e-6], 1e6, "rate per 1,000,000"),
        ([0.0, 1e-5], 1e5, "rate per 100,000"),
        ([0.02], 100, "rate per 100"),
        ([3.0, np.nan], 1, "rate"),
        ([0.0], 1, "rate"),
    ],
)
def test_a_rate_is_drawn_per_what_makes_it_readable(rates, per, label):
    assert readable_rate(rates) == (per, label)


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        ((1, 5), {"1", "2", "3", "4", "5"}),
        ((0.1, 2), {"0.1", "0.2", "0.5", "1", "2"}),
        ((0.03, 5), {"0.1", "0.3", "1", "3"}),
    ],
)
def test_a_logarithmic_axis_has_plain_numbers(span, labels):
    ax = plt.subplots()[1]
    ax.plot(span, span)
    log_axis(ax.xaxis)
    ax.get_figure().canvas.draw()
    assert labels <= {label.get_text() for label in ax.get_xticklabels()}


def test_the_years_of_a_trend_are_whole():
    ax = stats.loglinear_trend([4, 9, 7], year=YEARS[:3]).plot()
    ax.get_figure().canvas.draw()
    shown = [label.get_text() for label in ax.get_xticklabels()]
    assert all("." not in year for year in shown)
    assert {"2010", "2011", "2012"} <= set(shown)
