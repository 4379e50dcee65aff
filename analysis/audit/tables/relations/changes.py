"""Changes beside the first and the last number: in percent, as a factor, as a difference, per year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...arithmetic import check_difference, check_percent_change, check_ratio, percent_change_set
from ...findings import Finding
from ...growth import check_annual_growth
from .grid import Grid, Told
from .pairs import SURE, Origin, numeric, tell
from .periods import FROM_BEFORE, FROM_FIRST, moved, rows_in_order, runs_in_time
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
_IN_TIME = {"growth": ("percent change", "difference")}  # "annual change" is from year to year, or per year
_PREVIOUS = re.compile(
    r"\b(?:previous|prior|preceding|last|year|month|quarter|week)[ -](?:year|month|quarter|week|period|row|over|on)\b"
    r"|\byo?y\b|\by/y\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|vs\.?|versus|from|relative to|compared (?:to|with))\b.*(?:\b(?:19|20)\d\d\b|\bbase)", re.IGNORECASE
)
_COUNTER = re.compile(r"\d+")
Pair = tuple[Strand, Strand]
_MOST = 60  # pairs of columns that are tried
_NEAREST = 6  # columns that may be those whose rows are compared
_FEW = 3  # rows that must agree where the table has but one column that may be meant


def check_changes(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold every column of changes against what it is the change of.

    That is decided for the column as a whole, by headings that name both ends and by how many rows agree: from one
    column to another, from the row before, from the first row; in percent, as a difference, as a ratio. What explains
    every row accuses none, and where nothing explains the column it is said that it cannot be checked.
    """
    limits = {strand.place for strand in strands if strand.role in ("low", "high")}
    for result in strands:
        if result.part != "value" or result.role not in _KINDS or result.place in limits:
            continue
        if "adjusted" in result.heading.flags or not _may_be_changes(result):
            continue
        pairs = list(_pairs(result, strands))
        ways = [way.tried() for way in (*_in_time(result, strands, grid), *_between(result, pairs))]
        origin = _likeliest(ways)
        if origin is None or (not origin.accepted and origin.fits < 2):
            if result.role in _CHANGES and origin is None:
                _undecided(result, ways, grid, told, dated=bool(runs_in_time(grid)))
            continue
        _settle(result, origin, grid, told, alone=len(pairs) <= 2 or len(result.heading.years) == 2)


def _likeliest(ways: Sequence[Origin]) -> Origin | None:
    """Give the way whose headings say it, unless its rows deny that, else the one that explains every row or most."""
    known = [way for way in ways if way.accepted or (way.complete and way.result.role in _CHANGES)]
    known = [way for way in known if way.named and way.accepted] or known
    return max(known, key=lambda way: (way.complete, way.fits, way.named), default=None)


def _may_be_changes(result: Strand) -> bool:
    return result.role in _CHANGES or not (result.whole or len(result.heading.years) == 1)


def _settle(result: Strand, origin: Origin, grid: Grid, told: Told, *, alone: bool) -> None:
    result.role, result.why = result.role or "change", "heading" if origin.named else "behavior"
    if origin.meaning:
        told.name(grid, result.place, "change", result.why, origin.of)
    for end, role in zip(origin.sources, ("first", "last"), strict=True) if not origin.meaning else ():
        told.name(grid, end.place, role, result.why, result.heading.text.strip())
    tell(_rule(origin), origin, grid, told, alone=alone and origin.named)


def _undecided(result: Strand, ways: Sequence[Origin], grid: Grid, told: Told, *, dated: bool) -> None:
    """Say of a column of changes that nothing explains it, and what was tried."""
    tried = list(dict.fromkeys(way.of for way in ways if way.found and (dated or way.named or not way.meaning)))
    if not tried:
        return
    more = f", and {len(tried) - 4} more" if len(tried) > 4 else ""
    words = f"What these are the change of was not found, so none was judged; tried were {'; '.join(tried[:4])}{more}."
    told.tell([Finding("change", "cannot be checked", words)], grid, result.filled[0], result.place)


def _between(result: Strand, pairs: Sequence[tuple[Pair, bool]]) -> Iterator[Origin]:
    for pair, named in pairs:
        for rule in _KINDS[result.role]:
            if rule != "difference" or _may_be_difference(result, pair):
                for check, about in _checks(rule, result, pair):
                    yield Origin(result, pair, check, about, named and result.role in _CHANGES)


def _may_be_difference(result: Strand, pair: Pair) -> bool:
    """Tell whether numbers may be a difference: in percent they are one of percentages only."""
    percent = "percent" in result.heading.roles or "%" in result.heading.text + "".join(result.texts)
    return not percent or any(s.role == "percent" or "%" in "".join(s.texts) for s in pair)


def _in_time(result: Strand, strands: Sequence[Strand], grid: Grid) -> Iterator[Origin]:
    """Give the ways to read changes as those of one column from row to row."""
    if result.role not in ("change", "difference", "fold", "quotient", "growth"):
        return
    text, dated = result.heading.text, runs_in_time(grid)
    ends = [s for s in numeric(strands, _NO_END) if s.place != result.place and s.role != "percent"]
    ends = sorted(ends, key=lambda s: abs(s.place - result.place))[:_NEAREST]
    for strand in ends:
        meant = len(ends) == 1 or strand.heading.text.lower().split(",")[0] in text.lower()
        for meaning, words in ((FROM_BEFORE, _PREVIOUS), (FROM_FIRST, _SINCE)):
            pair = moved(strand, dated or rows_in_order(grid), meaning)
            named = bool(meant and words.search(text))
            need = _FEW if dated and len(ends) == 1 else SURE
            for rule in _IN_TIME.get(result.role, _KINDS[result.role]):
                if rule != "difference" or _may_be_difference(result, pair):
                    for check, about in _checks(rule, result, pair):
                        yield Origin(result, pair, check, about, named, meaning, need)


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
    alike: dict[str, list[Strand]] = {}
    for strand in years:
        alike.setdefault(re.sub(r"(?:19|20)\d\d", "#", strand.heading.text).strip().lower(), []).append(strand)
    groups = [group for group in alike.values() if len(group) == len({s.heading.years for s in group}) > 1]
    counted = [group for group in groups if not any(_in_percent(s) for s in group)]
    for group in groups:
        ordered = sorted(group, key=lambda s: s.heading.years)
        yield (ordered[0], ordered[-1]), len(years) == len(group) or counted == [group]


def _in_percent(strand: Strand) -> bool:
    return strand.role == "percent" or "percent" in strand.heading.roles


def _by_place(result: Strand, ends: Sequence[Strand]) -> Iterator[tuple[Pair, bool]]:
    before = [s for s in ends if s.place < result.place]
    if len(before) == 2:
        yield (before[0], before[1]), _are_periods(*before)
    near = sorted(ends, key=lambda s: abs(s.place - result.place))[:8] if result.role in _CHANGES else before[-2:]
    yield from (((a, b), False) for a in near for b in near if a is not b)


def _are_periods(first: Strand, last: Strand) -> bool:
    """Tell whether two headings name two times of one thing: years, before and after, ``Period 1`` and ``Period 2``."""
    if all(len(s.heading.years) == 1 or s.role in ("first", "last") for s in (first, last)):
        return True
    texts = [s.heading.text.strip().lower() for s in (first, last)]
    same = len({_COUNTER.sub("#", text) for text in texts}) == 1 and texts[0] != texts[1]
    return same and not any(s.heading.roles[:1] == ("percent",) for s in (first, last))


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
