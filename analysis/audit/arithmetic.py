"""One printed number against the numbers that it was computed from: changes, ratios, rates, growth, shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from ..errors import DataError
from ..printed import Interval, Printed, read_printed
from .findings import Finding

CONVENTIONS = ("half-up", "half-even", "half-down", "truncation")
Number = str | int | float | Fraction | Decimal | Interval
Truth = Callable[[str], Interval]

_UP = re.compile(r"increas|\bris(?:e|en|ing)\b|\brose\b|\bgrew\b|growth|higher", re.IGNORECASE)
_DOWN = re.compile(r"decreas|declin|\bfall|\bfell\b|\bdrop|reduc|lower", re.IGNORECASE)
_ROOTS = Context(prec=60)


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
    """
    said, direction = read_printed(printed), _direction(printed)

    def shaped(change: Interval) -> Interval:
        return _as_claimed(change, said, direction, signed)

    def pair(take):
        return as_interval(old, take), as_interval(new, take)

    readings = {
        "the change divided by the later number": lambda take: shaped(
            scaled(Interval.of(1) - _quotient(*pair(take)), 100)
        ),
        "the ratio of the two numbers in percent, not their change": lambda take: scaled(
            _quotient(*pair(take)[::-1]), 100
        ),
        "the ratio of the two numbers, not a percentage": lambda take: _quotient(*pair(take)[::-1]),
        "the first number in percent of the second": lambda take: scaled(_quotient(*pair(take)), 100),
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
    """Hold a printed ratio (``"2.5-fold"``, ``"tenfold"``, a mean per year) against what it divides.

    Numbers are exact and text is a rounded print, as for `check_percent_change`. Arms given in percent are also
    tried as an odds ratio.
    """

    def ratio(take):
        return _quotient(as_interval(numerator, take), as_interval(denominator, take))

    def odds(number, take):
        share = as_interval(number, take) / Interval.of(100)
        return share / (Interval.of(1) - share)

    readings = {
        "the ratio the other way round": lambda take: _quotient(
            as_interval(denominator, take), as_interval(numerator, take)
        ),
        "the change, not the ratio": lambda take: ratio(take) - Interval.of(1),
        "the change in percent": lambda take: scaled(ratio(take) - Interval.of(1), 100),
    }
    if all(
        0 < number.low and number.high < 100 for number in (as_interval(n, "any") for n in (numerator, denominator))
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
    """Hold a printed difference against its two arms; without a sign the order of the arms is left open."""
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
    """Hold a printed rate against its count and population; other units than `per` are tried when it fails."""

    def rate_per(size):
        return lambda take: scaled(_quotient(as_interval(count, take), as_interval(population, take)), size)

    readings = {
        f"the rate per {size:,}": rate_per(size) for size in (1, 100, 10**3, 10**4, 10**5, 10**6) if size != per
    }
    return compared(
        "rate",
        read_printed(printed),
        rate_per(per),
        rounding=rounding,
        subject=f"{as_text(count)} among {as_text(population)}",
        unit=f" per {per:,}",
        readings=readings,
    )


def check_annual_growth(printed: str, change: Number, years: int, *, rounding: str = "half-up") -> list[Finding]:
    """Hold a printed mean growth per year (percent) against the whole change (percent) over a number of years.

    `years` counts intervals: 2014 to 2017 are three. The mean is the geometric one, ``(1 + change)^(1/years) - 1``;
    a failed print is tried as the simple mean and with one year more and one less.
    """
    if isinstance(years, bool) or not isinstance(years, int) or years < 1:
        raise DataError(f"years: expected a whole number of intervals, at least 1, got {years!r}.")

    def growth(intervals):
        def truth(take):
            factor = Interval.of(1) + as_interval(change, take) / Interval.of(100)
            ends = (Interval.of(_root(end, intervals)) for end in (factor.low, factor.high))
            low, high = (scaled(end - Interval.of(1), 100).low for end in ends)
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
        subject=f"The yearly growth that makes {as_text(change)}% in {years} years",
        unit="%",
        readings=readings,
    )


def check_share(printed: str, part: Number, *others: Number, rounding: str = "half-up") -> list[Finding]:
    """Hold a printed percentage against the part it is of the whole, given as that part and all the others."""
    if not others:
        raise DataError("others: expected the other parts of the whole, got none; see check_percentage for a whole.")

    def rest(take):
        return sum((as_interval(other, take) for other in others), Interval.of(0))

    # 1 / (1 + rest/part) names every number once, so that its limits are those of the set.
    def share(take):
        return scaled(Interval.of(1) / (Interval.of(1) + _quotient(rest(take), as_interval(part, take))), 100)

    readings = {
        "the part in percent of the others": lambda take: scaled(_quotient(as_interval(part, take), rest(take)), 100),
        "the share of the others": lambda take: Interval.of(100) - share(take),
    }
    subject = f"The share of {as_text(part)} beside {' + '.join(map(as_text, others))}"
    return compared(
        "share", read_printed(printed), share, rounding=rounding, subject=subject, unit="%", readings=readings
    )


def percent_change_set(old: Number, new: Number, *, rounding: str = "half-up") -> Interval:
    """Give every percent change that two printed (text) or exact (number) end points allow.

    Examples
    --------
    >>> str(percent_change_set(207, 3054))
    '1375.36231884058'
    >>> change = percent_change_set("0.7", "10.4")
    >>> round(float(change.low)), round(float(change.high))
    (1280, 1508)
    """
    return scaled(_quotient(as_interval(new, rounding), as_interval(old, rounding)) - Interval.of(1), 100)


def compared(
    rule: str,
    said: Printed,
    truth: Truth,
    *,
    rounding: str,
    subject: str,
    unit: str = "",
    readings: Mapping[str, Truth] | None = None,
    repairs: tuple[str, ...] = (),
) -> list[Finding]:
    """Give a finding unless what is printed and what the other numbers allow have a number in common.

    Parameters
    ----------
    rule, subject, unit : str
        Name of the check, and how its sentence begins and what follows a number in it.
    said : Printed
        What is printed.
    truth : function of a rounding to Interval
        What the other numbers allow when they are rounded so.
    rounding : str
        Convention under which nothing is said. ``unusual``: another of the four named ones makes it true;
        ``inconsistent``: only rounding twice does; ``impossible``: none does.
    readings : mapping of str to function
        Other quantities that the print may state by mistake.
    repairs : tuple of str
        Repairs to offer beside the right number.
    """

    def true(say: str, take: str, what: Truth = truth) -> bool:
        return said.interval(say).overlaps(what(take))

    if true(rounding, rounding):
        return []
    right = truth(rounding)
    other = next((name for name in CONVENTIONS if true(name, name)), "any" if true("any", "any") else "")
    if other:
        severity, reason = "unusual", f"it fits under {_convention(other)} only"
    elif true("twice", "half-up"):
        once = shown(right, said.decimals + 1, coarse=True)
        severity, reason = "inconsistent", f"it fits only when {once}{unit} is rounded a second time"
    else:
        severity, reason = "impossible", next((f"it is {name}" for name, what in (readings or {}).items()
                                               if true(rounding, rounding, what)), "no rounding gives it")  # fmt: skip
    expected = f"{shown(right, said.decimals + 1)}{unit}"
    explanation = f"{subject} is {expected}, and {said.text.strip()} is printed: {reason}."
    correct = (f"{shown(right, said.decimals, coarse=True)}{unit}",) if severity != "unusual" else ()
    return [
        Finding(
            rule=rule,
            severity=severity,
            explanation=explanation[0].upper() + explanation[1:],
            printed=said.text,
            means=str(said.interval(rounding)),
            expected=expected,
            repairs=correct + repairs,
        )
    ]


def as_interval(number: Number, rounding: str) -> Interval:
    """Give text as the set that its print means under `rounding`, and a number as itself."""
    if isinstance(number, Interval):
        return number
    if isinstance(number, str):
        return read_printed(number).interval(rounding)
    if isinstance(number, bool):
        raise DataError(f"number: expected a number or its print, got {number!r}.")
    try:
        return Interval.of(number)
    except ValueError:
        raise DataError(f"number: expected a finite number or its print, got {number!r}.") from None


def as_text(number: Number) -> str:
    """Give a number as it reads in a sentence; text stays as printed."""
    return number.strip() if isinstance(number, str) else str(number) if isinstance(number, Interval) else f"{number:,}"


def scaled(interval: Interval, factor: int) -> Interval:
    """Multiply a set by an exact number."""
    return interval * Interval.of(factor)


def shown(interval: Interval, decimals: int, *, coarse: bool = False) -> str:
    """Give a set as words: one number where its ends print alike, else ``1,280 to 1,508``.

    `coarse` gives the middle of a wide set too as one number.
    """
    ends = [_fixed(end, decimals) for end in (interval.low, interval.high)]
    if "infinite" in ends:
        return f"at least {ends[0]}" if ends[1] == "infinite" else f"at most {ends[1]}"
    if ends[0] == ends[1]:
        return ends[0]
    return _fixed((interval.low + interval.high) / 2, decimals) if coarse else f"{ends[0]} to {ends[1]}"


def _fixed(number: Fraction | float, decimals: int) -> str:
    if isinstance(number, float):
        return "infinite"
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _ROOTS):,}"


def _quotient(numerator: Interval, denominator: Interval) -> Interval:
    if denominator.low == denominator.high == 0:
        raise DataError("denominator: expected a number other than 0; nothing can be compared with none.")
    return numerator / denominator


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


def _root(number: Fraction | float, degree: int) -> Fraction:
    if number <= 0:
        raise DataError("change: expected more than -100 percent; nothing grows back from nothing.")
    exact = _ROOTS.divide(Decimal(number.numerator), Decimal(number.denominator))
    root = _ROOTS.power(exact, _ROOTS.divide(Decimal(1), Decimal(degree)))
    return Fraction(root.quantize(Decimal(1).scaleb(-40), context=_ROOTS))


def _convention(rounding: str) -> str:
    return "a mixture of conventions" if rounding == "any" else rounding
