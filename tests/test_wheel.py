"""The built wheel, installed elsewhere: it holds the package and its data, and every table loads from it."""

from __future__ import annotations

import configparser
import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import analysis

ROOT = Path(__file__).parents[1]
LOADERS = sorted(name for name in analysis.__all__ if name.startswith("load_"))

# Isolated (-I) from PYTHONPATH, the working folder and user packages; the clone's own editable entry is taken off
# the path, the wheel put in front.
LOAD_ALL = """
import json, sys
elsewhere, clone = sys.argv[1:]
sys.path[:] = [elsewhere, *(entry for entry in sys.path if entry != clone)]
import analysis
tables = {name: getattr(analysis, name)() for name in analysis.__all__ if name.startswith("load_")}
json.dump({"file": analysis.__file__, "shapes": {name: table.shape for name, table in tables.items()}}, sys.stdout)
"""


def run(*command, cwd: Path) -> str:
    """Run this interpreter without the variables that could lead it back to the clone; give what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([sys.executable, *command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """Unpack the wheel where nothing else is: a pure wheel is installed by that."""
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_carries_the_data_and_nothing_else(wheel):
    names = set(ZipFile(wheel).namelist())
    shipped = {path.name for path in (ROOT / "data").iterdir() if path.suffix in (".csv", ".toml")}
    assert shipped
    assert {f"analysis/_data/{name}" for name in shipped} <= names
    folders = {name.split("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"analysis"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_wheel_carries_every_module_and_its_hints(wheel):
    files = (path for path in (ROOT / "analysis").rglob("*") if path.suffix in (".py", ".pyi", ".typed"))
    modules = {path.relative_to(ROOT).as_posix() for path in files}
    assert {"analysis/py.typed", "analysis/__init__.pyi"} <= modules
    assert modules <= set(ZipFile(wheel).namelist())


def test_the_wheel_declares_the_command_and_its_licenses(installed):
    (metadata,) = installed.glob("poison_center-*.dist-info")
    entries = configparser.ConfigParser()
    entries.read(metadata / "entry_points.txt", encoding="utf-8")
    assert entries["console_scripts"]["poison-center"] == "analysis.__main__:main"
    for name in ("LICENSE", "data/LICENSE"):
        text = (metadata / "licenses" / name).read_text(encoding="utf-8")
        assert text == (ROOT / name).read_text(encoding="utf-8")
        assert text.strip()


def test_every_table_loads_from_the_installed_wheel(installed, tmp_path):
    found = json.loads(run("-I", "-c", LOAD_ALL, str(installed), str(ROOT), cwd=tmp_path))
    assert Path(found["file"]).is_relative_to(installed)
    assert sorted(found["shapes"]) == LOADERS
    assert LOADERS
    for name, (rows, columns) in found["shapes"].items():
        assert rows > 0, name
        assert (rows, columns) == getattr(analysis, name)().shape, name


def test_the_command_starts_from_the_installed_wheel(installed, tmp_path):
    code = f"import sys; sys.path[:] = [{str(installed)!r}, *(p for p in sys.path if p != {str(ROOT)!r})]; "
    code += "sys.argv = ['poison-center', '--help']; from analysis.__main__ import main; main()"
    assert "figures" in run("-I", "-c", code, cwd=tmp_path)
