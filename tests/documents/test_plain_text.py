"""Plain text as a document: paragraphs, headings and items, every character with its line."""

from __future__ import annotations

import pytest

from analysis import DataError
from analysis.documents import Locator, read_document

PAPER = """Exposures to baclofen in one center

Jane Roe, Somewhere. doi:10.1234/abc.567.

Abstract

Methods

We looked at charts.

Results

Of 23 cases, 12 (52%)
were serious (95% CI: 31–
73; p = .
02). They were treat-
ed with 1\u2009200 mg.

Introduction

  • first item
  • second item, 12.5³
"""


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(PAPER, encoding="utf-8")
    return read_document(path)


def test_blocks_have_kinds_and_places(document):
    assert [(block.kind, block.text[:12], str(block.locator)) for block in document.blocks] == [
        ("heading", "Exposures to", "line 1"),
        ("front matter", "Jane Roe, So", "line 3"),
        ("heading", "Abstract", "line 5"),
        ("heading", "Methods", "line 7"),
        ("paragraph", "We looked at", "line 9"),
        ("heading", "Results", "line 11"),
        ("paragraph", "Of 23 cases,", "line 13"),
        ("heading", "Introduction", "line 19"),
        ("list item", "first item", "line 21"),
        ("list item", "second item,", "line 22"),
    ]
    assert document.title == "Exposures to baclofen in one center"
    assert document.identifiers == {"doi": "10.1234/abc.567"}
    assert document.blocks[6].locator.section == ("Abstract", "Results")
    assert document.blocks[8].locator.section == ("Introduction",)


def test_line_ends_inside_words_and_numbers(document):
    said = document.blocks[6]
    assert said.text == (
        "Of 23 cases, 12 (52%) were serious (95% CI: 31–73; p = .02). They were treated with 1\u202f200 mg."
    )
    assert [said.at(said.text.index(word)).line for word in ("12 (", "73", "02", "treated", "mg")] == [
        13,
        15,
        16,
        16,
        17,
    ]


def test_a_raised_mark_behind_a_number_is_no_digit_of_it(document):
    last = document.blocks[-1]
    assert last.text == "second item, 12.5"
    assert [(mark.kind, mark.text, mark.start) for mark in last.marks] == [("note", "3", 17)]


def test_lines_are_those_of_the_file(document):
    assert document.lines[12] == "Of 23 cases, 12 (52%)"
    assert document.lines == tuple(PAPER.split("\n")[:-1])


def test_bytes_of_two_encodings_are_one_sentence(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_bytes("Fälle\nÜber\n".encode() + b"F\xe4lle 23\n")
    with pytest.raises(DataError, match="line 3: expected text of one encoding, got other bytes"):
        read_document(path)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Locator(page=3, line=12), "p. 3, line 12"),
        (Locator(line=7), "line 7"),
        (Locator(section=("Results",), paragraph=2), "Results, paragraph 2"),
        (Locator(table="Table 2", row=5), "Table 2, row 5"),
        (Locator(table="Table 2", row=5, column=3, section=("Results",)), "Table 2, row 5, column 3"),
        (Locator(), ""),
    ],
)
def test_a_place_prints_as_one_would_follow_it(place, said):
    assert str(place) == said
