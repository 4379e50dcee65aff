"""Can zeros and ones have this mean and this standard deviation? DEBIT."""

from __future__ import annotations

from fractions import Fraction

from ..printed import Interval
from .arguments import listed, whole_number
from .findings import Finding
from .means import one_number, sums_of, unfit


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

    Raises
    ------
    DataError
        When a print is no number, `n` is below 2, or more than 1,000,000 counts fit the mean.

    References
    ----------
    Heathers JAJ, Brown NJL (2019). DEBIT: a simple consistency test for binary data. https://osf.io/5vb3u/

    Examples
    --------
    >>> possible_binary("0.36", "0.11", 20), possible_binary("0.35", "0.49", 20)
    ([], [7])
    """
    size = whole_number(n, "n", least=2)
    spread = one_number(sd, "sd").interval(rounding)
    ones = range(size + 1)
    return [
        count
        for count in listed(sums_of(mean, size, 1, rounding), "counts")
        if count in ones and _root_in(Fraction(count * (size - count), size * (size - 1)), spread)
    ]


def check_binary(mean: str, sd: str, n: int, *, rounding: str = "half-up") -> list[Finding]:
    """Hold the printed mean and standard deviation of zeros and ones against their number (DEBIT).

    Parameters
    ----------
    mean, sd, n, rounding
        As for `possible_binary`.

    Returns
    -------
    list of Finding
        Empty when both can be true; ``unusual`` under another convention, ``inconsistent`` when rounded twice, else
        ``impossible``, with the standard deviation that the mean needs.

    Raises
    ------
    DataError
        As for `possible_binary`.

    Examples
    --------
    >>> check_binary("0.35", "0.49", 20)
    []
    >>> check_binary("0.36", "0.11", 20)[0].severity
    'impossible'
    """
    mean, sd = str(mean), str(sd)

    def fits(convention: str) -> bool:
        return bool(possible_binary(mean, sd, n, rounding=convention))

    if fits(rounding):
        return []
    size = whole_number(n, "n", least=2)
    counts = sums_of(mean, size, 1, "any")[:2] or [round(one_number(mean, "mean").value * size)]
    near = [
        f"{count} ones have mean {count / size:.4g} and standard deviation {_binary_sd(count, size):.4g}"
        for count in counts
        if 0 <= count <= size
    ]
    near = near or ["the mean of zeros and ones lies from 0 to 1"]
    what = f"mean {mean.strip()} with a standard deviation of {sd.strip()} of {size:,} zeros and ones"
    return [unfit("mean of zeros and ones", what, sd, "; ".join(near), fits, rounding)]


def _binary_sd(count: int, n: int) -> float:
    return (count * (n - count) / (n * (n - 1))) ** 0.5


def _root_in(square: Fraction, interval: Interval) -> bool:
    """Tell whether the root of `square` lies in a set, by squares only."""
    above = interval.low < 0 or square > interval.low**2 or (interval.low_closed and square == interval.low**2)
    below = square < interval.high**2 or (interval.high_closed and square == interval.high**2)
    return above and below and interval.high >= 0
