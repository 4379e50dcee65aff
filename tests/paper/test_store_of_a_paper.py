"""A paper is of one whole store: what is damaged, or replaced while it is read, gives none."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time

import pytest
from paper.desks import invented, plan, small_store

from analysis.cases.synthetic.synthesize import synthesize
from analysis.errors import DataError
from analysis.paper import package, write_paper


@pytest.fixture
def study(tmp_path):
    """A file of choices beside a small store."""
    small_store(tmp_path / "store", invented(40))
    return plan(tmp_path, "[figures]\nformats = ['png']\n")


@pytest.mark.parametrize("name", ["cases.parquet", "substances.parquet", "report.json"])
def test_a_damaged_store_gives_no_paper(study, tmp_path, name):
    path = tmp_path / "store" / name
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"poison center", b"poison center ", 1) if name == "report.json" else whole)
    if name != "report.json":
        path.write_bytes(whole[:60] + bytes([whole[60] ^ 4]) + whole[61:])
    with pytest.raises(DataError, match="import the cases again"):
        write_paper(study, into=tmp_path / "paper")
    assert not (tmp_path / "paper").exists() and not list(tmp_path.glob(".paper*"))


def test_a_store_replaced_while_a_paper_reads_it_gives_none(study, tmp_path):
    def replaced(doing, share):
        if doing == "table 2":
            shutil.rmtree(tmp_path / "store")
            small_store(tmp_path / "store", invented(40, serious=lambda i: i % 5 == 0))

    with pytest.raises(DataError, match="was replaced or changed while it was read"):
        write_paper(study, into=tmp_path / "paper", progress=replaced)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["STUDY.toml", "store"]


def test_a_package_with_a_folder_or_a_link_in_it_stays(study, own, tmp_path):
    into = own
    (into / "drafts").mkdir()
    with pytest.raises(DataError, match="holds drafts, which changed or came after the package was written"):
        write_paper(study, into=into)
    (into / "drafts").rmdir()
    shutil.move(into / "README.md", tmp_path / "README.md")
    (into / "README.md").symlink_to(tmp_path / "README.md")
    with pytest.raises(DataError, match=r"holds README\.md"):
        write_paper(study, into=into)
    shutil.move(tmp_path / "README.md", into / "README.md")
    (tmp_path / "link").symlink_to(into)
    write_paper(study, into=tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and (into / "paper.json").is_file()


def test_a_second_paper_into_a_folder_is_refused(study, tmp_path):
    said = []

    def second(doing, share):
        if doing == "table 1":
            with pytest.raises(DataError) as error:
                write_paper(study, into=tmp_path / "paper")
            said.append(str(error.value))

    write_paper(study, into=tmp_path / "paper", progress=second)
    assert "another run is writing a poison-center paper" in said[0]
    assert stat.S_IMODE((tmp_path / "paper").stat().st_mode) == 0o777 & ~_mask(), "a package is to be shared"
    assert f'"store": "{"0" * 32}"' in (tmp_path / "paper" / package.MANIFEST).read_text()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_paper_that_is_told_to_end_leaves_nothing(tmp_path):
    synthesize(20_000, into=tmp_path / "store", seed=5)
    study = plan(tmp_path, '[selection]\nsubstance = "Baclofen"\n')
    asked = [sys.executable, "-m", "analysis", "paper", study, "--into", tmp_path / "paper"]
    child = subprocess.Popen(list(map(str, asked)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(tmp_path.glob(".paper.*.partial/new")) and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=60)
    if child.returncode == -signal.SIGABRT:  # what a library in C++ makes of it while it is at work: no unwinding
        assert not list(tmp_path.glob(".paper.*.partial")) and not (tmp_path / "paper").exists()
        return
    assert (child.returncode, out, err) == (143, "", "stopped; every file is whole, some may be new\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["STUDY.toml", "store"]
