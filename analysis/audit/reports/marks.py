"""Which cell of a sheet a finding speaks of, and which rows of a long sheet are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Report

MOST_ROWS = 60  # rows of a sheet that are all shown
AROUND = 2  # rows shown above and below a marked one
_ROW = re.compile(r"\(row (\d+)\)$")


def marked(report: Report) -> dict[tuple[int, int], list[int]]:
    """Give the cells of a sheet that findings speak of, each with the numbers of its findings from 1."""
    marks: dict[tuple[int, int], list[int]] = {}
    for number, finding in enumerate(report.findings, start=1):
        at = finding.at or _named(finding.row, finding.column, report)
        if at and at[0] < len(report.cells) and at[1] < len(report.cells[at[0]]):
            marks.setdefault((at[0], at[1]), []).append(number)
    return marks


def unreached(report: Report) -> set[tuple[int, int]]:
    """Give the cells with a number that no rule reached."""
    return {place for table in report.tables for place in table.left}


def rows_shown(report: Report, marks: dict) -> Iterator[tuple[int, int]]:
    """Give the rows to show as (row, rows left out before it); the last entry may be past the end."""
    many = len(report.cells)
    near = {row + k for row, _ in marks for k in range(-AROUND, AROUND + 1)} | set(range(6))
    last = -1
    for row in range(many) if many <= MOST_ROWS else sorted(row for row in near if 0 <= row < many):
        yield row, row - last - 1
        last = row
    if last < many - 1:
        yield many, many - 1 - last


def _named(row: str, column: str, report: Report) -> tuple[int, int] | tuple[()]:
    """Find a cell by the row number and the heading that a finding names."""
    number = _ROW.search(row)
    columns = [c.place for table in report.tables for c in table.columns if column and c.heading == column]
    return (int(number[1]) - 1, columns[0]) if number and len(set(columns)) == 1 else ()
