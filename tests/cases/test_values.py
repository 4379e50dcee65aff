"""Numbers, ages, weights, doses and ZIP codes as cells hold them: each right, or empty and listed."""

from __future__ import annotations

import math

import pytest
from cases.export import adds_up, mapping, run, table

from analysis.cases.codebook.ages import age_bounds, age_of_text, band_label
from analysis.cases.codebook.values import Decimals, decimals_of, number_of, readings, usual_mark, zip3
from analysis.cases.privacy import cut_zip_cell

MAPPING = """
name = "numbers"
title = "Numbers"
codebook = "{{version}}"
layout = "case"
{read}
[columns]
case_id = "id"
age = {{{{ value = "age", fixed_unit = "Years"{more} }}}}
weight_kg = {{{{ column = "weight"{more} }}}}
zip3 = "zip"
substance = {{{{ column = "drugs", separator = "+" }}}}
dose = {{{{ column = "doses", separator = "+"{more} }}}}
"""


def imported(folder, rows, delimiter=",", read="", more=""):
    """Import rows of (age, weight, dose); give the cases, the substances and the rejects."""
    lines = [delimiter.join(("id", "age", "weight", "zip", "drugs", "doses"))]
    for place, cells in enumerate(rows, start=1):
        age, weight, dose = (f'"{cell}"' if delimiter in cell else cell for cell in cells)
        lines.append(delimiter.join((str(place), age, weight, "19104", "Baclofen", dose)))
    path = mapping(folder, MAPPING.format(read=read, more=more))
    report, store = run(folder, "\n".join([*lines, ""]).encode(), mapping=path)
    assert adds_up(report, store)
    return table(store, "cases"), table(store, "substances"), table(store, "rejects")


def listed(rejects) -> list[tuple[str, str]]:
    return sorted(zip(rejects["column"], rejects["value"], strict=True))


def numbers(column) -> list[float | None]:
    return [None if math.isnan(value) else value for value in column]


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("12", 12, 12),
        ("2.5", 2.5, None),
        ("2,5", None, 2.5),
        ("1.250", 1.25, 1250),
        ("1,250", 1250, 1.25),
        ("1,234.5", 1234.5, None),
        ("1.234,5", None, 1234.5),
        ("1,234,567", 1234567, None),
        ("1.234.567", None, 1234567),
        ("0,125", None, 0.125),
        ("0.125", 0.125, None),
        ("1'234.5", 1234.5, None),
        ("1\u00a0234,5", None, 1234.5),
        (".5", 0.5, None),
        ("5.", 5, None),
        ("-3.25", -3.25, None),
        ("1e3", 1000, 1000),
        ("007", 7, 7),
        ("1 234", None, None),
        ("12,34,567", None, None),
        ("1.2.3", None, None),
        ("1,2,3", None, None),
        ("5,", None, None),
        ("5²", None, None),
        ("½", None, None),
        ("1_0", None, None),
        ("inf", None, None),
        ("1e999", None, None),
        ("nan", None, None),
        ("0x1F", None, None),
        ("", None, None),
        ("-", None, None),
        (",", None, None),
    ],
)
def test_a_number_with_each_decimal_mark(text, point, comma):
    assert (number_of(text, "."), number_of(text, ",")) == (point, comma)


@pytest.mark.parametrize(
    ("cells", "usual", "mark"),
    [
        (["0,5", "0,125", "2,75"], "", ","),
        (["0,125"], "", ","),
        (["0.650"], "", "."),
        (["1,250", "1,234.5"], "", "."),
        (["1.250", "1.250,5"], "", ","),
        (["1,234,567"], "", "."),
        (["12", "1,250"], "", ""),
        (["1.250"], "", ""),
        (["1.250"], ",", ","),
        (["1.250", "2.5"], ",", "."),
        (["2,5", "2.5"], ",", ""),
        (["none", "2 mg", None, ""], "", ""),
        ([" 70,5 "], "", ","),
    ],
)
def test_a_column_tells_its_decimal_mark(cells, usual, mark):
    assert decimals_of(cells, usual) == Decimals(mark)


def test_of_counts_a_reading_that_is_not_whole_is_none():
    assert decimals_of(["1,250"], whole=True).number("1,250") == 1250
    assert decimals_of(["1.204", "998"], whole=True).number("1.204") == 1204
    assert decimals_of(["3,000"], whole=True).unsure("3,000")
    assert readings("4.5", whole=True) == {}


def test_a_mark_is_usual_where_semicolons_divide_all_files():
    assert usual_mark([";", ";"]) == "," and usual_mark([";", ","]) == usual_mark([","]) == usual_mark([]) == ""


