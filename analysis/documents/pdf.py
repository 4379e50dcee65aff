"""PDFs with text: words with their places become lines, lines become blocks; tables are read where they are clear."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import DataError
from ..files.apart import apart
from .document import Document, Locator
from .markup import LARGEST
from .outline import Outline, finished, identifiers_in
from .pdf_blocks import Style, add_blocks
from .pdf_lines import Line, Page, Word, find_lines, without_heads
from .pdf_tables import Found, find_table, is_caption

FEWEST = 20  # characters a page of text has on average; a scan has none, or those of a stamp
DAMAGED = 0.005  # of the characters without a meaning


def read_pdf(path: Path, name: str) -> Document:
    """Read a PDF.

    It is opened in a process of its own with bounds on memory and time. Lines are counted on each page from 1, column
    after column, running heads and page numbers left out.

    Raises
    ------
    DataError
        When the file is broken, has a password, too many pages, or no text (a scan).
    """
    pages = _pages(path, name)
    for page in pages:
        page.lines = find_lines(page)
    without_heads(pages)
    style = Style(pages)
    outline = Outline(_vocabulary(pages))
    pending: list[Line] = []
    for page in pages:
        pending = _page(outline, page, pending, style)
    add_blocks(outline, pending, style)
    blocks = finished(outline.blocks)
    lines = tuple(line.text for page in pages for line in page.lines)
    return Document(outline.title, identifiers_in(blocks), tuple(blocks), name, "pdf", tuple(_notes(pages)), lines)


def _pages(path: Path, name: str) -> list[Page]:
    if (size := path.stat().st_size) > LARGEST:
        raise DataError(f"{name}: expected a PDF below {LARGEST >> 20} MB, got one of {size >> 20:,} MB.")
    pages, number = [], 0
    for kind, content in apart(name, "PDF", ("pdf", path), size, "save its text, or print it to a PDF anew"):
        if kind == "pages":
            number = content
        else:
            width, height, words, rules = content
            pages.append(Page(len(pages) + 1, width, height, [Word(*word) for word in words], rules))
    signs = sum(len(word.text) for page in pages for word in page.words)
    if signs < FEWEST * max(number, 1):
        raise DataError(
            f"{name}: expected a PDF with text, got {number:,} pages with {signs:,} characters (a scan?); "
            "run a text recognition (OCR) over it, or give the text."
        )
    return pages


def _page(outline: Outline, page: Page, pending: list[Line], style: Style) -> list[Line]:
    """Add the tables of a page where they stand; give the lines that the next page may go on with."""
    at, taken = 0, set()
    for at, line in enumerate(page.lines):
        if id(line) in taken:
            continue
        if is_caption(line):
            found = find_table(page, at)
            taken |= {id(one) for one in (*found.caption, *found.lines)}
            add_blocks(outline, pending, style)
            pending = []
            _table(outline, found)
        else:
            pending.append(line)
    return pending


def _table(outline: Outline, found: Found) -> None:
    place = Locator(found.caption[0].page, found.caption[0].number)
    outline.text("caption", [run for line in found.caption for run in line.runs()], place)
    if found.grid is not None:
        first = found.lines[0] if found.lines else found.caption[0]
        outline.table(found.grid, Locator(first.page, first.number))
    else:
        for line in found.lines:
            outline.text("table", line.runs())


def _vocabulary(pages: list[Page]) -> set[str]:
    """Give the words that stand whole on a line."""
    words: set[str] = set()
    for page in pages:
        for line in page.lines:
            said = re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*(?![-\u2010\w])", line.text.lower())
            words.update(word.replace("\u2010", "-") for word in said[1:])
    return words


def _notes(pages: list[Page]) -> list[str]:
    said = "".join(word.text for page in pages for word in page.words)
    lost = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in said)
    notes = [f"Page {page.number} has no text (a picture?)." for page in pages if not page.words]
    if lost > DAMAGED * len(said):
        notes.append(f"The text layer is damaged: {lost:,} of {len(said):,} characters have no meaning.")
    return notes
