"""What a column of changes is the change of: decided for the column, and nobody accused where it is not decided."""

from __future__ import annotations

import pytest

from analysis.audit import audit_file
from analysis.audit.tables.relations import Grid, check_relations
from analysis.audit.tables.relations.periods import runs_in_time


def grid(text: str) -> Grid:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    heads, *body = rows
    return Grid(tuple(row[0] for row in body), tuple(heads[1:]), tuple(tuple(row[1:]) for row in body))


def said(text: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.row) for finding in check_relations(grid(text))[0].findings]


# Changes computed by hand (percent: 100 * (new - old) / old, one decimal, half up).
CALLS = """Year | Calls | Exposures | Change
2019 | 2 148 141 | 102,345 |
2020 | 2 128 198 | 110,002 | +7.5%
2021 | 2 080 917 | 99,800 | -9.3%"""
EVERY_YEAR = """Year | Exposures | {}
2015 | 1204 |
2016 | 1310 | 8.8
2017 | 1402 | 7.0
2018 | 1380 | -1.6
2019 | 1511 | 9.5
2020 | 1722 | {}
2021 | 1650 | -4.2"""


def test_change_of_a_column_from_row_to_row_accuses_no_other_column(tmp_path):
    assert said(CALLS) == []
    told = check_relations(grid(CALLS))[0]
    assert told.roles[2]["change"][1] == "'Exposures' from the row before"
    lines = [f"| {line} |" for line in CALLS.splitlines()]
    total = "| Total | 6 357 256 | 312,147 | |"
    (tmp_path / "a.md").write_text("\n".join([lines[0], "|---|---|---|---|", *lines[1:], total]), encoding="utf-8")
    audit = audit_file(tmp_path / "a.md")
    assert (list(audit), audit.status) == ([], 0)


@pytest.mark.parametrize(
    "heading", ["Change", "Change from previous year (%)", "% change", "YoY", "Annual change (%)", "Year-over-year (%)"]
)
def test_change_from_the_year_before(heading):
    assert said(EVERY_YEAR.format(heading, "14.0")) == []
    assert said(EVERY_YEAR.format(heading, "12.0")) in ([("impossible", "2020")], [("inconsistent", "2020")])
    wrong = EVERY_YEAR.format(heading, "14.0").replace("1402", "1420")  # the years before and after it
    assert {row for _, row in said(wrong)} == {"2017", "2018"}


def test_years_may_stand_the_latest_first():
    head, *rows = EVERY_YEAR.format("Change (%)", "14.0").splitlines()
    assert said("\n".join([head, *rows[::-1]])) == []


@pytest.mark.parametrize("heading", ["Change since 2015 (%)", "Change", "% change vs 2015", "Change from baseline"])
def test_change_from_the_first_year(heading):
    table = f"Year | Calls | {heading}\n2015 | 1204 | -\n2016 | 1310 | 8.8\n2017 | 1402 | 16.4\n2018 | 1380 | 14.6\n"
    assert said(table + "2019 | 1511 | 25.5") == []
    (found,) = said(table + "2019 | 1511 | 22.5")
    assert found[0] in ("impossible", "inconsistent")
    assert found[1] == "2019"


def test_differences_from_row_to_row_and_on_the_side():
    table = "Quarter | Calls | Change\nQ1 2020 | 310 |\nQ2 2020 | 342 | 32\nQ3 2020 | 335 | -7\nQ4 2020 | 361 | 26"
    assert said(table) == []
    rows = [line.split("|") for line in table.splitlines()]
    assert said("\n".join("|".join(row) for row in zip(*rows, strict=True))) == []


def test_what_nothing_explains_cannot_be_checked_and_says_what_was_tried():
    table = "Year | Calls | Exposures | Change\n2019 | 1204 | 310 |\n2020 | 1310 | 342 | 3.1%\n2021 | 1402 | 335 | 5.2%"
    (finding,) = check_relations(grid(table))[0].findings
    assert finding.severity == "cannot be checked"
    assert "'Exposures' from the row before; 'Exposures' from the first row; 'Calls' from" in finding.explanation


@pytest.mark.parametrize("heads", ["2019 | 2020", "Before | After", "Period 1 | Period 2", "FY 19 | FY 20"])
def test_headings_that_name_both_periods_are_explicit(heads):
    table = f"Center | {heads} | % change\nNorth | 412 | 530 | 28.6\nSouth | 388 | 350 | -9.8\nEast | 97 | 130 | "
    assert said(table + "34.0") == []
    assert said(table + "43.0") == [("impossible", "East")]


def test_groups_beside_each_other_are_no_periods():
    rows = "North | 412 | 530 | 28.6\nSouth | 388 | 350 | 3.3"
    assert [severity for severity, _ in said(f"Center | Adults | Children | Change\n{rows}")] == ["cannot be checked"]


def test_rows_of_each_heading_are_years_of_their_own():
    labels = ("Adams: 2019", "Adams: 2020", "Baker: 2020", "Baker: 2019", "Baker: Total")
    assert runs_in_time(Grid(labels=labels)) == [[0, 1], [3, 2]]
    assert runs_in_time(Grid(labels=("Mar 2020", "Jan 2020", "Feb 2020"))) == [[1, 2, 0]]
