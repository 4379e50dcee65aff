"""The plots on frames of one's own: readable at every width, and clear about faults."""

from __future__ import annotations

import io
import sys
from contextlib import nullcontext
from types import SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.font_manager import FontEntry
from plots.pages import faults_of

from analysis import plots
from analysis.errors import DataError
from analysis.plots import Column, fonts
from analysis.plots.fonts import families, lacking
from analysis.plots.layout import FULL, text_width, wrapped

WIDTHS = ("full", "half", 130, 297)
LONG = "A label that says far more than a row of half a page has room for, and goes on"

ARMS = pd.DataFrame(
    {
        "group": ["BACLAD trial, 2015"] * 3 + [""] * 2,
        "group_detail": ["no drinking for 12 weeks"] * 5,
        "label": ["Cited", "Baclofen", "Placebo", LONG, "Müller-Łukasz, Ångström αβγ ≤ 5 µg/m²"],
        "detail": ["", "", "exact", "20 weeks", ""],
        "role": ["cited", "source", "comparator", "estimate", "second"],
        "value": [0.682, 0.682, 0.238, np.nan, 1.4],
        "low": [np.nan, 0.451, 0.082, np.nan, -0.2],
        "high": [np.nan, 0.861, 0.472, np.nan, 0.9],
        "patients": ["not stated", "15 of 22", "5 of 21", "", "1,234,567 of 9,999,999"],
        "words": ["“68.2%”", "", "", "nothing printed", ""],
    }
)  # fmt: skip
TRIALS = pd.DataFrame(
    {
        "label": [
            "Addolorato 2007", "BACLAD 2015", "Pooled, random effects", "Prediction",
            "Q = 0.01 (df = 1, p = 0.93), I² = 0%", "without BACLAD",
        ],
        "role": ["trial", "trial", "pooled", "prediction", "note", "sensitivity"],
        "value": [6.25, 6.86, 6.44, np.nan, np.nan, 6.25],
        "low": [2.42, 1.78, 2.96, 0.01, np.nan, 2.42],
        "high": [16.1, 26.4, 14.0, 900.0, np.nan, 16.1],
        "weight": [0.67, 0.33, np.nan, np.nan, np.nan, np.nan],
        "baclofen": ["30 of 42", "15 of 22", "", "", "", ""],
    }
)  # fmt: skip
SPANS = pd.DataFrame(
    {
        "label": ["Onset", "Peak", "Course", "Reduction", "Since"],
        "low": [None, None, None, 1, 2],
        "high": [48, 72, None, 2, None],
        "unit": ["hours", "hours", "months", "weeks", "days"],
        "words": ["“up to 48 hours”", "“within 72 hours”", "“for months”", "“1-2 weeks”", "“from the second day”"],
        "role": "cited",
    }
)
YEARS = pd.DataFrame({"period": np.arange(2000, 2024), "value": [100.0 + 9 * (year % 7) for year in range(24)]})
YEARS.loc[5, "value"] = np.nan
SERIES = pd.concat(
    [
        YEARS.assign(series=name, value=YEARS["value"] * k)
        for name, k in (("_baclofen", 1), ("gabapentin", 1.01), ("x", 0.1))
    ]
)
CURVES = pd.concat(
    [
        pd.DataFrame({"x": np.arange(48.0), "value": np.exp(-np.arange(48.0) / t)}).assign(series=f"half-life {t} h")
        for t in (4, 5, 36)
    ]
)
VERDICTS = pd.DataFrame(
    {
        "Banyan": [7, 0, 0],
        "American Addiction Centers": [4, 0, 8],
        "Unsigned page": [0, 0, 1],
        "Safe Harbor": [17, 4, 10],
    },
    index=["Agrees with the source", "Differs from the source", "No source found"],
)
STEPS = pd.DataFrame(
    {
        "label": ["Records of the export", "Human exposures", LONG],
        "count": [52310, 50100, 2713],
        "reason": ["", "information calls", LONG],
    }
)
PATIENTS, BACLOFEN = Column("Patients", "patients"), Column("Baclofen", "baclofen")
TREND = pd.concat(
    [
        YEARS.assign(stretch="", said=""),
        pd.DataFrame(
            {
                "period": [*range(2000, 2008), *range(2007, 2024)],
                "fit": np.linspace(90, 150, 25),
                "stretch": ["a"] * 8 + ["b"] * 17,
                "said": ["+3.1% a year\n95% CI 1.0 to 5.2"] * 8 + ["−0.4% a year\n95% CI −2.0 to 1.2"] * 17,
            }
        ),
    ]
)
MONTHS = pd.DataFrame({"period": pd.date_range("2014-01-01", periods=96, freq="MS"), "value": np.arange(96) % 13})
NAMES = ["_baclofen", LONG, "Preparation, 250 mg/5 mL", "b" * 90, "x"]
NAMED = pd.concat(
    [
        pd.DataFrame({"period": [1, 2, 3], "value": [place, 2, place / 9]}).assign(series=name)
        for place, name in enumerate(NAMES)
    ]
)
COMPARED = ARMS[["label", "value", "low", "high"]].assign(
    second=[0.5, 0.4, np.nan, 0.1, 9.0], second_low=0.0, second_high=np.inf
)
PLACES = pd.DataFrame({"label": [f"Place {number}" for number in range(56)], "value": 1.0, "low": 0.0, "high": np.inf})
DOSES = pd.DataFrame({"x": [1.0, 50, 2000], "value": [0, 0.4, 1], "n": [1, 40, 3]})
RISK = pd.DataFrame({"x": [1.0, 50, 2000], "value": [0.1, 0.4, 0.8], "low": 0.0, "high": np.inf})
LINES = (("200 mg: the dose that a page calls dangerous", 200.0), ("threshold 250 mg", 250.0), ("2,000 mg", 2000.0))
DOSE = plots.Scale(
    1, 2000, (1, 10, 100, 1000, 2000), ("1", "10", "100", "1,000", "2,000 mg"), True,
    lines=tuple((at, words, "note") for words, at in LINES),
)  # fmt: skip
TOLD = pd.DataFrame(
    {
        "label": ["Records", "", "Cases"],
        "count": ["80", "* remain", "7"],
        "reason": ["", LONG * 3, "x" * 200],
        "left_out": ["", "*", "9"],
    }
)
DRAWN = {
    "rows": lambda **to: plots.rows(ARMS, plots.percent_scale(), right=[PATIENTS], head="Study and group", **to),
    "forest": lambda **to: plots.forest(TRIALS, counts=[BACLOFEN], favors=("placebo", "baclofen"), **to),
    "brackets": lambda **to: plots.brackets(SPANS, head="Event", **to),
    "counts": lambda **to: plots.counts(YEARS, breaks={2008: "new codes"}, unit="cases", **to),
    "series": lambda **to: plots.counts(SERIES, breaks={2020: "new codes"}, **to),
    "curves": lambda **to: plots.curves(CURVES, **to),
    "matrix": lambda **to: plots.matrix(VERDICTS, head="Verdict", **to),
    "stretches": lambda **to: plots.counts(TREND, breaks={2010: LONG, 2012: "codes", 2022: "records"}, **to),
    "months": lambda **to: plots.counts(MONTHS, breaks={pd.Timestamp("2018-01-01"): "new codes"}, **to),
    "names": lambda **to: plots.counts(NAMED, **to),
    "compared": lambda **to: plots.rows(COMPARED, plots.percent_scale(), **to),
    "places": lambda **to: plots.rows(PLACES, **to),
    "risk": lambda **to: plots.curves(RISK, scale=DOSE, percent=True, points=DOSES, **to),
    "told": lambda **to: plots.flow(TOLD, **to),
    "flow": lambda **to: plots.flow(STEPS, unit="records", **to),
}  # fmt: skip


