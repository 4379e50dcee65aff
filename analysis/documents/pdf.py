"""PDFs with text: words with their places become lines, lines become blocks; tables are read where they are clear."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from ..errors import DataError
from ..files.apart import apart
from .document import Document, Locator
from .grid import joined_grids
from .markup import LARGEST
from .outline import Outline, finished, identifiers_in
from .pdf_blocks import Style, add_blocks
from .pdf_lines import Line, Page, Word, find_lines, without_heads
from .pdf_tables import Found, find_table, go_on, is_caption

FEWEST = 20  # characters a page of text has on average; a scan has none, or those of a stamp
MEMORY = 1 << 30  # bytes
WIDEST = 14_400.0  # points: the largest page of a PDF
MOST_WORDS = 20_000  # of one page
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
    reader = _Reader(outline, style)
    for page in pages:
        reader.page(page)
    reader.end()
    blocks = finished(outline.blocks)
    lines = tuple(line.text for page in pages for line in page.lines)
    return Document(outline.title, identifiers_in(blocks), tuple(blocks), name, "pdf", tuple(_notes(pages)), lines)


def _pages(path: Path, name: str) -> list[Page]:
    if (size := path.stat().st_size) > LARGEST:
        raise DataError(f"{name}: expected a PDF below {LARGEST >> 20} MB, got one of {size >> 20:,} MB.")
    if find_spec("pypdfium2") is None:
        raise DataError(f"{name}: a PDF is read with pypdfium2, which is not installed; pip install pypdfium2.")
    pages, number = [], 0
    for kind, content in apart(name, "PDF", ("pdf", path), size, "save its text, or print it to a PDF anew", MEMORY):
        if kind == "pages":
            number = content
        else:
            width, height, words, rules = content
            if len(words) > MOST_WORDS:
                raise DataError(f"{name}: expected pages below {MOST_WORDS:,} words, got one with {len(words):,}.")
            pages.append(_on_page(len(pages) + 1, min(width, WIDEST), min(height, WIDEST), words, rules))
    signs = sum(len(word.text) for page in pages for word in page.words)
    if signs < FEWEST * max(number, 1):
        raise DataError(
            f"{name}: expected a PDF with text, got {number:,} pages with {signs:,} characters (a scan?); "
            "run a text recognition (OCR) over it, or give the text."
        )
    return pages


def _on_page(number: int, width: float, height: float, words: list[tuple], rules: list[tuple]) -> Page:
    """Give a page with what can be seen on it: broken files place characters a mile away, or nowhere."""
    seen = [Word(*word) for word in words if -5 < word[1] <= word[2] < width + 5 and -5 < word[3] < height + 5]
    seen = [word for word in seen if 0 < word.h < height]
    return Page(number, width, height, seen, [rule for rule in rules if -5 < rule[0] <= rule[1] < width + 5])


class _Reader:
    """Adds the pages to an outline; knows the lines and the table that may go on on the next page."""

    def __init__(self, outline: Outline, style: Style):
        self.outline, self.style = outline, style
        self.pending: list[Line] = []
        self.table: Found | None = None

    def page(self, page: Page) -> None:
        """Add the tables of a page where they stand; keep what the next page may go on with."""
        at = 0
        while at < len(page.lines):
            above = page.lines[at - 1] if at else None
            if self.table is not None:
                found = go_on(page, at, self.table)
                if found is None:
                    self._close()
                    continue
                self.table = self._with(found)
            elif is_caption(page.lines[at], above):
                found = find_table(page, at)
                self.end()
                self.outline.text("caption", [run for line in found.caption for run in line.runs()])
                self.table = found
            else:
                self.pending.append(page.lines[at])
                at += 1
                continue
            at = self._behind(page, at, found)

    def end(self) -> None:
        """Add what waits for the next page."""
        self._close()
        add_blocks(self.outline, self.pending, self.style)
        self.pending = []

    def _close(self) -> None:
        if self.table is not None:
            self._add(self.table)
            self.table = None

    def _behind(self, page: Page, at: int, found: Found) -> int:
        """Give the place of the line behind a table; keep the table where it can go on, else add it."""
        taken = {id(line) for line in (*found.caption, *found.lines)}
        last = max(k for k in range(at, len(page.lines)) if id(page.lines[k]) in taken)
        self.pending += [line for line in page.lines[at : last + 1] if id(line) not in taken]
        ends_here = last + 1 < len(page.lines) and page.lines[last + 1].column == page.lines[last].column
        if ends_here or not found.lines:
            self._close()
        return last + 1

    def _with(self, more: Found) -> Found:
        grid = None if more.grid is None else joined_grids(self.table.grid, more.grid)
        return Found(self.table.caption, [*self.table.lines, *more.lines], grid, more.columns)

    def _add(self, found: Found) -> None:
        if found.grid is not None:
            first = found.lines[0]
            self.outline.table(found.grid, Locator(first.page, first.number))
        else:
            for line in found.lines:
                self.outline.text("table", line.runs())


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
