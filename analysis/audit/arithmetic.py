"""One printed number against the numbers that it was computed from: changes, ratios, differences, rates, growth."""

from __future__ import annotations

import re

from ..printed import Interval, Printed, read_printed
from .arguments import whole_number
from .compare import Number, as_interval, as_text, compared, quotient, scaled
from .findings import Finding

_UP = re.compile(r"increas|\bris(?:e|en|ing)\b|\brose\b|\bgrew\b|growth|higher", re.IGNORECASE)
_DOWN = re.compile(r"decreas|declin|\bfall|\bfell\b|\bdrop|reduc|lower", re.IGNORECASE)
_NAMED_UNIT = re.compile(r"[%٪％‰‱]|per ?cent|per ?mille?\b|promille", re.IGNORECASE)


def check_percent_change(
    printed: str, old: Number, new: Number, *, rounding: str = "half-up", signed: bool = False
) -> list[Finding]:
    """Hold a printed percent change against its end points.

    Parameters
    ----------
    printed : str
        The change as printed, e.g. ``"61% increase"``, ``"-19.8%"``. A word of direction is part of the claim.
    old, new : str, number or Interval
        End points. Text is a rounded print (``"0.7"`` is all of [0.65, 0.75)), a number is exact: pass counts as
        numbers.
    rounding : str
        Convention under which nothing is said (see `analysis.printed.ROUNDINGS`).
    signed : bool
        Whether decreases are printed with a minus sign there. Otherwise ``19.5%`` without a word may be a decrease.

    Returns
    -------
    list of Finding
        Empty when the print can be true. A failed print is tried as the change divided by the later number, as the
        ratio in percent, as the plain difference and others, and the finding says which of them it is.

    Raises
    ------
    DataError
        When a print holds no number, an end point is no finite number, or the first one is 0.

    Examples
    --------
    >>> check_percent_change("61% increase", 247, 398)
    []
    >>> check_percent_change("38% increase", 247, 398)[0].explanation.rpartition(": ")[2]
    'it is the change divided by the later number.'
    """
    said, direction = read_printed(printed), _direction(printed)

    def shaped(change: Interval) -> Interval:
        return _as_claimed(change, said, direction, signed)

    def pair(take):
        return as_interval(old, take), as_interval(new, take)

    readings = {
        "the change divided by the later number": lambda take: shaped(
            scaled(Interval.of(1) - quotient(*pair(take)), 100)
        ),
        "the ratio of the two numbers in percent, not their change": lambda take: scaled(
            quotient(*pair(take)[::-1]), 100
        ),
        "the ratio of the two numbers, not a percentage": lambda take: quotient(*pair(take)[::-1]),
        "the first number in percent of the second": lambda take: scaled(quotient(*pair(take)), 100),
        "the plain difference of the two numbers": lambda take: shaped(pair(take)[1] - pair(take)[0]),
    }
    return compared(
        "percent change",
        said,
        lambda take: shaped(percent_change_set(old, new, rounding=take)),
        rounding=rounding,
        subject=f"The change from {as_text(old)} to {as_text(new)}",
        unit="%",
        readings=readings,
    )


def check_ratio(printed: str, numerator: Number, denominator: Number, *, rounding: str = "half-up") -> list[Finding]:
    """Hold a printed ratio against what it divides.

    Parameters
    ----------
    printed : str
        The ratio as printed: ``"2.5-fold"``, ``"tenfold"``, ``"1.58"``, or a mean per year.
    numerator, denominator : str, number or Interval
        Text is a rounded print, a number is exact, as for `check_percent_change`.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print can be true. A failed print is tried as the inverse, as the change, and for two
        percentages as their odds ratio.

    Raises
    ------
    DataError
        When a print holds no number or the denominator is 0.

    Examples
    --------
    >>> check_ratio("2.5-fold", 518, 207)
    []
    >>> check_ratio("1.5-fold", 518, 207)[0].explanation
    '518 divided by 207 is 2.50, and 1.5-fold is printed: it is the change, not the ratio.'
    """

    def ratio(take):
        return quotient(as_interval(numerator, take), as_interval(denominator, take))

    def odds(number, take):
        return Interval.of(1) / (Interval.of(100) / as_interval(number, take) - Interval.of(1))

    readings = {
        "the ratio the other way round": lambda take: quotient(
            as_interval(denominator, take), as_interval(numerator, take)
        ),
        "the change, not the ratio": lambda take: ratio(take) - Interval.of(1),
        "the change in percent": lambda take: scaled(ratio(take) - Interval.of(1), 100),
    }
    if all(
        number.low > 0 and number.high < 100 for number in (as_interval(n, "any") for n in (numerator, denominator))
    ):
        readings["the odds ratio of the two percentages"] = lambda take: odds(numerator, take) / odds(denominator, take)
    return compared(
        "ratio",
        read_printed(printed),
        ratio,
        rounding=rounding,
        subject=f"{as_text(numerator)} divided by {as_text(denominator)}",
        readings=readings,
    )


