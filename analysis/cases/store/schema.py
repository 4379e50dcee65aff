"""The tables of a case store and the types of their columns: the one shape that import writes and analysis reads."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from ..codebook import columns

TYPES = {"text": pa.string(), "whole": pa.int64(), "small": pa.int16(), "number": pa.float64(), "day": pa.date32()}
TYPES["flag"] = pa.bool_()

# A case is one person's record; ids are text, unique per store. Dates are days without a time zone. `rank` 1 is the
# substance held most responsible; `dose` in `dose_unit` where the export has it.
TABLES = {
    name: pa.schema([(field.name, TYPES[field.kind]) for field in table]) for name, table in columns.TABLES.items()
}
CASES, SUBSTANCES, EFFECTS, THERAPIES = TABLES.values()


def cases_with(attributes: Iterable[str]) -> pa.Schema:
    """Give the columns of the cases with those of the analyst's own, which are text, behind them."""
    return pa.schema([*CASES, *(pa.field(name, pa.string()) for name in attributes)])


# What could not be kept: file, line, column, the value, the rule it broke and the whole row as JSON text. `kept` is
# true where the row is in the store without this one value, false where the row is not.
REJECTS = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("rule", pa.string()),
        ("record", pa.string()),
        ("kept", pa.bool_()),
    ]
)
