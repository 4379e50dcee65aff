"""Counts with percentages of a total that is stated, and of which they are not."""

from __future__ import annotations

import re
from fractions import Fraction

from ...documents.statements import Statement
from ...printed import Printed
from ..prints import is_whole, printed_set, shown_number
from .context import Context
from .judgment import Judgment

_OF = r"(?:^|[.;:]\s|\b)(?:of|among|in)\s(?:the\s|these\s|those\s|all\s|our\s|a total of\s)*{number}(?![\d,.]*\d)"
_PART = re.compile(
    r"\bof\s(?:these|those|whom|which|them)\b|\bmissing\b|\bunknown\b|\bknown\b|\bavailable\b", re.IGNORECASE
)
_NEAR, _ABOVE = 5, Fraction(115, 100)  # points from the share of the total; how far above it a base may lie


def against_stated(one: Statement, count: int, percent: Printed, context: Context) -> Judgment | None:
    """Judge a share that is of no total nearby by the one that its sentence or its document states.

    A base below the total may leave out what is missing; it is wrong where the sentence names the total itself, or
    its counts add up to it. A base above every number that the document states is wrong in any case.
    """
    reach = printed_set(percent)
    if percent.relation or not 0 < reach.low < reach.high <= 100 or not count:
        return None
    least, most = (Fraction(100 * count) / Fraction(end) for end in (reach.high, reach.low))
    n, where = _named(one, count, context) or _added(one, context) or _exceeded(one, least, most, context) or (0, "")
    if not n or n < count or abs(Fraction(100 * count, n) - Fraction(repr(percent.value))) > _NEAR:
        return None
    said = f"{count:,} of {n:,} is {shown_number(Fraction(100 * count, n), percent.decimals + 2)}%; {percent.text} is "
    said += f"printed, which is of {shown_number(least, 0)} to {shown_number(most, 0)} ({where})."
    return Judgment("percentage of a stated total", "inconsistent", said, (one,))


def _named(one: Statement, count: int, context: Context) -> tuple[int, str] | None:
    """Give the total that stands as "of the 1,204" before the shares of a sentence, all others of which are of it."""
    near = [other for other in context.near(one) if other.words == one.words and other is not one]
    totals = [other for other in near if other.kind == "count" and is_whole(other.numbers.get("count"))]
    if len(totals) != 1 or not count < totals[0].numbers["count"].value or totals[0].span[0] > one.span[0]:
        return None
    if not all(other is totals[0] or _is_of(other, int(totals[0].numbers["count"].value)) for other in near):
        return None
    text = context.document.blocks[one.block].text[max(totals[0].span[0] - 30, 0) : one.span[0]]
    said = _OF.format(number=re.escape(totals[0].printed.strip()))
    if not re.search(said, text, re.IGNORECASE) or _PART.search(one.words):
        return None
    return int(totals[0].numbers["count"].value), "its sentence is of them"


def _is_of(other: Statement, n: int) -> bool:
    """Tell whether another share of a sentence is of a total."""
    count, percent = other.numbers.get("count"), other.numbers.get("percent")
    if other.kind != "proportion" or percent is None or not is_whole(count):
        return False
    return printed_set(percent).holds(Fraction(100 * int(count.value), n))


def _added(one: Statement, context: Context) -> tuple[int, str] | None:
    """Give the total to which the counts of a sentence add up."""
    shares = [other for other in context.near(one) if other.words == one.words and other.kind == "proportion"]
    counts = [int(other.numbers["count"].value) for other in shares if is_whole(other.numbers.get("count"))]
    known = {n for n, _, _ in context.candidates(one)}
    if len(counts) == len(shares) > 1 and sum(counts) in known and all(counts):
        return sum(counts), f"{' + '.join(f'{count:,}' for count in counts)} = {sum(counts):,}"
    return None


def _exceeded(one: Statement, least: Fraction, most: Fraction, context: Context) -> tuple[int, str] | None:
    """Give the largest total of a document where the base would lie above it and is stated nowhere."""
    n = max(context.totals, default=0)
    stated = (other.numbers.get(role) for other in context.statements for role in ("count", "n", "size", "value"))
    numbers = {said.value for said in stated if is_whole(said)}
    if not n or not n < least <= n * _ABOVE or any(least <= number <= most for number in numbers):
        return None
    if any(number > n and number < 2 * n for number in numbers):
        return None
    return n, f"no total above {n:,} is stated"
