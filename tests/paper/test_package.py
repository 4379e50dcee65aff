"""A package: what is in it, that its numbers are those of the cases, that it can be trusted on disk."""

from __future__ import annotations

import json
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from docx import Document

from analysis import replaced
from analysis.cases.clinical.outcomes import odds_ratios, outcome_shares
from analysis.cases.counts.counts import annual_counts, change, with_rates
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.errors import DataError
from analysis.paper import STEPS, read_plan, write_paper
from analysis.paper import package as package_module
from analysis.paper.ask import ask
from analysis.paper.audited import word_tables
from analysis.paper.checklist import read_checklists
from analysis.paper.methods import write_text

MARK = "Synthetic cases: describes no person"
TABLES = ("table-1", "table-2", "table-3", "flow", "annual")


@pytest.fixture(scope="module")
def study(desk):
    return select(open_store(desk / "store"), substance="Baclofen", years=(2010, 2022))


def test_everything_is_there_and_the_readme_and_the_index_name_it(package):
    files = {path.name for path in package.iterdir()}
    wanted = {f"{stem}.{kind}" for stem in TABLES for kind in ("csv", "html", "docx")}
    wanted |= {"paper.html", "paper.tex", "paper.md", "references.bib", "references.ris"}
    wanted |= {f"figure-{n}.{kind}" for n in (1, 2, 3) for kind in ("png", "csv", "json")}
    wanted |= {
        "answers.json",
        "methods.md",
        "paper.docx",
        "numbers.csv",
        "change.csv",
        "run.csv",
        "audit.csv",
        "audit.html",
    }
    wanted |= {"checklist.md", "checklist.html", "checklist.csv", "README.md", "index.html", "paper.json"}
    assert files == wanted
    readme, index = ((package / name).read_text() for name in ("README.md", "index.html"))
    unnamed = [name for name in files - {"README.md", "index.html"} if name not in readme or name not in index]
    assert not unnamed


def test_the_numbers_are_those_of_the_cases(package, study, desk):
    flow, annual = (pd.read_csv(package / f"{name}.csv") for name in ("flow", "annual"))
    assert flow["remaining"].iloc[-1] == study.count() > 100
    counted = with_rates(annual_counts(study), pd.read_csv(desk / "population.csv"))
    assert annual["count"].tolist() == counted["count"].tolist()
    assert annual["high"].to_numpy() == pytest.approx(counted["high"].to_numpy())
    moved = pd.read_csv(package / "change.csv").set_index("term").loc["first to last year"]
    assert moved[["value", "low", "high"]].tolist() == pytest.approx(
        change(counted)[["value", "low", "high"]].iloc[0].tolist()
    )
    three = pd.read_csv(package / "table-3.csv").query("outcome == 'serious'")
    share = outcome_shares(study)
    assert three["events"].iloc[0] == share["events"].iloc[0]
    ratios = odds_ratios(study)
    assert three["adjusted"].iloc[1:].tolist() == pytest.approx(ratios["adjusted"].tolist())


def test_every_number_of_the_text_stands_in_a_table(package):
    """Take away what the tables say; no digit is left."""
    text = (package / "methods.md").read_text()
    numbers = pd.read_csv(package / "numbers.csv", dtype=str, keep_default_na=False)
    assert len(numbers) > 40 and numbers["printed"].map(lambda printed: printed in text).all()
    for step in pd.read_csv(package / "flow.csv")["step"]:
        text = text.replace(step, "")
    text = text.replace("Baclofen mentioned at any rank; years 2010 to 2022", "")
    text = re.sub(r"Table S?\d|Figure \d| \[\d\]", "", text)
    for printed in sorted(numbers["printed"], key=len, reverse=True):
        text = text.replace(printed, "") if re.search(r"\d", printed) else text
    assert not re.findall(r"\d+", text)


def test_the_text_changes_with_the_cases(package, desk):
    chosen = read_plan(desk / "STUDY.toml")
    later = replace(
        chosen, options=dict(chosen.options) | {"selection": {"substance": "Baclofen", "years": [2015, 2021]}}
    )
    answers = ask(later, open_store(later.store))
    cases = {name: int(table["remaining"].iloc[-1]) for name, table in
             (("old", pd.read_csv(package / "flow.csv")), ("new", answers["flow"]))}  # fmt: skip
    assert cases["new"] < cases["old"]
    assert f"There were {cases['old']} cases from 2010 to 2022" in (package / "methods.md").read_text()
    assert f"There were {cases['new']} cases from 2015 to 2021" in write_text(answers).results[0][1]


def test_the_method_says_what_was_chosen(package):
    text = (package / "methods.md").read_text()
    for said in (
        "mentioned at any rank",
        "A serious outcome is moderate effect, major effect, death or death (indirect report)",
        "per 100,000 population",
        "percentages and tests leave them out",
        "Wilson",
        "Pearson chi-square",
        "(quasi-Poisson) regression",
        "version 2026.1 of the toolkit's codebook",
    ):
        assert said in text, said


def test_word_tables_repeat_their_heading_and_hold_the_numbers(package):
    document = Document(str(package / "paper.docx"))
    assert len(document.tables) == 5 and len(document.inline_shapes) == 3
    for table, stem in zip(document.tables, TABLES, strict=True):
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader"), stem
        order = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert order.index("tblBorders") < order.index("tblLook")
    styles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    assert [text.split(".")[0] for text in styles] == [
        *("Table 1", "Table 2", "Table 3", "Table S1", "Table S2", "Figure 1", "Figure 2", "Figure 3")
    ]
    cells = {row[0]: row[1] for row in word_tables(package / "paper.docx")[0]}
    tidy = pd.read_csv(package / "table-1.csv").query("level == 'Female' and group == 'Total'").iloc[0]
    assert cells["Female"] == f"{tidy.n} ({100 * tidy.n / tidy.denominator:.1f}%)"
    assert document.core_properties.author == "A. Author; B. Author"


