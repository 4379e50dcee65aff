"""Text whose columns stand below each other, and rows that an unquoted comma cut: read, or said not to be read."""

from __future__ import annotations

import pytest

from analysis.audit import audit_file
from analysis.audit.reports import plain_text, reports_of
from analysis.audit.tables import read_sheets

# An estimate outside its own interval, and a p that cannot go with its interval.
ODDS = """Table 2. Odds of severe outcome
Variable      aOR   95% CI      p
Dose >200 mg  4.2   1.9 to 9.4  <0.001
Co-ingestion  0.45  0.50-0.91   0.02
Female        1.00  0.62-1.61   0.01
"""
RAGGED = """Variable  aOR  95% CI  p
Dose >200 mg  4.2  1.9 to 9.4  <0.001
Age per 10 years  1.21  1.02 to 1.44  0.03
Co-ingestion 0.45  0.50-0.91  0.02
Female 1.00 0.62-1.61 0.01
"""
PASTED = RAGGED.replace("Age per 10 years  1.21  1.02 to 1.44  0.03\n", "")
ROWS = (("No effect", 410, "68.3"), ("Minor", 160, "26.7"), ("Major", 30, "5.0"), ("Total", 600, "100.0"))


def r_frame(rows) -> str:
    return "\n".join(
        ["     outcome   n percent", *(f"{k} {a:>10} {n:>3} {p:>7}" for k, (a, n, p) in enumerate(rows, 1))]
    )


def simple(rows) -> str:
    lines = [f"{a:<12}{n:>6}{p:>8}" for a, n, p in rows]
    return "\n".join([f"{'Outcome':<12}{'n':>6}{'%':>8}", "----------- ----- -------", *lines, "", "Table: Outcomes."])


def grid(rows) -> str:
    edge = "+------------+------+-------+"
    cells = [f"| {a:<10} | {n:<4} | {p:<5} |\n{edge}" for a, n, p in rows]
    return "\n".join([edge, f"| {'Outcome':<10} | {'n':<4} | {'%':<5} |", edge.replace("-", "="), *cells])


def kable(rows) -> str:
    return "\n".join(
        ["|Outcome   |   n|     %|", "|:---------|---:|-----:|", *(f"|{a:<10}|{n:>4}|{p:>6}|" for a, n, p in rows)]
    )


def tabs(rows) -> str:
    return "\n".join(["Outcome\t n   %", *(f"{a}\t{n}    {p}" for a, n, p in rows)])


def ragged(rows) -> str:
    return "\n".join(["Outcome  n  %", *(f"{a}  {n}  {p}" for a, n, p in rows)])


def bordered(rows) -> str:
    return "\n".join(
        [
            "=" * 26,
            f"{'Outcome':<12}{'n':>6}{'%':>8}",
            "-" * 26,
            *(f"{a:<12}{n:>6}{p:>8}" for a, n, p in rows),
            "=" * 26,
        ]
    )


def captioned(rows) -> str:
    return (
        f"Table 1. Outcomes of calls about baclofen, 2019\n\n{bordered(rows)}\n\nNote: percentages are of all calls.\n"
    )


CLOTHES = (r_frame, simple, grid, kable, tabs, ragged, bordered, captioned)


@pytest.mark.parametrize(
    "text", [ODDS, RAGGED, PASTED, f"Table 2.\n\n{PASTED}"], ids=["aligned", "ragged", "pasted", "title"]
)
def test_interval_and_p_of_aligned_text(tmp_path, text):
    (tmp_path / "odds.txt").write_text(text, encoding="utf-8")
    audit = audit_file(tmp_path / "odds.txt")
    assert [(f.severity, f.row, f.rule) for f in audit if f.severity in ("impossible", "inconsistent")] == [
        ("impossible", "Co-ingestion", "estimate inside its limits"),
        ("inconsistent", "Female", "p of an interval"),
    ]
    assert audit.status == 1


