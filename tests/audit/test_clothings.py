"""The same table in other clothes is the same table: the same audit, whatever it wears."""

from __future__ import annotations

import csv

import openpyxl
import pytest
from audit.clothings import FORM, ONE_BY_ONE, broken, tidy, wide
from audit.power.maryland import MARYLAND, WITHOUT_MARYLAND
from openpyxl.styles import numbers

from analysis.audit.tables import Rule, Sheet, audit_file, audit_table, find_tables

GRAVE = ("impossible", "inconsistent")

FLAGSHIP = {
    "one row per arm": ("a.csv", "arm,n,success,rate\nbaclofen,43,29,68.2%\n"),
    "n (%) under N": ("a.csv", "Outcome,Baclofen (n = 43)\nSuccess,29 (68.2)\n"),
    "headings over two rows": ("a.csv", ",Baclofen (N = 43),\nOutcome,n,%\nSuccess,29,68.2\n"),
    "N in the title": ("a.csv", "Table 2. Baclofen (n = 43),\nOutcome,n (%)\nSuccess,29 (68.2)\n"),
    "N above the labels": ("a.csv", "\"Outcome (N = 43)\",n,%\nSuccess,29,68.2\n"),
    "transposed": ("a.csv", ",baclofen\nn,43\nsuccess,29\nrate,68.2%\n"),
    "tidy": ("a.csv", "arm,measure,value\nbaclofen,n,43\nbaclofen,success,29\nbaclofen,rate,68.2%\n"
                      "placebo,n,40\nplacebo,success,20\nplacebo,rate,50.0%\n"),
    "a cell n/N (%)": ("a.csv", "Outcome,Baclofen\nSuccess,29/43 (68.2%)\n"),
    "share of 1": ("a.csv", "arm,n,success,proportion\nbaclofen,43,29,0.682\nplacebo,40,20,0.500\n"),
    "names of columns": ("a.csv", "arm,total_n,success_n,success_pct\nbaclofen,43,29,68.2\n"),
    "floats": ("a.csv", "arm,N,Success,Success %\nbaclofen,43.0,29.0,68.2\n"),
    "Markdown": ("a.md", "# Trial\n\nResults:\n\n| arm | n | success | rate |\n|:--|--:|--:|--:|\n"
                         "| baclofen | 43 | 29 | 68.2% |\n\nNo more.\n"),
    "HTML": ("a.html", "<p>Results</p><table><tr><th rowspan=2>Outcome</th><th colspan='2'>Baclofen (N = 43)</th></tr>"
                       "<tr><th>n</th><th>%</th></tr><tr><td>Success</td><td>29</td><td>68.2</td></tr></table>"),
    "tabs": ("a.tsv", "arm\tn\tsuccess\trate\nbaclofen\t43\t29\t68.2%\n"),
    "European": ("a.csv", "arm;n;success;rate\nbaclofen;43;29;68,2%\nplacebo;40;20;50,0%\n"),
}  # fmt: skip


@pytest.mark.parametrize("clothing", FLAGSHIP)
def test_no_count_of_43_gives_68_2_percent_in_any_clothing(tmp_path, clothing):
    name, text = FLAGSHIP[clothing]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (finding,) = [one for one in audit_file(tmp_path / name) if one.severity in GRAVE]
    assert (finding.severity, finding.rule) == ("impossible", "percentage of count")
    assert "29" in finding.explanation
    assert "68.2" in finding.explanation.replace("0.682", "68.2").replace("68,2", "68.2")


@pytest.mark.parametrize("clothing", FLAGSHIP)
def test_29_of_43_is_67_4_percent_in_every_clothing(tmp_path, clothing):
    name, text = FLAGSHIP[clothing]
    right = text.replace("68.2", "67.4").replace("0.682", "0.674").replace("68,2", "67,4")
    (tmp_path / name).write_text(right, encoding="utf-8")
    audit = audit_file(tmp_path / name)
    assert [one.explanation for one in audit] == []
    assert audit.status == 0


def test_a_percentage_of_a_workbook_is_the_one_that_people_see(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["arm", "n", "success", "rate"], ["baclofen", 43, 29, 0.682], ["placebo", 40, 20, 0.5]):
        sheet.append(row)
    for row in (2, 3):
        sheet.cell(row, 4).number_format = numbers.FORMAT_PERCENTAGE_00.replace("0.00", "0.0")
    book.save(tmp_path / "a.xlsx")
    (finding,) = audit_file(tmp_path / "a.xlsx")
    assert (finding.severity, finding.printed) == ("impossible", "68.2%")