def _draws_cjk() -> bool:
    return not lacking("日本")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", DRAWN)
def test_no_text_touches_another_or_leaves_the_page(name, width):
    axes = plots.page(
        DRAWN[name](width=width),
        "The cited success rates leave out the placebo groups of every trial",
        subtitle="Patients counted as a success (percent), as one web page cites them and as the studies report them",
        note=f"Lines: exact 95% limits. {LONG}. {LONG}.",
        source="Sources: Recovered; Müller 2015 (BACLAD); AP-HP 2017 (Bacloville); de Beaurepaire 2012.",
        alt="Rows of estimates.",
    )
    assert faults_of(axes.get_figure()) == []
    assert plots.words_of(axes).alt == "Rows of estimates."


@pytest.mark.parametrize("name", DRAWN)
def test_draws_into_the_readers_axes_and_touches_no_setting(name):
    before = dict(mpl.rcParams)
    figure, (left, right) = plt.subplots(1, 2, figsize=(15, 11), layout="constrained")
    right.plot([1, 2], [3, 4], label="_mine")
    assert DRAWN[name](ax=left) is left
    assert dict(mpl.rcParams) == before
    assert faults_of(figure) == []


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_the_same_bytes_twice(kind):
    with mpl.rc_context({"svg.hashsalt": "salt"}):
        pages = []
        for _ in range(2):
            buffer = io.BytesIO()
            metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}[kind]
            DRAWN["rows"]().get_figure().savefig(buffer, format=kind, metadata=metadata)
            pages.append(buffer.getvalue())
    assert pages[0] == pages[1]


