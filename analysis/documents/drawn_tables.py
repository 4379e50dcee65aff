"""Tables drawn with dashes in a plain text: the dashes tell where columns begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .grid import Cell, Grid, opened
from .runs import Run, joined

_RULER = re.compile(r"\s*[-─═=]{2,}(?:\s+[-─═=]{2,})+\s*")
_EDGE = re.compile(r"\s*[-─═=]{10,}\s*")
_MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table with its first and last line, from 1, and the line of every row."""

    first: int
    last: int
    grid: Grid


def drawn_tables(lines: list[str]) -> Iterator[Drawn]:
    """Yield the tables of a text: a ruler of dashes under the head or above the first row, then rows.

    Rows end at a blank line; between two edges of one run of dashes each, blank lines part rows of several lines.
    """
    at = 0
    while at < len(lines):
        if not _RULER.fullmatch(lines[at]):
            at += 1
            continue
        top = at
        while top and lines[top - 1].strip() and at - top < 10 and not _RULER.fullmatch(lines[top - 1]):
            top -= 1
        edged = bool(_EDGE.fullmatch(lines[top])) and top < at
        end = _end(lines, at + 1, edged)
        columns = [found.start() for found in re.finditer(r"[-─═=]{2,}", lines[at])]
        head = [_cut(lines[row], columns) for row in range(top + edged, at)]
        rows = _rows(lines[at + 1 : end], columns, edged)
        if rows:
            yield Drawn(top + 1, end, _grid(_merged(head) if edged and head else head, rows))
        at = max(end, at + 1)


def _end(lines: list[str], start: int, edged: bool) -> int:
    """Give the first line behind a table, its closing dashes taken along."""
    for at in range(start, min(len(lines), start + _MOST_ROWS)):
        closing = _RULER.fullmatch(lines[at]) or _EDGE.fullmatch(lines[at])
        if closing:
            return at + 1
        if not edged and not lines[at].strip():
            return at
    return min(len(lines), start + _MOST_ROWS) if not edged else start


def _rows(lines: list[str], columns: list[int], edged: bool) -> list[list[str]]:
    parts: list[list[list[str]]] = [[]]
    for line in lines:
        if _RULER.fullmatch(line) or _EDGE.fullmatch(line):
            continue
        if not line.strip():
            parts.append([])
            continue
        parts[-1].append(_cut(line, columns))
    if not edged:
        return [row for part in parts for row in part]
    return [row for part in parts if part for row in _merged(part)]


def _merged(rows: list[list[str]]) -> list[list[str]]:
    """Join the lines of one row."""
    return [[" ".join(filter(str.strip, cells)).rstrip() for cells in zip(*rows, strict=True)]]


def _cut(line: str, columns: list[int]) -> list[str]:
    """Cut a line where columns begin; a word that reaches over the place belongs to where it begins."""
    edges = [0]
    for column in columns[1:]:
        while column > edges[-1] and column < len(line) and not line[column - 1].isspace():
            column -= 1
        edges.append(column)
    return [line[start:end].rstrip() for start, end in zip(edges, [*edges[1:], len(line)], strict=True)]


def _grid(head: list[list[str]], rows: list[list[str]]) -> Grid:
    left = min((len(row[0]) - len(row[0].lstrip()) for row in rows if row[0].strip()), default=0)
    body = [[_cell(cell, False, left if k == 0 else None) for k, cell in enumerate(row)] for row in rows]
    return opened([*([_cell(cell, True) for cell in row] for row in head), *body])


def _cell(text: str, head: bool, left: int | None = None) -> Cell:
    said, marks, _ = joined([Run(text)])
    indent = 0 if left is None or not said else (len(text) - len(text.lstrip()) - left + 1) // 2
    return Cell(said, head=head, indent=indent, marks=tuple(mark.text for mark in marks if mark.start == mark.end))
