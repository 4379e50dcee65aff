"""The committed notebooks: well formed, executed in order, and saying the same when executed again."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

# Objects without a repr of their own show where they lie in memory.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])(/(home|root|Users|tmp|work|var|opt|usr|mnt|private)/|[A-Z]:\\)")


class Words(HTMLParser):
    """Gathers what a reader sees of a piece of HTML; ids and styles are made anew at every run."""

    def __init__(self):
        super().__init__()
        self.words, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "script")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


def words_of(mime: str, content) -> str:
    """Give the words of an output; of a picture only that it is there; pixels depend on the machine."""
    if mime.startswith("image/"):
        return "a picture"
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True)
    if mime == "text/html":
        parser = Words()
        parser.feed(text)
        text = " ".join(parser.words)
    return " ".join(ADDRESS.sub("0x", text).split())


def live(cell) -> bool:
    """Tell whether a cell shows controls, which need a kernel: it is committed without what it shows."""
    return "live" in cell.metadata.get("tags", ())


def outputs_of(notebook) -> list[tuple[int, str, str]]:
    """Give (cell, kind, words) for every output, with what a cell printed in several pieces as one."""
    found = []
    for number, cell in enumerate(notebook.cells):
        if live(cell):
            continue
        streams: dict[str, str] = {}
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                streams[output.name] = streams.get(output.name, "") + output.text
            else:
                data = output.get("data", {"text/plain": "\n".join(output.get("traceback", []))})
                found += [(number, mime, words_of(mime, content)) for mime, content in sorted(data.items())]
        found += [(number, name, words_of("text/plain", text)) for name, text in sorted(streams.items())]
    return found


def execute(path: Path, home: Path, monkeypatch):
    """Execute a notebook where it stands, with this interpreter and none of the user's settings."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel chooses the one that draws into the notebook
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, kernel_name="python3", timeout=300, resources=folder)
    client.execute(env=dict(os.environ))
    return notebook


def test_there_are_notebooks_numbered_from_one():
    numbers = [path.name[:3] for path in NOTEBOOKS]
    assert numbers
    assert numbers == [f"{number:02}-" for number in range(1, len(numbers) + 1)]


@each_notebook
def test_notebook_is_a_story(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.cells[-1].cell_type == "markdown"
    assert notebook.metadata.kernelspec.name == "python3"


@each_notebook
def test_notebook_is_committed_executed(path):
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert code
    assert [cell.execution_count for cell in code] == [None if live(cell) else at for at, cell in enumerate(code, 1)]
    assert not [cell.outputs for cell in code if live(cell) and cell.outputs], "controls; use make notebooks"
    kinds = {output.get("name", output.output_type) for cell in code for output in cell.outputs}
    assert not kinds & {"stderr", "error"}
    assert not any("execution" in cell.metadata for cell in code), "timings; use make notebooks"


@each_notebook
def test_notebook_names_no_path_of_a_machine(path):
    notebook = nbformat.read(path, as_version=4)
    texts = [cell.source for cell in notebook.cells]
    texts += [words for _, _, words in outputs_of(notebook)]
    found = [text for text in texts if MACHINE_PATH.search(text) or str(ROOT) in text]
    assert not found


@pytest.mark.usefixtures("font_cache")
@each_notebook
def test_notebook_says_the_same_again(path, tmp_path, monkeypatch):
    committed = outputs_of(nbformat.read(path, as_version=4))
    executed = execute(path, tmp_path, monkeypatch)
    assert outputs_of(executed) == committed
    shown = [output.output_type for cell in executed.cells if live(cell) for output in cell.outputs]
    assert set(shown) <= {"display_data"}, "a control that fails at its first choice"
