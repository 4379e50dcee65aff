"""A printed mean growth per year against the change that it makes over the years."""

from __future__ import annotations

import math
from decimal import Context, Decimal
from fractions import Fraction

from ..errors import DataError
from ..printed import Interval, read_printed
from .arguments import whole_number
from .compare import Number, as_interval, as_text, compared
from .findings import Finding

_ROOTS = Context(prec=60)


def check_annual_growth(printed: str, change: Number, years: int, *, rounding: str = "half-up") -> list[Finding]:
    """Hold a printed mean growth per year (percent) against the whole change (percent) over a number of years.

    Parameters
    ----------
    printed : str
        The growth per year as printed.
    change : str, number or Interval
        The whole change in percent; text is a rounded print, a number is exact. See `percent_change_set` for two
        end points.
    years : int
        Intervals, not years with a number: 2014 to 2017 are three.
    rounding : str
        Convention under which nothing is said, one of `analysis.printed.ROUNDINGS`.

    Returns
    -------
    list of Finding
        Empty when the print can be true. The mean is the geometric one, ``(1 + change)^(1/years) - 1``; a failed
        print is tried as the simple mean and with one year more and one less.

    Raises
    ------
    DataError
        When `years` is no whole number of at least 1 or the change is -100 percent or less.

    Examples
    --------
    >>> check_annual_growth("10.8%", "36.2%", 3)
    []
    >>> check_annual_growth("12.1%", "36.2%", 3)[0].explanation.rpartition(": ")[2]
    'it is the change divided by the years (simple mean).'
    """
    years = whole_number(years, "years")

    def growth(intervals):
        def truth(take):
            factor = Interval.of(1) + as_interval(change, take) / Interval.of(100)
            low, high = (100 * (_root(end, intervals) - 1) for end in (factor.low, factor.high))
            return Interval(low, high, factor.low_closed, factor.high_closed)

        return truth

    readings = {
        "the change divided by the years (simple mean)": lambda take: as_interval(change, take) / Interval.of(years),
        f"the growth over {years + 1} years": growth(years + 1),
    }
    if years > 1:
        readings[f"the growth over {years - 1} years"] = growth(years - 1)
    return compared(
        "annual growth",
        read_printed(printed),
        growth(years),
        rounding=rounding,
        subject=f"The yearly growth that makes {as_text(change).removesuffix('%')}% in {years} years",
        unit="%",
        readings=readings,
    )


def _root(number: Fraction | float, degree: int) -> Fraction | float:
    if number <= 0:
        raise DataError("change: expected more than -100 percent; nothing grows back from nothing.")
    if number == math.inf:
        return number
    ratio = Fraction(number)
    exact = _ROOTS.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    root = _ROOTS.power(exact, _ROOTS.divide(Decimal(1), Decimal(degree)))
    return Fraction(Context(prec=50).plus(root))  # ten digits fewer, so that the root of 8 is 2
