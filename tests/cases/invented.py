"""Small invented cases, as pandas frames, for tests that compare engines and hand counts."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.cases.store.identity import ID, seal
from analysis.cases.store.schema import TABLES as TABLES_OF_STORE
from analysis.cases.store.store import open_store
from analysis.cases.synthetic.synthesize import synthesize

TABLES = ("cases", "substances", "effects", "therapies")


@cache
def synthetic_folder(rows: int = 4000):
    """Write synthetic cases once per test run."""
    import atexit
    import shutil
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp(prefix="poison-center-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return synthesize(rows, into=folder / "store", seed=5)


@cache
def weighted_folder():
    """Copy the synthetic cases as if they were a sample of hospitals with weights."""
    import shutil

    folder = synthetic_folder().with_name("weighted")
    shutil.copytree(synthetic_folder(), folder)
    cases = synthetic_frames()["cases"]
    place = pd.Series(range(len(cases)))
    design = {"weight": 20.0 + place % 7, "stratum": (place % 3).astype(str), "cluster": (place % 24).astype(str)}
    table = pa.Table.from_pandas(cases.assign(**design), schema=TABLES_OF_STORE["cases"], preserve_index=False)
    pq.write_table(table, folder / "cases.parquet")
    return sealed(folder, weighted=True)


def sealed(folder, *, seal_as="0" * 32, **report):
    """Make a store of tables that a test wrote or changed: with an id, and a report that has it and their hashes."""
    import json

    for name in TABLES:
        table = pq.read_table(folder / f"{name}.parquet", partitioning=None)
        pq.write_table(table.replace_schema_metadata({ID: seal_as}), folder / f"{name}.parquet")
    path = folder / "report.json"
    said = json.loads(path.read_text()) if path.exists() else {"records": "poison center"}
    path.write_text(json.dumps(said | report))
    seal(folder, seal_as)
    return folder


@cache
def synthetic_store():
    return open_store(synthetic_folder())


@cache
def synthetic_frames() -> dict[str, pd.DataFrame]:
    return {name: pq.read_table(synthetic_folder() / f"{name}.parquet").to_pandas() for name in TABLES}


def case(case_id: str, *substances: str, **columns) -> dict:
    """Give one case; `substances` in order of rank, a name or (name, dose in mg)."""
    return {
        "case_id": case_id,
        "call_type": "human exposure",
        "date": "2020-06-15",
        "age_years": 30.0,
        "sex": "Female",
        "reason": "Intentional - Abuse",
        "medical_outcome": "No effect",
        "_substances": substances,
        **columns,
    }


def frames(*rows: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the cases and substances of such rows."""
    cases = pd.DataFrame([{key: value for key, value in row.items() if key != "_substances"} for row in rows])
    taken = []
    for row in rows:
        for rank, entry in enumerate(row["_substances"], start=1):
            name, dose = entry if isinstance(entry, tuple) else (entry, None)
            taken.append({"case_id": row["case_id"], "rank": rank, "substance": name, "dose": dose, "dose_unit": "mg"})
    columns = ["case_id", "rank", "substance", "dose", "dose_unit"]
    return cases, pd.DataFrame(taken, columns=columns).astype({"dose": float})
