"""What is printed against what the other numbers allow: the sets, the verdict and its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ..errors import DataError
from ..forms import rounded
from ..printed import Interval, Printed, read_printed
from .findings import Finding

CONVENTIONS = ("half-up", "half-even", "half-down", "truncation")
NEAREST = CONVENTIONS[:3]
Number = str | int | float | Fraction | Decimal | Interval
Truth = Callable[[str], Interval]


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
    conventions: Sequence[str] = CONVENTIONS,
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
        Convention under which nothing is said. ``unusual``: another of `conventions` makes it true;
        ``inconsistent``: only rounding twice does; ``impossible``: none does.
    readings : mapping of str to function
        Other quantities that the print may state by mistake.
    repairs : tuple of str
        Repairs to offer beside the right number.
    conventions : sequence of str
        Other conventions that the source may have used.
    """

    def true(say: str, take: str, what: Truth = truth) -> bool:
        return said.interval(say).overlaps(what(take))

    def meets(how: str, what: Truth) -> bool:
        try:
            return true(how, how, what)
        except DataError:  # another quantity that does not exist here, such as a ratio to 0
            return False

    if true(rounding, rounding):
        return []
    right = truth(rounding)
    other = next((name for name in conventions if true(name, name)), "")
    if other or ("truncation" in conventions and true("any", "any")):
        severity, reason = "unusual", f"it fits under {other or 'a mixture of conventions'} only"
    elif true("twice", "half-up"):
        once = shown(right, said.decimals + 1, coarse=True)
        severity, reason = "inconsistent", f"it fits only when {once}{unit} is rounded a second time"
    else:
        tried = [(name, what, how) for how in (rounding, "any") for name, what in (readings or {}).items()]
        meant = next((f"it is {name}" for name, what, how in tried if meets(how, what)), "")
        severity, reason = "impossible", meant or _padding(said, right) or "no rounding gives it"
    expected = f"{shown(right, said.decimals + 1)}{unit}"
    explanation = f"{subject} is {expected}, and {said.text.strip()} is printed: {reason}."
    correct = f"{shown(right, said.decimals, coarse=True)}{unit}"
    return [
        Finding(
            rule=rule,
            severity=severity,
            explanation=explanation[0].upper() + explanation[1:],
            printed=said.text,
            means=str(said.interval(rounding)),
            expected=expected,
            repairs=() if severity == "unusual" else (correct, *repairs),
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
    if isinstance(number, str):
        return number.strip()
    exact = as_interval(number, "half-up")
    whole = exact.low == exact.high and exact.low == int(exact.low)
    return f"{int(exact.low):,}" if whole else str(exact)


def scaled(interval: Interval, factor: int) -> Interval:
    """Multiply a set by an exact number."""
    return interval * Interval.of(factor)


def quotient(numerator: Interval, denominator: Interval) -> Interval:
    """Divide two sets, after checking that there is something to divide by."""
    if denominator.low == denominator.high == 0:
        raise DataError("denominator: expected a number other than 0; nothing can be compared with none.")
    return numerator / denominator


def shown(interval: Interval, decimals: int, *, coarse: bool = False) -> str:
    """Give a set as words: one number where its ends print alike, else ``1,280 to 1,508``.

    `coarse` gives the middle of a wide set too as one number.
    """
    ends = [_fixed(end, decimals) for end in (interval.low, interval.high)]
    if ends == ["infinite", "infinite"]:
        return "any number"
    if "infinite" in ends:
        return f"at least {ends[0]}" if ends[1] == "infinite" else f"at most {ends[1]}"
    if ends[0] == ends[1]:
        return ends[0]
    return _fixed((interval.low + interval.high) / 2, decimals) if coarse else f"{ends[0]} to {ends[1]}"


def _fixed(number: Fraction | float, decimals: int) -> str:
    return "infinite" if isinstance(number, float) else rounded(number, decimals)


def _padding(said: Printed, right: Interval) -> str:
    """Tell whether the right number was rounded to fewer digits than are printed, as 1375 for ``1375.0``."""
    coarse = re.sub(r"(\d)\.0+(?!\d)", r"\1", said.text)
    fits = coarse != said.text and read_printed(coarse).interval().overlaps(right)
    return f"{coarse.strip()} is right, the zeros after the point are not" if fits else ""
