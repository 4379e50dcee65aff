"""Tables of a PDF: under their captions, by the rules between their cells, else by the spaces between their words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .grid import Cell, Grid, opened
from .outline import CAPTION
from .pdf_lines import Line, Page, Word, runs_of
from .runs import joined

_TABLE = re.compile(r"(?:(?:Supplementary|Supplemental|Appendix|Online) )?(?:Table|Exhibit) ", re.IGNORECASE)
_NEAR = 2.5  # points within which ends of rules are one


@dataclass(slots=True)
class Found:
    """A table of a page: its caption, its lines, and its cells where rows and columns are clear."""

    caption: list[Line]
    lines: list[Line]
    grid: Grid | None


def is_caption(line: Line) -> bool:
    """Tell whether a line begins the caption of a table."""
    return bool(_TABLE.match(line.text) and CAPTION.match(line.text))


def find_table(page: Page, at: int) -> Found:
    """Read the table under the caption that begins at a line of a page."""
    lines = page.lines
    caption = [lines[at]]
    rest = [line for line in lines[at + 1 :] if line.y < lines[at].y and _shares(line, lines[at])]
    while rest and _continues(caption[-1], rest[0]):
        caption.append(rest.pop(0))
    bottom_of_caption = caption[-1].y
    levels = _levels(page, bottom_of_caption, rest)
    if levels:
        body = _inside(rest, levels)
        grid = _by_rules(page, levels, body)
        if grid is not None:
            return Found(caption, body, grid)
    body = _rows(rest)
    return Found(caption, body, _by_spaces(body))


def _shares(line: Line, caption: Line) -> bool:
    return line.column in (caption.column, 0) or caption.column == 0


def _continues(above: Line, line: Line) -> bool:
    """Tell whether a line goes on with a caption: close below it, of its size, without the spaces of a row."""
    close = above.y - line.y < 1.45 * above.h and abs(above.h - line.h) < 0.05 * above.h and above.bold == line.bold
    return close and not _has_gaps(line) and not is_caption(line)


def _has_gaps(line: Line, least: float = 0.9) -> bool:
    return any(gap > least * line.h for gap in line.gaps())


def _levels(page: Page, top: float, rest: list[Line]) -> list[tuple[float, list[tuple[float, float]]]]:
    """Give the heights of the rules below a caption, each with its pieces, down to where the table ends."""
    left = min((line.x0 for line in rest), default=0) - 8
    right = max((line.x1 for line in rest), default=page.width) + 8
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
        if not same or any(is_caption(line) for line in between):
            break
        kept.append(level)
    return kept if len(kept) > 2 and max(len(pieces) for _, pieces in kept) > 1 else []


def _span(pieces: list[tuple[float, float]]) -> tuple[float, float]:
    return min(x0 for x0, _ in pieces), max(x1 for _, x1 in pieces)


def _inside(rest: list[Line], levels: list) -> list[Line]:
    """Give the lines of a table with rules: to its last rule, and the row below it."""
    top, bottom = levels[0][0] + 1, levels[-1][0]
    body = [line for line in rest if bottom < line.y < top]
    size = body[-1].h if body else 0
    last, below = bottom, [line for line in rest if line.y <= bottom]
    for line in sorted(below, key=lambda line: -line.y):
        if abs(line.h - size) > 0.05 * size or last - line.y > 1.6 * size or is_caption(line):
            break
        body.append(line)
        last = line.y
    return body


def _by_rules(page: Page, levels: list, body: list[Line]) -> Grid | None:
    """Read cells whose rows lie between rules, and whose columns begin where pieces of rules begin."""
    starts: list[float] = []
    for x in sorted(x0 for _, pieces in levels for x0, _ in pieces):
        if not starts or x - starts[-1] > _NEAR:
            starts.append(x)
    words = [word for line in body for word in line.words]
    tops = [y for y, _ in levels]
    rows: list[list[list[Word]]] = [[[] for _ in starts] for _ in tops]
    for word in words:
        row = sum(word.y + 0.3 * word.h < top for top in tops) - 1
        column = sum(word.x0 + 0.5 >= start - 1 for start in starts) - 1
        if row < 0 or column < 0:
            continue
        rows[row][column].append(word)
    if not any(any(cells) for cells in rows):
        return None
    return opened([_row(cells, pieces, starts) for cells, (_, pieces) in zip(rows, levels, strict=True) if any(cells)])


def _row(cells: list[list[Word]], pieces: list[tuple[float, float]], starts: list[float]) -> list[Cell]:
    """Give the cells of one row, those under one piece of a rule that covers several columns as one."""
    found, column = [], 0
    while column < len(starts):
        piece = next(((x0, x1) for x0, x1 in pieces if abs(x0 - starts[column]) <= _NEAR), None)
        reach = 1
        while piece and column + reach < len(starts) and starts[column + reach] < piece[1] - _NEAR - 2:
            reach += 1
        words = [word for words in cells[column : column + reach] for word in words]
        found.append(_cell(words, reach))
        column += reach
    return found


def _cell(words: list[Word], columns: int = 1) -> Cell:
    """Join the words of a cell, line after line."""
    lines: dict[float, list[Word]] = {}
    for word in sorted(words, key=lambda word: -word.y):
        key = next((y for y in lines if abs(y - word.y) < 0.6 * word.h), word.y)
        lines.setdefault(key, []).append(word)
    runs = []
    for number, y in enumerate(sorted(lines, reverse=True), start=1):
        runs += runs_of(sorted(lines[y], key=lambda word: word.x0), 1, number)
    text, marks, _ = joined(runs)
    return Cell(text, columns=columns, marks=tuple(mark.text for mark in marks if mark.start == mark.end))


def _rows(rest: list[Line]) -> list[Line]:
    """Give the lines under a caption that are rows: they have wide spaces, or stand between such lines."""
    body: list[Line] = []
    pending: list[Line] = []
    for line in rest:
        if is_caption(line) or (body and (pending or body)[-1].y - line.y > 3.2 * line.h) or len(pending) > 3:
            break
        pending.append(line)
        full = line.x1 - line.x0 > 0.93 * max(line.right - line.left, 1) and not _has_gaps(line)
        if _has_gaps(line) and not full:
            body += pending
            pending = []
        elif full and len(pending) > 1:
            break
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
