"""What most blocks of a table say together is held against the one that says otherwise."""

from __future__ import annotations

import pytest

from analysis.audit.tables import Sheet, audit_table, find_tables
from analysis.audit.tables.relations import Grid, check_repeated

GRAVE = ("impossible", "inconsistent")
BLOCKS = """Characteristic|n|%
Sex
Male|14,528|38.5
Female|23,212|61.5
Age
15-34 y|18,281|48.4
35-54 y|18,056|47.8
55+ y|1,403|3.7
CD4 count
<50|10,411|27.6
50-199|22,331|59.2
200+|4,998|13.2
Year of start
2001-2005|10,114|26.8
2006-2010|27,626|73.2"""
ARMS = """Characteristic|Prednisolone (n = 22)|Methylprednisolone (n = 20)
Classification
Tuberculoid|11|13
Borderline|11|7
Reaction
Skin only|4|4
Skin and nerves|18|16
Status
Untreated|3|5
On treatment|14|10
Treated|5|5"""


def grave(text: str) -> list[str]:
    rows = [line.split("|") for line in text.splitlines()]
    cells = [row + [""] * (len(rows[0]) - len(row)) for row in rows]
    return [f.explanation for t in find_tables(Sheet("", "", cells)) for f in audit_table(t) if f.severity in GRAVE]


@pytest.mark.parametrize("text", [BLOCKS, ARMS])
def test_blocks_that_agree_are_right(text):
    assert grave(text) == []


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (BLOCKS, "10,411", "10,412"),  # a block of words that nobody knows
        (BLOCKS, "10,114", "10,124"),
        (BLOCKS, "1,403", "1,402"),  # falls short where no block leaves cases out
        (BLOCKS, "23,212", "23,312"),
        (BLOCKS, "|61.5", "|61.2"),
        (BLOCKS, "38.5|", "39.5|"),
        (ARMS, "11|13", "14|13"),
        (ARMS, "3|5", "1|5"),
        (ARMS, "18|16", "18|15"),
    ],
)
def test_the_block_that_says_otherwise_is_found(text, old, new):
    assert len(grave(text.replace(old, new, 1))) == (old in text)


def test_two_misprints_of_two_percentages_are_both_found_where_other_blocks_confirm_their_denominator():
    said = grave(BLOCKS.replace("38.5", "39.5").replace("61.5", "71.5"))
    assert ["14,528 of 37,740 is 38.49%" in said[0], "23,212 of 37,740 is 61.51%" in said[1]] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        BLOCKS.replace("10,411", "9,872"),  # 539 without a count: no slip of the pen
        BLOCKS.replace("1,403", "1,392").replace("23,212", "23,211"),  # each leaves other cases out
        ARMS.replace("3|5", "1|4"),
        "Characteristic|Cases (n = 43)\nHistory\nAsthma|20\nDiabetes|13\nSex\nMale|20\nFemale|23",
    ],
)
def test_blocks_that_may_leave_cases_out_are_not_accused(text):
    assert grave(text) == []


def test_or_in_a_label_is_no_odds_ratio():
    text = "Cause|A (N = 831)|B (N = 349)\nInfection|255 (30.7)|71 (20.3)\nOther or unknown|576 (59.3)|278 (79.7)"
    assert ["576 of 831 is 69.31%, but 59.3% is printed" in said for said in grave(text)] == [True]


def test_many_tables_are_held_against_those_alone_that_share_a_number():
    def grid(number: int) -> Grid:
        cells = tuple((str(1000 + 7 * number + k),) for k in range(20))
        return Grid(tuple(f"Line {k}" for k in range(20)), ("n",), cells)

    tables = [(f"{number}.csv", grid(7 * number)) for number in range(400)]
    assert check_repeated(tables) == []
    labels, (*cells, last) = tables[0][1].labels, tables[0][1].cells
    copy = Grid(labels, ("n",), (*cells, ("9999",)))
    assert [(f.row, f.printed, f.expected) for f in check_repeated([*tables, ("copy.csv", copy)])] == [
        ("Line 19", "9999", last[0])
    ]
