"""Tables of a PDF: under their captions, by the rules between their cells, else by the spaces between their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from .grid import Cell, Grid, opened, without_rows
from .outline import CAPTION
from .pdf_lines import Line, Page, Word, runs_of
from .runs import joined

_TABLE = re.compile(r"(?:(?:Supplementary|Supplemental|Appendix|Online) )?(?:Table|Exhibit) ", re.IGNORECASE)
_MOST_COLUMNS = 60
_NEAR = 2.5  # points within which ends of rules are one


@dataclass(slots=True)
class Found:
    """A table of a page: its caption, its lines, and its cells where rows and columns are clear."""

    caption: list[Line]
    lines: list[Line]
    grid: Grid | None


def is_caption(line: Line, above: Line | None) -> bool:
    """Tell whether a line begins the caption of a table, and does not only go on with the sentence above it."""
    if not (_TABLE.match(line.text) and CAPTION.match(line.text)):
        return False
    beside = above is not None and (above.page, above.column) == (line.page, line.column)
    if not beside or abs(above.h - line.h) > 0.3 or above.bold != line.bold or above.y - line.y > 1.6 * line.h:
        return True
    return above.text.rstrip().endswith((".", ")", "?"))


def find_table(page: Page, at: int) -> Found:
    """Read the table under the caption that begins at a line of a page."""
    first = page.lines[at]
    caption = [first]
    rest = [line for line in page.lines[at + 1 :] if line.y < first.y and _shares(line, first)]
    while rest and _continues(caption[-1], rest[0]):
        caption.append(rest.pop(0))
    body, grid = _read(page, caption[-1].y, rest)
    return Found(caption, body, grid)


def go_on(page: Page, at: int, before: Found) -> Found | None:
    """Read what goes on of a table at the top of the next column or page; its head, printed again, is left out."""
    first = page.lines[at]
    rest = [line for line in page.lines[at:] if line.column == first.column]
    body, grid = _read(page, first.y + 3 * first.h, rest)
    same = body and before.lines and body[0] is first and abs(body[0].h - before.lines[-1].h) < 0.5
    if not same or (grid is None) != (before.grid is None):
        return None
    if grid is None:
        return Found([], body, None)
    if len(grid.cells[0]) != len(before.grid.cells[0]):
        return None
    again = 0
    while again < len(grid.cells) and grid.cells[again] == before.grid.cells[again]:
        again += 1
    return Found([], body, without_rows(grid, again))


def _read(page: Page, top: float, rest: list[Line]) -> tuple[list[Line], Grid | None]:
    levels = _levels(page, top, rest)
    if levels:
        body = _inside(rest, levels)
        grid = _by_rules(levels, body)
        if grid is not None:
            return body, grid
    body = _rows(rest)
    return body, _by_spaces(body)


def _shares(line: Line, caption: Line) -> bool:
    return line.column in (caption.column, 0) or caption.column == 0


def _continues(above: Line, line: Line) -> bool:
    """Tell whether a line goes on with a caption: close below it, of its size, without the spaces of a row."""
    close = above.y - line.y < 1.45 * above.h and abs(above.h - line.h) < 0.05 * above.h and above.bold == line.bold
    return close and not _has_gaps(line) and not CAPTION.match(line.text)


def _has_gaps(line: Line) -> bool:
    """Tell whether a line is cut into cells: by one wide space, or by two that are wider than those of words."""
    gaps = [gap / line.h for gap in line.gaps()]
    return max(gaps, default=0) > 0.9 or sum(gap > 0.55 for gap in gaps) > 1


def _levels(page: Page, top: float, rest: list[Line]) -> list[tuple[float, list[tuple[float, float]]]]:
    """Give the heights of the rules below a caption, each with its pieces, down to where the table ends."""
    left, right = _reach(page, rest)
    levels: list[tuple[float, list[tuple[float, float]]]] = []
    for x0, x1, y in sorted(page.rules, key=lambda rule: -rule[2]):
        if y > top or x0 < left or x1 > right:
            continue
        if levels and levels[-1][0] - y < 1.5:
            levels[-1][1].append((x0, x1))
        else:
            levels.append((y, [(x0, x1)]))
    if not levels or top - levels[0][0] > 60:
        return []
    kept = [levels[0]]
    for level in levels[1:]:
        between = [line for line in rest if level[0] < line.y < kept[-1][0]]
        same = _span(level[1])[0] < _span(kept[0][1])[1] and abs(_span(level[1])[1] - _span(kept[0][1])[1]) < 15
        if not same or any(_TABLE.match(line.text) and CAPTION.match(line.text) for line in between):
            break
        kept.append(level)
    return kept if len(kept) > 2 and max(len(pieces) for _, pieces in kept) > 1 else []


def _reach(page: Page, rest: list[Line]) -> tuple[float, float]:
    """Give the edges of the column of these lines, beyond which rules are others'."""
    columns = {line.column for line in rest}
    second = min((line.x0 for line in page.lines if line.column == 2), default=page.width)
    if columns == {2}:
        return second - 8, page.width
    return 0.0, second if columns == {1} else page.width


