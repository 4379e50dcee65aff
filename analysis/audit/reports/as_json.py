"""The report as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from ..findings import Finding
from .model import Report


def json_text(reports: Sequence[Report], status: int) -> str:
    """Give reports as JSON, with the exit status; rows and columns of the sheet (``at``, ``left``) are from 0.

    Parameters
    ----------
    reports : sequence of Report
        As given by `reports_of`.
    status : int
        As given by `exit_status`.

    Examples
    --------
    >>> json.loads(json_text([Report("empty.csv")], 3))["reports"][0]["verdict"]
    'nothing could be checked'
    """
    return json.dumps({"status": status, "reports": [_one(report) for report in reports]}, indent=2, ensure_ascii=False)


def _one(report: Report) -> dict:
    return {
        "place": report.place,
        "verdict": report.verdict,
        "counts": report.counts,
        "checked": report.checked,
        "numbers": report.numbers,
        "tables": [asdict(table) for table in report.tables],
        "findings": [_finding(finding) for finding in report.findings],
    }


def _finding(finding: Finding) -> dict:
    return {**asdict(finding), "at": list(finding.at) or None}
