"""Damaged files of every kind, and killed imports: a store whose report adds up, one clear error, or what was there.

IMPORT_FUZZ=5000 makes a long search (from IMPORT_FUZZ_SEED) of what is a short fixed one in every run of the tests.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from cases.export import ROWS, adds_up, mapping, run, table, text

from analysis.cases.importing.import_cases import import_cases
from analysis.errors import DataError
from analysis.files import archives

RUNS, SEED = int(os.environ.get("IMPORT_FUZZ", "60")), int(os.environ.get("IMPORT_FUZZ_SEED", "0"))
SIGNS = [b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1a"]
SIGNS += [
    "\u00e9".encode("cp1252"),
    "\u00e9".encode(),
    "\u2028".encode(),
    b"'",
    b"\\",
    b"A1",
    b" ",
    b"1e999",
    b"PK\x03\x04",
]
ENDINGS = [
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "xls",
    "parquet",
    "zip",
    "gz",
    "sav",
    "dta",
    "sas7bdat",
    "xpt",
    "por",
    "ods",
    "",
]


WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32"]


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    """One small export as files of every kind."""
    import pyreadstat

    folder = tmp_path_factory.mktemp("whole")
    plain = text(*ROWS, *(row.replace(",", "9,", 1) for row in ROWS))
    frame = pd.read_csv(io.BytesIO(plain), dtype=str).fillna("")
    frame.to_excel(folder / "a.xlsx", index=False)
    frame.to_parquet(folder / "a.parquet")
    named = frame.rename(columns=lambda name: "".join(c if c.isalnum() else "_" for c in name).strip("_"))
    pyreadstat.write_sav(named, str(folder / "a.sav"))
    named.to_stata(folder / "a.dta", write_index=False)
    tabs = "\n".join("\t".join(row) for row in [list(frame), *frame.to_numpy().tolist()]).encode()
    kinds = {path.suffix[1:]: path.read_bytes() for path in folder.iterdir()}
    return kinds | {"csv": plain, "tsv": tabs, "zip": packed({"a.csv": plain}), "gz": gzip.compress(plain)}


def damaged(data: bytes, draw: random.Random) -> bytes:
    """Give bytes that were cut, flipped, repeated, moved, quoted or wrapped, a few times over."""
    for _ in range(draw.randint(1, 4)):
        at, other = sorted(draw.randint(0, len(data)) for _ in range(2))
        way = draw.randint(0, 8)
        if way == 0:
            data = data[:at]
        elif way == 1:
            data = data[:at] + bytes(byte ^ (1 << draw.randint(0, 7)) for byte in data[at : at + 4]) + data[at + 4 :]
        elif way == 2:
            data = data[:at] + data[other:]
        elif way == 3:
            data = data[:other] + data[at:]
        elif way == 4:
            data = data[:at] + draw.randbytes(draw.randint(1, 8)) + data[at:]
        elif way == 5:
            data = data[:at] + b"x" * draw.choice([10, 3_000_000]) + data[at:]
        else:
            for _ in range(draw.randint(1, 6)):
                at = draw.randint(0, len(data))
                data = data[:at] + draw.choice(SIGNS) + data[at + draw.randint(0, 2) :]
    return data


def dressed(data: bytes, draw: random.Random) -> bytes:
    """Give text in another encoding, with other line ends, or wrapped in archives."""
    ways = [
        lambda: data.decode("utf-8", errors="replace").encode(
            draw.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
        ),
        lambda: data.replace(b"\n", b"\r"),
        lambda: data.replace(b"\n", draw.choice([b"\r\n", b"\n\r", b"\r\r\n"])),
        lambda: b"\xef\xbb\xbf" + data,
        lambda: gzip.compress(gzip.compress(data)),
        lambda: packed({"in.zip": packed({"a.csv": data, "b.txt": b""})}),
        lambda: packed({"folder/a.csv": data, "folder/b.csv": data}),
        lambda: packed({"../a.csv": data, "a.csv": b"", "__MACOSX/a.csv": b"\0"}),
        lambda: data + gzip.compress(data),
    ]
    return draw.choice(ways)()


def survives(name: str, data: bytes) -> bool:
    """Import a file; say whether it became a store. All else than a store that adds up or one error is a failure."""
    folder = Path(tempfile.mkdtemp())
    try:
        report, store = run(folder, {name: data})
        assert adds_up(report, store)
        return True
    except DataError as error:
        assert error.faults
        assert all("\n" not in fault for fault in error.faults)
        assert sorted(path.name for path in folder.iterdir()) == ["in", "mapping.toml"]
        return False
    finally:
        shutil.rmtree(folder)


def test_damaged_files_of_every_kind_end_with_a_store_or_one_error(whole):
    stores = 0
    for seed in range(SEED, SEED + RUNS):
        draw = random.Random(seed)
        kind = draw.choice([*whole, "csv", "tsv", "csv"])
        data = whole[kind]
        if draw.random() < 0.3:
            data = dressed(data, draw)
        if draw.random() < 0.9:
            data = damaged(data, draw)
        if kind in ("csv", "tsv") and draw.random() < 0.2:
            data = dressed(data, draw)
        ending = kind if draw.random() < 0.8 else draw.choice(ENDINGS)
        try:
            stores += survives(f"export.{ending}", data)
        except BaseException as error:
            error.add_note(f"IMPORT_FUZZ_SEED={seed} IMPORT_FUZZ=1, export.{ending} of {kind}: {data[:300]!r}")
            raise
    assert RUNS < 50 or RUNS * 0.1 < stores < RUNS * 0.9


def test_a_column_without_a_name_is_a_missing_column_and_no_traceback(whole, tmp_path):
    with pytest.raises(DataError, match="Gender"):
        run(tmp_path, {"export.dta": whole["dta"].replace(b"Gender", bytes(6))})


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.zip", packed({}), "no file"),
        ("bomb.zip", packed({"a.csv": bytes(3_000_000)}), "grows to more than"),
        ("bomb.csv.gz", gzip.compress(bytes(3_000_000)), "grows to more than"),
        ("bomb.xlsx", packed({"[Content_Types].xml": b" " * 3_000_000}), "grows to more than"),
        ("export.csv", packed({"a.csv": packed({"a.csv": packed({"a.csv": packed({"a.csv": b"a"})})})}), "expected"),
    ],
)
def test_archives_that_hold_nothing_or_too_much_are_refused(tmp_path, monkeypatch, name, data, said):
    monkeypatch.setattr(archives, "LARGEST", 2_000_000)
    with pytest.raises(DataError, match=said):
        run(tmp_path, {name: data})
    assert not (tmp_path / "store").exists()


KILLED = """
import sys
from analysis.cases import import_cases
import_cases(sys.argv[1], mapping=sys.argv[2], into=sys.argv[3], progress=lambda what, share: print(what, flush=True))
"""


@pytest.mark.parametrize("moments", [1, 3, 5])
def test_a_killed_import_leaves_the_old_store_the_new_one_or_none(tmp_path, moments):
    """SIGKILL after so many announcements; the next import clears up, and no half store is ever there."""
    content = text(*(row.replace("A", f"N{place}-", 1) for place in range(3000) for row in ROWS))
    (tmp_path / "new.csv").write_bytes(content)
    _, store = run(tmp_path, text(*ROWS))
    for into in (store, tmp_path / "fresh"):
        arguments = [str(tmp_path / "new.csv"), str(mapping(tmp_path)), str(into)]
        child = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], stdout=subprocess.PIPE)
        for _ in range(moments):
            child.stdout.readline()
        time.sleep(0.01 * moments)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        if into.exists():
            assert len(table(into, "cases")) in (3, 9000)
            assert (into / "report.json").is_file()
        report = import_cases(arguments[0], mapping=arguments[1], into=into)
        assert report.kept == len(table(into, "cases")) == 9000
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_store_of_many_row_groups_has_the_order_of_the_file(tmp_path):
    body = """
name = "two"
title = "Two columns"
codebook = "{version}"
layout = "case"
[columns]
case_id = "id"
substance = {{ column = "drugs", separator = ";" }}
"""
    rows = "".join(f"N{place},Drug {place * 7 % 11};Other {place % 5}\n" for place in range(300_000))
    _, store = run(tmp_path, f"id,drugs\n{rows}".encode(), mapping=mapping(tmp_path, body))
    assert table(store, "cases")["row"].tolist() == list(range(1, 300_001))
    substances = table(store, "substances")
    assert substances["case_id"].iloc[::2].tolist() == [f"N{place}" for place in range(300_000)]
    assert substances["rank"].tolist() == [1, 2] * 300_000
    assert substances["substance"].iloc[1::2].tolist() == [f"Other {place % 5}" for place in range(300_000)]
