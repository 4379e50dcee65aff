"""Numbers that have an order: quantiles, the mean between the extremes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...findings import Finding
from ...intervals import above_always
from .grid import Grid, Told
from .strands import Strand

RULE = "quantiles in order"
_ORDER = ("min", "q1", "median", "q3", "max")
_NAMES = {"min": "minimum", "q1": "first quartile", "q3": "third quartile", "max": "maximum", "middle": "number"}
_BETWEEN = ("mean", "middle")


def check_order(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold minimum, quartiles, median and maximum of each group of columns against their order."""
    for group in _groups(strands):
        for i in range(len(grid.labels)):
            _row(grid, i, {role: strand for role, strand in group.items() if _plain(strand.texts[i])}, told)


def _groups(strands: Sequence[Strand]) -> Iterator[dict[str, Strand]]:
    """Give the columns of one variable together: a role that comes again begins the next."""
    group: dict[str, Strand] = {}
    for strand in sorted(strands, key=lambda s: s.place):
        if strand.role not in (*_ORDER, *_BETWEEN):
            continue
        if strand.role in group:
            yield group
            group = {}
        group[strand.role] = strand
    yield group


def _plain(text: str) -> bool:
    return bool(text) and text[0] not in "<>~"


def _row(grid: Grid, i: int, group: dict[str, Strand], told: Told) -> None:
    ends = {"min", "max"} <= group.keys()  # "min" alone may be minutes
    known = [role for role in _ORDER if role in group and (ends or role not in ("min", "max"))]
    pairs = list(pairwise(known))
    pairs += [pair for role in _BETWEEN if role in group for pair in (("min", role), (role, "max"))]
    for first, second in pairs:
        if not {first, second} <= group.keys() or not (ends or {first, second} <= {"q1", "median", "q3"}):
            continue
        low, high = group[first], group[second]
        told.cover(RULE, grid, i, [low.place, high.place])
        if above_always(low.texts[i], high.texts[i]):
            said = f"The {_name(first)} {low.texts[i]} is above the {_name(second)} {high.texts[i]}."
            told.tell(
                [Finding(RULE, "impossible", said, printed=grid.cells[i][high.place].strip())], grid, i, high.place
            )


def _name(role: str) -> str:
    return _NAMES.get(role, role)
