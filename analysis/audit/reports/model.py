"""One report for each sheet that was audited: what was understood, what was checked, what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..findings import SEVERITIES, Finding
from ..tables.understood import Audit, Column, Understood

LEAST_SURE = 0.6  # below it a meaning is called a guess
GRAVE = ("impossible", "inconsistent")
# What a role is called to a reader who knows no code.
ROLE_WORDS = {
    "label": "labels", "count": "counts", "percent": "percentages", "n": "number of cases (N)", "total": "totals",
    "estimate": "estimates", "low": "lower limits", "high": "upper limits", "p": "p values", "first": "first values",
    "last": "last values", "change": "changes", "rate": "rates", "denominator": "denominators", "mean": "means",
    "sd": "standard deviations", "median": "medians", "quartile_low": "lower quartiles",
    "quartile_high": "upper quartiles", "minimum": "smallest values", "maximum": "largest values",
    "statistic": "test statistics", "df": "degrees of freedom", "year": "years", "not read": "not read",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """One sheet, or a file that holds none that could be read.

    Attributes
    ----------
    place : str
        File, with the sheet of a workbook in brackets.
    tables : tuple of Understood
        Each table of the sheet as it was understood.
    findings : tuple of Finding
        The gravest first.
    cells : tuple of tuple of str
        The cells as they were read; empty where there are none to show.
    """

    place: str
    tables: tuple[Understood, ...] = ()
    findings: tuple[Finding, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()

    @property
    def checked(self) -> int:
        """Number of numbers that some rule reached."""
        return sum(table.checked for table in self.tables)

    @property
    def numbers(self) -> int:
        """Number of numbers that were found."""
        return self.checked + sum(len(table.unreached) for table in self.tables)

    @property
    def unread(self) -> list[Column]:
        """Columns that were not read."""
        return [column for table in self.tables for column in table.columns if column.role == "not read"]

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by severity, the gravest first."""
        seen = Counter(finding.severity for finding in self.findings)
        return {severity: seen[severity] for severity in SEVERITIES}

    @property
    def verdict(self) -> str:
        """What was found, in words that never say more than was checked."""
        found = [f"{number} {severity}" for severity, number in self.counts.items() if number]
        if not self.checked:
            return ", ".join(["nothing could be checked", *found])
        return ", ".join(found) or "nothing found wrong in what was checked"

    @property
    def reach(self) -> str:
        """How much of the sheet was checked, in words."""
        if not self.tables:
            return "no table was found"
        rules = sum(len(table.coverage) for table in self.tables)
        return f"{self.checked:,} of {self.numbers:,} numbers checked by {rules} rule{'s' * (rules != 1)}"


def reports_of(audit: Audit) -> list[Report]:
    """Give one report for each sheet of an audit, in the order in which they were read.

    Parameters
    ----------
    audit : Audit
        As given by `audit_file` or `audit_table`.

    Returns
    -------
    list of Report
        Also of files that could not be read, and of sheets in which no table was found.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.audit import audit_table
    >>> (report,) = reports_of(audit_table(pd.DataFrame({"Sex": ["Male", "Female", "Total"], "n": [12, 18, 30]})))
    >>> report.verdict, report.reach
    ('nothing found wrong in what was checked', '3 of 3 numbers checked by 1 rule')
    """
    cells = {sheet.place: tuple(map(tuple, sheet.cells)) for sheet in audit.sheets}
    places = [table.place for table in audit.understood] + [finding.file for finding in audit.findings]
    order = list(dict.fromkeys([*cells, *places]))
    if len({table.place for table in audit.understood}) == 1 and not cells:
        order = [audit.understood[0].place]  # a ledger: its findings name the documents
    return [
        Report(
            place,
            tuple(table for table in audit.understood if table.place == place),
            _gravest_first(one for one in audit.findings if one.file == place or len(order) == 1),
            cells.get(place, ()),
        )
        for place in order
    ]


def exit_status(reports: Sequence[Report], *, strict: bool = False) -> int:
    """Give 1 when something is impossible or inconsistent, else 3 when some place could not be checked, else 0.

    Parameters
    ----------
    reports : sequence of Report
        Of one path: a file, or a folder of which something must have been checked.
    strict : bool
        Whether what is unusual, what cannot be checked, and columns that were not read count as faults too.

    Examples
    --------
    >>> exit_status([]), exit_status([Report("empty.csv")])
    (3, 3)
    """
    counted = SEVERITIES if strict else GRAVE
    if any(report.counts[severity] for report in reports for severity in counted):
        return 1
    if strict and any(report.unread for report in reports):
        return 1
    return 0 if any(report.checked for report in reports) else 3


def meanings(table: Understood) -> list[tuple[str, str]]:
    """Give the headings of neighboring columns of one meaning, and that meaning in plain words."""
    columns = [list(group) for _, group in groupby(table.columns, key=lambda column: column.place)]
    lines = []
    for words, group in groupby(columns, key=_in_words):
        alike = list(group)
        first, last = (own[0].heading or f"column {own[0].place + 1}" for own in (alike[0], alike[-1]))
        lines.append((first if len(alike) == 1 else f"{first} ... {last} ({len(alike)} columns)", words))
    return lines


def _in_words(columns: list[Column]) -> str:
    """Say what one column of the sheet holds, which may be two things: ``12 (40%)``."""
    held = [
        f"{ROLE_WORDS.get(one.role, one.role)}{f' of {one.of}' * bool(one.of)}{f', {one.unit}' * bool(one.unit)}"
        for one in columns
    ]
    guess = " (a guess)" if min(one.sureness for one in columns) < LEAST_SURE else ""
    return f"{' and '.join(held)}{guess}"


def where(finding: Finding, place: str) -> str:
    """Give row and column of a finding, and its file where that is not the place of the report."""
    return ", ".join(
        part for part in (finding.file if finding.file != place else "", finding.row, finding.column) if part
    )


def _gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
