"""The commands that README and the tutorials print, typed as a reader types them, in their order, in one folder.

What another test runs for longer is named in `ELSEWHERE`, where it is run.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "docs/index.md",
    "docs/release.md",
    "docs/tutorials/reviewer.md",
    "docs/tutorials/toxicologist.md",
)
ELSEWHERE = {
    "figures": "make figures",
    "tables --into out": "test_cli.py, and make figures",
    "check": "make check",
    "verify DIR": "test_audit.py, and audit/test_ledger.py",
    "cases synthesize --rows 50000 --into store": "cases/test_synthetic.py",
    "paper STUDY.toml --into paper": "paper/test_paper_cli.py",
    "paper STUDY.toml --into release --policy cms": "paper/test_release.py",
    "release paper --policy cms --into release": "paper/test_release.py",
}
TABLE = [["Outcome", "All", "Women"], ["Minor", "10", "4"], ["Major", "5", "2"], ["Total", "16", "6"]]


def typed(page: str) -> list[str]:
    """Give the commands of a page's blocks for a shell, without the remark behind each."""
    blocks = re.findall(
        r"^```(?:sh|text)\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("poison-center ")]
    return [command for line in lines for command in re.sub(r"\s+#.*", "", line).split(" && ")]


COMMANDS = {page: [command.removeprefix("poison-center ") for command in typed(page)] for page in PAGES}


@pytest.fixture
def folder(tmp_path, monkeypatch, run) -> Path:
    """Give a folder with a file of every name that a page speaks of."""
    from docx import Document
    from matplotlib.figure import Figure

    monkeypatch.chdir(tmp_path)
    run("cases", "synthesize", "--rows", "600", "--output", "listing.csv")
    listing = pd.read_csv("listing.csv", dtype=str, keep_default_na=False)
    listing.assign(Race=["Black", "White", "Asian"] * 200).to_excel("export.xlsx", index=False)
    document = Document()
    document.add_paragraph("Of 23 patients, 8 (34.8%) had coma. Exposures rose 36% from 100 to 141.")
    grid = document.add_table(rows=len(TABLE), cols=3)
    for cells, row in zip(TABLE, grid.rows, strict=True):
        for text, cell in zip(cells, row.cells, strict=True):
            cell.text = text
    for name in ("paper.docx", "manuscript.docx"):
        document.save(name)
    frame = pd.DataFrame(TABLE[1:], columns=TABLE[0])
    frame.to_csv("FILE", index=False)
    frame.to_excel("supplement.xlsx", index=False)
    Path("review.txt").write_text("Tianeptine exposures rose from 11 in 2014 to 81 in 2017.\n", encoding="utf-8")
    Path("page.html").write_text("<title>Calls</title><p>Calls rose 525% from 2018 to 2023.</p>", encoding="utf-8")
    Path("release.txt").write_text("Men were 258 of the 391 callers, or 76%.\n", encoding="utf-8")
    figure = Figure()
    figure.text(0.1, 0.9, "Of 48 patients given tianeptine, 12 (25%) had withdrawal.")
    figure.savefig("trial.pdf")
    run("ledger", "new", "later", "--documents", "review.txt", "--substance", "tianeptine")
    return tmp_path


@pytest.mark.usefixtures("font_cache")
@pytest.mark.parametrize("page", [page for page in PAGES if set(COMMANDS[page]) - ELSEWHERE.keys()])
def test_what_a_page_prints_does_what_it_says(page, folder, run):
    for command in COMMANDS[page]:
        if command in ELSEWHERE:
            continue
        words = shlex.split(command)
        target = words[words.index(">") + 1] if ">" in words else ""
        code, out, err = run(*(words[: words.index(">")] if target else words))
        assert code == (1 if words[0] == "audit" and "--explain" not in words else 0), (command, err)
        if target:
            (folder / target).write_text(out, encoding="utf-8")
        for option in ("--output", "--into", "--picture"):
            if option in words:
                assert (folder / words[words.index(option) + 1]).exists(), command


def test_what_runs_elsewhere_is_printed_somewhere():
    assert ELSEWHERE.keys() <= {command for commands in COMMANDS.values() for command in commands}
    assert all(len(commands) for commands in COMMANDS.values())
