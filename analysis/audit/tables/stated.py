"""What the percentages of a table are of where its headings do not say: the N that caption, notes or text state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .cells import Number
from .shares import explains
from .table import Table

BESIDE = "N beside the table"
_N = re.compile(r"(?<!\w)[nN]\s?=\s?(\d[\d, \u00a0\u2009\u202f]*)")
_ALL_OF = re.compile(r"\b(?:of|all|total of|among)\s+(?:all\s+|the\s+)?(\d[\d,]*\d)(?!\s?[%\d.-])", re.IGNORECASE)
_LEAST, _MOST = 0.6, 0.5  # share of the percentages of a column that a number of the text, or of the caption, must give

Pair = tuple[Number, Number]  # a count and its percentage


def numbers_around(around: str, totals: Sequence[int]) -> list[int]:
    """Give the numbers that may be the N of a table: those of caption and notes, then those of the text."""
    return list(dict.fromkeys([*_named(around), *totals]))


def _named(around: str) -> list[int]:
    return [int(re.sub(r"\D", "", one)) for pattern in (_N, _ALL_OF) for one in pattern.findall(around)]


def stated_totals(table: Table, around: str, totals: Sequence[int]) -> None:
    """Take a number that is stated outside the cells as the N of the columns whose percentages are of it.

    A column whose heading has an N of its own, or whose table prints a line that gives as many percentages, keeps it.
    """
    named, columns = _named(around), range(len(table.columns) if table.rows else 0)
    outer = dict.fromkeys([*named, *totals])
    found = {}
    for j in columns if outer else ():
        if table.columns[j].place < 0 or (table.rows[0].place < 0 and (0, j) in table.counts):
            continue
        number = _of_percentages(table, j, outer, named)
        if number:
            found[j] = number
    numbers = {j: Number("", n, n, 0, 0, table.columns[j].place) for j, n in found.items()}
    if numbers and table.rows[0].place >= 0:
        table.add_totals(BESIDE, numbers)
    else:
        table.counts |= {(0, j): number for j, number in numbers.items()}


def _of_percentages(table: Table, j: int, outer: Iterable[int], named: Sequence[int]) -> int:
    """Give the number of which most percentages of a column are, and more than of any that is printed in it."""
    pairs = list(_pairs(table, j))
    best = max(outer, key=lambda n: _fits(n, pairs), default=0) if pairs else 0
    enough = (_MOST if best in named else _LEAST) * len(pairs)
    fits = _fits(best, pairs) if best else 0
    if not best or fits < max(enough, 1 + (best not in named)):
        return 0
    return best if fits >= max((_fits(n, pairs) for n in _printed(table, j)), default=0) else 0


def _pairs(table: Table, j: int) -> Iterator[Pair]:
    for place, percent in table.percents.items():
        count = table.counts.get(place)
        if (
            place[1] == j
            and place not in table.bases
            and count is not None
            and count.exact
            and percent.exact
            and count.low
        ):
            yield count, percent


def _fits(n: int, pairs: Sequence[Pair]) -> int:
    return sum(n >= count.low and explains(count, percent, (n, n), "nearest") for count, percent in pairs)


def _printed(table: Table, j: int) -> set[int]:
    """Give the counts of a column, and the sum of those that are of a block; percentages may be of any of them."""
    return {number.low for place, number in table.counts.items() if place[1] == j and number.exact and number.low > 1}
