"""Pictures of the analyst's own cases: every one drawn, nothing cut off, the numbers beside them, the mark on top."""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from cases.invented import case, frames, synthetic_folder
from plots.pages import faults_of

from analysis import render
from analysis.cases.clinical.coingestants import co_ingestants, combination_shares, combinations
from analysis.cases.clinical.dose_response import dose_curve
from analysis.cases.clinical.effects import clinical_effects, therapies
from analysis.cases.clinical.outcomes import odds_ratios, outcome_shares
from analysis.cases.counts.counts import (
    annual_counts,
    monthly_counts,
    state_counts,
    state_rates,
    weekly_counts,
    with_rates,
)
from analysis.cases.counts.table import Counts, framed
from analysis.cases.counts.trends import annual_trend, fitted, joinpoint_trend
from analysis.cases.store.store import frame_store, open_store
from analysis.cases.study.selection import select
from analysis.charts.cases import CASE_CHARTS, caption_of, is_synthetic
from analysis.errors import DataError
from analysis.forms import Withheld
from analysis.plots import words_of
from analysis.style import applied

MARK = "Synthetic cases: describes no person"
UNSTATED = "Origin not stated: real or synthetic cases"
LONG = "Preparation of an unknown product (capsule, tablet or solution), 250 mg/5 mL, from a vendor on the internet"
SHARE = {"cases": 900, "value": 0.1, "low": 0.05, "high": 0.2}


def shares(name: str, labels) -> pd.DataFrame:
    labels = list(labels)
    n = np.arange(len(labels), 0, -1)
    return pd.DataFrame({name: labels, "n": n, **SHARE})


def people(years) -> pd.DataFrame:
    years = sorted(set(years))
    return pd.DataFrame({"year": years, "population": np.linspace(3.0e6, 3.4e6, len(years)).round()})


@cache
def tables() -> dict[str, tuple[str, pd.DataFrame]]:
    """Give every kind of table that the charts take, from one synthetic store, and tables that are hard to draw."""
    store = open_store(synthetic_folder(12_000))
    whole, study = select(store, years=(2008, 2021)), select(store, substance="a*", years=(2008, 2021), ages=(6, 90))
    annual, by_mention = annual_counts(study), annual_counts(study, by="mention")
    rates, states = with_rates(annual, people(annual["year"])), state_counts(whole)
    residents = states[["state"]].assign(population=np.linspace(9e6, 4e5, len(states)).round())
    drawn = {
        "flow": study.flow(),
        "counts": annual,
        "counts split": by_mention,
        "counts of many groups": annual_counts(whole, by="reason"),
        "counts as rates": rates,
        "counts as rates, split": with_rates(by_mention, people(annual["year"])),
        "counts per month": monthly_counts(study),
        "counts per month, split": monthly_counts(study, by="age_band"),
        "counts per week": weekly_counts(whole),
        "trend": fitted(rates, annual_trend(rates)),
        "trend with joints": fitted(annual, joinpoint_trend(annual)),
        "trend with a step": fitted(annual, annual_trend(annual, breaks={2015: "new coding"}, at_break="step")),
        "effects": clinical_effects(whole),
        "therapies": therapies(study),
        "coingestants": co_ingestants(study),
        "combinations": combinations(whole),
        "combination_shares": combination_shares(whole),
        "outcomes": outcome_shares(study),
        "outcomes by group": outcome_shares(whole, by="reason"),
        "odds": odds_ratios(whole),
        "severity": dose_curve(whole),
        "states": states,
        "states with rates": state_rates(whole, residents),
    }
    return {name: (re.match("[a-z_]+", name)[0], framed(table)) for name, table in (drawn | hard()).items()}


