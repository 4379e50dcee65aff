"""A few imports at once and a few killed; `cases.at_once` does hundreds of them by hand."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from cases.export import HEADER, ROWS, mapping, text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks of a process with Arrow loaded")


def run_by_hand(*asked: str) -> list[str]:
    """Run the script in a process of its own: this one has threads, which a fork would not take along."""
    tests = Path(__file__).parents[1]
    code = "import sys; sys.path.insert(0, '..'); from cases.at_once import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *asked], cwd=tests, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_of_two_imports_at_once_one_gives_a_whole_store_and_one_is_refused():
    assert run_by_hand("--pairs", "4", "--kills", "0")[0] == "    4  one whole store, one refusal"


DIE_LATE = """
import os, signal, sys
from analysis.cases.importing.report import ImportReport
ImportReport.write = lambda report, path: os.kill(os.getpid(), signal.SIGKILL)
from analysis.__main__ import main
os.umask(0o022)
main()
"""


@pytest.mark.parametrize("kind", ["csv", "zip"])
def test_no_file_of_a_killed_import_can_be_read_by_others(tmp_path, kind):
    mapping(tmp_path)
    export = tmp_path / "export.csv"
    export.write_bytes(text(*ROWS))
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
            packed.write(export, "export.csv")
    own = ["--mapping", str(tmp_path / "mapping.toml"), "--into", str(tmp_path / "store")]
    command = [sys.executable, "-c", DIE_LATE, "cases", "import", str(tmp_path / f"export.{kind}"), *own]
    assert subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True).returncode == -9
    left = [path for path in tmp_path.rglob("*") if ".partial" in path.as_posix()]
    assert len(left) > 5 and not [path for path in left if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_a_killed_import_leaves_the_old_store_or_the_new_and_nothing_that_others_can_read():
    said = [line.split(None, 1)[1] for line in run_by_hand("--pairs", "0", "--kills", "6")]
    expected = {f"{number}, {found}" for number in ("SIGKILL", "SIGTERM", "SIGHUP") for found in ("old", "new")}
    assert said[-1] == "then, A, 0" and set(said[:-1]) <= expected


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith((".", "poison-center-")))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_program_that_is_ended_leaves_the_old_store_or_the_new_and_no_raw_row(tmp_path, number):
    """True processes, from their first line on: in the forks above everything is loaded."""
    mapping(tmp_path)
    (tmp_path / "tmp").mkdir()
    rows = [ROWS[0].replace("A1", f"A{place}") + f",Jane Quuxley {place}" for place in range(40_000)]
    (tmp_path / "export.csv").write_bytes(text(*rows, header=f"{HEADER},Caller").decode().encode("utf-16"))
    own = ["--mapping", str(tmp_path / "mapping.toml"), "--into", str(tmp_path / "store")]
    command = [sys.executable, "-m", "analysis", "cases", "import", str(tmp_path / "export.csv"), *own]
    quiet = {"cwd": Path(__file__).parents[2], "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    draw, env, begun = random.Random(number), os.environ | {"TMPDIR": str(tmp_path / "tmp")}, time.monotonic()
    assert subprocess.run(command, env=env, **quiet).returncode == 0
    long, whole = time.monotonic() - begun, digest(tmp_path / "store")
    for _ in range(2):
        process = subprocess.Popen(command, env=env, start_new_session=True, **quiet)
        time.sleep(draw.uniform(0, long))
        os.killpg(process.pid, number)
        assert b"Quuxley" not in process.communicate()[1]
        assert process.returncode in (0, -number, 128 + number, -signal.SIGINT)
        assert digest(tmp_path / "store") == whole  # old and new are the same bytes
        if number != signal.SIGKILL:
            assert not hidden(tmp_path) and not hidden(tmp_path / "tmp")
    assert subprocess.run(command, env=env, **quiet).returncode == 0
    assert not hidden(tmp_path) and not hidden(tmp_path / "tmp")


def digest(store: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(store.iterdir()))).hexdigest()
