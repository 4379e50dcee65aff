"""What a cell means by itself: a number, a weight, a ZIP code."""

from __future__ import annotations

import math
import re

KG = {
    "kg": 1.0,
    "kgs": 1.0,
    "kilogram": 1.0,
    "kilograms": 1.0,
    "lb": 0.45359237,
    "lbs": 0.45359237,
    "pound": 0.45359237,
}


def number_of(text: str) -> float | None:
    """Read a number as people write it: ``12``, ``1,234.5``, ``2,5``; None for anything else, infinities among it.

    A comma before one or two last digits is a decimal comma; one before three divides thousands.
    """
    text = re.sub(r"^([+-]?\d+),(\d{1,2})$", r"\1.\2", text)
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?", text) or not re.search(r"\d", text):
        return None
    number = float(text.replace(",", "")) if re.match(r"[+-]?\.?\d", text) else math.nan
    return number if math.isfinite(number) else None


def zip3(tidied: str | None) -> str | None:
    """Give a ZIP code's first three digits; a zero that a spreadsheet took from the front is put back."""
    found = re.fullmatch(r"(?:([0-9]{3})|([0-9]{4,5}))(-?[0-9]{4})?(\.0)?", tidied or "")
    return (found[1] or found[2].zfill(5)[:3]) if found else None
