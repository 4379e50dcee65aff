"""What a reader of the shipped pictures would call a fault of looks: each kind once, on the picture that had it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import plots
from analysis.charts import CHARTS
from analysis.charts.cases import CASE_CHARTS
from analysis.plots import words_of
from analysis.plots.layout import room_after, text_width
from analysis.plots.marks import CITED, SOURCE
from analysis.shown import notes_of
from analysis.style import applied
from analysis.summaries import SUMMARIES


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def drawn(name, width="full", table=None):
    with applied():
        return CHARTS[name].draw(SUMMARIES[name].function() if table is None else table, width)


def boxes_of(axes):
    """Give every text of an Axes with its box in pixels."""
    figure = axes.get_figure()
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    return {text.get_text(): text.get_window_extent(renderer) for text in axes.texts}


def called(axes, start):
    return next(text for text in axes.texts if text.get_text().startswith(start))


@pytest.mark.parametrize("dpi", [72, 100, 150, 200, 300])
def test_a_text_is_drawn_as_wide_as_it_was_measured(dpi):
    from analysis.plots.fonts import families_for

    with applied():
        figure = plt.figure(dpi=dpi)
        for said in ("Duration of psychological symptoms", "iiillljj titration", "124 of 136 cells"):
            text = figure.text(0, 0, said, size=8, weight=400, fontfamily=families_for(said))
            seen = text.get_window_extent(figure.canvas.get_renderer()).width * 72 / dpi
            assert seen == pytest.approx(text_width(said, 8), rel=0.006)


@pytest.mark.parametrize("name", ["withdrawal_timeline", "exposure_rise"])
def test_a_gray_remark_stands_apart_from_its_label_whatever_the_readers_settings(name):
    axes = CHARTS[name].draw(SUMMARIES[name].function())  # the letters of matplotlib's own settings
    figure = axes.get_figure()
    figure.canvas.draw()
    boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in axes.texts]
    small = [box for text, box in zip(axes.texts, boxes, strict=True) if "Safe Harbor" in text.get_text()]
    assert len(small) >= 2
    for box in small:
        before = max((other.x1 for other in boxes if abs(other.y0 - box.y0) < 12 and other.x1 < box.x0 + 9), default=0)
        assert box.x0 - before >= 3 * figure.dpi / 72
    assert room_after("Onset", 9) > text_width("Onset", 9) + 5


def test_a_concentration_is_red_where_it_is_cited_and_blue_where_a_study_measured():
    axes = drawn("plasma_concentration")
    assert called(axes, "therapeutic").get_color() == CITED and called(axes, "overdose").get_color() == SOURCE
    assert boxes_of(axes)[called(axes, "therapeutic").get_text()].y0 > axes.get_window_extent().y0, "above the axis"


def test_the_column_of_verdicts_is_red_only_where_a_figure_differs():
    axes = drawn("burden")
    shown = {text.get_text(): text.get_color() for text in axes.texts}
    assert shown["Differs from the source"] == CITED
    assert shown["Agrees with the source"] != CITED != shown["No source found"]


def test_the_words_of_spans_stand_in_one_column_on_half_a_page():
    boxes = boxes_of(drawn("withdrawal_timeline", "half"))
    ends = [box.x1 for said, box in boxes.items() if said.endswith("hours”") or "1-2 weeks" in said]
    assert len(ends) >= 5 and max(ends) - min(ends) < 3
    bands = {"hours", "days", "weeks", "months"} & set(boxes)
    assert bands in (set(), {"hours", "days", "weeks", "months"}), "all names of the bands, or none"


def test_advice_seen_only_in_a_quotation_is_gray_and_starred():
    axes = drawn("withdrawal_timeline")
    assert called(axes, "UK CSM").get_text() == "UK CSM*" and called(axes, "UK CSM").get_color() != SOURCE
    assert "* Seen only as quoted" in words_of(axes).note


def test_a_group_of_two_columns_is_named_over_both():
    boxes = boxes_of(drawn("audited_table"))
    units = [text for text in drawn("audited_table").texts if text.get_text() in ("n", "%")]
    head = boxes["Gabapentin"]
    left, right = (text.get_window_extent().x1 for text in units[:2])
    assert left - 40 < (head.x0 + head.x1) / 2 < right and "gabapentin" not in boxes


def test_numbers_of_tables_have_their_thousands_set_apart_and_levels_their_signs():
    for name in ("audited_table", "redone_tables", "redone_results"):
        texts = [text.get_text() for text in drawn(name).texts]
        assert not [said for said in texts if said.isdigit() and len(said) > 3 and said != "2020"], name
        assert not [said for said in texts if ">=" in said or "<=" in said], name
    assert "1,375.0%" in texts and "77,228" in texts


def test_numbers_of_a_matrix_end_below_each_other():
    seen = pd.DataFrame({"Changes": [130, 5, 0], "Percentages": [11, 2, 1]}, index=["one", "two", "three"])
    axes = plots.matrix(seen, width="half")
    boxes = boxes_of(axes)
    assert abs(boxes["130"].x1 - boxes["5"].x1) < 2 and abs(boxes["5"].x1 - boxes["Changes"].x1) < 2


def test_titles_name_what_they_found():
    assert "absent or depressed reflexes" in words_of(drawn("overdose_effects")).title.lower()
    assert words_of(drawn("trial_meta_analysis")).title == (
        "Two trials favor baclofen, two do not settle it; nor does the pool"
    )
    path = words_of(drawn("exposure_path"))
    # 14,835.00 - 14,564.14 of gabapentin in 2015, and 11,095.38 - 10,896.07, 19,117.34 - 18,773.93 at the ends.
    assert path.title == "Two assumed paths differ by at most 343 exposures in any year" and "343" in path.alt


def test_words_at_a_strip_stay_off_its_strokes():
    axes = drawn("percent_consistency")
    figure = axes.get_figure()
    boxes = boxes_of(axes)
    strips = [bars.get_window_extent(figure.canvas.get_renderer()) for bars in axes.collections]
    for said in ("15 of 22, arm of the trial", "none of 43, printed beside it", "none of 320, printed beside it"):
        assert all(min(boxes[said].y1, s.y1) - max(boxes[said].y0, s.y0) <= 1 for s in strips), said


@pytest.mark.parametrize("seed", range(12))
def test_words_at_the_ends_of_a_trend_do_not_cross_its_line(seed):
    rng = np.random.default_rng(seed)  # of seeds 0 to 59 nine crossed before, these among them
    years = np.arange(2000, 2000 + rng.integers(3, 26))
    line = np.exp(rng.uniform(0, 9)) * np.exp(rng.normal(0, 0.15) * (years - 2000))
    value = rng.negative_binomial(5, 5 / (5 + line))
    axes = plots.counts(
        pd.DataFrame({"period": years, "value": value, "fit": line, "stretch": "all"}), unit="cases", width="half"
    )
    across, upright = axes.transData.transform(np.column_stack([years, line])).T
    at = np.linspace(across[0], across[-1], 800)
    upright = np.interp(at, across, upright)
    for said, box in boxes_of(axes).items():
        under, over = box.y0 + 0.2 * box.height, box.y1 - 0.15 * box.height
        crossed = (at > box.x0) & (at < box.x1) & (upright > under) & (upright < over)
        assert "cases" not in said or not crossed.any(), said


def said_of(name, frame, **facts):
    """Draw a table of invented cases; give the words of its page."""
    table = pd.DataFrame(frame)
    table.attrs = {"synthetic": False, "records": "poison center"} | facts
    with applied():
        return words_of(CASE_CHARTS[name].function(table))


def test_one_case_that_is_not_shown_is_one():
    one = said_of("states", {"state": ["PA", "OH"], "count": [3, 2]}, without_state=1)
    assert "Not shown: 1 case without a state." in one.note
    deaths = said_of("states", {"state": ["PA", "OH"], "count": [3, 2]}, without_state=2, records="deaths")
    assert "Not shown: 2 deaths without a state." in deaths.note


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({"PA": 250}, "All 250 cases are from Pennsylvania"),
        ({"OH": 1}, "The only case is from Ohio"),
        ({"OH": 1, "PA": 3}, "Pennsylvania had the most cases, 3"),
    ],
)
def test_most_is_said_only_where_there_are_others(counts, title):
    assert said_of("states", {"state": list(counts), "count": list(counts.values())}).title == title


def test_an_empty_picture_begins_with_a_capital_and_has_no_limits():
    empty = pd.DataFrame(columns=["effect", "n", "cases", "value", "low", "high"])
    words = said_of("effects", empty, study="all substances; single-substance cases", level=0.95, records="deaths")
    assert words.subtitle == "All substances; single-substance deaths" and "Limits" not in words.note


def test_a_sentence_that_begins_with_an_arabic_name_goes_from_left_to_right():
    calls = plots.counts(pd.DataFrame({"period": [2019, 2020], "value": [7, 9]}))
    plots.page(calls, "باكلوفين was the most frequent", subtitle="Cases", note="naïve", source="Own data.")
    title, *others = [text.get_text() for text in calls.get_figure().texts]
    assert title == "\u200eباكلوفين was the most frequent" and not any("\u200e" in said for said in others)


def test_the_last_number_of_a_dense_line_stands_behind_its_point():
    values = [8, *range(3, 67), 1]
    axes = plots.counts(pd.DataFrame({"period": pd.date_range("2017-09-01", periods=66, freq="MS"), "value": values}))
    box = [box for said, box in boxes_of(axes).items() if said == "1"][-1]
    point = axes.transData.transform((axes.lines[0].get_xdata()[-1], 1))
    assert box.x0 > point[0] and abs((box.y0 + box.y1) / 2 - point[1]) < 12


def test_numbers_on_a_band_have_no_box_around_them():
    years = np.arange(2010, 2024)
    wide = {"fit": 0.2, "fit_low": 0.0, "fit_high": 3.0, "stretch": "all"}
    frame = pd.DataFrame({"period": years, "value": [1, *[0] * 12, 1]} | wide)
    axes = plots.counts(frame, unit=("case", "cases"))
    assert all(text.get_bbox_patch() is None for text in axes.texts)


def test_notes_of_a_table_count_one_case_in_the_singular():
    told = list(notes_of({"without_date": 1, "without_state": 2, "several": {"race": 1, "site": 3}}))
    assert told == [
        "1 case without a date is not in the table.",
        "2 cases without a state are not in the table.",
        "1 case has several values of race and counts at each.",
        "3 cases have several values of site and count at each.",
    ]


def test_the_first_number_of_a_fall_stands_above_its_point():
    axes = plots.counts(pd.DataFrame({"period": [2018, 2019], "value": [4241, 3611]}), unit="visits")
    box, point = boxes_of(axes)["4,241 visits"], axes.transData.transform((2018, 4241))
    assert box.y0 > point[1]
