"""The attacker: what a reader who knows the release, its sums and the policy can say of every hidden cell.

It shares nothing with the protector but the policy: it reads what was released and builds its own programs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..errors import DataError
from .cells import Key, in_words, ordered
from .policies import Policy
from .programs import quietly
from .released import Released

COLUMNS = ("cell", "low", "high", "must_low", "must_high", "broken")


def attack(released: Released, rule: Policy, *, must_hide: Mapping[Key, tuple[int, int]] | None = None) -> pd.DataFrame:
    """Bound every hidden cell of a release by what is printed.

    Parameters
    ----------
    released : Released
        What a reader sees.
    rule : Policy
        Known to the reader: which counts are hidden, how shown ones are rounded.
    must_hide : mapping of Key to (int, int), optional
        Which counts a reader must not be able to exclude, for each sensitive cell. Without it, a cell that is surely
        small must keep all of the policy's small counts.

    Returns
    -------
    DataFrame
        One row per hidden or unprinted cell: ``cell, low, high`` (the counts it can be; high is missing where nothing
        bounds it), ``must_low, must_high`` (missing where nothing is asked) and ``broken``.

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
    keys = sorted(released.hidden | released.unprinted, key=ordered)
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
    """Everything a reader can write down, as rows of a program over the cells of a release."""

    def __init__(self, released: Released, rule: Policy):
        self.keys = sorted({*released.shown, *released.hidden, *released.unprinted}, key=ordered)
        self.place = {key: number for number, key in enumerate(self.keys)}
        self.low, self.high = np.zeros(len(self.keys)), np.full(len(self.keys), np.inf)
        for key, printed in released.shown.items():
            self._bound(key, *released.known.get(key, rule.means(printed)))
        for key in released.hidden:
            self._bound(key, rule.least, np.inf)
        self.rows: list[dict[int, float]] = []
        self.ends_of_rows: list[tuple[float, float]] = []
        for total, parts in released.sums:
            self._row({total: 1.0} | dict.fromkeys(parts, -1.0), 0, 0)
        for part, whole, printed, decimals in released.percentages:
            half = 0.5 * 10.0**-decimals
            self._row({part: 100.0, whole: -(printed - half)}, 0, np.inf)
            self._row({part: 100.0, whole: -(printed + half)}, -np.inf, 0)
        self.matrix, self.sides = self._matrix(), tuple(np.array(self.ends_of_rows, dtype=float).reshape(-1, 2).T)

    def _bound(self, key: Key, low: float, high: float) -> None:
        self.low[self.place[key]], self.high[self.place[key]] = low, high

    def _row(self, entries: dict[Key, float], low: float, high: float) -> None:
        if all(key in self.place for key in entries):
            self.rows.append({self.place[key]: entry for key, entry in entries.items()})
            self.ends_of_rows.append((low, high))

    def _matrix(self):
        from scipy.sparse import csr_array

        places = [(row, column, entry) for row, entries in enumerate(self.rows) for column, entry in entries.items()]
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
