"""Articles in JATS XML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError
from .document import Document, Locator
from .grid import opened
from .inline import Inline
from .markup import read_bytes, tag_of, too_deep, xml_root
from .markup_tables import rows_of
from .outline import Outline
from .runs import Run, joined

if TYPE_CHECKING:
    from lxml.etree import _Element

_ASIDE = frozenset(
    (
        *("table-wrap", "table-wrap-group", "fig", "fig-group", "list", "disp-quote", "boxed-text", "def-list"),
        *("supplementary-material", "fn", "fn-group", "statement", "p", "table", "verse-group", "speech", "media"),
    )
)
_SKIPPED = frozenset(("object-id", "graphic", "inline-graphic", "index-term", "alternatives-graphic", "textual-form"))
_GROUPS = frozenset(
    (
        *(
            "body",
            "back",
            "boxed-text",
            "app-group",
            "floats-group",
            "table-wrap-group",
            "fig-group",
            "list",
            "list-item",
        ),
        *("disp-quote", "statement", "fn-group", "def-list", "def-item", "def", "verse-group", "speech", "notes"),
        *("supplementary-material", "media"),
    )
)
_TITLED = {"ack": "Acknowledgments", "app": "Appendix", "glossary": "Abbreviations"}
_ABOUT = ("contrib-group", "aff", "author-notes", "pub-date", "permissions", "kwd-group", "funding-group", "history")
_REFERENCES = {"bibr": "citation", "fn": "note", "table-fn": "note", "aff": "note", "corresp": "note"}


def read_jats(path: Path, name: str) -> Document:
    """Read an article in JATS (also within a set of PubMed Central).

    Raises
    ------
    DataError
        When the XML is broken or holds no article.
    """
    root = xml_root(name, read_bytes(path, name))
    article = root if tag_of(root) == "article" else next(root.iter("{*}article"), None)
    if article is None:
        raise DataError(
            f"{name}: expected an article in JATS, got XML of <{tag_of(root)[:40]}>; save it as HTML or text."
        )
    reader = _Jats(name)
    try:
        reader.article(article)
    except RecursionError:
        raise too_deep(name) from None
    return Document(
        reader.outline.title, _identifiers(article), tuple(reader.outline.blocks), name, "jats", tuple(reader.notes)
    )


def _refers(node: _Element) -> str:
    if tag_of(node) != "xref":
        return ""
    kind = _REFERENCES.get(node.get("ref-type", ""), "")
    said = "".join(node.itertext()).strip()
    return "" if kind == "note" and len(said) > 3 else kind


class _Jats:
    """Walks an article; knows its outline and what could not be read."""

    def __init__(self, name: str):
        self.name, self.outline, self.notes = name, Outline(), []
        self.tables = 0

    def runs(self, node: _Element, aside: frozenset[str] = _ASIDE) -> tuple[list[Run], list[_Element]]:
        inline = Inline(self.name, aside, _SKIPPED, _refers)
        inline.walk(node)
        return inline.runs, inline.blocks

    def article(self, article: _Element) -> None:
        for meta in article.iterfind("{*}front/{*}article-meta"):
            self.meta(meta)
        for part in article:
            tag = tag_of(part)
            if tag in ("body", "back", "floats-group"):
                self.outline.close()
                self.blocks(part, 1)
            elif tag in ("sub-article", "response"):
                self.article(part)

    def meta(self, meta: _Element) -> None:
        for title in meta.iterfind("{*}title-group/{*}article-title"):
            self.outline.heading(0, self.runs(title)[0])
        for node in meta:
            if tag_of(node) in _ABOUT:
                for part in node if tag_of(node) == "contrib-group" else [node]:
                    self.outline.text("front matter", _spaced(self.runs(part, frozenset())[0]))
        for node in meta:
            if tag_of(node) in ("abstract", "trans-abstract"):
                kind = node.get("abstract-type", "")
                kind = f":{kind}" if kind else ""
                self.section(node, 1, f"Abstract{kind}")
        self.outline.close()

    def section(self, node: _Element, level: int, default: str = "") -> None:
        """Read a section: its heading, what it holds, and the sections in it."""
        title = next((child for child in node if tag_of(child) == "title"), None)
        label = next((child for child in node if tag_of(child) == "label"), None)
        runs = self.runs(title)[0] if title is not None else []
        if runs:
            numbered = [*self.runs(label)[0], Run(" ")] if label is not None else []
            self.outline.heading(level, [*numbered, *runs])
        if default.startswith("Abstract") or not runs:
            if default and not runs:
                self.outline.heading(level, [Run(default.partition(":")[0])])
            self.outline.enter(level, default)
        elif label is not None:
            self.outline.enter(level, joined(runs)[0])
        self.blocks(node, level + 1)
        self.outline.close(level)

    def blocks(self, node: _Element, level: int, kind: str = "paragraph") -> None:
        """Read the children of a section, list, box or other group."""
        for child in node:
            self.block(child, level, kind)

    def block(self, node: _Element, level: int, kind: str = "paragraph") -> None:
        tag = tag_of(node)
        if tag in _TITLED or tag == "sec":
            self.section(node, level, _TITLED.get(tag, ""))
        elif tag == "table-wrap":
            self.table_wrap(node)
        elif tag in ("fig", "supplementary-material"):
            self.caption(node)
        elif tag == "caption":  # of a box
            self.outline.text("caption", _spaced(self.runs(node, frozenset())[0]))
        elif tag in ("p", "term", "attrib", "verse-line"):
            self.paragraph(node, level, kind)
        elif tag in ("fn", "disp-formula"):
            self.outline.text("footnote" if tag == "fn" else "paragraph", self.runs(node, frozenset())[0])
        elif tag == "ref-list":
            self.references(node, level)
        elif tag in _GROUPS:
            self.blocks(node, level, "list item" if tag == "list" else kind)

    def paragraph(self, node: _Element, level: int, kind: str) -> None:
        runs, blocks = self.runs(node)
        if not joined(runs)[0]:
            self.outline.skip()
        self.outline.text(kind, runs)
        for block in blocks:
            self.block(block, level, kind)

    def references(self, node: _Element, level: int) -> None:
        self.section_heading(node, level, "References")
        for number, ref in enumerate(node.iterfind("{*}ref"), start=1):
            runs = _spaced(self.runs(ref, frozenset())[0])
            self.outline.text("reference", runs, Locator(paragraph=number))
        for child in node:
            if tag_of(child) == "ref-list":
                self.references(child, level + 1)

    def section_heading(self, node: _Element, level: int, default: str) -> None:
        title = next((child for child in node if tag_of(child) == "title"), None)
        self.outline.heading(level, self.runs(title)[0] if title is not None else [Run(default)])

    def caption(self, node: _Element, place: Locator | None = None) -> tuple[str, str]:
        """Add label and caption of a table or figure as one block; give both."""
        label, said = "", []
        for child in node:
            tag = tag_of(child)
            if tag == "label":
                label = joined(self.runs(child)[0])[0].rstrip(".:")
            elif tag == "caption":
                for part in child:
                    said += [*self.runs(part, _ASIDE - {"p"})[0], Run(" ")]
        text = joined(said)[0]
        place = Locator(table=label) if tag_of(node) == "table-wrap" else place
        self.outline.text("caption", [Run(f"{label} "), *said] if label else said, place)
        return label, text

    def table_wrap(self, node: _Element) -> None:
        """Add caption, cells and notes of a table."""
        self.tables += 1
        label, caption = self.caption(node)
        label = label or f"Table {self.tables}"
        feet = list(node.iterfind("{*}table-wrap-foot"))
        notes = [runs for foot in feet for runs in self._foot(foot)]
        tables = list(node.iter("{*}table"))
        for table in tables:
            rows = rows_of(table, lambda cell: self.runs(cell, frozenset())[0])
            self.outline.table(opened(rows, label, caption, notes=tuple(joined(runs)[0] for runs in notes)))
        if not tables:
            self.notes.append(f"{label}: its cells are a picture; nothing in it was read.")
        for runs in notes:
            self.outline.text("footnote", runs, Locator(table=label))

    def _foot(self, foot: _Element) -> list[list[Run]]:
        found = [self.runs(child, frozenset())[0] for child in foot]
        return [runs for runs in found if joined(runs)[0]]


def _spaced(runs: list[Run]) -> list[Run]:
    """Part the pieces of names, addresses and references, which stand in elements without blanks between them."""
    return [piece for run in runs for piece in (run, Run(" "))] if len(runs) > 1 else runs


def _identifiers(article: _Element) -> dict[str, str]:
    found = {}
    for node in article.iterfind("{*}front/{*}article-meta/{*}article-id"):
        kind, said = node.get("pub-id-type", ""), (node.text or "").strip()
        kind = {"pmc": "pmcid"}.get(kind, kind)
        if kind in ("doi", "pmid", "pmcid") and said:
            found[kind] = said
    return found