def test_half_a_page_drops_columns_and_keeps_values():
    full, half = ([text.get_text() for text in DRAWN["forest"](width=width).texts] for width in ("full", "half"))
    assert {"Weight", "Baclofen", "30 of 42", "67%"} <= set(full)
    assert not {"Weight", "Baclofen", "30 of 42", "67%"} & set(half)
    assert "6.44 (2.96–14.0)" in half


def test_what_lies_outside_the_scale_is_an_arrow_at_its_end():
    frame = pd.DataFrame({"label": ["wide"], "value": [1.0], "low": [0.001], "high": [1e6]})
    axes = plots.rows(frame, plots.Scale(0.25, 4, (0.5, 1, 2), ("0.5", "1", "2"), True, 1.0))
    markers = [line.get_marker() for line in axes.lines]
    assert {"<", ">"} <= set(markers)


def test_beyond_the_axis_is_an_arrow_and_never_a_point_over_the_columns():
    frame = pd.DataFrame(
        {"label": ["far", "infinite"], "value": [300.0, 1.0], "low": [2.0, 0.0], "high": [9e9, np.inf]}
    )
    axes = plots.rows(frame, plots.Scale(0.25, 4, (0.5, 1, 2), ("0.5", "1", "2"), True, 1.0))
    across = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert all(0.25 <= line.get_xdata()[0] <= 4 for line in across)
    assert [line.get_marker() for line in across].count(">") >= 2
    drawn = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 2.0]
    assert [list(ends) for ends in drawn] == [[2.0, 4.0], [0.25, 4.0]]


def test_what_is_compared_with_is_a_ring_below_the_value():
    axes = plots.rows(COMPARED.head(1))
    ring, dot = (
        next(
            line
            for line in axes.lines
            if line.get_marker() == "o" and (line.get_markerfacecolor() == "white") == hollow
        )
        for hollow in (True, False)
    )
    assert (*ring.get_xdata(), *dot.get_xdata()) == (0.5, 0.682)
    assert ring.get_ydata()[0] > dot.get_ydata()[0] and ring.get_markersize() < dot.get_markersize()


def test_dates_have_their_years_and_many_periods_are_a_line_with_its_ends():
    axes = plots.counts(MONTHS)
    assert [label.get_text() for label in axes.get_xticklabels()][:2] == ["2014", "2015"]
    assert [len(line.get_xdata()) for line in axes.lines if line.get_marker() == "o"] == [2]
    few = plots.counts(MONTHS.head(5))
    assert [label.get_text() for label in few.get_xticklabels()][:2] == ["Jan 2014", "Feb 2014"]


def test_a_long_name_keeps_its_end_and_none_is_lost():
    said = " ".join(text.get_text() for text in plots.counts(NAMED).texts)
    assert "_baclofen" in said and "250 mg/5 mL" in said and said.count("and goes on") == 1


def test_one_is_said_in_the_singular():
    frame = pd.DataFrame({"period": [1, 2], "value": [1, 2]})
    assert [text.get_text() for text in plots.counts(frame, unit=("case", "cases")).texts][-2:] == ["1 case", "2 cases"]


def test_a_page_without_a_title_keeps_its_subtitle():
    assert plots.words_of(plots.page(plots.rows(ARMS), "", subtitle="Percent of patients")).title == ""


