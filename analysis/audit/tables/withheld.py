"""Withheld and missing cells: whether any values of them satisfy all sums of a table together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .constraints import Cell, System

MOST_ROUNDS = 50


def contradiction(system: System) -> int | None:
    """Give a sum that no values of the withheld cells can satisfy together with the others, or None.

    The sets of all cells are narrowed in turn (each cell to what the sum leaves it, given the
    sets of the others) until nothing changes. An empty set is a contradiction that no single sum shows.
    """
    sums = [k for k, c in enumerate(system.constraints) if c.rule.kind == "sum"]
    if not any(system.ends[cell][0] != system.ends[cell][1] for k in sums for cell in system.constraints[k].terms):
        return None
    sets = dict(system.ends)
    for _ in range(MOST_ROUNDS):
        before = dict(sets)
        for k in sums:
            if not _narrow(system.constraints[k].terms, sets):
                return k
        if sets == before:
            return None
    return None


def _narrow(terms: Mapping[Cell, int], sets: dict[Cell, tuple[int, int | None]]) -> bool:
    """Narrow the cells of one sum; False when a set becomes empty."""
    signed = {cell: _signed(sets[cell], sign) for cell, sign in terms.items()}
    lows, highs = (_Sum(ends[k] for ends in signed.values()) for k in (0, 1))
    for cell, sign in terms.items():
        least, most = (
            None if total is None else -total
            for total in (highs.without(signed[cell][1]), lows.without(signed[cell][0]))
        )
        low, high = _signed((least, most), sign)
        own_low, own_high = sets[cell]
        new = (max(own_low, low) if low is not None else own_low, _smaller(own_high, high))
        if new[1] is not None and new[0] > new[1]:
            return False
        old, sets[cell], signed[cell] = signed[cell], new, _signed(new, sign)
        lows.replace(old[0], signed[cell][0])
        highs.replace(old[1], signed[cell][1])
    return True


class _Sum:
    """A sum of numbers of which some have no end, from which each can be taken in turn."""

    def __init__(self, numbers: Iterable[int | None]):
        numbers = list(numbers)
        self.open = numbers.count(None)
        self.total = sum(number for number in numbers if number is not None)

    def without(self, number: int | None) -> int | None:
        """Give the sum of all others; None where one of them has no end."""
        if self.open - (number is None):
            return None
        return self.total - (number or 0)

    def replace(self, old: int | None, new: int | None) -> None:
        """Let one number be another."""
        self.open += (new is None) - (old is None)
        self.total += (new or 0) - (old or 0)


def _signed(ends: tuple, sign: int) -> tuple:
    low, high = ends
    return ends if sign > 0 else (None if high is None else -high, None if low is None else -low)


def _smaller(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)
