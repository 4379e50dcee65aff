"""Doses, every different cell read once: numbers, or numbers and their units in one cell, as ``1/2 tab``."""

from __future__ import annotations

import re

from ..codebook.values import unit_of
from ..mapping.model import Mapping
from .labels import Answer, Labels

# A number, or a fraction with or without a whole number before it, and a unit without a digit. What is neither, such as
# "1-2 tabs", "2 x 200 mg" and "5 mg/24 h", is no dose, and is listed as one that could not be read.
_NUMBER = r"([0-9]+ +[0-9]+ ?/ ?[0-9]+|[0-9]+ ?/ ?[0-9]+|[0-9][0-9.,'\u2019]*|[.,][0-9]+)"
_FORM = re.compile(rf"(?:~|\u2248|ca\.?|approx\.?|about)?\s*{_NUMBER}(?:[\s_-]*([^0-9\s_-][^0-9]*))?", re.ASCII)
_FRACTION = re.compile(r"(?:([0-9]+) +)?([0-9]+) ?/ ?([0-9]+)")
_FRACTIONS = {"\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4", "\u2153": "1/3", "\u2154": "2/3"}


def in_one_cell(mapping: Mapping) -> bool:
    """Say whether a mapping names one column for doses and their units."""
    dose, unit = (mapping.columns.get(name) for name in ("dose", "dose_unit"))
    return bool(dose and unit and dose.names() and (dose.table, dose.names()) == (unit.table, unit.names()))


def look_doses_up(labels: Labels, different: str) -> bool:
    """Make the table ``lookup_dose`` of all different items; say whether any is no dose."""
    items = [labels.tidy(item) or "" for (item,) in labels.connection.execute(different).fetchall()]
    decimals = labels.decimals("dose", [number for item in items if (number := _number_in(labels.mapping, item))])

    def answer(item: str | None, count: int) -> Answer:
        number = _number_in(labels.mapping, labels.tidy(item) or "")
        part = fraction(number)
        return labels.dose(number, count, decimals=decimals) if part is None else Answer((part,))

    return labels.lookup("dose", ["item"], f"({different})", answer, ["number"])


def _number_in(mapping: Mapping, text: str) -> str:
    """Give the number of a dose; the whole text where a unit that is not expected stands behind it."""
    number, unit = taken_apart(text)
    expected = not unit or in_one_cell(mapping) or unit_of(unit) == unit_of(mapping.columns["dose"].fixed_unit)
    return number if expected else text


def look_units_up(labels: Labels, different: str) -> None:
    """Make the table ``lookup_dose_unit`` of all different units, or of those behind the doses in their own cells."""
    within = in_one_cell(labels.mapping)

    def answer(item: str | None, count: int) -> Answer:
        text = labels.tidy(item) or ""
        return Answer((labels.tidy(unit_of(taken_apart(text)[1] if within else text)),))

    labels.lookup("dose_unit", ["item"], f"({different})", answer, ["text"])


def taken_apart(text: str) -> tuple[str, str]:
    """Give the number and the unit of a dose; a text of another form whole, and no unit.

    Examples
    --------
    >>> taken_apart("200 mg"), taken_apart("ca. 1/2 tab."), taken_apart("2 (two) tabs"), taken_apart("1-2 tabs")
    (('200', 'mg'), ('1/2', 'tab'), ('2', 'tabs'), ('1-2 tabs', ''))
    """
    plain = text
    for sign, said in _FRACTIONS.items():
        plain = plain.replace(sign, f" {said}")
    found = _FORM.fullmatch(plain.strip())
    if not found:
        return text, ""
    unit = re.sub(r"^[(][a-zA-Z]+[)]\s*", "", found[2] or "")
    return found[1], re.sub(r"[.\s]+$", "", unit)


def fraction(number: str) -> float | None:
    """Give the value of a fraction, ``1 1/2``; None for what is none."""
    found = _FRACTION.fullmatch(number)
    if not found or not int(found[3]):
        return None
    return int(found[1] or 0) + int(found[2]) / int(found[3])
