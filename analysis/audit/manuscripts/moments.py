"""Means and standard deviations held against whole numbers of the people they are of (GRIM, GRIMMER)."""

from __future__ import annotations

from collections.abc import Iterator

from ...documents.statements import Statement
from ...errors import DataError
from ..means import possible_moments, possible_sums
from .context import Context
from .judgment import Judgment
from .sheet import Sheet, sheets_of

_CHECK = "mean of whole numbers"
_SAYS = 0.6  # least share of the other means of a table that must be those of whole numbers before one is doubted


def judge_means(context: Context) -> Iterator[Judgment]:
    """Judge every mean with its standard deviation."""
    for one in context.statements:
        if one.kind == "mean" and "sd" in one.numbers and context.document.blocks[one.block].table is None:
            yield _in_prose(one, context)
    for sheet in sheets_of(context):
        yield from _in_table(sheet)


def _in_prose(one: Statement, context: Context) -> Judgment:
    for n, where, other in context.candidates(one):
        if 2 <= n < 10 ** (one.numbers["mean"].decimals + 1) and where != "the document":
            made = _sums(one, n)
            if made:
                pieces = (one, other) if other else (one,)
                return Judgment(_CHECK, "holds", f"{made} ({n} stands in {where}).", pieces)
    return Judgment(
        _CHECK, "cannot be checked", "No n of whole numbers nearby gives it; the values may not be whole.", (one,)
    )


def _sums(one: Statement, n: int, mean: str = "", sd: str = "") -> str:
    """Say which sum of n whole numbers gives a mean and standard deviation; empty where none does."""
    mean, sd = mean or one.numbers["mean"].text, sd or one.numbers["sd"].text
    try:
        sums = possible_sums(mean, n, rounding="any")
        if len(sums) > 50:
            return ""
        found = possible_moments(mean, sd, n, rounding="any") if sums else []
    except DataError:
        return ""
    return f"{n} whole numbers with the sum {found[0][0]} have the mean {mean} and SD {sd}" if found else ""


def _in_table(sheet: Sheet) -> Iterator[Judgment]:
    """Judge the means of a table, SD in brackets or in the next column, where most are those of whole numbers."""
    for column in sheet.columns:
        n = sheet.totals.get(column)
        means = list(_means(sheet, column))
        if not means:
            continue
        made = [(pieces, mean, sd, _sums(pieces[0], n, mean, sd) if n and n >= 2 else "") for pieces, mean, sd in means]
        usual = sum(bool(said) for *_, said in made) >= max(_SAYS * len(made), 1)
        for pieces, mean, sd, said in made:
            if said:
                yield Judgment(_CHECK, "holds", f"{said}.", pieces)
            elif usual and len(made) > 4 and n:
                words = f"No {n} whole numbers have the mean {mean} and SD {sd}, as those of the other rows do."
                yield Judgment(
                    _CHECK,
                    "inconsistent" if not possible_sums(mean, n, rounding="any") else "cannot be checked",
                    words,
                    pieces,
                )
            else:
                yield Judgment(
                    _CHECK, "cannot be checked", "The values may not be whole, or their number is not printed.", pieces
                )


def _means(sheet: Sheet, column: int) -> Iterator[tuple[tuple[Statement, ...], str, str]]:
    import re

    beside = (
        column < len(sheet.heads)
        and re.search(r"\bSDs?$", sheet.heads[column])
        and re.search(r"\b(?:M|[Mm]eans?)\b", sheet.heads[column - 1])
    )
    for row in sheet.rows:
        one = sheet.statement(row, column, "mean")
        if one is not None and "sd" in one.numbers:
            yield (one,), one.numbers["mean"].text, one.numbers["sd"].text
        elif beside:
            mean, sd = (
                sheet.statement(row, column, "number", "count"),
                sheet.statement(row, column + 1, "number", "count"),
            )
            if mean is not None and sd is not None:
                said, spread = (next(iter(cell.numbers.values())).text for cell in (mean, sd))
                yield (mean, sd), said, spread