def check_difference(printed: str, first: Number, second: Number, *, rounding: str = "half-up") -> list[Finding]:
    """Hold a printed difference (for percentages: of percentage points) against its two arms.

    Parameters
    ----------
    printed : str
        The difference as printed; without a sign the order of the arms is left open.
    first, second : str, number or Interval
        Text is a rounded print, a number is exact, as for `check_percent_change`.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print can be true. A failed print is tried as the change in percent.

    Raises
    ------
    DataError
        When a print holds no number or an arm is no finite number.

    Examples
    --------
    >>> check_difference("35.2", "56.8%", "21.6%")
    []
    >>> check_difference("163%", "56.8%", "21.6%")[0].explanation.rpartition(": ")[2]
    'it is the change in percent, not the difference.'
    """
    said = read_printed(printed)

    def difference(take):
        return _as_claimed(as_interval(first, take) - as_interval(second, take), said, 0, False)

    def relative(take):
        return _as_claimed(percent_change_set(second, first, rounding=take), said, 0, False)

    return compared(
        "difference",
        said,
        difference,
        rounding=rounding,
        subject=f"The difference of {as_text(first)} and {as_text(second)}",
        readings={"the change in percent, not the difference": relative},
    )


def check_rate(
    printed: str, count: Number, population: Number, *, per: int = 100_000, rounding: str = "half-up"
) -> list[Finding]:
    """Hold a printed rate against its count and population.

    Parameters
    ----------
    printed : str
        The rate as printed, per `per` people; one in percent or per mille (``12.5‰``) is per 100 or 1,000, as it says.
    count, population : str, number or Interval
        Text is a rounded print (``"302.5 million"``), a number is exact, as for `check_percent_change`.
    per : int
        Size of the unit.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print can be true. A failed print is tried per 1 to per 1,000,000.

    Raises
    ------
    DataError
        When a print holds no number, the population is 0, or `per` is no whole number of at least 1.

    Examples
    --------
    >>> check_rate("3.1", 9400, "302.5 million")
    []
    >>> check_rate("31.1", 9400, "302.5 million")[0].explanation
    '9,400 among 302.5 million is 3.11 per 100,000, and 31.1 is printed: it is the rate per 1,000,000.'
    """
    said, per = read_printed(printed), whole_number(per, "per")
    if _NAMED_UNIT.search(printed):  # read as percent
        per = 100

    def rate_per(size):
        return lambda take: scaled(quotient(as_interval(count, take), as_interval(population, take)), size)

    readings = {
        f"the rate per {size:,}": rate_per(size) for size in (1, 100, 10**3, 10**4, 10**5, 10**6) if size != per
    }
    return compared(
        "rate",
        said,
        rate_per(per),
        rounding=rounding,
        subject=f"{as_text(count)} among {as_text(population)}",
        unit=f" per {per:,}",
        readings=readings,
    )


def percent_change_set(old: Number, new: Number, *, rounding: str = "half-up") -> Interval:
    """Give every percent change that two printed (text) or exact (number) end points allow.

    Parameters
    ----------
    old, new : str or number
        Before and after; a text means every number that prints so.
    rounding : str
        How the texts were made, one of `analysis.printed.ROUNDINGS`.

    Examples
    --------
    >>> str(percent_change_set(207, 3054))
    '1375.36231884058'
    >>> change = percent_change_set("0.7", "10.4")
    >>> round(float(change.low)), round(float(change.high))
    (1280, 1508)
    """
    return scaled(quotient(as_interval(new, rounding), as_interval(old, rounding)) - Interval.of(1), 100)


def _direction(text: str) -> int:
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    return up - down


def _as_claimed(change: Interval, said: Printed, direction: int, signed: bool) -> Interval:
    """Turn a decrease round where it is claimed by a word, or where a number without a sign may be one."""
    minus = said.value < 0
    if direction < 0:
        return change if minus else -change
    falling = change.high <= 0 and change.low < 0
    return -change if falling and direction == 0 and not minus and not signed else change
