"""Percentages of tables held against their counts and the totals above them, beside them or in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...documents.statements import Statement
from ...printed import Printed
from .context import Context
from .judgment import Judgment, is_whole
from .shares import judge_total, share_verdict
from .sheet import Sheet, count_in, sheets_of

_SIZE = re.compile(
    r"^\W*n\W*$|\bnumber\sof\b|\bno\.?\sof\b|\bsample\ssize|\bpatients?\b|\bparticipants?\b|\bcases\b|\bsubjects\b",
    re.IGNORECASE,
)

Share = tuple[int, int, Printed, tuple[Statement, ...]]  # row, count, percentage, statements


def judge_table_shares(context: Context) -> Iterator[Judgment]:
    """Judge the percentages of all tables."""
    for sheet in sheets_of(context):
        taken: set[int] = set()
        for column in sheet.columns:
            shares = list(_shares(sheet, column))
            if shares:
                taken.add(column)
                yield from _judge_column(sheet, column, shares, context)
        yield from _with_totals(sheet)
        yield from _of_sizes(sheet, taken)


def _shares(sheet: Sheet, column: int) -> Iterator[Share]:
    """Give the counts of a column with the percentages in their cells, or in the next column."""
    cells = [sheet.statement(row, column + 1) for row in sheet.rows if sheet.statement(row, column, "count")]
    percents = 10 * sum(one is not None and one.kind == "percentage" for one in cells) > 7 * len(cells)
    for row in sheet.rows:
        for one in sheet.cells.get((row, column), ()):
            if one.kind == "proportion" and "n" not in one.numbers and is_whole(one.numbers.get("count")):
                yield row, int(one.numbers["count"].value), one.numbers["percent"], (one,)
        count, share = (
            sheet.statement(row, column, "count"),
            sheet.statement(row, column + 1, "percentage", "number", "count"),
        )
        beside = column < len(sheet.heads) and (sheet.is_percent(column + 1) or percents)
        if count is None or share is None or not beside:
            continue
        percent = share.numbers.get("percent") or share.numbers.get("value") or share.numbers.get("count")
        if percent is not None and is_whole(count.numbers["count"]) and 0 <= percent.value <= 100:
            yield row, int(count.numbers["count"].value), percent, (count, share)


def _judge_column(sheet: Sheet, column: int, shares: list[Share], context: Context) -> Iterator[Judgment]:
    n, where = _total_of(sheet, column, shares, context)
    others = [count for row in sheet.rows if (count := count_in(sheet, row, column)) is not None]
    for _, count, percent, statements in shares:
        verdict, said = share_verdict(count, n, percent) if n and n >= count else ("cannot be checked", "")
        if n and verdict == "impossible":
            other = next(
                (
                    one
                    for one in dict.fromkeys(others)
                    if one > max(count, 19) and one != n and share_verdict(count, one, percent)[0] == "holds"
                ),
                0,
            )
            if other:
                verdict, said = (
                    "holds",
                    f"{share_verdict(count, other, percent)[1]} ({other:,} stands in the same column)",
                )
        if not said:
            reason = f"No total is stated of which {count:,} are {percent.text}."
            yield Judgment("percentage of the heading's total", "cannot be checked", reason, statements)
            continue
        verdict = "inconsistent" if verdict == "impossible" else verdict
        yield Judgment(
            "percentage of the heading's total", verdict, f"{said}; {percent.text} is printed ({where}).", statements
        )


def _total_of(sheet: Sheet, column: int, shares: list[Share], context: Context) -> tuple[int, str]:
    """Choose what the percentages of a column are of: what is above it, else what fits most of them."""
    stated = sheet.totals.get(column) or sheet.totals.get(column + 1)
    if stated and 2 * _fits(stated, shares) >= len(shares):
        return stated, "n of its column"
    options = dict.fromkeys(sheet.stated_totals(), "n of the table")
    top = [count for row in list(sheet.rows)[:2] if (count := count_in(sheet, row, column))]
    options |= {count: "a total of its column" for count in top if count not in options}
    options |= {
        count: "a total of its column"
        for row in sheet.rows
        if re.match(r"(?i)\W*(?:total|all|overall|n)\b", sheet.labels.get(row, ""))
        and (count := count_in(sheet, row, column))
    }
    options |= {total: "n of another column" for total in sheet.totals.values() if total not in options}
    options |= {sum(sheet.totals.values()): "n of all columns"} if len(sheet.totals) > 1 else {}
    options |= {total: "a total of the text" for total in context.totals if total not in options}
    best = max(options, key=lambda n: _fits(n, shares), default=0)
    enough = max(2, 0.6 * len(shares)) if len(shares) > 1 else 1
    if best in sheet.stated_totals():
        enough = len(shares) / 2
    if best and _fits(best, shares) >= enough:
        return best, options[best]
    return (stated, "n of its column") if stated and _fits(stated, shares) * 3 >= len(shares) else (0, "")


def _fits(n: int, shares: list[Share]) -> int:
    return sum(
        n >= count and n > 0 and share_verdict(count, n, percent)[0] == "holds" for _, count, percent, _ in shares
    )


def _with_totals(sheet: Sheet) -> Iterator[Judgment]:
    """Judge the percentages whose count and total stand in their own cell."""
    for statements in sheet.cells.values():
        for one in statements:
            count, n, percent = (one.numbers.get(name) for name in ("count", "n", "percent"))
            if one.kind == "proportion" and percent is not None and is_whole(count) and is_whole(n) and n.value > 0:
                verdict, said = share_verdict(int(count.value), int(n.value), percent)
                yield Judgment("percentage of counts", verdict, f"{said}; {percent.text} is printed.", (one,))


def _of_sizes(sheet: Sheet, taken: set[int]) -> Iterator[Judgment]:
    """Judge percentages whose total stands in their cell, 36 (53), or in the one column of sizes of their row."""
    inside = [
        one for cell in sheet.cells.values() for one in cell if one.kind == "proportion" and "count" not in one.numbers
    ]
    judged = [
        judge_total(one, int(one.numbers["n"].value), one.numbers["percent"])
        for one in inside
        if is_whole(one.numbers.get("n")) and "percent" in one.numbers and one.numbers["n"].value > 0
    ]
    sizes = [
        column
        for column in sheet.columns
        if column not in taken and _SIZE.search(sheet.heads[column - 1]) and _counts(sheet, column)
    ]
    shares = [column for column in sheet.columns if column not in taken and sheet.is_percent(column)]
    if len(sizes) == 1 and len(shares) == 1:
        judged += list(_of_size_column(sheet, shares[0], sizes[0]))
    holding = sum(one.verdict == "holds" for one in judged)
    for one in judged:
        if one.verdict == "inconsistent":
            verdict = "inconsistent" if 2 * holding >= len(judged) else "cannot be checked"
            one = Judgment(one.check, verdict, one.arithmetic, one.statements)
        yield one


def _counts(sheet: Sheet, column: int) -> bool:
    """Tell whether most cells of a column are counts, and its head does not speak of percent."""
    held = sum(count_in(sheet, row, column) is not None for row in sheet.rows)
    return 2 * held > len(sheet.rows) and not sheet.is_percent(column)


def _of_size_column(sheet: Sheet, share: int, size: int) -> Iterator[Judgment]:
    for row in sheet.rows:
        percent, n = sheet.statement(row, share, "percentage", "number", "count"), count_in(sheet, row, size)
        if percent is None:
            continue
        said = percent.numbers.get("percent") or percent.numbers.get("value") or percent.numbers.get("count")
        if said is not None and n and 0 <= said.value <= 100 and said.relation == "":
            judged = judge_total(percent, n, said)
            yield Judgment(judged.check, judged.verdict, judged.arithmetic, (percent, sheet.statement(row, size)))
