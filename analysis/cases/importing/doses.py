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
    if not in_one_cell(labels.mapping):
        return labels.lookup("dose", ["item"], f"({different})", labels.dose, ["number"], numbers=True)
    items = [labels.tidy(item) for (item,) in labels.connection.execute(different).fetchall()]
    decimals = labels.decimals("dose", [taken_apart(item)[0] for item in items if item])

    def answer(item: str | None, count: int) -> Answer:
        number = taken_apart(labels.tidy(item) or "")[0]
        part = fraction(number)
        return labels.dose(number, count, decimals=decimals) if part is None else Answer((part,))

    return labels.lookup("dose", ["item"], f"({different})", answer, ["number"])


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
