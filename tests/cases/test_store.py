"""Stores of files and of frames give the same tables, and say what is wrong."""

from __future__ import annotations

import gc
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from cases.invented import case, frames, synthetic_folder, synthetic_frames, synthetic_store

from analysis.cases.store.schema import TABLES
from analysis.cases.store.store import frame_store, open_store
from analysis.errors import DataError


@pytest.mark.parametrize("name", TABLES)
def test_a_store_of_frames_holds_the_rows_of_the_files(name):
    memory = frame_store(**synthetic_frames())
    order = list(synthetic_frames()[name].columns)
    read = [store.run(store.table(name)).sort_values(order, ignore_index=True) for store in (synthetic_store(), memory)]
    pd.testing.assert_frame_equal(*read)
    assert len(read[0]) == len(synthetic_frames()[name])
    assert memory.synthetic
    assert synthetic_store().synthetic


def test_what_follows_from_other_columns_is_worked_out():
    cases, substances = frames(
        case("a", "Baclofen", "Ethanol", age_years=4.5), case("b", age_years=None, date=None, reason=None)
    )
    store = frame_store(cases, substances)
    rows = store.run(store.cases).set_index("case_id")
    assert rows.loc["a", ["year", "age_group", "reason_group", "substances"]].tolist() == [2020, "4", "Intentional", 2]
    assert rows.loc["b", "age_group"] == "unknown age"
    assert rows.loc["b", "substances"] == 0
    assert rows.loc["b", ["year", "reason_group", "state"]].isna().all()
    assert not store.synthetic


def test_ranks_are_the_order_of_the_rows_where_there_are_none():
    cases, substances = frames(case("a", "Baclofen", "Ethanol"), case("b", "Ethanol"))
    store = frame_store(cases, substances.drop(columns="rank"))
    assert store.run(store.substances)["rank"].tolist() == [1, 2, 1]


def test_an_arrow_table_is_a_frame_too():
    cases, substances = frames(case("a", "Baclofen"))
    store = frame_store(pa.Table.from_pandas(cases), pa.Table.from_pandas(substances))
    assert store.run(store.substances)["substance"].tolist() == ["Baclofen"]


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (pd.DataFrame({"id": ["a"]}), "case_id"),
        (pd.DataFrame({"case_id": ["a", "a"]}), "repeated"),
        (pd.DataFrame({"case_id": ["a"], "age_years": ["old"]}), "age_years"),
        ({"case_id": ["a"]}, "pandas or polars"),
    ],
)
def test_frames_that_are_no_cases_are_refused(cases, words):
    with pytest.raises(DataError, match=words):
        frame_store(cases)


def test_a_folder_that_is_no_store_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"cases\.parquet"):
        open_store(tmp_path)


def test_a_table_of_another_shape_is_refused(tmp_path):
    for name in TABLES:
        pd.DataFrame({"case_id": ["a"]}).to_parquet(tmp_path / f"{name}.parquet")
    with pytest.raises(DataError, match="'medical_outcome'"):
        open_store(tmp_path)


def test_the_memory_limit_and_the_folder_for_the_rest_reach_the_engine(tmp_path):
    import ibis

    store = open_store(synthetic_folder(), memory_limit="300MB", temporary=tmp_path / "spill")
    connection = ibis.get_backend(store.cases).con
    settings = dict(
        connection.execute(
            "select name, value from duckdb_settings() where name in ('memory_limit', 'temp_directory')"
        ).fetchall()
    )
    spill = Path(settings["temp_directory"])
    assert settings["memory_limit"] == "286.1 MiB" and spill.parent == tmp_path / "spill"
    assert stat.S_IMODE(spill.stat().st_mode) == 0o700, "rows that memory does not hold are for nobody else"
    store.close()
    del store, connection
    gc.collect()
    assert not spill.exists()
    with pytest.raises(DataError, match="memory_limit"):
        open_store(synthetic_folder(), memory_limit="much")


def test_an_unknown_engine_or_table_is_named():
    with pytest.raises(DataError, match="engine"):
        open_store(synthetic_folder(), engine="oracle")
    with pytest.raises(DataError, match="name"):
        synthetic_store().table("notes")


def test_spark_without_pyspark_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(DataError, match="pyspark, which is not installed"):
        open_store(synthetic_folder(), engine="spark://localhost:7077")


def test_a_held_table_keeps_its_rows_and_python_ends_quietly():
    code = (
        "from analysis.cases import open_store\n"
        f"store = open_store({str(synthetic_folder())!r})\n"
        "held = store.held(store.cases.filter(store.cases.sex == 'Male'))\n"
        "print(int(store.run(held.aggregate(n=held.count()))['n'].iloc[0]))\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) == (synthetic_frames()["cases"]["sex"] == "Male").sum()
    assert not done.stderr


def test_importing_the_package_leaves_the_engine_alone():
    heavy = {"ibis", "duckdb", "pyspark"}
    code = (
        f"import sys, analysis.cases.store.store, analysis.cases.study.selection; print(*{heavy} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()


def test_the_engine_of_a_store_reaches_its_files_alone(tmp_path):
    import duckdb
    import ibis

    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for store in (synthetic_store(), open_store(synthetic_folder()), frame_store(**synthetic_frames())):
        connection = ibis.get_backend(store.cases)
        for statement in (f"SELECT * FROM '{secret}'", f"COPY (SELECT 1) TO '{tmp_path / 'x'}'", "SET threads = 1"):
            with pytest.raises(duckdb.Error):
                connection.con.execute(statement)
        ids = store.run(store.cases.select("case_id").limit(3))["case_id"].tolist()
        some = ibis.memtable(pa.table({"case_id": ids}))
        assert len(store.run(store.held(store.cases.semi_join(some, "case_id")))) == 3
