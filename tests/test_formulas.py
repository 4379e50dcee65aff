"""What is written for people opens in a spreadsheet, a terminal and a Markdown viewer as the text that it is."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis.cards import Card, Column
from analysis.cases.profiles.serial import write_key
from analysis.cli.screen import table_as_text
from analysis.formulas import formulas_kept, spreadsheet_safe, word_for_word
from analysis.ledgers.folder import table_text
from analysis.loaders.table import _rows
from analysis.render import csv_text
from analysis.tables import as_text, findings_text
from analysis.visible import one_line, visible

FORMULAS = [
    "=1+1", "=HYPERLINK(\"http://x\",\"a\")", "+1+1", "-1+1", "-2-3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "=cmd|' /C x'!A0",
    "+441234=1", "-A1", "@x", "\uff1d1+1", "\uff0bA1", "\uff20SUM(A1)", "-1.5 to 2", "--1+A1", "-(3)", "=-1",
    " =1", "'=1", "\u00a0=1+1", "\ufeff=1+1", "\u200b=1+1", "\u2060@x", "\u00ad=1", "\x00=1", "\x0b=1", "\u3000=1",
    "\u202e=1", "\ufe66SUM(A1)", "\ufe6bx", "\ufe62A1", "\u207cA1", "\n\t =1", "\x1b=1", '"=1+1', "\u2028=1", "\x85=1",
    "= 1",
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
    "",
    "a = b",
    "0;-1.5",
    "Mother's;Ecstasy'",
    "\u00a0-1.5",
    "\u22121.5 to 2",
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
    assert csv_text(table) == 'a\n"x\n\'=1+1"\n"y\nz"\n"w\n\t"\n'


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Oral;=1+1", "Oral;'=1+1"), ("a;b;@x;c", "a;b;'@x;c"), ("a\t=1", "a\t'=1"), ("a\n\ufeff=1", "a\n\ufeff'=1"),
        ('x;"=1+1;"', "x;\"'=1+1;\""), ("a; =1", "a; '=1"), ("=1;=2", "'=1;'=2"), ("a;'=1", "a;''=1"),
        ("a;-1.5;-A1", "a;-1.5;'-A1"), ("a;\uff1d1", "a;'\uff1d1"),
    ],
)  # fmt: skip
def test_a_formula_after_a_sign_at_which_some_programs_split_gets_one_too(cell, written):
    assert (spreadsheet_safe(cell), word_for_word(written)) == (written, cell)


@pytest.mark.parametrize("cell", [*FORMULAS, *TEXTS, "''=1", "\t'=1", "a;'=1", "'-1.5", "'x", "a;''-2;'=3", "\n'\n=1"])
def test_what_was_escaped_is_read_back_word_for_word(cell):
    assert word_for_word(spreadsheet_safe(cell)) == cell


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
    from analysis import __main__, summaries

    entry = type("Entry", (), {"function": staticmethod(lambda: _FORMULA), "told": ("x", "")})()
    monkeypatch.setattr(summaries, "find_summary", lambda name: entry)
    monkeypatch.setattr("sys.argv", ["poison-center", *options, "show", "x", "--format", "csv"])
    with pytest.raises(SystemExit) as end:
        __main__.main()
    assert (end.value.code, capsys.readouterr().out) == (0, f"a\n{shown}\n")


_FORMULA = pd.DataFrame({"a": ["=1+1"]})


HOUSE = Path(__file__).parents[1] / "analysis"
# Every place that writes separated values, and what it may write there without the escape.
WRITERS = {
    "render.py": "to_csv",
    "ledgers/folder.py": "csv.writer",
    "cases/profiles/serial.py": "csv.writer",
    "cases/synthetic/synthesize.py": "write_csv",  # cases made up of the codebook's own words
}
SEPARATED = re.compile(
    r"\bto_csv\b|\bto_excel\b|\bto_clipboard\b|\bExcelWriter\b|\bcsv\.(?:Dict)?[wW]riter\b|\bwrite_csv\b|\bwrite_excel\b"
    r"|\bsavetxt\b|\bopenpyxl\b|\bxlsxwriter\b|\bpyexcelerate\b|FORMAT ['\"]?csv"
)


def test_every_writer_of_separated_values_escapes():
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        code = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if ">>>" not in line)
        if named := SEPARATED.findall(code):
            found[path.relative_to(HOUSE).as_posix()] = named
    assert found == {name: [way] for name, way in WRITERS.items()}
    for name in set(WRITERS) - {"cases/synthetic/synthesize.py"}:
        assert "spreadsheet_safe(" in (HOUSE / name).read_text(encoding="utf-8"), name
    for path in HOUSE.rglob("*.py"):  # the engine writes files of its own format alone
        for query in re.findall(r"COPY \(.{0,1500}? TO [^\n]*", path.read_text(encoding="utf-8"), re.DOTALL):
            assert "csv" not in query.rpartition(" TO ")[2].lower(), path


@pytest.mark.parametrize("cell", ["=1+1", "\u200b@x", "a;=1", "'=1", "-5 to 2", "+A1", "\uff1d1", "x\n=1"])
def test_a_ledger_is_escaped_and_read_back_word_for_word(cell, tmp_path):
    frame = pd.DataFrame({"words": [cell], "n": [-5.0]})
    text = table_text(frame, ["words", "n"])
    assert list(csv.reader(io.StringIO(text)))[1] == [spreadsheet_safe(cell), "-5"] != [cell, "-5"]
    (tmp_path / "t.csv").write_bytes(text.encode())
    columns = {name: Column(name, "string", "x") for name in frame}
    card = Card("t", "t", "t", ("words",), "n", "x", "x", columns)
    assert _rows(tmp_path / "t.csv", card)[0][1] == {"words": cell, "n": "-5"}


def test_the_key_of_serial_numbers_is_escaped():
    out = io.StringIO()
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE serials AS SELECT * FROM (VALUES ('=1+1', '1'), ('-A1', '2'), ('B3', '3')) t(id, number)"
    )
    write_key(connection, out)
    assert out.getvalue().splitlines()[1:] == ["1,'=1+1", "2,'-A1", "3,B3"]