def hard() -> dict[str, pd.DataFrame]:
    """Give invented tables at the ends of what may come: one row, nothing but zeros, names that do not end."""
    year = {"year": [2020], "count": [7]}
    ratio = dict(zip(("crude", "crude_low", "crude_high"), (300.0, 2.0, 9e9), strict=True))
    ratio |= {name.replace("crude", "adjusted"): number for name, number in ratio.items()}
    reference = {name: 1.0 if name in ("crude", "adjusted") else np.nan for name in ratio}
    level = {"factor": "made_up_factor", "events": 1, "n": 2}
    return {
        "flow of one row": pd.DataFrame({"step": ["records"], "excluded": [0], "remaining": [0]}),
        "flow in long words": pd.DataFrame(
            {"step": ["records", LONG * 3, "x" * 200], "excluded": [0, 80_123_456, 3], "remaining": [80_123_460, 4, 1]}
        ),
        "counts of one year": pd.DataFrame(year),
        "counts of nothing": pd.DataFrame({"year": range(2000, 2024), "count": 0}),
        "counts of one month": pd.DataFrame({"month": [pd.Timestamp("2020-02-01")], "year": 2020, "count": [3]}),
        "counts of one rate": pd.DataFrame({**year, "population": [5], "value": [0.0], "low": [0.0], "high": [1e-7]}),
        "counts in millions": pd.DataFrame({"year": range(2000, 2024), "count": 2_345_678, LONG: "$a$" + LONG}),
        "effects of one row": shares("effect", ["Coma"]),
        "effects without any": shares("effect", ["Coma"]).assign(n=0, value=0.0, low=0.0),
        "effects, sixty": shares("effect", (f"{LONG} {place}" for place in range(60))),
        "coingestants with dollars": shares("substance", ["$10 bag, $x^2$", "x" * 300, LONG * 4, "naïve μg \n two"]),
        "combinations in long words": pd.DataFrame(
            {
                "first": [LONG, "A"],
                "second": [LONG * 3, "B"],
                "n": [3, 2],
                "expected": [0.001, 80.0],
                "ratio": [3e3, 0.025],
            }
        ),
        "outcomes without an event": pd.DataFrame(
            {LONG: [LONG, "b"], "events": 0, "n": [1, 80_000_000], "value": 0.0, "low": 0.0, "high": [0.8, 1e-9]}
        ),
        "odds beyond the axis": pd.DataFrame([level | {"term": LONG} | reference, level | {"term": "b"} | ratio]),
        "severity of two doses": dose_curve(
            select(frame_store(*frames(case("a", ("A", 1.0)), case("b", ("A", 2.0), medical_outcome="Death"))))
        ),
        "states, one": pd.DataFrame({"state": ["A place with a long name, such as an island far away"], "count": [0]}),
        "states, ninety": pd.DataFrame({"state": [f"Place {place}" for place in range(90)], "count": range(90)}),
    }


WHICH = (
    "flow",
    "counts",
    "counts split",
    "counts of many groups",
    "counts as rates",
    "counts as rates, split",
    "counts per month",
    "counts per month, split",
    "counts per week",
    "trend",
    "trend with joints",
    "trend with a step",
    "effects",
    "therapies",
    "coingestants",
    "combinations",
    "combination_shares",
    "outcomes",
    "outcomes by group",
    "odds",
    "severity",
    "states",
    "states with rates",
    "flow of one row",
    "flow in long words",
    "counts of one year",
    "counts of nothing",
    "counts of one month",
    "counts of one rate",
    "counts in millions",
    "effects of one row",
    "effects without any",
    "effects, sixty",
    "coingestants with dollars",
    "combinations in long words",
    "outcomes without an event",
    "odds beyond the axis",
    "severity of two doses",
    "states, one",
    "states, ninety",
)
SOME = {"flow": ["png", "svg", "pdf"], "counts split": ["svg"], "odds": ["png"]}


@pytest.fixture(autouse=True)
def no_open_figures():
    yield
    plt.close("all")


def test_every_chart_is_drawn_from_some_table():
    assert tuple(tables()) == WHICH
    assert {name for name, _ in tables().values()} == set(CASE_CHARTS)
    assert all(chart.caption.endswith(".") and name == chart.summary for name, chart in CASE_CHARTS.items())


@cache
def drawn(which: str):
    """Draw a table once; give the figure and the folder of its files."""
    name, table = tables()[which]
    folder, pages = Path(tempfile.mkdtemp(prefix="poison-center-tests-")), []
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "close", pages.append)
        render.draw_table(name, table, into=folder, stem="figure 1", formats=["png"], origin={"store": "mine"})
    return pages[0], folder


@pytest.mark.parametrize("which", WHICH)
def test_words_stay_on_the_page_and_apart(which):
    """No text leaves the page or touches another on a page and on half of one, and the outermost pixels are white."""
    (name, table), (figure, folder) = tables()[which], drawn(which)
    assert faults_of(figure) == []
    page = plt.imread(folder / "figure 1.png")[..., :3]
    assert all((edge == 1).all() for edge in (page[:3], page[-3:], page[:, :3], page[:, -3:]))
    assert (page < 0.9).any(), "and something is drawn"
    wide, tall = figure.get_size_inches()
    assert wide < 7.5 and tall < 11, "it fits a page"
    with applied():
        half = CASE_CHARTS[name].function(table, width="half").get_figure()
    assert faults_of(half) == [] and half.get_size_inches()[0] < wide / 2


