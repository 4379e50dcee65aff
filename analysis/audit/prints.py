"""What a printed number can mean, ties rounded either way, and how far it misses what was computed."""

from __future__ import annotations

from fractions import Fraction

from ..printed import Interval, Printed


def printed_set(said: Printed) -> Interval:
    """Give all that a print can mean, ties rounded up or down, as a closed set; a bound stands for what it bounds."""
    either = said.interval("half-up")
    if said.relation in ("<", "<=", ">", ">=") or either.low == either.high:
        return either
    half = Fraction(f"{said.quantum:.12g}") / 2
    value = Fraction(repr(said.value))
    return Interval(value - half, value + half)


def verdict_of(said: Printed, computed: Interval) -> str:
    """Judge a print by what was computed: *holds*, *rounding slip* or *impossible*.

    Examples
    --------
    >>> from analysis.printed import read_printed
    >>> [verdict_of(read_printed("96.5"), Interval.of(one)) for one in ("96.46", "96.55", "96.6")]
    ['holds', 'holds', 'impossible']
    """
    if printed_set(said).overlaps(computed):
        return "holds"
    if said.relation in ("<", "<=", ">", ">="):
        return "impossible"
    unit, value = Fraction(f"{said.quantum:.12g}"), Fraction(repr(said.value))
    return "rounding slip" if Interval(value - unit, value + unit, False, False).overlaps(computed) else "impossible"


def shown_number(number, decimals: int = 2) -> str:
    """Give a computed number for a sentence, halves rounded up."""
    from ..forms import rounded

    return rounded(float(number), decimals)


def is_whole(said: Printed | None) -> bool:
    """Tell whether a print is one whole number that is no bound."""
    return (
        said is not None and said.value == said.value and said.value == int(said.value) and said.relation in ("", "~")
    )