def test_cells_that_contradict_each_other_are_read_where_they_can_be_one_number_only():
    mixed = decimals_of(["2,5", "2.5"])
    assert [mixed.number(cell) for cell in ("2,5", "2.5", "1.250", "12", "1,250.5")] == [2.5, 2.5, None, 12, 1250.5]
    assert [mixed.unsure(cell) for cell in ("2,5", "1.250", "1.000", "12", "x")] == [False, True, True, False, False]


def test_a_semicolon_file_has_decimal_commas_in_doses_weights_and_ages(tmp_path):
    rows = [("0,083", "0,650", "0,5"), ("30", "12,375", "0,125"), ("8,25", "70,5", "2,75"), ("1,5", "81", "1.250")]
    cases, substances, rejects = imported(tmp_path, [*rows, ("4", "9", "1.250,5")], ";")
    assert substances["dose"].tolist() == [0.5, 0.125, 2.75, 1250, 1250.5]
    assert cases["weight_kg"].tolist() == [0.65, 12.375, 70.5, 81, 9]
    assert cases["age_years"].tolist() == [0.083, 30, 8.25, 1.5, 4]
    assert rejects.empty


def test_decimal_commas_are_told_by_the_column_in_a_comma_file(tmp_path):
    rows = [("0,25", "0,25", "2,5"), ("1,5", "1,5", "1,250"), ("8,25", "8,25", "12"), ("0,083", "0,650", "0,125")]
    cases, substances, rejects = imported(tmp_path, [*rows, ("2", "12,375", "3")])
    assert cases["age_years"].tolist() == [0.25, 1.5, 8.25, 0.083, 2]
    assert cases["weight_kg"].tolist() == [0.25, 1.5, 8.25, 0.65, 12.375]
    assert substances["dose"].tolist() == [2.5, 1.25, 12, 0.125, 3]
    assert rejects.empty


def test_a_comma_divides_thousands_where_another_cell_says_so(tmp_path):
    _, substances, rejects = imported(tmp_path, [("1", "2", "1,250"), ("1", "2", "1,234.5"), ("1", "2", "500")])
    assert substances["dose"].tolist() == [1250, 1234.5, 500] and rejects.empty


@pytest.mark.parametrize("cell", ["1.250", "1,250", "12.375"])
def test_what_nothing_tells_is_left_empty_and_the_reject_names_the_key(tmp_path, cell):
    cases, substances, rejects = imported(tmp_path, [(cell, cell, cell), ("7", "8", "9")])
    assert numbers(cases["age_years"]) == [None, 7] and numbers(cases["weight_kg"]) == [None, 8]
    assert numbers(substances["dose"]) == [None, 9]
    assert listed(rejects) == [("age", cell), ("doses", cell), ("weight", cell)]
    assert all("write decimal = '.' or ',' into the mapping" in rule for rule in rejects["rule"])


@pytest.mark.parametrize(("mark", "value"), [(".", 1.25), (",", 1250)])
@pytest.mark.parametrize("place", ["read", "source"])
def test_the_mapping_says_the_decimal_mark(tmp_path, mark, value, place):
    said = f'decimal = "{mark}"'
    where = {"read": f"[read]\n{said}"} if place == "read" else {"more": f", {said}"}
    cases, substances, rejects = imported(tmp_path, [("1", "9", "1.250"), ("1", "9", "1,5x")], **where)
    assert numbers(substances["dose"]) == [value, None]
    assert rejects["rule"].tolist() == ["dose is no number"]
    assert cases["weight_kg"].tolist() == [9, 9]


def test_a_cell_with_the_other_mark_than_the_mapping_says_is_no_number(tmp_path):
    _, substances, rejects = imported(tmp_path, [("1", "9", "2,5"), ("1", "9", "2.5")], read='[read]\ndecimal = "."')
    assert numbers(substances["dose"]) == [None, 2.5]
    assert listed(rejects) == [("doses", "2,5")]


def test_a_wrong_decimal_mark_is_a_fault_of_the_mapping(tmp_path):
    with pytest.raises(Exception, match=r"decimal is ';', expected '\.' or ','"):
        imported(tmp_path, [("1", "2", "3")], more=', decimal = ";"')


def test_a_dose_below_0_and_words_are_listed_and_0_is_a_dose(tmp_path):
    _, substances, rejects = imported(tmp_path, [("1", "2", dose) for dose in ("-5", "lots", "0", "1e3", "inf", "<5")])
    assert numbers(substances["dose"]) == [None, None, 0, 1000, None, None]
    assert sorted(rejects["rule"]) == ["dose below 0", *["dose is no number"] * 3]


