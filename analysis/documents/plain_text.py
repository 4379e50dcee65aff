"""Plain text: blank lines part paragraphs, and every character knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import DataError
from ..files import text
from .document import Document
from .outline import Outline, identifiers_in, with_front
from .runs import Run

_BULLET = re.compile(r"\s*[•◦▪‣●○■–*-]\s+(?=\S)")
_NUMBERED = re.compile(r"\s*(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_CAPTION = re.compile(
    r"\s*:?\s*:?\s*((?:Supplementary )?(?:Table|Figure|Fig\.?|Box|Scheme) [A-Z]?\d+[A-Za-z]?)[.:]?\s+(?=[A-Z\d(])"
)
MAIN = frozenset(
    (
        *("abstract", "introduction", "background", "objectives", "methods", "results", "discussion", "conclusion"),
        *("conclusions", "references", "summary", "acknowledgments", "acknowledgements", "funding", "limitations"),
        *("materials and methods", "methods and materials", "results and discussion", "patients and methods"),
    )
)
LONG = 200  # a line longer than this was not broken to fit a page


def read_text(path: Path, name: str) -> Document:
    """Read a plain text.

    Raises
    ------
    DataError
        When bytes are not of the encoding of the rest.
    """
    lines = lines_of(path, name)
    words = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(lines).lower()))
    outline = Outline(words)
    for piece in _pieces(lines):
        _add(outline, piece)
    _title(outline)
    blocks = with_front(outline.blocks)
    return Document(outline.title, identifiers_in(blocks), tuple(blocks), name, "text", (), tuple(lines))


def lines_of(path: Path, name: str) -> list[str]:
    """Give the lines of a text file without their ends, whatever its encoding."""
    found = text.scan(path)
    source = path
    if not found.ready:
        source = path.with_name(f"{path.name}.utf8")
        text.to_utf8(path, source, found.encoding)
    lines = []
    for number, line, whole in text.lines_of(source, not found.ready):
        if not whole or "\0" in line:
            got = f"other bytes than {found.encoding}" if not whole else "a file of data"
            raise DataError(f"{name}, line {number}: expected text of one encoding, got {got}; save it as UTF-8.")
        lines.append(line)
    return lines


def _pieces(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines of every paragraph, heading or list item, with their numbers."""
    apart = any(len(line) > LONG for line in lines)
    piece: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        item = _BULLET.match(line) or (_NUMBERED.match(line) and (not piece or _NUMBERED.match(piece[0][1])))
        if piece and (apart or item or not line.strip()):
            yield piece
            piece = []
        if line.strip():
            piece.append((number, line))
    if piece:
        yield piece


def _add(outline: Outline, piece: list[tuple[int, str]]) -> None:
    number, first = piece[0]
    bullet = _BULLET.match(first)
    if bullet:
        piece = [(number, first[bullet.end() :]), *piece[1:]]
    runs = [Run(line.strip(), line=at) for at, line in piece]
    if bullet or _NUMBERED.match(first):
        outline.text("list item", runs, level=1)
    elif _CAPTION.match(first):
        outline.text("caption", [Run(re.sub(r"^[:\s]+", "", runs[0].text), line=number), *runs[1:]])
    elif is_heading(piece, outline):
        outline.heading(level_of(first.strip(), outline), runs)
    else:
        outline.text("paragraph", runs)


def is_heading(piece: list[tuple[int, str]], outline: Outline) -> bool:
    """Tell whether a paragraph is a heading: one short line that begins with a capital and ends with no full stop."""
    said = piece[0][1].strip()
    if len(piece) > 1 or len(said) > 100 or len(said.split()) > 14 or not outline.blocks:
        return False
    return said[0].isupper() and said[-1] not in ".,;:!" and not re.search(r"\d\s?%|\d{3}-\d{4}", said)


def level_of(title: str, outline: Outline) -> int:
    """Guess the level of a heading: main sections by their names, those of a structured abstract below it."""
    name = re.sub(r"^\d+(?:\.\d+)*\.?\s+", "", title).lower().rstrip(":")
    if name not in MAIN:
        return 2
    if outline.section[:1] != ("Abstract",) or outline.counts.get(("Abstract",)):
        return 1
    if outline.blocks[-1].text == "Abstract":
        return 2
    seen = {block.text.lower() for block in outline.blocks if block.kind == "heading"}
    return 1 if name in seen or name in ("introduction", "background") else 2


def _title(outline: Outline) -> None:
    """Take the first line as the title if it stands alone and is short."""
    first = outline.blocks[0] if outline.blocks else None
    if first is not None and first.kind == "paragraph" and len(first.text) <= LONG and first.text[-1] not in ".,;:":
        outline.title = first.text
        outline.blocks[0] = replace(first, kind="heading", locator=replace(first.locator, paragraph=None))
