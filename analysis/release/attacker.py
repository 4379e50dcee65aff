"""The attacker: what a reader who knows the release, its sums and the policy can say of every hidden cell.

It shares nothing with the protector but the policy: it reads what was released and builds its own programs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..errors import DataError
from .cells import Key, in_words, ordered
from .policies import Policy
from .programs import quietly
from .released import Released, beyond, in_release, names_of

COLUMNS = ("cell", "low", "high", "must_low", "must_high", "broken")


def attack(
    released: Released,
    rule: Policy,
    *,
    earlier: Sequence[Released] = (),
    must_hide: Mapping[Key, tuple[int, int]] | None = None,
) -> pd.DataFrame:
    """Bound every hidden cell of a release by what is printed.

    Parameters
    ----------
    released : Released
        What a reader sees.
    rule : Policy
        Known to the reader: which counts are hidden, how shown ones are rounded.
    earlier : sequence of Released
        Releases of a selection that holds this one or lies in it: their cells are known beside these, and what the
        selections differ by is no fewer than zero cases.
    must_hide : mapping of Key to (int, int), optional
        Which counts a reader must not be able to exclude, for each sensitive cell. Without it, a cell that is surely
        small must keep all of the policy's small counts.

    Returns
    -------
    DataFrame
        One row per hidden or unprinted cell, of earlier releases and differences too: ``cell, low, high`` (the counts
        it can be; high is missing where nothing bounds it), ``must_low, must_high`` (missing where nothing is asked)
        and ``broken``.

    Raises
    ------
    DataError
        When no table at all agrees with what is printed.

    Notes
    -----
    Each end is a linear program over all sums at once; where its solution is no table of whole numbers, the end is
    searched again in whole numbers (HiGHS). A rounded count is any that prints so; a percentage p of h = half a unit
    of its last decimal says ``(p - h) D <= 100 n <= (p + h) D``, also of a hidden denominator D.

    Examples
    --------
    >>> from analysis.release import Released, attack, cell_key, policy
    >>> everybody, minor, serious = cell_key(), cell_key(outcome="Minor"), cell_key(outcome="Serious")
    >>> leaky = Released({everybody: 812, minor: 809}, frozenset({serious}), sums=((everybody, (minor, serious)),))
    >>> attack(leaky, policy("cms"))[["cell", "low", "high", "broken"]]
                   cell  low  high  broken
    0  outcome: Serious    3     3    True
    """
    known = _Knowledge(released, rule)
    for one, name in zip(earlier, names_of(earlier), strict=True):
        known.add_earlier(one, one.rule or rule, name)
    known.close()
    keys = sorted(known.unknown, key=ordered)
    rows = [_row(key, known.ends(key), (must_hide or {}).get(key), rule, must_hide is None) for key in keys]
    types = dict.fromkeys(COLUMNS[1:5], "Int64") | {"broken": bool}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def _row(key: Key, ends: tuple[int, int | None], must: tuple[int, int] | None, rule: Policy, guess: bool) -> tuple:
    low, high = ends
    if must is None and guess and high is not None and rule.least <= low and high <= rule.most:
        must = rule.least, rule.most
    broken = must is not None and (low > must[0] or (high is not None and high < must[1]))
    return in_words(key), low, high, *(must or (None, None)), broken


class _Knowledge:
    """Everything a reader can write down, as rows of a program over the cells of all releases."""

    def __init__(self, released: Released, rule: Policy):
        self.bounds: dict[Key, tuple[float, float]] = {}
        self.unknown: set[Key] = set()
        self.rows: list[tuple[dict[Key, float], float, float]] = []
        self._read(released, rule, lambda key: key)

    def add_earlier(self, released: Released, rule: Policy, name: str) -> None:
        """Write down an earlier release, and that one selection holds the other wherever nothing printed forbids it."""
        here = dict(self.bounds)
        self._read(released, rule, lambda key: in_release(key, name))
        common = [key for key in released.keys if key in here]
        old = {key: self.bounds[in_release(key, name)] for key in common}
        wider = {key: (old[key][0] > here[key][1]) - (old[key][1] < here[key][0]) for key in common}
        side = wider.get(frozenset(), 0) or (sum(wider.values()) > 0) - (sum(wider.values()) < 0)
        for key in common:
            if not side:
                self._same(in_release(key, name), key)
            elif wider[key] * side >= 0:
                whole, part = (in_release(key, name), key) if side > 0 else (key, in_release(key, name))
                self._unknown(beyond(key, name), 0)
                self.rows.append(({whole: 1.0, part: -1.0, beyond(key, name): -1.0}, 0, 0))

    def _same(self, one: Key, other: Key) -> None:
        if self.bounds[one][0] <= self.bounds[other][1] and self.bounds[other][0] <= self.bounds[one][1]:
            self.rows.append(({one: 1.0, other: -1.0}, 0, 0))

    def _read(self, released: Released, rule: Policy, name) -> None:
        for key in released.shown:
            self.bounds[name(key)] = released.means(key, rule)
        for keys, least in ((released.hidden, rule.least), (released.unprinted, 0)):
            for key in keys:
                self._unknown(name(key), least)
        for total, parts in released.sums:
            self.rows.append(({name(total): 1.0} | {name(part): -1.0 for part in parts}, 0, 0))
        for part, whole, printed, decimals in released.percentages:
            half = 0.5 * 10.0**-decimals
            self.rows.append(({name(part): 100.0, name(whole): -(printed - half)}, 0, np.inf))
            self.rows.append(({name(part): 100.0, name(whole): -(printed + half)}, -np.inf, 0))

    def _unknown(self, key: Key, least: int) -> None:
        self.bounds[key] = (least, np.inf)
        self.unknown.add(key)

    def close(self) -> None:
        """Make the arrays of the program."""
        self.keys = sorted(self.bounds, key=ordered)
        self.place = {key: number for number, key in enumerate(self.keys)}
        self.low, self.high = np.array([self.bounds[key] for key in self.keys], dtype=float).reshape(-1, 2).T
        self.matrix = self._matrix()
        self.sides = tuple(np.array([ends for _, *ends in self.rows], dtype=float).reshape(-1, 2).T)

    def _matrix(self):
        from scipy.sparse import csr_array

        places = [
            (row, self.place[key], entry)
            for row, (entries, *_) in enumerate(self.rows)
            for key, entry in entries.items()
        ]
        rows, columns, entries = zip(*places, strict=True) if places else ((), (), ())
        return csr_array((entries, (rows, columns)), shape=(len(self.rows), len(self.keys)), dtype=float)

    def ends(self, key: Key) -> tuple[int, int | None]:
        """Give the smallest and the largest count that a cell can be; no largest where nothing bounds it."""
        low, high = self._end(key, 1.0), self._end(key, -1.0)
        return int(low), None if math.isinf(high) else int(high)

    def _end(self, key: Key, side: float) -> float:
        found = self._solved(key, side, whole=False)
        if found is not None and (np.abs(found - np.round(found)) > 1e-6).any():
            found = self._solved(key, side, whole=True)
        return math.inf if found is None else float(np.round(found[self.place[key]]))

    def _solved(self, key: Key, side: float, whole: bool) -> np.ndarray | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        cost = np.zeros(len(self.keys))
        cost[self.place[key]] = side
        with quietly():
            found = milp(
                cost,
                integrality=np.full(len(self.keys), int(whole)),
                bounds=Bounds(self.low, self.high),
                constraints=LinearConstraint(self.matrix, *self.sides),
            )
        if found.status == 2 or (found.x is None and side > 0):
            raise DataError(f"{in_words(key)}: expected printed counts that agree, got none that do; check the sums.")
        return found.x
