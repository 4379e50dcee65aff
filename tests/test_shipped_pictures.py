"""Every picture on a page and on half of one: no two words touch, none leaves the page, all can be read and heard."""

import re

import matplotlib.pyplot as plt
import pytest
from plots.pages import faults_of

from analysis.charts import CHARTS
from analysis.plots import words_of
from analysis.style import applied
from analysis.summaries import SUMMARIES

# Most words, numbers included, of a page; tables of words (claims, results) hold more by their nature.
LONG = ("cited_claims", "redone_results", "redone_tables", "audited_table", "document_agreement", "burden")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("width", ["full", "half"])
@pytest.mark.parametrize("name", CHARTS)
def test_words_are_whole_and_apart(name, width):
    with applied():
        axes = CHARTS[name].draw(SUMMARIES[name].function(), width)
        assert faults_of(axes.get_figure()) == []
    words = words_of(axes)
    texts = [text.get_text() for text in (*axes.texts, *axes.get_figure().texts)]
    assert not [text for text in texts if "_" in text or re.search(r"\bl\.\d|\bline \d|doc_", text)], "no slug, no line"
    assert name in LONG or len(" ".join(texts).split()) <= {"full": 260, "half": 230}[width]
    assert len(words.title.split()) >= 3 and len(words.title) <= 80 and not words.title.endswith(".")
    assert words.subtitle and words.source and 20 <= len(words.alt.split()) <= 110
    assert words.alt != words.title and len(re.findall(r"\d", words.alt)) >= 2, "the extremes with numbers"


def test_a_title_goes_the_way_that_the_numbers_go():
    rise, effects = SUMMARIES["exposure_rise"].function(), SUMMARIES["overdose_effects"].function()
    titles = {
        factor: words_of(
            CHARTS["exposure_rise"].draw(rise.assign(change_percent=factor * rise["change_percent"]))
        ).title
        for factor in (1, 0, -1)
    }
    assert "rose 36%" in titles[1] and "did not change" in titles[0] and "fell 36%" in titles[-1]
    shared = words_of(CHARTS["overdose_effects"].draw(effects.assign(share=0.5).head(3))).title
    assert shared.startswith("Three effects are the most frequent")
    one = words_of(CHARTS["traced_figures"].draw(SUMMARIES["traced_figures"].function().head(1))).title
    assert one.startswith("Of 1 cited figure, ")
