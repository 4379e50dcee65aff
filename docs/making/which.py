"""The page that leads from a question to a function, from the rows of `analysis.guide()`."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

from analysis import guide
from analysis.guiding import public_names
from analysis.sources import data_directory
from analysis.toml import read_toml

from .places import TITLES, code, first_line, link, table

# Whose title is the question, so that the search of the site answers with questions; the table leads past them.
PAGE = """---
orphan: true
---
# {question}

{also}{link} answers this: {first}

```python
{example}
```

[Every question](../which.md)
"""
HEAD = """# Which function?

Every public function by the question that it answers, with a line that calls it. In Python the same is
`analysis.guide("forest plot")`; the search of this site finds the questions too. Names stand as you call them after
`from analysis import stats, audit, cases` and so on.
"""


def which_page() -> str:
    """Write a table per room."""
    names = public_names()
    rows = guide().rows
    parts = [HEAD]
    for door, title in TITLES.items():
        here = [row for row in rows if _door(row[1]) == door]
        cells = [
            (question, link(function.removeprefix("analysis.")), code(example)) for question, function, example in here
        ]
        if cells:
            parts.append(f"## {title}\n\n:::{{div}} which\n{table(('question', 'function', 'example'), cells)}\n:::\n")
        classes = [path for path, item in names.items() if inspect.isclass(item) and _door(f"analysis.{path}") == door]
        if classes:
            parts.append(f"Kinds of objects: {', '.join(link(path) for path in classes)}.\n")
    return "\n".join(parts)


def question_pages() -> dict[str, str]:
    """Give a small page for each function that has a question of its own, by name."""
    names, found = public_names(), {}
    for question, function, example in guide().rows:
        found.setdefault(function.removeprefix("analysis."), []).append((question, example))
    pages = {}
    for path, said in found.items():
        (question, example), *others = said
        if question != first_line(names[path]):
            also = f"*Also: {' '.join(other for other, _ in others)}*\n\n" if others else ""
            first = first_line(names[path])
            pages[path] = PAGE.format(question=question, also=also, link=link(path), first=first, example=example)
    return pages


def write_scorer(path: Path) -> None:
    """Write what ranks the answers of the site's search, with the words of those who ask before it."""
    also = json.dumps(read_toml(data_directory() / "guide.toml")["words"], ensure_ascii=False)
    ranking = (Path(__file__).parent / "scorer.js").read_text(encoding="utf-8")
    path.write_text(f"const ALSO = {also};\n{ranking}", encoding="utf-8")


def _door(function: str) -> str:
    path = function.removeprefix("analysis.")
    return "charts.cases" if path.startswith("charts.cases.") else path.partition(".")[0]
