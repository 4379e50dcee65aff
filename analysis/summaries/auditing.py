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
        ``explanation`` and ``source``.
    """
    table = load_gabapentinoids() if table is None else table
    printed = table.drop(columns="source", errors="ignore")
    found = {(finding.row.rpartition(" (row")[0], finding.column): finding for finding in audit_table(printed)}
    cells = []
    for place, row in enumerate(printed.to_dict("records")):
        for position, heading in enumerate(column for column in printed.columns if column not in _LABELS):
            finding = found.get((f"{row['characteristic']}: {row['level']}", heading))
            cells.append(
                {
                    "row": place,
                    "column": position,
                    **{name: row[name] for name in _LABELS},
                    "heading": heading,
                    "printed": row[heading],
                    "severity": finding.severity if finding else None,
                    "expected": finding.expected if finding else "",
                    "repair": finding.repairs[0].partition(" (")[0] if finding and finding.repairs else "",
                    "explanation": finding.explanation if finding else "",
                }
            )
    frame = pd.DataFrame(cells)
    frame["severity"] = pd.Categorical(frame["severity"], SEVERITIES, ordered=True)
    return frame.assign(source=table["source"].iloc[0] if "source" in table else None)
