"""Random sets of linked tables, and every table that a reader cannot exclude, found by complete enumeration."""

from __future__ import annotations

import numpy as np
import pandas as pd

LEVELS = {"sex": 3, "outcome": 5, "age": 5, "reason": 4, "route": 4}


def random_tables(seed: int, *, most: int = 200) -> dict[str, pd.DataFrame]:
    """Make 2 to 4 two-way tables with margins of one set of cases that share variables, of at most so many cells."""
    draw = np.random.default_rng(seed)
    names = list(draw.permutation(list(LEVELS)))[: draw.integers(2, 5)]
    levels = {name: int(draw.integers(2, LEVELS[name] + 1)) for name in names}
    size = int(draw.integers(20, 600))
    cases = pd.DataFrame({name: draw.choice(k, size, p=draw.dirichlet(np.full(k, 0.7))) for name, k in levels.items()})
    pairs = [(one, two) for place, one in enumerate(names) for two in names[place + 1 :]]
    chosen = [pairs[k] for k in draw.permutation(len(pairs))[: draw.integers(2, 5)]]
    tables, cells = {}, 0
    for one, two in chosen:
        table = pd.crosstab(cases[one], cases[two], margins=True)
        cells += table.size
        if cells <= most:
            tables[f"{one} by {two}"] = table
    return tables


class TooMany(Exception):
    """More tables than are worth listing."""


def values_seen(low: dict, high: dict, sums: list, *, most: int = 400_000) -> dict:
    """Give for each cell the set of counts it has in any table of whole numbers that agrees with all sums.

    Depth first over the cells, with the bounds of every sum propagated until nothing changes.
    """
    seen = {cell: set() for cell in low}
    for number, table in enumerate(_tables(sums, low, high, [most])):
        for cell, value in table.items():
            seen[cell].add(value)
        if number > most:
            raise TooMany
    return seen


def _tables(sums: list, low: dict, high: dict, left: list):
    left[0] -= 1
    if left[0] < 0:
        raise TooMany
    low, high = dict(low), dict(high)
    if not _tightened(sums, low, high):
        return
    free = [cell for cell in low if low[cell] < high[cell]]
    if not free:
        yield low
        return
    cell = min(free, key=lambda one: high[one] - low[one])
    for value in range(low[cell], high[cell] + 1):
        yield from _tables(sums, {**low, cell: value}, {**high, cell: value}, left)


def _tightened(sums: list, low: dict, high: dict) -> bool:
    changed = True
    while changed:
        changed = False
        for total, parts in sums:
            below, above = sum(low[part] for part in parts), sum(high[part] for part in parts)
            ends = [(total, below, above)]
            ends += [(part, low[total] - above + high[part], high[total] - below + low[part]) for part in parts]
            for cell, least, most in ends:
                if least > low[cell] or most < high[cell]:
                    low[cell], high[cell] = max(low[cell], least), min(high[cell], most)
                    changed = True
                    if low[cell] > high[cell]:
                        return False
    return True


def wide(rows: str, columns: str, counts: dict[str, list[int]], levels: list[str]) -> pd.DataFrame:
    return pd.DataFrame(counts, index=pd.Index(levels, name=rows)).rename_axis(columns=columns)


TABLE = wide(
    "outcome",
    "sex",
    {"Female": [412, 98, 3, 513], "Male": [288, 99, 12, 399], "All": [700, 197, 15, 912]},
    ["Minor", "Moderate", "Death", "All"],
)
