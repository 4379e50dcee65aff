"""The groups of a row that a p-value compares: what is printed of each, and how many it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....errors import DataError
from ....printed import Interval, read_printed
from ...p_values import exact, p_values_of_groups
from ...percentages import counts_in
from ...prints import printed_set, shown_number, verdict_of
from ...two_means import Moments, p_of_means
from .grid import Grid, Place
from .headings import read_heading
from .strands import Strand

_MOST_COUNTS = 12  # of one group that give its percentage
_WHOLE = {"total", "overall", "all", "combined", "whole"}
_USUAL = ("Fisher", "chi-square", "Yates")


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of a row: its cell, its n, and either the counts that it can have or its mean and SD."""

    cell: Place
    n: int
    counts: tuple[int, ...] = ()
    moments: Moments | None = None


def arms_of(grid: Grid, i: int, columns: dict[int, dict[str, Strand]], *, paired: bool = False) -> list[Arm]:
    """Give the groups of a row, from left to right; `paired` numbers with decimals are a mean and its SD."""
    arms = (_arm(grid, i, place, cell, paired) for place, cell in columns.items())
    return [arm for arm in arms if arm is not None]


def columns_of(strands: Sequence[Strand], places: range) -> dict[int, dict[str, Strand]]:
    """Give the strands of some columns by what they are of their cells, without columns of totals."""
    found: dict[int, dict[str, Strand]] = {}
    for strand in strands:
        if strand.place in places and not _WHOLE & set(strand.heading.text.lower().split()):
            found.setdefault(strand.place, {})[strand.part] = strand
    return {place: cell for place, cell in found.items() if "value" in cell}


def _arm(grid: Grid, i: int, place: int, cell: dict[str, Strand], paired: bool) -> Arm | None:
    value, text = cell["value"], cell["value"].texts[i]
    beside = cell["beside"].texts[i] if "beside" in cell else ""
    own = cell["n"].texts[i] if "n" in cell else cell["of"].texts[i] if "of" in cell else ""
    n = int(own) if own.isdigit() else value.heading.n or 0
    label = {*read_heading(grid.labels[i]).roles}
    said = {*value.heading.roles, *label} | ({"sd"} if paired and "." in text and "." in beside else set())
    if not text or text[0] in "<>~" or "median" in said or said & {"quartiles", "range", "se"}:
        return None
    if value.role == "percent" and beside.isdigit() and "sd" not in label:
        counts = counts_in(printed_set(read_printed(text)), int(beside)) if int(beside) else range(0)
        return Arm((i, place), int(beside), tuple(counts[:_MOST_COUNTS])) if counts else None
    if beside and beside[0] not in "<>~" and "sd" in said and n > 1:
        return Arm((i, place), n, moments=Moments(text.rstrip("% "), beside.rstrip("% "), n))
    if text.isdigit() and n and int(text) <= n and "mean" not in said and _share_fits(text, beside, n):
        return Arm((i, place), n, (int(text),))
    return None


def _share_fits(count: str, percent: str, n: int) -> bool:
    if not percent:
        return True
    said = read_printed(percent.rstrip("% "))
    return verdict_of(said, Interval.of(100 * int(count)) / Interval.of(n)) != "impossible"


def judge_arms(p: str, one: Arm, other: Arm) -> tuple[str, str] | None:
    """Judge a p-value by two groups: ``holds``, ``rounding slip`` or empty, with the calculation."""
    if one.moments is not None and other.moments is not None:
        return _of_means(p, one, other)
    if one.counts and other.counts:
        return _of_counts(p, one, other)
    return None


def _of_means(p: str, one: Arm, other: Arm) -> tuple[str, str] | None:
    claimed, tried = printed_set(read_printed(p)), []
    for name, span in p_of_means(one.moments, other.moments).items():
        tried.append(f"{name} {shown_number(span.low, 4)} to {shown_number(span.high, 4)}")
        if claimed.overlaps(span):
            return "holds", f"A t test ({tried[-1]}) of {one.n} and {other.n} gives it; {p} is printed."
    words = f"No t test of {one.n} and {other.n} gives {p} ({', '.join(tried)}); adjusted and rank tests may."
    return ("", words) if tried else None


def _of_counts(p: str, one: Arm, other: Arm) -> tuple[str, str] | None:
    best = ("", "")
    for name, value, mine, theirs in _tests(one, other):
        verdict = verdict_of(read_printed(p), Interval.of(exact(value)))
        words = (
            f"{name} of {mine} of {one.n} against {theirs} of {other.n} gives {shown_number(value, 4)}; {p} is printed."
        )
        if verdict == "holds":
            return verdict, words
        if verdict == "rounding slip" and value and name in _USUAL:
            best = verdict, words
    return best if best[0] else ("", f"No test of the counts gives {p}; adjusted tests may.")


def _tests(one: Arm, other: Arm) -> Iterator[tuple[str, float, int, int]]:
    for mine in one.counts:
        for theirs in other.counts:
            try:
                tried = p_values_of_groups(mine, one.n, theirs, other.n)
            except DataError:
                continue
            yield from ((name, value, mine, theirs) for name, value in tried.items() if value == value)
