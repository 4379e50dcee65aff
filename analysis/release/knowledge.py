"""What a reader can write down of a release: bounds of cells and rows over them, and what follows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import DataError
from .cells import Key, in_words, ordered
from .listing import values_possible
from .narrowed import narrowed
from .policies import Policy
from .programs import quietly
from .released import Released, beyond, in_release


class Knowledge:
    """Everything a reader can write down, as rows of a program over the cells of all releases."""

    def __init__(self, released: Released, rule: Policy):
        self.bounds: dict[Key, tuple[float, float]] = {}
        self.unknown: set[Key] = set()
        self.joint: set[Key] = set()
        self.rows: list[tuple[dict[Key, float], float, float]] = []
        self._read(released, rule, lambda key: key)

    def add_earlier(self, releases: Mapping[str, Released], rule: Policy) -> None:
        """Write down earlier releases, and what each of them, and all that fit beside each other, say of this one."""
        here = dict(self.bounds)
        for name, released in releases.items():
            self._read(released, released.rule or rule, lambda key, name=name: in_release(key, name))
        beside = self._add_together(list(releases)) if len(releases) > 1 else ()
        for name, released in releases.items():
            self._add_nested(released, name, here, apart=name in beside)

    def _add_nested(self, released: Released, name: str, here: Mapping[Key, tuple[float, float]], apart: bool) -> None:
        """Write down that one selection holds the other wherever nothing printed forbids it.

        Two parts of one whole, of which each is the larger one somewhere, hold no cases of each other.
        """
        common = [key for key in released.keys if key in here]
        old = {key: self.bounds[in_release(key, name)] for key in common}
        wider = {key: (old[key][0] > here[key][1]) - (old[key][1] < here[key][0]) for key in common}
        if apart and {1, -1} <= set(wider.values()):
            return
        side = wider.get(frozenset(), 0) or (sum(wider.values()) > 0) - (sum(wider.values()) < 0)
        for key in common:
            if not side:
                self._same(in_release(key, name), key)
            elif wider[key] * side >= 0:
                whole, part = (in_release(key, name), key) if side > 0 else (key, in_release(key, name))
                self._unknown(beyond(key, name), 0)
                self.rows.append(({whole: 1.0, part: -1.0, beyond(key, name): -1.0}, 0, 0))

    def _add_together(self, names: Sequence[str]) -> list[str]:
        """Write down that releases that fit into the widest one beside each other leave no less than zero; name them.

        Nothing is named where this release is not one of them.
        """
        told = {name: (lambda key, name=name: in_release(key, name) if name else key) for name in ("", *names)}
        keys = [key for key in self.bounds if all(cell(key) in self.bounds for cell in told.values())]
        everybody = {name: self.bounds.get(cell(Key()), (0, 0))[0] for name, cell in told.items()}
        whole = max(told, key=lambda name: (everybody[name], name == ""))
        parts: list[str] = []
        for name in told:
            least = [sum(self.bounds[told[one](key)][0] for one in (*parts, name)) for key in keys]
            if name != whole and all(n <= self.bounds[told[whole](key)][1] for n, key in zip(least, keys, strict=True)):
                parts.append(name)
        if len(parts) < 2 or "" not in (whole, *parts):
            return []
        others = " and ".join(name for name in (*parts, whole) if name)
        for key in keys:
            self._unknown(beyond(key, others), 0)
            entries = {told[whole](key): 1.0, beyond(key, others): -1.0} | {told[name](key): -1.0 for name in parts}
            self.rows.append((entries, 0, 0))
        return parts if "" in parts else []

    def _same(self, one: Key, other: Key) -> None:
        if self.bounds[one][0] <= self.bounds[other][1] and self.bounds[other][0] <= self.bounds[one][1]:
            self.rows.append(({one: 1.0, other: -1.0}, 0, 0))

    def _read(self, released: Released, rule: Policy, name) -> None:
        for key in released.shown:
            self.bounds[name(key)] = released.means(key, rule)
        for keys, least in ((released.hidden, rule.least), (released.unprinted, 0)):
            for key in keys:
                self._unknown(name(key), least)
        self.joint |= {name(key) for key in released.joint}
        for total, parts in released.sums:
            for key in (total, *parts):
                if name(key) not in self.bounds:  # summed by a reader, though it is nowhere
                    self._unknown(name(key), 0)
            self.rows.append(({name(total): 1.0} | {name(part): -1.0 for part in parts}, 0, 0))
        for part, whole, printed, decimals in released.percentages:
            told = rule.percentages == "of rounded" and {part, whole} <= released.shown.keys()
            if part == whole or told:  # of two counts as printed it says nothing more
                continue
            half = 0.5 * 10.0**-decimals
            self.rows.append(({name(part): 100.0, name(whole): -(printed - half)}, 0, np.inf))
            self.rows.append(({name(part): 100.0, name(whole): -(printed + half)}, -np.inf, 0))

    def _unknown(self, key: Key, least: int) -> None:
        self.bounds[key] = (least, np.inf)
        self.unknown.add(key)

    def close(self) -> None:
        """Make the arrays of the program, and find which cells hang together."""
        from scipy.sparse.csgraph import connected_components

        self.keys = sorted(self.bounds, key=ordered)
        self.place = {key: number for number, key in enumerate(self.keys)}
        self.low, self.high = np.array([self.bounds[key] for key in self.keys], dtype=float).reshape(-1, 2).T
        self.matrix = self._matrix()
        least, most = np.array([ends for _, *ends in self.rows], dtype=float).reshape(-1, 2).T
        self.sides = least, most
        self.low, self.high = narrowed(self.matrix, self.sides, self.low, self.high)
        free = self.low < self.high
        self.seen = [set() if open_ else {int(low)} for open_, low in zip(free, self.low, strict=True)]
        links = abs(self.matrix[:, free])
        self.part = np.full(len(self.keys), -1)
        self.part[free] = connected_components(links.T @ links)[1]
        self.parts: dict[int, tuple] = {}
        told = self.matrix @ np.where(free, 0.0, self.low)
        known = np.diff(self.matrix[:, free].tocsr().indptr) == 0
        outside = (told < self.sides[0] - 1e-6) | (told > self.sides[1] + 1e-6)
        if (self.low > self.high).any() or (known & outside).any():
            raise DataError("release: expected printed counts that agree, got some that do not; check the sums.")

    def _matrix(self):
        from scipy.sparse import csr_array

        places = [
            (row, self.place[key], entry)
            for row, (entries, *_) in enumerate(self.rows)
            for key, entry in entries.items()
        ]
        rows, columns, entries = zip(*places, strict=True) if places else ((), (), ())
        return csr_array((entries, (rows, columns)), shape=(len(self.rows), len(self.keys)), dtype=float)

    def listed(self, guesses: int) -> dict[Key, set[int]]:
        """Give every count that each cell has in any table that agrees; nothing where the guesses do not suffice."""
        rows = [({self.place[key]: x for key, x in entries.items()}, low, high) for entries, low, high in self.rows]
        seen = values_possible(rows, self.low.tolist(), self.high.tolist(), guesses) if guesses else None
        return {} if seen is None else dict(zip(self.keys, seen, strict=True))

    def possible(self, key: Key, counts: set[int]) -> set[int]:
        """Give those of these counts that a cell has in a table that agrees with everything."""
        number = self.place[key]
        for count in sorted(counts):
            if count not in self.seen[number] and self.low[number] <= count <= self.high[number]:
                self._solved(key, 0.0, whole=True, at=count)
        return counts & self.seen[number]

    def _agrees(self, cells: np.ndarray, table: np.ndarray) -> bool:
        """Tell by arithmetic whether whole numbers agree with every row and bound of what hangs together."""
        _, matrix, sides = self._part(int(self.part[cells[0]]))
        sums = matrix @ table
        inside = (table >= self.low[cells]) & (table <= self.high[cells])
        return bool(inside.all() and (sums >= sides[0] - 1e-6).all() and (sums <= sides[1] + 1e-6).all())

    def is_open(self, key: Key, rule: Policy, *, exact: bool) -> bool:
        """Tell whether the tables found so far give a cell another count than small ones, or two where `exact`."""
        found = self.seen[self.place[key]]
        return bool(found - set(range(1, rule.threshold))) or (exact and len(found) > 1)

    def ends(self, key: Key) -> tuple[int, int | None]:
        """Give the smallest and the largest count that a cell can be; no largest where nothing bounds it."""
        low, high = self._end(key, 1.0), self._end(key, -1.0)
        return int(low), None if math.isinf(high) else int(high)

    def _end(self, key: Key, side: float) -> float:
        number = self.place[key]
        if self.part[number] < 0:
            return float(self.low[number])
        found = self._solved(key, side, whole=False)
        if found is not None and (np.abs(found - np.round(found)) > 1e-6).any():
            found = self._solved(key, side, whole=True)
        if found is None:
            return math.inf
        return float(np.round(found[np.searchsorted(self._part(int(self.part[number]))[0], number)]))

    def _part(self, name: int) -> tuple:
        """Give the cells that hang together, their rows, and what the known cells leave of each row."""
        if name not in self.parts:
            cells = np.flatnonzero(self.part == name)
            rows = np.flatnonzero(np.diff(self.matrix[:, cells].tocsr().indptr))
            told = self.matrix[rows] @ np.where(self.part < 0, self.low, 0.0)
            self.parts[name] = cells, self.matrix[rows][:, cells], tuple(side[rows] - told for side in self.sides)
        return self.parts[name]

    def _solved(self, key: Key, side: float, *, whole: bool, at: int | None = None) -> np.ndarray | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        number = self.place[key]
        cells, matrix, sides = self._part(int(self.part[number]))
        low, high, own = self.low[cells], self.high[cells], int(np.searchsorted(cells, number))
        cost = np.zeros(len(cells))
        cost[own] = side
        if at is not None:
            low[own] = high[own] = at
        kinds, rows = np.full(len(cells), int(whole)), LinearConstraint(matrix, *sides)
        with quietly():
            found = milp(cost, integrality=kinds, bounds=Bounds(low, high), constraints=rows)
        if at is None and (found.status == 2 or (found.x is None and side > 0)):
            raise DataError(f"{in_words(key)}: expected printed counts that agree, got none that do; check the sums.")
        if found.x is not None and self._agrees(cells, table := np.round(found.x)):
            for cell, count in zip(cells, table, strict=True):
                self.seen[cell].add(int(count))
        return found.x
