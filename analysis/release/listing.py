"""Every table that agrees with a release, one by one, where they are few enough to be listed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

FREE = 30
Row = tuple[dict[int, float], float, float]  # entries by cell, and the ends of their sum


def values_possible(rows: Sequence[Row], low: list[float], high: list[float], most: int) -> list[set[int]] | None:
    """Give the counts that each cell has in any table of whole numbers within these rows and bounds.

    Depth first over the cells; after each guess the bounds of every row are propagated until nothing changes.

    Parameters
    ----------
    rows : sequence of (dict of int to float, float, float)
        Entries of each row by cell, and the smallest and largest sum.
    low, high : list of float
        Bounds of each cell.
    most : int
        After so many guesses it is given up.

    Returns
    -------
    list of set of int, or None
        Nothing where the guesses did not suffice, a cell has no upper bound, or more than `FREE` cells are open.

    Examples
    --------
    >>> values_possible([({0: 1, 1: 1}, 3, 3)], [1, 1], [math.inf, math.inf], 100)
    [{1, 2}, {1, 2}]
    """
    of_cell = [[row for row in rows if cell in row[0]] for cell in range(len(low))]
    seen: list[set[int]] = [set() for _ in low]
    left = [most]
    for table in _tables(of_cell, low, high, range(len(low)), left):
        for cell, value in enumerate(table):
            seen[cell].add(int(value))
    return None if left[0] < 0 else seen


def _tables(of_cell, low, high, changed, left: list[int]) -> Iterator[list[float]]:
    left[0] -= 1
    low, high = list(low), list(high)
    if left[0] < 0 or not _tightened(of_cell, low, high, changed):
        return
    free = [cell for cell in range(len(low)) if low[cell] < high[cell]]
    if not free:
        yield low
        return
    cell = min(free, key=lambda one: high[one] - low[one])
    if math.isinf(high[cell]) or len(free) > FREE:
        left[0] = -1
        return
    for value in range(int(low[cell]), int(high[cell]) + 1):
        there, upto = [*low], [*high]
        there[cell] = upto[cell] = value
        yield from _tables(of_cell, there, upto, (cell,), left)
        if left[0] < 0:
            return


def _tightened(of_cell, low: list[float], high: list[float], changed) -> bool:
    """Propagate the bounds through the rows of cells that changed; tell whether a table is still possible."""
    waiting = dict.fromkeys(changed)
    while waiting:
        cell = next(iter(waiting))
        del waiting[cell]
        for entries, least, most in of_cell[cell]:
            ends = {one: _ends(entry, low[one], high[one]) for one, entry in entries.items()}
            for one, entry in entries.items():
                below = sum(ends[other][0] for other in entries if other != one)
                above = sum(ends[other][1] for other in entries if other != one)
                bottom, top = sorted(((least - above) / entry, (most - below) / entry))
                bottom, top = _whole(bottom, math.ceil, -1e-9), _whole(top, math.floor, 1e-9)
                if bottom > low[one] or top < high[one]:
                    low[one], high[one] = max(low[one], bottom), min(high[one], top)
                    ends[one] = _ends(entry, low[one], high[one])
                    waiting[one] = None
                    if low[one] > high[one]:
                        return False
    return True


def _ends(entry: float, low: float, high: float) -> tuple[float, float]:
    return (entry * low, entry * high) if entry > 0 else (entry * high, entry * low)


def _whole(value: float, end, near: float) -> float:
    return value if math.isinf(value) else end(value + near)
