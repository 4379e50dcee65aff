"""How files are read, whatever their kind and size, and what stands in them beside cases."""

from __future__ import annotations

import io
import unicodedata

import pandas as pd
import pytest
from cases.export import HEADER, ROWS, adds_up, run, table, text

from analysis.cases.importing.footers import NOTE
from analysis.cases.importing.repeated_cases import NOTHING_NEW, OTHER_VALUES, SAME
from analysis.cases.proposal.propose import propose_mapping
from analysis.errors import DataError
from analysis.files.cells import MOST_COLUMNS, Splitter
from analysis.files.marks import cleaned, marked
from analysis.files.text import MOST_LINES, head, lines_of, records

WIDTH = HEADER.count(",") + 1
MANY = [*ROWS, *(ROWS[0].replace("A1", f"A{number}") for number in range(4, 44))]


def row(*cells: str) -> str:
    """Give a line of the small export whose first cells are these."""
    return ",".join([*cells, *[""] * (WIDTH - len(cells))])


def rules(report) -> dict[str, int]:
    return dict(zip(report.by_rule["rule"], report.by_rule["count"], strict=True))


FOOTERS = [
    ["40 records"],
    ["Rows: 40"],
    ["Number of records: 40"],
    ["(40 rows affected)"],
    ["(c) 2021 County"],
    ["\u00a9 2021 County"],
    ["Copyright County of Berks"],
    ["Total", "40"],
    ["Grand total", "40"],
    ["Total cases: 40"],
    ["Run date: 2021-01-02"],
    ["Data through 2020"],
    ["-----"],
]
CASES = [
    ["A99"],
    ["A99", *[""] * 8, "Total body lotion"],
    ["A99", *[""] * 8, "This and that"],
    ["A99", *[""] * 8, "Copyright"],
    ["Z-100"],  # another form of id, and nothing that a note begins with
    ["Berks 12"],
]


def each_in_a_file(lasts):
    """Give a file for each of some last rows, with the same cases under numbers of its own."""
    return {
        f"{place}.csv": text(*(line.replace("A", f"A{place}", 1) for line in [*MANY, row(*last)]))
        if last[0].startswith("A9")
        else text(*(line.replace("A", f"A{place}", 1) for line in MANY), row(*last))
        for place, last in enumerate(lasts, 100)
    }


def test_what_stands_below_the_table_is_no_case_and_listed(tmp_path):
    report, store = run(tmp_path, each_in_a_file(FOOTERS))
    assert report.by_rule[["rule", "count"]].to_numpy().tolist() == [[NOTE, 1]] * len(FOOTERS)
    assert report.kept == len(MANY) * len(FOOTERS) and adds_up(report, store)


def test_a_case_of_few_filled_cells_stays_a_case(tmp_path):
    report, _ = run(tmp_path, each_in_a_file(CASES))
    assert (report.kept, report.rejected) == ((len(MANY) + 1) * len(CASES), 0)


def test_a_note_goes_on_over_the_lines_below_it_and_ends_with_the_next_case(tmp_path):
    """Twenty lines of notes; 3 instead of 30 rows looked at would make cases of seventeen."""
    notes = [row("Notes: counts are those of callers"), *(row(f"and line {number} of it") for number in range(19))]
    report, _ = run(tmp_path, text(*MANY, *notes))
    assert (report.kept, rules(report)) == (len(MANY), {NOTE: 20})
    (tmp_path / "again").mkdir()
    report, store = run(
        tmp_path / "again", text(*MANY, row("Total", "40"), row("B2 late entry"), row("A77", "01/05/2020"))
    )
    assert rules(report) == {NOTE: 2} and "A77" in set(table(store, "cases")["case_id"])


def test_ids_that_are_words_do_not_save_a_total(tmp_path):
    named = [f"{'abcdefgh'[place]}{line[line.index(',') :]}" for place, line in enumerate([*ROWS, *ROWS])]
    report, _ = run(tmp_path, text(*named, row("Total", "6")))
    assert report.kept == 6 and rules(report) == {NOTE: 1}


