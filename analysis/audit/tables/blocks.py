"""Blocks of lines that share out the same cases (sex, age, reason), and the nesting of lines within a block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .labels import EXCLUSIVE, MULTIPLE, plain_label, section_dimension
from .table import Line

# Lines that stand under another one in the usual poison-center form, by dimension and level.
_CHILDREN = {
    ("reason", "unintentional"): {
        "general",
        "environmental",
        "occupational",
        "therapeutic error",
        "misuse",
        "bite",
        "food",
        "",
    },
    ("reason", "intentional"): {"suicide", "misuse", "abuse", ""},
    ("site", "facility"): {"already", "referred"},
    ("care", "admitted"): {"critical", "non-critical", "psychiatric"},
    ("outcome", "serious"): {"moderate", "major", "death", "death indirect"},
    ("outcome", "known"): {"none", "minor", "moderate", "major", "death", "death indirect"},
}
# Sums over lines that may stand anywhere in the block.
AGGREGATES = {
    ("outcome", "serious"): {"moderate", "major", "death", "death indirect"},
    ("outcome", "known"): {"none", "minor", "serious", "moderate", "major", "death", "death indirect"},
    ("site", "facility"): {"already", "referred"},
    ("care", "admitted"): {"critical", "non-critical", "psychiatric"},
}


@dataclass(slots=True)
class Block:
    """Lines that share out the same cases.

    Attributes
    ----------
    dimension : str
        ``sex``, ``age``, ``reason`` ..., empty when the labels name none that is known.
    lines : list of int
        All lines of the block, without totals.
    children : dict
        From a line to the lines nested in it.
    totals : list of int
        Lines of the block that name its total.
    loose : set of int
        Lines that end a nested group and name an unknown level: they may belong to the group or to the block.
    """

    dimension: str
    section: str
    lines: list[int] = field(default_factory=list)
    children: dict[int, list[int]] = field(default_factory=dict)
    totals: list[int] = field(default_factory=list)
    loose: set[int] = field(default_factory=set)

    @property
    def exclusive(self) -> bool:
        """Tell whether the levels are known to exclude each other."""
        return self.dimension in EXCLUSIVE

    @property
    def multiple(self) -> bool:
        """Tell whether one case can have several levels."""
        return self.dimension in MULTIPLE

    @property
    def tops(self) -> list[int]:
        """Lines that are nested in no other."""
        nested = {child for children in self.children.values() for child in children}
        return [i for i in self.lines if i not in nested]


def find_blocks(lines: list[Line]) -> list[Block]:
    """Cut the lines of one axis into blocks, by section where there are headings, else by what the labels name."""
    blocks: list[Block] = []
    for i, line in enumerate(lines):
        if line.label.other:
            continue
        if not blocks or _begins(line, blocks[-1], lines):
            blocks.append(Block(_dimension(line), line.section))
        block = blocks[-1]
        if line.label.total:
            block.totals.append(i)
            continue
        if not block.dimension or not block.lines:
            block.dimension = _dimension(line) or block.dimension
        block.lines.append(i)
    blocks = [block for block in blocks if block.lines or block.totals]
    for block in blocks:
        _nest(block, lines)
    return blocks


def _dimension(line: Line) -> str:
    return section_dimension(line.section) or line.label.dimension


def _begins(line: Line, block: Block, lines: list[Line]) -> bool:
    if plain_label(line.section or "-") != plain_label(block.section or "-"):
        return True
    if line.section or line.label.total:
        return False
    mine = line.label.dimension
    if not mine or line.label.unknown or line.label.subset:
        return False
    if block.lines and not block.dimension:
        return True
    own = bool(block.lines) and mine != block.dimension
    nested = own and lines[block.lines[-1]].indent < line.indent
    return own and not nested


def _nest(block: Block, lines: list[Line]) -> None:
    parents: list[int] = []
    indented = any(lines[i].indent for i in block.lines)
    for i in block.lines:
        line = lines[i]
        while parents and not _inside(line, lines[parents[-1]], indented=indented):
            parents.pop()
        if parents:
            block.children.setdefault(parents[-1], []).append(i)
        parents.append(i)
    for parent, children in list(block.children.items()):
        last = lines[children[-1]]
        flat = last.indent == lines[parent].indent and not _prefixed(last, lines[parent])
        if last.label.unknown and flat and len(children) > 1:
            block.loose.add(children[-1])
    _gather(block, lines)


def _inside(line: Line, parent: Line, *, indented: bool) -> bool:
    if parent.label.level == "unintentional" and (line.label.level in ("suicide", "abuse", "intentional")):
        return False
    if line.indent != parent.indent:
        return line.indent > parent.indent
    if indented:
        return False  # the indents say who is nested in whom
    if line.label.subset or _prefixed(line, parent):
        return True
    key = (parent.label.dimension, parent.label.level)
    kin = _CHILDREN.get(key)
    compound = key[0] == "reason" and re.search(r"[-–:,/]\s*\w", parent.label.plain)
    if kin is None or compound or parent.label.unknown or line.label.level not in kin:
        return False
    if not line.label.level:
        return line.label.unknown or (key[1] == "unintentional" and line.label.plain.startswith("other"))
    return line.label.dimension == key[0]


def _prefixed(line: Line, parent: Line) -> bool:
    """Tell ``Unintentional-general`` as nested in ``Unintentional``."""
    whole, plain = parent.label.plain, line.label.plain
    rest = plain[len(whole) :].lstrip()
    return len(whole) > 3 and plain.startswith(whole) and rest[:1] in set("-–:,/.(") and len(rest) > 1


def _gather(block: Block, lines: list[Line]) -> None:
    """Take an aggregate (serious outcome) that stands apart from its parts as their parent, or the parts as its own."""
    for kind, levels in AGGREGATES.items():
        tops = set(block.tops)
        whole = [i for i in block.lines if (lines[i].label.dimension, lines[i].label.level) == kind]
        parts = [i for i in block.lines if i in tops and i not in whole and lines[i].label.level in levels]
        if len(whole) == 1 and whole[0] not in block.children and len(parts) > 1:
            block.children[whole[0]] = parts


def partition(block: Block, *, loose_at_top: bool = False) -> list[int]:
    """Give the lines that share out all cases of the block; loose unknown lines are counted on request."""
    tops = block.tops
    return sorted([*tops, *(i for i in block.loose if i >= 0)]) if loose_at_top else tops
