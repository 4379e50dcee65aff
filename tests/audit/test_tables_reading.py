"""Files, cells and labels as people write them: encodings, several tables in one sheet, a dozen spellings."""

from __future__ import annotations

import gzip

import openpyxl
import pandas as pd
import pytest
from damage import books

from analysis.audit.tables import audit_file, audit_table, find_tables, read_sheets
from analysis.audit.tables.cells import is_european, read_cell
from analysis.audit.tables.labels import read_label
from analysis.errors import DataError
from analysis.files import apart


def numbers(text: str, european: bool = False):
    return [(n.units, n.decimals) for n in read_cell(text, european).numbers]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1,234", [(1234, 0)]),
        ("1 234", [(1234, 0)]),
        ("1\u2009234", [(1234, 0)]),
        ("1\u202f234", [(1234, 0)]),
        ("1'234", [(1234, 0)]),
        ("1,234*", [(1234, 0)]),
        ("1,234†‡", [(1234, 0)]),
        ("1,234 a", [(1234, 0)]),
        ("12a,b", [(12, 0)]),
        ("12²", [(12, 0)]),
        ("12ᵇ", [(12, 0)]),
        ("12 (b)", [(12, 0)]),
        ("*12", [(12, 0)]),
        ("45.6%", [(456, 1)]),
        ("45.6 %", [(456, 1)]),
        ("(45.6)", [(456, 1)]),
        ("45·6", [(456, 1)]),
        ("1,234 (45.6)", [(1234, 0), (456, 1)]),
        ("1,234 (45.6%)", [(1234, 0), (456, 1)]),
        ("1,234* (45.6%)†", [(1234, 0), (456, 1)]),
        ("1,234 [45.6]", [(1234, 0), (456, 1)]),
        ("1,234; 45.6%", [(1234, 0), (456, 1)]),
        ("1,234 (-)", [(1234, 0)]),
        ("45.6% (1,234)", [(1234, 0), (456, 1)]),
        ("15/22 (68.2%)", [(15, 0), (22, 0), (682, 1)]),
        ("15/22", [(15, 0), (22, 0)]),
        ("1-4", [(1, 0), (4, 0)]),
    ],
)
def test_a_cell_is_read_however_it_is_written(text, read):
    assert numbers(text) == read


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "*", "NR", "n/a", "N/A", "NA", "..", "suppressed", "n.r."])
def test_a_withheld_or_missing_cell_is_absent(text):
    assert read_cell(text).status == "absent"


@pytest.mark.parametrize(
    "text", ["9" * 5000, "(" * 5000, "twelve", "12-", "1,23", "3.4.5", "12 (3.4; 5.6)", "see note", "1 2"]
)
def test_a_cell_that_cannot_be_read_says_so(text):
    assert read_cell(text).status == "unreadable"


def test_european_numbers_are_told_apart_when_unambiguous():
    assert is_european(["1.234", "45,6"])
    assert is_european(["1.234.567", "1.234"])
    assert not is_european(["1,234", "45.6"])
    assert not is_european(["1.234", "1.402"])
    assert numbers("1.234 (45,6)", european=True) == [(1234, 0), (456, 1)]


@pytest.mark.parametrize(
    ("level", "spellings"),
    [
        (("sex", "male"), ["Male", "M", "male (%)", "Males", "MALE, n (%)", "Men", "boys", "Male*", "male, No. (%)"]),
        (("sex", "female"), ["Female", "F", "female (%)", "Women", "girls", "FEMALE†", "Female (n)"]),
        (("outcome", "none"), ["No effect", "no effects", "None", "No clinical effect"]),
        (("outcome", "moderate"), ["Moderate effect", "Moderate", "moderate effects (%)", "MODERATE"]),
        (("outcome", "serious"), ["Serious outcome", "More serious outcomes", "Severe outcome"]),
        (("outcome", "death indirect"), ["Death, indirect report", "Indirect death"]),
        (
            ("reason", "suicide"),
            ["Suspected suicide", "Suicidal intent", "Self-harm", "intentional - suspected suicide"],
        ),
        (("reason", "unintentional"), ["Unintentional", "Accidental", "unintentional, n (%)"]),
        (("site", "already"), ["Already in (en route to) HCF", "Patient already in HCF", "En route to HCF"]),
        (("site", "on site"), ["Managed on site (non-HCF)", "On-site", "Managed on-site, non health care facility"]),
        (("care", "critical"), ["Admitted to critical care unit", "Critical care", "ICU", "CCU"]),
        (("care", "non-critical"), ["Admitted to noncritical care unit", "Non-critical care", "non-CCU"]),
        (("care", "released"), ["Treated/evaluated and released", "Treated and released", "Evaluated and discharged"]),
        (("substances", "single"), ["Single substance", "Single-substance", "Isolated", "Single"]),
        (("time", "year"), ["2019", "y2019", "FY 2019", "2019 YTD", "2018-2019"]),
        (("age", "age"), ["<6 y", "≤5 years", "6–12", "13-19 yrs", "20s", "≥60", "Adults", "Under 6", "65+", "0-5 mo"]),
    ],
)
def test_a_level_is_known_in_many_spellings(level, spellings):
    sections = {"none": "Outcome"}
    for text in spellings:
        label = read_label(text, sections.get(level[1], ""))
        assert (label.dimension, label.level) == level, text


