"""Tables in a plain text whose columns stand below each other, parted by runs of spaces, tabs, or drawn with bars."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..printed.statistic import read_statistic

_FIELD = re.compile(r"\S+(?: \S+)*")
_WORD = re.compile(r"\S+")
_RULER = re.compile(r"[\s|+:─═┼=-]*(?:[-─═=]{2,})[\s|+:─═┼=-]*")
_BARRED = re.compile(r"\s*[|│].*[|│]\s*")
_ABSENT = re.compile(r"(?:[-–—.*†‡]{1,3}|n/?a|n\.?r\.?|na|nr|nd|<na>|nan)", re.IGNORECASE)
_CAPTION = re.compile(r"^\W*(?:(?:extended data |supplementa(?:ry|l) )?table|tab\.)\b", re.IGNORECASE)
_NUMBERED = 0.6  # share of the cells right of the labels that must be numbers
Span = tuple[int, int]


@dataclass(slots=True)
class Aligned:
    """A table as its lines stand in the text: from the line of each row (from 0) to its cells, and lines not read."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    misread: dict[int, str] = field(default_factory=dict)


def aligned_tables(lines: Sequence[str]) -> Iterator[Aligned]:
    """Yield the tables of a text; sentences are none, whatever the spaces between them.

    Examples
    --------
    >>> (table,) = aligned_tables(["Table 1", "Outcome     n     %", "Minor      12  40.0", "Moderate   18  60.0"])
    >>> list(table.rows.values())
    [['Table 1', '', ''], ['Outcome', 'n', '%'], ['Minor', '12', '40.0'], ['Moderate', '18', '60.0']]
    """
    block: list[int] = []
    for at, line in enumerate([*lines, ""]):
        if line.strip():
            block.append(at)
        elif block:
            table = _table({number: lines[number].replace("\t", "  \t").expandtabs(8) for number in block})
            if table is not None:
                yield table
            block = []


def _table(block: dict[int, str]) -> Aligned | None:
    block = {at: line for at, line in block.items() if not _RULER.fullmatch(line)}
    if len(block) < 2:
        return None
    barred = [at for at, line in block.items() if _BARRED.fullmatch(line)]
    if len(barred) * 2 > len(block):
        return _checked({at: re.split(r"[|│]", block[at].strip())[1:-1] for at in barred}, block)
    ways = [table for table in (_by_fields(block), _by_rivers(block)) if table is not None]
    return max(ways, key=lambda table: (-len(table.misread), _numbers_of(table)), default=None) or _by_words(block)


def _by_words(block: dict[int, str]) -> Aligned | None:
    """Cut lines of words and numbers at single spaces, where the heading has a word for each cell."""
    lines = {at: line for at, line in block.items() if not _CAPTION.match(line)}
    head, *body = lines or [0]
    width = len(lines.get(head, "").split())
    rows = {at: _only_cutting(lines[at], width) for at in body}
    if width < 3 or len(body) < 3 or None in rows.values() or any(map(_is_number, lines[head].split())):
        return None
    return _checked({head: lines[head].split(), **rows}, block)


def _numbers_of(table: Aligned) -> int:
    return sum(_is_number(text) for row in table.rows.values() for text in row if text.strip())


def _checked(cells: dict[int, list[str]], block: dict[int, str]) -> Aligned | None:
    """Give a table of cells where most of them are numbers; other lines of the block stand as lines of one cell."""
    width = Counter(map(len, cells.values())).most_common(1)[0][0] if cells else 0
    rows = {at: [text.rstrip() if k == 0 else text.strip() for k, text in enumerate(row)] for at, row in cells.items()}
    body = [row[1:] for row in rows.values() if len(row) == width and any(map(_is_number, row[1:]))]
    filled = [text for row in body for text in row if text]
    if width < 2 or len(body) < 2 or sum(map(_is_number, filled)) < _NUMBERED * len(filled):
        return None
    starts = {len(row[0]) - len(row[0].lstrip()) for row in rows.values() if len(row) == width}
    if len(starts) > 2 and len({len(row[0]) for row in rows.values() if len(row) == width}) == 1:
        rows = {at: [row[0].strip(), *row[1:]] for at, row in rows.items()}  # the labels end below each other
    table = Aligned()
    for at, line in block.items():
        if at not in rows:
            table.rows[at] = [line.rstrip(), *[""] * (width - 1)]
        elif len(rows[at]) == width:
            table.rows[at] = rows[at]
        else:
            table.misread[at] = line.strip()
    return table


def _is_number(text: str) -> bool:
    text = text.strip()
    return bool(_ABSENT.fullmatch(text)) or any(read_statistic(text, mark) is not None for mark in (False, True))


