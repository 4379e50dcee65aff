"""Hostile input: for any bytes, an import ends with a store whose report adds up, or with one clear error."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from cases.export import HEADER, ROWS, adds_up, run, table, text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.cases.importing.staging import Staging
from analysis.cases.store.schema import TABLES
from analysis.errors import DataError
from analysis.files.text import records

# IMPORT_EXAMPLES=500 makes a long random search of what is a short fixed one in every run of the tests.
LONG = "IMPORT_EXAMPLES" in os.environ
EXAMPLES = int(os.environ.get("IMPORT_EXAMPLES", "8"))
SLOW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=not LONG)
WIDTH = HEADER.count(",") + 1

SIGNS = [
    b'"',
    b'""',
    b",",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    b";",
    b"\t",
    b" ",
    b"A1",
    b"\xef\xbb\xbf",
    b"|",
]
VALUES = [
    b"1e999",
    b"-1",
    b"NaN",
    b"99999999999999999999",
    b"2020-02-30",
    b"'",
    b"\\",
    b"=1+1",
    b"\xe2\x80\xa8",
    b"\x1a",
]
PIECES = st.sampled_from(SIGNS + VALUES)
MESS = st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=30).map(b"".join)


def survives(content: bytes | dict[str, bytes]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        report, store = run(folder, content)
        assert adds_up(report, store)
    except DataError as error:
        assert error.faults
        assert not (folder / "store").exists()
    finally:
        shutil.rmtree(folder)


@SLOW
@given(st.binary(max_size=400))
def test_any_bytes_end_with_a_store_or_one_error(content):
    survives(content)


@SLOW
@given(st.lists(MESS, max_size=4), st.integers(0, 3))
def test_any_bytes_among_the_rows_end_with_a_report_that_adds_up(messes, at):
    lines = [row.encode() for row in ROWS]
    for place, mess in enumerate(messes):
        lines.insert((at + 2 * place) % (len(lines) + 1), mess)
    survives(HEADER.encode() + b"\n" + b"\n".join(lines))


@SLOW
@given(st.lists(st.tuples(st.integers(0, 400), PIECES, st.integers(0, 6)), max_size=6))
def test_a_file_damaged_anywhere_ends_with_a_report_that_adds_up(damages):
    content = text(*ROWS)
    for at, piece, cut in damages:
        content = content[:at] + piece + content[at + cut :]
    survives(content)


@SLOW
@given(st.lists(st.lists(st.text(max_size=8), min_size=WIDTH, max_size=WIDTH), max_size=4))
def test_any_cells_are_kept_or_named(rows):
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER.split(","))
    writer.writerows(rows)
    survives(buffer.getvalue().encode("utf-8", errors="replace"))


def test_damaged_files_of_other_kinds_end_with_one_error(tmp_path):
    import io

    frame = pd.read_csv(io.BytesIO(text(*ROWS)), dtype=str)
    frame.to_excel(tmp_path / "whole.xlsx", index=False)
    frame.to_parquet(tmp_path / "whole.parquet")
    for path in sorted(tmp_path.glob("whole.*")):
        data = path.read_bytes()
        for at in range(0, len(data), len(data) // 5):
            survives({path.name: data[:at]})
            survives({path.name: data[:at] + b"\x00\xff\x00\xff" + data[at + 4 :]})


CELL = st.text(alphabet=st.sampled_from('ab ",;\n\t\r\u00e9'), max_size=5)
DIRT = st.sampled_from(
    [b'"', b'""', b"\0", b"\xff", b"\r", b"\r\n", b"\n", b",", b' "', b'" ', b",,,", b"\xef\xbf\xbd", b"\n,"]
)


def same_as_exact(content: bytes) -> str:
    """Import by the fast ways and by the exact one alone; give how the fast ways read."""
    folder = Path(tempfile.mkdtemp())
    ways = {name: getattr(Staging, name) for name in ("_fast", "_mended")}
    try:
        quick, _ = run(folder, content, into=folder / "quick")
        for name in ways:
            setattr(Staging, name, lambda *arguments: False)
        exact, _ = run(folder, content, into=folder / "exact")
        assert (quick.rows_in, quick.kept, quick.rejected) == (exact.rows_in, exact.kept, exact.rejected)
        assert adds_up(quick, folder / "quick")
        for name in [*TABLES, "rejects"]:
            pd.testing.assert_frame_equal(table(folder / "quick", name), table(folder / "exact", name))
        return quick.files["reader"][0]
    finally:
        for name, way in ways.items():
            setattr(Staging, name, way)
        shutil.rmtree(folder)


@SLOW
@given(
    st.lists(st.lists(CELL, min_size=WIDTH, max_size=WIDTH), max_size=5),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 300), DIRT, st.integers(0, 2)), max_size=3),
)
def test_the_fast_and_the_exact_reader_give_the_same_store(rows, raw, dirt):
    """What DuckDB reads, alone or but for some lines, the exact reader reads alike; `raw` cells lack their quotes."""
    lines = [",".join(row if raw else ['"' + cell.replace('"', '""') + '"' for cell in row]) for row in rows]
    content = text(*(f"K{place},{line.split(',', 1)[-1]}" for place, line in enumerate(lines)), *ROWS)
    head = len(HEADER) + 1
    for at, sign, cut in dirt:
        content = content[: head + at] + sign + content[head + at + cut :]
    same_as_exact(content)


def test_one_bad_line_sends_only_itself_to_the_exact_reader(tmp_path):
    rows = [ROWS[0].replace("A1", f"K{place}") for place in range(2000)]
    rows[7] = rows[7].replace("Female", '"Fe"male')
    rows[90] = rows[90].replace("Baclofen; Ethanol", '"Baclofen\r\n; Ethanol"')
    rows[91:93] = [row.replace("Baclofen", "Baclof\u00e8ne") for row in rows[91:93]]
    rows[500] = rows[500].replace("Female", "")[:40]
    rows[1500] = rows[1500].replace("Ethanol", "Eth\0anol")
    content = text(*rows).replace(b"K1800,", b"K1800\xff,")
    assert same_as_exact(content).endswith("fast but for 5 records")
    report, store = run(tmp_path, content)
    assert (report.kept, report.rejected) == (1996, 4)
    assert table(store, "rejects")["line"].tolist() == [9, 503, 1503, 1803]
    assert "1,995 records; 5" in " ".join(report.notes)


@settings(max_examples=200, deadline=None, derandomize=not LONG)
@given(st.text(alphabet=st.sampled_from('a,"\n '), max_size=60))
def test_every_physical_line_belongs_to_one_record_or_is_blank(content):
    """The lines of all records and the blank lines between them are all the lines there are, in order."""
    lines = [(number, line, True) for number, line in enumerate(content.split("\n"), 1)]
    found = list(records(iter(lines), ",", 2))
    starts = [record.line for record in found]
    assert starts == sorted(set(starts))
    covered = {record.line for record in found}
    for record, following in zip(found, [*starts[1:], len(lines) + 1], strict=False):
        span = 1 + sum(cell.count("\n") for cell in record.cells or ())
        assert record.line + span <= following
        covered |= set(range(record.line, record.line + span))
    assert all(not line.strip() for number, line, _ in lines if number not in covered)


@pytest.mark.parametrize(("lines", "whole"), [(21, True), (500, True), (1999, True), (2500, False)])
def test_a_quoted_cell_may_run_over_two_thousand_lines(lines, whole):
    cell = "\n".join(f"line {number}" for number in range(lines))
    given = [(number, text, True) for number, text in enumerate(f'1,"{cell}"\n2,b'.split("\n"), 1)]
    found = list(records(iter(given), ",", 2))
    if whole:
        assert [record.cells for record in found] == [["1", cell], ["2", "b"]]
    else:
        assert (found[0].rule, found[-1].cells) == ("quote not closed", ["2", "b"])


def grow(path):
    with path.open("ab") as file:
        file.write(f"{ROWS[0].replace('A1', 'A9')}\n".encode())


MEDDLING = {
    "grows": grow,
    "shrinks": lambda path: os.truncate(path, path.stat().st_size // 2),
    "is replaced": lambda path: (path.with_name("new").write_bytes(text(*ROWS)), path.with_name("new").replace(path)),
    "is removed": lambda path: path.unlink(),
    "is written anew": lambda path: path.write_bytes(path.read_bytes().replace(b"Baclofen", b"Diazepam")),
}


@pytest.mark.parametrize("how", MEDDLING)
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, how, monkeypatch):
    reading = Staging.stage

    def meddled(staging, item, number):
        yield from reading(staging, item, number)
        MEDDLING[how](tmp_path / "in" / "export.csv")

    monkeypatch.setattr(Staging, "stage", meddled)
    with pytest.raises(DataError, match=r"export\.csv: expected a file that stays as it is.*changed while it was read"):
        run(tmp_path, text(*ROWS))
    assert not (tmp_path / "store").exists() and not list(tmp_path.glob(".*"))
