"""The parts of a DOCX file: read within bounds, and what its styles say."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError
from ..files.archives import opened_zip
from .markup import LARGEST, xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document.xml", "word/styles.xml", "word/footnotes.xml", "word/endnotes.xml", "docProps/core.xml")


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says: its name, level of a heading (0 of the title), whether it is of a list."""

    name: str = ""
    level: int | None = None
    listed: bool = False


@dataclass(slots=True)
class Package:
    """The parsed parts of a document."""

    parts: dict[str, _Element] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)


def read_package(path: Path, name: str) -> Package:
    """Read the parts that hold text; pictures, macros and links to other files are left alone.

    Raises
    ------
    DataError
        When the archive is broken, grows larger than a document, or a part declares entities.
    """
    package = Package()
    try:
        with opened_zip(path) as archive:
            inside = {entry.filename: entry for entry in archive.infolist()}
            used = [inside[part] for part in _PARTS if part in inside]
            if sum(entry.file_size for entry in used) > LARGEST:
                raise _too_large(name)
            for entry in used:
                package.parts[entry.filename] = _part(archive, entry, name)
    except zipfile.BadZipFile as error:
        raise DataError(
            f"{name}: expected a whole DOCX file without a password, got: {error}; save it again."
        ) from None
    styles = package.parts.get("word/styles.xml")
    package.styles = {} if styles is None else _styles(styles)
    return package


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> _Element:
    with archive.open(entry) as packed:
        data = packed.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _too_large(name)
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data[:4096]):
        raise DataError(
            f"{name}: expected a DOCX file, got one whose {entry.filename} declares entities; save it again."
        )
    return xml_root(f"{name}, {entry.filename}", data)


def _too_large(name: str) -> DataError:
    return DataError(f"{name}: expected a document below {LARGEST >> 20} MB, got one that unpacks to more.")


def _styles(root: _Element) -> dict[str, Style]:
    raw = {node.get(f"{W}styleId", ""): node for node in root.iterfind(f"{W}style")}
    return {key: _style(key, raw) for key in raw}


def _style(key: str, raw: dict[str, _Element]) -> Style:
    """Read a style and those it is based on."""
    name, level, listed, seen = "", None, False, set()
    while key in raw and key not in seen:
        seen.add(key)
        node = raw[key]
        here = value(node, "name").lower()
        name = name or here
        if level is None:
            level = level_of_style(here, value(node, f"pPr/{W}outlineLvl"))
        listed = listed or node.find(f"{W}pPr/{W}numPr") is not None
        key = value(node, "basedOn")
    return Style(name, level, listed)


def level_of_style(name: str, outline: str) -> int | None:
    """Give the level of a heading from the name of its style or its level in the outline."""
    if name == "title":
        return 0
    if found := re.fullmatch(r"heading ([1-9])", name):
        return int(found[1])
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else None


def value(node: _Element, path: str) -> str:
    """Give the ``w:val`` of a child; empty where there is none."""
    found = node.find(f"{W}{path}")
    return "" if found is None else found.get(f"{W}val", "")
