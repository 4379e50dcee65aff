"""How numbers are printed: counts, percentages, ratios with limits, p values; halves are rounded up, away from zero."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import wraps

import pandas as pd


class Withheld(str):
    """What stands in the place of a number that a release keeps back; every form prints it as it is.

    Examples
    --------
    >>> whole(Withheld("*")), percent_of(Withheld("*"), 812), limits(Withheld("*"), Withheld("*"), ratio)
    ('*', '*', '*')
    """

    __slots__ = ()


def _or_withheld(form: Callable) -> Callable:
    """Print a withheld number as what stands in its place, whatever the form."""

    @wraps(form)
    def printed(*values, **options) -> str:
        return next((str(value) for value in values if isinstance(value, Withheld)), None) or form(*values, **options)

    return printed


@_or_withheld
def whole(value: float) -> str:
    """Print a count with separators of thousands; nothing where there is none."""
    return "" if pd.isna(value) else f"{int(value):,}"


def rounded(value: float | Fraction, decimals: int = 0) -> str:
    """Print a number to so many decimals, halves away from zero, with separators of thousands.

    Examples
    --------
    >>> rounded(Fraction(1225, 10), 0), rounded(1.005, 2), rounded(-0.25, 1)
    ('123', '1.01', '-0.3')
    >>> rounded(-0.04, 1)
    '0.0'
    """
    if pd.isna(value):
        return ""
    if isinstance(value, float) and math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    # twelve digits are what the CSV files hold, so that what is read from them prints the same
    exact = Fraction(value) if isinstance(value, (int, Fraction)) else Fraction(f"{value:.12g}")
    units = math.floor(abs(exact) * 10**decimals + Fraction(1, 2))
    above, below = divmod(units, 10**decimals)
    return f"{'-' if exact < 0 and units else ''}{above:,}{f'.{below:0{decimals}}' if decimals else ''}"


@_or_withheld
def percent_of(n: int, denominator: int, decimals: int = 1) -> str:
    """Print a count as a percentage, halves rounded up, by whole numbers only; nothing where nothing is counted.

    One that would print as none or as all of them, and is not, is below or above what the digits can tell.

    Examples
    --------
    >>> percent_of(1, 16), percent_of(9, 2000), percent_of(229, 400)
    ('6.3%', '0.5%', '57.3%')
    >>> percent_of(0, 9000), percent_of(2, 9000), percent_of(8999, 9000), percent_of(1, 900, 0)
    ('0.0%', '<0.1%', '>99.9%', '<1%')
    """
    return _told_apart(Fraction(100 * int(n), int(denominator)), decimals) if denominator else ""


def _told_apart(percentage: float | Fraction, decimals: int) -> str:
    """Print a percentage; ``<0.1%`` and ``>99.9%`` where the digits alone would say none and all."""
    said, least = rounded(percentage, decimals), Fraction(1, 10**decimals)
    if percentage > 0 and said == rounded(0, decimals):
        return f"<{rounded(least, decimals)}%"
    return f">{rounded(100 - least, decimals)}%" if percentage < 100 and said == rounded(100, decimals) else f"{said}%"


@_or_withheld
def percent(share: float, decimals: int = 1) -> str:
    """Print a share as a percentage, as `percent_of` does; a missing one as nothing.

    Examples
    --------
    >>> percent(0.0625), percent(0.125, 0), percent(0.0004), percent(0.996, 0)
    ('6.3%', '13%', '<0.1%', '>99%')
    """
    # ten decimals: what arithmetic leaves of none (1e-17) is none
    return "" if pd.isna(share) else _told_apart(round(100 * share, 10), decimals)


@_or_withheld
def bare_percent(share: float, decimals: int = 1) -> str:
    """Print a share as a percentage, without its sign."""
    return percent(share, decimals).removesuffix("%")


@_or_withheld
def percent_points(difference: float) -> str:
    """Print a difference of two shares as a percentage; a small one of either sign as zero."""
    return "" if pd.isna(difference) else f"{rounded(100 * difference, 1)}%"


@_or_withheld
def signed_percent(value: float, decimals: int = 1, *, plus: bool = False) -> str:
    """Print a percent change; a minus sign where it falls and, where asked for, a plus sign where it rises.

    Examples
    --------
    >>> signed_percent(6.25), signed_percent(-6.25), signed_percent(0.125, 2, plus=True)
    ('6.3', '−6.3', '+0.13')
    >>> signed_percent(0.04, plus=True), signed_percent(-0.04)
    ('0.0', '0.0')
    """
    said = rounded(value, decimals).replace("-", "\u2212")
    return f"+{said}" if plus and said and said[0] != "\u2212" and said.strip("0.") else said


@_or_withheld
def ratio(value: float) -> str:
    """Print a ratio or a rate: two decimals below 10, one below 100, none above; small ones to two digits."""
    if pd.isna(value):
        return ""
    if value >= 0.1 or value == 0:
        return rounded(value, 0 if value >= 100 else 1 if value >= 10 else 2)
    return f"{value:#.2g}" if value >= 0.001 else "<0.001"


def decimals_of(value: float) -> int:
    """Give the decimals of a ratio or a rate by its size: what `ratio` prints of it."""
    if not math.isfinite(value) or value == 0:
        return 2
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 1 - math.floor(math.log10(size))


@_or_withheld
def fixed(value: float, decimals: int) -> str:
    """Print a number to so many decimals; one above zero that would print as zero as less than the last of them."""
    least = Fraction(1, 10**decimals)
    return f"<{rounded(least, decimals)}" if 0 < value < least / 2 else rounded(value, decimals)


def alike(value: float, *others: float) -> tuple[str, ...]:
    """Print a ratio or a rate and its limits, all to the decimals of the first that has a size.

    Examples
    --------
    >>> alike(2.463, 0.287, 21.137), alike(0.0952, 0.0803, 0.112), alike(0.0, 0.0, 0.012)
    (('2.46', '0.29', '21.14'), ('0.095', '0.080', '0.112'), ('0.000', '0.000', '0.012'))
    """
    numbers = [number for number in (value, *others) if not isinstance(number, Withheld)]
    sized = [number for number in numbers if math.isfinite(number) and number]
    decimals = decimals_of(sized[0]) if sized else 2
    return tuple(fixed(number, decimals) for number in (value, *others))


def in_full(number: float, digits: int = 10) -> str:
    """Print a number to so many digits with thousands set apart, and never as a power of ten.

    Examples
    --------
    >>> in_full(300_000_000.0), in_full(2e-08), in_full(0.30000000000000004)
    ('300,000,000', '0.00000002', '0.3')
    """
    return f"{Decimal(f'{number:.{digits}g}').normalize():,f}"


@_or_withheld
def p_value(p: float) -> str:
    """Print a p value: two decimals, three below 0.1, and ``<0.001``; one that would round to 1 is ``>0.99``."""
    if pd.isna(p):
        return ""
    if p < 0.001:
        return "<0.001"
    if p > 0.99:
        return ">0.99"
    return rounded(p, 3 if p < 0.1 else 2)


def significant(value: float) -> str:
    """Print a number to four significant digits (a year to a tenth), with an exponent only where it is out of reach."""
    if pd.isna(value):
        return ""
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    if value and not 1e-4 <= abs(value) < 1e12:
        return f"{value:.4g}"
    if abs(value) >= 999.95:
        return f"{value:,.0f}" if abs(value) >= 9999.5 else f"{value:.1f}".removesuffix(".0")
    return f"{Decimal(f'{value:.4g}'):f}"


def words(value: object) -> str:
    """Print a text as it stands."""
    return str(value)


@_or_withheld
def year(value: float) -> str:
    """Print a year."""
    return f"{int(value)}"


FORMS: dict[str, Callable] = {
    "count": whole,
    "year": year,
    "percent": percent,
    "bare percent": bare_percent,
    "percent change": signed_percent,
    "ratio": ratio,
    "p": p_value,
    "text": words,
}


@_or_withheld
def limits(low: float, high: float, form: Callable) -> str:
    """Print two limits with an en dash between them; with "to" where one is negative or a bound.

    Examples
    --------
    >>> limits(0.0275, 0.645, bare_percent), limits(0.0001, 0.645, bare_percent)
    ('2.8–64.5', '<0.1 to 64.5')
    """
    ends = (form(low), form(high))
    bound = any(end.startswith(("<", ">")) for end in ends)
    return (" to " if low < 0 or high < 0 or bound else "\u2013").join(ends)


@_or_withheld
def spread(low: float, high: float, form: Callable) -> str:
    """Print two limits or quartiles with "to" between them, which no program breaks or reads as a minus sign.

    Examples
    --------
    >>> spread(0.0275, 0.645, bare_percent)
    '2.8 to 64.5'
    """
    return f"{form(low)} to {form(high)}"


def listed(parts: list[str], last: str = "and") -> str:
    """Join words as a list in a sentence."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""


UNKNOWABLE = 1000  # a ratio beyond it, or below one in so many, comes of a cell that is all but empty


def estimable(value: float) -> str:
    """Print a ratio, or a limit of one; what is out of all reach, and infinity, is "not estimable".

    Examples
    --------
    >>> estimable(1.375), estimable(90920922.61), estimable(3e-9)
    ('1.38', 'not estimable', 'not estimable')
    """
    return ratio(value) if pd.isna(value) or 1 / UNKNOWABLE <= value <= UNKNOWABLE else "not estimable"


def changed(value: float) -> str:
    """Print a percent change with its sign of percent; nothing where there is none.

    Examples
    --------
    >>> changed(-46.38), changed(0.0), changed(math.inf)
    ('-46.4%', '0.0%', 'infinite')
    """
    said = rounded(value, 1)
    return f"{said}%" if said and math.isfinite(value) else said
