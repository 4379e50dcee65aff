"""Files that are none, archives with names that are none, encodings that are none, settings of endless depth."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import warnings
import zipfile

import pandas as pd
import pytest
from cases.export import MAPPING, ROWS, mapping, run, text

from analysis.audit import audit_file
from analysis.cases import import_cases, open_store, propose_mapping, synthesize
from analysis.cases.counts.denominators import read_denominator
from analysis.cases.counts.published import read_counted
from analysis.cases.importing.report import read_report
from analysis.cases.store.told import told_of
from analysis.checks import audit
from analysis.errors import DataError
from analysis.files import archives
from analysis.render import write
from analysis.toml import read_toml

TABLE = text(*ROWS)


def archive(*members: tuple[str, bytes], deflated: bool = False) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w") as packed:
        warnings.simplefilter("ignore")  # names that stand twice
        for name, content in members:
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if deflated else None)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([(".", TABLE)], r"expected files with names in the archive, got '\.'"),
        ([("..", TABLE)], r"expected files with names in the archive, got '\.\.'"),
        ([("a/..", TABLE)], "expected files with names in the archive"),
        ([("a.csv", TABLE), ("a.csv", TABLE)], r"expected each name once in the archive, got 'a\.csv' twice"),
    ],
)
def test_members_that_nothing_names_or_that_stand_twice_are_refused(tmp_path, members, said):
    for look in (lambda: run(tmp_path, {"x.zip": archive(*members)}), lambda: audit_file(tmp_path / "in/x.zip")):
        with pytest.raises(DataError, match=said):
            look()
    with pytest.raises(DataError, match=said):
        propose_mapping(tmp_path / "in/x.zip")


@pytest.mark.parametrize(
    "name", ["/etc/a.csv", "../../a.csv", "a\nb.csv", "a'b\".csv", "*?[x].csv", "-rf.csv", "C:\\a.csv"]
)
def test_a_member_of_any_name_stays_in_the_work_folder(tmp_path, name):
    report, _ = run(tmp_path, {"x.zip": archive((name, TABLE))})
    assert report.kept == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "mapping.toml", "store"]


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.csv", b"a\nb.csv", b"a'b\".csv", b"a*b?[c]{d}.csv", b"-rf.csv", b" .csv", b"x" * 250 + b".csv"]
)
def test_a_file_of_any_name_is_read(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    try:
        path.write_bytes(TABLE)
    except (OSError, ValueError):
        pytest.skip("the file system takes no such name")
    assert import_cases([path], mapping=mapping(tmp_path), into=tmp_path / "store").kept == 3
    assert propose_mapping(path).to_toml()
    audit([path])
    assert "\n" not in read_report(tmp_path / "store").files["file"][0]
    path.write_bytes(pd.read_csv(io.BytesIO(TABLE)).to_parquet())
    propose_mapping(path)
    audit_file(path)


def nested(depth: int, times: int) -> bytes:
    """Archives in archives, all members below any limit."""
    data = bytes(100_000)
    for _ in range(depth):
        data = archive(*((f"{place}.csv", data) for place in range(times)), deflated=True)
    return data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (nested(1, 30), "grows to more than 2,000,000 bytes"),
        (nested(3, 4), "grows to more than 2,000,000 bytes"),
        (gzip.compress(nested(1, 30)), "grows to more than 2,000,000 bytes"),
        (archive(*((f"{place}.csv", b"") for place in range(10_001))), "1 to 10,000 files, got 10,001"),
        (archive(("a.csv", TABLE))[:-30], "expected a whole gzip or zip file without a password"),
        (archive(("a.csv", TABLE)).replace(b"\x14\0\0\0\0\0", b"\x14\0\1\0\0\0"), "password"),
        (gzip.compress(TABLE)[:-9], "expected a whole gzip or zip file"),
    ],
    ids=["members", "nested", "packed twice", "many", "cut zip", "password", "cut gzip"],
)
def test_archives_are_bounded_by_all_that_comes_out(tmp_path, monkeypatch, data, said):
    monkeypatch.setattr(archives, "LARGEST", 2_000_000)
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    for look in (
        propose_mapping,
        audit_file,
        lambda one: import_cases(one, mapping=mapping(tmp_path), into=tmp_path / "s"),
    ):
        with pytest.raises(DataError, match=said):
            look(path)


def devices(folder) -> list[str]:
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    return ["/dev/zero", str(folder / "pipe.csv"), str(folder / "folder.csv"), "http://localhost/a.csv", "s3://a/b.csv"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_file_of_this_machine_is_refused_and_never_opened(tmp_path):
    for name in devices(tmp_path):
        for look in (
            read_denominator,
            propose_mapping,
            lambda one: import_cases(one, mapping=mapping(tmp_path), into=tmp_path / "s"),
        ):
            with pytest.raises(DataError, match="expected"):
                look(name)
        if not name.endswith("folder.csv"):
            with pytest.raises(DataError, match="expected a file"):
                audit_file(name)
    with pytest.raises(DataError, match="got the address http:/"):
        read_denominator("http://localhost/a.csv")
    with pytest.raises(DataError, match="got a folder, device or pipe"):
        read_toml(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="no file, but a folder, device or pipe"):
        write(tmp_path / "pipe.csv", b"")
    assert (tmp_path / "pipe.csv").is_fifo()


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "rot13", "hex", "undefined", "unicode_escape", "zlib", "none", "a\\u0000", "é"]
)
def test_what_is_no_encoding_of_a_text_is_refused(tmp_path, name):
    body = MAPPING + f'\n[read]\nencoding = "{name}"\n'
    with pytest.raises(DataError, match=r"read\.encoding: expected the name of a text encoding"):
        run(tmp_path, TABLE, mapping=mapping(tmp_path, body))


def test_text_that_is_not_in_the_encoding_stated_is_one_error(tmp_path):
    body = MAPPING + '\n[read]\nencoding = "utf-16"\n'
    with pytest.raises(DataError, match=r"expected text in utf-16, got: .*correct read\.encoding"):
        run(tmp_path, TABLE, mapping=mapping(tmp_path, body))


@pytest.mark.parametrize(
    "entry", [f"skip_rows = {'9' * 5000}", "skip_rows = nan", "skip_rows = inf", "sheet = 2020-01-01"]
)
def test_settings_of_other_kinds_are_faults_of_the_mapping(tmp_path, entry):
    with pytest.raises(DataError, match=r"mapping\.toml: "):
        run(tmp_path, TABLE, mapping=mapping(tmp_path, f"{MAPPING}\n[read]\n{entry}\n"))


def test_settings_that_repeat_or_grow_without_end_are_ended(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("a = 1\n" * 5000)
    with pytest.raises(DataError) as caught:
        read_toml(path)
    assert len(caught.value.faults) == 101
    path.write_text("# nothing\n" * 500_000)
    with pytest.raises(DataError, match="expected TOML of at most 4 MB"):
        read_toml(path)


def tampered(value) -> str:
    whole = {"rows_in": 1, "kept": 1, "rejected": 0, "duplicates": 0, "tables": {}, "files": [], "by_rule": []}
    whole |= {"exclusions": [], "unknown_labels": [], "dropped_columns": []}
    return json.dumps(whole | value)


@pytest.mark.parametrize(
    "said",
    [
        *("", "[]", "null", "1", "{", "[" * 100_000, '{"rows_in": ' + "9" * 5000 + "}"),
        *map(tampered, ({"rows_in": "1"}, {"kept": None}, {"kept": 1e999}, {"tables": []}, {"tables": {"cases": []}})),
        *map(tampered, ({"files": {"a": 1}}, {"files": [1]}, {"notes": 1}, {"by_rule": 5}, {"more": 1})),
    ],
)
def test_a_report_that_someone_rewrote_is_refused(tmp_path, said):
    (tmp_path / "report.json").write_text(said)
    with pytest.raises(DataError, match="expected the report of an import"):
        read_report(tmp_path)


@pytest.mark.parametrize("records", [[], {}, 1, None, "x"])
def test_a_report_of_a_store_of_other_kinds_is_refused(records):
    with pytest.raises(DataError, match=r"expected the report\.json of a store of this version"):
        told_of(json.dumps({"records": records}), "store")


@pytest.mark.parametrize("table", ["cases", "substances"])
@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:200] + b"\xff" * 400, lambda data: b""])
def test_a_damaged_table_of_a_store_is_one_error(tmp_path, table, damage):
    _, store = run(tmp_path, TABLE)
    path = store / f"{table}.parquet"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match=r"cannot be read, it was damaged|expected an answer"):
        opened = open_store(store)
        opened.run(opened.table(table))
    shutil.rmtree(store)


@pytest.mark.parametrize(("times", "read"), [(1, True), (3, True), (4, False)])
def test_archives_are_opened_three_deep(tmp_path, times, read):
    """As deep as people pack an export; deeper ones are bombs."""
    data = TABLE.encode() if isinstance(TABLE, str) else TABLE
    for _ in range(times):
        data = gzip.compress(data)
    path = tmp_path / f"export.csv{'.gz' * times}"
    path.write_bytes(data)
    found = [part.read_bytes() for _, part in archives.unpack(path.name, path, tmp_path / "work")]
    assert (found[0][:2] != b"\x1f\x8b") is read and len(found) == 1


def packed_twice(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.csv", "x,y\n1,2\n" * 50)
        archive.writestr("\u00fc/b.csv", "x,y\n1,2\n")
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_directory_of_an_archive_is_refused_in_one_sentence(tmp_path, method):
    from random import Random

    from analysis.files.archives import unpack

    whole, refused = packed_twice(method), 0
    path, draw = tmp_path / "a.zip", Random(7)
    for place in range(whole.index(b"PK\x01\x02"), len(whole)):
        changed = bytearray(whole)
        changed[place] = draw.choice((0, 255, changed[place] ^ 1))
        path.write_bytes(changed)
        try:
            list(unpack("a.zip", path, tmp_path / "work"))
        except DataError:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize(
    "table", ["year,n\n2018,{}\n2019,5\n", "Month,Year,n\n{},2018,5\nFeb,2018,6\n", "x {},n\n1,2\n"]
)
def test_a_number_of_thousands_of_digits_is_no_number(tmp_path, table):
    path = tmp_path / "a.csv"
    path.write_text(table.format("9" * 5_000))
    for asked in (propose_mapping, read_counted):
        with pytest.raises(DataError) as refused:
            asked(path)
        assert "Exceeds the limit" not in str(refused.value)


def test_a_fault_of_a_reader_is_told_without_its_stack():
    from analysis.files.binary import foreign

    with pytest.raises(DataError) as told, foreign("table.parquet", "Parquet"):
        raise RuntimeError("INTERNAL Error: value -118 out of range\n\nStack Trace:\n/opt/engine.so(+0x1) [0x2]")
    assert str(told.value) == (
        "table.parquet: expected a whole Parquet file, got: INTERNAL Error: value -118 out of range; export it again."
    )


STORED = ("report.json", "import.toml", "cases.parquet", "substances.parquet")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("name", STORED)
def test_a_pipe_in_the_place_of_a_file_of_a_store_is_refused_and_never_waited_for(tmp_path, name):
    _, store = run(tmp_path, TABLE)
    (store / name).unlink()
    os.mkfifo(store / name)
    before = sorted(path.name for path in store.iterdir())
    with pytest.raises(DataError, match=r"is no store of cases|which no import wrote"):
        run(tmp_path, TABLE)
    with pytest.raises(DataError, match=r"is no store of cases|which no import wrote"):
        synthesize(10, into=store)
    assert sorted(path.name for path in store.iterdir()) == before
    with pytest.raises(DataError, match=r"import the cases (?:again|first)"):
        open_store(store).verify()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_the_place_of_a_file_of_a_package_is_refused_and_never_waited_for(tmp_path):
    from analysis.paper import release_paper
    from analysis.paper.kept import read_answers
    from analysis.release import read_released

    for name in ("answers.json", "paper.json"):
        os.mkfifo(tmp_path / name)
    with pytest.raises(DataError, match="exists and is no package of a paper"):
        release_paper(tmp_path, policy="cms", into=tmp_path / "out")
    for read in (read_answers, lambda folder: read_released(folder / "answers.json")):
        with pytest.raises(DataError, match="expected"):
            read(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.json", "paper.json"]


def test_a_report_larger_than_reports_are_is_not_read(tmp_path):
    _, store = run(tmp_path, TABLE)
    os.truncate(store / "report.json", 1 << 35)
    for look in (lambda: run(tmp_path, TABLE), lambda: open_store(store), lambda: read_report(store)):
        with pytest.raises(DataError, match=r"expected|no store of cases"):
            look()
    assert (store / "report.json").stat().st_size == 1 << 35


def test_links_in_a_circle_are_one_error(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(DataError, match=r"is a link to .*, which is not there"):
        run(tmp_path, TABLE, into=tmp_path / "loop")
    with pytest.raises(DataError):
        run(tmp_path, TABLE, temporary=tmp_path / "loop")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "loop", "mapping.toml"]
