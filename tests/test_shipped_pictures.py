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


@pytest.mark.parametrize("width", ["full", "half"])
def test_squares_are_explained_only_where_they_are_drawn(width):
    for name in ("traced_figures", "cited_claims", "redone_results", "redone_tables"):
        axes = CHARTS[name].draw(SUMMARIES[name].function(), width)
        words = words_of(axes)
        assert ("One square" in words.note or "one square" in words.subtitle) == bool(axes.patches), name


def test_a_box_around_a_number_of_the_last_column_is_whole():
    axes = CHARTS["audited_table"].draw(SUMMARIES["audited_table"].function())
    assert all(not box.get_clip_on() for box in axes.patches if not box.get_fill())


def test_a_lowest_toxic_dose_is_no_median():
    table = SUMMARIES["severity_by_dose"].function()
    axes = CHARTS["severity_by_dose"].draw(table)
    named = float(table.loc[table["named"] & (table["center"] != table["threshold"]), "center"].iloc[0])
    dots = [line for line in axes.lines if line.get_marker() == "o" and list(line.get_xdata()) == [named]]
    assert not dots and "lowest toxic dose" in words_of(axes).note


def test_a_pool_says_how_far_its_trials_differ():
    table = SUMMARIES["trial_meta_analysis"].function()
    texts = [text.get_text() for text in CHARTS["trial_meta_analysis"].draw(table).texts]
    # metafor 3.8-1, rma(yi, vi, method="REML"): Q(df = 3) = 13.728, p 0.0033, I^2 79.0%, tau^2 0.966.
    assert "Heterogeneity: Q = 13.73 (df = 3, p = 0.003), I² = 79%, τ² = 0.97" in texts
