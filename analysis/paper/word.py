"""Word documents that a coauthor can edit: real tables, captions, pictures with an alternative text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from .lines import BASE, GROUP, INDENT, SECTION, PrintedTable

if TYPE_CHECKING:
    from docx.document import Document

# Word wants a date and a zip archive one for every part: always the same, so that two runs give the same bytes.
NO_BREAK = "\N{NO-BREAK SPACE}"
DAY = datetime(2000, 1, 1)
LABELS = 0.3  # least part of a page that labels have
LAST = 4  # rows of a table that its notes do not leave
FONT, CELLS = "Arial", "Cells"


def new_document(title: str, authors: Iterable[str] = ()) -> Document:
    """Give an empty document with title and authors, and no other trace of who made it when."""
    from docx import Document as new
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    document = new()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "; ".join(authors), ""
    properties.last_modified_by, properties.created, properties.modified, properties.revision = "", DAY, DAY, 1
    for name in ("Normal", "Caption", "Title", *(f"Heading {level}" for level in (1, 2))):
        _plain_style(document.styles[name])
    document.styles["Normal"].font.size, document.styles["Caption"].font.size = Pt(10.5), Pt(10)
    cells = document.styles.add_style(CELLS, WD_STYLE_TYPE.PARAGRAPH)  # an empty cell is as tall as a full one
    cells.base_style, cells.font.size = document.styles["Normal"], Pt(9)
    cells.paragraph_format.space_after, cells.paragraph_format.line_spacing = Pt(0), 1.0
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    _number_pages(section.footer.paragraphs[0])
    return document


def add_paragraph(document: Document, text: str) -> None:
    """Add a paragraph; what the authors have to write, in brackets, is highlighted."""
    from docx.enum.text import WD_COLOR_INDEX

    paragraph = document.add_paragraph()
    for part in re.split(r"(\[(?!\d)[^\]]*\])", text):
        run = paragraph.add_run(part)
        if part.startswith("["):
            run.font.highlight_color = None if part[1:2].isdigit() else WD_COLOR_INDEX.YELLOW


def add_table(document: Document, table: PrintedTable) -> None:
    """Add a table: caption above, a heading row that is repeated on every page, notes below."""
    from docx.enum.table import WD_TABLE_ALIGNMENT

    caption = document.add_paragraph(style="Caption")
    caption.add_run(table.caption)
    caption.paragraph_format.keep_with_next = True
    grid = document.add_table(rows=len(table.lines) + 1, cols=len(table.header))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths, rows = _widths(document, table), list(grid.rows)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _fill(rows[0], table.header, widths, heading=True, bold=True)
    for row, line in zip(rows[1:], table.lines, strict=True):
        _fill(row, line.cells, widths, bold=line.kind in (SECTION, BASE), indent=INDENT[line.kind])
    _keep_with_next(rows, table)
    _mark_heading(rows[0])
    _rule(grid, rows[0])
    _add_notes(document, table.notes)


def _add_notes(document: Document, notes: tuple[str, ...]) -> None:
    """Add the notes below a table, all on the page of its last rows."""
    from docx.shared import Pt

    for place, note in enumerate(notes, start=1):
        paragraph = document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(4 if place == 1 else 0), Pt(1)
        form.keep_together, form.keep_with_next, form.line_spacing = True, place < len(notes), 1.0
        paragraph.add_run(note).font.size = Pt(8)


def _keep_with_next(rows: list, table: PrintedTable) -> None:
    """Keep a heading with the first two of its rows, and the last rows with the notes."""
    kinds = [SECTION, *(line.kind for line in table.lines)]
    for place, row in enumerate(rows):
        heads = any(kind in (SECTION, BASE, GROUP) for kind in kinds[max(place - 1, 0) : place + 1])
        if heads or place >= len(rows) - LAST:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def add_part(document: Document, heading: str, *, wide: bool) -> None:
    """Begin a part on a new page, on its side when its tables are wide."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    if wide != (section.orientation == WD_ORIENT.LANDSCAPE):
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(heading, level=1)


