"""A ledger as a workbook to edit, one sheet a table, and back again."""

from __future__ import annotations

import re
import zipfile
from html import escape
from io import BytesIO
from pathlib import Path

import pandas as pd

from ..cards import Card
from ..errors import DataError
from ..files.grid import read_grids
from ..loaders import Ledger, open_ledger
from ..replaced import write_whole
from .folder import TABLES, cell_text, table_text, write_files

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_workbook(ledger: Ledger | str | Path, path: str | Path) -> Path:
    """Write every table of a ledger as a sheet of a workbook (.xlsx); texts are texts, and none is run as a formula.

    Raises
    ------
    DataError
        When the ledger is faulty.
    """
    ledger, path = ledger if isinstance(ledger, Ledger) else open_ledger(ledger), Path(path)
    names = [name for name in TABLES if name in ledger.tables]
    if path.suffix.lower() != ".xlsx":
        raise DataError(f"{path}: expected a name that ends in .xlsx; choose one.")
    write_whole(path, _packed({name: (ledger.table(name), ledger.card(name)) for name in names}))
    return path


def read_workbook(ledger: Ledger | str | Path, path: str | Path) -> list[str]:
    """Take the sheets of an edited workbook as tables of a ledger; what does not agree with a card changes nothing.

    Returns
    -------
    list of str
        The tables that changed.

    Raises
    ------
    DataError
        Names every fault of every sheet; the ledger then stays as it is.
    """
    ledger = ledger if isinstance(ledger, Ledger) else open_ledger(ledger)
    sheets = {name: rows for _, name, rows in read_grids(Path(path)) if rows}
    texts = {f"{name}.csv": _as_csv(sheets[name], ledger.card(name)) for name in ledger.tables if name in sheets}
    if not texts:
        raise DataError(f"{path}: expected sheets named as tables of the ledger, got {', '.join(sheets) or 'none'}.")
    old = {name: (ledger.folder / name).read_text(encoding="utf-8") for name in texts}
    changed = [name for name in texts if texts[name] != old[name]]
    write_files(ledger.folder, {name: texts[name] for name in changed})
    faults = []
    for name in changed:
        try:
            ledger.table(name.removesuffix(".csv"))
        except DataError as error:
            faults += error.faults
    if faults:
        write_files(ledger.folder, {name: old[name] for name in changed})
        raise DataError(faults)
    return [name.removesuffix(".csv") for name in changed]


def _as_csv(rows: list[list[str]], card: Card) -> str:
    header, *body = rows
    width = len(header)
    frame = pd.DataFrame([[*row, *[""] * (width - len(row))][:width] for row in body], columns=header, dtype=object)
    unknown = [name for name in header if name not in card.columns]
    missing = [name for name in card.columns if name not in header]
    if unknown or missing:
        raise DataError(
            f"{card.name}: missing columns: {', '.join(missing) or 'none'}; "
            f"unknown columns: {', '.join(unknown) or 'none'}."
        )
    for name in (column.name for column in card.columns.values() if column.type in ("integer", "number")):
        frame[name] = [re.sub(r"^(-?\d+)\.0+$", r"\1", str(cell)) for cell in frame[name]]
    return table_text(frame[(frame != "").any(axis=1)], card.columns)


def _packed(tables: dict[str, tuple[pd.DataFrame, Card]]) -> bytes:
    """Give a workbook: the parts that ECMA-376 asks for, and one sheet a table."""
    numbers = range(1, len(tables) + 1)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in zip(numbers, tables, strict=True)
    )
    book = f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{sheets}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATED}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in numbers
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>' for at in numbers
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    }
    parts |= {
        f"xl/worksheets/sheet{at}.xml": _sheet(*table) for at, table in zip(numbers, tables.values(), strict=True)
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text.encode("utf-8"))
    return out.getvalue()


def _sheet(frame: pd.DataFrame, card: Card) -> str:
    numbers = {column.name for column in card.columns.values() if column.type in ("integer", "number")}
    rows = [[_cell(name, False) for name in frame]]
    rows += [[_cell(cell_text(cell), name in numbers) for name, cell in zip(frame, row, strict=True)]
             for row in frame.astype(object).itertuples(index=False, name=None)]  # fmt: skip
    body = "".join(f"<row>{''.join(row)}</row>" for row in rows)
    pane = '<pane ySplit="1" topLeftCell="A2" state="frozen"/>'
    pane = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{pane}<sheetData>{body}</sheetData></worksheet>'


def _cell(text: str, number: bool) -> str:
    if number and text:
        return f"<c><v>{text}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_NOT_XML.sub("", text), quote=False)}</t></is></c>'
