"""The pictures of the ledger at a page's width and at half of it: no word is cut off or lies over another."""

from itertools import combinations

import matplotlib
import pytest
from matplotlib import pyplot as plt

from analysis.charts import CHARTS
from analysis.style import applied
from analysis.summaries import SUMMARIES

matplotlib.use("Agg")
NAMES = ("burden", "traced_figures", "cited_claims", "dosing_ladder")


@pytest.mark.parametrize("share", [1.0, 0.5])
@pytest.mark.parametrize("name", NAMES)
def test_words_are_whole_and_apart(name, share):
    width, height = CHARTS[name].size
    with applied():
        figure, ax = plt.subplots(figsize=(width * share, height * (0.8 if share < 1 else 1)), layout="constrained")
        CHARTS[name].function(SUMMARIES[name].function(), ax)
        figure.canvas.draw()
        low, high = sorted(ax.get_ylim())
        rows = [label for label in ax.get_yticklabels() if low <= label.get_position()[1] <= high]
        texts = [text for text in (*rows, *ax.texts) if text.get_text()]
        boxes = {text: text.get_window_extent() for text in texts}
    whole = figure.bbox.padded(1)
    assert not [text for text, box in boxes.items() if box.x0 < whole.x0 or box.x1 > whole.x1 or box.y1 > whole.y1]
    over = [
        (one.get_text(), other.get_text())
        for one, other in combinations(boxes, 2)
        if boxes[one].shrunk(0.98, 0.8).overlaps(boxes[other].shrunk(0.98, 0.8))
    ]
    plt.close("all")
    assert not over
    assert not [text.get_text() for text in texts if "_" in text.get_text()], "no slug is a word"
