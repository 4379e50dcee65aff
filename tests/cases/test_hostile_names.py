"""Names of files, tables, columns and labels are texts: none of them becomes SQL, and no other file is reached."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from cases.export import HEADER, ROWS, adds_up, mapping, run, table, text
from cases.test_import_layouts import LINKED

from analysis.cases.mapping.read import read_mapping
from analysis.errors import DataError

BREAKS = [
    "x'; COPY (SELECT 42) TO 'pwned.csv'; --",
    'x"; COPY (SELECT 42) TO "pwned.csv"; --',
    "x; COPY (SELECT 42) TO $$pwned.csv$$; --",
    "x_scan AS SELECT 1; COPY (SELECT 42) TO 'pwned.csv'; --",
    "SELECT",
    "{x} – ü\\",
]


@pytest.fixture(autouse=True)
def nothing_written():
    """Look for what the names above would write, where this process began: the engine does not follow a `chdir`."""
    written = Path("pwned.csv")
    yield
    found = written.exists()
    written.unlink(missing_ok=True)
    assert not found


@pytest.mark.parametrize("name", BREAKS)
def test_a_files_name_is_no_sql(tmp_path, name):
    report, store = run(tmp_path, {"x.csv": text('A9,"1/5/2020 ""x"" ",,,,,,,,,'), f"{name}.csv": text(*ROWS)})
    assert (report.rows_in, report.kept) == (4, 4) and adds_up(report, store)


@pytest.mark.parametrize("name", [*BREAKS, "t1", "cases_", "bad", "x AS SELECT 1; COPY (SELECT 42) TO 'pwned.csv'; --"])
def test_a_tables_name_is_no_sql(tmp_path, name):
    good = read_mapping(mapping(tmp_path, LINKED))
    called = {"drug": name, "reac": "drug"}
    renamed = {called.get(old, old): entry for old, entry in good.tables.items()}
    columns = {
        target: replace(source, table=called.get(source.table, source.table)) for target, source in good.columns.items()
    }
    files = {
        "demo.csv": b"pid,day\n1,2020-01-05\n2,2020-01-06\n",
        "drug.csv": b"pid,seq,role,name\n1,1,PS,BACLOFEN\n9,1,PS,ORPHAN\n",
        "reac.csv": b"pid,pt\n1,Coma\n",
        "outc.csv": b"pid,code\n2,DE\n",
    }
    report, store = run(tmp_path, files, mapping=replace(good, tables=renamed, columns=columns))
    assert set(report.files["table"]) == {"cases", name, "drug", "outc"} and adds_up(report, store)
    assert table(store, "substances")["substance"].tolist() == ["BACLOFEN"]
    assert name in (store / "import.toml").read_text(encoding="utf-8") or "\\" in name or '"' in name


@pytest.mark.parametrize("name", BREAKS)
def test_a_target_or_attribute_of_a_mapping_made_in_python_is_no_sql(tmp_path, name):
    good = read_mapping(mapping(tmp_path))
    for part in ("columns", "attributes"):
        bad = replace(good, **{part: {**getattr(good, part), name: good.columns["reason"]}})
        with pytest.raises(DataError, match=r"unknown target|expected a name of small letters"):
            run(tmp_path, text(*ROWS), mapping=bad)


@pytest.mark.parametrize("name", BREAKS)
def test_a_columns_name_and_a_label_are_no_sql(tmp_path, name):
    good = read_mapping(mapping(tmp_path))
    renamed = {**good.columns, "reason": replace(good.columns["reason"], column=name)}
    cell = '"' + name.replace('"', '""') + '"'
    content = text(*(row.replace("Minor effect", cell) for row in ROWS), header=HEADER.replace("Reason", cell))
    report, store = run(tmp_path, content, mapping=replace(good, columns=renamed), keep=["Zip Code"])
    assert report.kept == 3 and name.strip() in set(table(store, "cases")["medical_outcome"])


def test_the_engine_of_an_import_reaches_its_files_alone(tmp_path):
    inside, outside = tmp_path / "in'side", tmp_path / "secret.csv"
    inside.mkdir()
    outside.write_text("a\n1\n")
    from analysis.files.sql import lock_engine

    with duckdb.connect() as connection:
        lock_engine(connection, [inside])
        path = str(inside / "out.parquet").replace("'", "''")
        connection.execute(f"COPY (SELECT 1 AS x) TO '{path}' (FORMAT parquet)")
        assert connection.execute(f"SELECT x FROM read_parquet('{path}')").fetchall() == [(1,)]
        for statement in (
            f"SELECT * FROM read_csv('{outside}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'out.db'}'",
            "SET enable_external_access = true",
            "SET threads = 1",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_mapping_goes_to_no_pipe_and_waits_for_none(tmp_path, monkeypatch, capsys):
    from analysis.__main__ import main

    (tmp_path / "export.csv").write_bytes(text(*ROWS))
    os.mkfifo(tmp_path / "pipe.toml")
    for name in ("pipe.toml", "/dev/full", "."):
        asked = ["cases", "map", str(tmp_path / "export.csv"), "--output", str(tmp_path / name)]
        monkeypatch.setattr("sys.argv", ["poison-center", *asked])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert "cannot be written (no file, but a folder, device or pipe)" in " ".join(capsys.readouterr().err.split())
    assert (tmp_path / "pipe.toml").is_fifo()
