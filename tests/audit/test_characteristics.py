"""Tables of characteristics with N in their headings, and statistics as rows of an arm: read and checked.

The p-values were computed by R 4.2.2: pt and pf of the moments, chisq.test, fisher.test.
"""

from __future__ import annotations

import pytest

from analysis.audit import audit_file
from analysis.audit.findings import Finding
from analysis.audit.tables.relations.contingency import check_p_of_table
from analysis.audit.tables.relations.mean_tests import check_p_of_means

HEAD = 'Characteristic,Baclofen (N=132),"Ethanol (N=1,204)",P value\n'
ROWS = (
    "Female,44 (33.3),512 (42.5),0.05\n",
    "ICU admission,71 (53.8),204 (16.9),<0.001\n",
    "Death,2 (1.5),9 (0.7),0.35\n",
)


def grave(path) -> list[Finding]:
    return [finding for finding in audit_file(path) if finding.severity in ("impossible", "inconsistent")]


@pytest.mark.parametrize("cell", ["38.4 (14.2),39.1 (15.0)", "38.4 ± 14.2,39.1 ± 15.0"])
@pytest.mark.parametrize("label", ["Age in years", '"Age, mean (SD)"', '"Age (years), mean ± SD"'])
def test_means_are_read_and_their_p_is_checked(tmp_path, cell, label):
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}{label},{cell},0.61\n{''.join(ROWS)}", encoding="utf-8")
    audit = audit_file(path)
    assert [f for f in audit if f.severity != "unusual"] == []
    assert "p of two means" in {one.rule for table in audit.understood for one in table.coverage}
    assert {column.heading: column.role for table in audit.understood for column in table.columns}["P value"] == "p"
    path.write_text(f"{HEAD}{label},{cell},<0.001\n{''.join(ROWS)}", encoding="utf-8")
    assert [(f.rule, f.printed) for f in grave(path)] == [("p of two means", "<0.001")]


def test_p_of_means_that_ranks_may_give_is_no_contradiction():
    stay = [("3.2", "8.1", 132), ("2.9", "4.0", 1204)]  # far from normal
    assert check_p_of_means("0.15", stay) is None  # as a test of ranks may
    (found,) = check_p_of_means("<0.001", stay)
    assert found.severity == "unusual"
    assert check_p_of_means("0.67", stay) == []  # Welch's; Student's is 0.47
    assert check_p_of_means("0.48", stay) == []


def test_p_of_three_means_and_of_several_rows():
    means = [("38.4", "14.2", 40), ("39.1", "15.0", 50), ("40.2", "13.9", 60)]
    assert check_p_of_means("0.82", means) == []  # aov
    assert check_p_of_means("0.0002", means)[0].severity == "inconsistent"
    table = [[30, 120], [50, 90], [40, 30]]
    assert check_p_of_table("<0.001", table) == []
    assert check_p_of_table("0.30", table)[0].severity == "inconsistent"
    assert check_p_of_table("0.08", [[70, 116], [50, 124]]) == []  # Fisher 0.075, chi-square 0.073, Yates 0.093


def test_whole_numbers_behind_a_mean(tmp_path):
    path = tmp_path / "a.csv"
    rows = "Tablets taken (number of),{} (2.1),3.90 (2.0),0.40\nFemale,7 (31.8),512 (42.5),0.31\n"
    head = HEAD.replace("132", "22")
    path.write_text(head + rows.format("4.27"), encoding="utf-8")  # 94 tablets of 22
    assert grave(path) == []
    path.write_text(head + rows.format("4.25"), encoding="utf-8")
    assert [f.severity for f in grave(path)] == ["impossible"]


def test_p_of_a_heading_above_its_levels(tmp_path):
    text = """Characteristic,Cases (n=120),Controls (n=240),p
Sex,,,{}
  Male,70 (58.3),116 (48.3),
  Female,50 (41.7),124 (51.7),
Outcome,,,<0.001
  None,30 (25.0),120 (50.0),
  Minor,50 (41.7),90 (37.5),
  Major,40 (33.3),30 (12.5),
ICU,60 (50.0),40 (16.7),<0.001
"""
    path = tmp_path / "a.csv"
    path.write_text(text.format("0.07"), encoding="utf-8")
    audit = audit_file(path)
    assert (audit.status, len(audit)) == (0, 0)
    assert "p of several groups" in {one.rule for table in audit.understood for one in table.coverage}
    path.write_text(text.format("0.0008"), encoding="utf-8")
    assert [(f.row, f.printed) for f in grave(path)] == [("Sex", "0.0008")]


def test_column_of_all_is_no_group(tmp_path):
    text = """Characteristic,All (N=154),Baclofen (N=22),Other (N=132),P
"Age, mean (SD)",39.0 (14.9),38.4 (14.2),39.1 (15.0),0.84
"Female, n (%)",61 (39.6),7 (31.8),54 (40.9),0.42
"ICU, n (%)",50 (32.5),11 (50.0),39 (29.5),0.06
"""
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert audit_file(tmp_path / "a.csv").status == 0
    (tmp_path / "a.csv").write_text(text.replace("0.42", "0.0042"), encoding="utf-8")
    assert [f.printed for f in grave(tmp_path / "a.csv")] == ["0.0042"]


FLAGSHIP = "arm,statistic,value\nbaclofen,n,43\nbaclofen,success,29\nbaclofen,rate,{}\n"
PLACEBO = "placebo,n,42\nplacebo,success,15\nplacebo,rate,35.7%\n"


@pytest.mark.parametrize(
    "text",
    [
        FLAGSHIP,
        FLAGSHIP + PLACEBO,
        FLAGSHIP.replace(",", ";"),
        FLAGSHIP.replace("statistic", "measure").replace("rate", "success (%)"),
        FLAGSHIP.replace(",n,", ",N,").replace("success", "responders").replace("rate", "percent"),
        FLAGSHIP.replace(",n,", ",randomized,").replace("arm,", "group,"),
        FLAGSHIP.replace(",n,", ",total,").replace("rate", "proportion"),
        FLAGSHIP.replace("arm,statistic,value", "arm,indicator,number"),
        FLAGSHIP + "baclofen,dropout,5\nbaclofen,dropout rate,11.6%\n",
    ],
)
def test_statistics_as_rows_of_an_arm(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text.format("67.4%"), encoding="utf-8")
    audit = audit_file(path)
    assert (audit.status, [f for f in audit if f.severity != "unusual"]) == (0, [])
    path.write_text(text.format("68.2%"), encoding="utf-8")
    assert [f.printed for f in grave(path)] == ["68.2%"]
