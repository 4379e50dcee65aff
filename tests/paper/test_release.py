"""A paper through the release gate: what leaves, what does not, and what is refused."""

from __future__ import annotations

import json
import re
import shutil

import pandas as pd
import pytest
from docx import Document

from analysis.errors import DataError
from analysis.forms import Withheld
from analysis.paper import release_paper
from analysis.paper.figures import TABLES
from analysis.paper.kept import read_answers
from analysis.paper.package import write_released
from analysis.paper.released.cells import counted_in
from analysis.paper.released.gate import pass_gate, read_released, told_by
from analysis.paper.released.keys import CASES
from analysis.paper.released.pictures import FIGURES
from analysis.paper.released.withhold import without_single_doses
from analysis.release import attack, policy

FEW = 200  # programs; the search is sound wherever it ends
POLICIES = ("cms", "cdc-wonder", "opensafely", "opensafely-midpoint", "acro", "nhs-hes")


@pytest.fixture(scope="module")
def release(package, tmp_path_factory):
    """The package under the policy of CMS, and the reasons for the house."""
    folder = tmp_path_factory.mktemp("released")
    release_paper(package, "cms", into=folder / "release", reasons=folder / "reasons.csv", programs=FEW)
    return folder / "release"


def true_counts(answers):
    return counted_in(without_single_doses(answers)).values


@pytest.mark.parametrize("name", POLICIES)
def test_no_small_count_leaves_and_none_can_be_computed(answers, name):
    rule = policy(name)
    passage = pass_gate(answers, rule, programs=FEW)
    released, true = told_by(passage.answers, rule), true_counts(answers)
    small = {key for key in counted_in(without_single_doses(answers)).printed if rule.hides(true[key])}
    assert small <= released.hidden and (small or rule.rounding == "midpoint")
    found = attack(released, rule, must_hide=passage.suppression.must_hide, bounds=False)
    assert not found["broken"].any() and found["must_low"].notna().any()
    for key, printed in released.shown.items():
        assert printed == rule.printed(true[key])


def test_a_count_has_one_fate_in_every_table_and_picture(release):
    read = read_answers(release)
    counted = counted_in(read)
    fates: dict = {}
    for place, key in counted.places.items():
        if place.row >= 0:
            value = counted.tables[place.table][place.column].iloc[place.row]
            fates.setdefault(key, set()).add(
                "withheld" if isinstance(value, Withheld) else str(value).replace(",", "").removesuffix(".0")
            )
    assert all(len(fate) == 1 for fate in fates.values())
    assert {"withheld"} in fates.values()


def test_shares_limits_ratios_and_medians_go_with_their_counts(release):
    table = read_answers(release)["table-1"]
    hidden = table[table["n"].map(lambda n: isinstance(n, Withheld))]
    assert len(hidden)
    for column in ("share", "p", "q1", "median", "q3"):
        assert hidden[column].map(lambda value: isinstance(value, Withheld) or pd.isna(value)).all()
    assert not {"mean", "sd"} & set(table)
    third = read_answers(release)["table-3"]
    for row in third.itertuples():
        if isinstance(row.events, Withheld) or isinstance(row.n, Withheld):
            assert all(
                isinstance(v, Withheld) or pd.isna(v) for v in (row.value, row.low, row.crude, row.adjusted, row.p)
            )


def test_words_documents_and_pictures_hold_what_the_tables_hold(release):
    """Word, HTML and Markdown are audited against the CSV files when they are written; here a person looks."""
    mark = policy("cms").mark
    lines = [[cell.text for cell in row.cells] for row in Document(str(release / "table-1.docx")).tables[0].rows]
    assert any(mark in line for line in lines)
    assert "1 to 10" in (release / "table-1.html").read_text()
    said = (release / "methods.md").read_text()
    assert "a withheld number" in said and "Counts were withheld by the rule cms" in said
    assert not re.search(r"from \d{1,2} [A-Z]", said)  # the days of single cases
    for figure in release.glob("figure-*.json"):
        assert json.loads(figure.read_text())["picture"] != "severity"
    statement = (release / "release.md").read_text()
    assert "true" not in statement.lower() and "Not covered: what a person" in statement


def test_a_release_replaces_its_own_kind_alone_with_the_same_bytes(package, release, tmp_path):
    before = {path.name: path.read_bytes() for path in release.iterdir()}
    release_paper(package, "cms", into=release, programs=FEW)
    assert {path.name: path.read_bytes() for path in release.iterdir()} == before
    shutil.copytree(package, tmp_path / "paper")
    with pytest.raises(DataError, match="exists and is no release"):
        release_paper(package, "cms", into=tmp_path / "paper", programs=FEW)


def test_the_reasons_stay_in_the_house(release):
    path = release.parent / "reasons.csv"
    assert path.stat().st_mode & 0o077 == 0
    assert set(pd.read_csv(path)["reason"]) >= {"small", "protects"}
    assert not any("reason" in path.name for path in release.iterdir())


def test_a_leak_in_a_written_file_stops_the_release(answers, tmp_path, monkeypatch):
    """One share left beside a withheld count gives it back; the attack reads the files and says so."""
    from analysis.paper.released import withhold

    monkeypatch.setattr(withhold._Gate, "_shares", lambda self: None)
    passage = pass_gate(answers, policy("cms"), programs=FEW)
    with pytest.raises(DataError, match=r"the attack on the written files narrows \d+ withheld counts"):
        write_released(passage, tmp_path, lambda step: None)
    assert not (tmp_path / "paper.json").exists()


def test_a_forgotten_margin_stops_the_release(answers, tmp_path, monkeypatch):
    """A small count hidden alone in its sum follows by subtraction."""
    from analysis.paper.released import gate

    whole = gate.held

    def only_small(system, rule, before, **options):
        done, attacked = whole(system, rule, before, **options)
        small = frozenset(key for key in done.hidden if rule.is_small(system.cells[key].value))
        object.__setattr__(done, "hidden", small)
        return done, attacked

    monkeypatch.setattr(gate, "held", only_small)
    passage = pass_gate(answers, policy("cms"), programs=FEW)
    with pytest.raises(DataError, match="the attack on the written files narrows"):
        write_released(passage, tmp_path, lambda step: None)


def test_what_is_refused(package, release, own, tmp_path):
    with pytest.raises(DataError, match="exists and is no package of a paper"):
        release_paper(release, "cms", into=tmp_path / "x")
    (own / "table-1.csv").write_text((own / "table-1.csv").read_text() + "\n")
    with pytest.raises(DataError, match=r"holds table-1\.csv, which changed"):
        release_paper(own, "cms", into=tmp_path / "x")
    with pytest.raises(DataError, match="policy: expected one of"):
        release_paper(package, "cmss", into=tmp_path / "x")
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "thesis.docx").write_text("mine")
    with pytest.raises(DataError, match="exists and is no release"):
        release_paper(package, "cms", into=thesis)
    assert (thesis / "thesis.docx").read_text() == "mine" and not (tmp_path / "x").exists()


def test_every_picture_of_a_paper_has_its_counts_told_but_the_one_that_never_leaves():
    assert set(FIGURES) == set(TABLES) - {"severity"}


def test_what_a_reader_knows_is_read_from_the_files(release):
    released = read_released(release, policy("cms"))
    assert CASES in released.shown
    assert released.hidden and released.sums and released.selection
