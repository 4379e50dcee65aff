"""Percentages of prose held against their counts and totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ...documents.statements import Statement
from ...printed import Interval, Printed
from ..percentages import counts_in
from ..prints import is_whole, printed_set, shown_number, verdict_of
from .bases import against_stated
from .context import PEOPLE, Context
from .judgment import Judgment

_NEAR = Fraction(3, 2)  # percentage points within which another percentage of the same count is the same quantity


def judge_shares(context: Context) -> Iterator[Judgment]:
    """Judge every percentage with a count or a total that stands in prose."""
    pending, resolved = [], []
    for one in context.statements:
        if one.kind != "proportion" or context.document.blocks[one.block].table is not None:
            continue
        judged = _judged(one, context)
        resolved += [judged] if judged.verdict == "holds" else []
        if judged.verdict == "cannot be checked":
            pending.append((one, judged))
        else:
            yield judged
    for one, judged in pending:
        yield _against_the_same_count(one, resolved) or judged


def share_verdict(count: int, n: int, percent: Printed) -> tuple[str, str]:
    """Judge a percentage by its count and total; give the verdict and the calculation."""
    exact = Fraction(100 * count, n)
    return verdict_of(
        percent, Interval.of(exact)
    ), f"{count:,} of {n:,} is {shown_number(exact, percent.decimals + 2)}%"


def _judged(one: Statement, context: Context) -> Judgment:
    count, n, percent = (one.numbers.get(name) for name in ("count", "n", "percent"))
    if percent is None:
        return _counts_only(one)
    if is_whole(count) and is_whole(n):
        if n.value <= 0:
            return Judgment("percentage of counts", "cannot be checked", "Nothing is a share of none.", (one,))
        verdict, said = share_verdict(int(count.value), int(n.value), percent)
        if verdict == "impossible" and one.sureness < 0.8:
            verdict = "cannot be checked"  # many words stand between: it may be the share of something else
        return Judgment("percentage of counts", verdict, f"{said}; {percent.text} is printed.", (one,))
    if is_whole(n):
        of = " ".join(re.split(r"\bof\b", one.printed, maxsplit=1)[-1].split()[:4])
        if not PEOPLE.search(of):
            return Judgment(
                "percentage of a total", "cannot be checked", f"It is not said to be of the {n.text}.", (one,)
            )
        return judge_total(one, int(n.value), percent)
    if is_whole(count):
        return _of_some_total(one, int(count.value), percent, context)
    return Judgment("percentage of counts", "cannot be checked", "Its numbers are bounds or no whole numbers.", (one,))


def _counts_only(one: Statement) -> Judgment:
    count, n = one.numbers.get("count"), one.numbers.get("n")
    if is_whole(count) and is_whole(n) and count.value > n.value and one.sureness >= 0.7:
        said = f"{count.text} is more than the {n.text} it is said to be of."
        return Judgment("count within its total", "inconsistent", said, (one,))
    return Judgment("count within its total", "cannot be checked", "No percentage is printed with it.", (one,))


def judge_total(one: Statement, n: int, percent: Printed) -> Judgment:
    """Judge a percentage whose total is known and its count is not (GRIM)."""
    counts = counts_in(printed_set(percent), n) if n else range(0)
    if len(counts):
        said = f"{_listed(counts)} of {n:,} {'gives' if len(counts) == 1 else 'give'} {percent.text}%."
        return Judgment("percentage of a total", "holds", said.replace("%%", "%"), (one,))
    near = round(percent.value * n / 100)
    around = sorted(
        {min(max(near + step, 0), n) for step in (-1, 0, 1)}, key=lambda c: abs(100 * c / n - percent.value)
    )[:2]
    said = " or ".join(f"{c} of {n} is {shown_number(Fraction(100 * c, n))}%" for c in sorted(around))
    return Judgment("percentage of a total", "inconsistent", f"No count of {n} gives {percent.text}: {said}.", (one,))


def _of_some_total(one: Statement, count: int, percent: Printed, context: Context) -> Judgment:
    """Look among the totals nearby for one of which the count is this percentage."""
    for n, where, other in context.candidates(one):
        if n >= max(count, 2) and share_verdict(count, n, percent)[0] == "holds":
            said = f"{share_verdict(count, n, percent)[1]} ({n:,} stands in {where})."
            return Judgment("percentage of a stated total", "holds", said, (one, other) if other else (one,))
    if (judged := against_stated(one, count, percent, context)) is not None:
        return judged
    said = f"No total nearby is one of which {count:,} are {percent.text}."
    return Judgment("percentage of a stated total", "cannot be checked", said, (one,))


def _against_the_same_count(one: Statement, resolved: list[Judgment]) -> Judgment | None:
    """Hold a percentage without a total against another of the same count, whose total is known."""
    count, percent = one.numbers.get("count"), one.numbers.get("percent")
    if count is None or percent is None or count.value < 10:
        return None
    for judged in resolved:
        other = judged.statement.numbers
        same = (
            "count" in other and other["count"].value == count.value and other["percent"].decimals == percent.decimals
        )
        if same and abs(Fraction(repr(other["percent"].value)) - Fraction(repr(percent.value))) < _NEAR:
            said = (
                f"{percent.text} is printed here, {other['percent'].text} at "
                f"{judged.statement.locator}: {judged.arithmetic}"
            )
            return Judgment("the same share, twice", "inconsistent", said, (one, judged.statement))
    return None


def _listed(counts: range) -> str:
    return f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"
