"""Time the import of a clean case listing against DuckDB's own copy of the same CSV file to Parquet.

Run ``python benchmarks/import_cases.py [ROWS]``: 2,000,000 rows unless told otherwise. The file has 20 columns, three
of them packed cells; each side runs three times in turn, and the fastest run of each counts, by the clock and by the
processor. The import also parses dates and ages, looks every label up, takes packed cells apart into tables of their
own, looks for repeated cases, and hashes its input; the copy does none of this.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import duckdb

from analysis.cases.codebook.vocabularies import read_codebook
from analysis.cases.importing.import_cases import import_cases

AIM = 0.6

COLUMNS = {
    "Case Number": "'C' || i",
    "Start Date": "strftime(date '2015-01-01' + CAST({0} % 3650 AS INT), '%m/%d/%Y')",
    "Age": "{0} % 95",
    "Age Unit": "['Years', 'Years', 'Months', 'Unknown adult (>=20 yrs)'][1 + {0} % 4]",
    "Gender": "['Male', 'Female', 'Unknown'][1 + {0} % 3]",
    "State": "['PA', 'DE'][1 + {0} % 2]",
    "County": "'County ' || ({0} % 67)",
    "Zip Code": "lpad(CAST(19000 + {0} % 999 AS VARCHAR), 5, '0')",
    "Caller Site": "['Own residence', 'Other residence', 'Workplace', 'School'][1 + {0} % 4]",
    "Exposure Site": "['Own residence', 'Other residence', 'Workplace', 'School'][1 + {0} % 4]",
    "Route": "['Ingestion', 'Dermal', 'Ocular', 'Inhalation/nasal'][1 + {0} % 4]",
    "Acuity": "['Acute', 'Acute-on-chronic', 'Chronic'][1 + {0} % 3]",
    "Reason": "['Unintentional - General', 'Intentional - Suspected suicide', 'Unknown reason'][1 + {0} % 3]",
    "Management Site": "['Managed on site (non-HCF)', 'Other'][1 + {0} % 2]",
    "Level of HCF Care": "['Treated/evaluated and released', 'Admitted to critical care unit', ''][1 + {0} % 3]",
    "Medical Outcome": "['No effect', 'Minor effect', 'Moderate effect', 'Major effect'][1 + {0} % 4]",
    "Weight (kg)": "3 + {0} % 1000 / 10.0",
    "Substance": "'Substance ' || ({0} % 500) || CASE {1} % 4 WHEN 0 THEN '; Substance ' || ({1} % 499) ELSE '' END",
    "Clinical Effects": "['', 'Drowsiness/lethargy', 'Vomiting; Nausea', 'Tachycardia; Hypertension'][1 + {0} % 4]",
    "Therapy": "['', 'IV fluids', 'Oxygen; Intubation'][1 + {0} % 3]",
}
TARGETS = {
    "case_id": '"Case Number"',
    "date": '{ column = "Start Date", formats = ["%m/%d/%Y"] }',
    "age": '{ value = "Age", unit = "Age Unit" }',
    "sex": '"Gender"',
    "zip3": '"Zip Code"',
    "level_of_care": '"Level of HCF Care"',
    "medical_outcome": '"Medical Outcome"',
    "weight_kg": '"Weight (kg)"',
    "substance": '{ column = "Substance", separator = ";" }',
    "effect": '{ column = "Clinical Effects", separator = ";" }',
    "therapy": '{ column = "Therapy", separator = ";" }',
}
SAME = ["State", "County", "Caller Site", "Exposure Site", "Route", "Acuity", "Reason", "Management Site"]


def write_listing(path: Path, rows: int) -> None:
    draws = [f"CAST(hash(i * {prime}) >> 1 AS BIGINT)" for prime in (7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43)]
    cells = [
        f'{sql.format(draws[place % 11], draws[(place + 5) % 11])} AS "{name}"'
        for place, (name, sql) in enumerate(COLUMNS.items())
    ]
    duckdb.sql(f"COPY (SELECT {', '.join(cells)} FROM range({rows}) AS t(i)) TO '{path}' (HEADER)")


def write_mapping(path: Path) -> None:
    targets = TARGETS | {name.lower().replace(" ", "_"): f'"{name}"' for name in SAME}
    lines = [f'codebook = "{read_codebook().version}"', 'name = "benchmark"', 'title = "Benchmark"', 'layout = "case"']
    path.write_text("\n".join([*lines, "[columns]", *(f"{target} = {source}" for target, source in targets.items())]))


def timed(function) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - clock, time.process_time() - processor


def main() -> None:
    rows = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 2_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listing, mapping = folder / "listing.csv", folder / "mapping.toml"
        write_listing(listing, rows)
        write_mapping(mapping)
        copies, imports = [], []
        for _ in range(3):
            query = f"COPY (SELECT * FROM read_csv('{listing}')) TO '{folder / 'copy.parquet'}'"
            copies.append(timed(lambda query=query: duckdb.sql(query)))
            imports.append(timed(lambda: import_cases(listing, mapping=mapping, into=folder / "store")))
        size = listing.stat().st_size / 1e6
    print(f"{rows:,} rows, {size:,.0f} MB")
    for place, what in enumerate(("by the clock", "by the processor")):
        copy, ours = (min(run[place] for run in runs) for runs in (copies, imports))
        verdict = "" if place else f" (aim {AIM})"
        print(
            f"{what}: copy {copy:.2f} s, import {ours:.2f} s, import at {copy / ours:.2f} of the copy's speed{verdict}"
        )


if __name__ == "__main__":
    main()