@pytest.mark.parametrize("which", WHICH)
def test_a_picture_says_what_it_shows_how_to_read_it_and_the_same_aloud(which):
    words = words_of(drawn(which)[0].axes[0])
    assert len(words.title.split()) >= 3 and len(words.title) <= 80 and not words.title.endswith(".")
    assert words.subtitle and words.source.startswith("Source: ") and 12 <= len(words.alt.split()) <= 120
    assert words.alt.startswith(words.title) and len(words.alt) > len(words.title) + 30
    slugs = [
        text.get_text() for text in drawn(which)[0].findobj(plt.Text) if re.search(r"[a-z]_[a-z]", text.get_text())
    ]
    assert not slugs


@pytest.mark.parametrize("which", WHICH)
def test_numbers_and_words_stand_beside_the_picture(which):
    (name, table), (_, folder) = tables()[which], drawn(which)
    assert sorted(path.name for path in folder.iterdir()) == ["figure 1.csv", "figure 1.json", "figure 1.png"]
    written = pd.read_csv(folder / "figure 1.csv", keep_default_na=False, na_values=[""])
    expected = table.assign(synthetic=True) if table.attrs.get("synthetic") else table
    assert list(written.columns) == list(expected.columns)
    for column in expected:
        if pd.api.types.is_numeric_dtype(expected[column]):
            np.testing.assert_allclose(written[column].astype(float), expected[column].astype(float), rtol=1e-11)
        else:
            assert written[column].astype(str).tolist() == expected[column].astype(str).tolist()
    card = json.loads((folder / "figure 1.json").read_text(encoding="utf-8"))
    assert card["study"] == table.attrs.get("study") and card["origin"] == {"store": "mine"}
    assert card["caption"].startswith(caption_of(CASE_CHARTS[name].caption, table)) and card["rows"] == len(table)


@pytest.mark.parametrize("which", WHICH)
def test_the_mark_is_there_if_and_only_if_the_cases_are_made_up(which):
    (_, table), (figure, folder) = tables()[which], drawn(which)
    made_up = table.attrs.get("synthetic")
    assert is_synthetic(table) is made_up
    assert marks(figure) == {True: {MARK}, False: set(), None: {UNSTATED}}[made_up]
    words = words_of(figure.axes[0])
    above, below = f"{words.title} {words.subtitle}", f"{words.source} {words.alt}"
    assert ("synthetic cases" in above, "origin not stated" in above) == (made_up is True, made_up is None)
    assert ("Synthetic" in below) == (made_up is True)
    assert ("synthetic" in pd.read_csv(folder / "figure 1.csv")) is bool(made_up)
    assert json.loads((folder / "figure 1.json").read_text(encoding="utf-8"))["synthetic"] is made_up


def marks(figure) -> set[str]:
    """Give the marks that are written in a figure, over however many lines."""
    written = " ".join(text.get_text() for text in figure.findobj(plt.Text))
    return {mark for mark in (MARK, UNSTATED) if mark in written}


@pytest.mark.parametrize("name", CASE_CHARTS)
def test_a_column_marks_a_frame_that_came_through_a_file(name):
    table = unsaid(first_of(name))
    for frame, made_up in ((table.assign(synthetic=True), True), (table.assign(synthetic="no"), False)):
        with applied():
            axes = CASE_CHARTS[name].function(frame)
        assert marks(axes.get_figure()) == ({MARK} if made_up else set())
        assert is_synthetic(frame) is made_up


@pytest.mark.parametrize("captioned", [True, False])
@pytest.mark.parametrize("name", CASE_CHARTS)
def test_a_title_of_the_callers_stands_for_the_finding_and_never_for_the_mark(name, captioned, tmp_path):
    table = first_of(name)
    for title in ("My own words", ""):
        with applied():
            figure = CASE_CHARTS[name].function(table, title=title, captioned=captioned).get_figure()
        words = words_of(figure.axes[0])
        assert words.title == title and marks(figure) == {MARK} and "synthetic cases" in words.subtitle
        assert bool(words.note or "Source" in words.source) == captioned or not captioned
        assert captioned or not words.note
        assert faults_of(figure) == []


