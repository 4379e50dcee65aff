"""What a stranger types: each is answered by one sentence that names what was given, without a traceback."""

from __future__ import annotations

import os

import pytest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("show burden --output {folder}", "--output: expected a file in a folder that is there"),
        ("show burden --output {folder}/x.pdf", "--output: expected a file that ends in .csv, .json, .md"),
        ("show burden --output {folder}/none/x.csv", "--output: expected a file in a folder that is there"),
        ("paper {folder}/none.toml", "none.toml: expected a TOML file, found none of this name in {folder}"),
        ("check --figures {folder}/none", "figures: expected the folder of the committed pictures, got {folder}/none"),
        ("release {folder}/none --policy cms", "found none at {folder}/none"),
        ("release {folder} --policy cms", "answers.json: No such file or directory"),
        ("cases map {folder}/none.csv", "none.csv: No such file or directory; check the path"),
        (
            "cases import {folder}/pipe --mapping npds --into {folder}/store",
            "a file, a folder or a glob that matches, got '{folder}/pipe'",
        ),
        ("cases map {folder}/heads.csv", "tell of no column what it is"),
        (
            "cases import {folder}/heads.csv --mapping npds --into {folder}/store --memory-limit lots",
            "memory_limit: expected a size such as \"4GB\", got 'lots'",
        ),
    ],
)
def test_a_slip_is_answered_in_a_sentence(run, tmp_path, arguments, said):
    folder = tmp_path / "Größe 北京"
    folder.mkdir()
    if "heads" in arguments:
        (folder / "heads.csv").write_text("a,b\n", encoding="utf-8")
    if "pipe" in arguments:
        pytest.importorskip("fcntl", reason="Windows has no pipes in folders")
        os.mkfifo(folder / "pipe")
    code, out, err = run(*(part.replace("{folder}", str(folder)) for part in arguments.split()))
    assert code == 2 and not out.strip() and "Traceback" not in err
    assert said.replace("{folder}", str(folder)) in " ".join(err.split()), err