def test_doses_that_are_packed_into_one_cell_are_read_one_by_one(tmp_path):
    rows = (f"{place},3,12,19104,Baclofen+Ethanol,{doses}\n" for place, doses in enumerate(("0.5+1.250", "x+2")))
    text = "id,age,weight,zip,drugs,doses\n" + "".join(rows)
    _, store = run(tmp_path, text.encode(), mapping=mapping(tmp_path, MAPPING.format(read="", more="")))
    assert numbers(table(store, "substances")["dose"]) == [0.5, 1.25, None, 2]
    assert listed(table(store, "rejects")) == [("doses", "x")]


@pytest.mark.parametrize(
    ("weight", "unit", "kilograms"),
    [
        ("70", "kg", 70),
        ("154", "lb", 154 * 0.45359237),
        ("154", "lbs", 154 * 0.45359237),
        ("154", "Pounds", 154 * 0.45359237),
        ("32", "oz", 32 * 0.028349523125),
        ("32", "ounces", 32 * 0.028349523125),
        ("3500", "g", 3.5),
        ("3500", "grams", 3.5),
        ("700", "kg", 700),
        ("501", "kg", 501),
        ("700.1", "kg", None),
        ("0", "kg", None),
        ("-3", "kg", None),
        ("70", "stone", None),
        ("70 kg", "kg", 70),
        ("70 kg", "lb", None),
        ("154 lb", "stone", None),
        ("154 lb", "", 154 * 0.45359237),
        ("70", "", 70),
    ],
)
def test_weights_in_their_units(tmp_path, weight, unit, kilograms):
    """A pound is 0.45359237 kg by definition, an ounce a sixteenth of it (NIST Handbook 44, appendix C)."""
    body = 'name = "w"\ntitle = "w"\ncodebook = "{version}"\nlayout = "case"\n[columns]\ncase_id = "id"\n'
    path = mapping(tmp_path, body + 'weight_kg = {{ value = "weight", unit = "unit" }}\n')
    _, store = run(tmp_path, f"id,weight,unit\n1,{weight},{unit}\n".encode(), mapping=path)
    found = numbers(table(store, "cases")["weight_kg"])[0]
    assert found == (kilograms if kilograms is None else pytest.approx(kilograms, rel=1e-12))
    assert len(table(store, "rejects")) == (kilograms is None)


AGES = 'name = "a"\ntitle = "a"\ncodebook = "{version}"\nlayout = "case"\n[columns]\ncase_id = "id"\n'


def aged(folder, header: str, *rows: str, entry: str):
    """Import ages; give (years, group) by row, and the rejects' rules."""
    path = mapping(folder, AGES + f"age = {{{{ {entry} }}}}\n")
    lines = [f"id,{header}", *(f"{place},{row}" for place, row in enumerate(rows)), ""]
    report, store = run(folder, "\n".join(lines).encode(), mapping=path)
    assert adds_up(report, store)
    cases = table(store, "cases")
    years = [value if value is None else round(value, 6) for value in numbers(cases["age_years"])]
    return list(zip(years, cases["age_group"], strict=True)), table(store, "rejects")["rule"].tolist()


@pytest.mark.parametrize(
    ("cell", "years", "group"),
    [
        ("89+", None, ">=89"),
        ("90 and over", None, ">=90"),
        ("90+", None, ">=90"),
        ("1 1/2 yr", 1.5, "1"),
        ("1-1/2 years", 1.5, "1"),
        ("2½ yrs", 2.5, "2"),
        ("1 1/2", 1.5, "1"),
        ("6 mo - 1 yr", None, "0-1"),
        ("6-11 months", None, "<1"),
        ("20 - 24", None, "20-24"),
        ("20-29", None, "20-29"),
        ("under 18", None, "0-17"),
        ("<1", None, "<1"),
        ("< 6 mo", None, "<1"),
        ("34 yrs", 34, "30-39"),
        ("18 mo", 1.5, "1"),
        ("130", 130, ">=90"),
        ("130 yrs", 130, ">=90"),
        ("50s", None, "50-59"),
    ],
)
def test_an_age_is_read_as_it_is_written(tmp_path, cell, years, group):
    found, rules = aged(tmp_path, "age", cell, entry='value = "age", fixed_unit = "Years"')
    assert found == [(years, group)] and rules == []


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("131", "age above 130 years"),
        ("131 yrs", "age above 130 years"),
        ("1600 mo", "age above 130 years"),
        ("-1", "age below 0"),
        ("34M", "age is no number"),
        ("3/4 y", "age is no number"),
        ("6 mo - 1", "age is no number"),
        ("adult?", "age is no number"),
        ("1 3/2 yr", "age is no number"),
        ("1950-1959", "age is no number"),
        ("2 yrs - 6 mos", "age is no number"),
        ("6 mo 1 yr", "age is no number"),
    ],
)
def test_what_is_no_age_is_listed(tmp_path, cell, rule):
    found, rules = aged(tmp_path, "age", cell, entry='value = "age", fixed_unit = "Years"')
    assert found == [(None, "unknown age")] and rules == [rule]


