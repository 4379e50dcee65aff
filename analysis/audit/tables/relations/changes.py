"""Changes beside the first and the last number: in percent, as a factor, as a difference, per year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...arithmetic import check_difference, check_percent_change, check_ratio, percent_change_set
from ...growth import check_annual_growth
from .grid import Grid, Told
from .pairs import Origin, best, numeric, tell
from .strands import Strand

_NO_END = (
    "p",
    "mean",
    "median",
    "middle",
    "estimate",
    "low",
    "high",
    "se",
    "sd",
    "df",
    "df1",
    "df2",
    "statistic",
    "growth",
    "change",
    "fold",
    "difference",
    "year",
)
_KINDS = {
    "change": ("percent change", "difference"),
    "fold": ("ratio",),
    "quotient": ("ratio",),
    "difference": ("difference",),
    "growth": ("annual growth",),
    "": ("percent change",),
    "percent": ("percent change",),
}
_CHANGES = ("change", "fold", "quotient", "difference", "growth")
Pair = tuple[Strand, Strand]
_MOST = 60  # pairs of columns that are tried


def check_changes(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every column of changes against the two columns that it is the change of."""
    limits = {strand.place for strand in strands if strand.role in ("low", "high")}
    for result in strands:
        if (
            result.part != "value"
            or result.role not in _KINDS
            or result.place in limits
            or "adjusted" in result.heading.flags
        ):
            continue
        if result.role in ("", "percent") and (result.whole or len(result.heading.years) == 1):
            continue
        pairs = list(_pairs(result, strands))
        origin = best(
            Origin(result, pair, check, about, named and result.role in _CHANGES)
            for pair, named in pairs
            for rule in _KINDS[result.role]
            for check, about in _checks(rule, result, pair)
        )
        if origin is not None:
            result.role, result.why = result.role or "change", "heading" if origin.named else "behavior"
            for end, role in zip(origin.sources, ("first", "last"), strict=True):
                told.name(grid, end.place, role, result.why, result.heading.text.strip())
            tell(_rule(origin), origin, grid, told, alone=len(pairs) <= 2 or len(result.heading.years) == 2)


def _pairs(result: Strand, strands: Sequence[Strand]) -> Iterator[tuple[Pair, bool]]:
    """Give the pairs of columns that may be first and last, and whether headings name them."""
    ends = [s for s in numeric(strands, _NO_END) if s.place != result.place]
    years = [s for s in ends if len(s.heading.years) == 1]
    if stated := [(a, b) for a in years for b in years if result.heading.years == a.heading.years + b.heading.years]:
        yield from ((pair, True) for pair in stated)
        return
    tried: dict[tuple[int, int], tuple[Pair, bool]] = {}
    for pair, named in (*_by_heading(ends, years), *_by_place(result, ends)):
        tried.setdefault((id(pair[0]), id(pair[1])), (pair, named))
    yield from list(tried.values())[:_MOST]


def _by_heading(ends: Sequence[Strand], years: Sequence[Strand]) -> Iterator[tuple[Pair, bool]]:
    first, last = ([s for s in ends if s.role == role] for role in ("first", "last"))
    yield from (((a, b), len(first) == len(last) == 1) for a in first for b in last)
    if len(years) > 1:
        ordered = sorted(years, key=lambda s: s.heading.years)
        yield (ordered[0], ordered[-1]), len(ordered) == len({s.heading.years for s in years})


def _by_place(result: Strand, ends: Sequence[Strand]) -> Iterator[tuple[Pair, bool]]:
    before = [s for s in ends if s.place < result.place]
    if len(before) == 2:
        yield (before[0], before[1]), True
    near = sorted(ends, key=lambda s: abs(s.place - result.place))[:8] if result.role in _CHANGES else before[-2:]
    yield from (((a, b), False) for a in near for b in near if a is not b)


def _signed(result: Strand) -> bool:
    return any(text.startswith("-") for text in result.texts)


def _checks(rule: str, result: Strand, pair: tuple[Strand, Strand]) -> Iterator:
    """Give the ways to hold a print against the two numbers of its row."""
    signed, word = _signed(result), _direction(result)
    if rule == "percent change":
        yield lambda said, ends: check_percent_change(said + word, *ends, signed=signed), lambda a, b: 100 * (b - a) / a
    elif rule == "difference":
        yield lambda said, ends: check_difference(said, *ends[::-1]), lambda a, b: b - a
        yield lambda said, ends: check_difference(said, *ends), lambda a, b: a - b
    elif rule == "ratio":
        yield lambda said, ends: check_ratio(said, *ends[::-1]), lambda a, b: b / a
    elif years := _years(pair):
        yield (
            lambda said, ends: check_annual_growth(said, percent_change_set(*ends), years),
            lambda a, b: 100 * ((b / a) ** (1 / years) - 1),
        )


def _direction(result: Strand) -> str:
    """Give the word that makes a number without a sign a decrease, where the heading says that it is one."""
    text = result.heading.text.lower()
    return (
        " decrease"
        if ("decrease" in text or "decline" in text) and "increase" not in text and not _signed(result)
        else ""
    )


def _years(pair: tuple[Strand, Strand]) -> int:
    years = [strand.heading.years[0] for strand in pair if len(strand.heading.years) == 1]
    return max(0, years[1] - years[0]) if len(years) == 2 else 0


def _rule(origin: Origin) -> str:
    """Give the name of what was held, as its findings call it."""
    told = next((f.rule for i, fits in origin.found.items() if not fits for f in origin.findings(i)), "")
    named = {"fold": "ratio", "quotient": "ratio", "growth": "annual growth", "difference": "difference"}
    return told or named.get(origin.result.role, "percent change")
