"""Repairs that a person believes: near, decided or said not to be, the sum written out, at a cost that stays small."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from audit.power.maryland import MARYLAND, WITHOUT_MARYLAND, broken, printed, reports
from audit.power.relations import published, with_digit

from analysis.audit.tables import Rule, Sheet, audit_table, find_tables
from analysis.audit.tables.constraints import System
from analysis.audit.tables.repairs import find_faults


def audited(cells, **options):
    (table,) = find_tables(Sheet("made", "", [list(map(str, row)) for row in cells]))
    return audit_table(table, **options)


def county_rows(rows: int, wrong: set[int]):
    """Four parts and their total in each row; the third part of some rows is wrong."""
    draw, lines = random.Random(7), [["County", "Male", "Female", "Other", "Unknown", "Total"]]
    for k in range(rows):
        parts = [draw.randint(100, 900) for _ in range(4)]
        printed_parts = [part + 20 * (k in wrong and j == 2) for j, part in enumerate(parts)]
        lines.append([f"County {k}", *printed_parts, sum(parts)])
    return lines


def test_the_sum_is_written_out():
    (finding,) = audited([["Sex", "n"], ["Male", 53], ["Female", 46], ["Other", 60], ["Unknown", 45], ["Total", 205]])
    assert finding.explanation.startswith("Male + Female + Other + Unknown: 53 + 46 + 60 + 45 = 204, but Total is ")
    assert "printed as 205" in finding.explanation


def test_the_cell_that_two_broken_rules_share_leads_with_the_number_both_ask_for():
    cells = [["Sex", "2019", "2020", "2021", "Total"], ["Male", 10, 20, 30, 60], ["Female", 15, 31, 98, 90]]
    cells += [["Unknown", 5, 6, 7, 18], ["Total", 30, 57, 81, 168]]
    finding, *more = audited(cells)  # 15 + 31 + 44 = 90 and 30 + 44 + 7 = 81; 98 is no slip of 44
    assert (finding.printed, finding.expected, more) == ("98", "44", [])
    assert finding.repairs[0] == "98 -> 44 (another number, which several rules ask for; mends 2 broken rules)"


def test_numbers_of_which_any_mends_the_rule_are_one_line():
    rules = [Rule("subset", ("Hospitalized",), ("ICU",))]
    (finding,) = audited([["Care", "n"], ["Hospitalized", 5], ["ICU", 10]], rules=rules, propose=False)
    assert "not decidable" in " ".join(finding.repairs)
    assert all(repair.count("->") == 1 for repair in finding.repairs)
    assert len({repair.split(" ->")[0] for repair in finding.repairs}) == len(finding.repairs)
    assert finding.explanation.startswith("ICU 10 exceeds Hospitalized 5")


def test_cells_far_from_each_other_are_not_swapped():
    def swapped(apart: int):
        cells = county_rows(100, set())
        a, b = cells[5], cells[5 + apart]
        a[3], b[3] = b[3], a[3]
        return " ".join(repair for finding in audited(cells) for repair in finding.repairs)

    assert "two cells swapped" in swapped(2)
    assert "two cells swapped" not in swapped(87)


@pytest.mark.parametrize("rows", [50, 100])
def test_each_broken_row_costs_the_same(rows, monkeypatch):
    (table,) = find_tables(Sheet("made", "", [list(map(str, row)) for row in county_rows(rows, set(range(rows)))]))
    system = System.of(table, [Rule("sum", (4,), (0, 1, 2, 3), "columns", "total")], "nearest")
    asked, holds = [], System.holds
    monkeypatch.setattr(System, "holds", lambda *given: asked.append(1) or holds(*given))
    assert len(find_faults(system)) == rows
    assert len(asked) < 400 * rows


def test_a_slip_in_a_table_of_300_broken_rows_is_still_mended_first():
    rule = Rule("sum", ("Total",), ("Male", "Female", "Other", "Unknown"), "columns")
    findings = audited(county_rows(300, set(range(0, 300, 2))), rules=[rule], propose=False)
    assert len(findings) == 150
    assert all(" -> " in " ".join(finding.repairs) for finding in findings)


def test_one_change_may_wait_twice_with_other_rules_that_it_mends():
    table = published("tuberculosis")
    cells = with_digit(table.cells, (6, 3, 0), 1, "3")  # 208 -> 238, which once stopped the search with an error
    assert any(finding.row.startswith("Pulmonary only") for finding in audited(cells))


def test_findings_point_at_their_cells():
    cells = [["Sex", "n", "%"], ["Male", 12, "40.0"], ["Female", 18, "61.0"], ["Total", 30, ""]]
    assert [(finding.printed, finding.at) for finding in audited(cells)] == [("61.0", (2, 2))]
    frame = pd.DataFrame(cells[1:], columns=cells[0])
    assert [finding.at for finding in audit_table(frame)] == [(2, 2)]


@pytest.mark.skipif(not MARYLAND.exists(), reason=WITHOUT_MARYLAND)
def test_broken_county_reports_are_found_without_false_alarm_and_unique_repairs_first():
    told, first = {}, {}
    for report in reports():
        found = [f for f in audited(printed(report)) if f.severity in ("impossible", "inconsistent")]
        told[report["fileNo"]] = bool(found)
        first[report["County"].partition(",")[0], report["Year"]] = found[0].repairs[:1] if found else ()
    assert told == {report["fileNo"]: broken(report) for report in reports()}
    assert sum(told.values()) == 65
    assert first["Prince Georges County", "2017"] == ("2,306 -> 306 (a digit too many; mends the broken rule)",)
    assert first["Wicomico County", "2010"][0].startswith("625 -> 652 (two adjacent digits transposed; mends 2")
    assert first["Baltimore City", "2007"] == ("5,541 -> 5,540 (one digit changed; mends 2 broken rules)",)


@pytest.mark.parametrize(
    "rows",
    [
        [["Sex", "Cases (N = 300)"], ["Male", 124], ["Female", 196], ["Total", 300]],
        [["Sex", "Cases"], ["N", 300], ["Male", 124], ["Female", 196], ["Total", 300]],
    ],
)
def test_n_and_total_of_the_same_parts_are_told_in_one_sentence(rows):
    (finding,) = audited(rows)
    words = " and Total are printed as 300 (Cases). Several"
    assert words in finding.explanation and finding.explanation.count("124 + 196 = 320") == 1
