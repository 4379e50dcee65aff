"""What the columns of a table say of each other: honest tables give nothing, published rows what is known of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from honest_tables import HONEST, honest

from analysis.audit import audit_file
from analysis.audit.tables import ROLES
from analysis.audit.tables.relations import MEANINGS, Grid, check_relations, check_repeated
from analysis.audit.tables.relations.headings import read_heading
from analysis.printed.statistic import read_statistic

PUBLISHED = list(
    csv.DictReader((Path(__file__).parents[1] / "published" / "printed_rows.csv").read_text("utf-8").splitlines())
)


def table(headings: str, *rows: str) -> Grid:
    cells = [[text.strip() for text in row.split("|")] for row in rows]
    headings = [text.strip() for text in headings.split("|")]
    return Grid(tuple(row[0] for row in cells), tuple(headings), tuple(tuple(row[1:]) for row in cells))


def told(headings: str, *rows: str) -> list[tuple[str, str, str]]:
    found = check_relations(table(headings, *rows))[0].findings
    return [(finding.severity, finding.rule, finding.row) for finding in found]


@pytest.mark.parametrize("relation", HONEST)
def test_honest_tables_hold_no_contradiction(relation):
    covered = 0
    for grid in honest(relation, 40, seed=11):
        said, _ = check_relations(grid)
        covered += len(said.places)
        wrong = [f for f in said.findings if f.severity in ("impossible", "inconsistent")]
        assert not wrong, (grid, wrong)
    assert covered > 100


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row['source']}: {row['cells']}")
def test_published_row(row):
    found = check_relations(table(row["headings"], f"row | {row['cells']}"))[0]
    assert [finding.severity for finding in found.findings] == ([row["verdict"]] if row["verdict"] else [])
    assert all(row["says"] in finding.explanation for finding in found.findings), found.findings
    assert row["rule"] in found.covered


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2.8 (2.21-2.75)", {"value": "2.8", "low": "2.21", "high": "2.75"}),
        ("12 (24%)", {"value": "12", "beside": "24%"}),
        ("63.2 ± 12.1", {"value": "63.2", "beside": "12.1", "sign": "±"}),
        ("45 (40–58)", {"value": "45", "low": "40", "high": "58"}),
        ("2.1 [1.2, 3.4]; p = .01", {"value": "2.1", "low": "1.2", "high": "3.4", "p": ".01"}),
        ("−4.4 (−7.1–−1.7)", {"value": "-4.4", "low": "-7.1", "high": "-1.7"}),
        ("0·76 (0·61–0·94)", {"value": "0.76", "low": "0.61", "high": "0.94"}),
        ("1.41 1.07–1.86", {"value": "1.41", "low": "1.07", "high": "1.86"}),
        ("2.1 (95% CI: 1.4–3.2)", {"value": "2.1", "low": "1.4", "high": "3.2", "words": "95% ci"}),
        ("1,234 (12.3)", {"value": "1234", "beside": "12.3"}),
        ("12/22 (54%)", {"value": "12", "of": "22", "beside": "54%"}),
        ("<0.001", {"value": "<0.001"}),
        ("1.04 to 2.3", {"low": "1.04", "high": "2.3"}),
        ("2.5 × 10−4", {"value": "2.5e-4"}),
        ("2.8* (2.2-3.1)†", {"value": "2.8", "low": "2.2", "high": "3.1"}),
    ],
)  # fmt: skip
def test_cell_of_several_numbers(text, parts):
    said = read_statistic(text)
    assert {name: getattr(said, name) for name in said.__slots__ if name != "text" and getattr(said, name)} == parts


@pytest.mark.parametrize("text", ["", "see text", "Ref.", "NS", "a" * 500, "2014, 2015 and 2016", "t(28) = 2.2"])
def test_cell_without_a_statistic(text):
    assert read_statistic(text) is None


def test_decimal_commas():
    said = read_statistic("0,76 (0,61; 0,94); p = 0,01", european=True)
    assert (said.value, said.low, said.high, said.p) == ("0.76", "0.61", "0.94", "0.01")


@pytest.mark.parametrize(
    ("heading", "roles", "measure"),
    [
        ("Age, years, mean (SD)", ("mean", "sd"), ""), ("aOR [95% CI]", ("limits",), "OR"), ("or_lower", ("low",), ""),
        ("conf.low", ("low",), ""), ("p.value", ("p",), ""), ("p (Fisher)", ("p",), ""), ("97.5 %", ("high",), ""),
        ("Median [Q1-Q3]", ("median", "quartiles"), ""), ("Moderate or major", (), ""), ("Substance B", (), ""),
        ("Respiratory rate", ("rate",), ""), ("Number of exposures", ("count",), ""), ("HR", (), "HR"),
        ("Adjusted p", ("p",), ""), ("2-sided P", ("p",), ""), ("Bonferroni p", ("p",), ""), ("Substance P", (), ""),
    ],
)  # fmt: skip
def test_words_of_a_heading(heading, roles, measure):
    said = read_heading(heading)
    assert (said.roles, said.measure) == (roles, measure)


def test_roles_of_columns_are_those_of_the_model():
    assert set(MEANINGS.values()) <= set(ROLES)


def test_estimate_outside_its_limits_in_one_cell_and_in_columns():
    wanted = [("impossible", "estimate inside its limits", "age")]
    assert told("OR (95% CI)", "age | 2.8 (1.21-2.05)", "sex | 1.2 (0.9-1.6)") == wanted
    assert told("OR | lower | upper", "age | 2.8 | 1.21 | 2.05", "sex | 1.2 | 0.9 | 1.6") == wanted
    assert told("HR | 95% CI", "age | 2.8 | 1.21 to 2.05", "sex | 1.2 | 0.9 to 1.6") == wanted
    assert told("lower | upper | RR", "age | 1.21 | 2.05 | 2.8", "sex | 0.9 | 1.6 | 1.2") == wanted


def test_limits_that_no_heading_names_are_told_by_behavior_with_the_reason():
    rows = [
        "1.20 (0.90-1.60)",
        "2.10 (1.30-3.39)",
        "0.80 (0.50-1.28)",
        "3.00 (1.50-6.00)",
        "1.10 (1.21-2.05)",
        "1.00 (0.80-1.25)",
    ]
    found = check_relations(table("x", *(f"r{i} | {cell}" for i, cell in enumerate(rows))))[0].findings
    assert [(f.row, f.severity) for f in found] == [("r4", "impossible")]
    assert "lies between the two others in 5 of 6 rows" in found[0].explanation


def test_counts_at_three_doses_are_no_estimate_with_limits():
    assert (
        told("Low | Medium | High", "a | 3 | 5 | 9", "b | 2 | 4 | 8", "c | 9 | 3 | 1", "d | 1 | 2 | 3", "e | 1 | 3 | 4")
        == []
    )


def test_change_is_known_by_its_rows_alone():
    rows = [
        "a | 155 | 398 | 156.8",
        "b | 100 | 120 | 20.0",
        "c | 50 | 40 | -20.0",
        "d | 70 | 77 | 11.0",
        "e | 80 | 100 | 25.0",
    ]
    assert told("2014 | 2017 | x", *rows) == [("impossible", "percent change", "d")]
    assert told("2014 | 2017 | Change from 2014 to 2017 (%)", *rows) == [("impossible", "percent change", "d")]


def test_change_of_rates_beside_counts_is_not_that_of_the_counts():
    rows = ["a | 100 | 10.0 | 150 | 12.0 | 20.0", "b | 200 | 20.0 | 220 | 21.0 | 5.0", "c | 50 | 5.0 | 90 | 8.0 | 60.0"]
    headings = "2014 n | 2014 rate | 2017 n | 2017 rate | % change"
    rows += ["d | 70 | 7.0 | 90 | 8.4 | 20.0"]
    assert told(headings, *rows) == []


def test_percentages_behind_two_columns_are_no_change_of_them():
    rows = ["a | 38881 | 33946 | 53.4", "b | 120 | 90 | 57.1"]
    assert told("Cases | Controls | % cases", *rows) == []
    assert told("2019 | 2020 | %", *rows) == []


def test_changes_of_other_numbers_are_no_contradiction():
    adjusted = [
        "a | 155 | 398 | 140.2",
        "b | 100 | 120 | 11.0",
        "c | 50 | 70 | 30.5",
    ]  # per head of a growing population
    assert told("2014 | 2017 | % change", *adjusted) == [("cannot be checked", "change", "a")]
    assert told("2014 | 2017 | % change", *adjusted[:2]) == [("cannot be checked", "change", "a")]
    assert told("2011 | 2017 | Average annual % change", "a | 155 | 0 | -20.0") == []
    assert told("2011 | 2017 | % change", "a | 0 | 12 | 100.0", "b | 5 | 0 | -100.0") == []
    later = ["a | 155 | 398 | 61.1", "b | 100 | 125 | 20.0"]  # all of them divided by the later number
    assert [one[0] for one in told("2019 | 2020 | % change", *later)] == ["impossible"] * 2
    treated = told("Baseline | Final | Change", "score | 24.5 | 20.1 | -4.0")
    assert [severity for severity, _, _ in treated] == ["unusual"]
    assert told("A | B | Difference", "a | 56.8 | 21.6 | 35.2", "b | 20.0 | 30.0 | -10.0") == []


def test_words_that_are_no_limits_extremes_or_p_values():
    assert (
        told("OR low dose | OR high dose | OR all", "a | 1.2 | 1.9 | 2.4", "b | 1.1 | 2.2 | 1.6", "c | 1.3 | 2.2 | 1.6")
        == []
    )
    assert told("Time, min | Median dose", "a | 90 | 15", "b | 40 | 50") == []
    assert told("B | P", "a | 3 | 0", "b | 2 | 1", "c | 4 | 5", "d | 1 | 0") == []
    assert told("OR (95% CI) | p for trend", "a | 2.0 (1.1-3.6) | 0.30", "b | 1.5 (1.2-1.9) | 0.60") == []


def test_rate_per_is_stated_or_found():
    rows = [
        "A | 155 | 1,234,567 | 12.6",
        "B | 99 | 654,321 | 15.1",
        "C | 9400 | 302,500,000 | 3.1",
        "D | 77 | 1,222,333 | 6.3",
    ]
    broken = "E | 88 | 1,222,333 | 7.8"
    assert told("Calls | Population | Rate", *rows, broken) == [("impossible", "rate", "E")]
    assert told("Calls | Population | Rate per 100,000", rows[0], broken) == [("impossible", "rate", "E")]
    thousands = ["A | 155 | 1,235 | 12.6", "B | 99 | 654 | 15.1"]
    assert told("Calls | Population (thousands) | Rate per 100,000", *thousands) == []


def test_age_adjusted_rates_are_not_held_against_crude_numbers():
    assert told("Deaths | Population | Age-adjusted rate per 100,000", "A | 155 | 1,234,567 | 14.1") == []


def test_p_of_an_adjusted_estimate_need_not_be_that_of_its_counts():
    headings = "Cases (n = 100) | Controls (n = 100) | aOR (95% CI) | Adjusted p"
    assert told(headings, "a | 50 | 20 | 1.10 (0.60-2.02) | 0.76", "b | 60 | 20 | 1.30 (0.70-2.41) | 0.40") == []


def test_p_contradicts_its_interval_only_clearly():
    assert told("OR (95% CI) | p", "a | 2.0 (1.1-3.6) | 0.30") == [("inconsistent", "p of an interval", "a")]
    assert [one[0] for one in told("OR (95% CI) | p", "a | 2.0 (1.02-3.92) | 0.06")] == ["unusual"]
    assert told("Mean (95% CI) | p", "a | 46.2 (44.1-48.3) | 0.61") == []


def test_means_of_whole_numbers_only_where_they_are():
    assert told("n | mean | SD", "Number of tablets | 28 | 5.19 | 1.19") == [
        ("impossible", "mean of whole numbers", "Number of tablets")
    ]
    assert told("n | mean | SD", "Age, years | 28 | 5.19 | 1.19") == [
        ("unusual", "mean of whole numbers", "Age, years")
    ]
    assert told("n | mean | SD", "Lithium, mmol/l | 28 | 5.19 | 1.19") == []


def test_means_under_a_heading_that_spans_them(tmp_path):
    rows = [",Control group (n = 40),,Stress group (n = 41),", "Item,M,SD,M,SD", "Score 1,1.20,0.85,1.12,0.64"]
    (tmp_path / "scores.csv").write_text("\n".join([*rows, "Score 2,1.48,1.48,1.33,1.06"]), "utf-8")
    audit = audit_file(tmp_path / "scores.csv")
    assert [(finding.severity, finding.row, finding.column) for finding in audit] == [
        ("unusual", "Score 2", "M, Stress group (n = 41)")
    ]
    assert {one.rule: one.cells for one in audit.understood[0].coverage} == {"mean of whole numbers": 8}


def test_percentages_before_their_n():
    assert told("% (N), A | % (N), B | p", "a | 37 (516) | 36 (512) | 0.77", "b | 51 (71) | 67 (69) | 0.06") == []


def test_statistic_with_its_degrees_of_freedom_in_the_heading():
    rows = ["UL | -0.85 | 0.40", "UR | 0.49 | 0.96"]
    assert told("Related t-value(df = 50) | p-value(2-t)", *rows) == [("inconsistent", "p of a test statistic", "UR")]


def test_standard_error_is_not_the_standard_deviation():
    found = check_relations(table("n | Mean | SD | SE", "dose | 25 | 40.1 | 10.0 | 10.0"))[0].findings
    assert [f.rule for f in found] == ["standard error"]
    assert "it is the standard deviation" in found[0].explanation


def test_quantiles_in_one_cell_beside_each_other_and_turned():
    wanted = ("impossible", "quantiles in order")
    assert told("Median (IQR)", "LOS | 5 (6-9)")[0][:2] == wanted
    assert told("Min | Median | Max", "LOS | 5 | 4 | 9")[0][:2] == wanted
    headings = "Baclofen (n = 43) | Placebo (n = 41)"
    assert told(headings, "LOS, median (IQR) | 5 (6-9) | 5 (3-9)") == [(*wanted, "LOS, median (IQR)")]
    assert told("Median (IQR)", "LOS | 5 (5-9)", "age | 5.0 (5.0-5.0)") == []


def test_percentages_to_a_total():
    assert told(
        "% 2019 | % 2020", "a | 20.0 | 30.0", "b | 30.0 | 20.0", "c | 50.0 | 60.0", "Total | 100.0 | 100.0"
    ) == [("inconsistent", "percentages add up", "Total")]
    overlapping = ["a | 70", "b | 60", "c | 50", "Total | 100"]
    assert told("%", *overlapping) == []


def test_same_quantity_in_two_tables():
    rows = ["Male | 155 | 38.5", "Female | 248 | 61.5", "Minor | 301 | 74.7", "Death | 12 | 3.0"]
    one = table("n | %", *rows)
    other = table("n | %", rows[0], "Female | 284 | 61.5", *rows[2:])
    found = check_repeated([("one.csv", one), ("other.csv", other)])
    assert [(f.row, f.column, f.printed, f.expected, f.file) for f in found] == [
        ("Female", "n", "284", "248", "other.csv")
    ]
    elsewhere = table("n | %", "Male | 15 | 48.4", "Female | 16 | 51.6", "Minor | 30 | 96.8", "Death | 12 | 3.0")
    assert check_repeated([("one.csv", one), ("elsewhere.csv", elsewhere)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "center,2019,2020,% change\nUK,155,398,61%\n",
        "center\t2019\t2020\t% change\nUK\t155\t398\t61%\n",
        "centre;2019;2020;Change, %\nUK;155;398;61,0\nIE;100;120;20,0\nFR;10;20;100,0\n",
    ],
)
def test_file_says_what_was_checked(tmp_path, text):
    (tmp_path / "change.csv").write_text(text, encoding="utf-8")
    audit = audit_file(tmp_path / "change.csv")
    assert [(finding.rule, finding.severity, finding.row) for finding in audit] == [
        ("percent change", "impossible", "UK")
    ]
    assert audit.status == 1
    understood = audit.understood[0]
    assert [column.role for column in understood.columns] == ["label", "first", "last", "change"]
    assert [(one.rule, one.cells) for one in understood.coverage] == [("percent change", understood.checked)]
    assert not understood.unreached


def test_cells_that_no_relation_reaches_are_said(tmp_path):
    (tmp_path / "odds.csv").write_text(
        "factor,OR (95% CI),dose\nage,2.8 (1.2-6.5),1.5 mg\nsex,1.2 (0.9-1.6),3.25\n", "utf-8"
    )
    audit = audit_file(tmp_path / "odds.csv")
    assert audit.status == 0
    assert ("sex", "dose", "3.25") in audit.understood[0].unreached


def test_two_tables_of_a_folder(tmp_path):
    rows = ["Sex,n", "Male,1550", "Female,2480", "Unknown,301", "Other,120"]
    for name, change in (("a.csv", ""), ("b.csv", "2480")):
        text = "\n".join(rows)
        (tmp_path / name).write_text(text.replace(change, "2840") if change else text, "utf-8")
    found = [finding for finding in audit_file(tmp_path) if finding.rule == "same quantity in two tables"]
    assert found == []  # three that agree are too few
    for name in ("a.csv", "b.csv"):
        path = tmp_path / name
        path.write_text(path.read_text("utf-8") + "\nMinor,777\nMajor,44\nDeath,33\n", "utf-8")
    found = [finding for finding in audit_file(tmp_path) if finding.rule == "same quantity in two tables"]
    assert [(f.row, f.printed, f.expected) for f in found] == [("Female", "2840", "2480")]
