"""The settings of the type checker let no name through that is not there; the checker itself runs in ``make check``."""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
MISSING = (
    "import analysis.none_such",
    "from analysis.none_such import anything",
    "from analysis import none_such",
    "from .none_such import anything",
    "from . import none_such",
    "from .rooms.none_such import anything",
    "from .rooms import none_such",
    "from analysis.rooms.none_such import anything",
    "import none_such_of_others",
    "def unhinted(it):\n    from .none_such import anything",
    "def unhinted(it):\n    from .rooms import none_such",
    "def unhinted(it):\n    import analysis.rooms.none_such",
)
THERE = (
    "import analysis.rooms.one",
    "from .rooms import one, NUMBER",
    "from analysis.rooms.one import NUMBER",
    "import pandas as pd\nimport pyarrow.parquet\nimport ibis\nfrom lxml import etree",
)


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict[str, str]:
    """Give what the checker says of a package with the settings of this one: a file per line above, by its name."""
    from mypy import api

    folder = tmp_path_factory.mktemp("typed")
    shutil.copy(ROOT / "pyproject.toml", folder)
    package = folder / "analysis"
    (package / "rooms").mkdir(parents=True)
    (folder / "tests").mkdir()
    for name in ("py.typed", "__init__.py"):
        (package / name).touch()
    (package / "rooms" / "__init__.py").write_text("NUMBER = 1\n")
    (package / "rooms" / "one.py").write_text("NUMBER = 1\n")
    for kind, lines in (("missing", MISSING), ("there", THERE)):
        for at, line in enumerate(lines):
            own = line.replace("none_such", f"none_such_{at}")  # a name is said to be missing only once
            (package / f"{kind}_{at}.py").write_text(f"from __future__ import annotations\n\n{own}\n")
    settings = ["--config-file", str(folder / "pyproject.toml"), "--cache-dir", str(folder / "cache")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        out, err, _ = api.run([*settings, "--python-executable", sys.executable, "--no-error-summary", "analysis"])
    assert not err
    return {
        path.stem: "\n".join(line for line in out.splitlines() if path.name in line) for path in package.glob("*.py")
    }


@pytest.mark.parametrize("at", range(len(MISSING)), ids=MISSING)
def test_a_name_that_is_not_there_is_an_error(said, at):
    assert "error:" in said[f"missing_{at}"]


@pytest.mark.parametrize("at", range(len(THERE)), ids=range(len(THERE)))
def test_a_name_that_is_there_is_none(said, at):
    assert not said[f"there_{at}"]


def test_no_module_of_our_own_may_be_missing():
    for entry in SETTINGS["overrides"]:
        modules = [entry["module"]] if isinstance(entry["module"], str) else entry["module"]
        if entry.get("ignore_missing_imports"):
            assert not [name for name in modules if name.split(".")[0] in ("analysis", "*")]
    assert not SETTINGS.get("ignore_missing_imports") and "import-untyped" not in SETTINGS["disable_error_code"]
    assert "follow_imports" not in SETTINGS
