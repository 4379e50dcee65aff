"""Rules for the whole test run."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from public_files import BESIDE, PUBLIC_FILES, WITHOUT_FILES

# A cluster is started there, which takes Java and a package of 400 MB: `make spark` names the folder.
collect_ignore = ["spark"]

# Set before any test imports pyplot; a window system is neither needed nor wanted.
os.environ["MPLBACKEND"] = "Agg"

# A run under nohup, or behind a terminal that went, ignores it, and so would every program that a test starts and ends.
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
# A run in the background of a shell ignores the interrupt, and hands that on in the same way.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# In CI everything that the tests ask for is installed, so a skipped test there is one that nobody ran.
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

# A reader's run draws new examples each time and so goes on searching; CI draws the same ones for the same code.
settings.register_profile("ci", derandomize=True)
if IN_CI:
    settings.load_profile("ci")


def pytest_configure(config):
    if IN_CI:
        config.pluginmanager.register(NoSkips(), "no-skips")


class NoSkips:
    """Collects the skipped tests of a run and fails the run for them, by name."""

    def __init__(self):
        self.skipped: list[str] = []
        self.without_files: list[str] = []

    def note(self, report):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        expected = hasattr(report, "wasxfail") or "got empty parameter set" in reason
        if report.skipped and BESIDE in reason:
            self.without_files.append(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")
        elif report.skipped and not expected:
            self.skipped.append(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")

    pytest_runtest_logreport = note
    pytest_collectreport = note

    def pytest_sessionfinish(self, session, exitstatus):
        if self.skipped and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        for line in self.without_files:
            terminalreporter.write_line(f"NOT RUN: {line}", yellow=True)
        for line in self.skipped:
            terminalreporter.write_line(f"SKIPPED IN CI, which counts as a failure: {line}", red=True)


@pytest.fixture(scope="session")
def public_files() -> Path:
    """Give the folder of public files of cases; without it the test is skipped by name."""
    if not PUBLIC_FILES.is_dir():
        pytest.skip(WITHOUT_FILES)
    return PUBLIC_FILES


@pytest.fixture(scope="session")
def font_cache():
    """Have matplotlib's font cache made: a notebook kernel that has to make it says so in one of its cells."""
    importlib.import_module("matplotlib.font_manager")


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of the shipped data that a test may damage; the loaders read it."""
    from analysis.sources import data_directory

    folder = tmp_path / "data"
    shutil.copytree(data_directory(), folder)
    monkeypatch.setenv("POISON_CENTER_DATA", str(folder))
    return folder


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command as a user would; gives exit code, standard output and standard error."""
    from analysis import __main__

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["poison-center", *map(str, arguments)])
        code = 0
        try:
            __main__.main()
        except SystemExit as stop:
            code = stop.code or 0
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return code, shown.out, shown.err

    return call
