"""Rates beside a count and a population."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ....printed import Interval
from ...arithmetic import check_rate
from ...compare import as_interval
from ...findings import Finding
from .grid import Grid, Told
from .pairs import Origin, best, numeric, tell
from .strands import Strand

RULE = "rate"
UNITS = (1, 100, 1000, 10**4, 10**5, 10**6)
PRINTED_IN = (1, 1000, 10**6)  # a population may be printed in thousands or millions
_MOST = 40


def check_rates(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every column of rates against the count and the population beside it, per what heading or rows say."""
    for result in strands:
        if result.part != "value" or result.role != "rate" or result.heading.flags & {"adjusted"}:
            continue
        pairs = list(_pairs(result, strands))
        per = _stated(result)
        origin = best(
            Origin(result, pair, _check(*units), _about(*units), named and per is not None)
            for pair, named in pairs
            for units in _units(per)
        )
        if origin is not None:
            tell(RULE, origin, grid, told, alone=len(pairs) == 1)


def _stated(result: Strand) -> int | None:
    return result.heading.per or (100 if "percent" in result.heading.roles else None)


def _units(per: int | None) -> Sequence[tuple[int, int]]:
    """Give what a rate may be per and what a population may be printed in: as the heading says, else what is usual."""
    return [(unit, 1) for unit in UNITS] if per is None else [(per, unit) for unit in PRINTED_IN]


def _pairs(result: Strand, strands: Sequence[Strand]) -> Iterator[tuple[tuple[Strand, Strand], bool]]:
    ends = [
        s for s in numeric(strands, ("p", "low", "high", "rate", "percent", "change", "sd", "se")) if s is not result
    ]
    same = [s for s in ends if set(s.heading.years) == set(result.heading.years)]
    populations = [s for s in ends if s.role == "population"]
    counts = [s for s in (same or ends) if s.whole and s not in populations]
    nearest = sorted(counts, key=lambda s: abs(s.place - result.place))
    pairs = [((count, base), len(populations) == 1) for base in populations for count in nearest]
    if not populations:
        pairs = [((count, base), False) for base in nearest for count in nearest if base is not count]
    named = {"count", "n", "first", "rate"}
    yield from ((pair, known and (pair[0].role in named or len(counts) == 1)) for pair, known in pairs[:_MOST])


def _check(per: int, unit: int):
    def check(said: str, numbers: tuple) -> list[Finding]:
        count, population = numbers
        if unit > 1:
            return check_rate(
                said.rstrip("%"), count, as_interval(str(population), "half-up") * Interval.of(unit), per=per
            )
        findings = check_rate(said.rstrip("%"), count, population, per=per)
        return findings if findings and check_rate(said.rstrip("%"), count, rounded_base(population), per=per) else []

    return check


def _about(per: int, unit: int):
    return lambda count, population: count / population * (per / unit)


def rounded_base(population) -> Interval:
    """Give what a population can mean that ends in three zeros or more: it was rounded to its last other digit."""
    if not isinstance(population, int) or population % 1000 or not population:
        return as_interval(population, "half-up")
    half = Fraction(10 ** (len(str(population)) - len(str(population).rstrip("0"))), 2)
    return Interval(population - half, population + half)
