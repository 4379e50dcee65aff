"""Percentages that are one column of another one, or of two together: severe of all calls, sensitivity, specificity.

Only those columns are looked at that no total, N or fraction of the table explains (`analysis.audit.tables.shares`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from ...arithmetic import check_rate
from .grid import Grid, Told
from .pairs import SURE, Origin, numeric, tell
from .strands import Strand

RULE = "percentage of another column"
_NEAREST, _FEW = 6, 3
_NONE = ("p", "low", "high", "rate", "percent", "change", "sd", "se", "mean", "median", "year", "estimate", "df")
# What a test's measure is of (true and false, positive and negative): the first count of the sum of both.
_POSITIVE, _NEGATIVE = r"(?:positives?|pos)", r"(?:negatives?|neg)"
_TP, _FP, _TN, _FN = (
    re.compile(rf"^{said[0]}{said[1]}$|^{'true' if said[0] == 't' else 'false'}[\s-]*{word}", re.IGNORECASE)
    for said, word in (("tp", _POSITIVE), ("fp", _POSITIVE), ("tn", _NEGATIVE), ("fn", _NEGATIVE))
)
_TESTS = (
    (re.compile(r"\bsensitivity|\bsens\b", re.IGNORECASE), _TP, _FN),
    (re.compile(r"\bspecificity|\bspec\b", re.IGNORECASE), _TN, _FP),
    (re.compile(r"\bppv\b|positive predictive", re.IGNORECASE), _TP, _FP),
    (re.compile(r"\bnpv\b|negative predictive", re.IGNORECASE), _TN, _FN),
)


def check_column_shares(grid: Grid, strands: Sequence[Strand], told: Told) -> None:
    """Hold percentages that no other rule settled against pairs of columns, where most rows say which these are."""
    limits = {strand.place for strand in strands if strand.role in ("low", "high")}
    for result in strands:
        if result.part != "value" or not _is_share(result) or result.place in limits:
            continue
        if "adjusted" in result.heading.flags or _settled(result, grid, told):
            continue
        ways = [way.tried() for way in _ways(result, strands)]
        known = [way for way in ways if way.accepted or (way.complete and way.fits > 1)]
        known = [way for way in known if way.named] or known
        if origin := max(known, key=lambda way: (way.complete, way.fits), default=None):
            tell(RULE, origin, grid, told, alone=origin.named)


def _is_share(strand: Strand) -> bool:
    return strand.role == "percent" or any(said.search(strand.heading.text) for said, *_ in _TESTS)


def _settled(result: Strand, grid: Grid, told: Told) -> bool:
    known = sum(grid.place(i, result.place) in told.settled for i in result.filled)
    return known * 2 >= len(result.filled)


def _ways(result: Strand, strands: Sequence[Strand]) -> Iterator[Origin]:
    counts = [s for s in numeric(strands, _NONE) if s.whole and s.place != result.place and len(s.filled) > 1]
    counts = sorted(counts, key=lambda s: abs(s.place - result.place))[:_NEAREST]
    per = 100 if _in_percent(result) else 1
    if (n := result.heading.n) and counts:
        before = [s for s in counts if s.place < result.place] or counts
        nearest = tuple(before[:1])
        yield Origin(result, nearest, _check_of(n, per), lambda count: per * count / n, False, f"of {n:,}", _FEW)
    for pair in permutations(counts, 2):
        named = any(
            said.search(result.heading.text) and all(map(_is_named, pair, (own, other))) for said, own, other in _TESTS
        )
        need = _FEW if len(counts) == 2 or _named_by(result, pair[0]) else SURE
        for both in (True, False):
            meaning = "as shares of their sum" if both else ""
            yield Origin(result, pair, _check(per, both), _about(per, both), named and both, meaning, need)


def _named_by(result: Strand, own: Strand) -> bool:
    """Tell whether a percentage is called after a count: ``% severe`` and ``Severe calls``."""
    words = set(re.findall(r"[^\W\d]{3,}", result.heading.text.lower())) - {"percent", "percentage", "share", "the"}
    return bool(words & set(re.findall(r"[^\W\d]{3,}", own.heading.text.lower())))


def _in_percent(result: Strand) -> bool:
    return any(number > 1 for number in result.numbers)


def _is_named(strand: Strand, name: re.Pattern) -> bool:
    return bool(name.match(strand.heading.text.split(",")[0].strip()))


def _check_of(n: int, per: int):
    return lambda said, ends: check_rate(said.rstrip("% "), ends[0], n, per=per)


def _check(per: int, both: bool):
    return lambda said, ends: check_rate(said.rstrip("% "), ends[0], ends[1] + ends[0] * both, per=per)


def _about(per: int, both: bool):
    return lambda count, other: per * count / (other + count * both)
