"""What each statistic was held against: results computed by R, and results that a publication prints."""

from __future__ import annotations

import csv
import inspect
import json
import re
import sys
from functools import cache

from analysis.guiding import public_names
from analysis.sources import read_sources
from analysis.summaries import SUMMARIES

from .places import ROOT, first_line, link, page_of, table

HEAD = """# Statistics, and what they are held against

Formula, convention and source of each statistic stand at its name. Beside it: the cases that R computed and how far
away the farthest of our numbers is (as in [the agreement with R](../reference/agreement.md)), and the numbers that
publications print and that are reproduced with it. A known misprint is listed as such, and must still differ.
"""


def statistics_page() -> str:
    """Write a section per room of `analysis.stats`, and one for the checks of printed numbers."""
    names = {
        path: item for path, item in public_names().items() if path.startswith("stats.") and inspect.isfunction(item)
    }
    families, printed = _families(), _printed()
    parts = [HEAD]
    rooms = sorted({page_of(path, item) for path, item in names.items()})
    for room in rooms:
        parts.append(f"## {room.removeprefix('stats.').replace('_', ' ').capitalize()}\n")
        for path, item in ((path, item) for path, item in names.items() if page_of(path, item) == room):
            name = path.rpartition(".")[2]
            parts.append(f"### {name}\n\n{first_line(item)} {link(path)}\n")
            parts += [f"- R: {said}" for said in families.get(name, ())]
            parts += [f"- Print: {said}" for said in printed.get(name, ())]
            parts += [f"- Tests: {files}" for files in filter(None, [_tests(name)])]
            parts.append("")
    return "\n".join([*parts, "## Checks of printed numbers\n", _checks(), ""])


def _families() -> dict[str, list[str]]:
    """Give what R computed, by the name of each statistic that the family's glue calls."""
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        from agreement import REFERENCE, families
    finally:
        sys.path.pop(0)
    worst = dict(re.findall(r"^\| (\w+) \| .*?\| \d+ \| \d+ \| (\S+) \|", _agreement(), re.MULTILINE))
    found: dict[str, list[str]] = {}
    for family, (function, _) in families().items():
        held = json.loads((REFERENCE / f"{family}.json").read_text(encoding="utf-8"))
        calls = list(dict.fromkeys(case.get("function", "") for case in held["cases"]))[:3]
        said = f"{held['title']}: {len(held['cases'])} cases by {', '.join(f'`{call}`' for call in calls if call)}"
        said += f", farthest {worst[family]} relative" if family in worst else ""
        for name in _called(function):
            found.setdefault(name, []).append(said)
    return found


@cache
def _tests(name: str) -> str:
    """Give the files of tests that call a statistic."""
    files = sorted((ROOT / "tests" / "stats").glob("test_*.py"))
    found = [path.name for path in files if re.search(rf"\b{name}\b", path.read_text(encoding="utf-8"))]
    return ", ".join(f"`tests/stats/{file}`" for file in found)


def _agreement() -> str:
    return (ROOT / "tests" / "agreement" / "AGREEMENT.md").read_text(encoding="utf-8")


def _called(function) -> set[str]:
    """Give the statistics that a function calls, itself or through functions of its file."""
    names = {path.rpartition(".")[2] for path in public_names() if path.startswith("stats.")}
    module, seen, waiting = inspect.getmodule(function), set(), [function]
    words: set[str] = set()
    while waiting:
        here = inspect.unwrap(waiting.pop())
        if here in seen or not inspect.isfunction(here):
            continue
        seen.add(here)
        said = set(re.findall(r"\w+", inspect.getsource(here)))
        words |= set(re.findall(r"(?:\bstats\.(?:\w+\.)?)?\b(\w+)\(", inspect.getsource(here)))
        waiting += [vars(module)[word] for word in said if inspect.isfunction(vars(module).get(word))]
    return words & names


def _printed() -> dict[str, list[str]]:
    """Give the printed numbers that summaries reproduce, by the statistics that their code calls."""
    sources, found = read_sources(), {}
    for row in _rows("numbers.csv"):
        entry = SUMMARIES.get(row["summary"])
        source = sources.get(row["publication"])
        if entry is None or source is None:
            continue
        misprint = " (a known misprint: it differs)" if row["misprint"] else ""
        said = f"{row['printed']}, {source.title or row['publication']} ({row['place']}){misprint}; "
        said += f"`summaries.{entry.name}`, {row['column'].replace('_', ' ')}"
        for name in _called(entry.function):
            found.setdefault(name, []).append(said)
    return found


def _checks() -> str:
    rows = [
        (
            f"`check_{row['check']}`" if row["check"] != "check" else "",
            row["printed"],
            row["verdict"] or "possible",
            row["source"],
            row["about"],
        )
        for row in _rows("audit_numbers.csv")
    ]
    return table(("check", "printed", "verdict", "publication", "about"), rows)


def _rows(name: str) -> list[dict]:
    return list(csv.DictReader((ROOT / "tests" / "published" / name).read_text(encoding="utf-8").splitlines()))
