"""Can whole numbers have this mean and this standard deviation? GRIM, GRIMMER and DEBIT."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from numbers import Integral

from ..errors import DataError
from ..forms import rounded
from ..printed import Interval, Printed, read_printed
from .arguments import LARGEST, MOST, length, listed, whole_number
from .compare import CONVENTIONS
from .findings import Finding
from .moments import extremes, moments_exist, numbers_exist

SUMS = 100_000
"""Most sums that are tried with a standard deviation."""


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
        When `mean` is no number, a count is no count, or more than 1,000,000 sums fit.

    References
    ----------
    Brown NJL, Heathers JAJ (2017). The GRIM test. Social Psychological and Personality Science 8:363-369.
    doi:10.1177/1948550616673876

    Examples
    --------
    >>> possible_sums("5.19", 28), possible_sums("5.18", 28)
    ([], [145])
    """
    return listed(sums_of(mean, n, items, rounding), "sums")


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
        When a print is no number, a count is no count, `low` is not below `high`, or more than 100,000 sums or
        1,000,000 pairs fit.

    Notes
    -----
    The sum of squares Q must be whole, as even or odd as the sum S, at least that of numbers as equal as possible
    and at most that of numbers at both ends of the scale, and ``(Q - S^2/n) / (n - 1)`` must lie in the set of
    squares of the printed standard deviation. Up to four numbers it is also searched whether there are such numbers
    (of three within 1,000, of four within 100 of each other); else these conditions are necessary ones, so that what
    they exclude is impossible.

    References
    ----------
    Anaya J (2016). The GRIMMER test. PeerJ Preprints 4:e2400v1. doi:10.7287/peerj.preprints.2400v1.
    Allard A (2018). Analytic-GRIMMER: a new way of testing the possibility of standard deviations.

    Examples
    --------
    >>> possible_moments("5.18", "1.19", 28), possible_moments("5.18", "1.20", 28)
    ([(145, 789)], [])
    """
    found = list(islice(_moments(mean, sd, n, items, (low, high), rounding), MOST + 1))
    if len(found) > MOST:
        raise DataError(f"n: expected a smaller number; more than {MOST:,} pairs of sums fit.")
    return found


def sums_of(mean: str, n: int, items: int, rounding: str) -> range:
    """Give the sums that `n` numbers, each of so many items, can have."""
    total = whole_number(n, "n") * whole_number(items, "items")
    return (one_number(mean, "mean").interval(rounding) * Interval.of(total)).integers()


def _moments(mean: str, sd: str, n: int, items: int, ends, rounding: str) -> Iterator[tuple[int, int]]:
    """Give the pairs of sums one by one; the parity and the extremes of the squares leave out most that do not fit."""
    size, items = whole_number(n, "n", least=2), whole_number(items, "items")
    low, high = (_end_of_scale(end, name, items) for end, name in zip(ends, ("low", "high"), strict=True))
    if low is not None and high is not None and not low < high:
        raise DataError(f"low: expected less than high = {ends[1]}, got {ends[0]}.")
    sums = sums_of(mean, size, items, rounding)
    if length(sums) > SUMS:
        raise DataError(f"n: expected a smaller number; {length(sums):,} sums have this mean, too many to try.")
    squared = _squared(sd, items, rounding) * Interval.of(size - 1)
    for total in sums:
        least, most = extremes(size, total, low, high)
        within = (squared + Interval.of(Fraction(total**2, size))).integers()
        if size <= 4 and length(within) > MOST:
            raise DataError(f"sd: expected a smaller number; {length(within):,} sums of squares have it.")
        first, last = max(within.start, least), min(within.stop - 1, most if most is not None else within.stop)
        for squares in range(first + (first - total) % 2, last + 1, 2):
            if size > 4 or numbers_exist(size, total, squares, low, high):
                yield total, squares


def _squared(sd: str, items: int, rounding: str) -> Interval:
    """Give the set of the variances of sums of items."""
    spread = one_number(sd, "sd").interval(rounding) * Interval.of(items)
    if spread.high < 0:
        raise DataError(f"sd: expected a number of at least 0, got {sd!r}.")
    if spread.low < 0:
        spread = Interval(Fraction(0), spread.high, True, spread.high_closed)
    return spread * spread


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

    Parameters
    ----------
    mean, n, sd, items, low, high, rounding
        As for `possible_sums` and `possible_moments`; the mean alone is checked without `sd`.

    Returns
    -------
    list of Finding
        Empty when both can be true; ``unusual`` under another convention, ``inconsistent`` when rounded twice, else
        ``impossible``, with the nearest means or standard deviations that there are.

    Raises
    ------
    DataError
        As for `possible_moments`.

    Examples
    --------
    Days of stay of 28 patients, each a whole number:

    >>> check_mean("5.18", 28, sd="1.19")
    []
    >>> check_mean("5.19", 28)[0].explanation
    'There is no mean 5.19 of 28 whole numbers: 145/28 is 5.179; 146/28 is 5.214.'
    """
    mean, sd = str(mean), None if sd is None else str(sd)
    said, size, items = one_number(mean, "mean"), whole_number(n, "n"), whole_number(items, "items")

    def fits(convention: str) -> bool:
        return bool(sums_of(mean, size, items, convention))

    def both_fit(convention: str) -> bool:
        return any(True for _ in _moments(mean, sd, size, items, (low, high), convention))

    if not fits(rounding):
        total = size * items
        below = int(said.value * total // 1)
        means = {sum_: rounded(Fraction(sum_, total), said.decimals + 1) for sum_ in (below, below + 1)}
        near = [f"{sum_:,}/{total:,} is {made}" for sum_, made in means.items()]
        what = f"mean {said.text.strip()} of {total:,} whole numbers"
        return [unfit("mean of whole numbers", what, mean, "; ".join(near), fits, rounding)]
    if sd is not None and not both_fit(rounding):
        what = f"mean {said.text.strip()} with a standard deviation of {sd.strip()} of {size:,} whole numbers"
        sums = sums_of(mean, size, items, rounding)
        near = _nearest_sds(one_number(sd, "sd"), sums, size, items)
        return [unfit("standard deviation of whole numbers", what, sd, near, both_fit, rounding)]
    return []


def _nearest_sds(said: Printed, sums: range, n: int, items: int) -> str:
    """Give the nearest standard deviations below and above the print that whole numbers with these sums have."""
    variances = set()
    for total in sums[:50]:
        center = round((said.value * items) ** 2 * (n - 1) + total**2 / n)
        close = (squares for squares in range(center - 3, center + 4) if moments_exist(n, total, squares))
        variances |= {Fraction(n * squares - total**2, n * (n - 1)) for squares in close}
    roots = sorted(float(variance) ** 0.5 / items for variance in variances)
    nearest = [root for root in roots if root < said.value][-1:] + [root for root in roots if root > said.value][:1]
    return f"the nearest possible are {' and '.join(f'{root:.{said.decimals + 2}f}' for root in nearest)}"


def unfit(rule: str, what: str, printed: str, expected: str, fits, rounding: str) -> Finding:
    """Give the finding that there are no such numbers, or that they need another convention."""
    other = next((name for name in (*CONVENTIONS, "any", "twice") if fits(name)), None)
    severity = {None: "impossible", "twice": "inconsistent"}.get(other, "unusual")
    how = {"any": "a mixture of conventions", "twice": "rounding twice"}.get(other, other)
    start = f"A {what} needs {how}" if other else f"There is no {what}"
    means = str(read_printed(printed).interval(rounding))
    return Finding(rule, severity, f"{start}: {expected}.", printed=printed, means=means, expected=expected)


def one_number(printed: str, name: str) -> Printed:
    """Read a print that is one number, no range and no bound."""
    said = read_printed(str(printed))
    if said.value != said.value or said.relation in (">", ">=", "<", "<="):
        raise DataError(f"{name}: expected one printed number, got {printed!r}.")
    return said


def _end_of_scale(end, name: str, items: int) -> int | None:
    """Give the end of the scale of a sum of items."""
    if end is None:
        return None
    if (
        not isinstance(end, (Integral, float))
        or isinstance(end, bool)
        or not abs(float(end)) <= LARGEST
        or end != int(end)
    ):
        raise DataError(f"{name}: expected a whole number, the end of the scale, got {end!r}.")
    return int(end) * items
