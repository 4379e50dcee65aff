"""P values of prose recomputed from what is printed of two groups: counts, percentages with n, means with their SD."""

from __future__ import annotations

from dataclasses import dataclass

from ...documents.statements import Statement
from ..prints import is_whole
from ..two_groups import Group, few_counts, judge_two
from ..two_means import Moments
from .judgment import Judgment


@dataclass(frozen=True, slots=True)
class Arm:
    """One group: what is printed of it, and how many it has."""

    statement: Statement
    n: int

    @property
    def group(self) -> Group:
        """Give what the print says of the group."""
        numbers = self.statement.numbers
        moments = (
            Moments(numbers["mean"].text, numbers["sd"].text, self.n) if {"mean", "sd"} <= numbers.keys() else None
        )
        if is_whole(numbers.get("count")):
            return Group(self.n, (int(numbers["count"].value),), moments)
        counts = few_counts(numbers["percent"], self.n) if "percent" in numbers else ()
        return Group(self.n, counts, moments)


def judge_two_arms(p: Statement, one: Arm, other: Arm) -> Judgment | None:
    """Judge a p value by two groups; nothing where they are of no kind that can be compared."""
    judged = judge_two(p.numbers["p"], one.group, other.group)
    return Judgment(*judged, (p, one.statement, other.statement)) if judged else None
