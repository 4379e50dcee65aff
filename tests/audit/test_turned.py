"""Honest tables that stand on their side, or seem to, and headings that seem to be counts."""

from __future__ import annotations

import pytest

from analysis.audit.tables import Sheet, audit_table, find_tables

SOUND = {
    "groups as rows, each with its N": """Group|History: Asthma|History: Pain|Sex: Male|Sex: Female|Sex: Unknown
2020 (N = 69), n (%)|44 (63.7)|14 (20.2)|9 (22.5)|31 (77.5)|29
2021 (N = 3,447), n (%)|772 (22.3)|2,442 (70.8)|1,395 (98.1)|27 (1.8)|2,025
2022 (N = 90), n (%)|61 (67.7)|22 (24.4)|18 (62.0)|11 (37.9)|61""",
    "years as columns": """Characteristic|Level|2020 n|2020 %|2021 n|2021 %|Total n|Total %
Total||3992||97||4089|
Blood group|A|1253|31.4|9|9.3|1262|30.9
Blood group|B|2739|68.6|88|90.7|2827|69.1
Smoker|Never|720|27.1|19|33.3|739|27.2
Smoker|Former|1936|72.9|38|66.7|1974|72.8
Smoker|Not stated|1336||40||1376|""",
    "weighted percentages between years": """Characteristic|Level|2020 n|2020 weighted %|2021 n|2021 weighted %
Total||106||45|
Reason|Unintentional|28|27|28|61
Reason|Intentional|78|73|17|39
Reason|  Suspected suicide|34|31|10|22
Reason|  Misuse|44|44|7|16""",
    "answers of which a case gave several": """name,n
source_(any_number)_family,8
source_(any_number)_hospital,40
source_(any_number)_police,40
source_(any_number)_unknown,0
total,80""".replace(",", "|"),
    "events that exceed their total": """Group|Total|Source_Family|Source_Hospital|Source_Police|Source_Other
Drug A|85|33|28|85|39
Drug B|14921|12207|7718|10106|2134""",
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_honest_tables_are_not_accused(name):
    cells = [line.split("|") for line in SOUND[name].splitlines()]
    found = [finding for table in find_tables(Sheet("", "", cells)) for finding in audit_table(table)]
    assert [f.explanation for f in found if f.severity in ("impossible", "inconsistent")] == []


@pytest.mark.parametrize(("old", "new"), [("9 (22.5)", "9 (25.5)"), ("772 (22.3)", "772 (32.3)")])
def test_a_wrong_percentage_of_a_table_on_its_side_is_found(old, new):
    text = SOUND["groups as rows, each with its N"].replace(old, new)
    (table,) = find_tables(Sheet("", "", [line.split("|") for line in text.splitlines()]))
    grave = [finding for finding in audit_table(table) if finding.severity in ("impossible", "inconsistent")]
    assert [finding.printed for finding in grave] == [new.partition("(")[2].rstrip(")")]


def test_a_group_that_says_its_n_is_held_against_it():
    cells = [["arm", "success, n (%)"], ["baclofen (n = 43)", "29 (68.2)"]]
    (finding,) = [found for table in find_tables(Sheet("", "", cells)) for found in audit_table(table)]
    assert (finding.severity, finding.printed, finding.at) == ("impossible", "68.2", (1, 1))