def test_word_files_are_well_formed_and_have_no_clock(package):
    for path in package.glob("*.docx"):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert {part.date_time for part in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    ElementTree.fromstring(archive.read(part))
            assert b"2000-01-01" in archive.read("docProps/core.xml")


def test_synthetic_cases_are_marked_everywhere(package):
    for path in package.glob("table-*.*"):
        said = _text_of(path)
        assert MARK in said, path.name
    for name in ("index.html", "README.md", "methods.md", "paper.docx", "checklist.md", "checklist.html", "flow.csv"):
        assert MARK in _text_of(package / name), name
    assert all(json.loads(path.read_text())["synthetic"] for path in package.glob("figure-*.json"))


def _text_of(path: Path) -> str:
    if path.suffix != ".docx":
        return path.read_text()
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_a_second_run_replaces_the_package_by_the_same_bytes_which_know_nothing_of_the_machine(desk, package, own):
    told, before = [], (own / "paper.json").stat().st_ino
    written = write_paper(desk / "STUDY.toml", into=own, progress=lambda step, share: told.append((step, share)))
    old, new = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (package, own))
    assert old == new and {path.name for path in written} == set(new)
    assert (own / "paper.json").stat().st_ino != before and [path.name for path in own.parent.iterdir()] == ["paper"]
    leaks = [name for name, content in new.items() if str(desk).encode() in content or b"/tmp" in content]
    assert not leaks and told == [(step, place / len(STEPS)) for place, step in enumerate(STEPS)]


def test_what_is_no_package_or_was_edited_is_left_alone(desk, own, tmp_path):
    (own / "my-notes.txt").write_text("call the statistician")
    with pytest.raises(DataError, match=r"my-notes\.txt.*would be lost"):
        write_paper(desk / "STUDY.toml", into=own)
    (own / "my-notes.txt").unlink()
    (own / "large").touch()
    os.truncate(own / "large", 1 << 40)  # more than can be looked at
    with pytest.raises(DataError, match=r"holds large, which changed or came after"):
        write_paper(desk / "STUDY.toml", into=own)
    (own / "large").unlink()
    with pytest.raises(DataError, match="expected a place outside the store of cases"):
        write_paper(desk / "STUDY.toml", into=desk / "store" / "paper")
    (own / "paper.docx").write_bytes(b"edited")
    with pytest.raises(DataError, match=r"holds paper\.docx, which changed"):
        write_paper(desk / "STUDY.toml", into=own)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.doc").write_text("mine")
    with pytest.raises(DataError, match="no package of a paper"):
        write_paper(desk / "STUDY.toml", into=tmp_path / "other")
    assert (tmp_path / "other" / "thesis.doc").read_text() == "mine"


@pytest.mark.parametrize("at", ["selection", "figures"])
def test_an_interrupted_run_leaves_the_old_package_whole(desk, own, answers, monkeypatch, at):
    if at == "figures":
        monkeypatch.setattr(package_module, "ask", lambda plan, store, say: answers)
    before = {path.name: path.read_bytes() for path in own.iterdir()}

    def stop(step, share):
        if step == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_paper(desk / "STUDY.toml", into=own, progress=stop)
    assert {path.name: path.read_bytes() for path in own.iterdir()} == before
    assert [path.name for path in own.parent.iterdir()] == ["paper"]


def test_an_interrupt_while_the_folders_are_swapped_leaves_one_whole(desk, own, answers, monkeypatch):
    monkeypatch.setattr(package_module, "ask", lambda plan, store, say: answers)
    before = {path.name for path in own.iterdir()}

    def interrupted(one, other):
        raise KeyboardInterrupt

    monkeypatch.setattr(replaced, "exchange", interrupted)
    monkeypatch.setattr(package_module, "_write", lambda answers, folder, say: (folder / "new").write_text("new"))
    with pytest.raises(KeyboardInterrupt):
        write_paper(desk / "STUDY.toml", into=own)
    assert {path.name for path in own.iterdir()} == before
    assert [path.name for path in own.parent.iterdir()] == ["paper"]


def test_the_checklists_are_whole_and_point_at_files_of_the_package(package):
    items = read_checklists()
    strobe, record = (items[items["checklist"] == name]["item"].tolist() for name in ("strobe", "record"))
    assert strobe == [str(number) for number in range(1, 23)]
    assert len(record) == len(set(record)) == 13
    covering = {place.partition(":")[0] for places in items["covers"] for place in places}
    assert covering <= {path.name for path in package.iterdir()}
    text = (package / "methods.md").read_text()
    headings = set(re.findall(r"^##+ (.*)$", text, re.MULTILINE))
    places = [place for covers in items["covers"] for place in covers if place.startswith("methods.md: ")]
    named = {re.split(r" \(|, ", place.removeprefix("methods.md: "))[0] for place in places}
    assert places and named <= headings
    assert "10.1371/journal.pmed.0040296" in (package / "checklist.md").read_text()
    assert "10.1371/journal.pmed.1001885" in (package / "checklist.html").read_text()


def test_small_counts_are_told(package):
    readme = (package / "README.md").read_text()
    tidy = pd.read_csv(package / "table-1.csv")
    assert f"{tidy['n'].between(1, 4).sum()} in table-1.csv" in readme
