"""What a store's report tells: which store it is, what its cases are, whether they are made up, or a sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...errors import DataError
from ...files.regular import regular_text
from ..codebook.records import KINDS
from ..privacy import HELD, LIMITED

MARK = "synthetic"  # the source of made-up cases
KIND = "poison-center store 1"  # of this shape: another is not read
REPORT, ENTRY = "report.json", "store"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells.

    Attributes
    ----------
    id : str
        Of the store, which each of its tables bears.
    codebook : str
        The version of the codebook that its labels are of.
    sha256 : mapping of str to str
        Name of a file to its SHA-256; of the report, that of all it says beside this.
    records : str
        What the cases are.
    synthetic : bool
        The cases are made up; those of a store say so row by row too.
    weighted : bool
        The cases are a sample with weights.
    privacy : str
        As what they are held (see `analysis.cases.privacy.HELD`); what does not say is a limited data set.
    """

    id: str
    codebook: str
    sha256: Mapping[str, str]
    records: str
    synthetic: bool = False
    weighted: bool = False
    privacy: str = LIMITED


def told_of(report: str, store: str | Path) -> Told:
    """Read the text of a store's ``report.json``.

    Raises
    ------
    DataError
        When it is not the report of a store of this version.
    """
    try:
        told = json.loads(report)
        entry = dict(told[ENTRY])
        if entry["kind"] != KIND or told["records"] not in KINDS:
            raise KeyError("kind")
        held = told.get("privacy", LIMITED)
        if held not in HELD:
            raise KeyError("privacy")
        marks = told.get("synthetic") is True, told.get("weighted") is True, held
        return Told(str(entry["id"]), str(entry["codebook"]), dict(entry["sha256"]), told["records"], *marks)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DataError(
            f"path: expected the {REPORT} of a store of this version in {store}, got another or none; import the cases "
            "again."
        ) from None


def report_text(folder: str | Path) -> str:
    """Give the text of a store's ``report.json``; empty where it cannot be read."""
    try:
        return regular_text(Path(folder) / REPORT)
    except (OSError, UnicodeDecodeError):
        return ""