def add_picture(document: Document, image: bytes, title: str, legend: str, *, first: bool, width: float = 16.0) -> None:
    """Add a picture (`width` in cm) on a page of its own, its title and legend below; the title stands for it too."""
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(image), width=Cm(width))
    form = document.paragraphs[-1].paragraph_format
    form.keep_with_next, form.page_break_before = True, not first
    shape._inline.docPr.set("descr", title)
    caption = document.add_paragraph(style="Caption")
    caption.paragraph_format.keep_together = True
    caption.add_run(title)
    caption.add_run(legend).bold = False


def table_document(table: PrintedTable, title: str, authors: Iterable[str] = ()) -> bytes:
    """Give a document that holds one table."""
    document = new_document(f"{title}: {table.number}" if table.number else title, authors)
    _turn(document, table)
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


def _fill(
    row, texts: tuple[str, ...], widths: list[int], *, heading: bool = False, bold: bool = False, indent: int = 0
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    _keep_together(row)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = widths[place]
        paragraph = cell.paragraphs[0]
        paragraph.style = CELLS
        # a number and its limits are one word, which no program breaks; the words of a heading may part
        run = paragraph.add_run(_in_pieces(text) if heading else text.replace(" ", NO_BREAK) if place else text)
        run.bold = bold
        if place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif indent:
            paragraph.paragraph_format.left_indent = Cm(0.4 * indent)


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


def _widths(document: Document, table: PrintedTable) -> list[int]:
    """Give each column the room of its longest cell, and what is left to the labels.

    Word reads the widths of cells, LibreOffice those of columns.
    """
    from docx.shared import Pt

    section = document.sections[-1]
    whole = section.page_width - section.left_margin - section.right_margin
    heads = [_in_pieces(head).split(" ") for head in table.header]
    longest = [
        max(
            *(1.2 * len(word) for word in heads[place]),
            *(
                _letters(line.cells[place]) * (1.2 if line.kind in (SECTION, BASE) else 1) for line in table.lines
            ),  # bold
            6,
        )
        for place in range(1, len(table.header))
    ]
    numbers = [int(Pt(9) * (0.5 * letters + 1.6)) for letters in longest]
    labels = max(whole - sum(numbers), int(0.26 * whole))
    narrower = min(1.0, (whole - labels) / sum(numbers)) if numbers else 1.0
    return [labels, *(int(width * narrower) for width in numbers)]


def _letters(text: str) -> float:
    """Give the length of a cell in letters of a usual width: a capital is half as wide again."""
    return len(text) + 0.5 * sum(letter.isupper() for letter in text)


def is_wide(table: PrintedTable) -> bool:
    """Tell whether a table needs a page on its side, as its numbers leave the labels too little room."""
    document = new_document("")
    labels, *numbers = _widths(document, table)
    return labels < LABELS * (labels + sum(numbers))


def _in_pieces(head: str) -> str:
    """Give a heading whose parentheses do not break."""
    return re.sub(r"\([^)]*\)", lambda found: found[0].replace(" ", NO_BREAK), head)


def _plain_style(style) -> None:
    """Put a style into the one font of the document, black."""
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    style.font.name, style.font.color.rgb = FONT, RGBColor(0x22, 0x22, 0x22)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    fonts.set(qn("w:hAnsi"), FONT)


def _number_pages(paragraph) -> None:
    """Put the number of the page into a footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = _element("w:fldSimple", instr="PAGE")
    paragraph._p.append(field)


def _turn(document: Document, table: PrintedTable) -> None:
    """Turn the page on its side for a wide table."""
    from docx.enum.section import WD_ORIENT

    section = document.sections[-1]
    if is_wide(table) and section.orientation != WD_ORIENT.LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
