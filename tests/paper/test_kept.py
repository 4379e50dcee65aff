"""The answers of a package, read back from its files: the same tables, text and pictures."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analysis.errors import DataError
from analysis.paper.figures import draw
from analysis.paper.findings import finding
from analysis.paper.kept import read_answers
from analysis.paper.methods import write_text
from analysis.paper.notes import cautions, noted_tables
from analysis.paper.tidy import tidy_text


def test_text_tables_and_cautions_are_the_same(package, answers):
    read = read_answers(package)
    assert write_text(read).methods == write_text(answers).methods
    assert write_text(read).results == write_text(answers).results
    assert [table.grid() for table in noted_tables(read)] == [table.grid() for table in noted_tables(answers)]
    assert [table.notes for table in noted_tables(read)] == [table.notes for table in noted_tables(answers)]
    assert cautions(read) == cautions(answers)
    for stem, table in answers.tables.items():
        assert tidy_text(read[stem]) == tidy_text(table)


def test_pictures_are_the_same(package, tmp_path):
    read = read_answers(package)
    for figure in read.figures:
        before = json.loads((package / f"{figure.stem}.json").read_text())
        told = replace(figure, title=finding(figure, read))
        legend = draw(told, read, into=tmp_path, origin=before["origin"])
        assert json.loads((tmp_path / f"{figure.stem}.json").read_text()) == before
        assert legend.endswith(before["caption"])
        for kind in ("csv", "png"):
            assert (tmp_path / f"{figure.stem}.{kind}").read_bytes() == (package / f"{figure.stem}.{kind}").read_bytes()


@pytest.mark.parametrize("damage", ["no answers", "not JSON", "no table", "figures"])
def test_a_damaged_package_is_one_clear_error(own, damage):
    path = own / "answers.json"
    if damage == "no answers":
        path.unlink()
    elif damage == "not JSON":
        path.write_text(path.read_text()[:-20])
    elif damage == "no table":
        (own / "table-2.csv").unlink()
    else:
        path.write_text(json.dumps(json.loads(path.read_text()) | {"figures": 7}))
    with pytest.raises(DataError, match="expected a package that `poison-center paper` wrote"):
        read_answers(own)
