"""Tests in tables: a column of statistics beside its p values, and p values of the groups to their left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...documents.statements import Statement
from ...printed import Interval, Printed, read_printed
from ..p_values import exact
from .context import Context
from .groups import Arm, judge_two_arms, t_range
from .judgment import Judgment, printed_set, verdict_of
from .sheet import Sheet, sheets_of
from .significance import judge_test

_STATISTICS = (
    ("Wald", r"\bWald\b"),
    ("chi-square", r"[χX]\s?[2²]|\bchi-?\s?squared?"),
    ("t", r"(?-i:\bt\b)(?:[-\s]?(?:tests?|values?|stat\w*))?"),
    ("F", r"(?-i:\bF\b)"),
    ("z", r"\bz\b"),
    ("r", r"(?-i:\br\b)"),
)
_P = re.compile(r"(?:^|\s)p(?:\b|$)|p[-\s]?values?|\bsig\b|\bfisher", re.IGNORECASE)
_DF = re.compile(r"[(\[]\s*(?:df\s?=?\s?)?(\d+(?:\.\d+)?)(?:\s?[,;]\s?(\d+(?:\.\d+)?))?\s*[)\]]|\bdf\s?=\s?(\d+)")
_WORD = re.compile(r"[a-z]{4,}")
_COMMON = {"group", "value", "number", "patients", "total", "mean", "condition", "percent"}


def judge_table_tests(context: Context) -> Iterator[Judgment]:
    """Judge the p values of all tables."""
    sheets = sheets_of(context)
    for sheet in sheets:
        sizes = _sizes(sheet, sheets, context)
        before = 1
        for column in (column for column in sheet.columns if _P.search(sheet.heads[column - 1])):
            statistic = next((at for at in range(before, column) if _statistic(sheet.heads[at - 1])), 0)
            if statistic:
                yield from _of_statistics(sheet, statistic, column, context)
                yield from _statistics_of_means(sheet, statistic, sizes)
            else:
                yield from _of_groups(sheet, range(before, column), column, sizes)
            before = column + 1


def _statistic(head: str) -> str:
    return next((name for name, pattern in _STATISTICS if re.search(pattern, head, re.IGNORECASE)), "")


def _of_statistics(sheet: Sheet, at: int, p_column: int, context: Context) -> Iterator[Judgment]:
    name, df = _statistic(sheet.heads[at - 1]), _degrees(sheet.heads[at - 1])
    for row in sheet.rows:
        value, p = sheet.statement(row, at), sheet.statement(row, p_column)
        said, claimed = _number(value), _number(p)
        if said is None or claimed is None or not 0 <= claimed.value <= 1:
            continue
        numbers = {"value": said, "p": claimed} | df
        test = replace(value, kind="test", measure=name, numbers=numbers, details={"p_sign": claimed.relation or "="})
        judged = judge_test(test, context)
        yield Judgment(judged.check, judged.verdict, judged.arithmetic, (value, p))


def _degrees(head: str) -> dict[str, Printed]:
    found = _DF.search(head)
    if not found:
        return {}
    first, second = found[1] or found[3], found[2]
    return {"df1": read_printed(first)} | ({"df2": read_printed(second)} if second else {})


def _number(one: Statement | None) -> Printed | None:
    if one is None:
        return None
    return next((one.numbers[role] for role in ("p", "value", "count", "percent") if role in one.numbers), None)


def _statistics_of_means(sheet: Sheet, at: int, sizes: dict[int, int]) -> Iterator[Judgment]:
    """Judge a t by the two means to its left."""
    if _statistic(sheet.heads[at - 1]) != "t" or (
        re.search(r"(?i)\b(?:related|paired|dependent|within)\b", sheet.heads[at - 1].replace("Unrelated", ""))
        and not _unpaired(sheet, at, sizes)
    ):
        return
    for row in sheet.rows:
        arms = [
            Arm(one, sizes[column])
            for column in range(1, at)
            if column in sizes and (one := sheet.statement(row, column, "mean")) and "sd" in one.numbers
        ]
        value = sheet.statement(row, at)
        said = _number(value)
        if len(arms) != 2 or said is None:
            continue
        reach = t_range(*arms)
        claimed = printed_set(said)
        ends = sorted(abs(float(end)) for end in (claimed.low, claimed.high))
        fits = next((name for name, (low, high, _) in reach.items() if low <= ends[1] and ends[0] <= high), "")
        name, (low, high, _) = (fits, reach[fits]) if fits else next(iter(reach.items()), ("", (0, 0, 0)))
        words = f"t of the two means ({name or 'equal variances'}) is {low:.2f} to {high:.2f}; {said.text} is printed."
        verdict = verdict_of(replace(said, value=abs(said.value)), Interval(exact(low), exact(high)))
        yield Judgment(
            "t of two means",
            "holds" if fits else "inconsistent" if verdict == "impossible" else verdict,
            words,
            (value, *(arm.statement for arm in arms)),
        )


def _unpaired(sheet: Sheet, at: int, sizes: dict[int, int]) -> bool:
    """Tell whether the degrees of freedom are those of two groups, whatever the test is called."""
    df = _degrees(sheet.heads[at - 1]).get("df1")
    return df is not None and df.value == sum(sizes.get(column, 0) for column in range(1, at)) - 2


def _of_groups(sheet: Sheet, columns: range, p_column: int, sizes: dict[int, int]) -> Iterator[Judgment]:
    for row in sheet.rows:
        p = sheet.statement(row, p_column)
        p = _as_p(p)
        if p is None or "p" not in p.numbers or not 0 <= p.numbers["p"].value <= 1:
            continue
        arms = [arm for column in columns if (arm := _arm(sheet, row, column, sizes))]
        if len(arms) == 1:  # groups in rows: the control stands below, without a p
            column = next(column for column in columns if _arm(sheet, row, column, sizes))
            control = next((below for below in range(row + 1, row + 5) if _without_p(sheet, below, p_column)), 0)
            below = _arm(sheet, control, column, sizes) if control else None
            arms += [below] if below else []
        if len(arms) != 2:
            continue
        judged = _categories(sheet, row, columns, p_column, sizes, p) or judge_two_arms(p, *arms)
        if judged is not None:
            yield judged


def _as_p(one: Statement | None) -> Statement | None:
    """Read a number of a column of p values as one."""
    said = None if one is None or "p" in one.numbers else _number(one)
    return one if said is None else replace(one, numbers={"p": said})


def _without_p(sheet: Sheet, row: int, column: int) -> bool:
    if row not in sheet.rows:
        return False
    one = sheet.statement(row, column)
    return (
        one is None
        or "p" not in one.numbers
        or sheet.grid.cells[row - 1][column - 1] == sheet.grid.cells[row - 2][column - 1]
    )


def _arm(sheet: Sheet, row: int, column: int, sizes: dict[int, int]) -> Arm | None:
    one = sheet.statement(row, column, "mean", "proportion", "count")
    if one is None or (one.kind == "mean" and "sd" not in one.numbers):
        return None
    inside = one.numbers.get("n")
    n = int(inside.value) if inside is not None and inside.value == inside.value else sizes.get(column, 0)
    return Arm(one, n) if n else None


def _categories(sheet: Sheet, row: int, columns: range, p_column: int, sizes, p: Statement) -> Judgment | None:
    """Judge a p value of a characteristic whose categories stand in the rows below, without a p of their own."""
    from ...stats import contingency_test

    used = [column for column in columns if _arm(sheet, row, column, sizes)]
    lines = [row]
    while (
        lines[-1] + 1 in sheet.rows
        and sheet.grid.cells[lines[-1]][0] in ("", sheet.grid.cells[row - 1][0])
        and not sheet.grid.cells[lines[-1]][p_column - 1]
    ):
        lines.append(lines[-1] + 1)
    arms = [[_arm(sheet, line, column, sizes) for column in used] for line in lines]
    if len(lines) < 2 or len(used) != 2 or any(arm is None or len(arm.counts) != 1 for line in arms for arm in line):
        return None
    table = [[arm.counts[0] for arm in line] for line in arms]
    if [sum(line[i] for line in table) for i in (0, 1)] != [sizes.get(column) for column in used]:
        return None
    table = [line for line in table if sum(line)]
    value = contingency_test(table, test="chi-square").p
    verdict = verdict_of(p.numbers["p"], Interval.of(exact(float(value))))
    verdict = verdict if verdict == "holds" else "cannot be checked"
    words = f"The chi-square test of {len(table)} categories gives {value:.4f}; {p.printed} is printed."
    return Judgment("p of two groups", verdict, words, (p, *(arm.statement for line in arms for arm in line)))


def _sizes(sheet: Sheet, sheets: list[Sheet], context: Context) -> dict[int, int]:
    """Give the sizes of the groups by column: above it, or of the group of that name in another table."""
    sizes = dict(sheet.totals)
    if len(sizes) > 1:
        return sizes
    for column in sheet.columns:
        words = _name_words(sheet.heads[column - 1])
        for other in sheets:
            for there, n in other.totals.items():
                if column not in sizes and words and words & _name_words(other.heads[there - 1]):
                    sizes[column] = n
    return sizes


def _name_words(head: str) -> set[str]:
    return set(_WORD.findall(head.lower())) - _COMMON
