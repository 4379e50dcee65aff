"""The fields of two statements of one quantity, side by side: same, stated otherwise, of another kind, unstated."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from ..printed import read_printed

# What sort of number it is: another entry is another kind. What the number is about: another entry is another
# subject, unless both name a kind before a colon ("deaths: suicide") and the kinds differ.
KINDS = ("statistic", "unit", "form", "place")
SUBJECT = ("endpoint", "population", "arm", "comparator", "time_point", "period", "denominator", "definition")
CONTEXT = (*KINDS, *SUBJECT)
# Two numbers can be held against each other without these.
_BESIDE = ("comparator", "denominator")
NEEDED = tuple(field for field in CONTEXT if field not in _BESIDE)
COLUMNS = ("relation", "value", "low", "high", *(f for f in CONTEXT if f != "period"), "period_start", "period_end")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a statement stands to a cited figure.

    Attributes
    ----------
    number : str
        ``same``, ``other`` (another value), ``boundary`` (*more than* against *or more*) or ``none`` (the document
        prints no number).
    kinds, otherwise : tuple of str
        Fields that both state: of another kind; of the same kind with another entry.
    unstated, silent : tuple of str
        Fields that only the statement fills; that only the document fills.
    part : tuple of str
        Those of `unstated` and `silent` whose kind both state: one says more of it than the other.
    """

    number: str
    kinds: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    part: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that a comparison of two numbers needs and that one side leaves out altogether."""
        return tuple(f for f in (*self.unstated, *self.silent) if f in NEEDED and f not in self.part)


def compare(figure: dict, statement: dict) -> Comparison:
    """Put the fields of a statement beside those of a cited figure."""
    states = {field: state_of(field_text(figure, field), field_text(statement, field), field) for field in CONTEXT}
    having = {
        name: tuple(field for field, state in states.items() if state in names) for name, names in _STATES.items()
    }
    return Comparison(_number(figure, statement), **having)


_STATES = {
    "kinds": ("kind",),
    "otherwise": ("otherwise",),
    "unstated": ("unstated", "part unstated"),
    "silent": ("silent", "part silent"),
    "part": ("part unstated", "part silent"),
}


def state_of(cited: str, said: str, field: str) -> str:
    """Give the state of one field from its two entries; empty when both say the same or nothing."""
    if cited == said:
        return ""
    if not cited or not said:
        return "silent" if cited else "unstated"
    (kind, _, more), (other, _, detail) = cited.partition(": "), said.partition(": ")
    if kind == other:
        return "otherwise" if more and detail else "part silent" if more else "part unstated"
    return "kind" if field in KINDS or (more and detail) else "otherwise"


def field_text(row: dict, field: str) -> str:
    """Give the entry of a field as text, empty where it is missing; a period as its years."""
    if field != "period":
        return text_of(row[field])
    start, end = (text_of(row[f"period_{end}"]) for end in ("start", "end"))
    return start if start == end else f"{start}-{end}".strip("-")


def text_of(cell) -> str:
    """Give a cell as text, empty where it is missing; 23.0, as a column with gaps is read, as 23."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def has_number(row: dict) -> bool:
    """Tell whether a row prints a number, a range or a set of numbers."""
    return not (math.isnan(row["value"]) and math.isnan(row["low"]))


def ends_of(row: dict) -> tuple[float, float]:
    """Give the ends of a row's range, twice its number where it is one."""
    return (row["value"], row["value"]) if math.isnan(row["low"]) else (row["low"], row["high"])


def is_bound(row: dict) -> bool:
    """Tell whether the row's number bounds the quantity."""
    return row["relation"] in (">", ">=", "<", "<=")


def _number(figure: dict, statement: dict) -> str:
    if not has_number(figure):
        return "none"
    if not has_number(statement) or not _agrees(figure, statement):
        return "other"
    both = is_bound(figure) and is_bound(statement)
    return "boundary" if both and figure["relation"] != statement["relation"] else "same"


def _agrees(figure: dict, statement: dict) -> bool:
    (low, high), (stated_low, stated_high) = ends_of(figure), ends_of(statement)
    if is_bound(figure) and not is_bound(statement):
        return {
            ">": stated_low > low,
            ">=": stated_low >= low,
            "<": stated_high < high,
            "<=": stated_high <= high,
        }[figure["relation"]]
    said = read_printed(figure["printed"])
    if said.alternatives or low == high or math.isnan(statement["low"]):
        return (said.holds(stated_low) and said.holds(stated_high)) or is_finer(figure, statement)
    return (low, high) == (stated_low, stated_high)


def is_finer(figure: dict, statement: dict) -> bool:
    """Tell whether a cited number has more digits than the statement prints, and rounds to it (56.8% and 57%)."""
    printed = text_of(statement["printed"])
    if not printed or math.isnan(figure["value"]) or math.isnan(statement["value"]):
        return False
    said = read_printed(printed)
    finer = read_printed(figure["printed"]).quantum < said.quantum
    return finer and said.holds(figure["value"])
