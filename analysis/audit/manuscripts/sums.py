"""Parts that add up: rows to the n above them, counts of a sentence to another, percentages to one hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...documents.statements import Statement
from .context import Context
from .hundreds import hundreds, total_of
from .judgment import Judgment, is_whole, shown_number
from .shares import share_verdict
from .sheet import Sheet, parts_in, sheets_of

_LEAST, _LONGEST = 5, 24  # a total that is smaller is met by chance; parts of one whole that are printed together
_FAR = 3  # percentage points from one hundred beyond which percentages are no parts of one whole
_TOTAL = re.compile(r"^\W*(?:(?:sub)?totals?|all|overall|any|sum|n)\b", re.IGNORECASE)


def judge_sums(context: Context) -> Iterator[Judgment]:
    """Find the counts that are parts of a whole, and judge their percentages."""
    for at, block in enumerate(context.document.blocks):
        if block.table is None:
            yield from _in_sentences([one for one in context.by_block.get(at, ()) if one.sureness >= 0.5], context)
    for sheet in sheets_of(context):
        yield from _in_columns(sheet, context)
        yield from _in_rows(sheet, context)


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


def _in_columns(sheet: Sheet, context: Context) -> Iterator[Judgment]:
    inside = _n_in_cells(sheet)
    for column in sheet.columns:
        counts = parts_in(sheet, column)
        used: set[int] = set()
        for targets in _targets(sheet, column, counts, inside, context):
            for run in _parts(sheet, column, counts, targets, used):
                used |= set(run)
                yield from _judge_run(sheet, run, counts, column, targets.get(sum(counts[row] for row in run), 0))
        for row in sheet.rows:
            yield from hundreds(sheet.cells.get((row, column), []), 20)


def _parts(
    sheet: Sheet, column: int, counts: dict[int, int], targets: dict[int, int], used: set[int]
) -> Iterator[list[int]]:
    """Give the rows that add up to a whole: rows that follow each other, all of them before some."""
    for block in _blocks(sheet, column, counts):
        if not used & set(block) and _adds_up(block, counts, targets):
            yield block
            continue
        start = 0
        while start < len(block):
            ends = range(start + 2, min(start + _LONGEST, len(block)) + 1)
            end = next(
                (
                    end
                    for end in ends
                    if not used & set(block[start:end]) and _adds_up(block[start:end], counts, targets)
                ),
                0,
            )
            while end and end < len(block) and counts[block[end]] == 0:
                end += 1
            if end:
                yield block[start:end]
            start = end or start + 1


def _blocks(sheet: Sheet, column: int, counts: dict[int, int]) -> list[list[int]]:
    """Give the runs of rows with counts that no other row parts, and that keep the words on their left."""
    blocks: list[list[int]] = []
    for row in sorted(counts):
        starts = (
            sheet.grid.cells[row - 1][0] != ""
            and blocks
            and column > 2
            and sheet.grid.cells[blocks[-1][-1] - 1][0] == ""
            and sheet.grid.cells[row - 1][1] != sheet.grid.cells[row - 1][0]
        )
        if blocks and blocks[-1][-1] == row - 1 and not starts:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _targets(
    sheet: Sheet, column: int, counts: dict[int, int], inside: list[int], context: Context
) -> list[dict[int, int]]:
    """Give the wholes that rows of a column may add up to, the surest first, each with the row where it stands or 0."""
    above = [sheet.totals.get(column), sheet.totals.get(column - 1), *sheet.stated_totals(), *inside]
    first = {total: 0 for total in above if total and total >= _LEAST}
    first |= {count: row for row, count in counts.items() if _is_total(sheet, row) and count > 1}
    return [first, {total: 0 for total in context.totals[:6] if total >= 100}]


def _n_in_cells(sheet: Sheet) -> list[int]:
    """Give what ``n =`` says in the cells of the body."""
    texts = {text for row in sheet.rows for text in sheet.grid.cells[row - 1]}
    return [
        int(re.sub(r"\D", "", found))
        for text in sorted(texts)
        for found in re.findall(r"(?<!\w)[nN]\s?=\s?(\d[\d,]*)", text)
    ]


def _is_total(sheet: Sheet, row: int) -> bool:
    words = sheet.grid.cells[row - 1][0]
    last = row == len(sheet.grid.cells) and not words
    return last or bool(_TOTAL.search(words) or re.search(r"(?i)\b(?:total|overall)\b", sheet.labels.get(row, "")))


def _adds_up(rows: list[int], counts: dict[int, int], targets: dict[int, int]) -> bool:
    total = sum(counts[row] for row in rows)
    if len(rows) < 2 or total not in targets or (targets[total] and targets[total] not in (rows[0] - 1, rows[-1] + 1)):
        return False
    return (sum(counts[row] > 0 for row in rows) > 1 and all(counts[row] < total for row in rows)) or _all_in_one(
        rows, counts
    )


def _all_in_one(rows: list[int], counts: dict[int, int]) -> bool:
    """Tell whether three or more categories have everybody in one of them."""
    return len(rows) > 2 and sum(counts[row] > 0 for row in rows) == 1


def _judge_run(sheet: Sheet, rows: list[int], counts: dict[int, int], column: int, whole: int) -> Iterator[Judgment]:
    statements = [sheet.statement(row, column, "count", "proportion") for row in rows]
    total = [sheet.statement(whole, column, "count", "proportion")] if whole else []
    said = " + ".join(f"{counts[row]:,}" for row in rows)
    yield Judgment("sum of parts", "holds", f"{said} = {sum(counts[row] for row in rows):,}.", (*statements, *total))
    inside = [one for one in statements if "percent" in one.numbers]
    beside = [
        one
        for row in rows
        if column < len(sheet.heads)
        and (one := sheet.statement(row, column + 1, "percentage", "number", "count"))
        and (one.kind == "percentage" or sheet.is_percent(column + 1))
    ]
    shares = inside if len(inside) == len(rows) else beside
    if len(shares) != len(rows):
        return
    total, slack = total_of(shares)
    off = abs(total - 100)
    if off > _FAR and off > 2 * slack:
        return  # they are of other wholes, each of its own row
    shares = _misfits_first(shares, [counts[row] for row in rows], sum(counts[row] for row in rows))
    far = abs(total - 100)
    verdict = "holds" if far <= slack else "inconsistent" if far > 2 * slack else "rounding slip"
    words = (
        f"The counts are all parts of the whole, and their percentages add up to "
        f"{shown_number(total, 1)}%; rounding allows {shown_number(slack, 2)}."
    )
    yield Judgment("parts of one hundred", verdict, words, tuple(shares))


def _misfits_first(shares: list[Statement], counts: list[int], whole: int) -> list[Statement]:
    """Put the percentages first that are not those of their counts."""
    said = [one.numbers.get("percent") or one.numbers.get("value") or one.numbers.get("count") for one in shares]
    fits = [share_verdict(count, whole, percent)[0] == "holds" for count, percent in zip(counts, said, strict=True)]
    return [one for _, one in sorted(zip(fits, shares, strict=True), key=lambda pair: pair[0])]


def _in_rows(sheet: Sheet, context: Context) -> Iterator[Judgment]:
    """Find the counts of one row that add up to a whole of the table or to the total column of the row."""
    wholes = {total for total in [*sheet.stated_totals(), *context.totals[:3]] if total >= 20}
    columns = [(column, parts_in(sheet, column)) for column in sheet.columns]
    for row in sheet.rows:
        cells = [
            (counts[row], sheet.statement(row, column, "count", "proportion"))
            for column, counts in columns
            if row in counts
        ]
        total = sum(count for count, _ in cells)
        if len(cells) > 1 and total in wholes and all(0 < count < total for count, _ in cells):
            said = " + ".join(f"{count:,}" for count, _ in cells)
            yield Judgment("sum of parts", "holds", f"{said} = {total:,}.", tuple(one for _, one in cells))


def _distinct(statements: list[Statement]) -> tuple[Statement, ...]:
    kept: list[Statement] = []
    for one in statements:
        if not any(one is other for other in kept):
            kept.append(one)
    return tuple(kept)
