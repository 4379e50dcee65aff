"""The cells of a table as it was cut from its sheet, for the relations between its columns."""

from __future__ import annotations

from ..labels import read_label
from ..pieces import Piece
from .grid import Grid


def grid_of(piece: Piece, first: int, european: bool) -> Grid:
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
        rows.append(number)
        cells.append(tuple(row[first:]))
    places = range(piece.left + first, piece.left + piece.width)
    headings = tuple(_heading(piece, column) for column in range(first, piece.width))
    return Grid(tuple(labels), headings, tuple(cells), european, rows=tuple(rows), columns=tuple(places))


def _heading(piece: Piece, column: int) -> str:
    """Give the heading of a column, and behind a comma those that span it."""
    texts = [row[column].strip() for row in piece.header if row[column].strip()]
    return ", ".join(reversed(dict.fromkeys(texts)))


def _label(section: str, text: str) -> str:
    if not section or read_label(text).total or section.lower() in text.lower():
        return text
    return f"{section}: {text.strip()}"
