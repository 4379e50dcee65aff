"""What a store's report tells of its cases: what they are, whether they are made up, whether they are a sample."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..codebook.records import KINDS, POISON_CENTER

MARK = "synthetic"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells; what it does not say is that of a poison center's own cases.

    Attributes
    ----------
    synthetic : bool
        The cases are made up.
    weighted : bool
        The cases are a sample with weights.
    records : str
        What the cases are.
    """

    synthetic: bool = False
    weighted: bool = False
    records: str = POISON_CENTER


def told_of(report: str) -> Told:
    """Read the text of a store's ``report.json``."""
    try:
        told = json.loads(report)
    except ValueError:
        return Told()
    if not isinstance(told, dict):
        return Told()
    records = told.get("records")
    kind = records if records in KINDS else POISON_CENTER
    return Told(told.get("synthetic") is True, told.get("weighted") is True, kind)


def report_text(folder: str | Path) -> str:
    """Give the text of a store's ``report.json``; empty where it cannot be read."""
    try:
        return (Path(folder) / "report.json").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def is_synthetic(folder: str | Path) -> bool:
    """Tell whether a store holds made-up cases: written by `synthesize`, or imported from a listing of it."""
    return told_of(report_text(folder)).synthetic
