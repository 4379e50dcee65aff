"""One reader of files: a proposal takes what an import takes, and reads the same cells in it."""

from __future__ import annotations

import gzip
import io
import zipfile

import pandas as pd
import pytest
from cases.export import ROWS, text

from analysis.cases.importing.import_cases import import_cases
from analysis.cases.proposal.propose import propose_mapping
from analysis.errors import DataError
from analysis.files import archives, sample
from analysis.files.sample import read_samples

LINES = [
    ROWS[number % 2].replace(f"A{number % 2 + 1}", f"A{number}").replace("Ibuprofen", "Caf\u00e9ine")
    for number in range(60)
]
PLAIN = text(*LINES)
FRAME = pd.read_csv(io.BytesIO(PLAIN), dtype=str)


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def written(kind: str, frame: pd.DataFrame = FRAME) -> bytes:
    buffer = io.BytesIO()
    if kind == "xlsx":
        frame.to_excel(buffer, index=False)
    elif kind == "parquet":
        frame.to_parquet(buffer)
    else:
        plain = frame.fillna("").rename(columns=lambda name: name.replace(" ", "_").strip("()").replace("(", ""))
        plain.to_stata(buffer, write_index=False, version=118)
    return buffer.getvalue()


FILES = {
    "workbook in a zip.zip": lambda: packed({"x.xlsx": written("xlsx")}),
    "workbook.dat": lambda: written("xlsx"),
    "workbook.xls": lambda: written("xlsx"),
    "workbook": lambda: written("xlsx"),
    "two workbooks.zip": lambda: packed({"a.xlsx": written("xlsx", FRAME[:30]), "b.xlsx": written("xlsx", FRAME[30:])}),
    "little.csv": lambda: PLAIN.decode().encode("utf-16-le"),
    "big.csv": lambda: PLAIN.decode().encode("utf-16-be"),
    "marked.csv": lambda: PLAIN.decode().encode("utf-16"),
    "wide.csv": lambda: PLAIN.decode().encode("utf-32"),
    "western.csv": lambda: PLAIN.decode().encode("cp1252"),
    "gzip in a zip.zip": lambda: packed({"x.csv.gz": gzip.compress(PLAIN)}),
    "zip in gzip.gz": lambda: gzip.compress(packed({"x.csv": PLAIN})),
    "LOUD.CSV.GZ": lambda: gzip.compress(PLAIN),
    "parquet.csv": lambda: written("parquet"),
    "stata in a zip.zip": lambda: packed({"x.dta": written("dta")}),
    "returns.csv": lambda: PLAIN.replace(b"\n", b"\r"),
    "dollars.txt": lambda: PLAIN.replace(b",", b"$"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_proposal_reads_what_an_import_reads(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    proposal = propose_mapping(path)
    assert proposal.rows == 60 and {"case_id", "substance", "sex", "date"} <= set(proposal.mapping.columns)
    (tmp_path / "mapping.toml").write_text(proposal.to_toml(), encoding="utf-8")
    report = import_cases(path, mapping=tmp_path / "mapping.toml", into=tmp_path / "store")
    assert (report.rows_in, report.kept) == (60, 60)
    found = pd.read_parquet(tmp_path / "store" / "substances.parquet")["substance"]
    assert set(found) == {"Baclofen", "Ethanol", "Caf\u00e9ine"}


def test_one_row_in_another_encoding_does_not_garble_the_others(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(PLAIN + LINES[1].replace("A1,", "A99,").encode("cp1252") + b"\n")
    (found,) = read_samples(path)
    assert (
        "encoding" not in found.read and len(found.rows) == 60
    )  # the row that does not decode is no row of the import
    assert {row[9] for row in found.rows} == {"Baclofen; Ethanol", "Caf\u00e9ine"}


def test_only_the_beginning_of_a_large_file_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sample, "BYTES", 20_000)
    monkeypatch.setattr(archives, "BLOCK", 4096)
    lines = [line.replace(",", f"x{number},", 1) for number in range(200) for line in LINES]
    data = text(*lines)
    for name, content in {
        "a.csv": data,
        "a.csv.gz": gzip.compress(data),
        "a.zip": packed({"a.csv": data, "note.txt": b""}),
        "b.csv": data.decode().encode("utf-16"),
    }.items():
        (tmp_path / name).write_bytes(content)
        (found,) = read_samples(tmp_path / name)
        assert 80 < len(found.rows) < 300
        assert [",".join(row[:3]) for row in found.rows[:80]] == [",".join(line.split(",")[:3]) for line in lines[:80]]


def test_text_that_is_none_is_one_error(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(DataError, match=r"expected text or a known binary format, got scan\.pdf"):
        read_samples(path)
    path.write_bytes(PLAIN.replace(b"A5,", b"A\x005,"))  # one NUL byte spoils one row
    assert len(read_samples(path)[0].rows) == 59


def test_an_archive_may_grow_a_hundredfold_and_not_six_hundredfold(tmp_path, monkeypatch):
    """Listings shrink 5 to 50 times, and none fills four gigabytes from nothing."""
    assert archives.LARGEST <= 1 << 33
    monkeypatch.setattr(archives, "LARGEST", 1)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(bytes(1000), 0) + gzip.compress(bytes(160_000)))
    assert len(list(archives.unpack(path.name, path, tmp_path))) == 1
    path.write_bytes(gzip.compress(bytes(1000), 0) + gzip.compress(bytes(2_200_000)))
    with pytest.raises(DataError, match="grows to more than"):
        list(archives.unpack(path.name, path, tmp_path))


@pytest.mark.parametrize("pack", ["gzip", "zip"])
@pytest.mark.parametrize("depth", range(1, 6))
def test_archives_in_archives_are_opened_three_deep(tmp_path, pack, depth):
    body = plain = b"a,b\n1,2\n"
    for _ in range(depth):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as outer:
            outer.writestr("in.dat", body)
        body = held.getvalue() if pack == "zip" else gzip.compress(body)
    path = tmp_path / "out.dat"
    path.write_bytes(body)
    ((_, found),) = archives.unpack(path.name, path, tmp_path / "work")
    assert (found.read_bytes() == plain) == (depth <= 3)
