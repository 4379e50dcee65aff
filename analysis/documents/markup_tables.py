"""The rows of a table of JATS or HTML: two names of the same elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from .grid import Cell
from .markup import tag_of
from .runs import Run, joined

if TYPE_CHECKING:
    from lxml.etree import _Element

_STEPS = {"\u2003": 1.0, "\u00a0": 0.5, "\u2002": 0.5, " ": 0.0, "\t": 1.0, "\n": 0.0, "\r": 0.0}


def rows_of(table: _Element, runs_of: Callable[[_Element], list[Run]]) -> list[list[Cell]]:
    """Give the rows of a table from its head to its foot, as they stand: spans are not opened yet."""
    rows = []
    for row, in_head in _rows(table, False):
        cells = [node for node in row if tag_of(node) in ("td", "th")]
        heads = in_head or (bool(cells) and all(tag_of(cell) == "th" for cell in cells))
        rows.append([cell_of(node, runs_of(node), heads) for node in cells])
    return rows


def _rows(node: _Element, in_head: bool) -> Iterator[tuple[_Element, bool]]:
    for child in node:
        tag = tag_of(child)
        if tag == "tr":
            yield child, in_head
        elif tag in ("thead", "tbody", "tfoot", "oasis:tgroup"):
            yield from _rows(child, tag == "thead")


def cell_of(node: _Element, runs: list[Run], head: bool) -> Cell:
    """Give one cell."""
    text, marks, _ = joined(runs)
    notes = tuple(mark.text for mark in marks if mark.kind in ("note", "citation") and mark.start == mark.end)
    style = node.get("style", "") if node.get("style") else ""
    return Cell(
        text, _span(node, "rowspan"), _span(node, "colspan"), head, max(indent_of(runs), _padding(style)), notes
    )


def indent_of(runs: list[Run]) -> int:
    """Give how deep a text is set in by em-spaces, tabs or no-break spaces before it."""
    said = "".join(run.text for run in runs)
    return int(0.5 + sum(_STEPS[sign] for sign in takewhile(_STEPS.__contains__, said)))


def _padding(style: str) -> int:
    found = re.search(r"(?:padding-left|text-indent)\s*:\s*([\d.]{1,6})(em|rem|px|pt)", style)
    return int(float(found[1]) / {"em": 1, "rem": 1, "px": 15, "pt": 11}[found[2]] + 0.5) if found else 0


def _span(node: _Element, name: str) -> int:
    said = (node.get(name) or "1").strip()
    return int(said) if re.fullmatch(r"[1-9]\d{0,8}", said) else 1
