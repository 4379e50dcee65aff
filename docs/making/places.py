"""Where a public name stands on the site, and what a page of Markdown or reStructuredText needs around a text."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.guiding import public_names

ROOT = Path(__file__).parents[2]

# Rooms of many files: a page for each of their rooms or files; the others are one page.
_DIVIDED = ("stats", "audit", "cases")

TITLES = {
    "stats": "Statistics",
    "audit": "Checks of printed numbers",
    "cases": "Your own cases",
    "release": "Release",
    "paper": "Papers",
    "documents": "Documents",
    "plots": "Plots of your own frames",
    "summaries": "Summaries: named answers",
    "charts": "Pictures of the summaries",
    "charts.cases": "Pictures of cases",
    "ledgers": "Ledgers of your own",
    "loaders": "Tables that are shipped",
    "references": "References",
    "citing": "What to cite",
    "sources": "Publications",
    "cards": "Cards of tables",
    "printed": "Printed numbers",
}


def page_of(path: str, item: object) -> str:
    """Give the page of the API reference on which a public name stands: ``stats.proportions``, ``plots``."""
    door = "charts.cases" if path.startswith("charts.cases.") else path.partition(".")[0]
    module = item.__module__.removeprefix("analysis.").split(".")
    return ".".join(module[:2]) if door in _DIVIDED and len(module) > 1 else door


def pages() -> dict[str, dict[str, object]]:
    """Give the public names of each page of the reference: functions, then classes, in the order of their door."""
    found: dict[str, dict[str, object]] = {}
    names = public_names()
    for path, item in sorted(names.items(), key=lambda entry: inspect.isclass(entry[1])):
        found.setdefault(page_of(path, item), {})[path] = item
    return found


def link(path: str) -> str:
    """Give a link in Markdown to a public name."""
    return f"{{py:obj}}`{path} <analysis.{path}>`"


def first_line(item: object) -> str:
    """Give what a docstring says first, on one line."""
    return " ".join((inspect.getdoc(item) or "").partition("\n\n")[0].split())


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown; a bar within a cell is no border."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        f"| {' | '.join(' '.join(cell.replace('|', chr(92) + '|').split()) for cell in line)} |" for line in lines
    )


def code(text: str) -> str:
    """Write a text as code within a line of Markdown."""
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}"
