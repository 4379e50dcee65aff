"""What the columns of published tables are called, where they are no counts: sizes, years and states."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..masking import is_record, mask_label
from ..privacy import plain

if TYPE_CHECKING:
    import pandas as pd

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

MOST_NAMED = 8
SYNTHETIC = "synthetic"  # the column that says of rows in a file that their cases are made up
YES = {"true", "yes", "y", "1", "1.0"}


def marked(frame: pd.DataFrame) -> bool | None:
    """Tell whether a column ``synthetic`` says that cases are made up; one row that says so is enough, None if unsaid.

    Examples
    --------
    >>> import pandas as pd
    >>> marked(pd.DataFrame({"synthetic": ["no", "yes"]})), marked(pd.DataFrame({"year": [2020]}))
    (True, None)
    """
    said = {str(value).strip().lower() for name in frame if _is_mark(name) for value in frame[name].dropna()} - {""}
    return bool(said & YES) if said else None


def unmarked(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame without its column ``synthetic``."""
    return frame[[name for name in frame if not _is_mark(name)]]


def _is_mark(name) -> bool:
    return str(name).strip().lower() == SYNTHETIC


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


def shown(table: pd.DataFrame, names: Iterable | None = None) -> str:
    """Give headings of a table as an error may show them: names masked, and none of a line that is a record."""
    below = table.head(5).astype(str).to_numpy().tolist()
    if is_record(["" if re.fullmatch(r"(19|20)\d\d", str(name)) else str(name) for name in table], below):
        return "a first line that looks like a record and is not shown (add a line that names the columns)"
    said = [mask_label(str(name))[:60] for name in (table if names is None else names)]
    return ", ".join([*said[:MOST_NAMED], *([f"{len(said) - MOST_NAMED} others"] if len(said) > MOST_NAMED else [])])
