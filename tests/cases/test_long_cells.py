"""Cells and lines longer than any that people write: a reject with its line and length, or one sentence."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile

import pandas as pd
import pytest
from cases.export import HEADER, ROWS, adds_up, run, table, text
from damage import books

from analysis.audit import audit_file
from analysis.cases import propose_mapping
from analysis.errors import DataError
from analysis.files import cells

LONG = "x" * (cells.LONGEST_CELL + 1)


def row(cell: str, key: str = "A5") -> str:
    return f"{key},01/05/2020,30,Years,Female,19104,Intentional - Abuse,Minor effect,70,{cell},Coma"


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("export.csv", content)
    return out.getvalue()


def frame(*rows: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(text(*rows)), dtype=str)


def parquet(*rows: str) -> bytes:
    return frame(*rows).to_parquet()


def ods(*rows: str) -> bytes:
    before = csv.field_size_limit(1 << 24)
    try:
        return books.ods(text(*rows), "")
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("export.csv", text(ROWS[0], row(LONG), ROWS[1]), 3),
        ("export.csv", text(ROWS[0], row(f'"{LONG}"'), ROWS[1]), 3),
        ("export.csv", text(ROWS[0], ROWS[1], row(LONG), end="\r\n"), 4),
        ("export.csv", text(ROWS[0], row(f'"{LONG[:-9]}\nmore text {LONG[:9]}"'), ROWS[1]), 3),
        ("export.csv", text(ROWS[0], row("Baclofen", LONG), ROWS[1]), 3),
        ("export.csv", text(ROWS[0], row(LONG), ROWS[1]).decode().encode("utf-16"), 3),
        ("export.csv.gz", gzip.compress(text(ROWS[0], row(LONG), ROWS[1]), 1), 3),
        ("export.zip", zipped(text(ROWS[0], row(LONG), ROWS[1])), 3),
        ("export.parquet", parquet(ROWS[0], row(LONG), ROWS[1]), 2),
        ("export.ods", ods(ROWS[0], row(LONG), ROWS[1]), 3),
    ],
    ids=["plain", "quoted", "last", "over lines", "key", "utf-16", "gzip", "zip", "parquet", "ods"],
)
def test_a_row_with_a_cell_that_is_too_long_is_listed_with_its_line_and_length(tmp_path, name, content, line):
    report, store = run(tmp_path, {name: content})
    assert (report.rows_in, report.kept, report.rejected) == (3, 2, 1)
    assert adds_up(report, store)
    assert [(one["rule"], one["count"]) for one in report.rows["by_rule"]] == [("cell too long", 1)]
    (reject,) = table(store, "rejects").to_dict("records")
    assert (reject["line"], reject["rule"], reject["kept"]) == (line, "cell too long", False)
    assert reject["value"].endswith("characters, of at most 2,000,000")
    assert "xxx" not in json.dumps(reject)
    assert "Case Number" in propose_mapping(tmp_path / "in" / name).to_toml()


@pytest.mark.parametrize("length", [1_999_000, 2_000_000])
def test_a_cell_as_long_as_the_bound_is_kept_by_the_fast_way_and_the_exact_one(tmp_path, length):
    for content in (text(ROWS[0], row("x" * length)), text(ROWS[0], row("x" * length), '"open')):
        report, store = run(tmp_path, content)
        assert report.kept == 2
        assert table(store, "substances")["substance"].str.len().max() == length


@pytest.mark.parametrize("more", [b"", b'"never closed'])
def test_one_long_cell_leaves_the_other_rows_to_the_fast_reader(tmp_path, more):
    many = [row("Baclofen", f"B{number}") for number in range(500)]
    report, _ = run(tmp_path, text(*many[:250], row(LONG), *many[250:]) + more)
    assert report.kept == 500
    assert report.files["reader"][0].endswith(f"fast but for {1 + bool(more)} records")


def line_of(size: int) -> bytes:
    return text(*ROWS) + b"y" * size + b"\n" + text(*ROWS)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zipped, lambda content: content.decode().encode("utf-16")])
def test_a_line_longer_than_a_record_can_be_is_named_by_every_command(tmp_path, monkeypatch, pack):
    from analysis.files import text as reading

    monkeypatch.setattr(reading, "LONGEST_LINE", 1 << 20)
    path = tmp_path / "long.csv"
    path.write_bytes(pack(line_of(5_000_000)))
    for look in (lambda: run(tmp_path, {"long.csv": path.read_bytes()}), lambda: audit_file(path)):
        with pytest.raises(DataError, match=r"long\.csv(/export\.csv)?, line 5: expected lines below 1 MB"):
            look()


def test_lines_that_end_with_returns_alone_are_not_one_line(tmp_path, monkeypatch):
    from analysis.files import text as reading

    monkeypatch.setattr(reading, "LONGEST_LINE", 2_000)
    many = [row("Baclofen", f"B{number}") for number in range(500)]
    assert run(tmp_path, text(*many, end="\r"))[0].kept == 500


@pytest.mark.parametrize("heading", ["h" * 40_000, '"' + "h" * 40_000 + '"', "h" * 5_000_000])
@pytest.mark.parametrize("first", [True, False])
def test_a_heading_that_is_no_name_of_a_column_is_refused(tmp_path, heading, first):
    header = f"{heading},{HEADER}" if first else f"{HEADER},{heading}"
    rows = [f",{one}" if first else f"{one}," for one in ROWS]
    content = text(*rows, header=header)
    for look in (lambda: run(tmp_path, content), lambda: propose_mapping(tmp_path / "in/export.csv")):
        with pytest.raises(DataError, match=r"export\.csv: expected headings of at most 32,767 characters") as raised:
            look()
        assert len(str(raised.value)) < 300


@pytest.mark.parametrize("part", ["x", "word ", "1 ", "(", "9"])
def test_an_audit_reads_the_beginning_of_a_long_cell_and_says_so(tmp_path, part):
    cell = part * (3_000_000 // len(part))
    path = tmp_path / "table.csv"
    path.write_text(f'Level,Cases\n"Male",40\n"Female {cell}",60\nTotal,101\n')
    found = audit_file(path)
    assert [(one.printed, one.expected) for one in found if one.severity != "cannot be checked"] == [("101", "100")]
    assert any("first 2,000 characters" in note for one in found.understood for note in one.notes)


def test_an_audit_refuses_more_lines_than_a_table_has_before_it_reads_them(tmp_path, monkeypatch):
    from analysis.files import grid

    monkeypatch.setattr(grid, "MOST_CELLS", 1_000)
    (tmp_path / "table.csv").write_text("Level,n\nMale,1\n" + "\n" * 2_000)
    with pytest.raises(DataError, match=r"table\.csv: expected a table below 1,000 lines, got 2,002"):
        audit_file(tmp_path / "table.csv")
