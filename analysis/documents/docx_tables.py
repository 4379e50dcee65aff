"""The rows of a table of a DOCX file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .docx_parts import W, value
from .docx_runs import Collected, collect
from .grid import Cell
from .markup import tag_of
from .markup_tables import indent_of
from .runs import Run, joined

if TYPE_CHECKING:
    from lxml.etree import _Element

_TWIPS = 200  # of an indent that is one step


def rows_of(table: _Element) -> list[list[Cell]]:
    """Give the rows of a table; a cell that goes on over rows stands in the first of them."""
    rows: list[list[Cell]] = []
    open_cells: dict[int, tuple[int, int]] = {}  # column to (row, place in it) of the cell that may go on
    for r, row in enumerate(node for node in table.iter(f"{W}tr") if _of(node, table)):
        look = row.find(f"{W}trPr")
        head = look is not None and look.find(f"{W}tblHeader") is not None
        before = value(look, "gridBefore") if look is not None else ""
        column = min(int(before), 100) if before.isdecimal() else 0
        cells = [Cell("", columns=column, head=head)] if column else []
        for node in _cells(row):
            said = _cell(node, head)
            merge = node.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and column in open_cells:
                at, place = open_cells[column]
                rows[at][place] = replace(rows[at][place], rows=r - at + 1)
            else:
                open_cells.pop(column, None)
                if merge is not None:
                    open_cells[column] = r, len(cells)
                cells.append(said)
            column += said.columns
        rows.append(cells)
    return rows


def _of(row: _Element, table: _Element) -> bool:
    """Tell whether a row is one of this table and not of a table within a cell."""
    return next(row.iterancestors(f"{W}tbl")) is table


def _cells(row: _Element) -> list[_Element]:
    return [node for node in row.iter(f"{W}tc") if next(node.iterancestors(f"{W}tr")) is row]


def _cell(node: _Element, head: bool) -> Cell:
    runs: list[Run] = []
    deep = 0
    for paragraph in node.iter(f"{W}p"):
        if not runs:
            deep = _indent(paragraph)
        runs += [*([Run(" ")] if runs else []), *collect(paragraph, Collected()).runs]
    text, marks, _ = joined(runs)
    notes = tuple(mark.text for mark in marks if mark.start == mark.end)
    span = value(node, f"tcPr/{W}gridSpan")
    columns = int(span) if span.isdecimal() and len(span) < 9 else 1
    return Cell(text, 1, max(columns, 1), head, max(deep, indent_of(runs)), notes)


def _indent(paragraph: _Element) -> int:
    found = next((node for node in paragraph.iter(f"{W}ind") if tag_of(node.getparent()) == "pPr"), None)
    said = "" if found is None else found.get(f"{W}left") or found.get(f"{W}start") or ""
    return int(said) // _TWIPS if said.isdecimal() and len(said) < 6 else 0
