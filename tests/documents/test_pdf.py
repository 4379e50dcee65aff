"""PDFs: lines and columns from the places of words, raised marks, running heads, tables, and files that are none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from documents.printed import page, pdf

from analysis import DataError
from analysis.documents import Document, read_document

pytest.importorskip("pypdfium2")

LEFT = "Of all calls to the center in that year"  # about 240 points wide at size 13
RIGHT = "the share of gabapentin was above them"


def read(tmp_path, *pages: bytes) -> Document:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf(list(pages)))
    return read_document(path)


def prose(lines: list[str], x: float = 60, top: float = 700, size: float = 12) -> list[tuple]:
    return [(x, top - 15 * k, size, line) for k, line in enumerate(lines)]


def test_paragraphs_headings_and_lines(tmp_path):
    lines = [
        "Of 23 cases, 12 (52%) were seri-",
        "ous, as many as in the other cen-",
        "ters (95% CI: 31\u2013",
        "73). They took 10",
    ]
    words = [(60, 760, 18, "Gabapentin in one center", "bold"), (60, 730, 14, "Results", "bold"), *prose(lines)]
    words += [(153.5, 659, 7, "3"), (161, 655, 12, "mg.")]
    document = read(tmp_path, page(words))
    title, results, said = document.blocks
    assert (title.text, title.level, document.title) == ("Gabapentin in one center", 0, "Gabapentin in one center")
    assert (results.text, results.level) == ("Results", 1)
    assert said.text == (
        "Of 23 cases, 12 (52%) were serious, as many as in the other centers (95% CI: 31\u201373). "
        "They took 10\u00b3 mg."
    )
    assert str(said.locator) == "p. 1, line 3"
    assert [str(said.at(said.text.index(word))) for word in ("12 (52", "centers", "73)")] == [
        "p. 1, line 3",
        "p. 1, line 4",
        "p. 1, line 6",
    ]


def test_columns_are_read_one_after_the_other_whatever_the_order_in_the_file(tmp_path):
    words = []
    for k in range(20):
        y = 700 - 15 * k
        words += [(310, y, 13, RIGHT), (60, y, 13, LEFT)] if k % 2 else [(60, y, 13, LEFT), (310, y, 13, RIGHT)]
    document = read(tmp_path, page(words))
    said = " ".join(block.text for block in document.blocks)
    assert said == " ".join([LEFT] * 20 + [RIGHT] * 20)


def test_running_heads_and_page_numbers_are_no_text(tmp_path):
    pages = []
    for number in range(1, 5):
        heads = [(60, 810, 9, f"Roe and others, page {number}"), (290, 30, 9, str(number))]
        lines = [f"Line {k} of the text on page {number} of all" for k in range(5)]
        pages.append(page([*heads, *prose(lines)]))
    document = read(tmp_path, *pages)
    assert not any("Roe" in block.text for block in document.blocks)
    assert len(document.lines) == 20
    assert str(document.blocks[0].at(0)) == "p. 1, line 1"


def test_a_note_behind_a_number_is_no_digit_of_it(tmp_path):
    words = [(60, 700, 12, "The dose was 12.5"), (161.5, 704, 7, "3"), (169, 700, 12, "mg in most of the cases here.")]
    (said,) = read(tmp_path, page(words)).blocks
    assert said.text == "The dose was 12.5 mg in most of the cases here."
    assert [(mark.kind, mark.text, said.text[: mark.start][-4:]) for mark in said.marks] == [("note", "3", "12.5")]


def test_a_table_with_rules_between_its_cells(tmp_path):
    columns, rows = (60, 200, 300, 400), (690, 670, 650, 630)
    rules = [(a, b, y) for y in rows for a, b in pairwise(columns)]
    cells = [
        ("Outcome", "Adults", "Children"),
        ("Minor", "12 (52.2)", "8"),
        ("Major effect", "", "3"),
        ("Death", "0", "1"),
    ]
    words = [(60, 700, 9, "Table 1. Outcomes of the cases.")]
    for row, y in zip(cells, rows, strict=True):
        words += [
            (x + 4, y - 14, 9, text, *(["bold"] if y == 690 else []))
            for x, text in zip(columns, row, strict=False)
            if text
        ]
    words += prose(["We saw all of these cases in the year 2017 and told", "the others about them."], top=580)
    document = read(tmp_path, page(words, rules))
    (block,) = document.tables
    assert (block.table.label, block.table.caption, block.table.head_rows) == ("Table 1", "Outcomes of the cases.", 1)
    assert block.table.cells == tuple(cells)
    assert str(block.at(block.text.index("52.2"))) == "p. 1, line 2, Table 1, row 2, column 2"
    assert document.blocks[-1].kind == "paragraph"


def test_a_table_without_rules_is_never_guessed(tmp_path):
    words = [(60, 700, 9, "Table 1. Outcomes of the cases."), (60, 680, 9, "Minor"), (200, 680, 9, "12 (52.2)")]
    words += [
        (60, 665, 9, "of any kind at all that was seen"),
        (230, 665, 9, "8"),
        (60, 650, 9, "Major"),
        (170, 650, 9, "9"),
    ]
    document = read(tmp_path, page(words))
    assert not document.tables
    assert next(block.text for block in document.blocks if block.kind == "table") == "Minor 12 (52.2)"


def test_a_clear_table_without_rules_is_read_and_marked_unsure(tmp_path):
    words = [(60, 700, 9, "Table 1. Outcomes of the cases.")]
    for k, row in enumerate([("Outcome", "n", "%"), ("Minor", "12", "52.2"), ("Major", "11", "47.8")]):
        words += [(x, 680 - 14 * k, 9, text) for x, text in zip((60, 200, 300), row, strict=True)]
    (block,) = read(tmp_path, page(words)).tables
    assert block.table.cells == (("Outcome", "n", "%"), ("Minor", "12", "52.2"), ("Major", "11", "47.8"))
    assert not block.table.sure


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pdf([b"", b""]), r"expected a PDF with text, got 2 pages with 0 characters \(a scan\?\)"),
        (pdf([page(prose(["x"]))])[:300], "expected a whole PDF file, got"),
        (pdf([page(prose(["A text that is long enough to be one"]))], kids="2 0 R 2 0 R"), "expected a"),
        (b"%PDF-1.7\n%%EOF", "expected a whole PDF file, got"),
    ],
    ids=["scan", "cut", "cycle", "empty"],
)
def test_what_is_no_pdf_with_text_is_one_sentence(tmp_path, content, said):
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said) as error:
        read_document(path)
    assert len(error.value.faults) == 1


def test_a_pdf_of_ten_thousand_pages_is_refused(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf([page(prose(["Some text"]))] * 10_000))
    with pytest.raises(DataError, match="one of 10,000 pages, of which at most 1,500 are read"):
        read_document(path)


def test_numbers_of_the_lines_of_a_manuscript_are_no_text(tmp_path):
    words = prose([f"We saw {12 + k} cases in the center in that year" for k in range(20)], x=90)
    words += [(60 if k > 8 else 66, 700 - 15 * k, 10, str(k + 1)) for k in range(20)]
    document = read(tmp_path, page(words))
    assert document.lines[0] == "We saw 12 cases in the center in that year"
    assert len(document.lines) == 20


@pytest.mark.parametrize("turn", ["0 1 -1 0 595 0", "0 -1 1 0 0 842", "-1 0 0 -1 595 842"], ids=["up", "down", "over"])
def test_a_page_set_sideways_is_turned(tmp_path, turn):
    columns, rows = (60, 200, 300), (490, 470)
    rules = [(a, b, y) for y in (*rows, 450) for a, b in pairwise(columns)]
    words = [(60, 500, 9, "Table 1. Outcomes of the cases.")]
    words += [(x + 4, y - 14, 9, f"{x} at {y}") for y in rows for x in columns[:2]]
    words += prose(["We saw all of these cases in the year", "that was before the last."], top=400)
    document = read(tmp_path, page(words, rules, turn))
    assert document.tables[0].table.cells == (("60 at 490", "200 at 490"), ("60 at 470", "200 at 470"))
    assert document.blocks[-1].text == "We saw all of these cases in the year that was before the last."


def test_a_dash_of_a_font_of_tex_parts_two_numbers(tmp_path):
    words = prose(["The interval was 47.2\x1552.8, an e\x1bect of all the cases."])
    (said,) = read(tmp_path, page(words)).blocks
    assert said.text == "The interval was 47.2–52.8, an effect of all the cases."


def test_a_character_without_a_meaning_is_shown_as_lost_and_counted(tmp_path):
    document = read(tmp_path, page(prose(["The interval was 47.2\x1252.8 in all of the cases."])))
    assert document.blocks[0].text == "The interval was 47.2\ufffd52.8 in all of the cases."
    assert "The text layer is damaged: 1 of" in document.notes[0]


def test_words_far_from_the_page_are_not_on_it(tmp_path):
    lines = [f"We saw {12 + k} cases in the center in that year, as in others, we said" for k in range(20)]
    far = [(2e9, 700, 12, "far"), (60, -3e8, 12, "below"), (60, 300, 5e7, "huge")]
    document = read(tmp_path, page([*prose(lines), *far]))
    assert len(document.lines) == 20
