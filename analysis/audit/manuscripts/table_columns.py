"""Columns made of others: efficacy and difference of rates against a control, products of shares."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from fractions import Fraction

from ...documents.statements import Statement
from ...printed import Interval, Printed
from .context import Context
from .judgment import Judgment, is_whole, printed_set, shown_number, verdict_of
from .sheet import Sheet, sheets_of

_RATE = re.compile(r"\brates?\b|\bincidence\b|\bper\s1,?0+\b|\brisk\b", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\bdifference\b", re.IGNORECASE)
_EFFICACY = re.compile(r"\bPE\b|\bVE\b|\befficacy\b|\breduction\b|\beffectiveness\b", re.IGNORECASE)
_EVENTS = re.compile(r"\bepisodes?\b|\bevents?\b|\bcases?\b|\bdeaths?\b", re.IGNORECASE)
_USUAL, _ROWS = 0.7, 8  # share of the rows that a product must fit, and rows that it takes, to be one


def judge_columns(context: Context) -> Iterator[Judgment]:
    """Judge the columns of all tables that are made of others."""
    for sheet in sheets_of(context):
        yield from _against_control(sheet)
        yield from _products(sheet)
        yield from _widths(sheet)


def _column(sheet: Sheet, pattern: re.Pattern, without: re.Pattern | None = None) -> int:
    heads = [_own(head) for head in sheet.heads]
    return next(
        (
            at
            for at, head in enumerate(heads, start=1)
            if pattern.search(head) and not (without and without.search(head))
        ),
        0,
    )


def _own(head: str) -> str:
    """Give the last words above a column, which are its own."""
    return head[-40:]


def value_of(one: Statement | None) -> Printed | None:
    """Give the number of a cell that states one, or an estimate."""
    if one is None:
        return None
    return next(
        (one.numbers[role] for role in ("estimate", "value", "count", "percent", "rate") if role in one.numbers), None
    )


def _against_control(sheet: Sheet) -> Iterator[Judgment]:
    """Judge efficacies and differences by the rates of their row and of the control row below it."""
    rate, difference, efficacy = (
        _column(sheet, _RATE, _DIFFERENCE),
        _column(sheet, _DIFFERENCE),
        _column(sheet, _EFFICACY, _RATE),
    )
    events = _column(sheet, _EVENTS, _RATE)
    if not rate or not (difference or efficacy):
        return
    for row in sheet.rows:
        control = _control(sheet, row, rate, difference or efficacy)
        mine = value_of(sheet.statement(row, rate))
        if not control or mine is None:
            continue
        pair = (sheet.statement(row, rate), sheet.statement(control, rate))
        theirs = value_of(pair[1])
        if difference and (said := value_of(sheet.statement(row, difference))) is not None:
            gap = printed_set(theirs) - printed_set(mine)
            gap = gap if gap.high > 0 else -gap
            yield _told(
                "difference of rates",
                said,
                gap,
                f"{theirs.text} less {mine.text}",
                (sheet.statement(row, difference), *pair),
            )
        if efficacy and (one := sheet.statement(row, efficacy)) is not None and (said := value_of(one)) is not None:
            share = (Interval.of(1) - printed_set(mine) / printed_set(theirs)) * Interval.of(100)
            yield _told("efficacy of two rates", said, share, f"1 - {mine.text}/{theirs.text}", (one, *pair))
            counts = [sheet.statement(line, events, "count") for line in (row, control)] if events else []
            if one.kind == "estimate" and len(counts) == 2 and all(counts):
                yield from _ratio_limits(one, mine, theirs, tuple(counts))


def _control(sheet: Sheet, row: int, rate: int, made: int) -> int:
    """Give the row below that has a rate and nothing made of it."""
    if value_of(sheet.statement(row, made)) is None:
        return 0
    for below in range(row + 1, min(row + 6, sheet.rows.stop)):
        if value_of(sheet.statement(below, rate)) is not None and value_of(sheet.statement(below, made)) is None:
            return below
    return 0


def _told(check: str, said: Printed, made: Interval, how: str, pieces: tuple[Statement, ...]) -> Judgment:
    verdict = verdict_of(said, made)
    middle = shown_number((made.low + made.high) / 2, said.decimals + 1)
    words = f"{how} is {middle}; {said.text} is printed."
    return Judgment(check, "cannot be checked" if verdict == "impossible" else verdict, words, pieces)


def _ratio_limits(one: Statement, mine: Printed, theirs: Printed, counts: tuple[Statement, ...]) -> Iterator[Judgment]:
    """Judge the limits of an efficacy by the events behind its rates: log of the ratio +- 1.96 sqrt(1/a + 1/b)."""
    a, b = (count.numbers["count"].value for count in counts)
    if not a or not b or not is_whole(counts[0].numbers["count"]) or not mine.value:
        return
    ratio, error = mine.value / theirs.value, 1.959964 * math.sqrt(1 / a + 1 / b)
    limits = [100 * (1 - ratio * math.exp(sign * error)) for sign in (1, -1)]
    verdicts = [
        verdict_of(one.numbers[name], Interval.of(Fraction(f"{limit:.6f}")))
        for name, limit in zip(("low", "high"), limits, strict=True)
    ]
    near = all(
        abs(one.numbers[name].value - limit) <= 0.12 * (limits[1] - limits[0])
        for name, limit in zip(("low", "high"), limits, strict=True)
    )
    words = (
        f"The rates and their {a:g} and {b:g} events give {limits[0]:.1f} to {limits[1]:.1f} "
        f"without clusters; {one.printed.strip()} is printed."
    )
    verdict = "holds" if near or set(verdicts) == {"holds"} else "cannot be checked"
    yield Judgment("ratio and its events", verdict, words, (one, *counts))


def _products(sheet: Sheet) -> Iterator[Judgment]:
    """Find columns of percentages that are the product of two others, and judge the rows that are not."""
    columns = [
        column
        for column in sheet.columns
        if sum(_percent(sheet, row, column) is not None for row in sheet.rows) >= _ROWS
    ]
    for made in columns:
        for pair in itertools.combinations([column for column in columns if column != made], 2):
            rows = [
                row for row in sheet.rows if all(_percent(sheet, row, column) is not None for column in (made, *pair))
            ]
            sets = {row: _product(sheet, row, pair) for row in rows}
            fits = [row for row in rows if verdict_of(_percent(sheet, row, made), sets[row]) == "holds"]
            if len(rows) < _ROWS or len(fits) < _USUAL * len(rows):
                continue
            for row in rows:
                said, verdict = _percent(sheet, row, made), verdict_of(_percent(sheet, row, made), sets[row])
                parts = [sheet.statement(row, column) for column in pair]
                a, b = (_percent(sheet, row, column).text.rstrip(" %") for column in pair)
                words = (
                    f"{a}% of {b}% is "
                    f"{shown_number((sets[row].low + sets[row].high) / 2, said.decimals + 1)}%; "
                    f"{said.text} is printed, and {len(fits)} of {len(rows)} rows are such "
                    f"products."
                )
                yield Judgment(
                    "product of two percentages",
                    "holds" if verdict == "holds" else "inconsistent",
                    words,
                    (*parts, sheet.statement(row, made)),
                )


def _percent(sheet: Sheet, row: int, column: int) -> Printed | None:
    one = sheet.statement(row, column, "proportion", "percentage", "count", "number")
    said = one.numbers.get("percent") or (value_of(one) if one.kind != "proportion" else None) if one else None
    return said if said is not None and said.relation == "" and 0 < said.value <= 100 else None


def _product(sheet: Sheet, row: int, pair: tuple[int, int]) -> Interval:
    first, second = (printed_set(_percent(sheet, row, column)) for column in pair)
    return first * second / Interval.of(100)


def _widths(sheet: Sheet) -> Iterator[Judgment]:
    """Judge a range that is printed as its width and its ends: 39 (19; 35-54)."""
    for statements in sheet.cells.values():
        for one in statements:
            if {"width", "low", "high"} <= one.numbers.keys():
                reach = printed_set(one.numbers["high"]) - printed_set(one.numbers["low"])
                verdict = verdict_of(one.numbers["width"], reach)
                words = (
                    f"{one.numbers['high'].text} less {one.numbers['low'].text} is "
                    f"{shown_number((reach.low + reach.high) / 2, 1)}; {one.numbers['width'].text} "
                    f"is printed."
                )
                yield Judgment(
                    "difference of the ends of a range",
                    "inconsistent" if verdict == "impossible" else verdict,
                    words,
                    (one,),
                )
