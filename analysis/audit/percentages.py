"""Which counts can a printed percentage mean?"""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation

from ..errors import DataError


def possible_counts(printed: str, n: int) -> list[int]:
    """Give every whole count of `n` whose percentage is printed as `printed`.

    A printed percentage stands for an interval: ``68.2%`` is [68.15, 68.25) when halves are rounded up. A count
    fits when 100 * count / n lies in that interval (the GRIM test for a share).

    Parameters
    ----------
    printed : str
        The percentage as printed, with or without its sign: its decimals set the interval.
    n : int
        The denominator, at least 1.

    Returns
    -------
    list of int
        The counts that fit, ascending; empty when no count of `n` can give that percentage.

    Raises
    ------
    DataError
        When `printed` is no percentage between 0 and 100 or `n` is no whole number of at least 1.

    References
    ----------
    Brown NJL, Heathers JAJ (2017). The GRIM test. Social Psychological and Personality Science 8:363-369.
    doi:10.1177/1948550616673876

    Examples
    --------
    >>> possible_counts("68.2%", 43), possible_counts("68.2%", 22)
    ([], [15])
    """
    low, high = _interval(printed)
    if isinstance(n, bool) or (not isinstance(n, int) and not (isinstance(n, float) and n.is_integer())) or n < 1:
        raise DataError(f"n: expected a whole number of at least 1, got {n!r}.")
    first = math.ceil(low * int(n) / 100)
    last = math.ceil(high * int(n) / 100) - 1
    return list(range(max(first, 0), min(last, int(n)) + 1))


def _interval(printed: str) -> tuple[Decimal, Decimal]:
    """Give the half-open interval [low, high) of percentages that are printed so, in exact decimals."""
    try:
        value = Decimal(str(printed).replace("%", "").strip())
        fits = 0 <= value <= 100
    except InvalidOperation:
        fits = False
    if not fits:
        raise DataError(f"printed: expected a percentage from 0 to 100 such as '68.2%', got {printed!r}.")
    half = Decimal(1).scaleb(value.as_tuple().exponent) / 2
    return value - half, value + half
