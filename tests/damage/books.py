"""Workbooks that no spreadsheet program would write: cells far away, bombs of text, counts that lie."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
RELATIONS = f'<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": RELATIONS.format(f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": RELATIONS.format(
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    ),
}
TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
SHARED = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'


def column(number: int) -> str:
    """Give the letters of a column, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def packed(parts: dict[str, str]) -> bytes:
    """Give a zip archive of texts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(table: bytes, below: str = "", shared: str = "", head: str = "") -> bytes:
    """Give a delimited table as a workbook, with XML below its rows, and XML before the sheet."""
    rows = ""
    for line, cells in enumerate(csv.reader(io.StringIO(table.decode())), start=1):
        texts = (TEXT.format(f"{column(place)}{line}", escape(cell)) for place, cell in enumerate(cells, 1) if cell)
        rows += f'<row r="{line}">{"".join(texts)}</row>'
    sheet = f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}{below}</sheetData></worksheet>'
    strings = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" {shared}</sst>'} if shared else {}
    return packed({**PARTS, "xl/worksheets/sheet1.xml": sheet, **strings})


def ods(table: bytes, below: str = "") -> bytes:
    """Give a delimited table as a workbook of OpenDocument, with XML below its rows."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(escape(text)) for text in cells)}</table:table-row>"
        for cells in csv.reader(io.StringIO(table.decode()))
    )
    names = " ".join(f'xmlns:{name}="{OASIS}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='S'>{rows}{below}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{OASIS}manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def hostile(table: bytes) -> dict[str, bytes]:
    """Give workbooks by name that hold the table of four lines and something that no reader should have to take."""
    repeated = '<table:table-cell table:number-columns-repeated="16000"/><table:table-cell office:value-type="string">'
    return {
        "far.xlsx": xlsx(table, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "sparse.xlsx": xlsx(table, "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(5, 20_000))),
        "beyond.xlsx": xlsx(table, '<row r="4000000000"><c r="ZZZZZZ4000000000"><v>1</v></c></row>'),
        "long.xlsx": xlsx(table, "".join(map(SHARED.format, range(5, 20_000))), f"><si><t>{'x' * 1_000_000}</t></si>"),
        "liar.xlsx": xlsx(table, SHARED.format(5), 'uniqueCount="4000000000"><si><t>x</t></si>'),
        "no-such-text.xlsx": xlsx(table, '<row r="5"><c r="A5" t="s"><v>9</v></c></row>', "><si><t>x</t></si>"),
        "entities.xlsx": xlsx(
            table, TEXT.format("A5", "&b;"), head='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        ),
        "far.ods": ods(
            table,
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
            f"<table:table-row>{repeated}<text:p>x</text:p></table:table-cell></table:table-row>",
        ),
    }
