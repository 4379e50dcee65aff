"""Spark for a case store: a session on a cluster, settings that answers depend on, and errors in one sentence."""

from __future__ import annotations

import re
import socket
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

from ...errors import DataError

APPLICATION = "poison-center"
URL = re.compile(r"local(\[[\w*,]+\])?|spark://(?P<masters>[^/\s]+:\d+(,[^/\s]+:\d+)*)")
SIZE = re.compile(r"(\d+)\s*([kmgt])(i?b)?", re.IGNORECASE)
REACH, GRANT = 5, 60  # seconds for a master to be reached, and to grant the first executor

# What answers depend on, and how they come back; set on a session of its own, never on the one that is given.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.crossJoin.enabled": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "false",
}


def spark_connection(engine, memory_limit: str | None, temporary: str | Path | None):
    """Connect Ibis to the cluster of a URL, or to that of a session.

    Either way the questions are asked in a new session on the same cluster, so that the settings, views and time zone
    of the one that is there stay as they are.

    Raises
    ------
    DataError
        When pyspark or Java is absent, nobody listens at the URL, the cluster has no worker to spare, or another
        session is running in this process.
    """
    with engine_warnings_off(), spark_errors("engine: Spark did not start"):
        try:
            import ibis
            import pyspark.sql  # noqa: F401
        except ImportError:
            raise DataError(
                "engine: Spark needs the package pyspark, which is not installed; install it with Java 17 beside it, "
                'or take engine="duckdb".'
            ) from None
        if isinstance(engine, str):
            session = _running(engine) or _started(engine, memory_limit, temporary)
        elif hasattr(engine, "newSession") and hasattr(engine, "sql"):
            session = engine
        else:
            raise DataError(_expected(engine))
        return ibis.pyspark.connect(_beside(session))


def stop_spark(connection) -> None:
    """Stop the session behind a connection when it is one that was started here."""
    session = connection._session
    if session.conf.get("spark.app.name", None) == APPLICATION:
        with spark_errors("engine: Spark did not stop"):
            session.stop()


def text_at(connection, url: str) -> str:
    """Give the text of a small file that the cluster reads; empty where there is none."""
    from pyspark.errors import AnalysisException

    try:
        rows = connection._session.read.text(url, wholetext=True).take(1)
    except AnalysisException:
        return ""
    return rows[0]["value"] if rows else ""


@contextmanager
def engine_warnings_off():
    """Ibis 12 calls what DuckDB 2, Spark 4 and pandas 3 are about to rename; the caller can do nothing about it."""
    with warnings.catch_warnings():
        for kind in (DeprecationWarning, FutureWarning):
            warnings.simplefilter("ignore", kind)
        yield


@contextmanager
def spark_errors(what: str):
    """Say in one sentence what Spark says in a hundred lines."""
    try:
        yield
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark.", "py4j.")):
            raise
        raise DataError(f"{what}: {_sentence(str(error))}") from error


def _sentence(said: str) -> str:
    if "FILE_NOT_EXIST" in said or "FileNotFoundException" in said or "PATH_NOT_FOUND" in said:
        name = re.search(r"(?:[a-z0-9]+:/+|/)\S*\.parquet", said)
        where = name[0] if name else "the store"
        return f"it cannot find {where}; put the store where every worker sees it (a shared folder, HDFS or S3)."
    if "JAVA_GATEWAY_EXITED" in said or "JAVA_HOME" in said:
        return "Java did not start; install Java 17 or 21 and have it on PATH (or JAVA_HOME), or check memory_limit."
    if "stopped SparkContext" in said:
        return "the session ended, or what listens at the URL is no Spark master of this version."
    causes = re.findall(r"^(?:Caused by)?: [\w.$]+: (.+)", said, re.MULTILINE)
    lines = [line.strip() for line in [*reversed(causes), *said.splitlines()] if line.strip()]
    return lines[0][:300] if lines else "no reason given."


def _expected(engine) -> str:
    return (
        'engine: expected "duckdb", "spark://host:port", "local[n]" or a pyspark session '
        f"(which may be on any cluster), got {engine!r}."
    )


def _running(url: str):
    """Give the session that this process has on a cluster already, if it has one."""
    from pyspark.sql import SparkSession

    if not URL.fullmatch(url):
        raise DataError(_expected(url))
    session = SparkSession.getActiveSession()
    if session is not None and session.sparkContext.master != url:
        raise DataError(
            f"engine: this process already has a Spark session on {session.sparkContext.master}; give that session as "
            f"engine, or stop it to start one on {url}."
        )
    return session


def _started(url: str, memory_limit: str | None, temporary: str | Path | None):
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    options = {
        "spark.log.level": "OFF",  # what matters of it is in the errors raised here
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if memory_limit:
        # without a cluster the driver does the work
        options[f"spark.{'driver' if url.startswith('local') else 'executor'}.memory"] = _size(memory_limit)
    if temporary:
        options["spark.local.dir"] = str(temporary)
    _reach(url)
    builder = SparkSession.builder.master(url).appName(APPLICATION)
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        _await_worker(session, url)
    except Exception:
        if SparkContext._active_spark_context:  # half a session would be in the way of the next one
            SparkContext._active_spark_context.stop()
        raise
    return session


def _size(text: str) -> str:
    found = SIZE.fullmatch(text.strip())
    if not found:
        raise DataError(f'memory_limit: expected a size such as "4GB", got {text!r}.')
    return f"{found[1]}{found[2].lower()}"


def _reach(url: str) -> None:
    """Ask every master for a connection, which takes Spark itself a minute and a page of messages."""
    known = URL.fullmatch(url)
    masters = (known["masters"] or "") if known else ""
    for host, _, port in (master.rpartition(":") for master in masters.split(",") if master):
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=REACH).close()
            return
        except (OSError, OverflowError):
            continue
    if masters:
        raise DataError(f"engine: expected a Spark master at {url}, but nobody listens there; start it or check host.")


def _await_worker(session, url: str) -> None:
    """Wait for the first executor: without one every question would wait for ever, and say nothing."""
    if url.startswith("local") or session.conf.get("spark.dynamicAllocation.enabled", "false") == "true":
        return
    until = time.monotonic() + GRANT
    while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:  # the driver is one of them
        if time.monotonic() > until:
            raise DataError(
                f"engine: {url} gave no executor within {GRANT} s; start workers, free their cores, or ask for less "
                "with memory_limit."
            )
        time.sleep(0.1)


def _beside(session):
    """Make a session on the same cluster with the same settings, but for those that answers depend on."""
    own = session.newSession()
    settings = {name: value for name, value in session.conf.getAll.items() if own.conf.isModifiable(name)}
    for name, value in (settings | SETTINGS).items():
        own.conf.set(name, value)
    return own
