"""Protection told as a percentage, a ratio and by counts; means whose limits are those of the values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from ...documents.statements import Statement
from ...printed import Interval
from ..p_values import exact
from .context import Context
from .judgment import Judgment, is_whole, printed_set, shown_number, verdict_of
from .sheet import Sheet, count_in, sheets_of

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
    for sheet in sheets_of(context):
        yield from _limits_of_means(sheet)


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


def _limits_of_means(sheet: Sheet) -> Iterator[Judgment]:
    """Judge limits of means by how far their values would spread, and p values of two rows by both their limits."""
    sizes = next(
        (
            column
            for column in sheet.columns
            if re.search(r"(?i)\bno\.?\s|\bnumber\b|^\W*n\W*$", sheet.heads[column - 1])
        ),
        0,
    )
    p_column = next(
        (column for column in sheet.columns if re.search(r"(?i)(?:^|\s)p(?:\b|$)|p-value", sheet.heads[column - 1])), 0
    )
    for column in sheet.columns:
        if not re.search(r"(?i)\bmeans?\b", sheet.heads[column - 1]):
            continue
        for row in sheet.rows:
            one = sheet.statement(row, column, "estimate")
            if one is None or not {"estimate", "low", "high"} <= one.numbers.keys():
                continue
            n = count_in(sheet, row, sizes) if sizes else None
            yield from _spread(one, n, sheet.statement(row, sizes) if sizes else None)
            below, p = (
                sheet.statement(row + 1, column, "estimate"),
                sheet.statement(row, p_column, "p value") if p_column else None,
            )
            if below is not None and p is not None and sheet.statement(row + 1, p_column, "p value") is None:
                yield _of_two_limits(p, one, below)


def _spread(one: Statement, n: int | None, size: Statement | None) -> Iterator[Judgment]:
    low, high, mean = (one.numbers[name].value for name in ("low", "high", "estimate"))
    if not n or n < 30 or low <= 0:
        return
    sd = (high - low) / (2 * _Z) * math.sqrt(n)
    if sd > _WIDE * mean:
        words = (
            f"Limits {one.numbers['low'].text} to {one.numbers['high'].text} of a mean of {n:,} "
            f"need a standard deviation of {sd:.0f}, {sd / mean:.1f} times the mean; they read as "
            f"mean -+ 1.96 SD of the values."
        )
        yield Judgment("mean and its limits", "inconsistent", words, (one, *([size] if size else [])))


def _of_two_limits(p: Statement, one: Statement, other: Statement) -> Judgment:
    """Judge a p value of two means by the limits of both, with a z test."""
    from ...stats.significance import p_from_statistic

    ends = [[printed_set(arm.numbers[name]) for name in ("estimate", "low", "high")] for arm in (one, other)]
    widths = [
        (max(float(high.low - low.high), 0) / (2 * _Z), float(high.high - low.low) / (2 * _Z)) for _, low, high in ends
    ]
    gap = ends[0][0] - ends[1][0]
    least, most = (
        (0.0 if gap.low <= 0 <= gap.high else min(abs(float(gap.low)), abs(float(gap.high)))),
        max(abs(float(gap.low)), abs(float(gap.high))),
    )
    narrow, wide = (math.hypot(widths[0][at], widths[1][at]) for at in (0, 1))
    low = exact(float(p_from_statistic("z", most / narrow))) if narrow > 0 else Fraction(0)
    reach = Interval(low, exact(float(p_from_statistic("z", least / wide))))
    fits = printed_set(p.numbers["p"]).overlaps(reach)
    words = (
        f"A z test of both limits gives p of {shown_number(reach.low, 4)} to "
        f"{shown_number(reach.high, 4)}; {p.printed.strip()} is printed."
    )
    return Judgment("p value and two limits", "holds" if fits else "cannot be checked", words, (one, p, other))
