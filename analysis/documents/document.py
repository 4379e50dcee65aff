"""What a document is: blocks in reading order, each with a place that a person can follow."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..errors import DataError
from ..shown import shown
from .grid import Grid

KINDS = ("front matter", "heading", "paragraph", "list item", "table", "caption", "footnote", "reference")


@dataclass(frozen=True, slots=True)
class Locator:
    """Where something stands, as far as its format has places; counted from 1.

    Attributes
    ----------
    page, line : int or None
        Page of a PDF, and line on it (running heads not counted); line of a text or Markdown file.
    section : tuple of str
        Titles of the sections around it, the outermost first.
    paragraph : int or None
        Paragraph of that section itself, those of its sub-sections not counted; the items of a list are paragraphs.
    table : str
        Label of a table (``Table 2``).
    row, column : int or None
        Row and column of a cell after spans are opened, rows of the head counted.

    Examples
    --------
    >>> print(Locator(page=3, line=12))
    p. 3, line 12
    >>> print(Locator(section=("Results", "Safety"), paragraph=2))
    Results > Safety, paragraph 2
    >>> print(Locator(table="Table 2", row=5))
    Table 2, row 5
    """

    page: int | None = None
    line: int | None = None
    section: tuple[str, ...] = ()
    paragraph: int | None = None
    table: str = ""
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Give the place in words: page and line where there are any, the table, or section and paragraph."""
        lines = [("p. ", self.page), ("line ", self.line)]
        cell = [("", self.table), ("row ", self.row), ("column ", self.column)]
        within = [("", " > ".join(self.section)), ("paragraph ", self.paragraph)]
        parts = lines + cell if self.line or self.page or self.table else within
        return ", ".join(f"{word}{value}" for word, value in parts if value)


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a block that are not on the line, or are no words of it.

    Attributes
    ----------
    kind : str
        ``note`` (the mark of a footnote) and ``citation`` (of a reference): where they were raised they are taken out
        of the text, so that 12.5 with note 3 is 12.5, and `start` equals `end`. ``superscript`` and ``subscript``
        cover characters that stay in the text. ``inserted`` covers text of a tracked change.
    start, end : int
        Their span in the text of the block.
    text : str
        The characters, also where they were taken out.
    """

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    r"""A piece of a document: a heading, a paragraph, a table ...

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    text : str
        One line of text as printed, but: each run of blanks is one space, hidden characters are gone, ligatures are
        letters, words cut at a line end are whole. Raised digits of powers and units are the Unicode superscripts
        (``10³``, ``m²``), which are no digits for ``\d``. A thin or no-break space that parts thousands is U+202F.
        Minus signs and dashes stay as they are. Of a table: its rows, cells parted by tabs.
    locator : Locator
        Where it begins.
    level : int
        Of a heading: 1 for those of the main sections, 0 for the title; of a list item: how deep.
    table : Grid or None
        The cells, of a table; None for a line of one whose rows and columns a PDF leaves open.
    marks : tuple of Mark
        Raised, lowered and marking characters, by their start.
    lines : tuple of (int, int or None, int)
        (offset, page, line) of every printed line of the text, where the format has lines.
    """

    kind: str
    text: str
    locator: Locator
    level: int = 0
    table: Grid | None = None
    marks: tuple[Mark, ...] = ()
    lines: tuple[tuple[int, int | None, int], ...] = field(default=(), repr=False)

    def at(self, offset: int) -> Locator:
        """Give the place of a character of the text: its own page and line, or the row and column of its cell.

        Examples
        --------
        >>> block = Block("paragraph", "23 cases in 2017", Locator(line=4), lines=((0, None, 4), (9, None, 5)))
        >>> print(block.at(0), block.at(12), sep="; ")
        line 4; line 5
        """
        if self.table is not None:
            row, column = self.table.cell_at(self.text, offset)
            return replace(self.locator, row=row, column=column)
        if not self.lines:
            return self.locator
        _, page, line = self.lines[max(bisect_right(self.lines, offset, key=lambda start: start[0]) - 1, 0)]
        return replace(self.locator, page=page, line=line)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read.

    Attributes
    ----------
    title : str
        Its title; empty where none is marked as such.
    identifiers : mapping of str to str
        ``doi``, ``pmid``, ``pmcid`` where they stand.
    blocks : tuple of Block
        In reading order.
    source : str
        The file, and its place in an archive.
    format : str
        ``jats``, ``html``, ``docx``, ``pdf``, ``markdown`` or ``text``.
    notes : tuple of str
        What could not be read, one sentence each: tables that are pictures, tracked changes, damaged characters.
    lines : tuple of str
        Of a text or Markdown file: its lines as they are, line 1 first.
    """

    title: str
    identifiers: Mapping[str, str]
    blocks: tuple[Block, ...]
    source: str
    format: str = "text"
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        """Say what was read, and how much of it."""
        told = f"blocks {len(self.blocks):,}, of them tables {len(self.tables):,}"
        return f"Document({self.source!r}, {self.format}: {told})"

    def _repr_html_(self) -> str:
        kinds = Counter(block.kind for block in self.blocks)
        note = "blocks, prose and tables hold what it says; audit.audit_manuscript checks it. " + " ".join(self.notes)
        return shown(self.title or self.source, {"format": self.format, **kinds}, note.strip())

    @property
    def prose(self) -> tuple[Block, ...]:
        """Give the blocks that state something: no front matter, headings and references."""
        return tuple(block for block in self.blocks if block.kind not in ("front matter", "heading", "reference"))

    @property
    def tables(self) -> tuple[Block, ...]:
        """Give the tables."""
        return tuple(block for block in self.blocks if block.table is not None)


def checked_document(document: Document) -> Document:
    """Give a document back; the name of a file is none."""
    if not isinstance(document, Document):
        said = f"expected a Document, got {type(document).__name__}; make one of a file with documents.read_document"
        raise DataError(f"document: {said}.")
    return document


def table_cells(document: Document) -> list[tuple[str, str, list[list[str]]]]:
    """Give (source, label, rows of cells) of every table, as a reader of spreadsheets gives its sheets.

    Rows and columns are those of the places of the cells; a cell that spans others stands once, and one that is set in
    begins with spaces.

    Raises
    ------
    DataError
        When `document` is none: `read_document` makes one of a file.
    """
    tables = [block.table for block in checked_document(document).tables]
    return [(document.source, table.label or f"Table {at}", table.sheet()) for at, table in enumerate(tables, start=1)]
