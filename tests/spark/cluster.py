"""A standalone Spark cluster on loopback: one master and some workers of one core, each a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
PATIENCE = 60  # seconds for a process to come up, on a busy machine
MASTER, WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"


@dataclass(frozen=True)
class Cluster:
    """Where a running cluster is reached."""

    url: str
    page: str

    def state(self) -> dict:
        """Ask the master about its workers and applications."""
        with urllib.request.urlopen(f"{self.page}/json/", timeout=PATIENCE) as answer:
            return json.load(answer)


@contextlib.contextmanager
def cluster(folder: Path, *, workers: int = 2, memory: str = "512m") -> Iterator[Cluster]:
    """Run a cluster on free ports, and end every process of it, executors too."""
    with contextlib.ExitStack() as running:
        said = running.enter_context(_daemon(folder, "master", MASTER))
        url = _wait_for(said, r"Starting Spark master at (spark://\S+)")
        page = _wait_for(said, r"Bound MasterWebUI to \S+ and started at (http://\S+)")
        for number in range(workers):
            own = ["--cores", "1", "--memory", memory, "--work-dir", str(folder / f"work-{number}"), url]
            said = running.enter_context(_daemon(folder, f"worker-{number}", WORKER, *own))
            _wait_for(said, r"(Successfully registered with master)")
        yield Cluster(url, page)


@contextlib.contextmanager
def _daemon(folder: Path, name: str, main: str, *arguments: str) -> Iterator[Path]:
    """Run a class of Spark in a process group of its own; give the file that it writes its log to."""
    import pyspark

    home, said = Path(pyspark.__file__).parent, folder / f"{name}.log"
    command = [home / "bin" / "spark-class", main, "--host", LOOPBACK, "--port", "0", "--webui-port", "0", *arguments]
    settings = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK, "SPARK_DAEMON_MEMORY": "256m"}
    settings["SPARK_DAEMON_JAVA_OPTS"] = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command, env=os.environ | settings, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
    try:
        yield said
    finally:
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)


def _wait_for(said: Path, pattern: str) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := re.search(pattern, said.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(f"{pattern!r} not seen in {PATIENCE} s:\n{said.read_text(encoding='utf-8')}")