FIRST = "A1,01/05/2020,30,Years,Female,19104,Intentional - Abuse,Minor effect,70,Baclofen; Ethanol,Drowsiness/lethargy"


@pytest.mark.parametrize(
    ("rows", "kept", "expected"),
    [
        ([FIRST, row("A1")], FIRST, {NOTHING_NEW: 1}),
        ([FIRST, row("A1", "01/05/2020", "30")], FIRST, {NOTHING_NEW: 1}),
        ([FIRST, row("A1", "NA", "N/A")], FIRST, {NOTHING_NEW: 1}),
        ([FIRST, FIRST, row("A1")], FIRST, {SAME: 1, NOTHING_NEW: 1}),
        # the fullest row stays when the first says nothing that it does not
        ([row("A1", "01/05/2020"), row("A1"), FIRST], FIRST, {NOTHING_NEW: 2}),
        # what contradicts the row that stays is a reject as ever
        ([FIRST, row("A1", "01/06/2020")], FIRST, {OTHER_VALUES: 1}),
        ([FIRST, FIRST.replace("Female", "")], FIRST, {NOTHING_NEW: 1}),
        ([FIRST.replace("Female", "Male"), FIRST], FIRST.replace("Female", "Male"), {OTHER_VALUES: 1}),
        ([row("A1", "01/06/2020"), FIRST, row("A1", "01/05/2020")], row("A1", "01/06/2020"), {OTHER_VALUES: 2}),
    ],
)
def test_a_repeated_case_number_that_says_nothing_new_is_a_duplicate(tmp_path, rows, kept, expected):
    report, store = run(tmp_path, text(*rows))
    assert report.kept == 1 and rules(report) == expected and adds_up(report, store)
    (tmp_path / "alone").mkdir()
    _, alone = run(tmp_path / "alone", text(kept))
    shown = [table(folder, "cases").drop(columns="row") for folder in (store, alone)]
    pd.testing.assert_frame_equal(*shown)


def test_cells_of_other_columns_count_too_when_a_case_is_repeated(tmp_path):
    header = f"{HEADER},Agency"
    report, _ = run(
        tmp_path, text(f"{FIRST},Berks", f"{row('A1')},York", f"{row('A1')},Berks", f"{row('A1')},", header=header)
    )
    assert rules(report) == {OTHER_VALUES: 1, NOTHING_NEW: 2}


QUOTED = ['1","2020-01-01","Male', '"a', 'x ""y"" z', '"a","b', 'a,"""', '"a ""b"" ', '","', '"']


@pytest.mark.parametrize("line", QUOTED)
@pytest.mark.parametrize("width", [3, 11])
def test_lines_without_their_outer_quotes_are_read_in_proportion_to_their_number(monkeypatch, line, width):
    """Each line at most as often as a record has cells; 500 of the first kind took 40 seconds."""
    seen, go_on = [0], Splitter.go_on

    def counted(*arguments):
        seen[0] += 1
        return go_on(*arguments)

    monkeypatch.setattr(Splitter, "go_on", counted)
    found = sum(1 for _ in records(((number, line, True) for number in range(4000)), ",", width))
    assert 0 < found <= 4000 and seen[0] <= 4000 * (width + 1)


def test_a_quoted_cell_may_run_over_lines_up_to_a_bound():
    def read(lines):
        cell = ['1,"first', *["more"] * (lines - 2), 'last"']
        return list(records(((number, line, True) for number, line in enumerate([*cell, "2,b"], 1)), ",", 2))

    whole = read(MOST_LINES)
    assert [record.line for record in whole] == [1, MOST_LINES + 1] and whole[0].cells[1].count("\n") == MOST_LINES - 1
    assert MOST_LINES >= 1500  # narratives of hundreds of lines are real
    assert read(MOST_LINES + 2)[0].rule == "quote not closed"


def test_more_columns_than_a_sheet_has_are_refused_before_they_cost_time(tmp_path):
    wide = ",".join([HEADER, *(f"x{number}" for number in range(MOST_COLUMNS))])
    with pytest.raises(DataError, match=r"at most 16,384 columns, got 16,395.*export the columns you need"):
        run(tmp_path, text(header=wide))