def test_same_numbers_as_csv_and_markdown(tmp_path):
    rows = [["Variable", "aOR", "95% CI", "p"], ["Dose >200 mg", "4.2", "1.9 to 9.4", "<0.001"]]
    rows += [["Co-ingestion", "0.45", "0.50-0.91", "0.02"], ["Female", "1.00", "0.62-1.61", "0.01"]]
    (tmp_path / "a.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    lines = ["|" + "|".join(row) + "|" for row in rows]
    (tmp_path / "a.md").write_text("\n".join([lines[0], "|---|---|---|---|", *lines[1:]]), encoding="utf-8")
    (tmp_path / "a.txt").write_text(ODDS, encoding="utf-8")
    said = [[(f.severity, f.row) for f in audit_file(tmp_path / name)] for name in ("a.csv", "a.md", "a.txt")]
    assert said[0] == said[1] == said[2]
    assert [severity for severity, _ in said[0]] == ["impossible", "inconsistent", "unusual"]


@pytest.mark.parametrize("write", CLOTHES)
def test_sound_and_broken_table_in_every_clothing(tmp_path, write):
    path = tmp_path / "a.txt"
    path.write_text(write(ROWS), encoding="utf-8")
    audit = audit_file(path)
    assert [f for f in audit if f.severity in ("impossible", "inconsistent")] == []
    assert audit.checked >= 7
    path.write_text(write((*ROWS[:1], ("Minor", 106, "26.7"), *ROWS[2:])), encoding="utf-8")
    assert any("106" in f.explanation or f.printed == "106" for f in audit_file(path)), path.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "Baclofen  is a muscle relaxant.  In 2019 it was\nnamed in 1,204 calls.  Of these 132 were severe.\n",
        "The share rose from 10.2% to 11.0%\nby 2021, as calls fell by 3%\nand deaths by 12 to 30.\n",
        "Dear colleague,\n\n  we saw  23 cases\n  and then  none.\n\nYours\n",
        "1. Introduction  2\n2. Methods  5\n",
        "doi: 10.1000/182\npages  12-30\n",
    ],
)
def test_prose_is_no_table(tmp_path, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    audit = audit_file(tmp_path / "a.txt")
    assert (audit.status, [f.severity for f in audit if f.severity != "cannot be checked"]) == (3, [])


def test_line_that_fits_no_column_is_named_and_not_judged(tmp_path):
    text = "Site     n   dead\nHome    10     2\nWork  1  2  3  4\nCar     30     5\nTotal   52     9\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    audit = audit_file(tmp_path / "a.txt")
    assert ("cannot be checked", "row 3", "Work  1  2  3  4") in [(f.severity, f.row, f.printed) for f in audit]
    assert audit.status != 1  # the total may be right


UNQUOTED = """Characteristic,Baclofen (N=132),Ethanol (N=1,204),P value
Female,44 (33.3),512 (42.5),0.04
ICU admission,71 (53.8),204 (16.9),<0.001
Death,2 (1.5),9 (0.7),0.27
"""


def test_unquoted_thousands_are_joined_and_that_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(UNQUOTED, encoding="utf-8")
    (sheet,) = read_sheets(path)
    assert sheet.cells[0] == ["Characteristic", "Baclofen (N=132)", "Ethanol (N=1,204)", "P value"]
    assert "'Ethanol (N=1,204)'" in sheet.notes[0]
    audit = audit_file(path)
    assert (audit.status, audit.checked) == (0, 17)
    assert "NOTE: Row 1 has 5 cells where the others have 4" in plain_text(reports_of(audit), width=100)
    path.write_text(UNQUOTED.replace("512 (42.5)", "512 (45.2)"), encoding="utf-8")
    assert [f.printed for f in audit_file(path) if f.severity in ("impossible", "inconsistent")] == ["45.2"]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Total,1,204,60,5.0", None),  # 1,204 and 60, or 1 and 204,60? the second is no number
        ("Total,12,204,610,5.0", None),  # 12,204 | 610 or 12 | 204,610
        ("Age, years,40,2,5.0", ["Age, years", "40", "2", "5.0"]),
        ("Alpha,beta,38,14,2.0", None),
    ],
)
def test_row_is_joined_only_where_one_way_fits(tmp_path, line, cells):
    (tmp_path / "a.csv").write_text(f"Site,n,dead,%\nHome,40,2,5.0\nWork,20,1,5.0\nCar,60,3,5.0\n{line}\n")
    (sheet,) = read_sheets(tmp_path / "a.csv")
    if line.startswith("Total,1,204"):
        cells = ["Total", "1,204", "60", "5.0"]
    assert sheet.cells[4] == (cells or [line.split(",")[0], "...", "...", "..."])
    assert bool(sheet.misread) == (cells is None)
    assert bool(sheet.notes) == (cells is not None)
    assert [f.severity for f in audit_file(tmp_path / "a.csv") if f.severity in ("impossible", "inconsistent")] == []


def test_heading_that_cannot_be_cut_leaves_nothing_judged(tmp_path):
    text = "Site,n, of 1,204,610,dead\nHome,40,2\nWork,20,1\nCar,60,99\n"
    (tmp_path / "a.csv").write_text(text)
    audit = audit_file(tmp_path / "a.csv")
    assert (audit.status, audit.checked) == (3, 0)
    assert "row 1" in [f.row for f in audit]


def test_row_numbers_are_no_labels(tmp_path):
    rows = "\n".join(f"{k},{a},{n},{p}" for k, (a, n, p) in enumerate(ROWS, 1))
    (tmp_path / "a.csv").write_text(f"outcome,n,percent\n{rows}\n")  # as write.table of R does
    assert (audit_file(tmp_path / "a.csv").status, audit_file(tmp_path / "a.csv").checked) == (0, 8)
    (tmp_path / "a.csv").write_text(f",outcome,n,percent\n{rows}\n")
    assert (audit_file(tmp_path / "a.csv").status, audit_file(tmp_path / "a.csv").checked) == (0, 8)
