"""Manuscripts in DOCX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .document import Document
from .docx_parts import Package, Style, W, level_of_style, read_package, value
from .docx_runs import Collected, collect
from .docx_tables import rows_of
from .grid import opened
from .markup import tag_of, too_deep
from .outline import Outline, finished, identifiers_in
from .plain_text import level_of
from .runs import Run, joined

if TYPE_CHECKING:
    from lxml.etree import _Element


def read_docx(path: Path, name: str) -> Document:
    """Read a manuscript of a word processor.

    Deleted text of tracked changes and hidden text are left out, inserted text is read.

    Raises
    ------
    DataError
        When the file is broken, larger than a document, has a password, or declares entities.
    """
    package = read_package(path, name)
    reader = _Manuscript(package)
    try:
        reader.blocks(package.parts["word/document.xml"].find(f"{W}body"))
        reader.footnotes()
    except RecursionError:
        raise too_deep(name) from None
    outline = reader.outline
    blocks = finished(outline.blocks)
    return Document(
        outline.title or _core_title(package), identifiers_in(blocks), tuple(blocks), name, "docx", reader.notes()
    )


class _Manuscript:
    """Walks the body; knows the outline, and how deep its headings begin."""

    def __init__(self, package: Package):
        self.package, self.outline, self.tracked, self.pictures = package, Outline(), False, 0
        heads = list(self._heads())
        self.styled = any(level for level, _ in heads)
        self.shift = int(_is_title(heads))

    def _heads(self) -> Iterator[tuple[int, str]]:
        for paragraph in self.package.parts["word/document.xml"].iter(f"{W}p"):
            level = self.style(paragraph).level
            if level is not None:
                yield level, joined(collect(paragraph, Collected()).runs)[0]

    def style(self, paragraph: _Element) -> Style:
        look = paragraph.find(f"{W}pPr")
        if look is None:
            return Style()
        found = self.package.styles.get(value(look, "pStyle"), Style(value(look, "pStyle").lower()))
        level = level_of_style("", value(look, "outlineLvl"))
        number = look.find(f"{W}numPr")
        listed = found.listed if number is None else value(number, "numId") != "0"
        return Style(found.name, found.level if level is None else level, listed)

    def blocks(self, node: _Element | None) -> None:
        """Read paragraphs and tables, those within content controls and insertions too."""
        for child in () if node is None else node:
            tag = tag_of(child)
            if tag == "p":
                self.paragraph(child)
            elif tag == "tbl":
                self.table(child)
            elif tag in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo", "AlternateContent", "Choice"):
                self.blocks(child)

    def paragraph(self, node: _Element) -> None:
        found = collect(node, Collected())
        self.tracked = self.tracked or found.tracked
        style, text = self.style(node), joined(found.runs)[0]
        level = self._level(style, text, found)
        if level is not None:
            if level or text != self.outline.title:
                self.outline.heading(level, found.runs)
        else:
            self.outline.text(_kind(style), found.runs, level=int(style.listed))
        for box in found.boxes:
            self.blocks(box)

    def _level(self, style: Style, text: str, found: Collected) -> int | None:
        """Give the level of a heading; without styles of headings, a short bold paragraph is one."""
        if style.level is not None:
            return max(style.level - self.shift, 0)
        if self.styled or not text or not found.bold or len(text.split()) > 14 or text[-1] in ".,;":
            return None
        if not self.outline.blocks:
            return 0
        return None if re.match(r"(?:Table|Fig)", text) else level_of(text, self.outline)

    def table(self, node: _Element) -> None:
        tracked = node.find(f".//{W}ins") is not None or node.find(f".//{W}del") is not None
        self.tracked = self.tracked or tracked
        grid = opened(rows_of(node))
        if len(grid.cells) == 1 and len(grid.cells[0]) == 1:  # a frame around text
            for cell in node.iter(f"{W}tc"):
                self.blocks(cell)
        elif grid.cells:
            self.outline.table(grid)

    def footnotes(self) -> None:
        """Add foot- and endnotes; the lines that part them from the text are none."""
        for part, kind in (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")):
            for note in self.package.parts[part].iterfind(f"{W}{kind}") if part in self.package.parts else ():
                if note.get(f"{W}type", "normal") == "normal":
                    runs = [run for paragraph in note.iter(f"{W}p") for run in _line(paragraph)]
                    self.outline.text("footnote", [Run(note.get(f"{W}id", ""), "raised note"), *runs])

    def notes(self) -> tuple[str, ...]:
        said = "The document has tracked changes: insertions were read, deletions left out."
        return (said,) if self.tracked else ()


def _is_title(heads: list[tuple[int, str]]) -> bool:
    """Tell whether the only heading of the first level is the title: it comes first, or says what the title says."""
    main = [text for level, text in heads if level == 1]
    titles = [text for level, text in heads if level == 0]
    first = next((level for level, _ in heads if level), 0)
    return len(main) == 1 and first == 1 and (main[0] in titles or (not titles and len(heads) > 1))


def _line(paragraph: _Element) -> list[Run]:
    return [*collect(paragraph, Collected()).runs, Run(" ")]


def _kind(style: Style) -> str:
    if "caption" in style.name:
        return "caption"
    if style.name in ("bibliography", "endnote bibliography"):
        return "reference"
    if style.name.startswith(("footnote", "endnote")):
        return "footnote"
    if style.name in ("author", "authors", "affiliation", "date", "keywords"):
        return "front matter"
    return "list item" if style.listed or style.name.startswith("list") else "paragraph"


def _core_title(package: Package) -> str:
    core = package.parts.get("docProps/core.xml")
    found = None if core is None else core.find("{http://purl.org/dc/elements/1.1/}title")
    return "" if found is None else " ".join((found.text or "").split())
