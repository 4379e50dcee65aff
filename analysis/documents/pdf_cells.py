"""Words of a row cut into the cells of its columns, and joined within them."""

from __future__ import annotations

from itertools import pairwise

from .grid import Cell
from .pdf_lines import Word, runs_of
from .runs import joined


def cut(words: list[Word], starts: list[float]) -> list[tuple[int, int, list[Word]]]:
    """Give (first column, columns, words) of every cell with words; text over the edge of a column spans it."""
    column_of = [sum(word.x0 + 1.5 >= start for start in starts) - 1 for word in words]
    reach = {column: column for column in column_of}
    lines: dict[int, list[tuple[Word, int]]] = {}
    for word, column in zip(words, column_of, strict=True):
        lines.setdefault(round(word.y), []).append((word, column))
        inside = sum(word.x1 - 3 >= start for start in starts) - 1
        reach[column] = max(reach[column], inside)
    for line in lines.values():
        line.sort(key=lambda entry: entry[0].x0)
        for (a, first), (b, second) in pairwise(line):
            if second > first and b.x0 - a.x1 < 0.45 * a.h:
                reach[first] = max(reach[first], second)
    cells, column = [], 0
    while column < len(starts):
        end = reach.get(column, column)
        while any(reach.get(inner, inner) > end for inner in range(column, end + 1)):
            end = max(reach.get(inner, inner) for inner in range(column, end + 1))
        inside = [word for word, at in zip(words, column_of, strict=True) if column <= at <= end]
        cells.append((column, end - column + 1, inside))
        column = end + 1
    return cells


def cell_of(words: list[Word], columns: int = 1, head: bool = False) -> Cell:
    """Join the words of a cell, line after line."""
    lines: dict[float, list[Word]] = {}
    for word in sorted(words, key=lambda word: -word.y):
        key = next((y for y in lines if abs(y - word.y) < 0.6 * word.h), word.y)
        lines.setdefault(key, []).append(word)
    runs = []
    for number, y in enumerate(sorted(lines, reverse=True), start=1):
        runs += runs_of(sorted(lines[y], key=lambda word: word.x0), 1, number)
    text, marks, _ = joined(runs)
    return Cell(text, columns=columns, head=head, marks=tuple(mark.text for mark in marks if mark.start == mark.end))
