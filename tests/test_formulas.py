"""What is written for people opens in a spreadsheet, a terminal and a Markdown viewer as the text that it is."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from analysis.cli.screen import table_as_text
from analysis.formulas import formulas_kept, spreadsheet_safe
from analysis.render import csv_text
from analysis.tables import as_text, findings_text
from analysis.visible import one_line, visible

FORMULAS = [
    "=1+1", "=HYPERLINK(\"http://x\",\"a\")", "+1+1", "-1+1", "-2-3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "=cmd|' /C x'!A0",
    "+441234=1", "-A1", "@x", "\uff1d1+1", "\uff0bA1", "\uff20SUM(A1)", "-1.5 to 2", "--1+A1", "-(3)", "=-1",
]  # fmt: skip
TEXTS = [
    "-1.5",
    "+3",
    "-19.8%",
    "-1,234.5",
    "-1e-05",
    "-",
    "--",
    "=",
    "Minor = major",
    " =1",
    "'=1",
    "",
    "a@b",
    "é",
    "<=18",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_text_that_begins_as_a_formula_does_gets_an_apostrophe(cell):
    assert spreadsheet_safe(cell) == f"'{cell}"
    table = pd.DataFrame({"label": [cell, "x"], cell: [1, -2.5]})
    rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))
    written = "'" + cell.replace("\r", "\n")
    assert rows == [["label", written], [written, "1"], ["x", "-2.5"]]
    with formulas_kept():
        assert next(csv.reader(io.StringIO(csv_text(table), newline="")))[1] == written[1:]
    assert table.columns[1] == cell and table["label"][0] == cell


@pytest.mark.parametrize("cell", TEXTS)
def test_numbers_and_other_texts_are_written_as_they_are(cell):
    assert spreadsheet_safe(cell) == cell
    assert csv_text(pd.DataFrame({"a": [cell]})) == pd.DataFrame({"a": [cell]}).to_csv(index=False)


def test_a_carriage_return_within_a_cell_ends_no_row():
    table = pd.DataFrame({"a": ["x\r=1+1", "y\r\nz", "w\r\t"]})
    assert csv_text(table) == 'a\n"x\n=1+1"\n"y\nz"\n"w\n\t"\n'


def test_every_kind_of_column_of_texts_is_looked_at():
    for kind in ("object", "str", "category"):
        table = pd.DataFrame({"a": pd.Series(["=1", None], dtype=kind), "n": [-1.0, None]})
        assert csv_text(table) == "a,n\n'=1,-1\n,\n"
    twice = pd.DataFrame([["=1", "=2"]], columns=["a", "a"])
    assert csv_text(twice) == "a,a\n'=1,'=2\n"


def test_answers_and_findings_are_escaped_too():
    assert as_text(pd.DataFrame({"a": ["=1"]}), "csv") == "a\n'=1"
    assert "'=1" in findings_text(pd.DataFrame({"severity": ["=1"]}), "csv")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("a|b", r"a\|b"), ("a\nb", "a b"), ("a\r\n| b", r"a \| b"), ("<script>x</script>", "&lt;script>x&lt;/script>"),
        ("[x](javascript:y)", r"[x\](javascript:y)"), ("`x`", r"\`x\`"), ("a\\|b", r"a\\\|b"),
        ("<18 years", "<18 years"),
        ("\x1b[2J", r"\\u001b[2J"), ("x\u202ey", r"x\\u202ey"), ("<!-- x", "&lt;!-- x"),
    ],
)  # fmt: skip
def test_no_cell_ends_a_cell_of_markdown_or_opens_a_tag(cell, shown):
    text = as_text(pd.DataFrame({"a": [cell], cell: ["x"]}), "markdown")
    assert text.count(shown) == 2 and len(text.split("\n")) == 3


@pytest.mark.parametrize(
    "cell",
    [
        "\x1b[31mred", "\x1b]8;;http://x\x07link\x1b]8;;\x07", "a\rb", "a\x08b", "\x9b2J", "a\u202eb", "a\u2028b",
        "a\x00b",
        "\x1b[2J\x1b[H", "a\u200bb", "\x07",
    ],
)  # fmt: skip
def test_codes_for_a_terminal_are_shown_and_not_sent(cell):
    assert visible(cell).isprintable() and one_line(cell).isprintable() and visible("a\tb\nc") == "a\tb\nc"
    assert table_as_text(pd.DataFrame({"a": [cell]}), above=[]).replace("\n", "").isprintable()


@pytest.mark.parametrize("cell", ["[bold]x[/bold]", "[link=http://x]y[/link]", "[/]", "[red", ":pill:"])
def test_markup_in_a_cell_is_text(cell):
    assert cell in table_as_text(pd.DataFrame({"a": [cell]}))


@pytest.mark.parametrize(("options", "shown"), [([], "'=1+1"), (["--keep-formulas"], "=1+1")])
def test_one_option_of_the_program_keeps_formulas(capsys, monkeypatch, options, shown):
    from analysis import cli, summaries

    entry = type("Entry", (), {"function": staticmethod(lambda: _FORMULA), "told": ("x", "")})()
    monkeypatch.setattr(summaries, "find_summary", lambda name: entry)
    monkeypatch.setattr("sys.argv", ["poison-center", *options, "show", "x", "--format", "csv"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert (end.value.code, capsys.readouterr().out) == (0, f"a\n{shown}\n")


_FORMULA = pd.DataFrame({"a": ["=1+1"]})
