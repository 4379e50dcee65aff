"""Weeks as two calendars number them: those of the MMWR, from Sunday, and those of ISO 8601, from Monday.

In both, week 1 is the first with at least four days in the year, so that it holds 4 January. A year of the MMWR has 53
weeks in 2008, 2014, 2020 and 2025, one of ISO 8601 in 2009, 2015, 2020 and 2026.

References
----------
Centers for Disease Control and Prevention, MMWR Week Fact Sheet (National Notifiable Diseases Surveillance System).
ISO 8601-1:2019, 3.1.1.23.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from ...errors import DataError
from ..privacy import plain

FIRST_DAYS = {"mmwr": 6, "monday": 0}  # days of the week, Monday 0
CALLED = {"mmwr": "MMWR weeks, from Sunday", "monday": "ISO weeks, from Monday"}
WORDS = {"mmwr": {"mmwr", "cdc", "epi", "epiweek", "epidemiologic", "epidemiological"}, "monday": {"iso", "isoweek"}}


def first_week(year: int, calendar: str) -> pd.Timestamp:
    """Give the first day of a year of weeks.

    Examples
    --------
    >>> f"{first_week(2015, 'mmwr'):%Y-%m-%d}", f"{first_week(2015, 'monday'):%Y-%m-%d}"
    ('2015-01-04', '2014-12-29')
    """
    fourth = pd.Timestamp(year, 1, 4)
    return fourth - pd.Timedelta(days=(fourth.weekday() - FIRST_DAYS[calendar]) % 7)


def weeks_in(year: int, calendar: str) -> int:
    """Give the number of weeks of a year, 52 or 53.

    Examples
    --------
    >>> [weeks_in(year, "mmwr") for year in (2014, 2015)], [weeks_in(year, "monday") for year in (2014, 2015)]
    ([53, 52], [52, 53])
    """
    return (first_week(year + 1, calendar) - first_week(year, calendar)).days // 7


def week_start(year: int, week: int, calendar: str) -> pd.Timestamp:
    """Give the first day of a numbered week.

    Raises
    ------
    DataError
        When the year has no such week.

    Examples
    --------
    >>> f"{week_start(2014, 53, 'mmwr'):%Y-%m-%d}"
    '2014-12-28'
    """
    if not 1 <= week <= weeks_in(year, calendar):
        raise DataError(
            f"week: expected 1 to {weeks_in(year, calendar)} in {year} ({CALLED[calendar]}), got {week}; mend the file."
        )
    return first_week(year, calendar) + pd.Timedelta(weeks=week - 1)


def calendar_of(weeks: Iterable[tuple[int, int]], heading: str = "") -> tuple[str, bool]:
    """Tell which calendar numbers some weeks, and whether that is told by the heading or by the weeks themselves.

    Where the heading names none, it is the one that has all these weeks; where both have them, the one in which fewer
    weeks between the first and the last are missing (a year that ends with week 52); else ISO 8601, untold.

    Examples
    --------
    >>> calendar_of([(2014, 53), (2015, 1)]), calendar_of([(2021, 7)], "MMWR Week"), calendar_of([(2021, 7)])
    (('mmwr', True), ('mmwr', True), ('monday', False))
    """
    told = [name for name, words in WORDS.items() if words & set(plain(heading).split())]
    if len(told) == 1:
        return told[0], True
    given = {*weeks}
    possible = [name for name in FIRST_DAYS if all(1 <= week <= weeks_in(year, name) for year, week in given)]
    if len(possible) < 2:
        return (possible or ["monday"])[0], bool(possible)
    gaps = {name: _between(given, name) - len(given) for name in possible}
    return min(("monday", "mmwr"), key=gaps.__getitem__), gaps["monday"] != gaps["mmwr"]


def week_number(cell: str) -> int | None:
    """Give the number of a week: ``5``, ``05``, ``5.0``, ``W5``, ``week 5``; None for anything else."""
    found = re.fullmatch(r"(?:w(?:ee)?k?\.?\s*)?(\d{1,2})(?:\.0*)?", cell.strip(), re.IGNORECASE)
    return int(found[1]) if found else None


def parted(cell: str) -> tuple[str, str] | None:
    """Give year and week of a cell that holds both: ``2014-W05``, ``2014W5``, ``2014-05``, ``201405``; else None."""
    found = re.fullmatch(r"((?:19|20)\d{2})(?:\s*[-/]?\s*[Ww](?:ee)?k?\s*|[-/ ]?(?=\d\d$))(\d{1,2})", cell.strip())
    return (found[1], found[2]) if found else None


def _between(weeks: set[tuple[int, int]], calendar: str) -> int:
    """Give how many weeks there are from the first to the last of some."""
    first, last = (week_start(*end, calendar) for end in (min(weeks), max(weeks)))
    return (last - first).days // 7 + 1
