"""Standard output that is closed, full or gone while a verb writes: a quiet end, or one sentence."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from cases.export import ROWS, mapping, text

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")


def shell(command: str, folder: Path, *options: str, **environment: str):
    """Run ``poison-center`` in a shell, `P` standing for it, with `options` of the interpreter."""
    line = command.replace("P ", shlex.join([sys.executable, *options, "-m", "analysis"]) + " ", 1)
    place = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment}
    return subprocess.run(["bash", "-c", line], cwd=folder, env=place, capture_output=True, text=True, check=False)


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "export.csv").write_bytes(text(*ROWS))
    mapping(tmp_path)
    return tmp_path


@pytest.mark.parametrize("verb", ["list", "show exposure_rise --format csv", "paper --example", "cases map export.csv"])
def test_a_reader_who_stops_early_is_no_fault(desk, verb):
    done = shell(f"P {verb} | true; echo ${{PIPESTATUS[0]}}", desk)
    assert done.stderr == ""
    assert done.stdout.strip() in ("0", "1")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no full device here")
@pytest.mark.parametrize("verb", ["list", "cases map export.csv", "audit export.csv"])
def test_a_full_disk_is_one_sentence(desk, verb):
    done = shell(f"P {verb} > /dev/full", desk)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "No space left" in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_store_is_written_whole_whatever_is_closed(desk, closed):
    done = shell(f"P cases import export.csv --mapping mapping.toml --into store {closed}", desk)
    assert (done.returncode, done.stderr) == (0, "")
    assert (desk / "store/report.json").is_file()
    assert (desk / "export.csv").read_bytes() == text(*ROWS)


def test_no_home_and_a_locale_of_ascii(desk):
    # Without site (-S): in such a locale Python cannot read the .pth file of an environment whose own path has umlauts.
    packages = os.pathsep.join([str(Path(__file__).parents[1]), sysconfig.get_path("purelib")])
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": packages}
    done = shell("unset HOME; P cases import export.csv --mapping mapping.toml --into store", desk, "-S", **plain)
    assert (done.returncode, done.stderr) == (0, "")
    assert shell("P list", desk, "-S", **plain).returncode == 0


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_while_the_verbs_are_loaded_stops_in_one_sentence(name, code):
    early = f"""
import signal, sys
from analysis import __main__
class Early:
    def find_spec(self, name, *more):
        if name == "analysis.cli":
            signal.raise_signal(signal.{name})
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Early())
sys.argv = ["poison-center", "list"]
__main__.main()
"""
    place = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", early], env=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "") and done.stderr == "stopped; nothing is half-written\n"
