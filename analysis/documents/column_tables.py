"""Tables of a PDF without rules between their cells: columns that white strips part, rows that stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .grid import Cell, Grid, opened
from .outline import CAPTION
from .pdf_cells import cell_of, cut
from .pdf_lines import Line, Word

_STRIP = 0.6  # of the height of a line: the least white strip between two columns
_APART = 1.12  # times the space within a row: the least space between two rows
_FARTHEST = 3.2  # heights: the largest space within a table
_PAD = 11.0  # points between the end of a full cell and the text of the next one, in word processors
_MOST_COLUMNS = 25
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table begin, and the space between lines of one row (0 where each line is a row)."""

    starts: tuple[float, ...]
    within: float


def by_columns(rest: list[Line], known: Columns | None = None) -> tuple[list[Line], Grid, Columns] | None:
    """Read a table by its columns; nothing where they are not clear.

    Parameters
    ----------
    rest : list of Line
        The lines below a caption, or those that may go on with a table.
    known : Columns, optional
        Those of the table that goes on.
    """
    lines = list(_until_prose(rest))
    columns = known or _columns_of(lines)
    if columns is None:
        return None
    body = list(_within(lines, columns.starts))
    rows = list(_rows(body, columns.within))
    if not rows or not (known or _is_table(rows, columns.starts)):
        return None
    limits = (*(start - _PAD for start in columns.starts[1:]), max(line.x1 for line in body))
    return body, opened([_cells(row, columns.starts, limits) for row in rows], sure=False), columns


def _until_prose(rest: list[Line]) -> Iterator[Line]:
    """Yield lines until a caption, a large space, or a line of prose that fills its column."""
    above = None
    for line in rest:
        full = line.x1 - line.x0 > 0.8 * max(line.right - line.left, 1) and len(line.words) > 5
        if max(line.gaps(), default=0) < 0.7 * line.h and (full or CAPTION.match(line.text)):
            return
        if above is not None and (above.y - line.y > _FARTHEST * line.h or abs(above.h - line.h) > 0.2 * above.h):
            return
        above = line
        yield line


def _columns_of(lines: list[Line]) -> Columns | None:
    if len(lines) < 4:
        return None
    starts = _starts(lines)
    if not 1 < len(starts) <= _MOST_COLUMNS:
        return None
    spaces = sorted(above.y - below.y for above, below in pairwise(lines))
    least = spaces[len(spaces) // 10]
    apart = sum(space > _APART * least for space in spaces)
    return Columns(tuple(starts), least if 0.15 * len(spaces) < apart < 0.95 * len(spaces) else 0.0)


def _starts(lines: list[Line]) -> list[float]:
    """Give the left edges of what white strips part; a head over several columns may cross a strip."""
    height = median(line.h for line in lines)
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    covered = [0] * (int(right - left) + 2)
    for line in lines:
        inked = {
            point
            for first, last in _inked(line, 0.45 * height)
            for point in range(int(first - left), min(int(last - left) + 1, len(covered)))
        }
        for point in inked:
            covered[point] += 1
    most = max(1, len(lines) // 10)
    starts, white = [left], 0
    for point, lines_here in enumerate(covered):
        if lines_here > most:
            if white >= _STRIP * height and point > white:
                starts.append(left + point)
            white = 0
        else:
            white += 1
    return starts


def _inked(line: Line, space: float) -> Iterator[tuple[float, float]]:
    """Yield the stretches of a line without a space wider than that between words."""
    first, last = line.words[0].x0, line.words[0].x1
    for word in line.words[1:]:
        if word.x0 - last > space:
            yield first, last
            first = word.x0
        last = max(last, word.x1)
    yield first, last


def _within(lines: list[Line], starts: tuple[float, ...]) -> Iterator[Line]:
    """Yield the lines that keep to the columns; the lines of a head may span some, those behind it may not."""
    data = False
    for line in lines:
        cells = cut(line.words, list(starts))
        filled = sum(bool(words) for _, _, words in cells)
        spans = any(count > 1 and words for _, count, words in cells)
        if spans and data and (filled == 1 and len(line.words) > 4):
            return
        data = data or (filled > 1 and sum(bool(_DIGIT.search(word.text)) for word in line.words) > 1)
        yield line


def _rows(body: list[Line], within: float) -> Iterator[list[Word]]:
    row: list[Word] = []
    above = None
    for line in body:
        if above is not None and (not within or above.y - line.y > _APART * within):
            yield row
            row = []
        row = [*row, *line.words]
        above = line
    if row:
        yield row


def _is_table(rows: list[list[Word]], starts: tuple[float, ...]) -> bool:
    """Tell whether rows are those of a table: two or more, with numbers in the columns, and no prose side by side."""
    cells = [[words for _, _, words in cut(row, list(starts))] for row in rows]
    several = [row for row in cells if sum(map(bool, row)) > 1]
    behind = [words for row in several for words in row[1:] if words]
    if len(several) < 2 or len(several) < 0.4 * len(rows) or not behind:
        return False
    numbers = sum(any(_DIGIT.search(word.text) for word in words) for words in behind)
    wordy = sum(len(words) > 8 for words in behind)
    return numbers > 0.4 * len(behind) and wordy < 0.25 * len(behind)


def _cells(row: list[Word], starts: tuple[float, ...], limits: tuple[float, ...]) -> list[Cell]:
    return [
        cell_of(list(_mended(words, limits[column + columns - 1])), columns)
        for column, columns, words in cut(row, list(starts))
    ]


def _mended(words: list[Word], limit: float) -> Iterator[Word]:
    """Join what was broken within a word because its cell is too narrow: one word that fills its line, and the rest."""
    lines: dict[float, list[Word]] = {}
    for word in words:
        lines.setdefault(round(word.y), []).append(word)
    held: Word | None = None
    for y in sorted(lines, reverse=True):
        line = sorted(lines[y], key=lambda word: word.x0)
        if held is not None and re.match(r"[a-z\d.)]", line[0].text):
            line = [replace(held, text=held.text + line[0].text), *line[1:]]
        elif held is not None:
            yield held
        full = len(line) == 1 and line[0].x1 + 0.45 * line[0].h > limit and re.search(r"[a-z\d.]$", line[0].text)
        held = line[0] if full else None
        yield from () if full else line
    if held is not None:
        yield held
