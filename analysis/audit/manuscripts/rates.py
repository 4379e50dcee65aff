"""Rates, means per person, and changes from one number to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ...documents.statements import Statement
from ...errors import DataError
from ...printed import Interval, Printed
from ..arithmetic import percent_change_set
from ..prints import is_whole, printed_set, shown_number, verdict_of
from .context import Context
from .judgment import Judgment
from .populations import judge_per_population

_TIME = re.compile(r"^\s*(?:person|patient|child|woman)[-\s]?(?:years?|months?|days?|time)|^\s*PYO?\b", re.IGNORECASE)
_PER = {"million": 10**6, "thousand": 10**3}


def judge_rates(context: Context) -> Iterator[Judgment]:
    """Judge rates by events and person-time, mean follow-up by both, and changes by both ends."""
    for one in context.statements:
        if context.document.blocks[one.block].table is not None:
            continue
        if one.kind == "rate":
            yield _judge_rate(one, context)
        elif one.kind == "duration" and "value" in one.numbers and re.search(r"(?i)\b(?:mean|average)\b", one.words):
            yield from _judge_follow_up(one, one.numbers["value"], context)
        elif one.kind == "mean" and one.numbers.keys() == {"mean"}:
            yield from _judge_follow_up(one, one.numbers["mean"], context)
        elif one.kind == "change" and {"old", "new"} < one.numbers.keys() and {"change", "fold"} & one.numbers.keys():
            yield judge_change(one)


def _judge_rate(one: Statement, context: Context) -> Judgment:
    rate, per = one.numbers["rate"], one.numbers["per"]
    counts = _counts(one, context)
    times = [(value, other) for value, other in counts if _is_time(other, context)]
    events = [(value, other) for value, other in counts if not _is_time(other, context)]
    sums = [(a[0] + b[0], (a[1], b[1])) for a, b in pairwise(events)]
    for time, where in times:
        for value, pieces in [*((value, (other,)) for value, other in events), *sums]:
            exact = Fraction(value) * Fraction(repr(per.value)) / time
            if verdict_of(rate, Interval.of(exact)) == "holds":
                said = (
                    f"{value:,} in {time:,} is {shown_number(exact, rate.decimals + 2)} per "
                    f"{per.value:,.0f}; {rate.text} is printed."
                )
                return Judgment("rate of events in person-time", "holds", said, (one, *pieces, where))
    if (judged := judge_per_population(one, context)) is not None:
        return judged
    return Judgment(
        "rate of events in person-time",
        "cannot be checked",
        "Its events and person-time are not both printed nearby.",
        (one,),
    )


def _judge_follow_up(one: Statement, said: Printed, context: Context) -> Iterator[Judgment]:
    for time, where in ((value, other) for value, other in _counts(one, context) if _is_time(other, context)):
        for n, _, other in context.candidates(one):
            if n > 1 and said.relation == "" and verdict_of(said, Interval.of(Fraction(time, n))) == "holds":
                words = (
                    f"{time:,} divided by {n:,} is "
                    f"{shown_number(Fraction(time, n), said.decimals + 2)}; {said.text} is printed."
                )
                yield Judgment("mean of person-time", "holds", words, (one, where, *([other] if other else [])))
                return


def _counts(one: Statement, context: Context) -> list[tuple[int, Statement]]:
    block = [other for other in context.near(one) if "count" in other.numbers and other is not one]
    near = [other for other in block if other.words == one.words] or block
    return [
        (int(other.numbers["count"].value), other)
        for other in near
        if is_whole(other.numbers["count"]) and other.numbers["count"].value > 0
    ]


def _is_time(one: Statement, context: Context) -> bool:
    return bool(_TIME.match(context.document.blocks[one.block].text[one.span[1] :]))


def judge_change(one: Statement) -> Judgment:
    """Judge a change by the numbers before and after it: in percent, in percentage points, or as so many times."""
    old, new = one.numbers["old"], one.numbers["new"]
    check, words = "change from one number to another", f"from {old.text} to {new.text}"
    try:
        if "change" in one.numbers:
            change = percent_change_set(old.text, new.text, rounding="any")
            said = one.numbers["change"]
            falling = "falls" in one.details or change.high < 0
            sized = -change if falling and said.value >= 0 else change
            verdict = verdict_of(said, sized)
            points = printed_set(new) - printed_set(old)
            if verdict != "holds" and printed_set(said).overlaps(-points if falling else points):
                return Judgment(check, "holds", f"{words} is {said.text} percentage points.", (one,))
            exact = (_exact(new) / _exact(old) - 1) * (-100 if sized is not change else 100)
            middle = shown_number(exact, said.decimals + 1)
            return Judgment(
                check,
                "inconsistent" if verdict == "impossible" else verdict,
                f"{words} is a change of {middle}%; {said.text} is printed.",
                (one,),
            )
        ratio = printed_set(new) / printed_set(old)
    except (DataError, ZeroDivisionError):
        return Judgment(check, "cannot be checked", "There is no change from nothing.", (one,))
    fold = one.numbers["fold"]
    if re.search(r"\d", fold.text):
        verdict = verdict_of(fold, ratio)
    else:  # doubled, tripled, halved: a word rounds as it likes
        factor = Fraction(repr(fold.value))
        near = Interval(factor * Fraction(3, 4), factor * Fraction(5, 4))
        verdict = "holds" if near.overlaps(ratio) else "impossible"
    words = f"{words} is {shown_number(_exact(new) / _exact(old), 2)} times; {fold.text.lower()} is printed."
    return Judgment(check, "inconsistent" if verdict == "impossible" else verdict, words, (one,))


def _exact(number: Printed) -> Fraction:
    """Give a number as it is printed, without what its rounding allows."""
    return Fraction(repr(number.value))
