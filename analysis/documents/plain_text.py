"""Plain text: blank lines part paragraphs, and every character knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..errors import DataError
from ..files import text
from ..replaced import passing_folder
from .document import Document, Locator
from .drawn_tables import Drawn, drawn_tables
from .outline import CAPTION, Outline, finished, identifiers_in
from .runs import Run

_BULLET = re.compile(r"\s*[•◦▪‣●○■–*-]\s+(?=\S)")
_SCRIPT = re.compile(r"(?<=\w)([_^])\((\w{1,8}|[-−+]\d{1,3})\)")
_NUMBERED = re.compile(r"\s*(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
MAIN = frozenset(
    (
        *("abstract", "introduction", "background", "objectives", "methods", "results", "discussion", "conclusion"),
        *("conclusions", "references", "summary", "acknowledgments", "acknowledgements", "funding", "limitations"),
        *("materials and methods", "methods and materials", "results and discussion", "patients and methods"),
    )
)
LARGEST = 16 << 20
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
    tables = list(drawn_tables(lines))
    taken = {table.first: table for table in tables}
    for piece in _pieces(lines, {number: table for table in tables for number in range(table.first, table.last + 1)}):
        if piece[0][0] in taken:
            table = taken[piece[0][0]]
            outline.table(table.grid, Locator(line=table.first))
        else:
            _add(outline, piece)
    _title(outline)
    blocks = finished(outline.blocks)
    return Document(outline.title, identifiers_in(blocks), tuple(blocks), name, "text", (), tuple(lines))


def decoded(path: Path, name: str, declared: str = "") -> str:
    """Give the characters of a text file, whatever its encoding."""
    return "\n".join(lines_of(path, name, declared))


def lines_of(path: Path, name: str, declared: str = "") -> list[str]:
    """Give the lines of a text file without their ends, whatever its encoding."""
    if (size := path.stat().st_size) > LARGEST:
        raise DataError(f"{name}: expected a text below {LARGEST >> 20} MB, got one of {size >> 20:,} MB.")
    lines = []
    with passing_folder() as work:
        source, found = text.as_utf8(path, name, work, declared)
        for number, line, whole in text.lines_of(source, found.lossy):
            if not whole or "\0" in line:
                got = f"other bytes than {found.encoding}" if not whole else "a file of data"
                raise DataError(f"{name}, line {number}: expected text of one encoding, got {got}; save it as UTF-8.")
            lines.append(line)
    return lines


def _pieces(lines: list[str], drawn: dict[int, Drawn]) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines of every paragraph, heading, list item or table, with their numbers."""
    apart = any(len(line) > LONG for number, line in enumerate(lines, start=1) if number not in drawn)
    piece: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        item = _BULLET.match(line) or (_NUMBERED.match(line) and (not piece or _NUMBERED.match(piece[0][1])))
        table = drawn.get(number)
        if piece and (apart or item or table or not line.strip()):
            yield piece
            piece = []
        if table and table.first == number:
            yield [(number, line)]
        elif line.strip() and not table:
            piece.append((number, line))
    if piece:
        yield piece


def _add(outline: Outline, piece: list[tuple[int, str]]) -> None:
    number, first = piece[0]
    bullet = _BULLET.match(first)
    if bullet:
        piece = [(number, first[bullet.end() :]), *piece[1:]]
    runs = [run for at, line in piece for run in _runs(line.strip(), at)]
    if bullet or _NUMBERED.match(first):
        outline.text("list item", runs, level=1)
    elif re.match(r"\s*:\s", first):
        outline.text("caption", [Run(re.sub(r"^[:\s]+", "", first), line=number), *runs[1:]])
    elif is_heading(piece, outline):
        outline.heading(level_of(first.strip(), outline), runs)
    else:
        outline.text("paragraph", runs)


def _runs(line: str, number: int) -> list[Run]:
    """Cut a line where a text shows raised and lowered characters as ``x^(2)`` and ``x_(p)``."""
    runs, end = [], 0
    for found in _SCRIPT.finditer(line):
        kind = "raised" if found[1] == "^" else "lowered"
        runs += [Run(line[end : found.start()], line=number), Run(found[2], kind, line=number)]
        end = found.end()
    return [*runs, Run(line[end:], line=number)]


def is_heading(piece: list[tuple[int, str]], outline: Outline) -> bool:
    """Tell whether a paragraph is a heading: one short line that begins with a capital and ends with no full stop."""
    said = piece[0][1].strip()
    if len(piece) > 1 or CAPTION.match(said) or len(said) > 100 or len(said.split()) > 14 or not outline.blocks:
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