def test_no_line_crosses_a_break_or_a_missing_year():
    axes = plots.counts(SERIES, breaks={2020: "new codes"})
    lines = [line.get_xdata() for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    assert lines and all(not (min(xs) < 2005 < max(xs)) and not (min(xs) < 2020 <= max(xs)) for xs in lines)
    assert "_baclofen" in [text.get_text() for text in axes.texts]  # a legend would have lost it


def test_letters_that_no_font_draws_are_named_once_and_never_boxes():
    frame = pd.DataFrame({"label": ["\U00012000odd"], "value": [1.0]})
    with pytest.warns(UserWarning, match=r"No font here draws .*cjk"):
        axes = plots.rows(frame)
    assert axes.texts[0].get_text() == "?odd"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: plots.rows(pd.DataFrame()), "nothing to draw"),
        (lambda: plots.rows(pd.DataFrame({"label": ["a"]})), "expected columns value"),
        (lambda: plots.rows(ARMS.assign(role="loud")), "'loud' is unknown"),
        (lambda: plots.rows(ARMS, right=[Column("n", "missing")]), "expected columns missing"),
        (lambda: plots.rows(ARMS, width="wide"), '"full", "half"'),
        (lambda: plots.rows(ARMS, width=10), "60 to 600"),
        (lambda: plots.forest(ARMS), "trial"),
        (lambda: plots.forest(TRIALS.assign(role=["trial"] * 5 + ["cited"])), "no place in a forest plot"),
        (lambda: plots.brackets(SPANS.assign(unit="fortnights")), "no unit of time"),
        (lambda: plots.counts(pd.DataFrame({"year": [1]})), "expected columns period, value"),
        (lambda: plots.counts(YEARS.assign(value=np.nan)), "got none"),
        (lambda: plots.matrix(VERDICTS / 3), "whole numbers"),
        (lambda: plots.matrix(-VERDICTS), "whole numbers"),
        (lambda: plots.flow(STEPS.assign(count=[1, 2, 3])), "rises"),
        (lambda: plots.flow(STEPS[["label"]]), "expected columns count, reason"),
        (lambda: plots.log_scale([0, -1]), "above 0"),
        (lambda: plots.page(plots.rows(ARMS), " "), "finding in a sentence"),
    ],
)
def test_a_fault_is_one_clear_sentence(call, says):
    with pytest.raises(DataError, match=says):
        call()


@pytest.mark.parametrize("values", [[1.0], [0.0, 0.0], [1e-9, 1e9], [np.nan], [np.inf, 1.0], [-5.0, 5.0], [0.98, 1.02]])
def test_scales_hold_what_they_are_given(values):
    for scale in (plots.linear_scale(values), plots.ratio_scale(values), plots.time_scale(values)):
        assert scale.low < scale.high
        assert len(scale.ticks) == len(scale.labels) >= 2
        assert all(scale.low <= tick <= scale.high * (1 + 1e-12) for tick in scale.ticks)


def test_the_typeface_is_ours_and_its_width_is_measured():
    assert families()[0] == "Poison Center Sans"
    assert text_width("1", 9) == pytest.approx(text_width("8", 9))  # figures of one width: columns line up
    lines = wrapped(LONG, 80, FULL.label)
    assert " ".join(lines) == LONG
    assert all(text_width(line, FULL.label) <= 80 for line in lines)
    assert "".join(wrapped("x" * 400, 80, FULL.label)) == "x" * 400


def test_a_curve_goes_from_left_to_right_and_is_named_at_its_right_end():
    mixed = pd.DataFrame({"x": [2014, 2017, 2013], "value": [20.0, 40.0, 10.0], "series": "b"})
    other = pd.DataFrame({"x": [2013, 2017], "value": [1.0, 2.0], "series": "a"})
    axes = plots.curves(pd.concat([mixed, other]))
    assert list(axes.lines[0].get_xdata()) == [2013, 2014, 2017], "in the order of the frame the line would turn back"
    named = next(text for text in axes.texts if text.get_text() == "b")
    assert abs(named.get_position()[1] - 40) < 2


