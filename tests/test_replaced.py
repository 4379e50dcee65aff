"""What is written is there whole, the old or the new one, and nothing of anybody else's is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.replaced import replacing


def is_ours(path: Path) -> bool:
    return path.is_file() or (path / "ours").is_file()


def write(path: Path, said: str) -> None:
    with replacing(path, is_ours, "thing of ours") as new:
        new.mkdir()
        (new / "ours").write_text(said)


def test_a_folder_and_a_file_are_replaced_whole_and_nothing_is_left_beside(tmp_path):
    for said in ("first", "second"):
        write(tmp_path / "sub" / "a", said)
        assert (tmp_path / "sub" / "a" / "ours").read_text() == said
        with replacing(tmp_path / "b.csv", is_ours, "file") as new:
            new.write_text(said)
        assert (tmp_path / "b.csv").read_text() == said
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b.csv", "ours", "sub"]


def test_what_is_not_ours_is_left_alone_also_when_it_comes_while_we_write(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.doc").write_text("mine")
    with pytest.raises(DataError, match=r"a exists and is no thing of ours; name another place"):
        write(tmp_path / "a", "new")
    with (
        pytest.raises(DataError, match="is no thing of ours"),
        replacing(tmp_path / "b", is_ours, "thing of ours") as new,
    ):
        new.mkdir()
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "thesis.doc").write_text("mine")
    assert {path.name: path.read_text() for path in tmp_path.rglob("*.doc")} == {"thesis.doc": "mine"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, DataError, OSError])
def test_an_interruption_leaves_the_old_one(tmp_path, error):
    write(tmp_path / "a", "old")
    with pytest.raises(error), replacing(tmp_path / "a", is_ours, "thing") as new:
        new.mkdir()
        raise error("stop")
    assert (tmp_path / "a" / "ours").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_interruption_between_the_two_renamings_leaves_the_old_one(tmp_path, monkeypatch):
    write(tmp_path / "a", "old")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(KeyboardInterrupt))
        write(tmp_path / "a", "new")
    assert (tmp_path / "a" / "ours").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_a_killed_run_left_is_cleared_and_the_old_one_put_back(tmp_path):
    write(tmp_path / "a", "old")
    left = tmp_path / ".a.partial"
    (left / "new").mkdir(parents=True)
    (tmp_path / "a").rename(left / "old")
    with pytest.raises(OSError, match="stop"), replacing(tmp_path / "a", is_ours, "thing"):
        raise OSError("stop")
    assert (tmp_path / "a" / "ours").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_place_that_cannot_be_written_is_one_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match="cannot be written"):
        write(tmp_path / "file" / "a", "new")
