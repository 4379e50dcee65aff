"""The pages of the site that are written by hand: their examples run, their commands are there, their links lead on."""

from __future__ import annotations

import doctest
import inspect
import re
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from analysis import cli

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if not {"made", "_build"} & set(path.parts))
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
COMMAND = re.compile(r"(?:^|`)(?:\.venv/bin/)?poison-center ([^#\n`]*)", re.MULTILINE)
COMMANDED = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *PAGES]

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT / "docs").as_posix())


@each_page
def test_the_examples_of_a_page_run(path, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = re.sub(r"^```.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, path.name, str(path), 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=OPTIONS, verbose=False).run(test, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("path", COMMANDED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_commands_of_a_page_are_there(path):
    for line in COMMAND.findall(path.read_text(encoding="utf-8")):
        command, words = get_command(cli.app), line.split()
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        assert words == ["--help"] or not hasattr(command, "commands"), line
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= known, line


@each_page
def test_the_links_of_a_page_lead_to_files(path):
    for link in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        if "://" not in link and "/made/" not in link:
            assert (path.parent / link).exists(), link


def test_every_picture_of_cases_is_in_the_gallery(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from making import gallery

    from analysis.charts.cases import CASE_CHARTS

    assert gallery.ASKED.keys() - {"months"} == CASE_CHARTS.keys()
    for name, chart in CASE_CHARTS.items():  # each page shows the code of its own picture, not that of the frame
        assert f'"{name}"' in inspect.getsource(chart.function.draws).partition("def ")[0]


def test_every_public_name_has_a_page(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from making.places import TITLES, pages

    from analysis.guiding import DOORS, public_names

    found = pages()
    assert sorted(path for names in found.values() for path in names) == sorted(public_names())
    assert TITLES.keys() == set(DOORS)
    assert all(page in TITLES or page.partition(".")[0] in TITLES for page in found)


def test_every_verb_is_on_the_page_of_commands(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from making.commands import commands_page

    def verbs(command, name=""):
        for inner, other in getattr(command, "commands", {}).items():
            yield f"{name} {inner}".strip()
            yield from verbs(other, f"{name} {inner}".strip())

    page = commands_page()
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) and set(re.findall(r"^## (.*)$", page, re.MULTILINE)) == set(
        verbs(get_command(cli.app))
    )
    assert "| `--level <float>` |" in page and "poison-center cases trend store" in page


@pytest.fixture
def broken_links(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    from making.links import broken_links

    return broken_links


def test_a_link_that_leads_nowhere_is_found(broken_links, tmp_path):
    (tmp_path / "a b.html").write_text('<p id="here">')
    links = ["a%20b.html#here", "a%20b.html#gone", "gone.html", "#top", "https://a.b/c", "mailto:a@b", "a%20b.html"]
    page = "".join(f'<a href="{link}">' for link in links)
    (tmp_path / "index.html").write_text(f'<h1 id="top">{page}<img src="gone.png">')
    said = [line.removeprefix("index.html: ") for line in broken_links(tmp_path)]
    assert said == [
        "a%20b.html#gone leads to no place on that page",
        "gone.html leads to no file",
        "gone.png leads to no file",
    ]


@pytest.fixture(autouse=True)
def _forget_the_makers():
    yield
    for name in [name for name in sys.modules if name == "making" or name.startswith("making.")]:
        del sys.modules[name]
