"""The numbers that a print can mean: sets with exact ends, and how they become a print."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from ..errors import DataError, meant

ROUNDINGS = ("half-up", "half-even", "half-down", "truncation", "twice", "any")
"""How a number can have become its print. The first three go to the nearest, ties away from zero, to the even digit
or towards zero; ``truncation`` cuts digits off; ``twice`` rounds half up to one digit more and then again, as tables
made from tables are; ``any`` is the union of the first four. Below zero all of them mirror what they do above."""


def convention(rounding: object) -> str:
    """Give the name of a rounding back, after checking that it is one of `ROUNDINGS`.

    Examples
    --------
    >>> convention("half-up")
    'half-up'
    """
    if not isinstance(rounding, str) or rounding not in ROUNDINGS:
        raise DataError(
            f"rounding: expected one of {', '.join(ROUNDINGS)}; got {rounding!r}{meant(rounding, ROUNDINGS)}"
        )
    return rounding


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two exact ends, either of which belongs to the set (closed) or not (open).

    Attributes
    ----------
    low, high : Fraction or float
        The ends; only an infinite one is a float.
    low_closed, high_closed : bool
        Whether the end itself belongs to the set.

    Examples
    --------
    >>> share = Interval(Fraction(6815, 100), Fraction(6825, 100), True, False)  # what 68.2% can mean
    >>> print(share, share * Interval.of(22) / Interval.of(100))
    [68.15, 68.25) [14.993, 15.015)
    """

    low: Fraction | float
    high: Fraction | float
    low_closed: bool = True
    high_closed: bool = True

    @classmethod
    def of(cls, number) -> Interval:
        """Give an exact number (int, Fraction, Decimal, or a float as its shortest decimal) as a set of one.

        Examples
        --------
        >>> print(Interval.of(0.1))
        0.1
        """
        exact = number if isinstance(number, Fraction) else Fraction(str(number))
        return cls(exact, exact)

    def holds(self, number) -> bool:
        """Tell whether a number belongs to the set.

        Examples
        --------
        >>> Interval(Fraction(1), Fraction(2), True, False).holds(2)
        False
        """
        above = number > self.low or (self.low_closed and number == self.low)
        return above and (number < self.high or (self.high_closed and number == self.high))

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two sets have a number in common.

        Examples
        --------
        >>> Interval(Fraction(1), Fraction(2)).overlaps(Interval.of(2))
        True
        """
        left, right = (self, other) if self.low <= other.low else (other, self)
        if left.low == right.low and not (left.low_closed and right.low_closed):
            left, right = (right, left) if right.low_closed else (left, right)  # the open one starts later
        low, low_closed = right.low, right.low_closed
        high, high_closed = min((left.high, left.high_closed), (right.high, right.high_closed))
        return low < high or (low == high and low_closed and high_closed)

    def integers(self) -> range:
        """Give the whole numbers in a finite set.

        Examples
        --------
        >>> list(Interval(Fraction(1, 2), Fraction(3), True, False).integers())
        [1, 2]
        """
        first, last = math.ceil(self.low), math.floor(self.high)
        first += first == self.low and not self.low_closed
        last -= last == self.high and not self.high_closed
        return range(first, last + 1)

    def __add__(self, other: Interval) -> Interval:
        low_closed, high_closed = self.low_closed and other.low_closed, self.high_closed and other.high_closed
        return Interval(self.low + other.low, self.high + other.high, low_closed, high_closed)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        products = [_product(mine, theirs) for mine in self._ends() for theirs in other._ends()]
        low, high = min(value for value, _ in products), max(value for value, _ in products)
        closed = {value for value, is_closed in products if is_closed}
        return Interval(low, high, low in closed, high in closed)

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; everything is possible when the divisor can lie on both sides of zero."""
        if other.low < 0 < other.high or other.low == other.high == 0:
            return Interval(-math.inf, math.inf)
        if other.high <= 0:
            return -self / -other
        high = (1 / other.low, other.low_closed) if other.low else (math.inf, False)
        low = (Fraction(0), False) if other.high == math.inf else (1 / other.high, other.high_closed)
        return self * Interval(low[0], high[0], low[1], high[1])

    def _ends(self):
        return (self.low, self.low_closed), (self.high, self.high_closed)

    def __str__(self) -> str:
        if self.low == self.high:
            return _as_text(self.low)
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{_as_text(self.low)}, {_as_text(self.high)}{right}"


def _product(mine, theirs):
    (a, a_closed), (b, b_closed) = mine, theirs
    if a == 0 or b == 0:  # 0 times an end that is not reached is still 0
        return Fraction(0), (a == 0 and a_closed) or (b == 0 and b_closed)
    return a * b, a_closed and b_closed


def _as_text(end) -> str:
    return f"{float(end):.15g}"


def bounded(relation: str, value: Fraction) -> Interval | None:
    """Give what a bound such as ``<`` stands for; nothing where there is no bound."""
    if relation in (">", ">="):
        return Interval(value, math.inf, relation == ">=", False)
    if relation in ("<", "<="):
        return Interval(-math.inf, value, False, relation == "<=")
    return None


def rounded_to(value: Fraction, quantum: Fraction, rounding: str) -> Interval:
    """Give the numbers that `rounding` turns into `value`, a multiple of `quantum`."""
    if value < 0:
        return -rounded_to(-value, quantum, rounding)
    below = above = quantum / 2
    low_closed, high_closed = True, False
    if rounding == "half-down":
        low_closed, high_closed = False, True
    elif rounding == "half-even":
        low_closed = high_closed = value / quantum % 2 == 0
    elif rounding == "twice":
        below, above = quantum * 11 / 20, quantum * 9 / 20
    elif rounding in ("truncation", "any"):
        below, above = (Fraction(0) if rounding == "truncation" else below), quantum
    if value == 0:  # what rounds to zero from below is the mirror of what rounds to it from above
        return Interval(-above, above, high_closed, high_closed)
    return Interval(value - below, value + above, low_closed, high_closed)
