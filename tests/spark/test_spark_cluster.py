"""What can go wrong between here and a cluster, said in one sentence; and odd values, read alike by both engines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from cases.invented import case, frames, sealed, synthetic_folder, synthetic_store

from analysis.cases.clinical.dose_response import doses
from analysis.cases.clinical.effects import effect_pairs
from analysis.cases.counts.counts import annual_counts, monthly_counts, state_counts, weekly_counts
from analysis.cases.store import spark
from analysis.cases.store.frames import arrow_tables
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import select
from analysis.errors import DataError

MEMORY = "480MB"


def test_two_stores_share_a_session_until_one_is_closed(spark_cluster):
    first, second = (open_store(synthetic_folder(), engine=spark_cluster.url, memory_limit=MEMORY) for _ in range(2))
    assert [app["cores"] for app in spark_cluster.state()["activeapps"]] == [2]
    assert select(first).count() == select(second).count() == select(synthetic_store()).count()
    with pytest.raises(DataError, match="already has a Spark session on spark://"):
        open_store(synthetic_folder(), engine="local[1]")
    first.close()
    until = time.monotonic() + 30
    while spark_cluster.state()["activeapps"] and time.monotonic() < until:
        time.sleep(0.1)
    assert not spark_cluster.state()["activeapps"]
    assert {app["state"] for app in spark_cluster.state()["completedapps"]} == {"FINISHED"}


def test_a_cluster_without_room_does_not_keep_one_waiting(spark_cluster, monkeypatch):
    monkeypatch.setattr(spark, "GRANT", 2)
    with pytest.raises(DataError, match=r"gave no executor within 2 s.*memory_limit"):
        open_store(synthetic_folder(), engine=spark_cluster.url, memory_limit="900GB")
    monkeypatch.undo()
    store = open_store(synthetic_folder(), engine=spark_cluster.url, memory_limit=MEMORY)
    assert select(store).count()
    store.close()


@pytest.mark.parametrize("engine", ["spark://127.0.0.1:1", "spark://127.0.0.1:99999", "spark://127.0.0.1:1,[::1]:1"])
def test_where_nobody_listens_is_said_at_once(engine):
    start = time.monotonic()
    with pytest.raises(DataError, match=re.escape(f"{engine}, but nobody listens there")):
        open_store(synthetic_folder(), engine=engine)
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("engine", ["spark://127.0.0.1", "localhost:7077", "local[2", "yarn", 7])
def test_an_engine_that_cannot_be_is_refused(engine):
    with pytest.raises(DataError, match="engine: expected"):
        open_store(synthetic_folder(), engine=engine)


def test_without_java_the_next_step_is_told(tmp_path):
    for name in ("bash", "sh", "env", "dirname", "basename", "readlink"):
        (tmp_path / name).symlink_to(shutil.which(name))
    code = f"from analysis.cases import open_store; open_store({str(synthetic_folder())!r}, engine='local[1]')"
    settings = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"} | {"PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, timeout=120)
    assert "DataError: engine: Spark did not start: Java did not start; install Java 17 or 21" in done.stderr


def test_the_command_line_prints_the_same_from_the_cluster_and_nothing_of_spark(spark_cluster):
    ask = ["cases", "counts", str(synthetic_folder()), "--substance", "Baclofen", "--format", "csv"]
    cluster = ["--engine", spark_cluster.url, "--memory-limit", MEMORY]
    ran = [
        subprocess.run([sys.executable, "-m", "analysis", *ask, *more], capture_output=True, text=True, timeout=300)
        for more in ([], cluster)
    ]
    assert [done.returncode for done in ran] == [0, 0], ran[1].stderr
    assert ran[0].stdout == ran[1].stdout
    assert "count" in ran[0].stdout
    assert not re.search("Stage|ERROR|INFO|Traceback", ran[1].stderr), ran[1].stderr


@pytest.fixture(scope="module")
def opened(spark_cluster):
    """The made-up cases on the cluster; tests of other sessions stand before the first that takes this."""
    store = open_store(synthetic_folder(), engine=spark_cluster.url, memory_limit=MEMORY)
    yield store
    store.close()


def test_a_store_at_a_url_is_read_by_the_cluster(opened, spark_cluster):
    url = synthetic_folder().as_uri()
    store = open_store(url + "/", engine=spark_cluster.url)
    assert store.synthetic
    assert annual_counts(select(store)).equals(annual_counts(select(synthetic_store())))
    with pytest.raises(DataError, match=r"path: .*cannot find \S*/nowhere/cases\.parquet; put the store where every"):
        open_store("file:///nowhere", engine=spark_cluster.url)
    with pytest.raises(DataError, match="a URL is read by Spark"):
        open_store(url)


def test_a_stores_name_is_no_pattern_and_its_folder_no_column(opened, spark_cluster, tmp_path):
    shutil.copytree(synthetic_folder(60), tmp_path / "sta")
    for name in ("st*", "st[a]", "{sta}", "year=1999/sex=Male"):
        store = open_store(shutil.copytree(synthetic_folder(), tmp_path / name), engine=spark_cluster.url)
        assert annual_counts(select(store)).equals(annual_counts(select(synthetic_store()))), name
        store.check_unchanged()


def test_a_folder_that_only_this_process_sees_is_named(opened, spark_cluster):
    handle = os.open(synthetic_folder(), os.O_RDONLY)  # a number that means nothing to another process
    try:
        hidden = Path(f"/proc/self/fd/{handle}")
        assert (hidden / "cases.parquet").is_file()
        with pytest.raises(DataError, match=r"path: .*cannot find \S*cases\.parquet; put the store where every worker"):
            open_store(hidden, engine=spark_cluster.url)
    finally:
        os.close(handle)


def test_a_store_that_goes_away_is_an_error_and_not_an_empty_answer(opened, spark_cluster, tmp_path):
    shutil.copytree(synthetic_folder(), tmp_path / "store")
    store = open_store(tmp_path / "store", engine=spark_cluster.url)
    shutil.move(tmp_path / "store", tmp_path / "moved")
    with pytest.raises(DataError, match=r"no answer: it cannot find \S*/store/cases\.parquet"):
        select(store).count()


NAMES = [
    "5'-Quote",
    r"Back\slash (X) [1]",
    "Ärzte–Mix",
    "ÄRZTE–mix",
    "two\nlines",
    '1 "pure" *x*',
    " spaced  ",
    "$^.|?+{}",
]
DATES = ["2019-12-29", "2019-12-31", "2020-01-01", "2020-02-29", "2021-01-03", "2022-12-31", "2023-01-01", None]


@pytest.fixture(scope="module")
def odd_folder(tmp_path_factory):
    """Odd names, days at the ends of years and weeks, weights of nothing, states with spaces."""
    rows = [
        case(
            f"c{number}",
            (name, [50.0, 0.0, 25.5][number % 3]),
            date=day,
            state=[" oh\t", "OH", "Ohio ", "", None, "ÉTAT", "tx", "TX"][number],
            weight_kg=[0.0, 70.0, None, 7.5][number % 4],
            sex=[None, "Male", "Female"][number % 3],
            medical_outcome=["Major effect", "No effect"][number % 2],
        )
        for number, (name, day) in enumerate(zip(NAMES, DATES, strict=True))
    ]
    cases, substances = frames(*rows, case("none", date="2020-06-15"))
    effects = pd.DataFrame({"case_id": ["c0", "c0", "c1"], "effect": ["Coma", "Coma", None], "relatedness": "Related"})
    folder = tmp_path_factory.mktemp("odd")
    tables = {"cases": cases, "substances": substances, "effects": effects, "therapies": None}
    for name, table in arrow_tables(tables).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return sealed(folder)


def test_odd_values_are_read_alike(opened, spark_cluster, odd_folder):
    patterns = [*(re.escape(name.lower()) for name in NAMES), r"\bmix$", "'|\\\\|\""]
    letters = [f"{name[:4]}*" for name in NAMES if name[:4].strip("* ") and "*" not in name[:4]]
    wanted = [*NAMES, *letters, *map(re.compile, patterns)]
    asked = {
        **{f"substance {name!r}": lambda s, name=name: select(s, substance=name).count() for name in wanted},
        "weeks": lambda s: weekly_counts(select(s)),
        "weeks from Monday": lambda s: weekly_counts(select(s), week="monday", by="sex"),
        "months": lambda s: monthly_counts(select(s), by="serious"),
        "years": lambda s: annual_counts(select(s), by="medical_outcome"),
        "states": lambda s: state_counts(select(s)),
        "regions": lambda s: state_counts(select(s), area="region"),
        "doses": lambda s: doses(select(s)),
        "doses per kg": lambda s: doses(select(s), per_kg=True),
        "pairs": lambda s: effect_pairs(select(s)),
    }
    stores = [open_store(odd_folder, engine=engine) for engine in (spark_cluster.url, "duckdb")]
    differ = []
    for name, ask in asked.items():
        ours, theirs = (ask(store) for store in stores)
        same = ours.equals(theirs) if hasattr(ours, "equals") else ours == theirs
        differ += [] if same else [f"{name}: Spark {ours}, DuckDB {theirs}"]
    assert not differ, "\n".join(differ)
    assert sum(select(stores[0], substance=name).count() for name in NAMES) >= 8
