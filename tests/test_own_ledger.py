"""A ledger of one's own: read in one place, by every summary and picture, and gone after it."""

from __future__ import annotations

import re
import shutil
import threading

import pytest

from analysis import DataError, loaders, open_ledger, summaries
from analysis.sources import data_directory, ledger_directory, read_sources, reading
from analysis.summaries.published_tables import published_cells
from analysis.summaries.registry import answerable

FRAMES = {
    ("exposure_rise", "figures"): loaders.load_exposure_rise,
    ("exposure_path", "figures"): loaders.load_exposure_rise,
    ("burden", "figures"): loaders.load_burden,
    ("traced_figures", "cited"): loaders.load_cited_figures,
    ("traced_figures", "primary"): loaders.load_primary_figures,
    ("cited_claims", "claims"): loaders.load_cited_claims,
    ("document_agreement", "mentions"): loaders.load_document_mentions,
    ("document_agreement", "terms"): loaders.load_cited_terms,
    ("overdose_effects", "series"): loaders.load_overdose_series,
    ("severity_by_dose", "studies"): loaders.load_overdose_studies,
    ("severity_upper_bound", "studies"): loaders.load_overdose_studies,
    ("trial_success", "cited"): loaders.load_trial_success,
    ("trial_success", "trials"): loaders.load_trials,
    ("percent_consistency", "figures"): loaders.load_trial_success,
    ("trial_meta_analysis", "trials"): loaders.load_trials,
    ("redone_results", "results"): loaders.load_published_results,
    ("redone_tables", "cells"): published_cells,
    ("audited_table", "table"): loaders.load_gabapentinoids,
    ("dosing_ladder", "doses"): loaders.load_dosing,
    ("plasma_concentration", "kinetics"): loaders.load_kinetics,
    ("withdrawal_timeline", "times"): loaders.load_withdrawal_timeline,
    ("exposure_trend_example", "totals"): lambda: loaders.load_npds_totals().query("profile != 'all exposures'"),
}


@pytest.fixture
def copy(tmp_path):
    """A ledger that is a copy of the shipped one, with one word changed."""
    folder = tmp_path / "copy"
    shutil.copytree(data_directory(), folder)
    path = folder / "cited_figures.csv"
    text = path.read_text(encoding="utf-8").replace("percent_change,36.2%,=,36.2,", "percent_change,41.5%,=,41.5,")
    path.write_text(text, encoding="utf-8")
    return open_ledger(folder)


def test_every_frame_of_every_summary_is_known_here():
    declared = {(name, frame) for name, entry in summaries.SUMMARIES.items() for frame in entry.needs}
    assert declared == FRAMES.keys()
    assert {name for name, _ in declared} == summaries.SUMMARIES.keys()


@pytest.mark.parametrize(("name", "frame"), FRAMES)
def test_a_frame_that_lacks_columns_gets_one_sentence(name, frame):
    entry, given = summaries.SUMMARIES[name], FRAMES[name, frame]()
    needed = entry.needs[frame].split()
    with pytest.raises(DataError) as error:
        entry.function(**{frame: given.drop(columns=needed[-2:])})
    assert len(error.value.faults) == 1
    said = error.value.faults[0]
    assert said.startswith(f"{name}, {frame}: missing {needed[-2]}, {needed[-1]}; expected the columns {needed[0]}")
    assert ", ".join(needed) in said


@pytest.mark.parametrize(("name", "frame"), FRAMES)
def test_no_column_is_asked_for_that_is_not_needed_and_none_forgotten(name, frame):
    entry, given = summaries.SUMMARIES[name], FRAMES[name, frame]()
    lean = given[entry.needs[frame].split()] if name != "audited_table" else given
    assert len(entry.function(**{frame: lean})) == len(entry.function(**{frame: given}))


@pytest.mark.parametrize("wrong", [[1, 2], "figures.csv", {"kind": []}])
def test_what_is_no_frame_is_refused(wrong):
    with pytest.raises(DataError, match="exposure_rise, figures: expected a frame with kind"):
        summaries.exposure_rise(wrong)


def test_a_summary_reads_the_ledger_it_is_given(copy):
    assert summaries.exposure_rise(ledger=copy)["printed"].tolist()[1] == "41.5%"
    assert summaries.exposure_rise(ledger=copy.folder)["printed"].tolist()[1] == "41.5%"
    assert summaries.exposure_rise()["printed"].tolist()[1] == "36.2%"
    assert "41.5%" in copy.cited_figures["printed"].tolist()


