"""A printed table under audit."""

from __future__ import annotations

import pandas as pd

from ..audit.findings import SEVERITIES
from ..audit.tables import audit_table
from ..loaders import load_gabapentinoids
from .registry import summary

_LABELS = ("characteristic", "level")


@summary(
    "A published table under audit: three totals and a percentage that cannot be true",
    tables=("gabapentinoids",),
    methods=("brown_2017",),
    caveat=(
        "Repairs are proposed, not applied: they are the smallest slips of print that mend every broken rule. The "
        "paper's percentages beside the three totals are right, its abstract agrees with the repairs."
    ),
    needs={
        "table": "characteristic level",
    },
)
def audited_table(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Audit a printed table of counts and percentages by characteristic, and give every cell with its verdict.

    Parameters
    ----------
    table : DataFrame, optional
        Columns ``characteristic`` and ``level``, then one column of printed text per count or percentage, and
        optionally ``source``; the shipped table of gabapentinoid exposures when left out.

    Returns
    -------
    DataFrame
        One row per printed cell: ``row`` and ``column`` (places from 0), ``characteristic``, ``level``, ``heading``,
        ``printed``, ``severity`` (missing where nothing was found), ``expected``, ``repair`` (the first proposed),
        ``explanation`` and ``source``. A finding that belongs to no one cell has a row of its own, without ``row``
        and ``column``.
    """
    table = load_gabapentinoids() if table is None else table
    printed = table.drop(columns="source", errors="ignore")
    findings = sorted(audit_table(printed), key=lambda finding: SEVERITIES.index(finding.severity), reverse=True)
    found = {(finding.row.rpartition(" (row")[0], finding.column): finding for finding in findings}  # the gravest last
    cells = []
    for place, row in enumerate(printed.to_dict("records")):
        for position, heading in enumerate(column for column in printed.columns if column not in _LABELS):
            finding = found.pop((f"{row['characteristic']}: {row['level']}", heading), None)
            where = {"row": place, "column": position, **{name: row[name] for name in _LABELS}, "heading": heading}
            cells.append({**where, "printed": row[heading], **_verdict(finding)})
    for (row, heading), finding in found.items():
        cells.append({"characteristic": row, "heading": heading, "printed": finding.printed, **_verdict(finding)})
    frame = pd.DataFrame(cells).astype({"row": "Int64", "column": "Int64"})
    frame["severity"] = pd.Categorical(frame["severity"], SEVERITIES, ordered=True)
    return frame.assign(source=table["source"].iloc[0] if "source" in table else None)


def _verdict(finding) -> dict:
    if finding is None:
        return {"severity": None, "expected": "", "repair": "", "explanation": ""}
    repair = finding.repairs[0].partition(" (")[0] if finding.repairs else ""
    said = {"severity": finding.severity, "expected": finding.expected}
    return {**said, "repair": repair, "explanation": finding.explanation}
