"""What the columns of published tables are called, where they are no counts: sizes, years and states."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..privacy import plain

SIZES = ("population", "prescriptions")
LIMITS = ("value", "low", "high")
# Columns of a table of counts that split it into no groups.
PERIODS = ("week_start", "month", "year", "week")
OWN = (*PERIODS, "count", *SIZES, *LIMITS)
# What the columns are called, in the words of their headings; a unit in a heading (thousands) is not read over.
CALLED = {
    "population": r"(?:total |resident |estimated |census |mid ?year )*"
    r"(?:population|pop|people|persons|residents|inhabitants|person ?(?:years|time)|popestimate|tot pop)"
    r"(?: ?(?:estimate|size|count|total|n|[12]\d{3}))*",
    "prescriptions": r"(?:total |dispensed |number of |n )*(?:prescriptions?|scripts|rx)"
    r"(?: (?:dispensed|filled|count|total|n|[12]\d{3}))*",
    "year": r"(?:calendar |report(?:ing)? )?(?:year|yr)",
    "state": r"(?:us |u s )?state(?: name| abbreviation| code| postal code)?",
}


def groups_of(counts: Iterable[str]) -> list[str]:
    """Give the columns that counts are split by, of the names of all."""
    return [name for name in counts if name not in OWN]


def is_called(heading, name: str) -> bool:
    """Tell whether a heading is one of a name's: ``Pop.``, ``POPESTIMATE2020`` and ``Residents`` of ``"population"``.

    Examples
    --------
    >>> is_called("POPESTIMATE2020", "population"), is_called("population (thousands)", "population")
    (True, False)
    """
    return bool(re.fullmatch(CALLED[name], plain(str(heading))))
