"""Which counts, and which denominators, can a printed percentage mean?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..errors import DataError
from ..printed import Interval, Printed, convention, read_printed
from ..stats.arguments import paired
from .arguments import LARGEST, MOST, listed, whole_number

# Letters or a degree sign behind the digits that are neither percent nor words of a bound.
_OTHER_UNIT = re.compile(
    r"\d\s*-?(?!per ?cent|pct|per ?mill|promille|or\b|of\b|[a-z]\)|e\W?\d)(?:[a-zµμ]|°)", re.IGNORECASE
)


def possible_counts(printed: str, n: int, *, rounding: str = "half-up") -> list[int]:
    """Give every whole count of `n` whose percentage is printed as `printed`.

    A printed percentage stands for an interval: ``68.2%`` is [68.15, 68.25) when halves are rounded up. A count
    fits when 100 * count / n lies in that interval (the GRIM test for a share).

    Parameters
    ----------
    printed : str
        The percentage as printed, with or without its sign: its decimals set the interval. A bound such as
        ``"<1%"`` stands for all that it bounds.
    n : int
        The denominator, at least 1.
    rounding : str
        Convention of the print, one of `analysis.printed.ROUNDINGS`; ``"any"`` is the union.

    Returns
    -------
    list of int
        The counts that fit, ascending; empty when no count of `n` can give that percentage.

    Raises
    ------
    DataError
        When `printed` is no percentage between 0 and 100, `n` is no whole number of at least 1, or more than
        1,000,000 counts fit (``"33%"`` of 10^9: `count_ranges` gives the lowest and the highest).

    References
    ----------
    Brown NJL, Heathers JAJ (2017). The GRIM test. Social Psychological and Personality Science 8:363-369.
    doi:10.1177/1948550616673876

    Examples
    --------
    >>> possible_counts("68.2%", 43), possible_counts("68.2%", 22)
    ([], [15])
    """
    return listed(counts_in(percentage(printed).interval(rounding), whole_number(n, "n")), "counts of n")


def possible_denominators(
    printed: str | Sequence[str],
    *,
    up_to: int,
    count: int | None = None,
    exhaustive: bool = False,
    rounding: str = "half-up",
) -> list[int]:
    """Give every denominator that one percentage, or several of the same people, can have.

    Parameters
    ----------
    printed : str or sequence of str
        One percentage, or several that share their unknown denominator.
    up_to : int
        Largest denominator that is tried, at most 1,000,000.
    count : int, optional
        The count behind the percentage, where it is known.
    exhaustive : bool
        Whether the percentages are those of all categories, each person in one of them: then their counts must add
        up to the denominator too.
    rounding : str
        Convention of the print, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of int
        Denominators, ascending. Beyond 10 to the power of 2 plus the decimals every denominator fits a percentage.

    Raises
    ------
    DataError
        When a text is no percentage from 0 to 100, `up_to` is above 1,000,000, or a count is given with several.

    Examples
    --------
    >>> possible_denominators("11.9%", up_to=60)
    [42, 59]
    >>> possible_denominators(["68.2%", "23.8%"], up_to=400)[:2]
    [151, 214]
    """
    texts = [printed] if isinstance(printed, str) or not isinstance(printed, Iterable) else list(printed)
    if not texts or (count is not None and len(texts) > 1):
        raise DataError(f"printed: expected one percentage, or several without a count; got {len(texts)}.")
    sizes = np.arange(1, whole_number(up_to, "up_to", most=MOST) + 1)
    bounds = [count_bounds(percentage(text).interval(rounding), sizes) for text in texts]
    if count is not None:
        count = whole_number(count, "count", least=0)
        bounds = [(np.maximum(low, count), np.minimum(high, count)) for low, high in bounds]
    fits = np.all([low <= high for low, high in bounds], axis=0)
    if exhaustive:
        fits &= (sum(low for low, _ in bounds) <= sizes) & (sizes <= sum(high for _, high in bounds))
    return sizes[fits].tolist()


def count_ranges(printed: ArrayLike, n: ArrayLike, *, rounding: str = "half-up") -> pd.DataFrame:
    """Give for whole columns of percentages and denominators the counts that they can mean (GRIM).

    Parameters
    ----------
    printed : column of str
        Percentages as printed.
    n : int or column of int
        Denominators, at least 1.
    rounding : str
        Convention of the print, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    DataFrame
        ``printed`` (categorical), ``n, lowest, highest`` (counts; missing where none fits), ``possible``, and
        ``chance``, the chance that a random percentage of that precision would have passed: near 1 the test says
        nothing. The index is that of the first Series.

    Raises
    ------
    DataError
        When a text is no percentage from 0 to 100, an `n` is no whole number from 1 to 10^18, or the lengths differ.

    Examples
    --------
    >>> count_ranges(["68.2%", "68.2%"], [22, 43])[["n", "lowest", "highest", "possible"]]
        n  lowest  highest  possible
    0  22      15       15      True
    1  43    <NA>     <NA>     False
    """
    convention(rounding)
    printed, n = paired(printed=printed, n=n)
    index = next((column.index for column in (printed, n) if isinstance(column, pd.Series)), None)
    sizes = _column(n, "n", "whole numbers")
    if sizes.dtype.kind not in "iuf" or not np.all((sizes >= 1) & (sizes <= LARGEST) & (sizes == np.floor(sizes))):
        raise DataError(f"n: expected whole numbers from 1 to {LARGEST:.0e}, got others; leave missing ones out.")
    # A column repeats few percentages (1001 of one decimal): each is read once.
    texts = printed if isinstance(printed, pd.Series) else _column(printed, "printed", "percentages", dtype=object)
    try:
        codes, texts = pd.factorize(texts)
    except TypeError:
        raise DataError("printed: expected percentages as text, got lists or the like.") from None
    if (codes < 0).any():
        raise DataError("printed: expected a percentage in every row, got missing ones; leave them out.")
    try:
        sizes, codes = np.broadcast_arrays(sizes.astype(np.int64), codes)
    except ValueError:
        raise DataError(f"n: expected as many as percentages ({codes.size}), got {sizes.size}.") from None
    said = [percentage(text) for text in texts]
    ends = np.array([_integer_ends(one.interval(rounding)) for one in said], dtype=object).reshape(-1, 5)
    lowest, highest = _between(ends[codes].T, sizes)
    none = lowest > highest
    if rounding == "any":
        chance = [_chance_of_any(said[code], int(size)) for code, size in zip(codes, sizes, strict=True)]
    else:
        chance = _chance(sizes, np.array([_steps(one) for one in said], dtype=float)[codes])
    columns = {"printed": pd.Categorical.from_codes(codes, texts), "n": sizes}
    columns |= {"lowest": pd.arrays.IntegerArray(lowest, none), "highest": pd.arrays.IntegerArray(highest, none.copy())}
    return pd.DataFrame(columns | {"possible": ~none, "chance": chance}, index=index)


def chance_of_passing(printed: str, n: int, *, rounding: str = "half-up") -> float:
    """Give the chance that a random percentage of that precision, 0 to 100, is possible of `n`.

    It is ``(n + 1) / (10^d + 1)`` for 10^d steps (1000 for one decimal) and 1 from ``n = 10^d`` on: with that many
    people every percentage is possible, and that `possible_counts` finds a count says nothing.

    Raises
    ------
    DataError
        When `printed` is no percentage from 0 to 100 or `n` is no whole number of at least 1.

    Examples
    --------
    >>> round(chance_of_passing("68.2%", 43), 3), chance_of_passing("68%", 320)
    (0.044, 1.0)
    """
    said, size = percentage(printed), whole_number(n, "n")
    said.interval(rounding)
    return _chance_of_any(said, size) if rounding == "any" else float(_chance(float(size), float(_steps(said))))


def _column(values, name: str, what: str, dtype=None) -> np.ndarray:
    try:
        column = np.atleast_1d(np.asarray(values, dtype=dtype))
    except (ValueError, TypeError):
        column = None
    if column is None or column.ndim != 1:
        raise DataError(f"{name}: expected one column of {what}, got {type(values).__name__}.")
    return column


def percentage(printed: str) -> Printed:
    """Read a percentage, after checking that it is one number from 0 to 100 and of no other unit (``5 h``)."""
    try:
        said = read_printed(printed if isinstance(printed, str) else str(printed))
    except DataError as error:
        raise DataError(f"printed: expected a percentage from 0 to 100 such as '68.2%'. {error}") from None
    if not 0 <= said.value <= 100 or _OTHER_UNIT.search(said.text):
        raise DataError(f"printed: expected a percentage from 0 to 100 such as '68.2%', got {printed!r}.")
    return said


def counts_in(interval: Interval, n: int) -> range:
    """Give the whole counts of `n` whose percentage lies in a set."""
    low, high, under, low_open, high_open = _integer_ends(interval)
    first = low * n // under + 1 if low_open else -(-low * n // under)
    last = -(-high * n // under) - 1 if high_open else high * n // under
    return range(first, last + 1)


def _within_scale(interval: Interval) -> Interval:
    """Cut a set off at 0 and 100, which a bound such as ``<1%`` leaves open."""
    low = (interval.low, interval.low_closed) if interval.low >= 0 else (Fraction(0), True)
    high = (interval.high, interval.high_closed) if interval.high <= 100 else (Fraction(100), True)
    return Interval(low[0], high[0], low[1], high[1])


def count_bounds(interval: Interval, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give for many denominators the lowest and the highest count in a set of percentages; none where they cross."""
    return _between(np.array(_integer_ends(interval), dtype=object)[:, None], sizes)


