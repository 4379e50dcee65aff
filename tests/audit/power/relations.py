"""What the numbers of the published tables must satisfy, stated by hand, and which changed digits break it.

It shares nothing with the audit: a relation is a few tokens of the file (line from 1, column from 0, number within the
cell from 0) and one comparison of fractions. A share holds if it is rounded to the nearest, up or down at a half, or
cut; so a change is findable only where no rounding hides it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

HERE, PUBLISHED = Path(__file__).parent / "tables", Path(__file__).parents[2] / "published" / "tables"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
Token = tuple[int, int, int]


@dataclass(frozen=True)
class Relation:
    """``sum``: whole = parts; ``share``: percent = 100 part / whole; ``change``: percent = 100 (part / whole - 1)."""

    kind: str
    whole: tuple[Token, ...]
    parts: tuple[Token, ...]
    percent: Token | None = None


@dataclass(frozen=True)
class Published:
    """A table: its cells, its relations, and the numbers that are changed in turn."""

    name: str
    cells: list[list[str]]
    relations: list[Relation]

    def tokens(self) -> list[Token]:
        """Give every number of the body, and every number of a heading that a relation speaks of."""
        spoken = {token for r in self.relations for token in (*r.whole, *r.parts, *filter(None, (r.percent,)))}
        first = min(line for r in self.relations for line, _, _ in r.parts)
        left = min(column for r in self.relations for _, column, _ in r.parts)
        body = {
            (line, column, k)
            for line, row in enumerate(self.cells, start=1)
            for column, text in enumerate(row)
            for k in range(len(_NUMBER.findall(text)))
            if line >= first and column >= left
        }
        return sorted(spoken | body)


def number_at(cells: list[list[str]], token: Token) -> str:
    """Give the characters of a number."""
    line, column, k = token
    return _NUMBER.findall(cells[line - 1][column])[k]


def with_digit(cells: list[list[str]], token: Token, place: int, digit: str) -> list[list[str]]:
    """Give the cells with one digit of one number changed; `place` counts the digits of the number."""
    line, column, k = token
    text = cells[line - 1][column]
    found = list(_NUMBER.finditer(text))[k]
    spots = [found.start() + i for i, sign in enumerate(found[0]) if sign.isdigit()]
    changed = [list(row) for row in cells]
    changed[line - 1][column] = f"{text[: spots[place]]}{digit}{text[spots[place] + 1 :]}"
    return changed


def holds(relation: Relation, cells: list[list[str]]) -> bool:
    """Tell whether a relation can be true under some rounding."""

    def total(tokens: Iterable[Token]) -> Fraction:
        return sum((Fraction(number_at(cells, token).replace(",", "")) for token in tokens), Fraction(0))

    whole, parts = total(relation.whole), total(relation.parts)
    if relation.percent is None:
        return whole == parts
    if not whole or (relation.kind == "share" and parts > whole):
        return False
    printed = number_at(cells, relation.percent)
    unit = Fraction(1, 10 ** len(printed.partition(".")[2]))
    exact = 100 * parts / whole - (100 if relation.kind == "change" else 0)
    shown = Fraction(printed)
    return shown - unit / 2 <= abs(exact) < shown + unit or abs(exact) == shown


def findable(table: Published, changed: list[list[str]]) -> bool:
    """Tell whether a change breaks some relation that held before."""
    return any(holds(r, table.cells) and not holds(r, changed) for r in table.relations)


def down(wholes: list[int], parts: Iterable[int], columns: Iterable[int]) -> Iterator[Relation]:
    """In each column, the counts of some lines add up to those of others."""
    parts = list(parts)
    for j in columns:
        yield Relation("sum", tuple((i, j, 0) for i in wholes), tuple((i, j, 0) for i in parts))


def across(whole: int, parts: Iterable[int], lines: Iterable[int], k: int = 0) -> Iterator[Relation]:
    """In each line, the counts of some columns add up to that of another."""
    parts = list(parts)
    for i in lines:
        yield Relation("sum", ((i, whole, k),), tuple((i, j, k) for j in parts))


def shares(lines: Iterable[int], columns: Iterable[int], of: list[int], beside: int = 0) -> Iterator[Relation]:
    """The percentage beside each count (in the same cell, or `beside` columns further) is of the lines `of`."""
    columns = list(columns)
    for i in lines:
        for j in columns:
            percent = (i, j + beside, 0) if beside else (i, j, 1)
            yield Relation("share", tuple((base, j, 0) for base in of), ((i, j, 0),), percent)


def _gabapentinoids() -> Iterator[Relation]:
    blocks = {(3, 4): (5,), tuple(range(7, 14)): (14,), (16, 17): (), (19, 24, 29): (30,), (32, 33, 34, 35): (36,)}
    for known, unknown in blocks.items():
        yield from shares(known, (1, 2, 3), list(known))
        if known != (3, 4):
            yield from down([3, 4, 5], [*known, *unknown], (1, 2, 3))
    yield from across(3, (1, 2), [i for known, unknown in blocks.items() for i in (*known, *unknown)])
    for head, nested in ((19, range(20, 24)), (24, range(25, 29))):
        yield from down([head], nested, (1, 2, 3))
        yield from across(3, (1, 2), nested)
        yield from shares(nested, (1, 2, 3), [19, 24, 29])


def _melatonin() -> Iterator[Relation]:
    blocks = [(3, 4, 5), (7, 8, 9), (11, 12, 13), (15, 16, 17), (25, 26, 27, 29), (31, 32, 33)]
    for lines in blocks:
        yield from shares(lines, [1], list(lines), beside=1)
        yield from down([3, 4, 5], lines, [1]) if lines != (3, 4, 5) else ()
    yield from shares(range(19, 24), [1], list(range(19, 24)), beside=1)
    yield from shares((35, 36, 37, 38), [1], [32], beside=1)
    yield from down([32], (35, 37, 38), [1])


def _tuberculosis() -> Iterator[Relation]:
    for i in range(2, 9):
        yield Relation("sum", ((1, 0, 0),), tuple((i, j, 0) for j in (1, 2, 3)))
        for j in (1, 2, 3):
            yield Relation("share", ((1, 0, 0),), ((i, j, 0),), (i, j, 1))


def _children() -> Iterator[Relation]:
    lines, columns = (4, 5, 7, 8, 9, 10, 12, 13, 14), (1, 2, 3, 4)
    yield from shares(lines, columns, [2])
    yield from down([2], (7, 8, 9, 10), columns)
    yield from down([2], (12, 13, 14), columns)


def _kidney() -> Iterator[Relation]:
    for lines in (range(3, 10), range(11, 16)):
        yield from shares(lines, (1, 2, 3), [1])
        yield from down([1], lines, (1, 2, 3))


def _antiretrovirals() -> Iterator[Relation]:
    blocks = [(3, 4), range(6, 11), range(12, 16), range(17, 24)]
    for lines in blocks:
        yield from shares(lines, [1], list(lines), beside=1)
        yield from down([3, 4], lines, [1]) if lines != (3, 4) else ()


def _off_label() -> Iterator[Relation]:
    for i in (*range(3, 8), *range(9, 31)):
        yield Relation("share", ((i, 1, 1),), ((i, 1, 0),), (i, 1, 2))


def _leprosy() -> Iterator[Relation]:
    for lines in ((2, 3), range(4, 9), (9, 10, 11), (12, 13, 14)):
        yield from down([1], lines, (2, 3))


def _fatigue() -> Iterator[Relation]:
    for lines in ((4, 5, 6), (7, 8, 9)):
        yield from down([2], lines, (2, 3))
    yield from shares((3, 10, 11), (2, 3), [2])


def _annual_changes() -> Iterator[Relation]:
    for i in (2, 3, 4):
        yield Relation("change", ((i, 1, 0),), ((i, 2, 0),), (i, 3, 0))


STATED = {
    "gabapentinoids": _gabapentinoids,
    "melatonin": _melatonin,
    "anomalies": lambda: across(6, range(1, 6), range(2, 7)),
    "annual_encounters": lambda: down([7], range(2, 7), range(1, 6)),
    "annual_changes": _annual_changes,
    "tuberculosis": _tuberculosis,
    "kidney": _kidney,
    "children": _children,
    "antiretrovirals": _antiretrovirals,
    "off_label": _off_label,
    "leprosy": _leprosy,
    "fatigue": _fatigue,
}


def published(name: str) -> Published:
    """Read a published table with its stated relations."""
    path = next(folder / f"{name}.csv" for folder in (HERE, PUBLISHED) if (folder / f"{name}.csv").exists())
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    width = max(map(len, rows))
    return Published(name, [row + [""] * (width - len(row)) for row in rows], list(STATED[name]()))
