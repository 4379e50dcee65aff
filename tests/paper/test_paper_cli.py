"""The verb: an example to start from, one clear error, the cautions on the screen."""

from __future__ import annotations

import sys

import pytest
from typer.testing import CliRunner

from analysis.__main__ import main
from analysis.cli import app
from analysis.paper import read_plan
from analysis.paper.example import EXAMPLE


def run(*arguments):
    return CliRunner().invoke(app, [str(part) for part in arguments])


def test_the_example_makes_a_paper_as_it_stands_in_the_folder_where_it_is_started(desk, tmp_path, monkeypatch):
    printed = run("paper", "--example")
    assert printed.exit_code == 0 and printed.output == EXAMPLE
    (tmp_path / "STUDY.toml").write_text(printed.output.replace('["png", "svg", "pdf"]', '["svg"]'))
    (tmp_path / "store").symlink_to(desk / "store")
    (tmp_path / "paper").mkdir()
    monkeypatch.chdir(tmp_path / "paper")  # which another folder is then, as they are changed for each other
    done = run("paper", tmp_path / "STUDY.toml", "--into", ".", "--memory-limit", "1GB", "--temporary", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert done.exit_code == 0, done.exception
    assert "Synthetic cases: describes no person" in done.output and "nothing found" in done.output
    assert (tmp_path / "paper" / "figure-2.svg").is_file() and not (tmp_path / "paper" / "figure-2.pdf").exists()
    assert read_plan(tmp_path / "STUDY.toml").title in (tmp_path / "paper" / "README.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--example prints one"),
        (["absent.toml"], "absent.toml: expected a TOML file, found none"),
        (["x.toml", "--engine", "r"], "x.toml"),
    ],
)
def test_a_fault_is_one_line_and_exit_2(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["poison-center", "paper", *arguments])
    with pytest.raises(SystemExit) as stop:
        main()
    shown = capsys.readouterr().err
    assert stop.value.code == 2 and said in shown and len(shown.splitlines()) == 1
