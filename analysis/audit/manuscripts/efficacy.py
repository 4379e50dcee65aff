"""Protection told as a percentage, a ratio and by counts; means whose limits are those of the values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ...documents.statements import Statement
from ...printed import Interval
from ..prints import is_whole, printed_set, shown_number, verdict_of
from .context import Context
from .judgment import Judgment

_PROTECTS = re.compile(r"\bPE\b|\bVE\b|efficac|effectiv|reduc|protect|lower|decreas|fewer", re.IGNORECASE)
_Z = 1.959964
_WIDE = 2.0  # SD over mean beyond which the limits of a mean of many are not its own


def judge_efficacies(context: Context) -> Iterator[Judgment]:
    """Judge protective efficacies of prose, and limits of means in tables."""
    for one in context.statements:
        if context.document.blocks[one.block].table is None and (
            (one.kind == "estimate" and "percent" in one.details) or one.kind in ("percentage", "change")
        ):
            yield from _efficacy(one, context)


def _efficacy(one: Statement, context: Context) -> Iterator[Judgment]:
    """Hold an efficacy against a ratio of its paragraph, or against two counts of its sentence."""
    said = next((one.numbers[role] for role in ("estimate", "percent", "change") if role in one.numbers), None)
    if not (one.measure == "efficacy" or _PROTECTS.search(one.words)) or said is None or said.relation != "":
        return
    ratio = Fraction(100 - Fraction(repr(said.value)), 100)
    before = [other for other in context.near(one) if other.span[0] < one.span[0]]
    for other in before[::-1]:
        if (
            other.kind == "estimate"
            and "percent" not in other.details
            and printed_set(other.numbers["estimate"]).overlaps(_around(ratio, said))
        ):
            words = (
                f"1 - {other.numbers['estimate'].text} is "
                f"{shown_number(100 * (1 - Fraction(repr(other.numbers['estimate'].value))), 1)}%; "
                f"{said.text} is printed."
            )
            yield Judgment("efficacy and ratio", "holds", words, (other, one))
            return
    counts = [
        (int(other.numbers["count"].value), other)
        for other in before
        if other.words == one.words and is_whole(other.numbers.get("count"))
    ]
    for (a, first), (b, second) in zip(counts[-2::-1], counts[:0:-1], strict=False):
        if 0 < a < b and verdict_of(said, Interval.of(100 * (1 - Fraction(a, b)))) == "holds":
            words = f"1 - {a:,}/{b:,} is {shown_number(100 * (1 - Fraction(a, b)), 1)}%; {said.text} is printed."
            yield Judgment("efficacy and counts", "holds", words, (first, second, one))
            return
    if one.kind == "estimate" and len(counts) > 1:
        yield Judgment(
            "efficacy and counts",
            "cannot be checked",
            "The person-time behind the counts is not printed.",
            (*(other for _, other in counts[-2:]), one),
        )


def _around(ratio: Fraction, said) -> Interval:
    half = Fraction(f"{said.quantum:.12g}") / 200
    return Interval(ratio - half, ratio + half)
