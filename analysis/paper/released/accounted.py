"""Every number of a paper has a meaning to the gate, or the paper does not leave."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real

import pandas as pd

from ...errors import DataError
from .counted import Counted, Place

LIMITS = ("value", "low", "high")
CHANGES = ("change", "change_low", "change_high", "p")
RATIOS = ("crude", "crude_low", "crude_high", "adjusted", "adjusted_low", "adjusted_high", "p")
# Numbers that are no counts and no shares of two: computed from counts, they are withheld with them; or public.
DERIVED = {
    "table-1": ("q1", "median", "q3", "mean", "sd", "statistic", "df", "p", "smd", "asymmetry"),
    "table-2": ("low", "high"),
    "table-3": (*RATIOS, "low", "high"),
    "annual": (*LIMITS, "year", "population"),
    "change": (*LIMITS, *CHANGES, "first", "last"),
    "figure": (*RATIOS, *LIMITS, *CHANGES, "year", "population"),
}


def check_accounted(counted: Counted) -> None:
    """Refuse a paper with a number of which the gate does not know what it counts.

    Raises
    ------
    DataError
        Names each table and column with such numbers.
    """
    known = {*counted.places, *(place for *_, place in counted.shares)}
    strange = dict.fromkeys(f"{place.table}.csv, {place.column}" for place in _numbers(counted) if place not in known)
    if strange:
        raise DataError(
            [f"release: expected numbers that are counts of the tables, got others in {one}" for one in strange]
        )


def _numbers(counted: Counted) -> Iterator[Place]:
    for stem, table in counted.tables.items():
        derived = DERIVED.get("figure" if stem.startswith("figure") else stem, ())
        for column in (name for name in table if name not in derived):
            for row, value in enumerate(table[column]):
                if isinstance(value, Real) and not isinstance(value, bool) and pd.notna(value) and value:
                    yield Place(stem, row, column)
