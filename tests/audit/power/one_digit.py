"""Change one digit of a published table, and see whether the audit says so."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator

from analysis.audit.tables import Sheet, audit_table, find_tables

from .relations import Published, findable, number_at, with_digit

GRAVE = ("impossible", "inconsistent")
Cells = list[list[str]]
Told = set[tuple[str, str, str]]


def told(cells: Cells) -> tuple[Told, Told]:
    """Give what an audit of some cells finds impossible or inconsistent, and that with what it finds unusual."""
    found = [finding for table in find_tables(Sheet("made", "", cells)) for finding in audit_table(table)]
    by_gravity = [{one for one in found if one.severity in among} for among in (GRAVE, (*GRAVE, "unusual"))]
    grave, every = ({(one.row, one.column, one.explanation) for one in group} for group in by_gravity)
    return grave, every


def grave(cells: Cells) -> Told:
    """Give what an audit of some cells finds impossible or inconsistent."""
    return told(cells)[0]


def changes(table: Published, times: int, draw: random.Random) -> Iterator[tuple[Cells, str]]:
    """Give the cells with one digit changed, and in words what was changed."""
    tokens = table.tokens()
    for _ in range(times):
        token = draw.choice(tokens)
        text = number_at(table.cells, token)
        digits = [sign for sign in text if sign.isdigit()]
        place = draw.randrange(len(digits))
        zero = "" if place == 0 and len(digits) > 1 and not text.startswith("0.") else "0"  # no number begins with 0
        digit = draw.choice([new for new in f"{zero}123456789" if new != digits[place]])
        changed = with_digit(table.cells, token, place, digit)
        yield changed, f"{table.name} line {token[0]} column {token[1]}: {text} -> {number_at(changed, token)}"


def power(
    table: Published, times: int, draw: random.Random, missed: Callable[[Cells, str], None] | None = None
) -> Counter:
    """Count how many changes could be found, how many of these, and of the others, are, or are called unusual."""
    (before, usual), seen = told(table.cells), Counter()
    for cells, words in changes(table, times, draw):
        graver, every = told(cells)
        could, did = findable(table, cells), bool(graver - before)
        seen["findable"] += could
        seen["found"] += could and did
        seen["told"] += could and bool(every - usual)
        seen["besides"] += did and not could
        if could and not did and missed:
            missed(cells, words)
    return seen