@pytest.mark.parametrize(
    "text", ["Unknown", "Unk", "unknown age", "Not recorded", "Missing", "Unspecified", "Sex unknown"]
)
def test_an_unknown_level_is_known(text):
    assert read_label(text).unknown


@pytest.mark.parametrize(
    "text", ["Total", "TOTAL", "Totals", "Grand total", "All", "Overall", "All counties", "N", "Sum"]
)
def test_a_total_is_known(text):
    assert read_label(text).total


TABLE = "Level,Cases,%\nMale,40,39.2\nFemale,60,58.8\nUnknown †,2,2.0\nTotal,103,100\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path, encoding, mark):
    path = tmp_path / "table.txt"
    path.write_text(TABLE.replace(",", mark), encoding=encoding)
    (finding,) = audit_file(path)
    assert (finding.file, finding.row, finding.column) == (str(path), "Total (row 5)", "Cases")
    assert (finding.printed, finding.expected) == ("103", "102")


def test_a_workbook_with_two_tables_side_by_side_and_one_below(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Exposures"
    for row in (
        ["Table 1. Sex", None, None, None, "Table 2. Outcome"],
        [],
        ["Sex", "n", "%", None, "Outcome", "n", "%"],
        ["Male", 40, 39.2, None, "No effect", 30, 30],
        ["Female", 60, 58.8, None, "Minor effect", 50, 50],
        ["Unknown", 2, 2.0, None, "Major effect", 20, 20],
        ["Total", 120, None, None, "Total", 100, 100],
        ["* of all cases"],
        [],
        ["County", 2021, 2022, "Total"],
        ["Adams", 10, 20, 30],
        ["Bell", 11, 21, 23],
        ["Total", 21, 41, 62],
    ):
        sheet.append(row)
    book.create_sheet("Empty")
    book.save(tmp_path / "two.xlsx")
    first, empty = read_sheets(tmp_path / "two.xlsx")
    assert [len(table.rows) for table in find_tables(first)] == [4, 4, 3]
    assert find_tables(empty) == []
    findings = {finding.printed: finding for finding in audit_file(tmp_path / "two.xlsx")}
    assert findings.keys() == {"120", "23"}
    assert findings["23"].repairs[0].startswith("23 -> 32 (two adjacent digits transposed; mends 2")
    assert findings["120"].repairs[0].startswith("120 -> 102 (two adjacent digits transposed")
    assert findings["120"].file.endswith("two.xlsx [Exposures]")
    assert (findings["23"].row, findings["23"].column) == ("Bell (row 12)", "Total")


def test_headings_over_two_rows_titles_sections_blank_rows_and_notes(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(
        "Table 3. Characteristics of cases,,,,\n,,,,\n,Baclofen (N = 108),,Gabapentin (N = 180),\n"
        "Characteristic,n,%,n,%\nSex,,,,\n  M,43,41.0,67,38.5\n  F,62,59.0,107,61.5\n  Unk,3,,6,\n,,,,\n"
        "Characteristic,n,%,n,%\nAge (y),,,,\n  <6,12,11.1,30,16.7\n  6–12,10,9.3,20,11.1\n  13-19,26,24.1,40,22.2\n"
        "  ≥20,60,55.6,90,50.0\n* Percentages of known sex.,,,,\nSource: registry,,,,\n",
        encoding="utf-8",
    )
    (table,) = find_tables(read_sheets(path)[0])
    assert [line.name for line in table.rows][1:4] == ["Sex: M", "Sex: F", "Sex: Unk"]
    assert len(table.rows) == 8
    assert table.counts[0, 0].low == 108
    assert audit_file(path) == []
    path.write_text(path.read_text(encoding="utf-8").replace("26,24.1", "29,24.1"), encoding="utf-8")
    (finding,) = audit_file(path)
    assert finding.repairs[0].startswith("29 -> 26 (one digit changed")


def test_a_long_layout_and_cells_of_two_numbers_say_the_same(tmp_path):
    (tmp_path / "long.csv").write_text(
        "characteristic,level,n,pct\nsex,Male,40,40.8\nsex,Female,85,59.2\nsex,Unknown,2,\n"
    )
    (tmp_path / "cells.csv").write_text(
        'Feature,Cases\nSex: male,40 (40.8%)\nSex: female,"85 (59.2%)"\nSex: unknown,2\n'
    )
    long, cells = (audit_file(tmp_path / f"{name}.csv") for name in ("long", "cells"))
    assert long[0].repairs[0].split(" (")[0] == cells[0].repairs[0].split(" (")[0] == "85 -> 58"


def test_parquet_and_a_folder_with_a_file_that_cannot_be_read(tmp_path):
    pd.DataFrame({"sex": ["Male", "Female", "Total"], "n": [40, 58, 89]}).to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.csv").write_text(TABLE)
    (tmp_path / "c.xlsx").write_text("no workbook")
    (tmp_path / "d.csv").write_text("Dear colleague,\n")
    findings = audit_file(tmp_path)
    assert [finding.printed for finding in findings[:2]] == ["89", "103"]
    assert [finding.severity for finding in findings[2:]] == ["cannot be checked"] * 2
    assert "c.xlsx: expected a whole Excel or OpenDocument file" in findings[2].explanation
    with pytest.raises(DataError, match="expected a whole Excel or OpenDocument file"):
        audit_file(tmp_path / "c.xlsx")
    with pytest.raises(DataError, match="cannot read"):
        audit_file(tmp_path / "nothing.docx")
    with pytest.raises(DataError, match="cannot read"):
        audit_file(tmp_path / "nothing.csv")


def test_what_cannot_be_parsed_is_a_finding_with_its_place(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("County,Male,Female,Total\nAdams,6l,35,96\nBell,20,70,90\nCook,33,44,77\nTotal,114,149,263\n")
    (finding,) = audit_file(path)
    assert (finding.severity, finding.rule) == ("cannot be checked", "reading")
    assert (finding.file, finding.row, finding.column, finding.printed) == (str(path), "Adams (row 2)", "Male", "6l")


def test_long_cells_packed_tables_and_other_endings_are_read_as_imports_read_them(tmp_path):
    table = f'Level,Cases\n"Male {"x" * 200_000}",40\nFemale,60\nTotal,101\n'.encode()
    written = {
        "long.csv": table,
        "table.dat": table,
        "table.csv.gz": gzip.compress(table),
        "tables.zip": books.packed({"inside/table.csv": table.decode(), "readme.md": "no table"}),
    }
    for name, content in written.items():
        (tmp_path / name).write_bytes(content)
        (finding,) = audit_file(tmp_path / name)
        assert (finding.printed, finding.expected) == ("101", "100")
    assert len(audit_file(tmp_path)) == len(written)
    (zipped,) = read_sheets(tmp_path / "tables.zip")
    assert zipped.place.endswith("tables.zip")


def test_numbers_of_a_workbook_are_those_that_people_see(tmp_path):
    pd.DataFrame({"x": ["a", "b"], "n": [0.1 + 0.2, 1e-5]}).to_excel(tmp_path / "t.xlsx", index=False)
    pd.DataFrame({"x": ["a", "b"], "n": [0.1 + 0.2, 1e-5]}).to_parquet(tmp_path / "t.parquet")
    for name in ("t.xlsx", "t.parquet"):
        assert read_sheets(tmp_path / name)[0].cells == [["x", "n"], ["a", "0.3"], ["b", "0.00001"]]


HOSTILE = books.hostile(TABLE.encode())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_one_sentence(tmp_path, capfd, monkeypatch, name):
    monkeypatch.setattr(apart, "MEMORY", 1 << 30)
    (tmp_path / name).write_bytes(HOSTILE[name])
    with pytest.raises(DataError, match=f"{name}: expected a whole Excel or OpenDocument file"):
        audit_file(tmp_path / name)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Level,n\n" + b"," * 20_000, "at most 16,384 columns, got 20,001"),
        (b"Level,n\n" + b"," * 16_000 + b"\n" + b"a\n" * 200_000, "cells scattered over 200,002 lines"),
        (b"Level,n\nMale,1\nFem\xffale,2\nM\xc3\xa9,1\nM\xc3\xa9,1\n", "line 3: expected text of one encoding"),
        (b"\0\1\2\3" * 100, "expected text or a known binary format"),
        (b'{"a": [1]}', "JSON"),
    ],
)
def test_text_that_is_no_table_is_refused(tmp_path, content, said):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(DataError, match=said):
        audit_file(tmp_path / "a.csv")


@pytest.mark.parametrize("line", ['"x', 'x",y', '"', '",', '"a",b"', '""', '"x\n"y"z'])
def test_quotes_that_do_not_pair_lose_no_line(tmp_path, line):
    (tmp_path / "a.csv").write_text(TABLE + f"{line}\n" * 30 + "Last,1,2\n")
    cells = read_sheets(tmp_path / "a.csv")[0].cells
    assert [row[0] for row in cells if row[0] in ("Male", "Female", "Total", "Last")] == [
        "Male",
        "Female",
        "Total",
        "Last",
    ]


@pytest.mark.parametrize("path", ["", "  "])
def test_empty_text_is_no_folder(path):
    with pytest.raises(DataError, match="path: expected a path, got empty text"):
        audit_file(path)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("County,Year,Cases", "Adams,2010,2015"),  # counts that look like years
        ("Level,2019 n,2019 %,2020 n,2020 %", "Male,12,40.0,18,60.0"),
        ("Level,2019,2020", "Male,12,18"),
        ("Level,2018,2020,2022", "Male,12,18,20"),
        ("County,Year,Characteristic,Level,n", "Adams,2006,Age,1 y,2012"),
    ],
)
def test_headings_of_years_are_told_from_counts_that_look_like_years(tmp_path, head, row):
    other = row.replace("Adams", "Bell").replace("Male", "Female")
    (tmp_path / "table.csv").write_text("\n".join([head, row, other, ""]))
    (table,) = find_tables(read_sheets(tmp_path / "table.csv")[0])
    assert list(table.headers.values()) == head.split(",")
    assert {number.row for number in (table.counts | table.percents).values()} == {1, 2}