def _integer_ends(interval: Interval) -> tuple[int, int, int, int, int]:
    """Give both ends of a set of percentages over one denominator, in whole numbers, and which are open."""
    cut = _within_scale(interval)
    low, high = Fraction(cut.low), Fraction(cut.high)
    ends = low.numerator * high.denominator, high.numerator * low.denominator
    return *ends, 100 * low.denominator * high.denominator, int(not cut.low_closed), int(not cut.high_closed)


def _between(ends, sizes) -> tuple[np.ndarray, np.ndarray]:
    """Give the lowest and the highest count of each size, in whole numbers only."""
    if int(np.max(sizes, initial=0)) * max(ends.ravel(), default=0) < 2**62:  # machine integers hold every product
        low, high, under, low_open, high_open = ends.astype(np.int64)
    else:
        (low, high, under, low_open, high_open), sizes = ends, sizes.astype(object)
    lowest = np.where(low_open, low * sizes // under + 1, -(-low * sizes // under))
    highest = np.where(high_open, -(-high * sizes // under) - 1, high * sizes // under)
    return lowest.astype(np.int64), highest.astype(np.int64)


def _steps(said: Printed) -> int:
    return round(100 / said.quantum)


def _chance(sizes, steps):
    # Neighboring counts are 100/n apart: no more than one step from n = steps on, at least one below.
    return (np.minimum(sizes, steps) + 1) / (steps + 1)


def _chance_of_any(said: Printed, n: int) -> float:
    steps = _steps(said)
    if n >= steps:
        return 1.0
    # A share count * steps / n prints as the step below it (cut off) or, from half a step on, as the one above. That is
    # another print than those of its neighbor when the neighbor's share lies beyond it: counted by the remainders,
    # multiples of `common` that come round `common` times.
    common = gcd(steps, n)
    beyond = max(-(-n // (2 * common)), (2 * n - steps) // common)
    return (n + 1 + common * max(n // common - beyond, 0)) / (steps + 1)
