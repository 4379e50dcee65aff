"""Cells of a workbook that people see as percentages: stored as 0.475, formatted ``0.0%``, read ``47.5%``."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree

LARGEST = 1 << 26  # bytes of one part of a workbook that is still looked at
_BUILT_IN = {9: 0, 10: 2}  # ECMA-376 part 1, 18.8.30: 0% and 0.00%
_PERCENT = re.compile(r"^[#0,]*0(?:\.(0+))?\\?\s?%")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Grid = list[list[str]]


def percentages_shown(path: Path, sheets: dict[str, Grid]) -> None:
    """Write the percentages of a workbook's sheets (by name) as they are shown; what cannot be told stays as stored."""
    try:
        with zipfile.ZipFile(path) as book:
            styles = _styles(book)
            for name, part in _parts(book) if styles else ():
                for row, column, decimals in _cells(book, part, styles):
                    cells = sheets.get(name, [])
                    if row < len(cells) and column < len(cells[row]):
                        cells[row][column] = _shown(cells[row][column], decimals)
    except (OSError, zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, RuntimeError, EOFError):
        return  # the reader of workbooks says what is wrong with a file


def _opened(book: zipfile.ZipFile, part: str):
    if book.getinfo(part).file_size > LARGEST:
        raise ValueError(part)
    return book.open(part)


def _elements(book: zipfile.ZipFile, part: str, wanted: str) -> Iterator[ElementTree.Element]:
    with _opened(book, part) as packed:
        for _, element in ElementTree.iterparse(packed):
            if element.tag.rpartition("}")[2] == wanted:
                yield element
                element.clear()


def _styles(book: zipfile.ZipFile) -> dict[int, int]:
    """Give the decimals of every cell style that shows percentages."""
    formats = dict(_BUILT_IN)
    for element in _elements(book, "xl/styles.xml", "numFmt"):
        if found := _PERCENT.match(element.get("formatCode", "")):
            formats[int(element.get("numFmtId", "-1"))] = len(found[1] or "")
    (cells,) = list(_kept(book, "xl/styles.xml", "cellXfs"))[:1] or ((),)
    kinds = [int(element.get("numFmtId", "0")) for element in cells]
    return {style: formats[kind] for style, kind in enumerate(kinds) if kind in formats}


def _kept(book: zipfile.ZipFile, part: str, wanted: str) -> Iterator[ElementTree.Element]:
    with _opened(book, part) as packed:
        yield from (one for one in ElementTree.parse(packed).getroot() if one.tag.rpartition("}")[2] == wanted)


def _parts(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Give the name of every sheet with its part of the archive."""
    rels = {
        one.get("Id"): one.get("Target", "") for one in _elements(book, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    for sheet in _elements(book, "xl/workbook.xml", "sheet"):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = rels.get(key, "")
        if target:
            yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cells(book: zipfile.ZipFile, part: str, styles: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    for cell in _elements(book, part, "c"):
        style, place = cell.get("s", ""), _CELL.fullmatch(cell.get("r", ""))
        if style.isdecimal() and int(style) in styles and place and cell.get("t", "n") == "n":
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - 64
            yield int(place[2]) - 1, column - 1, styles[int(style)]


def _shown(text: str, decimals: int) -> str:
    try:
        value = Decimal(text) * 100
        return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)}%"
    except InvalidOperation:
        return text
