"""Tables of a PDF without rules: columns that white strips part; prose side by side is none."""

from __future__ import annotations

import pytest
from documents.printed import page
from documents.test_pdf import prose, read

CAPTION = (60, 700, 10, "Table 2. Effects in the exposed patients.")
LEFT = [
    "Calls about the drug have risen in the last", "years, and with them those about children who",
    "found tablets at home. We asked how many of", "them came to harm, and whether the dose told",
    "who would. Records were read by two of us, and", "a third decided where they did not agree on it.",
    "Of 120 calls 31 were of children, and 4 of these", "were seen in a hospital within the first day.",
]  # fmt: skip
RIGHT = [
    "Nobody died. Drowsiness was what most had, and", "it passed within a day in all of them. Coma was",
    "rare and came after 200 mg only, in 3 patients of", "whom 2 were intubated. The rest stayed at home",
    "and were called again after 6 hours, which found", "nobody worse. We think that the rule is a safe",
    "one, and that it spares the families a journey", "by night. Others should try it on their calls.",
]  # fmt: skip


def rows(texts: list[tuple[str, ...]], places: tuple[float, ...], top: float = 675, down: float = 18) -> list[tuple]:
    """Give words at the places of their columns; a cell of several lines has them 12 points apart."""
    words, y = [], top
    for row in texts:
        lines = max(text.count("\n") for text in row)
        for x, text in zip(places, row, strict=True):
            words += [(x, y - 12 * k, 10, line) for k, line in enumerate(text.split("\n")) if line]
        y -= down + 12 * lines
    return words


WRAPPED = [
    ("", "Placebo\nn (%)", "Baclofen\nn (%)", "p"),
    ("Any effect of\nthe central\nnervous system", "3 (7.5)", "12 (30.0)", "0.01"),
    ("Coma", "0 (0.0)", "4 (10.0)", "0.12"),
    ("Age, years\n(median, IQR)", "34 (28-\n51)", "37 (30-\n49)", "0.40"),
    ("Seizure", "1 (2.5)", "2 (5.0)", "1.00"),
]


def test_rows_of_several_lines(tmp_path):
    (block,) = read(tmp_path, page([CAPTION, *rows(WRAPPED, (60, 180, 280, 380))])).tables
    assert block.table.cells[1:] == (
        ("Any effect of the central nervous system", "3 (7.5)", "12 (30.0)", "0.01"),
        ("Coma", "0 (0.0)", "4 (10.0)", "0.12"),
        ("Age, years (median, IQR)", "34 (28-51)", "37 (30-49)", "0.40"),
        ("Seizure", "1 (2.5)", "2 (5.0)", "1.00"),
    )
    assert not block.table.sure


def test_a_head_over_two_columns_and_a_row_of_a_heading(tmp_path):
    texts = [
        ("", "M", "SD", "M", "SD"), ("Sedation", "", "", "", ""), ("at 1 hour", "1.20", "0.85", "1.12", "0.64"),
        ("at 2 hours", "1.48", "1.48", "1.34", "1.06"), ("at 3 hours\nor later", "3.68", "1.91", "3.51", "2.25"),
    ]  # fmt: skip
    head = [(165, 675, 10, "Control group (n = 40)"), (305, 675, 10, "Exposed group (n = 41)")]
    words = [CAPTION, *head, *rows(texts, (60, 165, 235, 305, 375), top=657)]
    (block,) = read(tmp_path, page(words)).tables
    assert block.table.cells[0] == ("", *["Control group (n = 40)"] * 2, *["Exposed group (n = 41)"] * 2)
    assert block.table.cells[2] == ("Sedation", "", "", "", "")
    assert block.table.cells[-1] == ("at 3 hours or later", "3.68", "1.91", "3.51", "2.25")


def test_numbers_set_to_the_right_and_prose_right_below(tmp_path):
    texts = [("Coma", "5", "4.2"), ("Seizure", "12", "10.0"), ("No effect", "103", "85.8"), ("All", "120", "100.0")]
    words = [CAPTION]
    for k, (label, n, percent) in enumerate(texts):
        words += [(60, 675 - 14 * k, 10, label), (220 - 5.56 * len(n), 675 - 14 * k, 10, n)]
        words += [(320 - 5.56 * len(percent), 675 - 14 * k, 10, percent)]
    words += prose(
        ["Most of the patients had no effect at all, whatever they had taken, and all went home."] * 4, top=595
    )
    document = read(tmp_path, page(words))
    (block,) = document.tables
    assert block.table.cells == tuple(texts)
    assert any(one.kind == "paragraph" and one.text.startswith("Most of") for one in document.blocks)


def test_a_number_broken_in_a_narrow_cell_is_one(tmp_path):
    texts = [
        ("Effect", "n", "p", "of"), ("Coma", "12", "<0.000\n1", "40"), ("Seizure", "3", "0.724", "40"),
        ("Miosis", "4", "0.5", "40"),
    ]  # fmt: skip
    (block,) = read(tmp_path, page([CAPTION, *rows(texts, (60, 160, 220, 265))])).tables
    assert block.table.cells[1] == ("Coma", "12", "<0.0001", "40")


def test_a_table_that_goes_on_on_the_next_page(tmp_path):
    first = [CAPTION, *rows(WRAPPED[:3], (60, 180, 280, 380), top=675)]
    second = rows([WRAPPED[0], *WRAPPED[3:]], (60, 180, 280, 380), top=780)
    (block,) = read(tmp_path, page(first), page(second)).tables
    assert [row[0] for row in block.table.cells] == [
        "", "Any effect of the central nervous system", "Coma", "Age, years (median, IQR)", "Seizure",
    ]  # fmt: skip


@pytest.mark.parametrize("gutter", [20, 9, 5])
def test_prose_in_two_columns_below_a_caption_is_no_table(tmp_path, gutter):
    right = 60 + 235 + gutter
    words = [CAPTION, *prose(LEFT, 60, 670, 10), *prose(RIGHT, right, 670, 10)]
    document = read(tmp_path, page(words))
    assert not document.tables
    said = " ".join(block.text for block in document.blocks)
    assert "3 patients" in said and "31 were of children" in said


@pytest.mark.parametrize(
    "lines",
    [
        ["Data are n (%).", "Values of p are of exact tests.", "None was missing.", "Doses are in mg.", "SD: spread."],
        ["Calls of 2019", "Calls of 2020", "Calls of 2021", "Calls of 2022", "Calls of 2023"],
        ["1. Coma", "2. Seizure", "3. Miosis", "4. Mydriasis", "5. Delirium"],
    ],
)
def test_short_lines_below_a_caption_are_no_table(tmp_path, lines):
    assert not read(tmp_path, page([CAPTION, *prose(lines, 60, 670, 10)])).tables
