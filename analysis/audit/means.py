"""Can whole numbers have this mean and this standard deviation? GRIM, GRIMMER and DEBIT."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from ..errors import DataError
from ..forms import rounded
from ..printed import Interval, Printed, read_printed
from .compare import CONVENTIONS
from .findings import Finding
from .percentages import whole_number


def possible_sums(mean: str, n: int, *, items: int = 1, rounding: str = "half-up") -> list[int]:
    """Give every sum of `n` whole numbers whose mean is printed as `mean` (the GRIM test).

    Parameters
    ----------
    mean : str
        The mean as printed.
    n : int
        How many numbers, at least 1.
    items : int
        Where each number is itself the mean of that many whole-numbered items, their number. The sums are then those
        of all items.
    rounding : str
        Convention of the print, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of int
        Ascending; empty when no whole numbers can have that mean. With ``n * items`` of 10^decimals or more some sum
        always fits, and that one does says nothing.

    Raises
    ------
    DataError
        When `mean` is no number or a count is no count.

    References
    ----------
    Brown NJL, Heathers JAJ (2017). The GRIM test. Social Psychological and Personality Science 8:363-369.
    doi:10.1177/1948550616673876

    Examples
    --------
    >>> possible_sums("5.19", 28), possible_sums("5.18", 28)
    ([], [145])
    """
    total = whole_number(n, "n") * whole_number(items, "items")
    return list((_one_number(mean, "mean").interval(rounding) * Interval.of(total)).integers())


def possible_moments(
    mean: str,
    sd: str,
    n: int,
    *,
    items: int = 1,
    low: int | None = None,
    high: int | None = None,
    rounding: str = "half-up",
) -> list[tuple[int, int]]:
    """Give every sum and sum of squares of `n` whole numbers with this mean and standard deviation (GRIMMER).

    Parameters
    ----------
    mean, sd : str
        As printed; `sd` is that of the sample, with n - 1.
    n : int
        How many numbers, at least 2.
    items : int
        As for `possible_sums`.
    low, high : int, optional
        Ends of the scale of one item, where it has ends.
    rounding : str
        Convention of both prints, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of (int, int)
        Pairs of sums; empty when no whole numbers can have these moments.

    Raises
    ------
    DataError
        When a print is no number, a count is no count, or `low` is not below `high`.

    Notes
    -----
    The sum of squares Q must be whole, as even or odd as the sum S, at least that of numbers as equal as possible
    and at most that of numbers at both ends of the scale, and ``(Q - S^2/n) / (n - 1)`` must lie in the set of
    squares of the printed standard deviation. Up to four numbers it is also searched whether there are such numbers;
    from five on these conditions are necessary ones, so that what they exclude is impossible.

    References
    ----------
    Anaya J (2016). The GRIMMER test. PeerJ Preprints 4:e2400v1. doi:10.7287/peerj.preprints.2400v1.
    Allard A (2018). Analytic-GRIMMER: a new way of testing the possibility of standard deviations.
    """
    size, items = whole_number(n, "n", least=2), whole_number(items, "items")
    if low is not None and high is not None and not low < high:
        raise DataError(f"low: expected less than high = {high}, got {low}.")
    ends = [None if end is None else end * items for end in (low, high)]
    spread = _one_number(sd, "sd").interval(rounding) * Interval.of(items)
    if spread.high < 0:
        raise DataError(f"sd: expected a number of at least 0, got {sd!r}.")
    if spread.low < 0:
        spread = Interval(Fraction(0), spread.high, True, spread.high_closed)
    squared = spread * spread * Interval.of(size - 1)
    return [
        (total, squares)
        for total in possible_sums(mean, size, items=items, rounding=rounding)
        for squares in (squared + Interval.of(Fraction(total**2, size))).integers()
        if _moments_exist(size, total, squares, *ends)
    ]


def possible_binary(mean: str, sd: str, n: int, *, rounding: str = "half-up") -> list[int]:
    """Give every count of ones among `n` zeros and ones with this mean and standard deviation (DEBIT).

    The standard deviation is that of the sample: ``sqrt(k (n - k) / (n (n - 1)))`` with k ones.

    Parameters
    ----------
    mean, sd : str
        As printed, the mean as a share of 1.
    n : int
        How many zeros and ones, at least 2.
    rounding : str
        Convention of both prints, one of `analysis.printed.ROUNDINGS`.

    References
    ----------
    Heathers JAJ, Brown NJL (2019). DEBIT: a simple consistency test for binary data. https://osf.io/5vb3u/

    Examples
    --------
    >>> possible_binary("0.36", "0.11", 20), possible_binary("0.35", "0.49", 20)
    ([], [7])
    """
    size = whole_number(n, "n", least=2)
    spread = _one_number(sd, "sd").interval(rounding)
    ones = range(size + 1)
    return [
        count
        for count in possible_sums(mean, size, rounding=rounding)
        if count in ones and _root_in(Fraction(count * (size - count), size * (size - 1)), spread)
    ]


def check_mean(
    mean: str,
    n: int,
    *,
    sd: str | None = None,
    items: int = 1,
    low: int | None = None,
    high: int | None = None,
    rounding: str = "half-up",
) -> list[Finding]:
    """Hold a printed mean of whole numbers, and its standard deviation, against their number.

    Parameters are those of `possible_sums` and `possible_moments`. Empty when both can be true.
    """
    said, size = _one_number(mean, "mean"), whole_number(n, "n")

    def fits(convention: str) -> bool:
        return bool(possible_sums(mean, size, items=items, rounding=convention))

    def both_fit(convention: str) -> bool:
        return bool(possible_moments(mean, sd, size, items=items, low=low, high=high, rounding=convention))

    if not fits(rounding):
        total = size * items
        below = int(said.value * total // 1)
        means = {sum_: rounded(Fraction(sum_, total), said.decimals + 1) for sum_ in (below, below + 1)}
        near = [f"{sum_:,}/{total:,} is {made}" for sum_, made in means.items()]
        what = f"mean {said.text.strip()} of {total:,} whole numbers"
        return [_finding("mean of whole numbers", what, mean, "; ".join(near), fits, rounding)]
    if sd is not None and not both_fit(rounding):
        what = f"mean {said.text.strip()} with a standard deviation of {sd.strip()} of {size:,} whole numbers"
        sums = possible_sums(mean, size, items=items, rounding=rounding)
        near = _nearest_sds(_one_number(sd, "sd"), sums, size, items)
        return [_finding("standard deviation of whole numbers", what, sd, near, both_fit, rounding)]
    return []


def check_binary(mean: str, sd: str, n: int, *, rounding: str = "half-up") -> list[Finding]:
    """Hold the printed mean and standard deviation of zeros and ones against their number (DEBIT)."""

    def fits(convention: str) -> bool:
        return bool(possible_binary(mean, sd, n, rounding=convention))

    if fits(rounding):
        return []
    size = whole_number(n, "n", least=2)
    near = [
        f"{count} ones have mean {count / size:.4g} and standard deviation {_binary_sd(count, size):.4g}"
        for count in (possible_sums(mean, size, rounding="any") or [round(_one_number(mean, "mean").value * size)])[:2]
    ]
    what = f"mean {mean.strip()} with a standard deviation of {sd.strip()} of {size:,} zeros and ones"
    return [_finding("mean of zeros and ones", what, sd, "; ".join(near), fits, rounding)]


def _nearest_sds(said: Printed, sums: list[int], n: int, items: int) -> str:
    """Give the nearest standard deviations below and above the print that whole numbers with these sums have."""
    variances = set()
    for total in sums[:50]:
        center = round((said.value * items) ** 2 * (n - 1) + total**2 / n)
        close = (squares for squares in range(center - 3, center + 4) if _moments_exist(n, total, squares, None, None))
        variances |= {Fraction(n * squares - total**2, n * (n - 1)) for squares in close}
    roots = sorted(float(variance) ** 0.5 / items for variance in variances)
    nearest = [root for root in roots if root < said.value][-1:] + [root for root in roots if root > said.value][:1]
    return f"the nearest possible are {' and '.join(f'{root:.{said.decimals + 2}f}' for root in nearest)}"


def _finding(rule: str, what: str, printed: str, expected: str, fits, rounding: str) -> Finding:
    other = next((name for name in (*CONVENTIONS, "any", "twice") if fits(name)), None)
    severity = {None: "impossible", "twice": "inconsistent"}.get(other, "unusual")
    how = {"any": "a mixture of conventions", "twice": "rounding twice"}.get(other, other)
    start = f"A {what} needs {how}" if other else f"There is no {what}"
    means = str(read_printed(printed).interval(rounding))
    return Finding(rule, severity, f"{start}: {expected}.", printed=printed, means=means, expected=expected)


def _one_number(printed: str, name: str) -> Printed:
    said = read_printed(str(printed))
    if said.value != said.value or said.relation in (">", ">=", "<", "<="):
        raise DataError(f"{name}: expected one printed number, got {printed!r}.")
    return said


def _binary_sd(count: int, n: int) -> float:
    return (count * (n - count) / (n * (n - 1))) ** 0.5


def _root_in(square: Fraction, interval: Interval) -> bool:
    """Tell whether the root of `square` lies in a set, by squares only."""
    above = interval.low < 0 or square > interval.low**2 or (interval.low_closed and square == interval.low**2)
    below = square < interval.high**2 or (interval.high_closed and square == interval.high**2)
    return above and below and interval.high >= 0


def _moments_exist(n: int, total: int, squares: int, low: int | None, high: int | None) -> bool:
    each, rest = divmod(total, n)
    least = (n - rest) * each**2 + rest * (each + 1) ** 2
    if (squares - total) % 2 or squares < least:
        return False
    if (
        low is not None
        and high is not None
        and (total < n * low or total > n * high or squares > _most(n, total, low, high))
    ):
        return False
    return n > 4 or _numbers_exist(n, total, squares, low, high)


def _most(n: int, total: int, low: int, high: int) -> int:
    """Give the largest sum of squares: all numbers at the ends of the scale but one."""
    tops, between = divmod(total - n * low, high - low)
    last = (low + between) ** 2 if tops < n else 0
    return tops * high**2 + max(n - tops - 1, 0) * low**2 + last


def _numbers_exist(n: int, total: int, squares: int, low: int | None, high: int | None) -> bool:
    """Tell whether `n` whole numbers have this sum and sum of squares, by trying the first."""
    if n == 1:
        inside = (low is None or total >= low) and (high is None or total <= high)
        return inside and total**2 == squares
    # (n x - S)^2 <= (n - 1)(n Q - S^2): no number can be farther from the mean.
    reach = isqrt(max((n - 1) * (n * squares - total**2), 0))
    first, last = -((reach - total) // n), (total + reach) // n
    first, last = max(first, first if low is None else low), min(last, last if high is None else high)
    return any(_numbers_exist(n - 1, total - x, squares - x * x, low, high) for x in range(first, last + 1))