def test_a_frame_that_lost_its_facts_is_drawn_as_of_unknown_origin(tmp_path):
    counts = annual_counts(select(open_store(synthetic_folder(12_000))))
    marked = counts.to_frame().merge(people(counts["year"]), on="year")
    people_too = counts.frame.merge(people(counts["year"]), on="year")
    for frame, mark in ((counts, MARK), (counts.to_frame(), MARK), (marked, MARK), (people_too, UNSTATED)):
        with applied():
            axes = CASE_CHARTS["counts"].function(frame)
        assert marks(axes.get_figure()) == {mark}
    render.draw_table("counts", people_too, into=tmp_path, formats=["svg"])
    assert json.loads((tmp_path / "counts.json").read_text())["synthetic"] is None
    both = pd.concat([people_too.assign(synthetic=True), people_too.assign(synthetic=False)])
    both.attrs = {"synthetic": False}
    assert is_synthetic(both) is True


def first_of(name: str) -> pd.DataFrame:
    """Give the first table of a chart."""
    return next(table for chart, table in tables().values() if chart == name)


def unsaid(table: pd.DataFrame) -> pd.DataFrame:
    """Give a frame as a reader's own: the same numbers, and nothing known about them."""
    plain = table.copy()
    plain.attrs = {}
    return plain


@pytest.mark.parametrize("which", SOME)
def test_two_runs_give_the_same_bytes(which, tmp_path):
    name, table = tables()[which]
    for folder in ("one", "two"):
        paths = render.draw_table(name, table, into=tmp_path / folder, formats=SOME[which])
        plt.rcParams["font.size"] = 20  # the reader's own settings must not matter
    plt.rcdefaults()
    assert len(paths) == 2 + len(SOME[which])
    for path in paths:
        assert path.read_bytes() == (tmp_path / "one" / path.name).read_bytes(), path.name


@pytest.mark.parametrize("name", CASE_CHARTS)
def test_a_table_without_rows_gives_a_picture_that_says_so(name, tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "close", lambda figure: None)
        render.draw_table(name, first_of(name).iloc[:0], into=tmp_path, formats=["png"], title="")
    (axes,) = plt.gcf().axes
    assert any("the table is empty" in " ".join(text.get_text().split()) for text in axes.texts)
    assert not axes.lines and not axes.patches and not axes.collections


@pytest.mark.parametrize("name", CASE_CHARTS)
def test_a_chart_draws_on_the_axes_it_is_given_and_marks_nothing_of_its_own(name):
    with applied():
        figure, axes = plt.subplots(layout="constrained")
        assert CASE_CHARTS[name].function(unsaid(first_of(name)), axes) is axes
        assert marks(figure) == {UNSTATED}
        assert (axes.has_data() or axes.patches) and len(plt.get_fignums()) == 1


def points(axes) -> dict[str, dict]:
    """Give the points of each color: period to value."""
    found: dict[str, dict] = {}
    for line in axes.lines:
        if line.get_marker() in "osD^vP" and line.get_linestyle() == "None":
            color = line.get_markeredgecolor() if line.get_markerfacecolor() == "white" else line.get_markerfacecolor()
            found.setdefault(color, {}).update(zip(line.get_xdata(), line.get_ydata(), strict=True))
    return found


def test_points_are_the_counts_and_add_up_when_groups_are_many():
    table = tables()["counts of many groups"][1]
    with applied():
        axes = CASE_CHARTS["counts"].function(table)
    drawn = points(axes)
    sums = {year: sum(own[year] for own in drawn.values()) for year in set(table["year"])}
    assert sums == table.groupby("year")["count"].sum().to_dict()
    assert table["reason"].nunique() > 7 and len(drawn) == 6 and axes.get_ylim()[0] == 0
    assert "10 others together" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("width", ["full", "half"])
def test_no_name_of_a_group_is_lost(width):
    names = ["_hidden", "Ärztin", "$x$ and $y$", "a" * 90, "Preparation, 250 mg/5 mL of a maker with a long name"]
    frame = pd.DataFrame([(year, name, 5 * place + year) for place, name in enumerate(names) for year in (1, 2, 3)])
    with applied():
        axes = CASE_CHARTS["counts"].function(frame.set_axis(["year", "label", "count"], axis=1), width=width)
    said = " ".join(text.get_text() for text in axes.texts)
    assert all(name in said for name in names[:3]) and "with a long name" in said
    assert faults_of(axes.get_figure()) == []


def test_letters_that_no_font_has_are_a_question_mark_and_one_warning():
    table = shares("substance", ["\U00012000 unheard", "Ångström"])
    with applied(), pytest.warns(UserWarning, match="No font here draws") as told:
        axes = CASE_CHARTS["coingestants"].function(table)
    assert len({str(warning.message) for warning in told}) == 1
    assert {"? unheard", "Ångström"} <= {text.get_text() for text in axes.texts}


