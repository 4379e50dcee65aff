"""What has to be protected, as arrays: deviations from the truth that a reader cannot exclude."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .cells import JOINT, PRINTED, PUBLIC, VIRTUAL, Cell, Key, System, ordered
from .policies import Policy


class Need(NamedTuple):
    """How far a reader must be left in the dark about a cell: `amount` above the truth (side 1) or below it (-1)."""

    cell: int
    side: int
    amount: int


@dataclass(frozen=True, eq=False)
class Problem:
    """The cells of a checked system, sorted, with what a reader can think of each where it is shown and where hidden.

    A reader's table is the true one plus deviations ``d`` with ``matrix @ d = 0``. A hidden cell has ``d`` from
    `hidden_low` to `hidden_high`; a shown one from `shown_low` to `shown_high`, which is 0 to 0 unless it is rounded.

    Attributes
    ----------
    keys : tuple of Key
        The cells, sorted.
    values, weights : array of n
        True counts; what hiding a cell costs.
    matrix : sparse (sums, n)
        One row per sum: 1 at its total, -1 at its parts.
    always, candidate, unprinted : array of n
        Cells that are hidden whatever is done (small, never printed, or withheld before), those that can be, and those
        that are never printed.
    needs : tuple of Need
        What must not be learned.
    """

    keys: tuple[Key, ...]
    values: np.ndarray
    weights: np.ndarray
    matrix: object
    shown_low: np.ndarray
    shown_high: np.ndarray
    hidden_low: np.ndarray
    hidden_high: np.ndarray
    always: np.ndarray
    candidate: np.ndarray
    unprinted: np.ndarray
    needs: tuple[Need, ...]

    def ranges(self, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give the lowest and highest deviation of each cell when these are hidden."""
        return np.where(hidden, self.hidden_low, self.shown_low), np.where(hidden, self.hidden_high, self.shown_high)

    def moved(self, deviation: np.ndarray) -> np.ndarray:
        """Tell which cells have to be hidden for a deviation to be possible."""
        return (deviation < self.shown_low - 1e-6) | (deviation > self.shown_high + 1e-6)


def problem_of(system: System, rule: Policy) -> Problem:
    """Give the arrays of a checked system under a policy.

    Zeros that are printed tell that a hidden printed count is at least 1; what is never printed can be zero.
    """
    keys = tuple(sorted(system.cells, key=ordered))
    cells = [system.cells[key] for key in keys]
    values = np.array([cell.value for cell in cells], dtype=float)
    small = np.array([_is_sensitive(cell, rule) for cell in cells], dtype=bool)
    kinds = np.array([cell.kind for cell in cells], dtype=object)
    printed, virtual = kinds == PRINTED, (kinds == VIRTUAL) | (kinds == JOINT)
    hides = np.array([rule.hides(cell.value) for cell in cells], dtype=bool)
    always = (printed & hides) | ~(printed | (kinds == PUBLIC))
    shown = np.array([_shown(cell, rule) for cell in cells], dtype=float).reshape(-1, 2)
    least = np.where(virtual, 0, rule.least)
    return Problem(
        keys,
        values,
        np.array([cell.weight for cell in cells]),
        _matrix(system, keys),
        shown[:, 0] - values,
        shown[:, 1] - values,
        np.minimum(least - values, 0.0),
        np.full(len(keys), np.inf),
        always,
        printed & ~always & (values >= least),
        virtual,
        tuple(_needs(cells, small, rule)),
    )


def _is_sensitive(cell: Cell, rule: Policy) -> bool:
    if cell.kind in (PUBLIC, JOINT):
        return False
    if cell.whole and rule.whole_group:
        return True
    return rule.is_small(cell.value) and not (cell.kind == VIRTUAL and cell.value == 0)


def _shown(cell: Cell, rule: Policy) -> tuple[int, int]:
    if cell.kind == PUBLIC:
        return cell.known or (cell.value, cell.value)
    return (
        rule.means(rule.printed(cell.value))
        if cell.kind == PRINTED and not rule.hides(cell.value)
        else (cell.value,) * 2
    )


def _needs(cells: list[Cell], sensitive: np.ndarray, rule: Policy):
    for number in np.flatnonzero(sensitive):
        value = cells[number].value
        if value < rule.most:
            yield Need(int(number), 1, rule.most - value)
        if value > rule.least:
            yield Need(int(number), -1, value - rule.least)


def _matrix(system: System, keys: tuple[Key, ...]):
    from scipy.sparse import csc_array

    place = {key: number for number, key in enumerate(keys)}
    sums = sorted(system.sums, key=lambda entry: (ordered(entry[0]), [ordered(part) for part in entry[1]]))
    rows, columns, entries = [], [], []
    for row, (total, parts) in enumerate(sums):
        for key, entry in ((total, 1.0), *((part, -1.0) for part in parts)):
            rows.append(row)
            columns.append(place[key])
            entries.append(entry)
    return csc_array((entries, (rows, columns)), shape=(len(sums), len(keys)))
