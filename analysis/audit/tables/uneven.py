"""Rows of delimited text with more cells than the others: joined where one way alone fits, else named, not judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from .cells import is_words, read_cell

_ENDS = re.compile(r"(?:^|[^\d.,])\d{1,3}$")
_BEGINS = re.compile(r"\d{3}(?![\d,])")
_NOTE = re.compile(r"^\W*(?:tab(?:le|\.)|figure|notes?|sources?|abbreviations?|data)\b|^[*†‡§¶#]", re.IGNORECASE)
_MOST = 12  # places where a row could be joined
HIDDEN = "..."  # stands in a row that was not read: its numbers may be any


@dataclass(slots=True)
class Evened:
    """Rows of equally many cells; what was joined, and the rows that were not read, from their number (from 0)."""

    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    misread: dict[int, str] = field(default_factory=dict)


def evened(rows: Sequence[Sequence[str]]) -> Evened:
    """Join the cells of rows that an unquoted comma cut: ``1`` and ``204)`` of ``N=1,204)``.

    That is done where exactly one joining gives the row as many cells as the others of its block have. A row that can
    be joined in several ways keeps its label alone; where the heading is such a row, no row of the block is read.

    Examples
    --------
    >>> found = evened([["Site", "n (N=1", "204)"], ["Home", "812"], ["Work", "9"], ["Car", "383"], ["Bus", "0"]])
    >>> found.rows
    [['Site', 'n (N=1,204)'], ['Home', '812'], ['Work', '9'], ['Car', '383'], ['Bus', '0']]
    >>> evened([["Site", "n", "dead"], ["Home", "8", "1"], ["Work", "1", "204", "120"], ["Car", "9", "2"]]).misread
    {2: 'Work,1,204,120'}
    """
    found = Evened([list(row) for row in rows])
    for block in _blocks(found.rows):
        _even(block, found)
    width = max(map(len, found.rows), default=0) or 1
    found.rows = [row + [""] * (width - len(row)) for row in found.rows]
    return found


def _blocks(rows: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    block: list[int] = []
    for at in range(len(rows) + 1):
        if at < len(rows) and any(text.strip() for text in rows[at]):
            block.append(at)
        elif block:
            yield block
            block = []


def _even(block: Sequence[int], found: Evened) -> None:
    widths = Counter(len(found.rows[at]) for at in block if len(found.rows[at]) > 1)
    if not widths:
        return
    width, many = max(widths.items(), key=lambda item: (item[1], -item[0]))
    wide = [at for at in block if _filled(found.rows[at]) > width]
    head = next((at for at in block if _filled(found.rows[at]) > 1), block[0])
    if not wide:
        _short_head(block, head, width, found)
    if many < 2 or len(wide) >= many:
        return  # several tables, or none
    spaced = any(text[:1] == " " for at in block if len(found.rows[at]) == width for text in found.rows[at][1:])
    if head in wide and _is_table(wide, head, width, found, spaced):
        return
    for at in wide:
        _join(at, width, found, spaced=spaced)
    if head in found.misread:
        for at in block:
            found.rows[at] = []


def _filled(row: Sequence[str]) -> int:
    return max((place for place, text in enumerate(row, start=1) if text.strip()), default=0)


def _join(at: int, width: int, found: Evened, *, spaced: bool) -> None:
    row = found.rows[at][: _filled(found.rows[at])]
    whole = ",".join(row)
    numbers = any(read_cell(text).status == "value" for text in row[1:])
    if _NOTE.match(whole) or (not numbers and all(text[:1] == " " for text in row[1:])):
        found.rows[at] = [whole]
        return
    ways = _ways(row, width, spaced=spaced)
    if len(ways) == 1:
        found.rows[at] = _joined(row, ways[0])
        cells = ", ".join(f"'{text}'" for text in found.rows[at] if text not in row)
        words = f"Row {at + 1} has {len(row)} cells where the others have {width}"
        found.notes.append(f"{words}; {cells} was taken for one cell that has a comma.")
        return
    found.misread[at] = whole
    found.rows[at] = [row[0], *[HIDDEN] * (width - 1)]


def _is_table(wide: Sequence[int], head: int, width: int, found: Evened, spaced: bool) -> bool:
    """Tell wide rows that are the table itself, under a heading as wide as they are, from rows that were cut."""
    alike = [at for at in wide if _filled(found.rows[at]) == _filled(found.rows[head])]
    cut = sum(bool(_ways(found.rows[at], width, spaced=spaced)) for at in alike)
    return len(alike) > 2 and 2 * cut < len(alike)


def _ways(row: Sequence[str], width: int, *, spaced: bool) -> list[tuple[int, ...]]:
    """Give the joinings of neighbors after which a row has as many cells as the others."""
    row = row[: _filled(row)]
    places = [k for k in range(len(row) - 1) if _cut(row, k) or (not spaced and _phrase(row, k))]
    ways = combinations(places, len(row) - width) if len(places) <= _MOST else ()
    return [way for way in ways if _holds(row, way)]


def _cut(row: Sequence[str], k: int) -> bool:
    """Tell whether a comma between thousands may have stood behind a cell."""
    return bool(_BEGINS.match(row[k + 1]) and _ENDS.search(row[k]))


def _phrase(row: Sequence[str], k: int) -> bool:
    """Tell words behind a comma and a space: ``Age, years``."""
    return row[k + 1][:1] == " " and is_words(row[k + 1]) and is_words(row[k])


def _holds(row: Sequence[str], way: Sequence[int]) -> bool:
    """Tell whether cells between two joints are three digits."""
    inside = [k for k in way if k - 1 in way and _cut(row, k)]
    return all(re.fullmatch(r"\d{3}", row[k]) for k in inside)


def _joined(row: Sequence[str], way: Sequence[int]) -> list[str]:
    cells = [row[0]]
    for k, text in enumerate(row[1:]):
        if k in way:
            cells[-1] = f"{cells[-1]},{text}"
        else:
            cells.append(text)
    return cells


def _short_head(block: Sequence[int], head: int, width: int, found: Evened) -> None:
    """Move a heading over its columns that lacks the one of row numbers; where it lacks another, read no row."""
    row, body = found.rows[head], [found.rows[at] for at in block if at > head]
    if len(row) >= width or not all(map(is_words, filter(str.strip, row))) or not body:
        return
    full = all(_filled(one) == len(one) == width for one in body)
    if not full or len(body) < 2 or len(row) < 2 or all(map(is_words, body[0])):
        return
    if len(row) == width - 1 and [one[0].strip() for one in body] == [str(k + 1) for k in range(len(body))]:
        found.rows[head] = ["", *row]
        found.notes.append("The heading has one cell less than the rows, which begin with their number.")
        return
    found.misread[head] = ",".join(row)
    for at in block:
        found.rows[at] = []
