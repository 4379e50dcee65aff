"""What the tables of cases are called in a picture: their columns, outcomes, records and limits; titles that fit."""

from __future__ import annotations

import math
import re

import pandas as pd

from ...cases.codebook.columns import titles
from ...cases.codebook.records import POISON_CENTER, records_of
from ...forms import in_full, limits
from ...shown import has_limits

# What the columns and levels of case tables are called.
NAMES = {
    "age_band": "Age (years)",
    "mention": "Substances",
    "sex": "Sex",
    "region": "Region",
}
OUTCOMES = {
    "serious": ("a serious outcome", " (moderate, major or death)"),
    "admitted": ("an admission", " (psychiatric included)"),
    "medically_admitted": ("an admission to a medical unit", ""),
}
LONGEST_TITLE = 70


def worded(table: pd.DataFrame, text: str) -> str:
    """Put the words of a table's records (deaths, visits, reports) into a text that speaks of cases."""
    return records_of(table.attrs.get("records", POISON_CENTER)).worded(text)


def fitting(*titles: str) -> str:
    """Give the first of several titles that is short enough, else the last, which names nothing of the table."""
    return next((title for title in titles if len(title) <= LONGEST_TITLE), titles[-1])


def significant(number: float) -> str:
    """Give a number with three digits and thousands set apart, never as a power of ten."""
    return in_full(number, 3)


def ratio_words(ratio: float) -> str:
    """Give a ratio with two digits after the point, fewer where it is large."""
    if ratio > 999:
        return ">999"
    return f"{ratio:.2f}" if ratio < 9.995 else f"{ratio:.1f}" if ratio < 99.95 else f"{ratio:.0f}"


def with_limits(value: float, low: float, high: float, form) -> str:
    """Give a number with its limits in brackets; alone where it has none, "not estimable" where there is no number."""
    if not math.isfinite(value):
        return "not estimable"
    return form(value) if math.isnan(low) or math.isnan(high) else f"{form(value)} ({limits(low, high, form)})"


def called(name: str) -> str:
    """Give the words for a column: those of `NAMES` or its title, else the name itself with spaces."""
    return NAMES.get(name) or titles().get(name) or name.replace("_", " ").capitalize()


def level_words(column: str, level: object) -> str:
    """Give a level of a column as people write it: an age band with its signs, all else as it is.

    Examples
    --------
    >>> level_words("age_band", "20-39"), level_words("age_band", ">=60"), level_words("substance", "2-10 mg")
    ('20–39', '≥60', '2-10 mg')
    """
    text = str(level)
    if column != "age_band":
        return text
    return re.sub(r"(?<=\d)-(?=\d)", "\u2013", text).replace(">=", "\u2265").replace("<=", "\u2264")


def group_words(column: str, level: object) -> str:
    """Give a level as a title names the group: "ages 20–39" of an age band."""
    text = level_words(column, level)
    known = column == "age_band" and any(letter.isdigit() for letter in text)
    return f"Ages {text}" if known else text


def outcome_of(table, *, long: bool = False) -> str:
    """Say of which outcome a table is, where asked for with what counts as one."""
    short, more = OUTCOMES.get(table.attrs.get("of"), ("the outcome", ""))
    return short + more * long


def headed(table, head: str) -> str:
    """Give the head of a column of numbers with limits: "Percent (95% CI)"; the head alone where there are none."""
    known = has_limits(table) or "adjusted_low" in table
    level = table.attrs.get("level")
    return f"{head} ({f'{100 * level:g}% CI' if level else 'limits'})" if known else head


def many(number: int, one: str, several: str) -> str:
    """Give a number with its noun."""
    return f"{number:,} {one if number == 1 else several}"
