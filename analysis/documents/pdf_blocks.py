"""Paragraphs, headings, items and notes from the lines of a PDF."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from .outline import CAPTION, OPENING, REFERENCES, Outline
from .pdf_lines import Line, Page
from .plain_text import MAIN
from .runs import Run, joined

_BULLET = re.compile(r"[•◦▪‣●○■·]\s*|[–-]\s+(?=[A-Za-z])")
_ENDED = re.compile(r"(?<=[\w)\]%”'\"])[.!?:][)\]’”\"']?\s*(?:\[\d[\d,\s–-]*\])?$")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)]\s+\S|\[\d{1,3}\]\s+\S")


class Style:
    """What the type of a document tells: size of its body, space between its lines, edges of its columns."""

    def __init__(self, pages: list[Page]):
        lines = [line for page in pages for line in page.lines]
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.h] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 10.0
        spaces = Counter(
            round((above.y - below.y) * 2) / 2
            for above, below in pairwise(lines)
            if above.page == below.page and above.h == below.h == self.body and 0 < above.y - below.y < 4 * self.body
        )
        self.leading = spaces.most_common(1)[0][0] if spaces else 1.2 * self.body
        self._edges(lines)
        self.levels = self._levels(lines)

    def _edges(self, lines: list[Line]) -> None:
        """Tell every line where its column begins and ends."""
        groups: dict[tuple[int, int], list[Line]] = {}
        for line in lines:
            groups.setdefault((line.page, line.column), []).append(line)
        for group in groups.values():
            left = Counter(round(line.x0) for line in group).most_common(1)[0][0]
            right = max(line.x1 for line in group)
            for line in group:
                line.left, line.right = min(left, median(line.x0 for line in group)), right

    def is_heading(self, line: Line) -> bool:
        """Tell whether a line is set larger than the body, or bold with its own line."""
        larger, short = line.h > 1.06 * self.body, len(line.text) < 160
        return short and (larger or (line.bold and line.h > 0.93 * self.body and not CAPTION.match(line.text)))

    def _levels(self, lines: list[Line]) -> dict[float, int]:
        """Give levels by size: that of the main sections (by their names) is 1, larger ones are the title."""
        heads = [line for line in lines if self.is_heading(line)]
        names = Counter(_size(line) for line in heads if _name(line.text) in MAIN and not OPENING.fullmatch(line.text))
        sizes = sorted({_size(line) for line in heads}, reverse=True)
        main = max((size for size in names if names[size] >= 2), default=max(names, default=0.0))
        if not main:
            main = sizes[1] if len(sizes) > 1 else sizes[0] if sizes else 0.0
        below = [size for size in sizes if size < main]
        return {size: 0 if size > main else 1 if size == main else 2 + below.index(size) for size in sizes}


def _size(line: Line) -> float:
    return round(line.h * 2) / 2 + (0.1 if line.bold else 0.0)


def _name(text: str) -> str:
    return re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", text).strip().rstrip(":.").lower()


def add_blocks(outline: Outline, lines: list[Line], style: Style) -> None:
    """Add the blocks of consecutive lines to an outline."""
    for piece in _joined_over_pages(list(_pieces(lines, style)), style):
        _add(outline, piece, style)


def _pieces(lines: list[Line], style: Style) -> Iterator[list[Line]]:
    piece: list[Line] = []
    for line in lines:
        if piece and _begins(piece, line, style):
            yield piece
            piece = []
        piece.append(line)
    if piece:
        yield piece


def _begins(piece: list[Line], line: Line, style: Style) -> bool:
    """Tell whether a line begins another paragraph than the lines before it."""
    above = piece[-1]
    if (above.page, above.column) != (line.page, line.column) or line.y > above.y:
        return True
    if abs(above.h - line.h) > 0.07 * style.body or style.is_heading(above) != style.is_heading(line):
        return True
    leading = style.leading * max(line.h / style.body, 0.8)
    if above.y - line.y > 1.3 * leading or (above.y - line.y > 1.2 * leading and _ENDED.search(above.text)):
        return True
    if _BULLET.match(line.text) or (CAPTION.match(line.text) and _ENDED.search(above.text)):
        return True
    if line.x0 > line.left + 0.7 * line.h and above.x0 < line.left + 0.4 * line.h and len(piece) != 1:
        return True
    if _NUMBERED.match(line.text) and _NUMBERED.match(piece[0].text) and line.x0 < piece[0].x0 + 0.5 * line.h:
        return True
    short = above.x1 < above.right - 0.18 * (above.right - above.left)
    return bool(short and _ENDED.search(above.text) and line.text[:1].isupper())


def _joined_over_pages(pieces: list[list[Line]], style: Style) -> list[list[Line]]:
    """Join a paragraph that goes on in the next column or page, notes and captions between its parts set behind it."""
    found: list[list[Line]] = []
    for piece in pieces:
        at = next((k for k in range(len(found) - 1, max(len(found) - 5, -1), -1) if _is_body(found[k], style)), None)
        if (
            at is not None
            and _goes_on(found[at], piece, style)
            and not any(style.is_heading(other[0]) for other in found[at + 1 :])
        ):
            found[at] = [*found[at], *piece]
        else:
            found.append(piece)
    return found


def _is_body(piece: list[Line], style: Style) -> bool:
    first = piece[0]
    return (
        abs(first.h - style.body) < 0.07 * style.body and not style.is_heading(first) and not CAPTION.match(first.text)
    )


def _goes_on(before: list[Line], piece: list[Line], style: Style) -> bool:
    last, first = before[-1], piece[0]
    if (last.page, last.column) == (first.page, first.column) or not _is_body(piece, style):
        return False
    if first.page > last.page + 1 or _BULLET.match(first.text) or _NUMBERED.match(first.text):
        return False
    cut = last.text.rstrip().endswith(("-", "\u2010", ",", "\u00ad"))
    open_end = not _ENDED.search(last.text)
    return cut or (open_end and (first.text[:1].islower() or last.x1 > last.right - 0.15 * (last.right - last.left)))


def _add(outline: Outline, piece: list[Line], style: Style) -> None:
    runs = [run for line in piece for run in line.runs()]
    first = piece[0]
    if style.is_heading(first):
        level = style.levels.get(_size(first), 2)
        known = REFERENCES.fullmatch(first.text) or _name(first.text) in MAIN
        if level == 0 and (outline.title or known):
            level = 1
        if joined(runs, outline.words)[0] != outline.title:
            outline.heading(level, runs)
    elif bullet := _BULLET.match(first.text):
        outline.text("list item", _without(runs, bullet.end()), level=1)
    elif first.h < 0.93 * style.body and not CAPTION.match(joined(runs)[0]) and not outline.section_is(REFERENCES):
        outline.text("footnote", runs)
    else:
        outline.text("paragraph", runs)


def _without(runs: list[Run], signs: int) -> list[Run]:
    """Take the bullet off the runs."""
    rest = []
    for run in runs:
        text = run.text[signs:]
        signs = max(signs - len(run.text), 0)
        if text:
            rest.append(Run(text, run.kind, run.page, run.line))
    return rest
