"""A document that was audited, as the verb tells it: text, data, a table and the page of the document itself."""

from __future__ import annotations

import json
import zipfile

import pytest
from lxml import html
from typer.testing import CliRunner

from analysis.cli import app
from analysis.errors import DataError

PAPER = """# Exposures <b>to</b> baclofen

## Results

Of 43 exposures to baclofen that the center recorded, 15/22 (68.2%) were minor and 12 of 43 (29%) had coma.
Calls rose from 155 to 398 (a 61% increase), and <script>alert(1)</script> odds (OR 2.1, 95% CI 1.2-3.7) were higher.

| Outcome | Baclofen (n = 43) |
|---|---|
| Coma | 12 (27.9) |
| Death | 3 (8.0) |
| Minor | 28 (65.1) |
"""


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.md"
    path.write_text(PAPER, encoding="utf-8")
    return path


def run(*words) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["audit", *map(str, words)])
    return done.exit_code, done.output


def test_text_begins_with_what_was_checked(paper):
    status, text = run(paper)
    first = " ".join(text.splitlines()[1:3])
    assert (
        status == 1 and "checked (2 impossible, 1 inconsistent" in first and "state nothing" in " ".join(text.split())
    )
    assert text.index("IMPOSSIBLE: line 5: 12 of 43 (29%)") < text.index("INCONSISTENT: line 6")
    assert "3 of 43 is 6.98%, but 8.0% is printed" in " ".join(text.split())


def test_data_has_every_statement_and_judgment(paper):
    status, text = run(paper, "--format", "json")
    (one,) = json.loads(text)["documents"]
    assert status == 1 and {"impossible", "inconsistent", "holds"} <= {row["verdict"] for row in one["judgments"]}
    first = next(row for row in one["judgments"] if row["verdict"] == "impossible")
    assert one["statements"][first["statements"][0]]["numbers"] == {"count": "12", "n": "43", "percent": "29%"}
    assert run(paper, "--format", "csv")[1].startswith("source,verdict,check,place,printed,arithmetic,words")


def test_the_page_is_the_document_with_its_statements_marked(paper, tmp_path):
    run(paper, "--format", "html", "--output", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    page = html.fromstring(text)
    assert "<script" not in text and "http" not in text.replace("http-equiv", "")  # nothing runs, nothing is fetched
    assert "alert(1)" in page.text_content() and "12 of 43 (29%)" in page.text_content()
    wrong = page.xpath('//article//mark[@class="impossible"]')
    assert [one.text for one in wrong] == ["12 of 43 (29%", "3 (8.0)"]
    targets = {one.get("id") for one in page.iter() if one.get("id")}
    assert {link.get("href")[1:] for link in page.xpath("//a")} <= targets
    assert page.xpath('//article//td/mark[@class="impossible"]')[0].text == "3 (8.0)"
    assert page.xpath("//section/p[1]")[0].text.startswith(
        "9 statements: 8 checked"
    )  # the count of what was checked comes first


def test_a_folder_and_a_zip_of_documents(paper, tmp_path):
    (tmp_path / "other.txt").write_text("Nothing is said in numbers here. " * 8, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.write(paper, "paper.md")
    status, text = run(tmp_path / "all.zip")
    assert status == 1 and "paper.md" in text
    (tmp_path / "all.zip").unlink()
    assert "other.txt" in run(tmp_path)[1]


def test_nothing_that_could_be_checked_is_no_success(tmp_path):
    (tmp_path / "a.txt").write_text("They came, saw and left; no number stands here. " * 6, encoding="utf-8")
    assert run(tmp_path / "a.txt")[0] == 3


def test_tables_and_documents_are_audited_apart(paper, tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["audit", str(paper), str(tmp_path / "t.csv")])
    assert isinstance(done.exception, DataError) and "expected documents or tables, got both" in str(done.exception)


def test_a_document_that_is_a_table_is_audited_as_one(tmp_path):
    (tmp_path / "t.md").write_text("| x | n |\n|---|---|\n| a | 2 |\n| b | 3 |\n| Total | 6 |\n", encoding="utf-8")
    assert "statements:" not in run(tmp_path / "t.md")[1]


def test_the_level_of_significance_is_said_with_its_place(tmp_path):
    path = tmp_path / "paper.md"
    said = "# A paper\n\n## Methods\n\n{}\n\n## Results\n\nDoses differed (t(28) = 2.20, p = .06), as we saw.\n\n"
    for words, expected in (
        ("P < 0.01 was considered significant.", 'Level of significance 0.01, as stated at line 5: "P < 0.01'),
        ("They were compared by a test.", "No level of significance is stated; .05 was assumed."),
    ):
        path.write_text(said.format(words) + "More words are here. " * 8, encoding="utf-8")
        assert expected in " ".join(run(path)[1].split())
        assert json.loads(run(path, "--format", "json")[1])["documents"][0]["alpha"]["stated"] == ("0.01" in words)


def test_few_words_that_state_something_are_audited_with_their_table(tmp_path):
    path = tmp_path / "note.md"
    path.write_text("Coma was seen in 12 of 43 (29%).\n\n| Outcome | n |\n|---|---|\n| Coma | 12 |\n", encoding="utf-8")
    status, text = run(path)
    assert status == 1 and "12 of 43 is 27.91%; 29% is printed" in " ".join(text.split())


def test_the_n_of_a_caption_is_that_of_a_table_alone(tmp_path):
    rows = "| Sign | n (%) |\n|---|---|\n| Seizures | 12 (13.6) |\n| Agitation | 33 (35.7) |\n| Coma | 4 (4.5) |\n"
    (tmp_path / "t.md").write_text(f"**Table 1. Signs of the cases (N = 88)**\n\n{rows}| Fever | 9 (10.2) |\n", "utf-8")
    status, text = run(tmp_path / "t.md")
    assert status == 1 and "33 of 88 is 37.50%, but 35.7% is printed" in " ".join(text.split())
