"""The cells of a table as it was cut from its sheet, for the relations between its columns."""

from __future__ import annotations

import re
from dataclasses import replace

from ..clothing import Dress
from ..labels import is_subtotal, read_label
from ..pieces import Piece
from ..sheets import Sheet
from ..stated import numbers_around
from .grid import Grid

_COMMON = {"group", "groups", "value", "number", "patients", "total", "mean", "condition", "percent", "cases", "test"}


def long_grid(dress: Dress, european: bool, sheet: Sheet) -> Grid:
    """Give the cells of a tidy table as the columns of a wide one, with their places in the sheet."""
    wide = grid_of(dress.piece, 1, european, sheet)
    places = {
        (i, k): place
        for i, number in enumerate(wide.rows)
        for k in range(len(wide.headings))
        if (place := dress.place(number, k + 1)) is not None
    }
    return replace(wide, where=places)


def grid_of(piece: Piece, first: int, european: bool, sheet: Sheet) -> Grid:
    """Give all cells right of the label columns, each row under its label and the heading line that it stands below."""
    labels, rows, cells, section, above = [], [], [], "", [""] * first
    for number, row in zip(piece.numbers, piece.body, strict=True):
        filled = [text for text in row[:first] if text.strip()]
        if not any(text.strip() for text in row[first:]):
            section = filled[-1].strip() if filled else section
            continue
        above = [text if text.strip() else above[k] for k, text in enumerate(row[:first])]
        own = ": ".join(text.strip() for text in above[:-1] if text.strip()) if first > 1 else section
        labels.append(_label(own, above[-1]))
        section = "" if is_subtotal(above[-1]) else section
        rows.append(number)
        cells.append(tuple(row[first:]))
    places = range(piece.left + first, piece.left + piece.width)
    headings = tuple(_heading(piece, column) for column in range(first, piece.width))
    sizes = tuple(_size(heading, sheet.groups) for heading in headings) if sheet.groups else ()
    return Grid(
        tuple(labels), headings, tuple(cells), european,
        rows=tuple(rows), columns=tuple(places), sizes=sizes, alpha=sheet.alpha,
        totals=tuple(numbers_around(piece.title, sheet.totals)),
    )  # fmt: skip


def _size(heading: str, groups: tuple[tuple[str, int], ...]) -> int:
    """Give the n of the group of another table whose heading shares a word that names it."""
    words = _words(heading)
    return next((n for other, n in groups if words & _words(other)), 0)


def _words(heading: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", heading.lower())) - _COMMON


def _heading(piece: Piece, column: int) -> str:
    """Give the heading of a column, and behind a comma those that span it."""
    texts = [row[column].strip() for row in piece.header if row[column].strip()]
    return ", ".join(reversed(dict.fromkeys(texts)))


def _label(section: str, text: str) -> str:
    if not section or read_label(text).total or section.lower() in text.lower():
        return text
    return f"{section}: {text.strip()}"
