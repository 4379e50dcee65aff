"""Blocks of lines that share out the same cases (sex, age, reason) of one axis, with their totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .labels import EXCLUSIVE, MULTIPLE, dimension_of, plain_label, read_label, section_dimension
from .nesting import nestings
from .rules import Rule, named
from .table import Line


@dataclass(slots=True)
class Block:
    """Lines that share out the same cases.

    Attributes
    ----------
    dimension, section : str
        ``sex``, ``age``, ``reason`` ..., empty when the labels name none that is known; the heading.
    lines : list of int
        All lines of the block, without totals.
    children : dict
        From a line to the lines nested in it.
    options : list of dict
        Every reading of the children that the labels leave open; numbers choose between them.
    totals : list of int
        Lines of the block that name its total.
    sure : bool
        Whether the words say that the levels share out the cases.
    mixed : bool
        Whether the lines are of several dimensions, as a list of events is.
    parent : int or None
        The line of another block that the heading names.
    """

    dimension: str
    section: str
    lines: list[int] = field(default_factory=list)
    children: dict[int, list[int]] = field(default_factory=dict)
    options: list[dict[int, list[int]]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    sure: bool = False
    mixed: bool = False
    parent: int | None = None

    @property
    def exclusive(self) -> bool:
        """Tell whether the levels are known to exclude each other."""
        return self.sure and self.dimension in EXCLUSIVE

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
    blocks = _merged([block for block in _cut(lines) if block.lines or block.totals], lines)
    for block in blocks:
        block.options = nestings(block.lines, lines)
        block.children = block.options[0]
        block.sure = _sure(block, lines)
    blocks = _events(blocks, lines)
    named = {lines[i].label.plain: i for block in reversed(blocks) for i in block.lines}
    for block in blocks:
        whole = named.get(plain_label(block.section)) if block.section else None
        block.parent = whole if whole not in block.lines else None
    return blocks


def _cut(lines: list[Line]) -> list[Block]:
    blocks: list[Block] = []
    least = 0  # indent of the lines of the block
    for i, line in enumerate(lines):
        if line.label.other:
            continue
        if not blocks or _begins(line, blocks[-1], lines, least):
            blocks.append(Block(_dimension(line), line.section))
        block = blocks[-1]
        if line.label.total:
            block.totals.append(i)
            continue
        if not block.dimension or not block.lines:
            block.dimension = _dimension(line) or block.dimension
        least = min(least, line.indent) if block.lines else line.indent
        block.lines.append(i)
    return blocks


def _dimension(line: Line) -> str:
    return dimension_of(line.section) or line.label.dimension


def _begins(line: Line, block: Block, lines: list[Line], least: int) -> bool:
    if plain_label(line.section or "-") != plain_label(block.section or "-"):
        return True
    if line.section or line.label.total:
        return False
    if block.lines and line.indent > least:
        return False  # an indent beats a word
    mine = line.label.dimension
    if not mine or line.label.unknown or line.label.subset:
        return False
    last = lines[block.lines[-1]].label if block.lines else line.label
    if mine == "care" and block.dimension == "site" and (last.level == "facility" or last.dimension == "care"):
        return False  # the levels of care of a facility
    return bool(block.lines) and mine != block.dimension


def _merged(blocks: list[Block], lines: list[Line]) -> list[Block]:
    """Join blocks of one dimension and heading that stand apart and name different levels."""
    kept: list[Block] = []
    alike: dict[tuple[str, str], list[Block]] = {}
    for block in blocks:
        mine = {lines[i].label.plain for i in block.lines if not lines[i].stem}
        others = alike.setdefault((block.dimension, block.section), [])
        fitting = (
            other
            for other in others
            if block.lines and other.lines and not (block.totals and other.totals)
            and not mine & {lines[i].label.plain for i in other.lines}
        )  # fmt: skip
        home = next(fitting, None) if block.dimension else None
        if home is None:
            kept.append(block)
            others.append(block)
            continue
        home.lines += block.lines
        home.totals += block.totals
    return kept


def _sure(block: Block, lines: list[Line]) -> bool:
    if block.dimension and section_dimension(block.section) == block.dimension:
        return True
    tops = [lines[i].label for i in block.tops if not lines[i].label.unknown]
    tops = [label for label in tops if not label.plain.startswith("other")]
    levels = [label for label in tops if label.dimension == block.dimension and label.level]
    if len(levels) > 1 and len({label.plain for label in levels}) > len({label.level for label in levels}) == 1:
        return block.dimension in ("age", "time")  # two lines of one level are no two levels
    return (len(tops) > 1 and len(levels) * 3 >= len(tops) * 2) or len(levels) == len(tops) == 1 < len(block.tops)


def _events(blocks: list[Block], lines: list[Line]) -> list[Block]:
    """Join neighbors without a heading that the words do not hold apart: a list of events (ICU, intubation, death)."""
    kept: list[Block] = []
    for block in blocks:
        before = kept[-1] if kept else None
        loose = not block.section and not block.sure and block.dimension not in MULTIPLE
        if not (loose and before and not before.section and not before.sure and before.dimension not in MULTIPLE):
            kept.append(block)
            continue
        before.lines += block.lines
        before.totals += block.totals
        before.dimension, before.children = "", before.children | block.children
        before.options = [before.children]
        named = [lines[i].label.dimension for i in before.tops if lines[i].label.dimension]
        before.mixed = len(set(named)) > 1 or len(named) * 2 > len(before.tops)
    return kept


def sum_rule(whole: Iterable[int], parts: Iterable[int], axis: str, lines: list[Line], block: Block) -> Rule:
    """Give the rule that some lines of a block add up to others."""
    whole, parts = tuple(whole), tuple(parts)
    name = f"{named(lines[i] for i in whole)} = {named(lines[i] for i in parts)}"
    return Rule("sum", whole, parts, axis, name, block.exclusive, block.dimension == "time", given=False)


def of_all(line: Line) -> bool:
    """Tell whether a total is of all cases: no heading stands above it but one that says the same."""
    return not line.section or read_label(line.section).total
