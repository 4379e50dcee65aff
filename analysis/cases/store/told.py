"""What a store's report tells of its cases."""

from __future__ import annotations

import json
from pathlib import Path

from ..codebook.records import KINDS, POISON_CENTER


def report_text(folder: str | Path) -> str:
    """Give the text of a store's ``report.json``; empty where it cannot be read."""
    try:
        return (Path(folder) / "report.json").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def records_told(report: str) -> str:
    """Give what the cases are by the text of a report; those of a poison center where it does not say."""
    try:
        told = json.loads(report).get("records")
    except (ValueError, AttributeError):
        return POISON_CENTER
    return told if told in KINDS else POISON_CENTER
