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

from analysis import render
from analysis.cases.clinical.coingestants import co_ingestants, combinations
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
from analysis.charts.cases import CASE_CHARTS, is_synthetic
from analysis.errors import DataError
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
        "outcomes": outcome_shares(study),
        "outcomes by group": outcome_shares(whole, by="reason"),
        "odds": odds_ratios(whole),
        "severity": dose_curve(whole),
        "states": states,
        "states with rates": state_rates(whole, residents),
    }
    return {name: (re.match("[a-z]+", name)[0], framed(table)) for name, table in (drawn | hard()).items()}


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
    """No text leaves the figure, no two of them overlap, and the outermost pixels are white."""
    figure, folder = drawn(which)
    figure.set_dpi(150)  # as saved: letters are not exactly as wide at another resolution
    whole, renderer = figure.bbox.padded(0.5), figure.canvas.get_renderer()
    (axes,) = figure.axes
    ticks = [[*axes.get_xticklabels()], [*axes.get_yticklabels()]]
    hidden = beyond(ticks[0], 0, axes.get_xlim()) | beyond(ticks[1], 1, axes.get_ylim())
    texts = [text for text in figure.findobj(plt.Text) if text.get_text().strip() and text not in hidden]
    for text in texts:
        box = text.get_window_extent(renderer)
        inside = whole.x0 <= box.x0 and whole.y0 <= box.y0 and box.x1 <= whole.x1 and box.y1 <= whole.y1
        assert inside or (not axes.axison and text in ticks[0] + ticks[1]), f"{text.get_text()!r} at {box}"
    for labels in ticks:
        apart([label for label in labels if axes.axison and label not in hidden], renderer)
    legend = axes.get_legend().get_texts() if axes.get_legend() else []
    apart([*axes.texts, *legend, axes._right_title, axes.xaxis.label, axes.yaxis.label, *figure.texts], renderer)
    page = plt.imread(folder / "figure 1.png")[..., :3]
    assert all((edge == 1).all() for edge in (page[:3], page[-3:], page[:, :3], page[:, -3:]))
    assert (page < 0.9).any(), "and something is drawn"
    assert page.shape[0] < 150 * 11 and page.shape[1] < 150 * 7.5, "it fits a page"


def beyond(labels, place: int, limits) -> set:
    """Give the ticks beyond the ends of an axis: matplotlib keeps some, and does not draw them."""
    low, high = sorted(limits)
    return {
        label for label in labels if not low - 1e-9 * abs(low) <= label.get_position()[place] <= high + 1e-9 * abs(high)
    }


def apart(texts, renderer) -> None:
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text()]
    for place, (one, box) in enumerate(boxes):
        for other, there in boxes[place + 1 :]:
            wide = min(box.x1, there.x1) - max(box.x0, there.x0)
            high = min(box.y1, there.y1) - max(box.y0, there.y0)
            assert wide <= 1 or high <= 1, f"{one!r} and {other!r} overlap by {wide:.1f} x {high:.1f} pixels"


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
    assert card["caption"].startswith(CASE_CHARTS[name].caption) and card["rows"] == len(table)


@pytest.mark.parametrize("which", WHICH)
def test_the_mark_is_there_if_and_only_if_the_cases_are_made_up(which):
    (_, table), (figure, folder) = tables()[which], drawn(which)
    made_up = table.attrs.get("synthetic")
    assert is_synthetic(table) is made_up
    assert marks(figure) == {True: {MARK}, False: set(), None: {UNSTATED}}[made_up]
    assert ("synthetic" in pd.read_csv(folder / "figure 1.csv")) is bool(made_up)
    assert json.loads((folder / "figure 1.json").read_text(encoding="utf-8"))["synthetic"] is made_up


def marks(figure) -> set[str]:
    return {MARK, UNSTATED} & {text.get_text() for text in figure.findobj(plt.Text)}


@pytest.mark.parametrize("name", CASE_CHARTS)
def test_a_column_marks_a_frame_that_came_through_a_file(name):
    table = unsaid(first_of(name))
    for frame, made_up in ((table.assign(synthetic=True), True), (table.assign(synthetic="no"), False)):
        with applied():
            axes = CASE_CHARTS[name].function(frame)
        assert marks(axes.get_figure()) == ({MARK} if made_up else set())
        assert is_synthetic(frame) is made_up


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


def test_bars_are_the_counts_and_add_up_when_groups_are_many():
    table = tables()["counts of many groups"][1]
    with applied():
        axes = CASE_CHARTS["counts"].function(table)
    tops = {}
    for bar in axes.patches:
        year = round(bar.get_x() + bar.get_width() / 2)
        tops[year] = tops.get(year, 0) + bar.get_height()
    assert tops == table.groupby("year")["count"].sum().to_dict()
    assert table["reason"].nunique() > 7 and axes.get_ylim()[0] == 0


def test_a_year_that_the_records_do_not_cover_is_hatched(tmp_path):
    rows = [case("a", "A", date="2019-02-01"), case("b", "A", date="2020-03-01")]
    rows += [case(f"c{day}", "A", date=f"2019-{1 + day // 28:02}-{1 + day % 28:02}") for day in range(300)]
    study = select(frame_store(*frames(*rows)))
    table = annual_counts(study)
    assert set(table.partial) == {2020}
    with applied():
        axes = CASE_CHARTS["counts"].function(table)
    hatched = {round(bar.get_x() + bar.get_width() / 2): bar.get_hatch() is not None for bar in axes.patches}
    assert hatched == {2019: False, 2020: True}
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
    assert "hollow: not the whole period (2020, records" in captions["keep"] and "Left out" not in captions["keep"]


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
