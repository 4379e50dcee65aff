"""A few imports at once and a few killed; `cases.at_once` does hundreds of them by hand."""

from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks of a process with Arrow loaded")


def run_by_hand(*asked: str) -> list[str]:
    """Run the script in a process of its own: this one has threads, which a fork would not take along."""
    import subprocess
    from pathlib import Path

    tests = Path(__file__).parents[1]
    code = "import sys; sys.path.insert(0, '..'); from cases.at_once import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *asked], cwd=tests, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_of_two_imports_at_once_one_gives_a_whole_store_and_one_is_refused():
    assert run_by_hand("--pairs", "4", "--kills", "0")[0] == "    4  one whole store, one refusal"


def test_a_killed_import_leaves_the_old_store_or_the_new_and_nothing_that_others_can_read():
    said = [line.split(None, 1)[1] for line in run_by_hand("--pairs", "0", "--kills", "6")]
    expected = {f"{number}, {found}" for number in ("SIGKILL", "SIGTERM") for found in ("old", "new")}
    assert said[-1] == "then, A, 0" and set(said[:-1]) <= expected
