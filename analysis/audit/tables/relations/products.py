"""Columns of percentages that are the product of two others, as a share of a share is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ....printed import Interval, read_printed
from ...findings import Finding
from ...prints import printed_set, shown_number, verdict_of
from .grid import Grid, Told
from .strands import Strand

RULE = "product of two percentages"
_MOST = 12  # columns of percentages
_USUAL, _ROWS = 0.7, 8  # share of the rows that a product must fit, and rows that it takes, to be one


def check_products(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Find percentages that are a share of a share in most rows, and judge the rows in which they are not."""
    if grid.turned:
        return
    columns = [found for s in strands if s.part == "value" and len(found := _percents(s)) >= _ROWS]
    for made, first, second in _triples(columns) if len(columns) <= _MOST else ():
        rows = sorted(made.keys() & first.keys() & second.keys() - {-1})
        if len(rows) < _ROWS or 2 * sum(_near(made[-1], first[-1], second[-1], i) for i in rows[:_ROWS]) < _ROWS:
            continue
        products = {i: first[i] * second[i] / Interval.of(100) for i in rows}
        verdicts = {i: verdict_of(read_printed(made[-1].texts[i]), products[i]) for i in rows}
        fits = sum(verdict == "holds" for verdict in verdicts.values())
        if fits >= _USUAL * len(rows):
            for i in rows:
                _tell(grid, i, (first[-1], second[-1], made[-1]), products[i], told)
                if verdicts[i] != "holds":
                    words = f"{told.held[-1].said[:-1]}, and {fits} of {len(rows)} rows are such products."
                    told.tell([Finding(RULE, "inconsistent", words)], grid, i, made[-1].place)


def _percents(strand: Strand) -> dict:
    """Give what the percentages of a column can mean, by row; the strand itself at -1."""
    rows = {i: read_printed(strand.texts[i]) for i in strand.filled} if "percent" in strand.heading.roles else {}
    rows = {i: said for i, said in rows.items() if said.relation == "" and 0 < said.value <= 100}
    return {i: printed_set(said) for i, said in rows.items()} | {-1: strand}


def _near(made: Strand, first: Strand, second: Strand, i: int) -> bool:
    return abs(first.numbers[i] * second.numbers[i] / 100 - made.numbers[i]) <= 1


def _triples(columns: list[dict]):
    for made in columns:
        for pair in itertools.combinations([one for one in columns if one is not made], 2):
            yield made, *pair


def _tell(grid: Grid, i: int, strands: tuple[Strand, ...], product: Interval, told: Told) -> None:
    a, b, said = (strand.texts[i].rstrip(" %") for strand in strands)
    middle = shown_number((product.low + product.high) / 2, read_printed(said).decimals + 1)
    words = f"{a}% of {b}% is {middle}%; {said}% is printed."
    told.hold(RULE, grid, [(i, strand.place) for strand in strands], words)
