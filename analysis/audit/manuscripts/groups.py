"""P values of two groups recomputed from what is printed of them: counts, percentages with n, means with their SD."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from ...documents.statements import Statement
from ...errors import DataError
from ...printed import Interval
from ..p_values import exact, p_values_of_groups
from ..percentages import counts_in
from ..prints import is_whole, printed_set, shown_number, verdict_of
from ..two_means import Moments, p_of_means
from .judgment import Judgment

_MOST_COUNTS = 12  # of one group that give its percentage


@dataclass(frozen=True, slots=True)
class Arm:
    """One group: what is printed of it, and how many it has."""

    statement: Statement
    n: int

    @property
    def counts(self) -> list[int]:
        """Give the counts that it can have."""
        numbers = self.statement.numbers
        if is_whole(numbers.get("count")):
            return [int(numbers["count"].value)]
        if "percent" in numbers and self.n:
            return list(counts_in(printed_set(numbers["percent"]), self.n))[:_MOST_COUNTS]
        return []


def judge_two_arms(p: Statement, one: Arm, other: Arm) -> Judgment | None:
    """Judge a p value by two groups; nothing where they are of no kind that can be compared."""
    if {"mean", "sd"} <= one.statement.numbers.keys() and {"mean", "sd"} <= other.statement.numbers.keys():
        return _judge_means(p, one, other)
    if one.counts and other.counts and one.n and other.n:
        return _judge_counts(p, one, other)
    return None


def _judge_means(p: Statement, one: Arm, other: Arm) -> Judgment | None:
    check, claimed, said = "p of two means", printed_set(p.numbers["p"]), []
    pair = [
        Moments(arm.statement.numbers["mean"].text, arm.statement.numbers["sd"].text, arm.n) for arm in (one, other)
    ]
    for name, span in p_of_means(*pair).items():
        reach = f"{shown_number(span.low, 4)} to {shown_number(span.high, 4)}"
        said.append(f"{name} {reach}")
        if claimed.overlaps(span):
            words = f"A t test ({name}) of {one.n} and {other.n} gives p of {reach}; {p.printed} is printed."
            return Judgment(check, "holds", words, (p, one.statement, other.statement))
    words = f"No t test of {one.n} and {other.n} gives it ({', '.join(said)}); adjusted and rank tests may."
    return Judgment(check, "cannot be checked", words, (p, one.statement, other.statement)) if said else None


def _judge_counts(p: Statement, one: Arm, other: Arm) -> Judgment | None:
    check, said, best = "p of two groups", p.numbers["p"], "cannot be checked"
    pairs = [pair for pair in itertools.product(one.counts, other.counts) if pair[0] <= one.n and pair[1] <= other.n]
    if not pairs:
        return None
    tried: dict[str, float] = {}
    for mine, theirs in pairs:
        try:
            tried = p_values_of_groups(mine, one.n, theirs, other.n)
        except DataError:
            return None
        for name, value in tried.items():
            if math.isnan(value):
                continue
            verdict = verdict_of(said, Interval.of(exact(value)))
            words = (
                f"{name} of {mine} of {one.n} against {theirs} of {other.n} gives "
                f"{shown_number(value, 4)}; {p.printed} is printed."
            )
            if verdict == "holds":
                return Judgment(check, verdict, words, (p, one.statement, other.statement))
            if verdict == "rounding slip" and value and name in ("Fisher", "chi-square", "Yates"):
                best, slip = verdict, words
    if best == "rounding slip":
        return Judgment(check, best, slip, (p, one.statement, other.statement))
    listed = ", ".join(f"{name} {shown_number(value, 4)}" for name, value in tried.items() if not math.isnan(value))
    return Judgment(
        check,
        best,
        f"No test of the counts gives it ({listed}); adjusted tests may.",
        (p, one.statement, other.statement),
    )