def _shares(first: str, last: str, all_of_them: str = "20,000 (100%)") -> list[str]:
    """Give the rows that are accused in a table whose first and last share are those."""
    rows = [first, "7,000 (35.0%)", "2,000 (10.0%)", "900 (4.5%)", last, all_of_them]
    cells = pd.DataFrame({"Outcome": [*"ABCDE", "Total"], "n (%)": rows})
    return sorted({finding.row[0] for finding in audit_table(cells)})


@pytest.mark.parametrize("bound", ["<0.1%", "<0.1", "< 0.1%", "<.1%", "≤0.1%", "<0,1%", "<0.1%*"])
def test_a_share_below_the_last_digit_is_read_as_that(bound):
    assert _shares("10,098 (50.5%)", f"2 ({bound})") == []
    assert _shares("10,080 (50.4%)", f"20 ({bound})") == [], "0.1% itself is near enough"
    assert _shares("10,075 (50.4%)", f"25 ({bound})") == ["E"]


@pytest.mark.parametrize("bound", [">99.9%", ">99.9", "≥99.9%"])
def test_a_share_above_the_last_digit_is_read_as_that(bound):
    rows = ["20,000", f"19,998 ({bound})", "5,000 (25.0%)", "3,000 (15.0%)", "2 (<0.1%)"]
    cells = pd.DataFrame({"Effect": ["All", "Coma", "Tachycardia", "Bradycardia", "Death"], "n (%)": rows})
    assert list(audit_table(cells)) == []
    cells.loc[1, "n (%)"] = f"19,900 ({bound})"
    assert [finding.row.split(" ")[0] for finding in audit_table(cells)] == ["Coma"]


def test_a_count_above_a_bound_has_no_end():
    held = pd.DataFrame({"Group": ["A", "B", "Total"], "x": [">10", "10", "25"], "y": [12, 12, 24], "z": [5, 6, 11]})
    assert list(audit_table(held)) == []
    (broken,) = audit_table(held.assign(x=[">10", "20", "25"]))
    assert broken.severity == "inconsistent"