def test_thousands_of_columns_that_no_target_takes_are_kept_out_of_the_queries(tmp_path):
    more = ",".join(f"x{number}" for number in range(700))
    report, store = run(tmp_path, text(*(f"{line}{',1' * 700}" for line in ROWS), header=f"{HEADER},{more}"))
    assert report.kept == 3 and len(report.dropped_columns) == 700 and adds_up(report, store)


def test_the_first_records_are_found_where_quoted_cells_run_on(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('\n"title\nof it",x\na,b\n"open,1\n2,3\n', encoding="utf-8")
    assert head(lines_of(path), ",") == [(2, 3, ["title\nof it", "x"]), (4, 4, ["a", "b"])]


def code_points():
    return (chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF)


def test_bytes_are_marked_for_the_very_characters_that_are_taken_out():
    taken = {sign for sign in code_points() if cleaned(f"a{sign}b") != f"a{sign}b"}
    assert taken == {sign for sign in code_points() if marked(f"a{sign}b".encode())}
    odd = {sign for sign in code_points() if unicodedata.category(sign) in ("Cc", "Zl", "Zp") and sign not in "\t\n\r"}
    directions = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # Unicode UAX 9
    assert odd | directions <= taken
    assert taken - odd - directions == set("\xad\u200b\u2060\ufeff")


@pytest.mark.parametrize(
    "cell", ["Bac\x01lofen", "Baclofen\u2028", "\u202eBaclofen\u202c", "Bac\u200blofen", "\x85Baclofen"]
)
def test_characters_that_show_nothing_are_taken_out_and_told(tmp_path, cell):
    odd = ROWS[0].replace("A1", "A9\u200e").replace("Baclofen", cell)
    report, store = run(tmp_path, text(*ROWS, odd))
    assert table(store, "cases")["case_id"].tolist() == ["A1", "A2", "A3", "A9"]
    assert table(store, "substances")["substance"].tolist().count("Baclofen") == 3
    (said,) = [note for note in report.notes if "taken out" in note]
    assert "'Case Number' (1), 'Substance' (1)" in said
    assert not any("taken out" in note for note in run(tmp_path, text(*ROWS))[0].notes)


def test_other_kinds_of_files_are_rid_of_them_too(tmp_path):
    frame = pd.read_csv(io.BytesIO(text(*ROWS)), dtype=str)
    frame["Substance"] = frame["Substance"].str.replace("fen", "\x00fen\x7f")
    frame.to_parquet(tmp_path / "a.parquet")
    report, store = run(tmp_path, {"a.parquet": (tmp_path / "a.parquet").read_bytes()})
    assert set(table(store, "substances")["substance"]) == {"Baclofen", "Ethanol", "Ibuprofen"}
    assert any("'Substance' (3)" in note for note in report.notes)


def test_two_cases_whose_numbers_differ_by_what_does_not_show_are_one(tmp_path):
    report, _ = run(tmp_path, text(ROWS[0], ROWS[0].replace("A1", "A1\u200b")))
    assert (report.kept, report.duplicates) == (1, 1)


def test_a_heading_with_such_characters_is_mapped_and_imported(tmp_path):
    content = text(*MANY, header=HEADER.replace("Gender", "Gen\u2028der\x01"))
    (tmp_path / "x.csv").write_bytes(content)
    toml = propose_mapping(tmp_path / "x.csv").to_toml()
    (tmp_path / "own.toml").write_text(toml, encoding="utf-8")
    report, _ = run(tmp_path, content, mapping=tmp_path / "own.toml")
    assert report.kept == len(MANY)


def test_lines_to_be_skipped_are_no_header():
    found = [(1, "a,b", True), (2, "c,d", True), (3, "e,f", True)]
    assert head(found, ",", 2) == [(3, 3, ["e", "f"])]
    assert head(found, ",", 0, 1)[0] == (1, 1, ["a", "b"])
