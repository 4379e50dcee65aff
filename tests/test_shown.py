"""Every result shows itself in a notebook, gives a frame, and says at which level and on which scale it holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from gallery import RESULTS
from surface import result_classes

from analysis import Estimate, stats
from analysis.shown import shown

# Results that hold no limits, and so no level.
WITHOUT_LEVEL = {
    "ChiSquareTest",
    "Finding",
    "JoinpointModels",
    "PermutationTest",
    "Profile",
    "SlopeTest",
    "SteadyState",
    "TableOne",
}


class Page(HTMLParser):
    """The texts of a table, and its tags in order."""

    def __init__(self, html: str):
        super().__init__()
        self.texts, self.open, self.tags = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def results():
    return {name: make() for name, make in RESULTS.items()}


def test_the_gallery_holds_every_class_of_results():
    assert RESULTS.keys() == result_classes().keys()


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_gives_a_frame_and_a_tidy_table(results, name):
    result = results[name]
    assert type(result).__name__ == name
    frame = result.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert len(frame)
    page = Page(result._repr_html_())
    assert not page.open
    assert page.tags[:2] == ["table", "caption"]
    assert page.texts[0].strip()
    assert not re.search(r"\bnan\b|\binf\b|<NA>|None", " ".join(page.texts))


@pytest.mark.parametrize("name", sorted(RESULTS.keys() - WITHOUT_LEVEL))
def test_a_result_with_limits_says_their_level(results, name):
    assert "95% CI" in " ".join(Page(results[name]._repr_html_()).texts)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Estimate", ["5.464", "1.442 to 20.7", "Wald on the log scale"]),
        (
            "Pooled",
            ["odds ratio, 6 studies", "0.5822 (0.308 to 1.101)", "REML"],
        ),  # metafor: 0.582205 (0.307988 to 1.100571)
        ("FirthLogistic", ["odds ratios", "Profile penalized likelihood"]),
        ("TrimAndFill", ["odds ratio, adjusted"]),
        ("MetaRegression", ["on the scale of the log odds ratio"]),
    ],
)
def test_a_ratio_is_shown_as_it_is_read_or_its_scale_is_named(results, name, told):
    text = " ".join(Page(results[name]._repr_html_()).texts)
    assert [part for part in told if part not in text] == []


def test_what_a_user_wrote_is_escaped():
    html = shown("a < b", pd.DataFrame({"<i>": ["<script>"]}), "p < 0.05 & more")
    assert "<script>" not in html
    assert "<i>" not in html
    assert Page(html).texts == ["a < b", "<i>", "<script>", "p < 0.05 & more"]


def test_an_estimate_shows_its_unit_level_and_method():
    change = Estimate(-12.5, -20, -4.25, 0.9, "exact <conditional>", "percent", what="percent change")
    assert Page(change._repr_html_()).texts == [
        "Percent change", "value", "-12.5 percent", "90% CI", "-20 to -4.25", "exact <conditional>",
    ]  # fmt: skip


def test_an_estimate_without_value_or_limits_says_so():
    texts = Page(Estimate(np.nan, np.nan, np.nan)._repr_html_()).texts
    assert texts == ["Estimate", "value", "not estimable", "95% CI", "none"]
    assert "0 to infinite" in Page(Estimate(np.nan, 0, np.inf)._repr_html_()).texts


def test_a_result_at_its_edge_says_what_is_missing_in_words():
    everybody, alone = [0, 0, 0, 1], pd.DataFrame({"effect": [0.3], "variance": [0.04], "measure": "OR"})
    found = [
        stats.dose_cutoff([1, 2, 3, 4], everybody, cut=0.5),
        stats.dose_threshold([1, 2, 3, 4], everybody, resamples=20),
        stats.dose_trend([1, 2, 3], [0, 0, 0], [5, 5, 5]),
        stats.loglinear_trend([3, 4], year=[2010, 2011]),
        stats.noncompartmental([0, 1, 2], [0, 3, 5]),
        stats.contingency_test([[3, 9], [0, 8]], test="fisher"),
        stats.begg(pd.concat([alone, alone.assign(effect=0.5, variance=0.02)])),
        stats.pool(alone),
        stats.steady_state(dose=[100, 200], interval=8, ke=0.2, volume=40),
    ]
    said = [" ".join(Page(result._repr_html_()).texts) for result in found]
    assert [text for text in said if re.search(r"\bnan\b|\binf\b|array|\[", text)] == []
    assert "not estimable" in said[0]
    assert "p not defined" in said[2]
    assert all(len(result.to_frame()) for result in found)


def test_the_name_of_an_estimate_changes_neither_its_print_nor_whether_it_equals_another():
    named, bare = Estimate(2, 1, 4, what="odds ratio"), Estimate(2, 1, 4)
    assert named == bare
    assert str(named) == str(bare)
    assert repr(named) == repr(bare)
    assert named.to_frame().loc[0, "what"] == "odds ratio"


def test_the_limits_of_a_frame_stand_beside_their_value():
    frame = pd.DataFrame(
        {"value": [2.0, np.nan], "low": [1.0, np.nan], "high": [np.inf, np.nan], "p": [0.0001, np.nan]}
    )
    texts = Page(shown("ratios", frame.set_axis(["a", "b"]).rename_axis("drug"), level=0.9)).texts
    assert texts == ["ratios", "drug", "value (90% CI)", "p", "a", "2 (1 to infinite)", "<0.001", "b"]
