"""Pages of the site that are made from the code and the data, so that none of them is written twice."""

from __future__ import annotations

import shutil
from pathlib import Path

from .commands import commands_page
from .data import codebook_page, dictionary_page
from .gallery import write_gallery
from .places import ROOT
from .reference import write_reference
from .statistics import statistics_page
from .which import question_pages, which_page, write_scorer


def write_pages(folder: Path) -> None:
    """Write every made page into a folder that holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    pages = {
        "which.md": which_page(),
        "commands.md": commands_page(),
        "statistics.md": statistics_page(),
        "codebook.md": codebook_page(),
        "dictionary.md": dictionary_page(),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "which").mkdir()
    for name, text in question_pages().items():
        (folder / "which" / f"{name}.md").write_text(text, encoding="utf-8")
    write_scorer(folder / "scorer.js")
    write_reference(folder / "api")
    write_gallery(folder / "gallery")
