"""Counts that a table says were rounded: each stands for all counts that round to it."""

from __future__ import annotations

import re
from dataclasses import replace

from .table import Table

_SAID = re.compile(
    r"\brounded\b[^.;]*?\b(?:to|base)\s+(?:the )?(?:nearest |multiples? of |closest |base )?"
    r"(?P<unit>3|5|10|15|20|25|50|100|500|1[, ]?000|five|ten|hundred|thousand)s?\b"
    r"(?!\s*(?:decimal|digit|significant|place|%|percent))",
    re.IGNORECASE,
)
_WORDS = {"five": 5, "ten": 10, "hundred": 100, "thousand": 1000}


def loosen(table: Table, words: str) -> str:
    """Let the counts of a table be all that round to them, where `words` say that they are rounded; give a note on it.

    Rounded to the nearest 5, 35 is 33 to 37; rounded at random to a multiple, it is 31 to 39.
    """
    found = _SAID.search(words)
    if not found:
        return ""
    unit = _WORDS.get(found["unit"].lower()) or int(re.sub(r"\D", "", found["unit"]))
    by = unit // 2 if "nearest" in found[0].lower() else unit - 1
    for place, number in table.counts.items():
        if number.exact and number.low % unit == 0:
            table.counts[place] = replace(number, low=max(number.low - by, 0), high=number.low + by)
    return f"Counts are rounded to {unit}, as the table says; sums were held to what that allows."
