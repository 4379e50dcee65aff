"""A p value of two groups by what is printed of each: a count, a percentage with n, or a mean with its SD."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import DataError
from ..printed import Interval, Printed
from .p_values import exact, p_values_of_groups
from .percentages import counts_in
from .prints import printed_set, shown_number, verdict_of
from .two_means import Moments, p_of_means

MEANS, COUNTS = "p of two means", "p of two groups"
_MOST_COUNTS = 12  # of one group that give its percentage
_USUAL = ("Fisher", "chi-square", "Yates")


@dataclass(frozen=True, slots=True)
class Group:
    """How many a group has, and either the counts that it can have or its mean and SD."""

    n: int
    counts: tuple[int, ...] = ()
    moments: Moments | None = None


def few_counts(percent: Printed, n: int) -> tuple[int, ...]:
    """Give the counts of `n` that are printed as a percentage, but no more than a few.

    Examples
    --------
    >>> from analysis.printed import read_printed
    >>> few_counts(read_printed("68.2"), 44), few_counts(read_printed("68.2"), 43)
    ((30,), ())
    """
    return tuple(counts_in(printed_set(percent), n)[:_MOST_COUNTS]) if n > 0 else ()


def judge_two(p: Printed, one: Group, other: Group) -> tuple[str, str, str] | None:
    """Judge a p value by two groups: the check, the verdict and the calculation; nothing where none is possible.

    The verdict is ``holds``, ``rounding slip`` or ``cannot be checked``: adjusted tests and tests of ranks give other
    p values than these.

    Examples
    --------
    >>> from analysis.printed import read_printed
    >>> judge_two(read_printed("0.13"), Group(22, (5,)), Group(20, (1,)))[1]
    'holds'
    """
    if one.moments is not None and other.moments is not None:
        return _of_means(p, one.moments, other.moments)
    return _of_counts(p, one, other) if one.counts and other.counts else None


def _of_means(p: Printed, one: Moments, other: Moments) -> tuple[str, str, str] | None:
    said = []
    for name, span in p_of_means(one, other).items():
        reach = f"{shown_number(span.low, 4)} to {shown_number(span.high, 4)}"
        said.append(f"{name} {reach}")
        if printed_set(p).overlaps(span):
            words = f"A t test ({name}) of {one.n} and {other.n} gives p of {reach}; {p.text} is printed."
            return MEANS, "holds", words
    words = f"No t test of {one.n} and {other.n} gives {p.text} ({', '.join(said)}); adjusted and rank tests may."
    return (MEANS, "cannot be checked", words) if said else None


def _of_counts(p: Printed, one: Group, other: Group) -> tuple[str, str, str] | None:
    slip, tried = "", {}
    for name, value, mine, theirs in _tests(one, other):
        verdict, gives = verdict_of(p, Interval.of(exact(value))), shown_number(value, 4)
        words = f"{name} of {mine} of {one.n} against {theirs} of {other.n} gives {gives}; {p.text} is printed."
        tried[name] = gives
        if verdict == "holds":
            return COUNTS, verdict, words
        if verdict == "rounding slip" and value and name in _USUAL:
            slip = words
    if slip:
        return COUNTS, "rounding slip", slip
    listed = ", ".join(f"{name} {gives}" for name, gives in tried.items())
    words = f"No test of the counts gives {p.text} ({listed}); adjusted tests may."
    return (COUNTS, "cannot be checked", words) if tried else None


def _tests(one: Group, other: Group) -> Iterator[tuple[str, float, int, int]]:
    for mine in (count for count in one.counts if count <= one.n):
        for theirs in (count for count in other.counts if count <= other.n):
            try:
                tried = p_values_of_groups(mine, one.n, theirs, other.n)
            except DataError:
                continue
            yield from ((name, value, mine, theirs) for name, value in tried.items() if value == value)