def invented() -> list[dict[str, str]]:
    """Make three reports of a county whose sums are right."""
    reports = []
    for year, step in (("2011", 1), ("2012", 2), ("2013", 5)):
        parts = {column: str(step * (3 + k % 7)) for k, (column, *_) in enumerate(FORM)}
        for whole in ("Age_Adult", "Unintentional", "Intentional", "OtherReason"):
            label = next(entry[3] for entry in FORM if entry[0] == whole)
            inner = [column for column, _, above, _ in FORM if above == label]
            parts[whole] = str(sum(int(parts[column]) for column in inner))
        total = sum(int(parts[column]) for column, heading, above, _ in FORM if heading == "Age" and not above)
        for heading, column in (("Reason for exposure", "Unintentional_General"),
                                ("Management site", "ManageSite_Other.Unknown"),
                                ("Medical outcome", "MedOutcome_MinorEffect")):  # fmt: skip
            tops = [c for c, h, above, _ in FORM if h == heading and not above]
            more = 1000 + total - sum(int(parts[c]) for c in tops)
            parts[column] = str(int(parts[column]) + more)
            if heading == "Reason for exposure":
                parts["Unintentional"] = str(int(parts["Unintentional"]) + more)
        parts["Age_13-19yr"] = str(int(parts["Age_13-19yr"]) + 1000)
        parts["TotalHumanExposures"] = str(total + 1000)
        reports.append({"County": "Adams County", "Year": year, **parts})
    return reports


def grave(cells: list[list[str]]) -> list:
    return [
        one for table in find_tables(Sheet("made", "", cells)) for one in audit_table(table) if one.severity in GRAVE
    ]


SLIPS = [
    ("TotalHumanExposures", "9"), ("MedOutcome_MinorEffect", "9"), ("Unintentional", "9"), ("Age_Adult", "9"),
    ("Other_Malicious", "9"), ("Intentional_Unknown", "9"), ("ManageSite_RefusedReferral", "9"), ("Age_6-12yr", "9"),
]  # fmt: skip


@pytest.mark.parametrize("clothing", ONE_BY_ONE)
def test_a_right_report_has_no_alarm_and_a_wrong_one_is_found(clothing):
    for report in invented():
        assert not broken(report)
        assert grave(ONE_BY_ONE[clothing](report)) == []
    for column, digit in SLIPS:
        report = invented()[0]
        wrong = report | {column: digit + report[column]}
        assert broken(wrong)
        assert grave(ONE_BY_ONE[clothing](wrong)), column


@pytest.mark.parametrize("clothing", [wide, tidy])
def test_a_right_file_has_no_alarm_and_a_wrong_one_is_found(clothing):
    assert grave(clothing(invented())) == []
    for column, digit in SLIPS:
        reports = invented()
        reports[1][column] = digit + reports[1][column]
        found = grave(clothing(reports))
        assert found, column
        assert all("2012" in one.row for one in found)


@pytest.mark.skipif(not MARYLAND.exists(), reason=WITHOUT_MARYLAND)
@pytest.mark.parametrize("clothing", [*ONE_BY_ONE, "wide", "tidy"])
def test_the_reports_of_maryland_are_flagged_where_a_sum_is_broken_and_nowhere_else(clothing):
    with MARYLAND.open(encoding="utf-8") as file:
        reports = list(csv.DictReader(file))
    truth = {place for place, report in enumerate(reports) if broken(report, unknown=clothing == "wide")}
    assert len(truth) == (60 if clothing == "wide" else 65)
    if clothing in ONE_BY_ONE:
        flagged = {place for place, report in enumerate(reports) if grave(ONE_BY_ONE[clothing](report))}
    else:
        names = {f"{report['County']} {report['Year']}": place for place, report in enumerate(reports)}
        rows = [one.row.replace(": ", " ") for one in grave({"wide": wide, "tidy": tidy}[clothing](reports))]
        flagged = {names[name] for row in rows for name in names if name in row}
    assert flagged == truth


@pytest.mark.parametrize("pct", [False, True])
def test_rules_of_ones_own_name_the_lines_of_any_clothing(pct):
    own = [Rule("sum", ("Intentional",), ("Abuse", "Misuse"))]
    lines = [["Intentional", "30", "60.0"], ["Abuse", "10", "20.0"], ["Misuse", "21", "42.0"], ["Other", "20", "40.0"]]
    cells = [["county", "reason", "n", "pct"], *[[county, *line] for county in "AB" for line in lines]]
    (table,) = find_tables(Sheet("made", "", [row if pct else row[:3] for row in cells]))
    found = [one for one in audit_table(table, rules=own) if one.severity == "impossible"]
    assert found and all("Abuse" in one.explanation for one in found)


def test_a_table_on_its_side_keeps_the_rules_that_were_given_for_it():
    cells = [["arm", "Male n", "Male %", "Female n", "Female %"], ["first", "12", "40.0", "18", "60.0"],
             ["second", "10", "50.0", "10", "50.0"], ["both", "22", "44.0", "29", "56.0"]]  # fmt: skip
    (table,) = find_tables(Sheet("made", "", cells))
    (finding,) = audit_table(table, rules=[Rule("sum", ("both",), ("first", "second"))])
    assert (finding.severity, finding.printed, finding.row) == ("impossible", "29", "both (row 4)")
