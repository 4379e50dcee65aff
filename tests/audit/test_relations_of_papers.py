"""Relations that tables of papers print: products, own n, controls, widths, p and t of two groups, several results."""

from __future__ import annotations

import pytest

from analysis.audit.tables import Sheet, audit_table, find_tables
from analysis.audit.tables.judged import judge_table

SEVERE = ("impossible", "inconsistent")


def audited(text: str, around: str = "", **more):
    cells = [line.split("|") for line in text.splitlines()]
    (table,) = find_tables(Sheet("made", "", cells, around=around, **more))
    return audit_table(table)


def rules(audit) -> set[str]:
    return {one.rule for table in audit.understood for one in table.coverage}


SHARES = [(37, 51, 19), (36, 67, 24), (14, 95, 13), (37, 75, 28), (16, 90, 14), (22, 84, 18), (20, 85, 17), (11, 50, 6)]
# rows that rounding leaves true: 0.37 * 0.51 = 0.1887


def products(last: int) -> str:
    rows = [*SHARES[:-1], (*SHARES[-1][:2], last)]
    return "Arm|Carriers %|Resistant %|Both %\n" + "\n".join(f"s{k}|{a}|{b}|{c}" for k, (a, b, c) in enumerate(rows))


def test_products_of_percentages():
    assert not [one for one in audited(products(6)) if one.severity in SEVERE]
    (found,) = (one for one in audited(products(16)) if one.rule == "product of two percentages")
    assert found.severity == "inconsistent" and found.at == (8, 3)


def test_percentages_beside_their_own_n():
    rows = "Site|Resistant % (N)\nA|51 (71)\nB|67 (69)\nC|59 (41)\nD|{} (41)\nE|75 (16)"
    assert not [one for one in audited(rows.format(39)) if one.severity in SEVERE]
    (found,) = (one for one in audited(rows.format(38)) if one.severity in SEVERE)
    assert found.explanation == "No count of 41 gives 38: 15 of 41 is 36.59% or 16 of 41 is 39.02%."


def test_counts_behind_their_percentages_are_no_sizes():
    """12, 15, 16, 20 and 29 of 43: percentages first, then the counts, as some write them."""
    rows = "Sign|% (n)\nComa|28 (12)\nFever|35 (15)\nIll|37 (16)\nVomiting|47 (20)\nTremor|67 (29)"
    assert not [one for one in audited(rows) if one.severity in SEVERE]


def test_columns_of_counts_are_no_sizes():
    assert "percentage of a total" not in rules(audited("Outcome|n|%\nMinor|3|30.0\nModerate|5|50.0\nMajor|2|20.0"))


def test_efficacies_against_the_control_below():
    rows = "Arm|No. of episodes|Incidence rate per 1000|Rate difference|PE (95% CI)\n"
    rows += "SP|96|758|3681|83 (79-86)\nPlacebo|438|4439||-"
    assert {"difference of rates", "efficacy of two rates", "ratio and its events"} <= rules(audited(rows))


@pytest.mark.parametrize(("cell", "found"), [("39 (19;35-54)", False), ("39 (29;35-54)", True)])
def test_a_range_printed_with_its_width(cell, found):
    audit = audited(f"Sex|Median age (range; min-max)\nWomen|{cell}\nMen|40 (43;22-65)")
    assert any(one.severity == "inconsistent" for one in audit) == found


def test_p_values_of_means_and_of_groups_in_rows():
    """R: t of 37.3 (11.5) and 31.5 (11.6), n 15 each, has p = 0.180; prop.test of 19 and 12 of 53 has p = 0.135."""
    means = "Item|Drug (n = 15)|Placebo (n = 15)|p\nAge, mean (SD)|37.3 years (11.5)|31.5 years (11.6)|0.18"
    assert "p of two means" in rules(audited(means))
    assert "p of two means" not in rules(audited(means.replace("0.18", "0.04")))  # another test may give it
    assert "p of two groups" in rules(audited("Arm|Ill % (N)|p-value\nDrug|36 (53)|0.14\nControl|23 (53)|-"))


PS = """Item|Drug (n = 15)|Placebo (n = 15)|p
"""


def told_of_p(text: str) -> list[tuple[str, str]]:
    """Give rule and verdict of everything that was held against a p-value of the last column."""
    cells = [line.split("|") for line in text.splitlines()]
    (table,) = find_tables(Sheet("made", "", cells))
    last = len(cells[0]) - 1
    found = [one for one in judge_table(table).relations if one.kind.startswith("p of")]
    return [(one.kind, one.severity) for one in found if any(column == last for _, column in one.places)]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("Age, mean (SD)|37.3 (11.5)|31.5 (11.6)|0.18", "p of two means"),
        ("Age, mean (SD)|37.3 years (11.5)|31.5 years (11.6)|0.18", "p of two means"),
        ("Response, n (%)|9 (60.0)|1 (6.7)|0.002", "p of two groups"),  # chi-square: 0.0023
        ("Response|9/15 (60.0%)|1/15 (6.7%)|0.002", "p of two groups"),
    ],
)
def test_each_p_is_judged_once(row, rule):
    assert told_of_p(PS + row) == [(rule, "")]


