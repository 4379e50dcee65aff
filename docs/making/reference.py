"""The API reference: a page per room, with every public name, its signature, docstring, examples and source."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

from .places import TITLES, first_line, pages

INDEX = """API reference
=============

Every public name with its signature, what it takes and gives, the errors it raises, formula and source, an example, and
its code. `Which function? <../which.html>`__ finds a name by a question, and so does `analysis.guide`.

.. autofunction:: analysis.guide

.. autoclass:: analysis.guiding.Guide
   :members: to_frame

.. autoexception:: analysis.DataError

.. autoclass:: analysis.Estimate
   :members:

"""


def write_reference(folder: Path) -> None:
    """Write the pages of all rooms and the page that leads to them."""
    folder.mkdir()
    found = pages()
    for page, names in found.items():
        (folder / f"{page}.rst").write_text(_page(page, names), encoding="utf-8")
    trees = []
    for door, title in TITLES.items():
        here = sorted(page for page in found if page == door or (page.startswith(f"{door}.") and page not in TITLES))
        trees.append(
            f".. toctree::\n   :maxdepth: 1\n   :caption: {title}\n\n" + "".join(f"   {page}\n" for page in here)
        )
    (folder / "index.rst").write_text(INDEX + "\n".join(trees), encoding="utf-8")


def _page(page: str, names: dict[str, object]) -> str:
    title = TITLES.get(page, page)
    module = importlib.import_module(f"analysis.{page}")
    about = (inspect.getdoc(module) or "").partition("\n\n")[0]
    rows = "".join(f"   * - `~analysis.{path}`\n     - {first_line(item)}\n" for path, item in names.items())
    listed = f".. list-table::\n   :widths: 30 70\n\n{rows}"
    entries = "\n".join(_entry(path, item) for path, item in names.items())
    return f"{title}\n{'=' * len(title)}\n\n{about}\n\n{listed}\n{entries}"


def _entry(path: str, item: object) -> str:
    if inspect.isclass(item):
        return f".. autoclass:: analysis.{path}\n   :members:\n"
    return f".. autofunction:: analysis.{path}\n"
