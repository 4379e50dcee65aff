"""The same article in every format gives the same text, places and cells."""

from __future__ import annotations

import pytest
from documents.invented import CELLS, DOCX, HTML, JATS, MARKDOWN, PROSE, packed

from analysis.documents import read_document

SOURCES = {
    "paper.xml": JATS.encode(),
    "paper.html": HTML.encode(),
    "paper.md": MARKDOWN.encode(),
    "paper.docx": packed(DOCX),
}


@pytest.fixture(params=SOURCES)
def document(request, tmp_path):
    path = tmp_path / request.param
    path.write_bytes(SOURCES[request.param])
    return read_document(path)


def test_prose_stands_in_its_section_and_paragraph(document):
    found: dict[tuple[str, ...], list[str]] = {}
    for block in document.prose:
        if block.kind in ("paragraph", "list item"):
            found.setdefault(block.locator.section, []).append(block.text)
            assert block.locator.paragraph == len(found[block.locator.section])
    assert found == PROSE


def test_what_is_no_prose_is_told_apart(document):
    kinds = {block.text: block.kind for block in document.blocks}
    assert document.title == "Gabapentin exposures in one center"
    assert document.identifiers == {"doi": "10.1234/abc.567", "pmid": "1234567"}
    assert kinds["Doe J. A study of 99 cases. 2001."] == "reference"
    assert kinds["We thank nobody."] == "front matter"
    assert kinds["adults"] == kinds["children"] == "list item"
    assert kinds["With one child."] == "footnote"
    assert next(kind for text, kind in kinds.items() if "Roe" in text) == "front matter"
    assert not any("99" in block.text for block in document.prose)


def test_raised_and_lowered_characters_are_marked(document):
    dose, calls = (next(block for block in document.prose if word in block.text) for word in ("Doses", "calls"))
    known = [("superscript", "3"), ("superscript", "2"), ("citation", "1"), ("subscript", "1,30"), ("citation", "2")]
    linked = document.format != "docx"  # a reference on the line is only known where it is a link
    assert [(mark.kind, mark.text) for mark in dose.marks] == [mark for mark in known if linked or mark[1] != "1"]
    assert [(mark.kind, mark.text, calls.text[: mark.start][-4:]) for mark in calls.marks] == [("note", "a", "12.5")]


def test_a_table_keeps_head_spans_indents_and_marks(document):
    (block,) = document.tables
    table = block.table
    assert (table.label, table.caption, table.head_rows) == ("Table 1", "Outcomes.", 2)
    assert table.cells == CELLS
    assert table.indents == {(4, 1): 1, (5, 1): 1}
    assert table.marks == {(4, 2): ("a",)}
    assert table.notes == ("With one child.",)
    assert set(table.spans) == {(1, 1, 2, 1), (1, 2, 1, 2), (3, 1, 1, 3)}
    assert table.sheet()[2:4] == [["Known", "", ""], ["  Minor", "12", "52.2"]]
    assert str(block.at(block.text.index("52.2"))) == "Table 1, row 4, column 3"
    assert {b.kind for b in document.blocks if b.locator.table == "Table 1"} == {"table", "caption", "footnote"}
