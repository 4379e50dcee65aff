"""Parts that add up: rows to the n above them, counts of a sentence to another, percentages to one hundred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...documents.statements import Statement
from ..prints import is_whole
from .context import Context
from .hundreds import hundreds
from .judgment import Judgment

_LEAST = 5  # a total that is smaller is met by chance


def judge_sums(context: Context) -> Iterator[Judgment]:
    """Find the counts that are parts of a whole, and judge their percentages."""
    for at, block in enumerate(context.document.blocks):
        if block.table is None:
            yield from _in_sentences([one for one in context.by_block.get(at, ()) if one.sureness >= 0.5], context)
        else:
            yield from _in_cells(context.by_block.get(at, ()))


def _in_cells(statements: Iterable[Statement]) -> Iterator[Judgment]:
    """Find percentages of one cell, which is a sentence, that are the parts of one whole."""
    for _, cell in groupby(statements, key=lambda one: (one.locator.row, one.locator.column)):
        yield from hundreds(list(cell), 20)


def _counts(statements: list[Statement]) -> list[tuple[int, Statement]]:
    counts = []
    for one in statements:
        said = one.numbers.get("count")
        if one.kind in ("count", "proportion") and is_whole(said) and 0 < said.value < 10**9:
            counts.append((int(said.value), one))
    return counts


def _in_sentences(statements: list[Statement], context: Context) -> Iterator[Judgment]:
    """Find runs of counts in a sentence, or in two, that add up to another count nearby."""
    for counts in (_counts(statements), [pair for pair in _counts(statements) if pair[0] >= 10]):
        yield from _runs(counts, statements, context)
    yield from hundreds(statements)


def _runs(counts: list[tuple[int, Statement]], statements: list[Statement], context: Context) -> Iterator[Judgment]:
    totals = {int(one.numbers["n"].value): one for one in statements if is_whole(one.numbers.get("n"))}
    totals |= dict(counts)
    used: set[tuple[int, int]] = set()
    for length in range(6, 1, -1):
        for start in range(len(counts) - length + 1):
            run = counts[start : start + length]
            near = len({one.words for _, one in run}) <= 2
            total = sum(value for value, _ in run)
            whole = totals.get(total) or (run[0][1] if total in context.totals and total >= 20 else None)
            if (
                not near
                or total < _LEAST
                or whole is None
                or any(a <= start < b for a, b in used)
                or min(v for v, _ in run) == 0
            ):
                continue
            used.add((start, start + length))
            said = " + ".join(f"{value:,}" for value, _ in run)
            parts = _distinct([*(one for _, one in run), whole])
            yield Judgment("sum of parts", "holds", f"{said} = {total:,}.", parts)


def _distinct(statements: list[Statement]) -> tuple[Statement, ...]:
    kept: list[Statement] = []
    for one in statements:
        if not any(one is other for other in kept):
            kept.append(one)
    return tuple(kept)
