"""The blocks of a document as they come: sections, numbers of paragraphs, front matter and references."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from .document import Block, Locator
from .grid import Grid
from .runs import Run, joined

REFERENCES = re.compile(r"(?:\d+\.?\s+)?(?:references?|bibliography|literature cited|works cited|sources)\W*", re.I)
# Sections about the paper and its authors.
ABOUT = re.compile(
    r"(?:\d+\.?\s+)?(?:acknowledge?ments?|funding.*|(?:author|authors'?|authors’) contributions?|keywords?|"
    r"(?:competing|conflicts? of|declaration of).*interests?.*|abbreviations?|data availability.*|ethics statement|"
    r"supporting information|supplementary (?:materials?|information)|disclosures?|"
    r"author information|affiliations?)\W*",
    re.I,
)
OPENING = re.compile(r"(?:\d+\.?\s+)?(?:abstract|introduction|background|summary|objectives?)\W*", re.I)
CAPTION = re.compile(
    r"((?:(?:Supplementary|Supplemental|Appendix|Online) )?(?:Table|Figure|Fig\.|Fig|Box|Scheme|Exhibit) "
    r"[A-Z]?\d+[A-Za-z]?(?:\.\d+)?)(?:\s*[.:|–—-]\s*|\s+)(?=[^a-z\s,;)\].]|$)"
)
_NOTE = re.compile(r"[*†‡§¶#‖]|(?:Notes?|Abbreviations?)[.:]\s|[a-h]\s?[A-Z=]|[a-h]\)\s|p\s?[<=]")
_PROSE = ("paragraph", "list item", "footnote")
MOST_READ = 20_000  # characters in which the identifiers of the document are looked for
MOST_FRONT, MOST_NAMES = 400, 80  # words before the first section, and of one paragraph, that may be names


@dataclass(slots=True)
class Outline:
    """Collects the blocks of a document; knows in which section the next one stands.

    Attributes
    ----------
    words : collection of str
        Words of the document (see `joined`).
    title : str
        Empty until a title came.
    """

    words: Collection[str] = ()
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)

    @property
    def section(self) -> tuple[str, ...]:
        """Titles of the sections that are open."""
        return tuple(title for _, title in self.path)

    def heading(self, level: int, runs: Iterable[Run], place: Locator | None = None) -> None:
        """Add a heading; it closes the sections of its own level and deeper."""
        text, marks, lines = joined(runs, self.words)
        if not text:
            return
        if level == 0:
            self.title = self.title or text
        else:
            self.enter(level, text)
        self._add(Block("heading", text, self._place(place, lines), level, None, marks, lines))

    def enter(self, level: int, title: str) -> None:
        """Open a section."""
        self.close(level)
        self.path.append((level, title))

    def close(self, level: int = 0) -> None:
        """Close the sections of this level and deeper."""
        self.path = [(above, name) for above, name in self.path if above < level]

    def text(self, kind: str, runs: Iterable[Run], place: Locator | None = None, level: int = 0) -> None:
        """Add a paragraph or a list item (which are counted), a caption, a footnote, a reference or front matter."""
        text, marks, lines = joined(runs, self.words)
        if not text:
            return
        place = self._place(place, lines)
        if kind in ("paragraph", "list item"):
            kind = self._kind(kind, text)
        if kind in ("paragraph", "list item", "reference"):
            number = self.counts[self.section] = self.counts.get(self.section, 0) + 1
            place = replace(place, paragraph=number)
        self._add(Block(kind, text, place, level, None, marks, lines))

    def skip(self) -> None:
        """Count a paragraph that holds no text of its own."""
        self.counts[self.section] = self.counts.get(self.section, 0) + 1

    def table(self, grid: Grid, place: Locator | None = None) -> None:
        """Add a table."""
        place = replace(self._place(place, ()), table=grid.label)
        self._add(Block("table", grid.text, place, 0, grid))

    def section_is(self, pattern: re.Pattern) -> bool:
        """Tell whether one of the open sections is called so."""
        return any(len(title) < 200 and pattern.fullmatch(title) for _, title in self.path)

    def _kind(self, kind: str, text: str) -> str:
        if kind == "paragraph" and CAPTION.match(text):
            return "caption"
        if self.section_is(REFERENCES):
            return "reference"
        return "front matter" if self.section_is(ABOUT) else kind

    def _place(self, place: Locator | None, lines: tuple) -> Locator:
        _, page, line = lines[0] if lines else (0, None, None)
        place = place or Locator(page, line)
        return replace(place, section=self.section)

    def _add(self, block: Block) -> None:
        self.blocks.append(block)


def finished(blocks: list[Block]) -> list[Block]:
    """Mark front matter, and give tables of formats without labels theirs: the caption before them, or after."""
    return with_labels(with_front(blocks))


def with_labels(blocks: list[Block]) -> list[Block]:
    """Give every table the label and caption that stand beside it, and to what stands under it that it is its note."""
    blocks, used = list(blocks), set()
    for at, block in enumerate(blocks):
        if block.table is None:
            continue
        beside = [near for near in (at - 1, at + 1) if 0 <= near < len(blocks) and near not in used]
        near = next((near for near in beside if blocks[near].kind == "caption" and _label(blocks[near])), None)
        if near is not None:
            used.add(near)
            label, text = _label(blocks[near]), blocks[near].text
            blocks[near] = replace(blocks[near], locator=replace(blocks[near].locator, table=label))
            caption = CAPTION.sub("", text, count=1)
            block = replace(block, table=replace(block.table, label=label, caption=caption))
            block = replace(block, locator=replace(block.locator, table=label))
        notes = _notes(blocks, at + 1 + (near == at + 1), block.locator.table)
        blocks[at] = replace(block, table=replace(block.table, notes=block.table.notes + notes))
    return blocks


def _notes(blocks: list[Block], at: int, label: str) -> tuple[str, ...]:
    """Turn the paragraphs under a table that begin with the mark of a note into its footnotes; give their texts."""
    notes = []
    while at < len(blocks) and blocks[at].kind in ("paragraph", "footnote") and _is_note(blocks[at]):
        place = replace(blocks[at].locator, table=label, paragraph=None)
        blocks[at] = replace(blocks[at], kind="footnote", locator=place)
        notes.append(blocks[at].text)
        at += 1
    return tuple(notes)


def _label(block: Block) -> str:
    found = CAPTION.match(block.text)
    return found[1] if found and "Fig" not in found[1] and "Scheme" not in found[1] else ""


def _is_note(block: Block) -> bool:
    raised = block.marks and block.marks[0].kind == "note" and block.marks[0].start == 0
    return bool(raised or _NOTE.match(block.text))


def with_front(blocks: list[Block]) -> list[Block]:
    """Mark what stands before the abstract or introduction as front matter, if it is short enough to be that."""
    opening = next(
        (at for at, block in enumerate(blocks) if block.kind == "heading" and OPENING.fullmatch(block.text)), 0
    )
    if sum(len(block.text.split()) for block in blocks[:opening] if block.kind in _PROSE) > MOST_FRONT:
        return blocks
    return [*(_in_front(block) for block in blocks[:opening]), *blocks[opening:]]


def _in_front(block: Block) -> Block:
    """Give a block before the first section: names and dates that are set like headings are none."""
    short = block.kind in _PROSE and len(block.text.split()) <= MOST_NAMES
    kind = "front matter" if short or (block.kind == "heading" and block.level) else block.kind
    return replace(block, kind=kind, locator=replace(block.locator, section=()))


_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>,;]+[^\s\"<>,;.)\]])")
_PMID = re.compile(r"\bPMID:?\s*(\d{4,8})\b")
_PMCID = re.compile(r"\b(PMC\d{5,8})\b")


def identifiers_in(blocks: list[Block]) -> dict[str, str]:
    """Find the identifiers of the document itself in its front matter, else in its first lines."""
    front = [block.text for block in blocks if block.kind == "front matter"] or [block.text for block in blocks[:5]]
    said = " ".join(front)[:MOST_READ]
    found = {"doi": _DOI.search(said), "pmid": _PMID.search(said), "pmcid": _PMCID.search(said)}
    return {name: match[1] for name, match in found.items() if match}