def test_a_year_that_the_records_do_not_cover_is_hollow(tmp_path):
    rows = [case("a", "A", date="2019-02-01"), case("b", "A", date="2020-03-01")]
    rows += [case(f"c{day}", "A", date=f"2019-{1 + day // 28:02}-{1 + day % 28:02}") for day in range(300)]
    study = select(frame_store(*frames(*rows)))
    table = annual_counts(study)
    assert set(table.partial) == {2020}
    with applied():
        axes = CASE_CHARTS["counts"].function(table)
    hollow = {
        year: line.get_markerfacecolor() == "white"
        for line in axes.lines if line.get_marker() == "o" for year in line.get_xdata()
    }  # fmt: skip
    assert hollow == {2019: False, 2020: True}
    assert "Hollow: not the whole period (2020, records end on 2020-03-01)" in words_of(axes).note
    card, rest = tmp_path / "counts.json", tmp_path / "rest.json"
    render.draw_table("counts", table, into=tmp_path, formats=["svg"])
    render.draw_table("counts", table[table["year"] == 2019], into=tmp_path, stem="rest", formats=["svg"])
    assert "not the whole period (2020, records end on 2020-03-01)" in json.loads(card.read_text())["caption"]
    assert "whole" not in json.loads(rest.read_text())["caption"], "a year that is left out needs no remark"
    render.draw_table("counts", monthly_counts(study), into=tmp_path, formats=["svg"])
    assert "2019-11-01" not in json.loads(card.read_text())["caption"]


def test_a_trend_says_which_years_it_left_out(tmp_path):
    frame = pd.DataFrame({"year": range(2010, 2021), "count": [*range(100, 200, 10), 7]})
    counts = Counts(frame, breaks={}, partial={2020: "records end on 2020-02-03"})
    captions = {}
    for partial in ("leave out", "keep"):
        table = fitted(counts, annual_trend(counts, partial=partial))
        render.draw_table("trend", table, into=tmp_path, formats=["svg"])
        captions[partial] = json.loads((tmp_path / "trend.json").read_text())["caption"]
    assert "Left out: not the whole year (2020, records end on 2020-02-03)." in captions["leave out"]
    assert "Hollow: not the whole period (2020, records" in captions["keep"] and "Left out" not in captions["keep"]


def test_forest_shows_both_ratios_and_no_limits_for_references():
    table = tables()["odds"][1]
    with applied():
        axes = CASE_CHARTS["odds"].function(table)
    drawn = sorted(x for line in axes.lines for x in line.get_xdata() if line.get_marker() == "o")
    compared = table[table["p"].notna()]
    assert drawn == pytest.approx(sorted([*compared["crude"], *compared["adjusted"]]))
    words = [text.get_text() for text in axes.texts]
    assert words.count("1 (reference)") == 2 * (len(table) - len(compared)) > 0


def test_fitted_lays_the_line_beside_what_it_was_fitted_to():
    years = range(2001, 2013)
    frame = pd.DataFrame({"year": years, "count": [100, 108, 121, 133, 140, 160, 171, 190, 205, 230, 251, 270]})
    counts = Counts(frame, breaks={})
    rates = with_rates(counts, people(years), per=1000)
    fit = annual_trend(rates)
    shown = fitted(rates, fit)
    seen, line = (shown[shown["kind"] == kind].set_index("year") for kind in ("observed", "fitted"))
    assert seen["value"].tolist() == rates["value"].tolist() and seen["high"].tolist() == rates["high"].tolist()
    # Poisson fits keep the total: expected cases add up to the cases.
    size = rates.frame.set_index("year")["population"]
    assert (line["value"] * size / 1000).sum() == pytest.approx(counts["count"].sum())
    growth = 100 * (line["value"].to_numpy()[1:] / line["value"].to_numpy()[:-1] - 1)
    assert growth == pytest.approx(np.full(11, fit.loc[0, "value"]))
    assert line["change"].tolist() == pytest.approx([fit.loc[0, "value"]] * 12)
    assert (line["low"] < line["value"]).all() and (line["value"] < line["high"]).all()
    assert shown.attrs["unit"] == "per 1,000 population" and shown.attrs["level"] == 0.95
    bare = fit.copy()
    bare.attrs = {}
    with pytest.raises(DataError, match="fit: expected a frame from annual_trend"):
        fitted(rates, bare)
    with pytest.raises(DataError, match="of the years of counts"):
        fitted(counts.head(5), fit)


