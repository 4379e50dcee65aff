"""Every result shows itself in a notebook, gives a frame, and says at which level and on which scale it holds."""

from __future__ import annotations

import inspect
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from gallery import RESULTS
from surface import public_functions, result_classes

from analysis import Estimate, stats
from analysis.shown import shown

# Results that hold no limits, and so no level.
WITHOUT_LEVEL = {
    "ChiSquareTest",
    "EValue",
    "Finding",
    "JoinpointModels",
    "PermutationTest",
    "Profile",
    "SlopeTest",
    "SteadyState",
    "SurveyDesign",
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


PAIR = (9, 23, 4, 38)
RATES = (12, 1e5, 20, 1.1e5)
STRATA = ([6, 20], [90, 110], [2, 12], [95, 120])
SURVEY = RESULTS["SurveyDesign"]
ESTIMATES = {
    "attributable_fraction": (lambda: stats.attributable_fraction(stats.odds_ratio(*PAIR)), "attributable fraction"),
    "common_odds_ratio": (lambda: stats.common_odds_ratio(*STRATA), "odds ratio"),
    "common_risk_ratio": (lambda: stats.common_risk_ratio(*STRATA), "risk ratio"),
    "indirectly_standardized_rate": (
        lambda: stats.indirectly_standardized_rate([5, 20], [2e5, 8e5], [30, 40], [1e6, 4e6]),
        "standardized rate",
    ),
    "kappa": (lambda: stats.kappa([[20, 5], [4, 15]]), "kappa"),
    "number_needed_to_treat": (lambda: stats.number_needed_to_treat(*PAIR), "number needed to treat"),
    "observed_agreement": (lambda: stats.observed_agreement([[20, 5], [4, 15]]), "share"),
    "odds_ratio": (lambda: stats.odds_ratio(*PAIR), "odds ratio"),
    "percent_change": (lambda: stats.percent_change(12, 20), "percent change"),
    "population_attributable_fraction": (
        lambda: stats.population_attributable_fraction(*PAIR),
        "population attributable fraction",
    ),
    "proportion": (lambda: stats.proportion(9, 23), "share"),
    "rate": (lambda: stats.rate(12, 1e5), "rate"),
    "rate_difference": (lambda: stats.rate_difference(*RATES), "rate difference"),
    "rate_ratio": (lambda: stats.rate_ratio(*RATES), "rate ratio"),
    "risk_difference": (lambda: stats.risk_difference(*PAIR), "risk difference"),
    "risk_ratio": (lambda: stats.risk_ratio(*PAIR), "risk ratio"),
    "standardized_difference": (lambda: stats.standardized_difference([5, 6, 9], [4, 4, 8]), "standardized difference"),
    "standardized_difference_categories": (
        lambda: stats.standardized_difference_categories([12, 8], [5, 15]),
        "standardized difference",
    ),
    "standardized_rate": (lambda: stats.standardized_rate([6, 9], [9e4, 9e5], [1, 3]), "standardized rate"),
    "standardized_ratio": (lambda: stats.standardized_ratio(83, 60), "standardized ratio"),
    "survey_mean": (lambda: stats.survey_mean(SURVEY(), [2, 31, 3, 4, 44]), "mean"),
    "survey_proportion": (lambda: stats.survey_proportion(SURVEY(), [0, 1, 0, 0, 1]), "share"),
    "survey_ratio": (lambda: stats.survey_ratio(SURVEY(), [0, 1, 0, 0, 1], [1, 2, 3, 4, 5]), "ratio"),
    "survey_total": (lambda: stats.survey_total(SURVEY()), "total"),
    "zero_event_bound": (lambda: stats.zero_event_bound(30), "share"),
}


def test_every_function_that_estimates_is_held_to_say_what():
    functions = public_functions("stats")
    gives = {f.__name__ for f in functions.values() if "Estimate" in str(inspect.signature(f).return_annotation)}
    assert gives == ESTIMATES.keys()


@pytest.mark.parametrize("name", ESTIMATES)
def test_an_estimate_says_what_it_is(name):
    make, what = ESTIMATES[name]
    assert make().what == what
    assert Page(make()._repr_html_()).texts[0] == what.capitalize()


def test_a_column_says_what_it_is():
    assert stats.odds_ratio([9, 3], 23, 4, 38).attrs["what"] == "odds ratio"


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
    assert repr(named) == f"odds ratio {bare}"
    assert repr(bare) == f"estimate {bare}"
    assert named.to_frame().loc[0, "what"] == "odds ratio"


def test_the_limits_of_a_frame_stand_beside_their_value():
    frame = pd.DataFrame(
        {"value": [2.0, np.nan], "low": [1.0, np.nan], "high": [np.inf, np.nan], "p": [0.0001, np.nan]}
    )
    texts = Page(shown("ratios", frame.set_axis(["a", "b"]).rename_axis("drug"), level=0.9)).texts
    assert texts == ["ratios", "drug", "value (90% CI)", "p", "a", "2 (1 to infinite)", "<0.001", "b"]


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_short_in_a_console(results, name):
    said = repr(results[name])
    assert len(said) < 400
    assert not re.search(r"array|\bnan\b|np\.|0x|  \.\.\.", said)
    assert "log odds" not in said.replace("log odds ratio", "")


def test_a_tiny_p_is_no_power_of_ten(results):
    assert not [name for name, result in results.items() if re.search(r"p = \d[\d.]*e-", repr(result))]
