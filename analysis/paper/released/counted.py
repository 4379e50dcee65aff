"""Where the counts of a paper stand, what each of them counts, and what a reader can add and subtract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from ...forms import Withheld
from ...release import System
from ...release.cells import Key, in_words
from ...release.joint import stood_in

FACT = -1  # the row of a count that stands in the legend of a picture


class Place(NamedTuple):
    """A cell of a tidy table: the stem of its file, the row by its position (or `FACT`), and the column."""

    table: str
    row: int
    column: str


class Counted:
    """The counts of a paper, keyed by meaning; built alike from true tables and from released ones.

    Attributes
    ----------
    places : dict of Place to Key
        Every cell that prints a count.
    printed : dict of Key to int or None
        The counts as they are printed; None where withheld.
    unseen : dict of Key to None
        Counts of the table that several printed ones are margins of: nothing prints them, their values are not at hand.
    values : dict of Key to int
        The counts, those that follow from others too; a withheld one is missing.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self.tables = tables
        self.places: dict[Place, Key] = {}
        self.values: dict[Key, int] = {}
        self.disagreeing: list[str] = []
        self.weights: dict[Key, float] = {}
        self.printed: dict[Key, int | None] = {}
        self.unprinted: dict[Key, None] = {}
        self.unseen: dict[Key, None] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []
        self.rests: list[tuple[Key, Key, str]] = []
        self.shares: list[tuple[Key, Key, Place]] = []

    def count(self, key: Key, table: str, row: int, column: str, weight: float = 1.0) -> Key:
        """Say that a cell of a table prints the count of `key`."""
        place = Place(table, row, column)
        self.places[place] = key
        self.weights[key] = max(weight, self.weights.get(key, 0.0))
        found = self.tables[table]
        n = _count(found.attrs[column] if row == FACT else found[column].iloc[row])
        self.printed.setdefault(key, n)
        self._value(key, n, in_words(key))
        return key

    def _value(self, key: Key, value: int | None, what: str) -> None:
        if value is None:
            return
        if self.values.setdefault(key, value) != value:
            self.disagreeing.append(f"{what}: {self.values[key]:,} in one place and {value:,} in another")

    def total(self, key: Key, parts: Iterable[Key]) -> Key:
        """Say that a count, printed or not, is the sum of others."""
        parts = tuple(dict.fromkeys(parts))
        self.unprinted[key] = None
        self.sums.append((key, parts))
        if all(part in self.values for part in parts):
            self._value(key, sum(self.values[part] for part in parts), f"{in_words(key)}, by its parts")
        return key

    def remainder(self, key: Key, whole: Key, parts: Iterable[Key]) -> Key:
        """Say that `key` is what the parts of a count leave over, printed or not."""
        parts = tuple(dict.fromkeys(parts))
        if all(part in self.values for part in (whole, *parts)):
            left = self.values[whole] - sum(self.values[part] for part in parts)
            self._value(key, left, f"{in_words(key)}, by the others")
        self.unprinted[key] = None
        self.sums.append((whole, (*parts, key)))
        return key

    def rest(self, whole: Key, part: Key, what: str = "without") -> Key:
        """Say that a reader can take one count from another that holds it, and give the key of the rest."""
        key = rest_key(whole, part, what)
        self.rests.append((whole, part, what))
        if whole in self.values and part in self.values:
            self.values[key] = self.values[whole] - self.values[part]
        return key

    def joint(self, whole: Key, parts: Iterable[Key]) -> Key:
        """Say that a count is the sum of others, of which those that nothing prints or gives are not at hand."""
        parts = tuple(dict.fromkeys(parts))
        self.unseen |= dict.fromkeys(key for key in (whole, *parts) if key not in self.values and not self.has(key))
        self.sums.append((whole, parts))
        return whole

    def share(self, part: Key, whole: Key, table: str, row: int, column: str) -> None:
        """Say that a cell prints a count as a share of another."""
        self.shares.append((part, whole, Place(table, row, column)))

    def has(self, key: Key) -> bool:
        """Tell whether a table prints this count."""
        return key in self.printed

    def system(self) -> System:
        """Give the system of the release gate; of true tables, where every count is known."""
        system = System()
        for key in dict.fromkeys([*self.printed, *self.unprinted]):
            system.cell(key, self.values[key], virtual=not self.has(key), weight=self.weights.get(key, 0.0))
        for whole, part, what in self.rests:
            system.difference(whole, part, what)
        for key in self.unseen:
            system.unseen(key)
        for total, parts in self.sums:
            system.sum(total, parts)
        return stood_in(system)


def rest_key(whole: Key, part: Key, what: str = "without") -> Key:
    """Give the key of what is left of a count without another, as `System.difference` names it."""
    return whole | {(what, in_words(part - whole))}


def _count(value: Any) -> int | None:
    if isinstance(value, Withheld):
        return None
    if isinstance(value, str):  # what the run says of itself is text
        return int(value.replace(",", "")) if value.replace(",", "").isdecimal() else None
    return None if pd.isna(value) else int(value)
