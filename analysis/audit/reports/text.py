"""The report as text of a given width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ...visible import visible
from ..findings import SEVERITIES, Finding
from ..tables.understood import Understood
from .model import Report, meanings, where

LEAST, MOST = 40, 100  # signs in a line
SHOWN_RULES = 12
SHOWN_LEFT = 4


def plain_text(reports: Sequence[Report], *, width: int = 80) -> str:
    r"""Give reports as text: of several files a line each first, then what was understood and found in each.

    Parameters
    ----------
    reports : sequence of Report
        As given by `reports_of`.
    width : int
        Signs in a line, 40 to 100.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.audit import audit_table
    >>> from analysis.audit.reports import reports_of
    >>> cells = pd.DataFrame({"Sex": ["Male", "Female", "Total"], "n": [12, 18, 31]})
    >>> print(plain_text(reports_of(audit_table(cells))).rpartition("\n\n")[2])
    0 impossible, 1 inconsistent, 0 unusual, 0 cannot be checked; 3 of 3 numbers
      checked
    """
    width = min(max(width, LEAST), MOST)
    blocks = [_summary(reports, width)] if len(reports) > 1 else []
    blocks += [_one(report, width) for report in reports]
    return "\n\n".join([*blocks, "\n".join(_wrapped(closing(reports), width, 0))])


def closing(reports: Sequence[Report]) -> str:
    """Give the last sentence: what was found, never without what was checked."""
    totals = [f"{sum(report.counts[severity] for report in reports)} {severity}" for severity in SEVERITIES]
    checked, numbers = (sum(getattr(report, name) for report in reports) for name in ("checked", "numbers"))
    reach = f"{checked:,} of {numbers:,} numbers checked" if checked else "NOTHING COULD BE CHECKED"
    return f"{', '.join(totals)}; {reach}"


def _summary(reports: Sequence[Report], width: int) -> str:
    lines = [f"{len(reports)} files and sheets"]
    for report in reports:
        lines += _wrapped(report.place, width, 2)
        lines += _wrapped(f"{report.verdict}; {report.reach}", width, 6)
    return "\n".join(lines)


def _one(report: Report, width: int) -> str:
    lines = _wrapped(report.place or "Table", width, 0)
    for number, table in enumerate(report.tables, start=1):
        lines += _understood(table, number if len(report.tables) > 1 else 0, width)
    if not report.tables:
        lines += _wrapped("No table was found, so nothing was checked.", width, 2)
    for finding in report.findings:
        lines += ["", *_finding(finding, report.place, width)]
    if report.tables and not report.findings:
        lines += ["", *_wrapped(f"{report.verdict[0].upper()}{report.verdict[1:]}: {report.reach}.", width, 2)]
    return "\n".join(lines)


def _understood(table: Understood, number: int, width: int) -> list[str]:
    title = f"Table {number}: {table.title}" if number else table.title
    lines = _wrapped(title.strip(": "), width, 2) if title else []
    columns = meanings(table)
    if columns:
        lines += _wrapped(f"Read as a {table.clothing} table with the columns", width, 2)
    wide = min(max((len(name) for name, _ in columns), default=0), width // 2 - 4)
    for name, words in columns:
        lines += _wrapped(f"{name:<{wide}}  {words}", width, 4, 4 + wide + 2)
    for note in table.notes:
        lines += _wrapped(f"NOTE: {note}", width, 2)
    lines += _checked(table, width)
    return [*lines, *_left(table, width)]


def _checked(table: Understood, width: int) -> list[str]:
    if not table.coverage:
        return _wrapped("No rule was found for it: no sum, no share, no limit could be checked.", width, 2)
    lines = _wrapped(
        f"Checked {table.checked:,} numbers by {len(table.coverage)} rule{'s' * (len(table.coverage) != 1)}", width, 2
    )
    for one in table.coverage[:SHOWN_RULES]:
        lines += _wrapped(f"{one.rule}: {one.cells:,} numbers", width, 4, 6)
    if len(table.coverage) > SHOWN_RULES:
        lines += _wrapped(f"and {len(table.coverage) - SHOWN_RULES} more (--format json has all)", width, 4)
    return lines


def _left(table: Understood, width: int) -> list[str]:
    left = table.unreached
    if not left:
        return _wrapped("No number was left unchecked.", width, 2) if table.checked else []
    shown = "; ".join(f"{', '.join(filter(None, (row, column)))}: {text}" for row, column, text in left[:SHOWN_LEFT])
    more = f"; and {len(left) - SHOWN_LEFT:,} more" if len(left) > SHOWN_LEFT else ""
    return _wrapped(f"No rule reached {len(left):,} numbers: {shown}{more}", width, 2, 4)


def _finding(finding: Finding, place: str, width: int) -> list[str]:
    printed = f": {finding.printed}" if finding.printed else ""
    lines = _wrapped(f"{finding.severity.upper()}  {where(finding, place)}{printed}", width, 0, 4)
    lines += _wrapped(finding.explanation, width, 4)
    for k, repair in enumerate(finding.repairs):
        lines += _wrapped(f"{'perhaps' if not k else 'or     '} {repair}", width, 4, 12)
    return lines


def _wrapped(text: str, width: int, indent: int, more: int | None = None) -> list[str]:
    """Wrap one line, signs that show nothing as their codes; a long word (a path) is cut, so that no line is wider."""
    text = visible(text, keep="")
    later = " " * (indent + 2 if more is None else more)
    return textwrap.wrap(text, width, initial_indent=" " * indent, subsequent_indent=later, break_on_hyphens=False) or [
        ""
    ]
