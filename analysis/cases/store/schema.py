"""The tables of a case store and the types of their columns: the one shape that import writes and analysis reads."""

from __future__ import annotations

import pyarrow as pa

# A case is one person's record; ids are text, unique per store. Dates are days without a time zone.
CASES = pa.schema(
    [
        ("case_id", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("date", pa.date32()),
        ("year", pa.int16()),
        ("call_type", pa.string()),
        ("species", pa.string()),
        ("age_years", pa.float64()),
        ("age_group", pa.string()),
        ("sex", pa.string()),
        ("state", pa.string()),
        ("county", pa.string()),
        ("zip3", pa.string()),
        ("caller_site", pa.string()),
        ("exposure_site", pa.string()),
        ("route", pa.string()),
        ("acuity", pa.string()),
        ("reason", pa.string()),
        ("reason_group", pa.string()),
        ("management_site", pa.string()),
        ("level_of_care", pa.string()),
        ("medical_outcome", pa.string()),
        ("weight_kg", pa.float64()),
        ("substances", pa.int16()),
    ]
)

# `rank` 1 is the substance held most responsible; `dose` in `dose_unit` where the export has it.
SUBSTANCES = pa.schema(
    [
        ("case_id", pa.string()),
        ("rank", pa.int16()),
        ("substance", pa.string()),
        ("generic_code", pa.string()),
        ("product_code", pa.string()),
        ("dose", pa.float64()),
        ("dose_unit", pa.string()),
    ]
)

EFFECTS = pa.schema([("case_id", pa.string()), ("effect", pa.string()), ("relatedness", pa.string())])
THERAPIES = pa.schema([("case_id", pa.string()), ("therapy", pa.string()), ("status", pa.string())])

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

TABLES = {"cases": CASES, "substances": SUBSTANCES, "effects": EFFECTS, "therapies": THERAPIES}