def _by_fields(block: dict[int, str]) -> Aligned | None:
    """Cut lines at runs of two spaces or more, where most lines then have equally many cells."""
    fields = {at: [(found.start(), found.end()) for found in _FIELD.finditer(line)] for at, line in block.items()}
    numeric = {at: spans for at, spans in fields.items() if _numbers(block[at], spans)}
    widths = Counter(len(spans) for spans in numeric.values() if len(spans) > 1)
    if not widths:
        return None
    last = max((at for at in fields if at < min(numeric)), default=-1)
    headed = len(fields.get(last, ())) in widths  # a heading tells the number of cells, however ragged the rows are
    width = len(fields[last]) if headed else max(widths, key=lambda width: (widths[width], width))
    whole = {at: spans for at, spans in numeric.items() if len(spans) == width}
    if not headed and (len(whole) * 2 < len(numeric) or len(whole) < 2):
        return None
    columns = _columns(list(whole.values()), width)
    cells: dict[int, list[str]] = {}
    unfit = {}
    for at, spans in fields.items():
        if at == last and columns is not None and len(spans) != width:
            spans = _parted(block[at], spans, columns)
        row = _row(block[at], spans, width, columns, at in numeric)
        if row is not None:
            cells[at] = row
        elif at in numeric:
            unfit[at] = [block[at]]
    ragged = unfit and len(whole) * 2 < len(numeric)
    return None if ragged else _checked(cells | unfit, block)


def _numbers(line: str, spans: Sequence[Span]) -> bool:
    """Tell a line of numbers: one field behind the first that is one, or a last word that is."""
    behind = [line[start:end] for start, end in spans[1:]]
    return any(map(_is_number, behind)) if behind else len(line.split()) < 12 and _is_number(line.split()[-1])


def _columns(rows: Sequence[Sequence[Span]], width: int) -> list[Span] | None:
    """Give what each column spans, where the columns do not overlap."""
    spans = [(min(row[k][0] for row in rows), max(row[k][1] for row in rows)) for k in range(width)]
    return spans if all(left[1] <= right[0] for left, right in pairwise(spans)) else None


def _row(line: str, spans: Sequence[Span], width: int, columns: list[Span] | None, numeric: bool) -> list[str] | None:
    """Give the cells of a line: field by field, by the columns that they stand in, or as one cutting alone fits."""
    texts = [line[start:end] for start, end in spans]
    texts[0] = line[: spans[0][1]]
    if len(spans) == width:
        return texts
    if columns is not None and len(spans) > 1 and (placed := _placed(texts, spans, columns, numeric)):
        return placed
    if numeric:
        return _only_cutting(line, width)
    return [line.rstrip(), *[""] * (width - 1)] if len(spans) == 1 else None


def _parted(line: str, spans: Sequence[Span], columns: Sequence[Span]) -> list[Span]:
    """Part the words of a heading that stand above as many columns, each above its own."""
    found = []
    for start, end in spans:
        words = [(start + word.start(), start + word.end()) for word in _WORD.finditer(line[start:end])]
        above = [[k for k, (left, right) in enumerate(columns) if a < right and left < b] for a, b in words]
        alone = len(words) > 1 and all(len(own) == 1 for own in above)
        found += words if alone and len({own[0] for own in above}) == len(words) else [(start, end)]
    return found


def _placed(texts: Sequence[str], spans: Sequence[Span], columns: Sequence[Span], numeric: bool) -> list[str] | None:
    """Give fields to the columns that they stand in; a heading may stand above several, a cell in one alone."""
    row = [""] * len(columns)
    for text, (start, end) in zip(texts, spans, strict=True):
        under = [k for k, (left, right) in enumerate(columns) if start < right and left < end]
        if not under or row[under[0]] or (len(under) > 1 and numeric):
            return None
        row[under[0]] = text
    return row


def _only_cutting(line: str, width: int) -> list[str] | None:
    """Cut a line at single spaces into a label and numbers, where exactly one way gives as many cells as others."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(line)]
    ways: list[list[Span]] = []

    def cut(last: int, cells: list[Span]) -> None:
        if len(cells) == width - 1:
            if last and not _is_number(line[words[last - 1][0] : words[last - 1][1]]):
                ways.append([(0, words[last - 1][1]), *cells])
            return
        for first in range(max(last - 6, 1), last):
            span = (words[first][0], words[last - 1][1])
            if _is_number(line[span[0] : span[1]]):
                cut(first, [span, *cells])

    cut(len(words), [])
    return [line[start:end] for start, end in ways[0]] if len(ways) == 1 else None


def _by_rivers(block: dict[int, str]) -> Aligned | None:
    """Cut lines where a blank runs through all of them, as in what R prints of a data frame."""
    lines = {at: line for at, line in block.items() if not _CAPTION.match(line)}
    longest = max(map(len, lines.values()), default=0)
    blank = [all(at >= len(line) or line[at] == " " for line in lines.values()) for at in range(longest)]
    edges = [at for at in range(1, longest) if blank[at - 1] and not blank[at]]
    while edges:
        starts = [0, *edges]
        ends = [*edges, longest]
        cells = {at: [line[a:b] for a, b in zip(starts, ends, strict=True)] for at, line in lines.items()}
        words = [k for k in range(1, len(starts)) if not _mostly_numbers([row[k] for row in list(cells.values())[1:]])]
        if not words or words == [1]:
            apart = any("  " in text.strip() for row in cells.values() for text in row)
            return None if apart else _checked(cells, block)
        edges.pop(words[-1] - 1)
    return None


def _mostly_numbers(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    return bool(filled) and sum(map(_is_number, filled)) >= _NUMBERED * len(filled)