def _span(pieces: list[tuple[float, float]]) -> tuple[float, float]:
    return min(x0 for x0, _ in pieces), max(x1 for _, x1 in pieces)


def _inside(rest: list[Line], levels: list) -> list[Line]:
    """Give the lines of a table with rules: to its last rule, and the row below it."""
    top, bottom = levels[0][0] + 1, levels[-1][0]
    body = [line for line in rest if bottom < line.y < top]
    size = body[-1].h if body else 0
    last, below = bottom, [line for line in rest if line.y <= bottom]
    for line in sorted(below, key=lambda line: -line.y):
        if abs(line.h - size) > 0.05 * size or last - line.y > 1.6 * size or CAPTION.match(line.text):
            break
        body.append(line)
        last = line.y
    return body


def _by_rules(levels: list, body: list[Line]) -> Grid | None:
    """Read cells whose rows lie between rules, and whose columns begin where pieces of rules begin."""
    starts: list[float] = []
    for x in sorted(x0 for _, pieces in levels for x0, _ in pieces):
        if not starts or x - starts[-1] > _NEAR:
            starts.append(x)
    if len(starts) > _MOST_COLUMNS:
        return None
    tops = [y for y, _ in levels]
    rows: list[list[Word]] = [[] for _ in tops]
    for word in (word for line in body for word in line.words):
        row = sum(word.y + 0.3 * word.h < top for top in tops) - 1
        if row >= 0:
            rows[row].append(word)
    found: list[list[Cell]] = []
    owners: dict[int, tuple[int, int]] = {}  # column to (row, place) of the cell above
    head = True
    for words, (_, pieces) in zip(rows, levels, strict=True):
        if not words:
            continue
        head = head and all(word.bold for word in words)
        _row(found, owners, _cut(words, starts), pieces, starts, head)
    return opened(found) if found else None


def _cut(words: list[Word], starts: list[float]) -> list[tuple[int, int, list[Word]]]:
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


def _row(found: list, owners: dict, cells: list, pieces: list, starts: list[float], head: bool) -> None:
    """Add one row; an empty cell without a rule above it belongs to the cell over it."""
    row: list[Cell] = []
    for column, columns, words in cells:
        ruled = any(x0 <= starts[column] + 5 and x1 >= starts[column] + 8 for x0, x1 in pieces)
        if not words and not ruled and column in owners:
            at, place = owners[column]
            found[at][place] = replace(found[at][place], rows=len(found) - at + 1)
            continue
        owners[column] = len(found), len(row)
        row.append(_cell(words, columns, head))
    found.append(row)


def _cell(words: list[Word], columns: int = 1, head: bool = False) -> Cell:
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


def _rows(rest: list[Line]) -> list[Line]:
    """Give the lines under a caption that are rows: they have wide spaces, or stand between such lines."""
    body: list[Line] = []
    pending: list[Line] = []
    for line in rest:
        if CAPTION.match(line.text) or (body and (pending or body)[-1].y - line.y > 3.2 * line.h) or len(pending) > 3:
            break
        pending.append(line)
        full = line.x1 - line.x0 > 0.93 * max(line.right - line.left, 1) and not _has_gaps(line)
        if _has_gaps(line) and not full:
            body += pending
            pending = []
        elif full and len(pending) > 1:
            break
    else:
        body += [line for line in pending if body and line.x1 < line.left + 0.6 * (line.right - line.left)]
    return body


def _by_spaces(body: list[Line]) -> Grid | None:
    """Read rows that are lines, with columns where most lines leave a space; None where that is not clear."""
    pieces = [_split(line) for line in body]
    width = max((len(row) for row in pieces), default=0)
    full = [row for row in pieces if len(row) == width]
    if width < 2 or len(body) < 2 or len(full) < 0.6 * len(pieces):
        return None
    left = [min(row[k][0].x0 for row in full) for k in range(width)]
    right = [max(row[k][-1].x1 for row in full) for k in range(width)]
    if any(right[k] > left[k + 1] for k in range(width - 1)):
        return None
    rows = []
    for row in pieces:
        cells = [Cell("")] * width
        for words in row:
            over = [k for k in range(width) if words[0].x0 < right[k] + 2 and words[-1].x1 > left[k] - 2]
            if len(over) != 1 or cells[over[0]].text:
                return None
            cells[over[0]] = _cell(words)
        rows.append(cells)
    return opened(rows, sure=False)


def _split(line: Line) -> list[list[Word]]:
    pieces = [[line.words[0]]]
    for gap, word in zip(line.gaps(), line.words[1:], strict=True):
        if gap > 0.9 * line.h:
            pieces.append([])
        pieces[-1].append(word)
    return pieces