def test_each_of_several_columns_of_p_is_held_against_the_groups_before_it():
    head = "Item|A (n = 15)|B (n = 15)|p|C (n = 15)|D (n = 15)|p\n"
    row = "Response, n (%)|9 (60.0)|1 (6.7)|0.002|9 (60.0)|1 (6.7)|{}"
    audit = audited(head + row.format("0.002"))
    (counted,) = (one for table in audit.understood for one in table.coverage if one.rule == "p of two groups")
    assert counted.cells == 6 and not audit.findings
    assert not [one for one in audited(head + row.format("0.8")) if one.severity in SEVERE]  # it may be of all four


def test_an_adjusted_p_is_another_p():
    """Each p is of the three groups before it: R's chisq.test of 56 of 261, 30 of 167 and 44 of 134 has p = 0.0067."""
    head = "Item|A (n = 92)|B (n = 172)|C (n = 93)|Adjusted p|D (n = 261)|E (n = 167)|F (n = 134)|p\n"
    rows = "Seizures|64 (69.6)|68 (39.5)|42 (45.2)|<0.001|95 (36.4)|113 (67.7)|101 (75.4)|<0.001\n"
    rows += "Fever|56 (60.9)|84 (48.8)|45 (48.4)|0.12|16 (6.1)|24 (14.4)|79 (59.0)|<0.001\n"
    rows += "Death|25 (27.2)|106 (61.6)|44 (47.3)|<0.001|56 (21.5)|30 (18.0)|44 (32.8)|0.007"
    audit = audited(head + rows)
    assert not audit.findings and "p of several groups" in rules(audit)


@pytest.mark.parametrize(("t", "found"), [("-0.24", False), ("-0.94", True)])
def test_the_t_of_two_means(t, found):
    """R: (16.33 - 16.59) / sqrt(pooled variance * (1/21 + 1/29)) is -0.2443."""
    rows = f"Item|Trained (N = 21)|Control (N = 29)|t (48)|p\nCorrect|16.33 (3.53)|16.59 (3.84)|{t}|"
    assert any(one.rule == "t of two means" and one.severity in SEVERE for one in audited(rows)) == found


def test_wald_statistics_are_of_one_degree_of_freedom():
    rows = "Variable|OR|Wald|P\nA|1.41|6.01|.01\nB|1.26|3.23|.07\nC|1.09|.51|.42\nD|.95|.36|.55"
    (found,) = (one for one in audited(rows) if one.severity in SEVERE)  # R: pchisq(.51, 1, lower = FALSE) is 0.475
    assert found.printed == ".42"


def test_limits_of_a_mean_that_are_those_of_its_values():
    rows = "Arm|No. children|Mean Hb (g/dL) [95% CI]\nA|550|9.2 (6.6-11.8)\nB|1422|11.0 (10.7-11.2)"
    (found,) = (one for one in audited(rows) if one.rule == "mean and its limits")
    assert "standard deviation of 31" in found.explanation  # (11.8 - 6.6) / 3.92 * sqrt(550)


def test_the_n_of_caption_notes_or_text():
    rows = "Sign|n (%)\nSeizures|12 (13.6)\nAgitation|33 ({})\nComa|4 (4.5)\nFever|9 (10.2)"
    for more in ({"around": "Signs (N = 88)."}, {"around": "Percentages are of all 88 cases."}, {"totals": (912, 88)}):
        assert not [one for one in audited(rows.format("37.5"), **more) if one.severity in SEVERE]
        (found,) = (one for one in audited(rows.format("35.7"), **more) if one.severity in SEVERE)
        assert found.printed == "35.7"


def test_a_number_of_the_text_that_is_no_n_of_the_table():
    rows = "Sign|n (%)\nSeizures|12 (13.6)\nAgitation|33 (37.5)\nComa|4 (4.5)\nFever|9 (10.2)"
    assert not [one for one in audited(rows, totals=(1204, 43, 90)) if one.severity in SEVERE]


def test_several_results_in_one_cell_and_counts_with_their_words():
    several = audited("Item|Cases (N = 55)\nRegimen|53 (96.4%)2 (3.6%)\nWomen|34 (61.8%)\nIll|10 (18.2%)")
    assert "percentages of counts in one cell" in rules(several) and not several.findings
    words = audited("Group|Age|Sex|Faith\nA (n = 13)|M = 12.6|12 Male|9 Catholic\n||1 Female|4 Jewish")
    assert words.checked == 4


def test_a_last_row_without_a_label_is_a_total():
    rows = "Company|Complaints|Status\nSerono|1|open\nScios|3|open\nPfizer|8|closed\nWyeth|4|closed\n|{}|"
    assert not [one for one in audited(rows.format(16)) if one.severity in SEVERE]
    (found,) = audited(rows.format(17))  # companies may be left out: it is told, not accused
    assert found.rule == "sum" and "1 + 3 + 8 + 4 = 16" in found.explanation


def test_a_lopsided_ratio_among_many_that_are_not():
    ratios = [
        (1.2, 0.8),
        (2.0, 1.1),
        (0.7, 0.4),
        (1.5, 1.2),
        (3.1, 1.9),
        (0.9, 0.5),
        (2.4, 1.4),
        (1.1, 0.9),
        (1.8, 1.3),
    ]
    rows = "\n".join(f"Drug {k}|{value} ({low}-{value * value / low:.1f})" for k, (value, low) in enumerate(ratios))
    (found,) = (one for one in audited(f"Drug|aOR (95% CI)\n{rows}\nOther|2.5 (1.8-3.9)") if one.severity in SEVERE)
    assert found.expected == "2.65"  # sqrt(1.8 * 3.9)
