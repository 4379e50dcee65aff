"""The groups of a row that a p-value compares: what is printed of each, and how many it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ....printed import Interval, read_printed
from ...prints import verdict_of
from ...two_groups import Group, few_counts
from ...two_means import Moments
from .grid import Grid, Place
from .headings import read_heading
from .strands import Strand

_WHOLE = {"total", "overall", "all", "combined", "whole"}


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of a row: its cell, and what is printed there of it."""

    cell: Place
    group: Group


def is_of_all(strand: Strand) -> bool:
    """Tell whether a column is of all groups together."""
    return bool(_WHOLE & set(strand.heading.text.lower().replace("(", " ").split()))


def arms_of(grid: Grid, i: int, columns: dict[int, dict[str, Strand]], *, paired: bool = False) -> list[Arm]:
    """Give the groups of a row, from left to right; `paired` numbers with decimals are a mean and its SD."""
    arms = (_arm(grid, i, place, cell, paired) for place, cell in columns.items())
    return [arm for arm in arms if arm is not None]


def columns_of(strands: Sequence[Strand], places: range) -> dict[int, dict[str, Strand]]:
    """Give the strands of some columns by what they are of their cells, without columns of totals."""
    found: dict[int, dict[str, Strand]] = {}
    for strand in strands:
        if strand.place in places and not is_of_all(strand):
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
        counts = few_counts(read_printed(text), int(beside))
        return Arm((i, place), Group(int(beside), counts)) if counts else None
    if beside and beside[0] not in "<>~" and "sd" in said and n > 1:
        return Arm((i, place), Group(n, moments=Moments(text.rstrip("% "), beside.rstrip("% "), n)))
    if text.isdigit() and n and int(text) <= n and "mean" not in said and _share_fits(text, beside, n):
        return Arm((i, place), Group(n, (int(text),)))
    return None


def _share_fits(count: str, percent: str, n: int) -> bool:
    if not percent:
        return True
    said = read_printed(percent.rstrip("% "))
    return verdict_of(said, Interval.of(100 * int(count)) / Interval.of(n)) != "impossible"
