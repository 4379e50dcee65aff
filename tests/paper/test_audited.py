"""The audit of a package can fail: whatever number is changed in whatever file, a finding names it."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

import analysis.paper.methods as methods
import analysis.paper.results as results
from analysis.errors import DataError
from analysis.paper import audit_package, release_paper, write_paper
from analysis.paper import package as package_module
from analysis.paper.audited import _arithmetic, word_tables
from analysis.paper.lines import LINE, SECTION, Line, PrintedTable


def grave(folder) -> pd.DataFrame:
    found = audit_package(folder)
    return found[found["severity"].isin(["impossible", "inconsistent"])]


def test_a_package_as_written_has_nothing_grave(package):
    assert grave(package).empty


def tamper_word(path, label, column, text, table=0):
    document = Document(str(path))
    row = next(row for row in document.tables[table].rows if row.cells[0].text == label)
    old = row.cells[column].text
    row.cells[column].paragraphs[0].runs[0].text = text(old) if callable(text) else text
    document.save(str(path))
    return old


def test_a_changed_number_of_a_word_table_is_found_and_says_what_is_wrong(own):
    label = Document(str(own / "table-2.docx")).tables[0].rows[3].cells[0].text
    tamper_word(own / "table-1.docx", "Female", 1, lambda old: f"9{old}")
    tamper_word(own / "table-2.docx", label, 1, lambda old: old.replace("(", "(1"))
    tamper_word(own / "table-3.docx", "Female", 2, "5.00 (1.10 to 2.20)")
    tamper_word(own / "paper.docx", "Male", 1, "1 (1.0%)")
    found = grave(own)
    rules = {file: set(rows["rule"]) for file, rows in found.groupby("file")}
    assert set(rules) == {"table-1.docx", "table-2.docx", "table-3.docx", "paper.docx"}
    assert all("printed as computed" in said for said in rules.values())
    sums = found[(found["file"] == "table-1.docx") & (found["rule"] != "printed as computed")]
    assert len(sums) and sums["explanation"].str.len().min() > 20
    assert "estimate inside its limits" in rules["table-3.docx"] and len(rules["table-2.docx"]) > 1


def test_limits_that_do_not_hold_their_share_are_impossible(own):
    label = Document(str(own / "table-2.docx")).tables[0].rows[3].cells[0].text
    tamper_word(own / "table-2.docx", label, 2, "80.0 to 90.0")
    found = grave(own)
    assert "impossible" in set(found["severity"]) and "limits of a share" in set(found["rule"])


def test_a_page_that_prints_something_else_is_found(own):
    pages = {"table-1.html": "Female</th>", "table-3.html": "Female</th>", "annual.html": "2015</th>"}
    for file, cell in pages.items():
        text = (own / file).read_text()
        assert cell in text
        (own / file).write_text(text.replace(cell, f"X{cell}"))
    assert set(grave(own)["file"]) == set(pages)


def test_a_changed_number_of_a_csv_file_is_found(own):
    changed = {"table-1": "n", "table-2": "n", "table-3": "events", "annual": "count", "flow": "excluded"}
    for stem, column in changed.items():
        table = pd.read_csv(own / f"{stem}.csv", dtype=str, keep_default_na=False)
        table.loc[1, column] = str(int(table.loc[1, column]) + 1)
        table.to_csv(own / f"{stem}.csv", index=False, lineterminator="\n")
    assert {f"{stem}.{kind}" for stem in changed for kind in ("docx", "html")} <= set(grave(own)["file"])


def test_a_flow_that_does_not_add_up_is_impossible(own):
    table = pd.read_csv(own / "flow.csv")
    table.loc[2, "remaining"] += 10
    table.to_csv(own / "flow.csv", index=False)
    assert "impossible" in set(grave(own)["severity"])


def test_a_changed_number_of_the_text_is_found(own):
    path, cases = own / "methods.md", pd.read_csv(own / "flow.csv")["remaining"].iloc[-1]
    path.write_text(path.read_text().replace(f"{cases} cases", f"{cases + 1} cases"))
    found = grave(own)
    assert found["rule"].tolist() == ["text as computed"] and found["printed"].tolist() == [str(cases)]


def test_nothing_is_written_when_the_audit_finds_something(desk, package, answers, tmp_path, monkeypatch):
    whole = package_module.noted_tables

    def as_before(figure, answers, *, into, origin):
        for path in package.glob(f"{figure.stem}.*"):
            shutil.copy(path, into)
        return f"{figure.number}."

    def wrong(answers):
        first, *others = whole(answers)
        lines = list(first.lines)
        lines[2] = type(lines[2])(lines[2].kind, (lines[2].cells[0], "9,999 (1.0%)", *lines[2].cells[2:]))
        return [type(first)(first.stem, first.number, first.title, first.header, tuple(lines), first.notes), *others]

    monkeypatch.setattr(package_module, "ask", lambda plan, store, say: answers)
    monkeypatch.setattr(package_module, "draw", as_before)
    monkeypatch.setattr(package_module, "noted_tables", wrong)
    with pytest.raises(DataError, match=r"audit: \d+ numbers of the package cannot be true together") as caught:
        write_paper(desk / "STUDY.toml", into=tmp_path / "paper")
    assert any("9,999" in fault for fault in caught.value.faults)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("module", [methods, results])
def test_no_number_is_typed_into_a_sentence(module):
    """Numbers reach the text through `Numbers.take` alone; only the names of the tables have a digit."""
    tree = ast.parse(Path(module.__file__).read_text())
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    typed = [text for text in texts if any(map(str.isdigit, _without_tables(text)))]
    assert not typed


def _without_tables(text: str) -> str:
    return re.sub(r"\btable[-_]\d|Tables? S?\d", "", text)


def _printed_shares(mark: str, *cells: str):
    """Give what the audit says of a Table 2 of 40 cases with these cells, its limits withheld."""
    rows = [("All cases", "40", ""), ("Effects", "", "")]
    rows += [(f"Effect {place}", text, mark) for place, text in enumerate(cells)]
    lines = [Line(SECTION if row[0] == "Effects" else LINE, row) for row in rows]
    table = PrintedTable("table-2", "Table 2", "Effects", ("Effect", "n (%)", "95% CI, %"), tuple(lines))
    return _arithmetic(table, [list(table.header), *map(list, rows)], pd.DataFrame({"variable": []}), mark)


@pytest.mark.parametrize("mark", ["*", "[REDACTED]", "Suppressed", "suppressed", "1 to 10"])
def test_what_is_left_of_a_table_with_rows_that_are_withheld_whole_is_held_against_itself(mark):
    assert _printed_shares(mark, "12 (30.0%)", mark, mark) == [] == _printed_shares(mark, mark, mark)
    (broken,) = _printed_shares(mark, mark, "12 (32.0%)", mark)
    assert broken.row == "Effect 1 (line 3)" and broken.severity == "impossible"
    (unread,) = _printed_shares(mark, mark, "twelve or so", "12 (30.0%)")
    assert unread.explanation == "The printed table could not be read as one table, so its sums were not checked."


def test_the_tables_of_a_release_are_all_read(package, tmp_path):
    release_paper(package, "cms", into=tmp_path / "release", programs=50)
    assert any("*" in row for row in word_tables(tmp_path / "release" / "table-1.docx")[0])
    assert audit_package(tmp_path / "release").empty
