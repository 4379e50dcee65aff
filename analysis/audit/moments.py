"""Sums and sums of squares of whole numbers: how small and large they can be, and whether there are such numbers."""

from __future__ import annotations

from math import isqrt

_SEARCHED = {3: 1000, 4: 100}
"""Widest range of numbers that is searched, by how many they are: beyond, the search would take minutes."""


def extremes(n: int, total: int, low: int | None, high: int | None) -> tuple[int, int | None]:
    """Give the least and the largest sum of squares of `n` numbers with this sum; the latter only within a scale."""
    each, rest = divmod(total, n)
    least = (n - rest) * each**2 + rest * (each + 1) ** 2
    if low is None or high is None:
        return least, None
    return least, _most(n, total, low, high) if n * low <= total <= n * high else -1


def moments_exist(n: int, total: int, squares: int) -> bool:
    """Tell whether nothing speaks against `n` whole numbers with this sum and sum of squares."""
    if (squares - total) % 2 or squares < extremes(n, total, None, None)[0]:
        return False
    return n > 4 or numbers_exist(n, total, squares, None, None)


def _most(n: int, total: int, low: int, high: int) -> int:
    """Give the largest sum of squares: all numbers at the ends of the scale but one."""
    tops, between = divmod(total - n * low, high - low)
    last = (low + between) ** 2 if tops < n else 0
    return tops * high**2 + max(n - tops - 1, 0) * low**2 + last


def numbers_exist(n: int, total: int, squares: int, low: int | None, high: int | None) -> bool:
    """Tell whether `n` whole numbers have this sum and sum of squares, by trying the first."""
    if n == 2:  # x and S - x with x^2 + (S - x)^2 = Q
        apart = 2 * squares - total**2
        root = isqrt(max(apart, 0))
        ends = ((total - root) // 2, (total + root) // 2)
        inside = (low is None or ends[0] >= low) and (high is None or ends[1] <= high)
        return inside and root**2 == apart and (total - root) % 2 == 0
    # (n x - S)^2 <= (n - 1)(n Q - S^2): no number can be farther from the mean.
    reach = isqrt(max((n - 1) * (n * squares - total**2), 0))
    if 2 * reach // n > _SEARCHED[n]:
        return True
    first, last = -((reach - total) // n), (total + reach) // n
    first, last = max(first, first if low is None else low), min(last, last if high is None else high)
    return any(numbers_exist(n - 1, total - x, squares - x * x, low, high) for x in range(first, last + 1))
