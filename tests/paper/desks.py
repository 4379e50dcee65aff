"""Small stores of invented cases on disk, and files of choices beside them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from cases.invented import case, frames, sealed

from analysis.cases.store.frames import arrow_tables

TABLES = ("cases", "substances", "effects", "therapies")


def small_store(folder, rows, *, effects=(), therapies=(), **report):
    """Write a store of invented cases, as an import would."""
    cases, substances = frames(*rows)
    given = {"cases": cases, "substances": substances}
    if effects:
        given["effects"] = pd.DataFrame(effects, columns=["case_id", "effect"]).assign(relatedness="Related")
    if therapies:
        given["therapies"] = pd.DataFrame(therapies, columns=["case_id", "therapy"]).assign(status="Performed")
    folder.mkdir(parents=True)
    for name, table in arrow_tables({name: given.get(name) for name in TABLES}).items():
        pq.write_table(pa.table(table), folder / f"{name}.parquet")
    return sealed(folder, **report)


def invented(n=40, *, years=(2018, 2019, 2020), serious=lambda i: i % 4 == 0, sexes=("Female", "Male"), doses=True):
    """Give `n` cases of baclofen, every third with ethanol beside it."""
    rows = []
    for i in range(n):
        year = years[(i + i // 7) % len(years)]
        own = ("Baclofen", 20.0 + 10 * (i % 7)) if doses else "Baclofen"
        taken = (own, "Ethanol") if i % 3 == 0 else (own,)
        outcome = "Major effect" if serious(i) else "No effect"
        columns = {"date": f"{year}-{1 + i % 12:02d}-15", "sex": sexes[i % len(sexes)], "medical_outcome": outcome}
        rows.append(case(f"c{i}", *taken, age_years=20.0 + i % 30, level_of_care=None, **columns))
    return rows


def plan(folder, text="", *, title="Invented", store="store"):
    """Write a file of choices beside a store."""
    path = folder / "STUDY.toml"
    path.write_text(f'title = "{title}"\nstore = "{store}"\n{text}', encoding="utf-8")
    return path
