"""Pictures: the same bytes twice, whole or not at all, and their numbers beside them."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import checks, render
from analysis.charts import CHARTS
from analysis.errors import DataError
from analysis.sources import data_directory
from analysis.style import applied
from analysis.summaries import SUMMARIES

CLONE = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def no_open_figures():
    yield
    plt.close("all")


def test_every_summary_has_a_picture_and_the_reverse():
    assert set(CHARTS) == set(SUMMARIES)


@pytest.mark.parametrize("name", CHARTS)
def test_chart_draws_on_the_axes_it_is_given(name):
    with applied():
        _, axes = plt.subplots(layout="constrained")
        given = CHARTS[name].function(SUMMARIES[name].function(), axes)
        assert given is axes and axes.has_data()
        assert CHARTS[name].caption.endswith(".") and len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_of_a_picture_is_cut_off(name):
    """The outermost pixels of the committed picture are white: no word, line or mark runs over the edge."""
    page = plt.imread(CLONE / "figures" / f"{name}.png")[..., :3]
    edges = (page[:3], page[-3:], page[:, :3], page[:, -3:])
    assert all((edge == 1).all() for edge in edges)
    assert (page < 0.9).any(), "and something is drawn"


def test_two_runs_give_the_same_bytes(tmp_path):
    names = ["overdose_effects", "plasma_concentration"]
    for folder in ("one", "two"):
        render.draw_all(names, into=tmp_path / folder, formats=["png", "svg", "pdf"])
        plt.rcParams["font.size"] = 20  # the reader's own settings must not matter
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    assert len(list((tmp_path / "one").iterdir())) == 10
    plt.rcdefaults()


def test_numbers_and_origin_stand_beside_the_picture(tmp_path):
    render.draw_all(["exposure_rise"], into=tmp_path)
    pd.testing.assert_frame_equal(
        pd.read_csv(tmp_path / "exposure_rise.csv"),
        pd.read_csv(CLONE / "figures" / "exposure_rise.csv"),
        rtol=1e-9,
    )
    origin = json.loads((tmp_path / "exposure_rise.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((data_directory() / "cited_figures.csv").read_bytes()).hexdigest()
    assert origin["tables"]["cited_figures"] == digest
    assert origin["places"] == ["doc_004 line 7", "doc_004 line 81"]
    assert "reynolds_2020" in origin["publications"] and "przyborowski_1940" in origin["publications"]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_no_clock_program_or_path_inside(tmp_path, kind):
    render.draw_all(["severity_upper_bound"], into=tmp_path, formats=[kind])
    content = (tmp_path / f"severity_upper_bound.{kind}").read_bytes().lower()
    for trace in (b"creationdate", b"/producer", b"software", b"dc:date", str(CLONE).lower().encode()):
        assert trace not in content


def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch):
    target = tmp_path / "exposure_rise.csv"
    target.write_text("old")

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match="No space left on device"):
        render.write(target, b"new")
    assert target.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["exposure_rise.csv"]


def test_a_killed_run_leaves_every_old_file_whole(tmp_path):
    render.draw_all(["exposure_rise", "overdose_effects"], into=tmp_path)
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    code = f"from analysis.render import draw_all\nwhile True: draw_all(into={str(tmp_path)!r})"
    run = subprocess.Popen([sys.executable, "-c", code], cwd=CLONE, env={**os.environ, "MPLBACKEND": "agg"})
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "exposure_path.png").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert (tmp_path / "exposure_path.png").exists(), "the run had begun to write"
    assert {name: (tmp_path / name).read_bytes() for name in whole} == whole


def test_wrong_targets_names_and_formats_are_clear_errors(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="not a folder to write into"):
        render.draw_all(["burden"], into=tmp_path / "file")
    with pytest.raises(DataError, match="no picture of that name"):
        render.draw_all(["burdens"], into=tmp_path)
    with pytest.raises(DataError, match="format: expected some of png, svg, pdf, got gif"):
        render.draw_all(["burden"], into=tmp_path, formats=["gif"])


def test_committed_numbers_are_fresh():
    assert checks.stale_numbers(CLONE / "figures") == []


def test_stale_numbers_are_noticed(tmp_path):
    for path in (CLONE / "figures").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    changed = tmp_path / "burden.csv"
    changed.write_text(changed.read_text().replace("19600000", "19700000"))
    (tmp_path / "exposure_rise.csv").unlink()
    faults = checks.stale_numbers(tmp_path)
    assert len(faults) == 2 and "exposure_rise.csv: missing" in faults[0] and "burden.csv: not the numbers" in faults[1]


@pytest.mark.parametrize("there", [["csv"], ["json"], ["csv", "json"]])
def test_a_picture_replaces_no_file_that_nobody_named(tmp_path, there):
    """The raw export.csv went with a picture export.svg; the numbers of an earlier picture are replaced as ever."""
    for ending in there:
        (tmp_path / f"export.{ending}").write_text('{"mine": 1}')
    with pytest.raises(DataError, match=rf"export\.{there[0]}: is of no picture, but the numbers and the origin"):
        render.draw("trial_success", into=tmp_path, formats=("svg",), stem="export")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        f"export.{ending}": '{"mine": 1}' for ending in there
    }
    for _ in range(2):
        assert len(render.draw("trial_success", into=tmp_path, formats=("svg",), stem="other")) == 3


def test_nothing_is_written_into_a_store_by_way_of_a_link(tmp_path):
    from analysis.cases import synthesize

    store = synthesize(20, into=tmp_path / "store")
    before = (store / "cases.parquet").read_bytes()
    (tmp_path / "link.csv").symlink_to(store / "cases.parquet")
    (tmp_path / "new.csv").symlink_to(store / "new.csv")
    for name in ("link.csv", "new.csv", "store/new.csv"):
        with pytest.raises(DataError, match="expected a file outside the store of cases"):
            render.write(tmp_path / name, b"other")
        with pytest.raises(DataError, match=r"expected a place outside the store|is a link to|exists and is no"):
            synthesize(20, into=tmp_path / name, format="csv")
    assert (store / "cases.parquet").read_bytes() == before
    assert len(list(store.iterdir())) == len(list(synthesize(20, into=tmp_path / "other").iterdir()))
