"""The same quantity in two places: abstract against text against table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from ...documents.statements import Statement
from ..prints import is_whole
from .context import Context
from .judgment import Judgment
from .names import WORD, family, label_words, rows_named, under_heading
from .printed_tables import Row

_NEAR = math.log(1.2)
_BEFORE = 120  # characters before a number in which its name stands


def judge_crossings(context: Context) -> Iterator[Judgment]:
    """Hold what the text says against the tables, and places of the text against each other."""
    prose = [one for one in context.statements if context.document.blocks[one.block].table is None]
    in_tables = [one for one in context.statements if context.document.blocks[one.block].table is not None]
    yield from _estimates(prose, in_tables, context)
    yield from _p_values(prose, context)
    yield from _shares(prose, in_tables, context)
    yield from _large_counts(prose, in_tables)


def triple(one: Statement) -> tuple[str, ...]:
    """Give estimate and limits as they are printed, without signs and zeros in front."""
    return tuple(one.numbers[name].text.strip(" %=").lstrip("0") for name in ("estimate", "low", "high"))


def other_section(one: Statement, other: Statement) -> bool:
    """Tell whether two statements stand in different main parts of a document."""
    return one.locator.section[:1] != other.locator.section[:1]


def _with_limits(statements) -> list[Statement]:
    return [one for one in statements if one.kind == "estimate" and {"estimate", "low", "high"} <= one.numbers.keys()]


def _estimates(prose, in_tables, context: Context) -> Iterator[Judgment]:
    tabled, check = _with_limits(in_tables), "the same estimate in text and table"
    told = _with_limits(prose)
    known = {triple(one): one for one in [*told[::-1], *tabled[::-1]]}
    in_table = {triple(one) for one in tabled}
    for one in told:
        same = next((other for other in told if other.block != one.block and triple(other) == triple(one)), None)
        if triple(one) not in in_table and same is not None and other_section(one, same):
            yield Judgment(
                "the same estimate in two places", "holds", f"{same.locator} has the same three numbers.", (one, same)
            )
        if triple(one) in in_table:
            yield Judgment(
                check, "holds", f"{known[triple(one)].locator} has the same three numbers.", (one, known[triple(one)])
            )
            continue
        other = _almost(one, tabled) or _of_its_row(one, context)
        if other is not None:
            said = f"{other.locator} has {' '.join(other.printed.split())} for what reads as the same quantity."
            yield Judgment(check, "inconsistent", said, (one, other))


def _almost(one: Statement, tabled: list[Statement]) -> Statement | None:
    """Find an estimate of a table that shares value and one limit, and differs by little in the other."""
    mine = triple(one)
    for other in tabled:
        theirs = triple(other)
        agree = [a == b for a, b in zip(mine, theirs, strict=True)]
        alike = all(one.numbers[name].decimals == other.numbers[name].decimals for name in ("estimate", "low", "high"))
        if alike and agree[0] and sum(agree) == 2 and (len("".join(mine)) >= 6 or one.measure == other.measure != ""):
            name = ("estimate", "low", "high")[agree.index(False)]
            a, b = one.numbers[name].value, other.numbers[name].value
            if abs(a - b) <= 0.15 * max(abs(a), abs(b)):
                return other
    return None


def _of_its_row(one: Statement, context: Context) -> Statement | None:
    """Find the nearest estimate of the row whose name stands before a number; nothing where one there agrees."""
    phrase = _phrase(one, context)
    tabled = [table for table in context.tables if any(_with_limits(row.statements.values()) for row in table.rows)]
    for table, row in rows_named(phrase, tabled):
        held = [other for line in family(table, row) for other in line.statements.values()]
        held = [other for other in _with_limits(held) if other.measure == one.measure]
        values = [
            (abs(math.log(other.numbers["estimate"].value / one.numbers["estimate"].value)), other)
            for other in held
            if other.numbers["estimate"].value > 0 and one.numbers["estimate"].value > 0
        ]
        near = min(values, key=lambda pair: pair[0], default=None)
        if near is not None and near[0] < _NEAR:
            return near[1]
    return None


def _phrase(one: Statement, context: Context, after: int = 0) -> str:
    text = context.document.blocks[one.block].text
    before = text[max(0, one.span[0] - _BEFORE) : one.span[0]]
    return re.split(r"\d\)?\]?\)?[,;]|[.;]\s|\d[)\]]", before)[-1] + (
        text[one.span[1] : one.span[1] + after] if after else ""
    )


def _p_values(prose, context: Context) -> Iterator[Judgment]:
    """Hold a p value in brackets behind a name against the p values of the row of that name."""
    for one in prose:
        if one.kind != "p value" or "p" not in one.numbers:
            continue
        text = context.document.blocks[one.block].text
        if text[: one.span[0]].rstrip()[-1:] not in ("(", "["):
            continue
        phrase = re.sub(r"\([^()=<>]*\)", " ", text[max(0, one.span[0] - 60) : one.span[0]])
        phrase = re.split(r"\)[,;]?|\band\b|,|\bto\b", phrase.rstrip(" (["))[-1] if phrase.count(")") else phrase
        rows = under_heading(rows_named(phrase, context.tables), text[: one.span[0]])
        held = [other for _, row in rows for other in row.statements.values() if _can_be_p(other)]
        if not held:
            continue
        same = next((other for other in held if _p_text(other) == _p_text(one)), None)
        if same is not None:
            yield Judgment("the same p value in text and table", "holds", f"{same.locator} has it.", (one, same))
        elif len(held) >= 1 and any(_alike(one, other) for other in held):
            other = next(other for other in held if _alike(one, other))
            yield Judgment(
                "the same p value in text and table",
                "inconsistent",
                f"{other.locator} has {other.printed.strip()}.",
                (one, other),
            )


def _can_be_p(one: Statement) -> bool:
    said = one.numbers.get("p") or one.numbers.get("value")
    return said is not None and 0 <= said.value <= 1 and said.decimals >= 2


def _p_text(one: Statement) -> tuple[str, float]:
    said = one.numbers.get("p") or one.numbers["value"]
    return said.relation, said.value


def _alike(one: Statement, other: Statement) -> bool:
    """Tell whether two p values have the same digits: 0.512 and 0.0512, = 0.001 and < 0.001."""
    mine, theirs = (
        re.sub(r"\D", "", statement.numbers.get("p", statement.numbers.get("value")).text).lstrip("0")
        for statement in (one, other)
    )
    return mine == theirs and mine != ""


def _shares(prose, in_tables, context: Context) -> Iterator[Judgment]:
    """Hold counts of the text against the row of a table that names the same."""
    check = "the same count in text and table"
    for one in prose:
        count = one.numbers.get("count")
        if one.kind != "proportion" or not is_whole(count):
            continue
        phrase = _phrase(one, context, 90)
        words = {word.lower().rstrip(".").rstrip("s") for word in WORD.findall(phrase)}
        found = [pair for table in context.tables for row in table.rows for pair in _named(row, words)]
        same = next(
            (
                other
                for other, _ in found
                if other.numbers.get("count") and other.numbers["count"].value == count.value and _same_n(one, other)
            ),
            None,
        )
        if same is not None:
            yield Judgment(check, "holds", f"{same.locator} has the same.", (one, same))
            continue
        other = next((other for other, named in found if _nearly(one, other, named)), None)
        if other is not None and not _anywhere(one, in_tables):
            yield Judgment(
                check,
                "inconsistent",
                f"{other.locator} has {other.printed.strip()} for what reads as the same quantity.",
                (one, other),
            )


def _named(row: Row, words: set[str]) -> Iterator[tuple[Statement, bool]]:
    """Give the shares of a row whose label shares words with a text, and whether all of its words stand there."""
    label = " ".join(dict.fromkeys(filter(None, row.labels)))
    wanted = {word.rstrip(".").rstrip("s") for word in label_words(label)}
    shared = wanted & words
    if shared and max(map(len, shared)) >= (3 if wanted <= words else 5):
        yield from ((one, wanted <= words) for one in row.statements.values() if one.kind == "proportion")


def _large_counts(prose, in_tables: list[Statement]) -> Iterator[Judgment]:
    """Find the numbers of four digits and more of the text in a table."""
    tabled = {
        one.numbers["count"].value: one
        for one in in_tables[::-1]
        if one.kind == "count" and is_whole(one.numbers.get("count"))
    }
    for one in prose:
        said = one.numbers.get("count") or one.numbers.get("rate")
        if one.kind in ("count", "rate") and is_whole(said) and said.value >= 1000 and said.value in tabled:
            other = tabled[said.value]
            yield Judgment("the same number in text and table", "holds", f"{other.locator} has it.", (one, other))


def _same_n(one: Statement, other: Statement) -> bool:
    mine, theirs = one.numbers.get("n"), other.numbers.get("n")
    return mine is None or theirs is None or mine.value == theirs.value


def _nearly(one: Statement, other: Statement, named: bool) -> bool:
    """Tell whether two counts are nearly one: of the same total, or large ones with the same percentage."""
    mine, theirs = (
        one.numbers["count"].value,
        other.numbers["count"].value if is_whole(other.numbers.get("count")) else math.nan,
    )
    if "n" in one.numbers and "n" in other.numbers:
        return named and one.numbers["n"].value == other.numbers["n"].value and 0 < abs(mine - theirs) <= 1
    percents = [statement.numbers.get("percent") for statement in (one, other)]
    return all(percents) and percents[0].value == percents[1].value and 0 < abs(mine - theirs) <= 0.005 * mine


def _anywhere(one: Statement, in_tables: list[Statement]) -> bool:
    """Tell whether some cell has the same count with the same percentage."""
    value = one.numbers["count"].value
    return any(
        other.numbers.get("count") is not None
        and other.numbers["count"].value == value
        and _same_n(one, other)
        and "percent" in other.numbers
        and "percent" in one.numbers
        and other.numbers["percent"].value == one.numbers["percent"].value
        for other in in_tables
    )
