"""Web pages and articles in HTML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from .document import Document
from .grid import opened
from .inline import Inline
from .markup import html_root, read_bytes, tag_of, too_deep
from .markup_tables import rows_of
from .outline import Outline, finished, identifiers_in
from .plain_text import decoded
from .runs import Run, joined

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    (
        *(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "nav",
            "aside",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
        ),
        *(
            "table",
            "figure",
            "figcaption",
            "blockquote",
            "pre",
            "body",
            "form",
            "fieldset",
            "details",
            "summary",
            "address",
        ),
        *("center", "hgroup", "caption", "tbody", "thead", "tfoot", "tr", "td", "th"),
    )
)
_SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "svg", "button", "select", "option", "iframe", "object"),
        *("input", "textarea", "canvas", "audio", "video", "map", "link", "meta", "title", "rp", "rt", "del", "s"),
    )
)
_AROUND = frozenset(("nav", "footer", "aside", "form", "address"))
_META = {"citation_doi": "doi", "dc.identifier": "doi", "prism.doi": "doi", "citation_pmid": "pmid"}


def read_html(path: Path, name: str) -> Document:
    """Read a web page.

    Raises
    ------
    DataError
        When nothing stands in it, or it is too large or nested too deep.
    """
    read_bytes(path, name)
    return html_document(decoded(path, name), name)


def html_document(text: str, name: str) -> Document:
    """Read a page from its characters."""
    root = html_root(name, text)
    reader = Page(name, len(list(root.iter("h1"))) == 1, Outline())
    try:
        reader.blocks(root, "paragraph")
    except RecursionError:
        raise too_deep(name) from None
    outline = reader.outline
    titles = [" ".join("".join(node.itertext()).split()) for node in root.iter("title")]
    blocks = finished(outline.blocks)
    found = identifiers_in(blocks) | _meta(root)
    return Document(outline.title or next(iter(titles), ""), found, tuple(blocks), name, "html")


def _refers(node: _Element) -> str:
    """Tell whether a link within the page leads to a note or a reference."""
    target = node.get("href", "")
    length = len("".join(node.itertext()).strip())
    if tag_of(node) != "a" or not target.startswith("#") or length > 12:
        return ""
    if re.search(r"fn|note|foot", target, re.I):
        return "note" if length <= 3 else ""
    return "citation" if re.search(r"^#(?:.*(?:ref|cit|bib)|[A-Za-z]*\d+$)", target, re.I) else ""


class Page:
    """Walks a page; knows its outline."""

    def __init__(self, name: str, titled: bool, outline: Outline):
        self.name, self.outline, self.titled = name, outline, titled

    def blocks(self, node: _Element, kind: str, level: int = 0) -> None:
        """Read an element that holds blocks, text between them, or only text."""
        inline = Inline(self.name, _BLOCKS, _SKIPPED, _refers)
        inline._say(node.text, "")
        for child in node:
            tag = tag_of(child)
            if tag in _BLOCKS or (tag not in _SKIPPED and _holds_blocks(child)):
                self._flush(inline, kind, level)
                if not _hidden(child):
                    self.block(child, tag, kind, level)
            elif tag == "br" and _ends_line(child):
                self._flush(inline, kind, level)
            elif not _hidden(child):
                inline.child(child, "")
            inline._say(child.tail, "")
        self._flush(inline, kind, level)

    def _flush(self, inline: Inline, kind: str, level: int) -> None:
        runs, inline.runs = inline.runs, []
        self.outline.text(kind, runs, level=level)

    def block(self, node: _Element, tag: str, kind: str, level: int) -> None:
        """Read one block by its tag."""
        if tag in _HEADINGS:
            depth = int(tag[1])
            runs = self.runs(node)
            self.outline.heading(depth - 1 if self.titled else depth, runs)
        elif tag == "table":
            self.table(node, kind, level)
        elif tag == "figcaption" or tag == "caption":
            self.outline.text("caption", self.runs(node))
        elif tag in ("ul", "ol", "dl"):
            self.blocks(node, kind if kind == "front matter" else "list item", level + 1)
        else:
            self.blocks(node, "front matter" if tag in _AROUND else kind, level)

    def runs(self, node: _Element) -> list[Run]:
        """Give the runs of an element, without the tables in it."""
        inline = Inline(self.name, frozenset(("table",)), _SKIPPED, _refers)
        inline.walk(node)
        return inline.runs

    def table(self, node: _Element, kind: str, level: int) -> None:
        """Read a table of data; one that only lays out the page is read as its cells."""
        if next(node.iterdescendants("table"), None) is not None:
            self.blocks(node, kind, level)
            return
        caption = next((child for child in node if tag_of(child) == "caption"), None)
        said = self.runs(caption) if caption is not None else []
        self.outline.text("caption", said)
        grid = opened(rows_of(node, self.runs), caption=joined(said)[0])
        if grid.cells:
            self.outline.table(grid)


def _holds_blocks(node: _Element) -> bool:
    return any(tag_of(inside) in _BLOCKS for inside in node.iterdescendants())


def _ends_line(node: _Element) -> bool:
    """Tell whether a line break is the second of two, which part paragraphs on many pages."""
    before = node.getprevious()
    return before is not None and tag_of(before) == "br" and not (before.tail or "").strip()


def _hidden(node: _Element) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _meta(root: _Element) -> dict[str, str]:
    found = {}
    for node in root.iter("meta"):
        name, said = (
            _META.get(node.get("name", "").lower()),
            re.sub(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)", "", node.get("content", "")),
        )
        if name and said and (name != "doi" or said.startswith("10.")):
            found.setdefault(name, said)
    return found
