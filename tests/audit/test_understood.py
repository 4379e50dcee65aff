"""What was understood of a table is data: its columns, its rules with their cells, and what no rule reached."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.audit.tables import ROLES, Audit, audit_file, audit_table

SEX = pd.DataFrame({"Sex": ["Male", "Female", "Total"], "n": ["12", "18", "31"], "Comment": ["a", "b", "c"]})


def test_an_audit_is_a_sequence_of_its_findings():
    audit = audit_table(SEX)
    assert isinstance(audit, Audit)
    assert len(audit) == len(list(audit)) == 1
    assert audit[0] is audit.findings[0]
    assert audit == [audit[0]]
    assert audit.to_frame()["printed"].tolist() == ["31"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        audit.findings = ()


def test_columns_have_roles_and_rules_their_cells():
    (table,) = audit_table(SEX).understood
    assert [(column.heading, column.role) for column in table.columns] == [
        ("Sex", "label"), ("n", "count"), ("Comment", "not read"),
    ]  # fmt: skip
    assert {column.role for column in table.columns} <= set(ROLES)
    assert [(one.rule, one.cells) for one in table.coverage] == [("Total = Male + Female", 3)]
    assert (table.checked, table.unreached) == (3, ())


@pytest.mark.parametrize(
    ("text", "status", "checked"),
    [
        ("Sex,n\nMale,12\nFemale,18\nTotal,30\n", 0, 3),
        ("Sex,n\nMale,12\nFemale,18\nTotal,31\n", 1, 3),
        ("Item,n\nFirst thing,12\nSecond thing,18\n", 3, 0),
        ("Dear colleague,\n", 3, 0),
    ],
)
def test_the_status_says_whether_anything_was_checked(tmp_path, text, status, checked):
    (tmp_path / "table.csv").write_text(text)
    audit = audit_file(tmp_path / "table.csv")
    assert (audit.status, audit.checked) == (status, checked)
    assert audit_file(tmp_path).status == status


def test_what_no_rule_reached_is_named(tmp_path):
    (tmp_path / "table.csv").write_text("Item,n\nFirst thing,12\nSecond thing,18\n")
    (table,) = audit_file(tmp_path / "table.csv").understood
    assert table.unreached == (("First thing (row 2)", "n", "12"), ("Second thing (row 3)", "n", "18"))


def test_percentages_say_what_they_are_of_and_totals_are_told():
    cells = [["baclofen", "43", "29", "67.4%", "14", "32.6%"], ["placebo", "40", "20", "50.0%", "20", "50.0%"]]
    frame = pd.DataFrame(cells, columns=["arm", "n", "Success", "Success %", "Failure", "Failure %"])
    (table,) = audit_table(frame).understood
    assert [(column.role, column.of) for column in table.columns] == [
        ("label", ""), ("n", ""), ("count", ""), ("percent", "n"), ("count", ""), ("percent", "n"),
    ]  # fmt: skip
    assert all(column.why for column in table.columns[1:])


@pytest.mark.parametrize(
    ("text", "clothing"),
    [
        ("Sex,n\nMale,12\nFemale,18\nTotal,30\n", "printed"),
        ("county,year,male,female,total\nA,2019,1,2,3\nB,2019,2,2,4\nC,2019,3,1,4\n", "wide"),
        ("county,year,sex,n\nA,2019,male,1\nA,2019,female,2\nA,2019,total,3\nB,2019,male,1\nB,2019,female,2\n"
         "B,2019,total,3\n", "tidy"),
        (",baclofen,placebo\nn,43,40\nsuccess,29,20\nrate,67.4%,50.0%\n", "transposed"),
    ],
)  # fmt: skip
def test_the_clothing_is_named_and_everything_in_it_is_checked(tmp_path, text, clothing):
    (tmp_path / "table.csv").write_text(text)
    audit = audit_file(tmp_path / "table.csv")
    (table,) = audit.understood
    assert (table.clothing, table.unreached, audit.status) == (clothing, (), 0)
