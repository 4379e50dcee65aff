"""The page that leads from a question to a function, from the rows of `analysis.guide()`."""

from __future__ import annotations

import inspect

from analysis import guide
from analysis.guiding import public_names

from .places import TITLES, code, link, table

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


def _door(function: str) -> str:
    path = function.removeprefix("analysis.")
    return "charts.cases" if path.startswith("charts.cases.") else path.partition(".")[0]
