"""What is only read stays as it is, and nothing is written beside it: in no encoding, by no command."""

from __future__ import annotations

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from cases.export import ROWS, mapping, text

from analysis.audit import audit_file
from analysis.cases import import_cases, propose_mapping
from analysis.cases.counts.denominators import read_denominator
from analysis.cases.counts.published import read_counted
from analysis.documents import read_document, read_documents
from analysis.errors import DataError

TABLE = text(*ROWS, ROWS[0].replace("A1,", "A4,").replace("Baclofen", "Bäclofèn")).decode()
PRINTED = "Sex;n\nMänner;40\nWomen;60\nTotal;101\n"
COUNTS = "year,Région,n\n2018,a,5\n2019,a,7\n"
ENCODED = {
    "utf-16": lambda said: said.encode("utf-16"),
    "cp1252": lambda said: said.encode("cp1252"),
    "returns": lambda said: said.replace("\n", "\r").encode(),
    "gzip": lambda said: gzip.compress(said.encode("utf-16")),
}


def imported(path: Path) -> None:
    outside = path.parent.parent
    import_cases(path, mapping=mapping(outside), into=outside / "store")


READERS = {
    "import": (TABLE, imported),
    "map": (TABLE, propose_mapping),
    "map of a folder": (TABLE, lambda path: propose_mapping(path.parent)),
    "audit": (PRINTED, audit_file),
    "audit of a folder": (PRINTED, lambda path: audit_file(path.parent)),
    "counts": (COUNTS, read_counted),
    "denominator": (COUNTS, read_denominator),
    "document": (PRINTED, read_document),
    "documents": (PRINTED, lambda path: list(read_documents(path.parent))),
}


@pytest.mark.parametrize("ending", ["csv", "md"])
@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("reader", READERS)
def test_a_file_that_is_read_and_what_lies_beside_it_stay_as_they_are(tmp_path, reader, encoding, ending):
    said, read = READERS[reader]
    folder = tmp_path / "inputs"
    folder.mkdir()
    path = folder / f"export.{ending}{'.gz' if encoding == 'gzip' else ''}"
    path.write_bytes(ENCODED[encoding](said))
    (folder / f"{path.name}.utf8").write_text("a thesis")
    (folder / f"{path.name}.clean").write_text("a thesis")
    before = {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in folder.iterdir()}
    with suppress(DataError):
        read(path)
    assert {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in folder.iterdir()} == before


@pytest.mark.parametrize("reader", ["import", "map", "audit"])
def test_a_name_as_long_as_names_may_be_is_read_in_any_encoding(tmp_path, reader):
    said, read = READERS[reader]
    folder = tmp_path / "inputs"
    folder.mkdir()
    path = folder / f"{'x' * 251}.csv"
    path.write_bytes(ENCODED["utf-16"](said))
    read(path)