def test_a_head_of_a_matrix_loses_no_word_and_squares_are_drawn_where_they_have_room():
    heads = ["Gabapentinoids: gabapentin, percent of all the cases that are known", "Melatonin: total, n"]
    seen = pd.DataFrame([[1, 0], [0, 1]], index=["Agrees with the source", LONG], columns=heads)
    for width in WIDTHS:
        axes = plots.matrix(seen, width=width)
        said = " ".join(text.get_text() for text in axes.texts)
        assert not [word for head in heads for word in head.split() if word not in said]
        assert len(axes.patches) == 2, "a cross of ones needs no numbers"
        assert faults_of(axes.get_figure()) == []


def test_the_ends_of_a_dense_line_have_their_numbers_near_them():
    weeks = pd.DataFrame({"period": pd.date_range("2008-01-07", periods=700, freq="W-MON")})
    weeks["value"] = [3 + (place % 52 == 20) * 16 for place in range(len(weeks))]
    axes = plots.counts(weeks)
    first = next(text for text in axes.texts if text.get_text() == "3")
    assert first.get_position()[1] < 10, "a peak of another month is none of its business"


def test_groups_of_many_periods_stand_in_strips_on_one_scale():
    months = pd.date_range("2008-01-01", periods=100, freq="MS")
    frame = pd.concat(
        pd.DataFrame({"period": months, "value": np.arange(100) % most, "series": name})
        for name, most in (("_hidden", 40), ("Łódź 日本", 3), (LONG * 2, 7))
    )
    for width in WIDTHS:
        with pytest.warns(UserWarning, match="No font") if not _draws_cjk() else nullcontext():
            axes = plots.strips(frame, breaks={pd.Timestamp("2012-01-01"): "new"}, width=width)
        assert faults_of(axes.get_figure()) == []
        assert [text.get_text() for text in axes.texts].count("40") == 3, "one scale for all"
        lines = [line for line in axes.lines if len(line.get_xdata()) > 2]
        assert len(lines) == 6, "no line crosses the break"
    with pytest.raises(DataError, match="series"):
        plots.strips(frame.drop(columns="series"))


def test_ticks_of_counts_are_whole_and_none_is_a_power_of_ten():
    none = plots.counts(pd.DataFrame({"period": [2019, 2020], "value": [0, 0]}))
    assert [text.get_text() for text in none.texts][:2] == ["0", "1"]
    for value in (3e8, 4e11, 2e-8):
        axes = plots.counts(pd.DataFrame({"period": [2019, 2020], "value": [value, value / 2]}))
        assert not [text for text in axes.texts if "e+" in text.get_text() or "e-" in text.get_text()]


def test_limits_of_several_series_stand_beside_each_other():
    rates = pd.DataFrame({"period": [2019, 2020] * 2, "value": [2.0, 3.0, 2.0, 3.0], "series": list("aabb")})
    axes = plots.counts(rates.assign(low=1.0, high=4.0), breaks={2020: "new"})
    starts = {round(float(path.vertices[0][0]), 3) for one in axes.collections for path in one.get_paths()}
    assert {2018.955, 2019.045} <= starts
    assert len([line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_linestyle() == "-"]) == 0


def test_a_title_with_letters_that_no_font_draws_warns_and_has_no_boxes():
    with pytest.warns(UserWarning, match=r"No font here draws '\U00012000'.*poison-center\[cjk\]"):
        axes = plots.page(plots.rows(ARMS), "A finding \U00012000", subtitle="Percent")
    assert "A finding ?" in [text.get_text() for text in axes.get_figure().texts]


def test_the_font_of_the_extra_is_found_where_it_is_installed(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", SimpleNamespace(FONT_PATH=tmp_path / "NotoSansCJK.ttc"))
    assert fonts._extra() == [tmp_path / "NotoSansCJK.ttc"]
    known = [FontEntry(fname=str(tmp_path / "NotoSansCJK.ttc"), name="Noto Sans CJK JP", weight=400)]
    fonts._bold_too(known, fonts._extra())
    assert [entry.weight for entry in known] == [400, fonts.BOLD], "matplotlib would complain of each bold text"
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    assert fonts._extra() == []


def test_axes_that_stand_on_no_figure_are_refused():
    from matplotlib import pyplot

    figure, ax = pyplot.subplots()
    ax.remove()
    with pytest.raises(DataError, match="stands on a figure"):
        plots.rows(pd.DataFrame({"label": ["a"], "value": [1.0], "low": [0.5], "high": [2.0]}), ax=ax)
    pyplot.close(figure)