def test_a_step_gives_two_lines_with_one_slope_and_joints_stand_in_both_segments():
    count = [100, 110, 121, 133, 146, 161, 177, 172, 166, 160, 155, 150, 145, 141]
    counts = Counts(pd.DataFrame({"year": range(2001, 2015), "count": count}), breaks={})
    stepped = annual_trend(counts, breaks={2008: "new form"}, at_break="step").set_index("term")
    line = fitted(counts, annual_trend(counts, breaks={2008: "new form"}, at_break="step")).query("kind == 'fitted'")
    at = line.set_index("year")["value"]
    assert line.groupby("term")["year"].agg(["min", "max"]).to_numpy().tolist() == [[2008, 2014], [2001, 2007]]
    slope, jump = 1 + stepped["value"].to_numpy() / 100
    assert at[2005] / at[2004] == pytest.approx(slope) and at[2008] / at[2007] == pytest.approx(slope * jump)
    joined = fitted(counts, joinpoint_trend(counts)).query("kind == 'fitted'")
    assert joined.loc[joined["year"] == 2007, "term"].tolist() == ["segment 1", "segment 2"]
    assert joined.groupby("term")["change"].first().tolist() == pytest.approx([10, -3.2], abs=0.1)


def test_wrong_names_tables_and_formats_are_clear_errors(tmp_path):
    table = tables()["effects"][1]
    with pytest.raises(DataError, match="expected a picture of cases, one of counts, "):
        render.draw_table("effect", table, into=tmp_path)
    with pytest.raises(DataError, match="'effect' is missing"):
        render.draw_table("effects", table.drop(columns="effect"), into=tmp_path)
    with pytest.raises(DataError, match="format: expected some of png, svg, pdf, got gif"):
        render.draw_table("effects", table, into=tmp_path, formats=["gif"])
    with pytest.raises(DataError, match="expected a pandas frame"):
        render.draw_table("effects", [1, 2], into=tmp_path)
    with pytest.raises(DataError, match="at most one column"):
        render.draw_table("counts", tables()["counts"][1].assign(a="x", b="y"), into=tmp_path)
    assert not list(tmp_path.iterdir())


TREND = {"kind": "fitted", "year": [2010, 2020], "term": "trend", "value": [5.0, 9.0], "low": 4.0, "high": 10.0}
ODDS = {"factor": "sex", "events": 5, "n": 50, "crude": 2.0, "crude_low": 0.5, "crude_high": 8.0}


def titled(name: str, table: pd.DataFrame) -> str:
    with applied():
        return words_of(CASE_CHARTS[name].function(table)).title


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ((4.0, 1.0, 7.1), "Cases rose 4.0% a year from 2010 to 2020"),
        ((-4.0, -7.0, -0.1), "Cases fell 4.0% a year from 2010 to 2020"),
        ((4.0, -0.1, 8.1), "Cases show no clear change from 2010 to 2020"),
        ((4.0, 0.0, 8.1), "Cases show no clear change from 2010 to 2020"),
        ((4.0, np.nan, np.nan), "The trend from 2010 to 2020 has no limits to judge it by"),
        ((np.inf, np.nan, np.nan), "The trend from 2010 to 2020 has no limits to judge it by"),
    ],
)
def test_a_trend_rose_or_fell_only_where_its_limits_leave_out_no_change(change, title):
    line = pd.DataFrame(TREND).assign(**dict(zip(("change", "change_low", "change_high"), change, strict=True)))
    seen = pd.DataFrame({"kind": "observed", "year": [2010, 2020], "term": "observed", "value": [5.0, 9.0]})
    assert titled("trend", pd.concat([seen, line], ignore_index=True)) == title


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        ([(1.0, 0.5, 1.5), (3.0, 2.0, 4.0)], "The rate rose from 1 in 2001 to 3 in 2002"),
        ([(3.0, 2.0, 4.0), (1.0, 0.5, 1.5)], "The rate fell from 3 in 2001 to 1 in 2002"),
        ([(1.0, 0.5, 2.5), (3.0, 2.0, 4.0)], "The rates of 2001 and 2002 do not clearly differ"),
        ([(1.0, np.nan, np.nan), (3.0, np.nan, np.nan)], "The rates of 2001 and 2002 do not clearly differ"),
    ],
)
def test_a_rate_rose_or_fell_only_where_the_limits_of_both_ends_lie_apart(ends, title):
    rates = pd.DataFrame(ends, columns=["value", "low", "high"]).assign(year=[2001, 2002], count=5)
    assert titled("counts", rates) == title


