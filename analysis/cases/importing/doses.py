"""A dose and its unit in one cell, as ``200 mg`` or ``1/2 tab``, taken apart: where both are mapped to one column."""

from __future__ import annotations

from ..files.sql import literal
from ..mapping.model import Mapping

# A number, or a fraction with or without a whole number before it, and a unit without a digit. What is neither, such as
# "1-2 tabs", "2 x 200 mg" and "5 mg/24 h", is no dose, and is listed as one that could not be read.
_NUMBER = r"([0-9]+ +[0-9]+ ?/ ?[0-9]+|[0-9]+ ?/ ?[0-9]+|[0-9][0-9.,'\x{2019}]*|[.,][0-9]+)"
_FORM = rf"(?:~|\x{2248}|ca\.?|approx\.?|about)?\s*{_NUMBER}(?:[\s_-]*([^0-9\s_-][^0-9]*))?"
_FRACTIONS = {"\u00bd": "1/2", "\u00bc": "1/4", "\u00be": "3/4", "\u2153": "1/3", "\u2154": "2/3"}
_PARTS = ("dose", "dose_unit")


def in_one_cell(mapping: Mapping) -> bool:
    """Say whether a mapping names one column for doses and their units."""
    dose, unit = (mapping.columns.get(name) for name in _PARTS)
    return bool(dose and unit and dose.names() and (dose.table, dose.names()) == (unit.table, unit.names()))


def part_sql(mapping: Mapping, target: str, text: str) -> str:
    """Give the SQL of what a target takes of a text: its part of a cell with a dose and a unit, else all of it."""
    if target not in _PARTS or not in_one_cell(mapping):
        return text
    return _number(text) if target == "dose" else _unit(text)


def _plain(text: str) -> str:
    """Write the fractions that are one sign with a stroke."""
    for sign, said in _FRACTIONS.items():
        text = f"replace({text}, {literal(sign)}, {literal(f' {said}')})"
    return f"trim({text})"


def _number(text: str) -> str:
    found = f"regexp_extract({_plain(text)}, {literal(f'^{_FORM}$')}, 1)"
    whole, top, below = (
        f"TRY_CAST(nullif(regexp_extract({found}, '^(?:([0-9]+) +)?([0-9]+) ?/ ?([0-9]+)$', {place}), '') AS DOUBLE)"
        for place in (1, 2, 3)
    )
    fraction = f"CAST(coalesce({whole}, 0) + {top} / nullif({below}, 0) AS VARCHAR)"
    return f"CASE WHEN {found} = '' THEN {text} WHEN {found} LIKE '%/%' THEN {fraction} ELSE {found} END"


def _unit(text: str) -> str:
    found = f"regexp_extract({_plain(text)}, {literal(f'^{_FORM}$')}, 2)"
    # "2 (two) tabs." is in tabs
    return f"nullif(regexp_replace(regexp_replace({found}, '^[(][a-zA-Z]+[)]\\s*', ''), '[.\\s]+$', ''), '')"
