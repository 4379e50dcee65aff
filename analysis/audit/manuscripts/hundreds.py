"""Percentages that are the parts of one whole."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...documents.statements import Statement
from ..prints import shown_number
from .judgment import Judgment


def hundreds(statements: list[Statement], most: int = 6) -> Iterator[Judgment]:
    """Find two or more percentages of one sentence that add up to one hundred."""
    shares = [
        one
        for one in statements
        if "percent" in one.numbers and one.numbers["percent"].relation == "" and one.kind != "estimate"
    ]
    end = 0
    for at, one in enumerate(shares):
        if at < end:
            continue
        run = [other for other in shares[at : at + most] if other.words == one.words]
        for length in range(2, min(len(run), most) + 1):
            total, slack = total_of(run[:length])
            if abs(total - 100) <= slack and all(0 < other.numbers["percent"].value < 100 for other in run[:length]):
                yield Judgment(
                    "parts of one hundred",
                    "holds",
                    f"The {length} percentages add up to {shown_number(total, 1)}%.",
                    tuple(run[:length]),
                )
                end = at + length
                break


def total_of(shares: list[Statement]) -> tuple[Fraction, Fraction]:
    """Give the sum of percentages, and how far rounding can move it."""
    said = [one.numbers.get("percent") or one.numbers.get("value") or one.numbers.get("count") for one in shares]
    return sum((Fraction(repr(one.value)) for one in said), Fraction(0)), sum(
        (Fraction(f"{one.quantum:.12g}") / 2 for one in said), Fraction(0)
    )