def test_odds_ratios_and_doses_claim_no_more_than_their_limits():
    for ends, title in (
        ((1.1, 4.0), "1 of 1 group differs from the reference"),
        ((0.9, 4.0), "No group differs clearly from its reference"),
        ((1.0, np.inf), "No group differs clearly from its reference"),
        ((np.nan, np.nan), "No adjusted odds ratio could be estimated"),
    ):
        table = pd.DataFrame(
            [ODDS | {"term": "Female", "adjusted": 2.0, "adjusted_low": ends[0], "adjusted_high": ends[1]}]
        )
        assert titled("odds", table) == title


@pytest.mark.parametrize(
    ("slope", "drawn", "title"),
    [
        ((1.5, 1.2, 1.9), True, "The odds of a serious outcome rise with dose"),
        ((0.5, 0.2, 0.9), True, "The odds of a serious outcome fall with dose"),
        ((1.5, 0.9, 2.9), False, "Dose does not settle who had a serious outcome"),
        (None, False, "Each dose has its share with a serious outcome"),
    ],
)
def test_a_threshold_is_drawn_only_where_the_slope_leaves_out_no_effect(slope, drawn, title):
    table = first_of("severity").copy()
    cut = {"kind": "threshold", "dose": 50.0, "value": 50.0, "low": 20.0, "high": 90.0}
    facts, table = table.attrs, pd.concat([table[table["kind"] != "threshold"], pd.DataFrame([cut])])
    table.attrs = facts
    table.attrs = {key: value for key, value in table.attrs.items() if key != "odds_ratio"}
    table.attrs |= {"odds_ratio": slope} if slope else {}
    with applied():
        axes = CASE_CHARTS["severity"].function(table)
    assert any("threshold" in text.get_text() for text in axes.texts) == drawn
    assert words_of(axes).title == title and faults_of(axes.get_figure()) == []
    assert ("No threshold" in words_of(axes).note) == (not drawn)


def test_severity_needs_something_to_draw():
    table = first_of("severity")
    with pytest.raises(DataError, match="rows of kind observed, isotonic or firth"):
        CASE_CHARTS["severity"].function(table.head(1).assign(kind="threshold"))


def test_a_break_is_marked_and_no_line_crosses_it():
    table = tables()["trend with a step"][1]
    with applied():
        axes = CASE_CHARTS["trend"].function(table)
    assert "2015: new coding" in [text.get_text() for text in axes.texts]
    lines = [line.get_xdata() for line in axes.lines if line.get_linestyle() == "-"]
    assert len(lines) == 2 and not any(min(line) < 2015 <= max(line) for line in lines)


WITHHELD = {"withheld": "Withheld, and not drawn: 2012.", "synthetic": True}
NONE = {"value": np.nan, "low": np.nan, "high": np.nan}
STEPS = {
    "step": ["records", "animals", "minors"],
    "excluded": [0, Withheld("*"), 9],
    "remaining": [50, Withheld("*"), 20],
}
FAR = {"adjusted": 2.0, "adjusted_low": 0.0, "adjusted_high": np.inf}
PLACES = {"state": [f"{place}" for place in range(40)], "count": 1, "value": 1.0, "low": 0.0, "high": np.inf}
EXTREME = {
    "sixty years": ("counts", pd.DataFrame({"year": range(1960, 2020), "count": range(60)})),
    "forty states": ("states", pd.DataFrame(PLACES)),
    "all limits missing": ("effects", shares("effect", "abc").assign(low=np.nan, high=np.nan)),
    "all numbers missing": ("outcomes", pd.DataFrame({"group": ["a", "b"], "events": 0, "n": 0} | NONE)),
    "infinite limits": ("odds", pd.DataFrame([ODDS | FAR | {"term": "F"}])),
    "a year withheld": ("counts", pd.DataFrame({"year": [2010, 2011, 2013], "count": [5, 6, 7]})),
    "a group withheld": ("counts", pd.DataFrame({"year": [1, 2, 2], "sex": ["f", "f", "m"], "count": [5, 6, 7]})),
    "counts withheld": ("flow", pd.DataFrame(STEPS, dtype=object)),
}


@pytest.mark.parametrize("width", ["full", "half"])
@pytest.mark.parametrize("which", EXTREME)
def test_tables_at_the_ends_of_what_may_come(which, width):
    name, table = EXTREME[which]
    table = table.copy()
    table.attrs = WITHHELD if "withheld" in which else {}
    with applied():
        axes = CASE_CHARTS[name].function(table, width=width)
    assert faults_of(axes.get_figure()) == [] and axes.get_figure().get_size_inches()[1] < 11
    assert ("Withheld, and not drawn" in words_of(axes).note) == ("withheld" in which)
    texts = [text.get_text() for text in axes.texts]
    assert which != "counts withheld" or {"* remain", "* left out: animals", "20"} <= set(texts)


