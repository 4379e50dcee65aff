"""Rows of totals in published tables: held against the rows that they add up, and left out."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product

from ...errors import DataError
from ..codebook.values import number_of
from ..masking import mask_label
from .published_shapes import BLANK, TOTALS, Block

ALL = None  # in the place of a year, a period or a group: over all of them


def without_totals(blocks: list[Block], name: str) -> tuple[str, ...]:
    """Take rows of totals out, of periods and of groups, after checking that they are what their rows add up to."""
    sums, totals, hidden = defaultdict(int), [], set()
    for block in blocks:
        for place in range(len(block.periods)):
            key, number = _place(block, place), number_in(block, place, name)
            if ALL in key:
                totals.append((block, place, key, number))
                continue
            for over in product((True, False), repeat=3):
                wider = tuple(ALL if out else part for part, out in zip(key, over, strict=True))
                sums[wider] += number or 0
                hidden |= {wider} if number is None else set()
    for block, place, key, told in totals:
        added = sums.get(key)
        if told is not None and told != added and not (added is not None and told > added and key in hidden):
            got = "none" if added is None else f"{added}"
            raise DataError(f"{name}, row {block.lines[place]}: the total says {told}, the rows add up to {got}.")
    for block in blocks:
        block.keep([place for place in range(len(block.periods)) if ALL not in _place(block, place)])
    blocks[:] = [block for block in blocks if block.periods]
    return (f"Rows of totals are left out ({len(totals):,}); they are what their rows add up to.",) if totals else ()


def _place(block: Block, place: int) -> tuple:
    """Give year, period and group of a row; `ALL` where it is a total over them."""
    group = "" if block.groups is None else block.groups[place]
    total = block.periods[place].lower() in TOTALS
    year = block.year if block.year is not None else (ALL if total else "")
    return year, ALL if total else block.periods[place], ALL if group.lower() in TOTALS else group


def number_in(block: Block, place: int, name: str) -> int | None:
    """Give a count; None for a blank or suppressed one."""
    cell = block.counts[place]
    if cell.lower() in BLANK or re.fullmatch(r"<\s*\d+", cell):
        return None
    value = number_of(cell, ".")
    if value is None or value < 0 or value != int(value):
        raise DataError(f"{name}, row {block.lines[place]}: expected a count, got {mask_label(str(cell))!r}.")
    return int(value)
