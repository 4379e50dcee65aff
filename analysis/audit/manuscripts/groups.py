"""P values of two groups recomputed from what is printed of them: counts, percentages with n, means with their SD."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction

from ...documents.statements import Statement
from ...errors import DataError
from ...printed import Interval, Printed
from ..p_values import exact, p_values_of_groups
from ..percentages import counts_in
from .judgment import Judgment, is_whole, printed_set, shown_number, verdict_of

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


def t_range(one: Arm, other: Arm) -> dict[str, tuple[float, float, float]]:
    """Give the least and greatest size of t, and its degrees of freedom, of two printed means, by the kind of test."""
    means = [_ends(arm.statement.numbers["mean"]) for arm in (one, other)]
    spreads = [_ends(arm.statement.numbers["sd"]) for arm in (one, other)]
    gaps = [abs(a - b) for a, b in itertools.product(*means)]
    crossing = means[0][0] <= means[1][1] and means[1][0] <= means[0][1]
    least, most = (0.0 if crossing else min(gaps)), max(gaps)
    found = {}
    for name, error in (("equal variances", _pooled), ("Welch", _welch)):
        made = [error(a, one.n, b, other.n) for a, b in itertools.product(*spreads)]
        widest, narrowest = max(one[0] for one in made), min(one[0] for one in made)
        if narrowest > 0:
            found[name] = (least / widest, most / narrowest, made[0][1])
    return found


def _judge_means(p: Statement, one: Arm, other: Arm) -> Judgment | None:
    from ...stats.significance import p_from_statistic

    if min(one.n, other.n) < 2:
        return None
    check, claimed, said = "p of two means", printed_set(p.numbers["p"]), []
    for name, (least, most, df) in t_range(one, other).items():
        low, high = (exact(float(p_from_statistic("t", t, df=df))) for t in (most, least))
        said.append(f"{name} {shown_number(low, 4)} to {shown_number(high, 4)}")
        if claimed.overlaps(Interval(low, high)):
            words = (
                f"A t test ({name}) of {one.n} and {other.n} gives p of {shown_number(low, 4)} to "
                f"{shown_number(high, 4)}"
            )
            return Judgment(check, "holds", f"{words}; {p.printed} is printed.", (p, one.statement, other.statement))
    words = f"No t test of {one.n} and {other.n} gives it ({', '.join(said)}); adjusted and rank tests may."
    return Judgment(check, "cannot be checked", words, (p, one.statement, other.statement))


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


def _ends(said: Printed) -> tuple[float, float]:
    reach = printed_set(said)
    return float(reach.low), float(reach.high)


def _pooled(sd: float, n: int, other: float, m: int) -> tuple[float, float]:
    variance = ((n - 1) * sd**2 + (m - 1) * other**2) / (n + m - 2)
    return math.sqrt(variance * (1 / n + 1 / m)), n + m - 2


def _welch(sd: float, n: int, other: float, m: int) -> tuple[float, float]:
    a, b = sd**2 / n, other**2 / m
    df = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1)) if a + b else n + m - 2
    return math.sqrt(a + b), df


def as_fraction(said: Printed) -> Fraction:
    """Give the value of a print exactly."""
    return Fraction(repr(said.value))
