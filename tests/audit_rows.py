"""Printed numbers of real publications with what a check has to say of them: `published/audit_numbers.csv`.

``inputs`` are the arguments beside the printed number: ``old='0.7'`` in quotes is a rounded print, ``old=155`` without
is exact. ``verdict`` is the severity of the one finding (empty: nothing may be said), ``says`` a part of its sentence.
"""

from __future__ import annotations

import csv
from pathlib import Path

from analysis import audit
from analysis.audit.compare import NEAREST

ROWS = list(csv.DictReader((Path(__file__).parent / "published" / "audit_numbers.csv").read_text("utf-8").splitlines()))

# Check -> function, and the argument that the printed number is.
CHECKS = {
    "percentage": (audit.check_percentage, "printed"),
    "share": (lambda printed, part, other: audit.check_share(printed, part, other), "printed"),
    "percent_change": (audit.check_percent_change, "printed"),
    "ratio": (audit.check_ratio, "printed"),
    "difference": (audit.check_difference, "printed"),
    "annual_growth": (audit.check_annual_growth, "printed"),
    "interval": (audit.check_interval, "estimate"),
    "p_of_interval": (audit.check_p_of_interval, "p"),
    "p_of_correlation": (audit.check_p_of_correlation, "p"),
    "p_of_groups": (audit.check_p_of_groups, "p"),
    "mean": (audit.check_mean, "mean"),
    "binary": (audit.check_binary, "mean"),
}


def rows_of(*checks: str) -> list[dict]:
    return [row for row in ROWS if row["check"] in checks]


def name_of(row: dict) -> str:
    return f"{row['source']}: {row['printed']} ({row['inputs']})"


def arguments_of(row: dict) -> dict:
    given = dict(part.strip().split("=", 1) for part in row["inputs"].split(";"))
    read = {name: text[1:-1] if text.startswith("'") else int(text) for name, text in given.items()}
    return read | {"conventions": NEAREST} if read.pop("conventions", None) else read


def findings_of(row: dict) -> list:
    check, argument = CHECKS[row["check"]]
    return check(**{argument: row["printed"]}, **arguments_of(row))


def verdict_holds(row: dict) -> None:
    """Fail unless the check says what the row expects, no more and no less."""
    found = findings_of(row)
    assert [finding.severity for finding in found] == ([row["verdict"]] if row["verdict"] else []), found
    assert all(row["says"] in finding.explanation for finding in found), found
