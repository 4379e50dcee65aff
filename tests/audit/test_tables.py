"""Real published tables: their real errors are found, with the true repair first, and what is right is left alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis.audit.findings import findings_frame
from analysis.audit.tables import (
    Rule,
    audit_file,
    audit_table,
    find_tables,
    propose_rules,
    read_sheets,
    rules_from_toml,
)
from analysis.errors import DataError

PUBLISHED = Path(__file__).parents[1] / "published" / "tables"


def findings_at(findings, row: str, column: str = ""):
    return [f for f in findings if f.row.startswith(row) and f.column.startswith(column)]


def audited(tmp_path, text: str, name: str = "table.csv", **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return audit_file(path, **options)


def test_every_published_table_has_its_source():
    with (PUBLISHED / "sources.csv").open(encoding="utf-8") as file:
        records = {row["table"]: row for row in csv.DictReader(file)}
    assert records.keys() == {path.stem for path in PUBLISHED.glob("*.csv")} - {"sources"}
    assert all(row["url"].startswith("https://") and row["publication"] for row in records.values())


@pytest.mark.parametrize(
    ("row", "repair"),
    [
        ("Number of substances: Single-substance", "77,228 -> 78,228"),
        ("Reason for exposure: Intentional (", "70,451 -> 71,451"),
        ("Reason for exposure: Intentional-suspected suicide", "54,205 -> 55,205"),
        ("Age group: 6-19 y", "18.5% -> 8.5%"),
    ],
)
def test_the_four_misprints_of_the_gabapentinoid_table_are_found_with_their_repair_first(row, repair):
    (finding,) = findings_at(audit_file(PUBLISHED / "gabapentinoids.csv"), row, "Total")
    assert finding.severity == "impossible"
    assert finding.repairs[0].startswith(f"{repair} ")
    assert finding.file.endswith("gabapentinoids.csv")


def test_nothing_else_of_the_gabapentinoid_table_is_more_than_unusual():
    findings = audit_file(PUBLISHED / "gabapentinoids.csv")
    assert sum(finding.severity == "impossible" for finding in findings) == 4
    # 17,411 of 102,138 is 17.047% and 7,493 of 17,199 is 43.566%: both blocks were made to add up to 100.
    rest = {finding.printed: finding.severity for finding in findings if finding.severity != "impossible"}
    assert rest == {"17.1": "unusual", "43.5": "unusual"}


def test_the_gabapentinoid_table_is_right_once_its_repairs_are_made(tmp_path):
    text = (PUBLISHED / "gabapentinoids.csv").read_text(encoding="utf-8")
    for wrong, right in (("77,228", "78,228"), ("70,451", "71,451"), ("54,205", "55,205"), ("18.5", "8.5")):
        assert text.count(wrong) == 1
        text = text.replace(wrong, right)
    assert {finding.severity for finding in audited(tmp_path, text)} == {"unusual"}


def test_the_melatonin_table_has_rounding_oddities_and_nothing_impossible():
    findings = audit_file(PUBLISHED / "melatonin.csv")
    assert {finding.severity for finding in findings} == {"unusual"}
    assert {(f.printed, f.expected) for f in findings} == {("5.2", "5.3%"), ("45.2", "45.3%"), ("67.8", "67.7%")}
    assert all("adds up to exactly 100" in finding.explanation for finding in findings)


def test_the_table_of_anomalies_is_right():
    assert audit_file(PUBLISHED / "anomalies.csv") == []


def test_two_totals_that_are_not_the_sum_of_their_years():
    baths, cannabinoids = audit_file(PUBLISHED / "synthetic_drugs.csv")
    assert (baths.printed, baths.expected) == ("7,467", "7,367")
    assert "7,467 -> 7,367 (one digit changed; mends the broken rule)" in baths.repairs
    assert "Several repairs are equally good" in baths.explanation
    assert (cannabinoids.printed, cannabinoids.expected) == ("11,561", "11,479")
    assert cannabinoids.repairs == ()  # no single slip turns one into the other


def test_levels_of_care_short_of_the_cases_at_a_facility():
    (finding,) = audit_file(PUBLISHED / "infants.csv", rules=PUBLISHED / "infants.toml")
    assert (finding.printed, finding.expected, finding.severity) == ("34,642", "34,628", "impossible")


def test_levels_of_care_are_compared_with_the_facility_line_without_being_told(tmp_path):
    text = "Management,Cases\nManaged on site,34000\nManaged at HCF,34642\nUnknown,214\n"
    text += "Treated/evaluated and released,20000\nCritical care unit,4628\nPsychiatric facility,10000\n"
    (finding,) = audited(tmp_path, text)
    assert (finding.printed, finding.expected, finding.severity) == (
        "34,642".replace(",", ""),
        "34,628",
        "inconsistent",
    )


def test_both_conventions_of_unknown_are_chosen_by_the_numbers(tmp_path):
    bare = "Sex,n,%\nMale,40,40.8\nFemale,58,59.2\nUnknown,22,\n"
    level = "Sex,n,%\nMale,40,33.3\nFemale,58,48.3\nUnknown,22,18.3\n"
    for number, (text, said) in enumerate(((bare, "unknown left out"), (level, "unknown included"))):
        assert audited(tmp_path, text, f"{number}.csv") == []
        (table,) = find_tables(read_sheets(tmp_path / f"{number}.csv")[0])
        (convention,) = propose_rules(table).conventions
        assert said in convention.name
        assert convention.fits == convention.checked


def test_a_subset_above_its_set_and_a_serious_outcome_that_is_not_its_parts(tmp_path):
    text = "Outcome,Cases\nHospitalized,287\nICU (subset of hospitalized),4097\n"
    (finding,) = audited(tmp_path, text)
    assert finding.severity == "impossible"
    assert "exceeds Hospitalized 287" in finding.explanation
    text = (
        "Outcome,Cases,%\nNo effect,1020,34.0\nMinor effect,1200,40.0\nModerate effect,600,20.0\nMajor effect,150,5.0\n"
    )
    (finding,) = audited(tmp_path, text + "Death,30,1.0\nSerious outcome,708,26.0\nTotal,3000,100\n", "serious.csv")
    assert finding.repairs[0] == "708 -> 780 (two adjacent digits transposed; mends 3 broken rules)"


def test_a_category_missing_throughout_is_said_once(tmp_path):
    rows = [f"County {k},{10 + k},{20 + k},{35 + 2 * k}" for k in range(8)]
    findings = audited(tmp_path, "\n".join(["County,Male,Female,Total", *rows, "Total,108,188,336"]))
    assert [(f.severity, "a category may be missing" in f.explanation) for f in findings] == [("unusual", True)]


def test_two_cells_swapped(tmp_path):
    text = "County,Male,Female,Unk,Total\nAdams,61,35,4,100\nBell,20,70,10,100\nCook,33,44,5,82\nTotal,114,149,19,282\n"
    assert audited(tmp_path, text, "right.csv") == []
    (finding,) = audited(tmp_path, text.replace("Adams,61", "Adams,20").replace("Bell,20", "Bell,61"))
    assert finding.repairs[0].startswith("20 -> 61 and 61 -> 20 in Bell (row 3), Male (two cells swapped;")


def test_a_repair_that_mends_two_rules_outranks_one_that_mends_one(tmp_path):
    text = "County,Male,Female,Total\nAdams,61,35,96\nBell,20,70,90\nCook,33,44,77\nTotal,114,149,263\n"
    (finding,) = audited(tmp_path, text.replace("20,70", "20,79"))
    assert finding.repairs[0] == "79 -> 70 (one digit changed; mends 2 broken rules)"
    assert finding.row == "Bell (row 3)"
    assert finding.column == "Female"


def test_withheld_cells_are_sets_and_are_solved_together(tmp_path):
    fine = "County,Male,Female,Total\nAdams,<5,35,38\nBell,20,*,24\nCook,33,44,77\nTotal,56,83,139\n"
    assert audited(tmp_path, fine, "fine.csv") == []
    # Adams needs 3 in one direction and 7 in the other, and no single sum shows it.
    hidden = "County,Male,Female,Total\nAdams,*,35,38\nBell,20,*,24\nCook,33,44,77\nTotal,60,79,139\n"
    (finding,) = audited(tmp_path, hidden)
    assert "No values of the withheld cells" in finding.explanation
    (finding,) = audited(tmp_path, fine.replace("<5,35,38", "<5,35,48"), "short.csv")
    assert "= 35 to 39, but" in finding.explanation


def test_rules_of_ones_own_as_toml_and_as_arguments(tmp_path):
    table = "Item,Cases\nA,10\nB,20\nC,31\n"
    (tmp_path / "rules.toml").write_text('[[sum]]\ntotal = "C"\nparts = ["A", "B"]\nname = "C is A and B"\n')
    (by_file,) = audited(tmp_path, table, rules=tmp_path / "rules.toml")
    (by_hand,) = audited(tmp_path, table, rules=[Rule("sum", ("C",), ("A", "B"), name="C is A and B")])
    assert by_file == by_hand
    assert by_file.severity == "impossible"
    (absent,) = audited(tmp_path, table, rules=[Rule("sum", ("D",), ("A", "B"))])
    assert absent.severity == "cannot be checked"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[sums]]\n", "got 'sums'"),
        ("[sum]\ntotal = 'A'\n", "two brackets"),
        ("[[sum]]\ntotal = 'A'\n", "got no 'parts'"),
        ("[[subset]]\npart = 'A'\nwhole = 'B'\nwhole_ = 1\n", "unknown key 'whole_'"),
        ("[[percent]]\nlines = [1.5]\nof = 'A'\n", "expected a label or a list of labels"),
        ("[[sum]]\ntotal = 'A'\nparts = []\n", "at least one part"),
        ("[[sum]\n", "expected TOML"),
    ],
)
def test_a_faulty_rule_file_is_one_clear_error(tmp_path, text, said):
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(DataError, match=said.replace("[", r"\[")):
        rules_from_toml(tmp_path / "rules.toml")


def test_a_frame_is_a_table_and_its_findings_are_a_frame():
    frame = pd.DataFrame({"sex": ["Male", "Female", "Total"], "n": [40, 58, 89]})
    findings = audit_table(frame)
    assert findings_frame(findings)["printed"].tolist() == ["89"]
    assert findings[0].repairs[0] == "89 -> 98 (two adjacent digits transposed; mends the broken rule)"
    with pytest.raises(DataError, match="rounding: expected one of"):
        audit_table(find_tables(read_sheets(PUBLISHED / "anomalies.csv")[0])[0], rounding="up")


def test_percentages_that_are_cut_are_said_to_be_cut(tmp_path):
    cut = "Outcome,n,%\nNo effect,111,22.1\nMinor effect,222,44.3\nModerate effect,99,19.7\nMajor effect,69,13.7\n"
    assert [(f.rule, f.severity) for f in audited(tmp_path, cut + "Total,501,\n")] == [("rounding", "unusual")]
    assert audited(tmp_path, cut + "Total,501,\n", rounding="truncation") == []


def test_a_share_above_100_percent(tmp_path):
    effects = "Effect,n,%\nVomiting,45,45.0\nDrowsiness,10,10.0\nTachycardia,30,130.0\nTotal,100,\n"
    finding, short = audited(tmp_path, effects)
    assert (finding.printed, finding.severity) == ("130.0", "impossible")
    assert short.severity == "unusual"  # effects need not add up to the cases
    assert finding.repairs[0] == "130.0% -> 30.0% (a digit too many; mends the broken rule)"
    alone = "Clinical effects,n,%\nVomiting,45,\nDrowsiness,10,101.2\n"
    (finding,) = audited(tmp_path, alone, "alone.csv")
    assert "no share exceeds 100%" in finding.explanation
