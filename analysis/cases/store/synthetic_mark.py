"""The mark of made-up cases, and how a store is known to hold them."""

from __future__ import annotations

import json
from pathlib import Path

from .told import report_text

MARK = "synthetic"


def is_synthetic(folder: str | Path) -> bool:
    """Tell whether a store holds made-up cases: written by `synthesize`, or imported from a listing of it."""
    return says_synthetic(report_text(folder))


def says_synthetic(report: str) -> bool:
    """Tell whether the text of a store's ``report.json`` marks its cases as made up."""
    try:
        return json.loads(report).get("synthetic") is True
    except (ValueError, AttributeError):
        return False
