"""Every question has the same answer on a cluster of two workers as in DuckDB."""

from __future__ import annotations

import dataclasses
from functools import cache

import pandas as pd
import pytest
from cases.invented import synthetic_folder, synthetic_store
from spark.questions import ASKED, SELECTIONS, answer, needs_more, questions, takers

from analysis.cases.store.spark import engine_warnings_off
from analysis.cases.store.store import open_store
from analysis.cases.study.selection import Study

QUESTIONS = questions()
MEMORY = "480MB"  # of an executor; Spark refuses less than 450 MB

# Settings under which the same expressions would have other answers, or none.
STRANGE = {
    "spark.sql.session.timeZone": "America/New_York",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.crossJoin.enabled": "false",
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.files.ignoreMissingFiles": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.shuffle.partitions": "4",
}


@pytest.fixture(scope="module")
def store(spark_cluster):
    """The store on the cluster, two executors of one core, in a session of the reader's with strange settings."""
    session = own_session(spark_cluster.url)
    opened = open_store(synthetic_folder(), engine=session)
    yield opened
    opened.close()
    assert {name: session.conf.get(name) for name in STRANGE} == STRANGE
    assert session.catalog.listTables() == []
    assert session.range(3).count() == 3, "the reader's session goes on"
    session.stop()


def own_session(url: str):
    with engine_warnings_off():
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(url).appName("the reader's own")
        quiet = {"spark.ui.enabled": "false", "spark.log.level": "OFF", "spark.executor.memory": "480m"}
        for name, value in (STRANGE | quiet).items():
            builder = builder.config(name, value)
        return builder.getOrCreate()


@cache
def expected(name: str):
    return answer(synthetic_store(), *QUESTIONS[name])


def assert_same(found, wanted):
    assert type(found) is type(wanted)
    if isinstance(wanted, pd.DataFrame):
        pd.testing.assert_frame_equal(found, wanted, rtol=1e-9, atol=1e-12)
        assert repr(found.attrs) == repr(wanted.attrs)
    elif dataclasses.is_dataclass(wanted):
        for field in dataclasses.fields(wanted):
            assert_same(getattr(found, field.name), getattr(wanted, field.name))
    else:
        assert found == (pytest.approx(wanted, rel=1e-9) if isinstance(wanted, float) else wanted)


def test_a_session_started_from_a_url_answers_too(spark_cluster):
    """Here nothing can stand in the way that is not in the reader's session below, where everything is asked."""
    opened = open_store(synthetic_folder(), engine=spark_cluster.url, memory_limit=MEMORY)
    try:
        for name in (name for name in QUESTIONS if name.endswith("as it is")):
            assert_same(answer(opened, *QUESTIONS[name]), expected(name))
    finally:
        opened.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_that_of_duckdb(store, name):
    assert store.engine == "spark"
    assert_same(answer(store, *QUESTIONS[name]), expected(name))


def test_both_workers_took_part(store, spark_cluster):
    import ibis

    assert spark_cluster.state()["aliveworkers"] == 2
    for name in list(QUESTIONS)[:3]:
        answer(store, *QUESTIONS[name])
    listed = ibis.get_backend(store.cases)._session.sparkContext._jsc.sc().statusStore().executorList(False)
    tasks = {listed.apply(place).id(): listed.apply(place).totalTasks() for place in range(listed.size())}
    assert tasks.pop("driver") == 0
    assert len(tasks) == 2 and min(tasks.values()) > 0, tasks


def test_no_function_of_the_analysis_is_forgotten():
    """A new function is asked as it is when it needs only a study; else `questions.ASKED` must say how."""
    assert len(takers()) >= 15
    asked = {function for function, *_ in ASKED}
    assert not [name for function, name in takers().items() if needs_more(function) and function not in asked]
    methods = {name for name, member in vars(Study).items() if not name.startswith("_") and name not in fields()}
    within = {"run", "of", "among", "stamped", "records"}  # what the questions are made of
    assert methods - within == {"flow", "count", "single", "held"}
    assert {function.__name__ for function in asked if function.__qualname__.startswith("Study.")} <= methods


def fields() -> set[str]:
    return {field.name for field in dataclasses.fields(Study)}


def test_the_questions_are_worth_asking():
    """Every selection keeps some cases and, but for one, leaves some out; no frame is empty."""
    for name, (selection, _) in QUESTIONS.items():
        found = expected(name)
        if isinstance(found, pd.DataFrame):
            assert len(found), name
        if "flow" in name:
            kept, records = found["remaining"].iloc[-1], found["remaining"].iloc[0]
            assert kept > 0 and (kept < records) == (selection != "all records"), name
    assert {selection for selection, _ in QUESTIONS.values()} == set(SELECTIONS)
