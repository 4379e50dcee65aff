"""Tables as a journal prints them: N in the heading, a mark per test, nested reasons, limits that stay on one line."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
from docx import Document
from paper.desks import invented, plan, small_store
from typer.testing import CliRunner

from analysis.cases.clinical.table_one import table_one
from analysis.cases.codebook.records import records_of
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.cli import app
from analysis.errors import DataError
from analysis.forms import Withheld, alike, decimals_of, fixed
from analysis.paper import read_plan
from analysis.paper.ask import ask
from analysis.paper.audited import html_cells, word_tables
from analysis.paper.characteristics import lone_table
from analysis.paper.first_table import MARKS, in_full, marks_of_tests, table_1
from analysis.paper.layout import table_3
from analysis.paper.lines import GROUP, NESTED, Line, PrintedTable
from analysis.paper.manuscript import latex_of, markdown_of
from analysis.paper.notes import abbreviations, noted_tables
from analysis.paper.printing import printed_as_file
from analysis.paper.word import table_document

REASONS = ("Intentional - Abuse", "Intentional - Suspected suicide", "Unintentional - General", "Unknown reason")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("table") / "store"
    rows = [row | {"reason": REASONS[i % 4], "sex": None if i == 5 else row["sex"]} for i, row in enumerate(invented())]
    return select(open_store(small_store(folder, rows)))


def lines_of(study, **how) -> dict[str, Line]:
    told = {name: how.pop(name) for name in ("smd", "measured", "percent", "adjust") if name in how}
    table = lone_table(study, table_one(study, variables=["sex", "reason"], **how), **told)
    return {line.cells[0]: line for line in table.lines} | {"header": Line("header", table.header), "table": table}


def test_the_heading_has_n_and_each_p_the_mark_of_its_test(study):
    found = lines_of(study, by="mention", numbers=["age_years"])
    assert found["header"].cells == (
        "Characteristic", "Overall (N = 40)", "Single substance (N = 26)", "Multiple substances (N = 14)", "P value",
    )  # fmt: skip
    marks = [found[name].cells[-1][-1] for name in ("Sex, n (%)", "Reason for exposure, n (%)", "Age, years")]
    notes = found["table"].notes
    assert set(marks) <= set(MARKS) and all(any(note.startswith(f"{mark} ") for note in notes) for mark in marks)
    assert found["Median (IQR)"].cells[-1] == "" and " to " in found["Median (IQR)"].cells[1]
    assert found["Missing"].cells[1:] == ("1", "1", "0", "")
    assert notes[0] == "IQR, interquartile range (lower to upper quartile)."


def test_reasons_stand_under_their_group_with_its_sum(study):
    found = lines_of(study)
    assert found["Intentional"] == Line(GROUP, ("Intentional", "20 (66.7%)"))
    assert found["Abuse"].kind == found["Suspected suicide"].kind == NESTED
    assert found["Unintentional: General"].cells[1] == "10 (33.3%)" and found["Unknown reason"].cells[1] == "10"


def tidy_reasons(**changes) -> pd.DataFrame:
    rows = [("cases", "All cases", 30, 30, 1.0, False)]
    rows += [
        ("reason", f"Intentional - {name}", n, 30, n / 30, False) for name, n in {"Abuse": 3, "Misuse": 27}.items()
    ]
    table = pd.DataFrame(rows, columns=["variable", "level", "n", "denominator", "share", "unknown"]).astype(object)
    table = table.assign(group="Total", several=0)
    for (row, column), value in changes.get("cells", {}).items():
        table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    "cells", [{(1, "n"): Withheld("*")}, {(2, "share"): Withheld("*")}, {(1, "denominator"): Withheld("*")}]
)
def test_no_sum_stands_above_a_withheld_count(cells):
    table = table_1(tidy_reasons(cells=cells), records_of("poison center"))
    group = next(line for line in table.lines if line.kind == GROUP)
    assert group.cells == ("Intentional", "")
    whole = table_1(tidy_reasons(), records_of("poison center"))
    assert next(line for line in whole.lines if line.kind == GROUP).cells == ("Intentional", "30 (100.0%)")


def test_differences_means_rows_and_adjusted_p_are_by_choice(study):
    found = lines_of(
        study, by="mention", numbers=["age_years"], smd=True, measured="both", percent="row", adjust="holm"
    )
    assert found["header"].cells[-3:] == ("P value", "Adjusted P value", "SMD")
    assert re.fullmatch(r"\u2212?\d\.\d\d", found["Sex, n (% of the row)"].cells[-1])
    assert {"Median (IQR)", "Mean (SD)"} <= set(found)
    assert found["Male"].cells[1] == "19 (100.0%)"
    notes = " ".join(found["table"].notes)
    assert "method of Holm" in notes and "SMD, standardized difference" in notes


def test_without_groups_there_is_no_p_and_no_mark(study):
    found = lines_of(study)
    assert found["header"].cells == ("Characteristic", "Overall (N = 40)")
    assert not set(MARKS) & set("".join(found["table"].notes))


def test_tests_have_their_full_names():
    assert in_full("Fisher exact (Freeman-Halton)") == "Fisher-Freeman-Halton exact test"
    assert in_full("Fisher exact") == "Fisher's exact test" and in_full("Kruskal-Wallis") == "Kruskal-Wallis test"
    assert in_full("Wilcoxon rank sum, normal approximation") == "Wilcoxon rank-sum test (normal approximation)"
    tests = [f"test {n}" for n in range(10)]
    marks = marks_of_tests(pd.DataFrame({"test": ["", "none", None, *tests, tests[0]]}))
    assert list(marks) == tests and len(set(marks.values())) == 10


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        ((2.46, 0.287, 21.137), ("2.46", "0.29", "21.14")),
        ((21.1, 0.29, 130.4), ("21.1", "0.3", "130.4")),
        ((0.0952, 0.0803, 0.112), ("0.095", "0.080", "0.112")),
        ((1.0, 0.001, 3.0), ("1.00", "<0.01", "3.00")),
        ((0.0, 0.0, 0.012), ("0.000", "0.000", "0.012")),
        ((150.2, 99.6, 1234.5), ("150", "100", "1,235")),
    ],
)
def test_a_value_and_its_limits_have_the_same_decimals(numbers, printed):
    assert alike(*numbers) == printed
    assert fixed(numbers[0], decimals_of(numbers[0])) == printed[0] or numbers[0] == 0


def odds(value, low, high) -> str:
    row = {"outcome": "serious", "events": 3, "n": 9, "value": 1 / 3}
    rows = [row | {"factor": "all", "term": "known"}, row | {"factor": "sex", "term": "Male"}]
    ratio = {"crude": value, "crude_low": low, "crude_high": high}
    rows.append(row | {"factor": "sex", "term": "Female", "p": 0.04} | ratio | {
        key.replace("crude", "adjusted"): number for key, number in ratio.items()})  # fmt: skip
    return table_3(pd.DataFrame(rows), records_of("poison center"), level=0.95).lines[-1].cells[2]


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [
        ((2.463, 0.287, 21.137), "2.46 (0.29 to 21.14)"),
        ((2.463, 0.287, 90920922.61), "2.46 (0.29 to not estimable)"),
        ((2.463, 0.287, float("inf")), "2.46 (0.29 to not estimable)"),
        ((float("inf"), 2.0, float("inf")), "not estimable"),
        ((1e7, 2.0, 1e12), "not estimable"),
        ((1e-9, 0.0, 2.0), "not estimable"),
        ((float("nan"),) * 3, "not estimable"),
    ],
)
def test_an_odds_ratio_out_of_all_reach_is_no_number(numbers, printed):
    assert odds(*numbers) == printed


def test_the_reference_stands_first_and_the_other_ages_in_order(answers):
    table = answers["table-3"].query("outcome == 'serious' and factor == 'age_band'")
    ages = [float(re.sub(r"\D.*", "", term.lstrip("<>=")) or 0) - term.startswith("<") for term in table["term"][1:]]
    assert (ages == sorted(ages) and table["crude"].isna().tolist()[0]) or table["crude"].iloc[0] == 1
    printed = next(table for table in noted_tables(answers) if table.stem == "table-3")
    places = [at for at, line in enumerate(printed.lines) if line.cells[0].startswith("Serious outcome, by")]
    assert all(printed.lines[at + 1].cells[2] == "1 (reference)" for at in places)


def test_word_keeps_numbers_whole_and_headings_with_their_rows(study, tmp_path):
    table = lone_table(study, table_one(study, by="mention", variables=["sex", "reason"], numbers=["age_years"]))
    (tmp_path / "t.docx").write_bytes(printed_as_file(table, "word"))
    rows = Document(str(tmp_path / "t.docx")).tables[0].rows
    assert word_tables(tmp_path / "t.docx") == [table.grid()]
    for row, line in zip(rows[1:], table.lines, strict=True):
        assert not any(" " in cell.text for cell in row.cells[1:])
        if line.kind in ("section", GROUP):
            assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)
    assert all(row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows[-3:])
    notes = [one for one in Document(str(tmp_path / "t.docx")).paragraphs if one.text in table.notes]
    assert [one.paragraph_format.keep_with_next for one in notes] == [True] * (len(notes) - 1) + [False]


def test_columns_of_word_have_room_for_their_numbers_and_fit_the_page(study, tmp_path):
    table = lone_table(study, table_one(study, by="sex", variables=["mention", "reason"]), smd=True)
    (tmp_path / "t.docx").write_bytes(printed_as_file(table, "word"))
    document = Document(str(tmp_path / "t.docx"))
    section, columns = document.sections[-1], document.tables[0].columns
    assert sum(column.width for column in columns) <= section.page_width - section.left_margin - section.right_margin
    assert all(column.width > 0 for column in columns)


def test_every_form_of_one_table_says_the_same(study, tmp_path):
    table = lone_table(study, table_one(study, by="mention", variables=["sex", "reason"]))
    (tmp_path / "t.html").write_bytes(printed_as_file(table, "page"))
    assert html_cells(tmp_path / "t.html") == table.grid()
    latex, said = latex_of(table), markdown_of(table)
    for cell in {cell for line in table.lines for cell in line.cells[1:] if "(" in cell}:
        assert cell in said and cell.replace("%", r"\%") in latex
    assert "&nbsp;" * 8 + "Abuse" in said and r"\hspace*{2em}Abuse" in latex
    assert r"\textsuperscript{a}" in latex and "\u1d43" not in latex


@pytest.mark.parametrize("ending", ["docx", "html", "tex", "md"])
def test_the_verb_writes_table_1_as_a_journal_prints_it(study, tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    asked = [
        "cases",
        "table1",
        str(study.store.origin.root),
        "--variables",
        "sex",
        "--by",
        "mention",
        "--output",
        str(path),
    ]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.exception
    content = path.read_bytes()
    assert len(content) > 500 and (ending == "docx" or b"N = 40" in content.replace(b"&nbsp;", b" "))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["table1", "--output", "t.odt"], "--output: expected a file that ends in"),
        (["table1", "--long", "--output", "t.docx"], "--long: rows of numbers go to csv"),
        (["counts", "--output", "t.docx"], ".txt, got t.docx"),
        (["table1", "--substance", "Bleach", "--output", "t.docx"], "no case names 'Bleach'"),
    ],
)
def test_what_cannot_be_printed_is_one_error(study, tmp_path, monkeypatch, more, said):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["cases", more[0], str(study.store.origin.root), *more[1:]])
    assert isinstance(done.exception, DataError) and said in str(done.exception)
    assert not list(tmp_path.glob("t.*"))


def test_abbreviations_are_explained_once_and_only_those_that_stand_there():
    table = PrintedTable("t", "", "T", ("A", "OR (95% CI)"), (Line("line", ("Seen at an HCF", "1")),), ("IQR: no.",))
    assert abbreviations(table) == [
        "CI, confidence interval; HCF, health care facility; IQR, interquartile range (lower to upper quartile); "
        "OR, odds ratio."
    ]
    assert abbreviations(PrintedTable("t", "", "T", ("A", "n"), (), ())) == []


def test_the_paper_shows_differences_where_its_plan_asks(tmp_path):
    small_store(tmp_path / "store", invented())
    chosen = read_plan(plan(tmp_path, '[table_1]\nby = "mention"\nsmd = true\n'))
    first = noted_tables(ask(chosen, open_store(chosen.store)))[0]
    assert first.header[-1] == "SMD"


def test_an_empty_cell_of_a_document_is_no_taller_than_a_full_one(answers):
    """Word gives an empty paragraph the size of its style, not that of the text beside it."""
    table = next(table for table in noted_tables(answers) if table.stem == "table-3")
    document = Document(io.BytesIO(table_document(table, "A title")))
    styles = [cell.paragraphs[0].style for row in document.tables[0].rows for cell in row.cells]
    assert {(style.name, style.font.size.pt) for style in styles} == {("Cells", 9.0)}