@pytest.mark.parametrize("name", summaries.SUMMARIES)
def test_every_summary_of_the_shipped_ledger_opened_is_that_without(name):
    function = summaries.SUMMARIES[name].function
    assert function(ledger=open_ledger()).equals(function())


def test_nothing_is_left_behind_by_an_error(copy):
    with pytest.raises(DataError):
        summaries.plasma_concentration(ledger=copy, hours=-1)
    assert ledger_directory() == data_directory()


def test_threads_do_not_see_each_others_ledger(copy):
    seen, inside, done = [], threading.Event(), threading.Event()

    def other():
        inside.wait()
        seen.append(ledger_directory())
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with reading(copy):
        inside.set()
        done.wait()
        assert ledger_directory() == copy.folder
    thread.join()
    assert seen == [data_directory()]


def test_ledgers_nest(copy):
    with reading(copy), reading(open_ledger()):
        assert ledger_directory() == data_directory()
    with reading(copy), reading(None):
        assert ledger_directory() == copy.folder


@pytest.mark.parametrize("wrong", ["nowhere", 7, b"folder"])
def test_what_is_no_ledger_is_said(wrong):
    with pytest.raises(DataError, match=r"^ledger: expected a folder"):
        open_ledger(wrong)


def test_a_picture_names_the_publications_of_its_ledger(copy, tmp_path):
    path = copy.folder / "sources.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('label = "004 ', 'label = "004 My Copy of '), "utf-8")
    import matplotlib.pyplot as plt

    from analysis.charts import CHARTS
    from analysis.charts.credits import name_of

    with reading(copy):
        assert name_of("doc_004").startswith("My Copy of")
    chart = CHARTS["exposure_rise"].function
    axes = chart(summaries.exposure_rise(ledger=copy), ledger=copy)
    texts = " ".join(text.get_text() for text in axes.figure.findobj(plt.Text))
    plt.close(axes.figure)
    assert "My Copy of" in " ".join(texts.split())


def test_methods_are_known_in_every_ledger(copy):
    path = copy.folder / "sources.toml"
    kept = [part for part in path.read_text(encoding="utf-8").split("\n\n") if 'role = "method"' not in part]
    path.write_text("\n\n".join(kept), encoding="utf-8")
    with reading(copy):
        assert "clopper_1934" not in read_sources()
        entry = summaries.SUMMARIES["overdose_effects"]
        assert "clopper_1934" in {source.key for source in summaries.publications(entry, entry.function())}


def _emptied(folder, table: str):
    """Leave only the head of a table, and its card's number of rows right."""
    path = folder / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    card = folder / f"{table}.toml"
    card.write_text(re.sub(r"(?m)^rows = \d+", "rows = 0", card.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "table"), [("trial_meta_analysis", "syntheses"), ("redone_results", "published_results")]
)
def test_a_ledger_without_the_rows_of_a_summary_gets_one_sentence(copy, name, table):
    _emptied(copy.folder, table)
    with pytest.raises(DataError, match=f"^{name}: the ledger in .* lacks rows or cells"):
        getattr(summaries, name)(ledger=copy.folder)


@pytest.mark.parametrize("error", [KeyError("mistyped"), IndexError("3"), TypeError("None"), ValueError("no number")])
def test_an_error_of_the_program_is_no_gap_of_a_ledger(copy, error):
    def function() -> None:
        raise error

    with reading(copy), pytest.raises(type(error)) as raised, answerable("invented", ["trials"], function):
        function()
    assert raised.value is error


def test_a_row_that_only_an_own_ledger_lacks_is_one(copy):
    def function() -> None:
        if ledger_directory() != data_directory():
            raise KeyError("gabapentin")

    with (
        reading(copy),
        pytest.raises(DataError, match="invented: the ledger in"),
        answerable("invented", ["trials"], function),
    ):
        function()


def test_a_ledger_without_lists_of_effects_is_answered(copy):
    _emptied(copy.folder, "cited_terms")
    assert not summaries.document_agreement(ledger=copy.folder)["lists"].any()


def test_a_summary_of_an_own_ledger_goes_where_that_of_the_shipped_one_goes(copy, run, tmp_path, font_cache):
    table, picture, folder = tmp_path / "rise.csv", tmp_path / "drawn.png", str(copy.folder)
    assert run("ledger", "show", folder, "exposure_rise", "--output", str(table), "--picture", str(picture))[0] == 0
    assert picture.exists() and "41.5%" in table.read_text(encoding="utf-8")
    assert run("ledger", "trace", folder, "--format", "json", "--output", str(tmp_path / "traced.json"))[0] == 0
