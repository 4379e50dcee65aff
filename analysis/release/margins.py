"""Which level of a variable is its margin, and levels that look like one under another name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from ..errors import DataError, meant
from .cells import Key, System

TOTALS = ("all", "total", "totals", "overall", "sum")


@dataclass(frozen=True, slots=True)
class Margins:
    """The level that stands for all levels of a variable: of every variable, and of those that were named."""

    every: str
    named: Mapping[str, str]

    def of(self, name: str) -> str:
        """Give the level of a variable that is its margin."""
        return self.named.get(name, self.every)

    def faults(self, system: System, places: Mapping[str, Mapping[tuple[int, int], Key]], known: set[str]) -> list[str]:
        """Say which levels of each table look like a margin under another name, and which variables are in none."""
        names = levels_of(key for cells in places.values() for key in cells.values())
        said = [
            f"total: expected variables of the tables ({', '.join(sorted(names))}), got {name!r}{meant(name, names)}"
            for name in self.named
            if name not in names
        ]
        told = {*known, *self.named}
        return said + [fault for table, cells in places.items() for fault in self._unnamed(system, table, cells, told)]

    def _unnamed(self, system: System, table: str, places: Mapping[tuple[int, int], Key], told: set[str]):
        for name, levels in sorted(levels_of(places.values()).items()):
            full = _lines(system, places.values(), name)
            for level in sorted(levels) if name not in self.named else ():
                sums = len(full) > 1 and all(2 * counts.get(level, -1) == sum(counts.values()) for counts in full)
                like_others = {name: self.of(name)}
                if (sums and name not in told) or level.lower() in TOTALS:
                    yield (
                        f"{table}: expected levels of {name!r} that exclude each other, got {level!r}, the sum of "
                        f"others; pass total={level!r} where it is their margin, name the levels below it in `nested`, "
                        f"or say that it is a level like the others by total={like_others}."
                    )


def margins_of(total: object) -> Margins:
    """Read what stands for all levels: one level for every variable, or one by variable."""
    if isinstance(total, Mapping):
        return Margins("All", {str(name): _printed(level) for name, level in total.items()})
    return Margins(_printed(total), {})


def _printed(level: object) -> str:
    """Give a level as an index prints it."""
    if not pd.api.types.is_scalar(level):
        raise DataError(f"total: expected a level or a dict of levels by variable, got {type(level).__name__}.")
    return "nan" if pd.isna(level) else str(level)


def levels_of(keys: Iterable[Key]) -> dict[str, set[str]]:
    """Give the levels of each variable of these cells."""
    found: dict[str, set[str]] = {}
    for name, level in (pair for key in keys for pair in key):
        found.setdefault(name, set()).add(level)
    return found


def _lines(system: System, keys: Iterable[Key], name: str) -> list[dict[str, int]]:
    """Give the counts by level of a variable in each line of a table that tells of more than two."""
    lines: dict[Key, dict[str, int]] = {}
    for key in keys:
        if name in dict(key):
            level = dict(key)[name]
            lines.setdefault(key - {(name, level)}, {})[level] = system.cells[key].value
    return [counts for counts in lines.values() if len(counts) > 2 and any(counts.values())]
