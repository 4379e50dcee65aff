"""Word documents that a coauthor can edit: real tables, captions, pictures with an alternative text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from .layout import BASE, SECTION, PrintedTable

if TYPE_CHECKING:
    from docx.document import Document

# Word wants a date and a zip archive one for every part: always the same, so that two runs give the same bytes.
DAY = datetime(2000, 1, 1)
WIDE = 4


def new_document(title: str, authors: Iterable[str] = ()) -> Document:
    """Give an empty document with title and authors, and no other trace of who made it when."""
    from docx import Document as new
    from docx.shared import Cm, Pt

    document = new()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "; ".join(authors), ""
    properties.last_modified_by, properties.created, properties.modified, properties.revision = "", DAY, DAY, 1
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    return document


def add_table(document: Document, table: PrintedTable) -> None:
    """Add a table: caption above, a heading row that is repeated on every page, notes below."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Pt

    caption = document.add_paragraph(style="Caption")
    caption.add_run(table.caption)
    caption.paragraph_format.keep_with_next = True
    grid = document.add_table(rows=len(table.lines) + 1, cols=len(table.header))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths, rows = _widths(document, len(table.header)), list(grid.rows)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _fill(rows[0], table.header, widths, bold=True)
    for row, line in zip(rows[1:], table.lines, strict=True):
        heading = line.kind in (SECTION, BASE)
        _fill(row, line.cells, widths, bold=heading, indent=not heading)
    _mark_heading(rows[0])
    _rule(grid, rows[0])
    for note in table.notes:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(note).font.size = Pt(8.5)


def add_part(document: Document, heading: str, *, wide: bool) -> None:
    """Begin a part on a new page, on its side when its tables are wide."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    if wide != (section.orientation == WD_ORIENT.LANDSCAPE):
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(heading, level=1)


def add_picture(document: Document, image: bytes, caption: str, *, width: float = 16.0) -> None:
    """Add a picture (`width` in cm) with its legend below, which is its alternative text too."""
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(image), width=Cm(width))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    shape._inline.docPr.set("descr", caption)
    document.add_paragraph(caption, style="Caption")


def table_document(table: PrintedTable, title: str, authors: Iterable[str] = ()) -> bytes:
    """Give a document that holds one table."""
    document = new_document(f"{title}: {table.number}", authors)
    _turn(document, len(table.header))
    add_table(document, table)
    return document_bytes(document)


def document_bytes(document: Document) -> bytes:
    """Give the file of a document, without the clock that a zip archive keeps of each part."""
    packed, again = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            plain = zipfile.ZipInfo(part.filename, DAY.timetuple()[:6])
            plain.compress_type, plain.external_attr, plain.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(plain, old.read(part.filename))
    return again.getvalue()


def _fill(row, texts: tuple[str, ...], widths: list[int], *, bold: bool = False, indent: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    _keep_together(row)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = widths[place]
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(9), bold
        if place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif indent:
            paragraph.paragraph_format.left_indent = Cm(0.4)


def _element(name: str, **attributes: str):
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _keep_together(row) -> None:
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def _mark_heading(row) -> None:
    """Mark a row to be repeated at the top of every page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def _rule(grid, heading) -> None:
    """Draw three lines: above and below the heading row, and below the table."""
    borders = _element("w:tblBorders")
    for side in ("top", "bottom"):
        borders.append(_element(f"w:{side}", val="single", sz="8", space="0", color="222222"))
    properties = grid._tbl.tblPr
    # the order of these elements is part of the format, and Word insists on it
    later = [one for one in properties if one.tag.rpartition("}")[2] in ("shd", "tblLayout", "tblCellMar", "tblLook")]
    later[0].addprevious(borders) if later else properties.append(borders)
    for cell in heading.cells:
        below = _element("w:tcBorders")
        below.append(_element("w:bottom", val="single", sz="6", space="0", color="222222"))
        cell._tc.get_or_add_tcPr().append(below)


def _widths(document: Document, columns: int) -> list[int]:
    """Give the labels the room that the numbers leave; Word reads the widths of cells, LibreOffice those of columns."""
    section = document.sections[-1]
    whole = section.page_width - section.left_margin - section.right_margin
    first = int(whole * (0.45 if columns <= WIDE else 0.36))
    return [first, *[(whole - first) // max(columns - 1, 1)] * (columns - 1)]


def _turn(document: Document, columns: int) -> None:
    """Turn the page on its side for a wide table."""
    from docx.enum.section import WD_ORIENT

    section = document.sections[-1]
    if columns > WIDE + 1 and section.orientation != WD_ORIENT.LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
