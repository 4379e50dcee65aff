"""Workbooks made to break their reader: refused in one sentence, or read; the program goes on in any case."""

from __future__ import annotations

import pandas as pd
import pytest
from cases.export import ROWS, adds_up, run, text
from damage import books

from analysis.cases import propose_mapping
from analysis.errors import DataError
from analysis.files import apart, binary

HOSTILE = books.hostile(text(*ROWS))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_one_sentence_by_import_and_map(tmp_path, capfd, monkeypatch, name):
    monkeypatch.setattr(apart, "MEMORY", 1 << 30)
    for look in (lambda: run(tmp_path, {name: HOSTILE[name]}), lambda: propose_mapping(tmp_path / "in" / name)):
        with pytest.raises(DataError, match="expected a whole Excel or OpenDocument file") as raised:
            look()
        assert len(raised.value.faults) == 1
        assert "\n" not in str(raised.value)
    assert capfd.readouterr() == ("", "")  # panics of Rust are printed by themselves
    assert not (tmp_path / "store").exists()


def test_memory_that_a_cell_far_away_asks_for_is_named(tmp_path):
    with pytest.raises(DataError, match=r"549\.8 GB of memory: a cell far from the table"):
        run(tmp_path, {"far.xlsx": HOSTILE["far.xlsx"]})


@pytest.mark.parametrize(
    ("name", "book", "rows"),
    [
        ("below.xlsx", books.xlsx(text(*ROWS), '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), (4, 4)),
        ("right.xlsx", books.xlsx(text(*ROWS), '<row r="5"><c r="XFD5"><v>1</v></c></row>'), (4, 3)),
        (
            "formatted.xlsx",
            books.xlsx(text(*ROWS), "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(5, 100_000))),
            (3, 3),
        ),
        (
            "repeated.ods",
            books.ods(
                text(*ROWS),
                '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                'table:number-columns-repeated="16384"/></table:table-row>',
            ),
            (3, 3),
        ),
    ],
)
def test_a_workbook_with_much_nothing_is_read(tmp_path, name, book, rows):
    report, store = run(tmp_path, {name: book})
    assert adds_up(report, store)
    assert (report.rows_in, report.kept) == rows
    assert len(report.dropped_columns) < 20
    assert any("right of the last heading" in note for note in report.notes) is (name == "right.xlsx")


def test_a_reader_that_takes_too_long_or_dies_is_ended(tmp_path, monkeypatch):
    path = tmp_path / "export.xlsx"
    path.write_bytes(books.xlsx(text(*ROWS)))
    monkeypatch.setattr(apart, "STARTED", "import os; os.abort()  # {path!a} {job!a}")
    with pytest.raises(DataError, match=r"export.xlsx: .* at which its reader breaks down"):
        binary.sheets_of(path, path.name)
    pytest.importorskip("resource")
    slow = "from analysis.files import foreign; foreign._limit(1 << 33, 1)\nwhile True: pass  # {path!a} {job!a}"
    monkeypatch.setattr(apart, "STARTED", f"import sys; sys.path[:] = {{path!a}}\n{slow}")
    with pytest.raises(DataError, match="takes its reader too long"):
        binary.sheets_of(path, path.name)


def test_a_reader_whose_rows_nobody_wants_any_more_ends(tmp_path):
    frame = pd.DataFrame({"a": range(60_000)})
    frame.to_stata(tmp_path / "a.dta", write_index=False)
    names, _, rows = binary.statistical(tmp_path / "a.dta", "a.dta", "stata")
    assert names == ["a"]
    assert next(rows).cells == ["0"]
    rows.close()
    with pytest.raises(StopIteration):
        next(rows)


def test_what_a_library_prints_is_no_message(tmp_path, capfd):
    path = tmp_path / "export.xlsx"
    path.write_bytes(books.xlsx(text(*ROWS)))
    loud = "import sys; sys.path[:] = {path!a}; from analysis.files import foreign; "
    loud += "read = foreign._workbook; foreign._workbook = lambda *given: (print('said'), read(*given))[1]; "
    code = loud + "foreign.serve(*{job!a})"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "STARTED", code)
        ((sheet, rows),) = binary.sheets_of(path, path.name)
    assert (sheet, len(rows), rows[0].line) == ("S", 4, 1)
    assert capfd.readouterr() == ("", "")
