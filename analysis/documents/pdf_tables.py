"""Tables of a PDF: under their captions, by the rules between their cells, else by the spaces between their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .column_tables import Columns, by_columns
from .grid import Cell, Grid, opened, without_rows
from .outline import CAPTION
from .pdf_cells import cell_of, cut
from .pdf_lines import Line, Page, Word

_TABLE = re.compile(r"(?:(?:Supplementary|Supplemental|Appendix|Online) )?(?:Table|Exhibit) ", re.IGNORECASE)
_MOST_COLUMNS = 60
_NEAR = 2.5  # points within which ends of rules are one


@dataclass(slots=True)
class Found:
    """A table of a page: its caption, its lines, and its cells where rows and columns are clear."""

    caption: list[Line]
    lines: list[Line]
    grid: Grid | None
    columns: Columns | None = None


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
    return Found(caption, *_read(page, caption[-1].y, rest))


def go_on(page: Page, at: int, before: Found) -> Found | None:
    """Read what goes on of a table at the top of the next column or page; its head, printed again, is left out."""
    first = page.lines[at]
    rest = [line for line in page.lines[at:] if line.column == first.column]
    body, grid, columns = _read(page, first.y + 3 * first.h, rest, before.columns)
    same = body and before.lines and body[0] is first and abs(body[0].h - before.lines[-1].h) < 0.12 * first.h
    if not same or (grid is None) != (before.grid is None):
        return None
    if grid is None:
        return Found([], body, None)
    if len(grid.cells[0]) != len(before.grid.cells[0]):
        return None
    again = 0
    while again < len(grid.cells) and grid.cells[again] == before.grid.cells[again]:
        again += 1
    return Found([], body, without_rows(grid, again), columns)


def _read(
    page: Page, top: float, rest: list[Line], known: Columns | None = None
) -> tuple[list[Line], Grid | None, Columns | None]:
    levels = _levels(page, top, rest)
    if levels:
        body = _inside(rest, levels)
        grid = _by_rules(levels, body)
        if grid is not None:
            return body, grid, None
    body = _rows(rest)
    grid = None if known else _by_spaces(body)
    found = by_columns(rest, known)
    if found is not None and (grid is None or len(found[0]) > len(body) or found[2].within):
        return found
    return body, grid, None


def _shares(line: Line, caption: Line) -> bool:
    return line.column in (caption.column, 0) or caption.column == 0


def _continues(above: Line, line: Line) -> bool:
    """Tell whether a line goes on with a caption: close below it, of its size, without the spaces of a row."""
    close = above.y - line.y < 1.45 * above.h and abs(above.h - line.h) < 0.08 * above.h and above.bold == line.bold
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
        _row(found, owners, cut(words, starts), pieces, starts, head)
    return opened(found) if found else None


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
        row.append(cell_of(words, columns, head))
    found.append(row)


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
            cells[over[0]] = cell_of(words)
        rows.append(cells)
    return opened(rows, sure=False)


def _split(line: Line) -> list[list[Word]]:
    pieces = [[line.words[0]]]
    for gap, word in zip(line.gaps(), line.words[1:], strict=True):
        if gap > 0.9 * line.h:
            pieces.append([])
        pieces[-1].append(word)
    return pieces
