"""XML and HTML of strangers as trees: nothing is fetched, no entity is expanded, sizes are bounded."""

from __future__ import annotations

import re
from html.entities import html5
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST = 64 << 20
MOST_TAGS = 2_000_000


def bounded(name: str, data: bytes) -> bytes:
    """Refuse markup that is larger than a document, or has more tags."""
    if len(data) > LARGEST:
        raise DataError(f"{name}: expected a document below {LARGEST >> 20} MB, got one of {len(data) >> 20:,} MB.")
    if (tags := data.count(b"<")) > MOST_TAGS:
        raise DataError(f"{name}: expected a document below {MOST_TAGS:,} tags, got one with {tags:,}.")
    return data


def read_bytes(path: Path, name: str) -> bytes:
    """Read a file that is no larger than a document."""
    if (size := path.stat().st_size) > LARGEST:
        raise DataError(f"{name}: expected a document below {LARGEST >> 20} MB, got one of {size >> 20:,} MB.")
    return bounded(name, path.read_bytes())


def xml_root(name: str, data: bytes) -> _Element:
    """Parse XML.

    Raises
    ------
    DataError
        When it is not well formed, its bytes are not of its encoding, or it is nested too deep.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(bounded(name, data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DataError(f"{name}: expected well-formed XML, got: {_said(error)}; export it again.") from None


def html_root(name: str, text: str) -> _Element:
    """Parse HTML.

    Raises
    ------
    DataError
        When nothing stands in it, or it is nested so deep that its parser gives up.
    """
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise DataError(f"{name}: expected an HTML page with text, got: {_said(error)}.") from None
    if any("RESOURCE_LIMIT" in entry.type_name or "EXCESSIVE" in entry.message.upper() for entry in parser.error_log):
        raise too_deep(name)
    return root


def too_deep(name: str) -> DataError:
    """Give the error of markup that is nested deeper than documents are."""
    return DataError(f"{name}: expected a document, got markup nested too deep to be one; save it anew as text.")


def entity(name: str, node: _Element) -> str:
    """Give the character that an entity of HTML names; no other is expanded."""
    if node.name is not None and f"{node.name};" in html5:
        return html5[f"{node.name};"]
    raise DataError(f"{name}: expected characters, got the entity &{node.name};, which is not expanded; write it out.")


def tag_of(node: _Element) -> str:
    """Give the name of an element without its namespace; empty for an entity."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _said(error: Exception) -> str:
    said = " ".join(str(error).split())
    return re.sub(r"\s*\(<string>, line \d+\)|, line \d+, column \d+", "", said)[:200]