def test_the_unit_of_a_group_is_that_of_its_column(tmp_path):
    found, rules = aged(tmp_path, "age", "12+", "6-11", "1 1/2", entry='value = "age", fixed_unit = "Months"')
    assert found == [(None, ">=1"), (None, "<1"), (0.125, "<1")] and rules == []


def test_numbers_win_over_a_group_and_the_group_fills_where_there_is_none(tmp_path):
    entry = 'value = "age", fixed_unit = "Years", group = "band"'
    found, rules = aged(tmp_path, "age,band", "34,30-39", "34,50-59", ",25 - 29", ",", "x,6-12", entry=entry)
    groups = ["30-39", "30-39", "25-29", "unknown age", "6-12"]
    assert found == list(zip([34, 34, None, None, None], groups, strict=True))
    assert rules == ["age is no number"]


def test_neiss_writes_months_as_two_hundred_and_some(tmp_path):
    """NEISS Coding Manual (CPSC): 201 to 223 are 1 to 23 months, 0 is an age that is not stated."""
    cells = ("201", "206", "223", "2", "45", "0", "1", "200", "224", "131", "")
    found, rules = aged(tmp_path, "age", *cells, entry='value = "age", fixed_unit = "neiss"')
    years = [1 / 12, 0.5, 23 / 12, 2, 45, *[None] * 6]
    assert [value for value, _ in found] == [value if value is None else round(value, 6) for value in years]
    assert [group for _, group in found][:4] == ["<1", "<1", "1", "2"] and rules == ["no age of NEISS"] * 4


@pytest.mark.parametrize(
    ("label", "bounds", "written"),
    [
        ("89+", (89, math.inf), ">=89"),
        ("90+ yrs", (90, math.inf), ">=90"),
        ("85 or more", (85, math.inf), ">=85"),
        ("18 and under", (0, 19), "0-18"),
        ("less than 1 year", (0, 1), "<1"),
        ("[20,25)", (20, 25), "20-24"),
        ("20-<25", (20, 25), "20-24"),
        ("20 thru 24", (20, 25), "20-24"),
        ("12-23 months", (1, 2), "1"),
        ("6 mo - 1 yr", (0.5, 2), "0-1"),
        ("Ages 20 to 24 years old", (20, 25), "20-24"),
    ],
)
def test_groups_of_ages_and_how_they_are_written(label, bounds, written):
    assert age_bounds(label) == bounds and band_label(*bounds) == written


@pytest.mark.parametrize("label", ["1950-1959", "2024-06-12", "12-Jun", "131+", "34M", "over 65", "6 mo - 1", "1.5-2"])
def test_what_is_no_group_of_ages(label):
    assert age_bounds(label) is None


def test_a_decimal_comma_in_an_age_with_its_unit():
    assert age_of_text("1,5 Jahre", Decimals(",")) == 1.5
    assert age_of_text("1,5 yrs", Decimals(".")) is None and age_of_text("1,250 days", Decimals()) is None


@pytest.mark.parametrize(
    ("cell", "start"),
    [
        ("15470", "154"),
        ("02116", "021"),
        ("00501", "005"),
        ("15470-1234", "154"),
        ("154701234", "154"),
        ("15470 1234", "154"),
        ("15470-", "154"),
        ("15470.0", "154"),
        ("154", "154"),
        ("154xx", "154"),
        ("1547", None),
        ("1547.0", None),
        ("00015", None),
        ("00000", None),
        ("99999", None),
        ("15", None),
        ("154-7012", None),
        ("154700", None),
        ("15470.5", None),
        ("Canada", None),
        ("K1A 0B6", None),
        ("PA 15470", None),
    ],
)
def test_a_zip_code_gives_three_digits_or_none(tmp_path, cell, start):
    assert zip3(cell) == start
    path = mapping(tmp_path, AGES + 'zip3 = "zip"\n')
    _, store = run(tmp_path, f"id,zip\n1,{cell}\n".encode(), mapping=path)
    found, rejects = table(store, "cases")["zip3"].tolist(), table(store, "rejects")
    assert found == [start] if start else found in ([None], [math.nan]) or found[0] != found[0]
    assert rejects["rule"].tolist() == ([] if start else ["no ZIP code"])
    assert not any(cell in text for text in rejects["record"] if len(cell) > 3 and cell[:4].isdigit())


def test_a_bad_zip_code_is_listed_without_its_last_digits():
    cut = {"1547": "15", "15470.5": "154.5", "154700": "154", "00015": "000", "15": "15", "99999-1234": "999"}
    assert {cell: cut_zip_cell(cell) for cell in cut} == cut
