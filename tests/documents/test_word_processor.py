"""A manuscript as a word processor writes it: merged cells, bold headings, footnotes, tracked changes, text boxes."""

from __future__ import annotations

import docx
import pytest
from documents.invented import DOCX, packed

from analysis.documents import read_document

W = DOCX["word/document.xml"][len("<w:document ") : DOCX["word/document.xml"].index(">")]


@pytest.fixture
def manuscript(tmp_path):
    document = docx.Document()
    document.add_heading("Gabapentin in one center", 0)
    document.add_heading("Results", 1)
    said = document.add_paragraph("Of 12.5")
    said.add_run("3").font.superscript = True
    said.add_run(" mg/m")
    said.add_run("2").font.superscript = True
    said.add_run(" given, ")
    said.add_run("n").italic = True
    said.add_run("\u00a0= 23\ttook it.")
    document.add_paragraph("adults", style="List Bullet")
    document.add_paragraph("children", style="List Number")
    document.add_paragraph("Table 1. Outcomes.", style="Caption")
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, texts in zip(
        table.rows, [("Outcome", "Cases", ""), ("", "n", "%"), ("Minor", "12", "52.2"), ("All", "", "")], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(3, 0).merge(table.cell(3, 2))
    path = tmp_path / "paper.docx"
    document.save(path)
    return read_document(path)


def test_text_of_a_word_processor(manuscript):
    assert manuscript.title == "Gabapentin in one center"
    assert [(block.kind, block.text, block.level) for block in manuscript.blocks[1:5]] == [
        ("heading", "Results", 1),
        ("paragraph", "Of 12.5 mg/m² given, n = 23 took it.", 0),
        ("list item", "adults", 1),
        ("list item", "children", 1),
    ]
    assert str(manuscript.blocks[4].locator) == "Results, paragraph 3"


def test_merged_cells_of_a_word_processor(manuscript):
    (block,) = manuscript.tables
    assert block.table.cells == (
        ("Outcome", "Cases", "Cases"),
        ("Outcome", "n", "%"),
        ("Minor", "12", "52.2"),
        ("All", "All", "All"),
    )
    assert block.table.label == "Table 1"


def read(tmp_path, body: str, **parts: str):
    path = tmp_path / "paper.docx"
    document = f"<w:document {W} xmlns:m='m' xmlns:v='v' xmlns:mc='mc'><w:body>{body}</w:body></w:document>"
    path.write_bytes(packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **parts}))
    return read_document(path)


def bold(text: str) -> str:
    return f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def line(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_bold_lines_are_headings_where_no_style_says_so(tmp_path):
    body = (
        bold("A series of cases") + line(run("Jane Roe")) + bold("Abstract") + bold("Results") + line(run("We saw 23."))
    )
    document = read(tmp_path, body + bold("Introduction") + line(run("Much is known.")))
    assert document.title == "A series of cases"
    assert [block.locator.section for block in document.prose] == [("Abstract", "Results"), ("Introduction",)]


def test_notes_changes_boxes_and_formulas(tmp_path):
    box = f"<w:txbxContent>{line(run('In a box: 5 of 6.'))}</w:txbxContent>"
    body = line(
        run("We saw 23"),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        f'<w:ins w:id="1">{run(" new")}</w:ins><w:del w:id="2"><w:r><w:delText> 99</w:delText></w:r></w:del>',
        f"<w:hyperlink>{run(' cases')}</w:hyperlink>",
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>',
        "<m:oMath><m:r><m:t>10</m:t></m:r><m:sSup><m:e/><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup></m:oMath>",
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>",
        '<w:fldSimple w:instr="PAGE 99">' + run(" in all.") + "</w:fldSimple>",
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator">{line(run("--"))}</w:footnote>' + (
        f'<w:footnote w:id="2">{line(run("With one child."))}</w:footnote></w:footnotes>'
    )
    document = read(tmp_path, body, **{"word/footnotes.xml": notes})
    said, box, note = document.blocks
    assert said.text == "We saw 23 new cases≥10³ in all."
    assert [(mark.kind, mark.text) for mark in said.marks] == [("note", "2"), ("superscript", "3")]
    assert (box.text, box.kind) == ("In a box: 5 of 6.", "paragraph")
    assert (note.text, note.kind, note.marks[0].text) == ("With one child.", "footnote", "2")
    assert "tracked changes" in document.notes[0]
