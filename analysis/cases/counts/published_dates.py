"""Dates as people write them in tables of counts: day or month first is decided by evidence, or asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from ...errors import DataError
from ..codebook.dates import FORMATS, SLASHED, TWINS, bare_day, day_of, full_year
from ..masking import mask_label

# Days whose order is no question, and months.
DAYS = (
    *(form for form in FORMATS if form not in (*TWINS, *TWINS.values())),
    *("%Y-%m", "%Y/%m", "%b %Y", "%B %Y", "%b-%Y", "%b-%y"),
)
DAY_AND_MONTH = re.compile(r"\D*\d{1,2}[/.\-]\d{1,2}")
BEFORE = re.compile(r"(w\.?/?c|w\.?/?e|week (commencing|beginning|starting|ending|of))\.?:?\s+(?=\S)", re.IGNORECASE)
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
REGULAR, IRREGULAR = 0.8, 0.5


def is_date(text: str) -> bool:
    """Tell whether a cell looks like a date, or a month with its year."""
    return any(map(str.isdigit, text)) and (bool(SLASHED.fullmatch(_day(text))) or _formatted(text) is not None)


def month_number(text: str) -> int | None:
    """Give the number of a month by its name, the first three letters or more, or its number."""
    word = text.strip().rstrip(".").lower()
    if word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 12:
        return int(word)
    found = [number for number, name in enumerate(MONTHS, start=1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if found else None


def read_dates(columns: Sequence[Sequence[str]], *, dayfirst: bool | None, name: str) -> list[list[pd.Timestamp]]:
    """Read columns of dates, all written the same way.

    Parameters
    ----------
    columns : columns of text
        Each in the order of its rows, which tells days from months: dates that are a day, a week or a month apart are
        read rightly.
    dayfirst : bool or None
        True for 31/1/2020, False for 1/31/2020; None to decide by what is possible, else by the steps.
    name : str
        What the columns are called, for errors.

    Raises
    ------
    DataError
        When a cell is no date, or both readings are possible and neither makes regular steps.
    """
    cells = [cell for column in columns for cell in column]
    if not all(SLASHED.fullmatch(_day(cell)) for cell in cells):
        strange = [cell for cell in cells if _formatted(cell) is None]
        if strange:
            raise DataError(
                f"{name}: expected dates written in one way, got {mask_label(str(strange[0]))!r}; mend the file."
            )
        return [[_formatted(cell) for cell in column] for column in columns]
    ways = (True, False) if dayfirst is None else (bool(dayfirst),)
    readings = {way: [[_slashed(cell, way) for cell in column] for column in columns] for way in ways}
    possible = {way: made for way, made in readings.items() if not any(day is None for c in made for day in c)}
    if not possible:
        strange = next(cell for cell in cells if _slashed(cell, ways[0]) is None)
        raise DataError(
            f"{name}: expected dates with the {'day' if ways[0] else 'month'} first, got {mask_label(strange)!r}."
        )
    if len(possible) == 1:
        return next(iter(possible.values()))
    steady = {way: regularity(made) for way, made in possible.items()}
    best = max(steady, key=steady.__getitem__)
    if all(made == possible[best] for made in possible.values()):
        return possible[best]
    if steady[best] < REGULAR or steady[not best] >= IRREGULAR:
        raise DataError(
            f"{name}: {cells[0]!r} and the others can be read with the day or the month first, and neither gives "
            "regular steps; say which with dayfirst=True or dayfirst=False."
        )
    return possible[best]


def regularity(columns: Sequence[Sequence[pd.Timestamp]]) -> float:
    """Give the share of steps from date to date that are the commonest of a day, a week, a month or a year."""
    steps = [step for column in columns for step in _steps(column)]
    return max((steps.count(kind) / len(steps) for kind in set(steps) - {""}), default=0.0)


def period_of(columns: Sequence[Sequence[pd.Timestamp]]) -> str:
    """Name the commonest step: ``"day"``, ``"week"``, ``"month"``, ``"year"``, or nothing for irregular dates."""
    steps = [step for column in columns for step in _steps(column)]
    kind = max(sorted(set(steps)), key=steps.count, default="")
    return kind if steps.count(kind) >= IRREGULAR * len(steps) else ""


def _steps(column: Sequence[pd.Timestamp]) -> list[str]:
    """Name the steps between different dates, one after the other; a gap of whole weeks is a week's step too."""
    days = list(dict.fromkeys(column))
    return [_step(before, after) for before, after in pairwise(days)]


def _step(before: pd.Timestamp, after: pd.Timestamp) -> str:
    apart, months = abs((after - before).days), 12 * (after.year - before.year) + after.month - before.month
    if before.day == after.day and months and months % 12 == 0 and before.month == after.month:
        return "year"
    if before.day == after.day and abs(months) == 1:
        return "month"
    return {1: "day"}.get(apart, "week" if apart and apart % 7 == 0 else "")


def _day(text: str) -> str:
    """Give a cell without "week commencing" before a date and the time behind it."""
    return bare_day(BEFORE.sub("", text.strip(), count=1))


def _slashed(text: str, dayfirst: bool) -> pd.Timestamp | None:
    if (found := SLASHED.fullmatch(_day(text))) is None:
        return None
    first, _, second, year = found.groups()
    day, month = (first, second) if dayfirst else (second, first)
    whole = full_year(int(year), date.today()) if len(year) == 2 else int(year)
    try:
        return pd.Timestamp(whole, int(month), int(day))
    except ValueError:
        return None


def _formatted(text: str) -> pd.Timestamp | None:
    found = next(filter(None, (day_of(_day(text), form) for form in DAYS)), None)
    return pd.Timestamp(found) if found else None


def weekday_of(days: Sequence[pd.Timestamp]) -> int:
    """Give the commonest day of the week, Monday 0."""
    return int(np.bincount([day.weekday() for day in days], minlength=7).argmax())
