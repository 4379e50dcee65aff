"""Means and standard deviations held against whole numbers of the people they are of (GRIM, GRIMMER)."""

from __future__ import annotations

from collections.abc import Iterator

from ...documents.statements import Statement
from ...errors import DataError
from ..means import possible_moments, possible_sums
from .context import Context
from .judgment import Judgment

_CHECK = "mean of whole numbers"


def judge_means(context: Context) -> Iterator[Judgment]:
    """Judge every mean with its standard deviation."""
    for one in context.statements:
        if one.kind == "mean" and "sd" in one.numbers and context.document.blocks[one.block].table is None:
            yield _in_prose(one, context)


def _in_prose(one: Statement, context: Context) -> Judgment:
    for n, where, other in context.candidates(one):
        if 2 <= n < 10 ** (one.numbers["mean"].decimals + 1) and where != "the document":
            made = _sums(one, n)
            if made:
                pieces = (one, other) if other else (one,)
                return Judgment(_CHECK, "holds", f"{made} ({n} stands in {where}).", pieces)
    return Judgment(
        _CHECK, "cannot be checked", "No n of whole numbers nearby gives it; the values may not be whole.", (one,)
    )


def _sums(one: Statement, n: int, mean: str = "", sd: str = "") -> str:
    """Say which sum of n whole numbers gives a mean and standard deviation; empty where none does."""
    mean, sd = mean or one.numbers["mean"].text, sd or one.numbers["sd"].text
    try:
        sums = possible_sums(mean, n, rounding="any")
        if len(sums) > 50:
            return ""
        found = possible_moments(mean, sd, n, rounding="any") if sums else []
    except DataError:
        return ""
    return f"{n} whole numbers with the sum {found[0][0]} have the mean {mean} and SD {sd}" if found else ""