def title_drawn(name, table, **facts) -> str:
    table = table.copy()
    table.attrs = {"synthetic": False, "records": "poison center"} | facts
    with applied():
        return words_of(CASE_CHARTS[name].function(table)).title


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([("Female", 8, 12, 2 / 3), ("Male", 4, 7, 4 / 7)], "66.7% of the group Female had a serious outcome"),
        ([("Female", 12, 12, 1.0), ("Male", 11, 11, 1.0)], "In every group 100.0% had a serious outcome"),
        ([("Female", 0, 12, 0.0), ("Male", 0, 70, 0.0)], "No case with a known outcome had a serious outcome"),
        ([("Female", 0, 12, 0.0), ("Male", 1, 4, 0.25)], "0.0% of the group Female had a serious outcome"),
        ([("Female", 1, 1, 1.0)], "1 of 1 case with a known outcome had a serious outcome"),
    ],
)
def test_a_title_of_outcomes_is_true_of_every_group(rows, title):
    frame = pd.DataFrame(rows, columns=["sex", "events", "n", "value"]).assign(low=0.0, high=1.0)
    assert title_drawn("outcomes", frame, of="serious") == title


@pytest.mark.parametrize(
    ("table", "title"),
    [
        ({"year": [2020], "count": [1]}, "There was 1 case in 2020"),
        ({"month": pd.to_datetime(["2020-02-01"]), "count": [3]}, "There were 3 cases in Feb 2020"),
        ({"year": [2020], "sex": ["Male"], "count": [1]}, "The only case is of one group: Male"),
        ({"year": [2020] * 2, "sex": ["Male", "Female"], "count": [4, 0]}, "All 4 cases are of one group: Male"),
        ({"year": [2020] * 2, "age_band": ["<6", "20-39"], "count": [1, 2]}, "Ages 20–39 had the most, 2 of 3 cases"),
    ],
)
def test_a_title_of_counts_is_true_of_few_cases(table, title):
    assert title_drawn("counts", pd.DataFrame(table)) == title


@pytest.mark.parametrize(
    ("remaining", "title"),
    [
        ([1, 1], "The only record became a case of the study"),
        ([1, 0], "The only record is no case of the study"),
        ([9, 0], "None of 9 records became a case of the study"),
        ([9, 1], "1 of 9 records became a case of the study"),
    ],
)
def test_a_title_of_a_flow_counts_one_and_none(remaining, title):
    steps = {"step": ["records", "animals"], "excluded": [0, remaining[0] - remaining[1]], "remaining": remaining}
    assert title_drawn("flow", pd.DataFrame(steps)) == title


def test_months_of_several_groups_stand_in_strips_and_periods_are_named():
    table = tables()["counts per month, split"][1]
    with applied():
        axes = CASE_CHARTS["counts"].function(table)
    texts = [text.get_text() for text in axes.texts]
    assert "≥60" in texts and texts.count("0") == table["age_band"].nunique()
    assert "All groups on one scale." in words_of(axes).note
    few = table[table["month"] < "2008-05-01"].reset_index(drop=True)
    few.attrs = table.attrs | {"partial": {"2008-01-01": "records begin on 2008-01-20"}}
    with applied():
        axes = CASE_CHARTS["counts"].function(few)
    assert "Hollow: not the whole period (Jan 2008, records begin on 2008-01-20)." in words_of(axes).note
    assert "All groups" not in words_of(axes).note


@pytest.mark.parametrize("which", WHICH)
def test_a_caption_names_limits_and_rates_where_they_are_drawn_alone(which):
    name, table = tables()[which]
    said = caption_of(CASE_CHARTS[name].caption, table)
    assert " or rates" not in said and said.endswith(".")
    assert ("case counts once" in said) == ("case counts once" in CASE_CHARTS[name].caption), "other words stay"
    if "kind" in table:
        assert ("band" in said) == table.loc[table["kind"] == "fitted", "low"].notna().any()
    elif "low" in table and name not in ("severity", "odds"):
        bare = table.assign(low=np.nan, high=np.nan)
        bare.attrs = table.attrs
        assert "limits" in said and "limits" not in caption_of(CASE_CHARTS[name].caption, bare)
    elif name in ("counts", "states"):
        assert said.startswith("Counts") and "limits" not in said
