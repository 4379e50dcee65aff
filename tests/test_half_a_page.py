"""Pictures of series and trials at a page's width and at half of it: nothing is clipped, and data has room."""

import matplotlib
import pytest

matplotlib.use("agg")
import matplotlib.pyplot as plt

from analysis import style
from analysis.charts import CHARTS
from analysis.summaries import SUMMARIES

NAMES = (
    "document_agreement",
    "exposure_trend_example",
    "overdose_effects",
    "severity_by_dose",
    "severity_upper_bound",
    "trial_meta_analysis",
)


@pytest.fixture(scope="module")
def tables():
    return {name: SUMMARIES[name].function() for name in NAMES}


def labels_of(axis) -> list:
    """Labels of the ticks that are within the view."""
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label2 if tick.label2.get_visible() else tick.label1
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
    ]


@pytest.mark.parametrize("half", [False, True], ids=["page", "half a page"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_clipped_and_data_has_room(tables, name, half):
    width, height = CHARTS[name].size
    with style.applied():
        size = (3.5, min(5, height)) if half else (width, height)
        figure, ax = plt.subplots(figsize=size, layout="constrained")
        CHARTS[name].function(tables[name], ax)
        figure.canvas.draw()
        texts = [ax.xaxis.label, ax.yaxis.label, *labels_of(ax.xaxis), *labels_of(ax.yaxis), *ax.texts]
        boxes = [text.get_window_extent() for text in texts if text.get_text() and text.get_visible()]
        boxes += [ax.get_legend().get_window_extent()] if ax.get_legend() else []
        whole = figure.bbox.padded(2)
        clipped = [box for box in boxes if not (whole.x0 <= box.x0 and box.x1 <= whole.x1 and box.y1 <= whole.y1)]
        share = ax.get_window_extent().width / whole.width
        plt.close(figure)
    assert not clipped
    assert share > (0.15 if half else 0.3)
