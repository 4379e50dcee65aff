"""The tables of a linked mapping by number: their names are the analyst's words, and none of them becomes SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...errors import DataError
from ..codebook.columns import attribute_fault
from ..mapping.model import TARGETS, Mapping, Source
from .inputs import Input

CASES = "cases"


def table_numbers(mapping: Mapping) -> dict[str, str]:
    """Give every table of a mapping the name that it has in the engine: ``cases``, ``t1``, ``t2`` and so on."""
    others = (name for name in mapping.tables if name != CASES)
    return {CASES: CASES} | {name: f"t{place}" for place, name in enumerate(others, start=1)}


def numbered(mapping: Mapping, numbers: dict[str, str]) -> Mapping:
    """Give a mapping whose tables are called by their numbers.

    Raises
    ------
    DataError
        When a target or an attribute has no name that a column of the store can have; `read_mapping` refuses those of
        a file, and this those of a mapping made in Python.
    """
    faults = [f"[columns]: unknown target {name!r}; remove it." for name in mapping.columns if name not in TARGETS]
    faults += [
        f"[attributes], {name!r}: {fault}." for name in mapping.attributes if (fault := attribute_fault(str(name)))
    ]
    if faults:
        raise DataError([f"{mapping.name}: {fault}" for fault in faults])

    def moved(source: Source) -> Source:
        return replace(source, table=numbers.get(source.table, "")) if source.table else source

    return replace(
        mapping,
        tables={numbers[name]: table for name, table in mapping.tables.items()},
        columns={target: moved(source) for target, source in mapping.columns.items()},
        attributes={name: moved(source) for name, source in mapping.attributes.items()},
    )


def numbered_inputs(inputs: Iterable[Input], numbers: dict[str, str]) -> list[Input]:
    """Give the inputs with the numbers of their tables."""
    return [replace(item, table=numbers[item.table]) for item in inputs]


def named(rows: list[dict], numbers: dict[str, str]) -> list[dict]:
    """Give the rows of a report with the names of their tables again."""
    names = {number: name for name, number in numbers.items()}
    return [row | {"table": names[row["table"]]} for row in rows]
