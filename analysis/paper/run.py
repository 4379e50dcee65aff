"""What the text of a paper says of its run: days, codebook, import, level, and what is not known."""

from __future__ import annotations

import calendar
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from ..cases.codebook.vocabularies import read_codebook
from ..cases.counts.table import Counts
from ..cases.study.selection import Study
from ..files.regular import regular_text
from ..toml import read_toml
from .study import Plan

LIBRARIES = {
    "DuckDB": "duckdb",
    "pandas": "pandas",
    "NumPy": "numpy",
    "SciPy": "scipy",
    "statsmodels": "statsmodels",
    "matplotlib": "matplotlib",
}


def told_of_run(plan: Plan, study: Study, annual: Counts, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give what the text says of the run itself: days, codebook, import, level."""
    cases = study.cases
    days = study.run(cases.aggregate(first=cases.date.min(), last=cases.date.max())).iloc[0]
    first, last = (_day(day) for day in days) if days.notna().all() else annual["year"].iloc[[0, -1]].astype(str)
    settings = _settings(plan)
    rows = {
        "first day": first,
        "last day": last,
        "first year": int(annual["year"].iloc[0]),
        "last year": int(annual["year"].iloc[-1]),
        "level of limits, percent": f"{100 * plan['tables']['level']:g}",
        "rows of Table 2": plan["tables"]["rows"],
        "codebook": settings.get("codebook", read_codebook().version),
        "mapping": settings.get("mapping", ""),
        "cases without a year": f"{annual.told['without_date']:,}",
        "records": study.store.records,
        "held as": study.store.privacy,
        "single-substance cases": f"{study.single.count():,}",
        "standardized differences": "shown" if plan["table_1"].get("smd") else "",
        "toolkit": version("poison-center"),
        "libraries": versions(),
        "outcomes of Table 3": ", ".join(plan["tables"]["outcomes"]),
    }
    groups = tables["table-1"].query("variable == 'cases'").set_index("group")["n"]
    if len(groups) > 1:
        rows["cases in no group"] = f"{groups['Total'] - groups.drop('Total').sum():,}"
    if (unknown := _unknown_outcome(tables["table-1"])) is not None:
        rows["cases with an unknown outcome"] = f"{unknown:,}"
    if plan["denominator"].get("file"):
        rows |= {"unit of rates": annual.told["unit"], "method of rates": annual.told["method"]}
    rows |= _imported(plan)
    return pd.DataFrame({"quantity": list(rows), "value": [str(value) for value in rows.values()]})


def versions() -> str:
    """Name what computes and draws, with versions."""
    found = {name: version(package) for name, package in LIBRARIES.items()}
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {number}" for name, number in found.items())])


def _unknown_outcome(table: pd.DataFrame) -> int | None:
    """Count the cases whose medical outcome is not known, where Table 1 has it."""
    rows = table[(table["variable"] == "medical_outcome") & (table["group"] == "Total")]
    return int(rows.loc[rows["unknown"].astype(bool), "n"].sum()) if len(rows) else None


def _day(day) -> str:
    day = pd.Timestamp(day)
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _settings(plan: Plan) -> dict:
    path = Path(plan.store) / "import.toml"  # of a store at a URL, nobody here can read it
    return read_toml(path) if path.is_file() else {}


def _imported(plan: Plan) -> dict[str, str]:
    """Give the rows that went into the store, from its report; nothing where it has none."""
    import json

    try:
        report = json.loads(regular_text(Path(plan.store) / "report.json"))
        sums = {name: int(report[name]) for name in ("rows_in", "kept", "rejected", "duplicates")}
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return {}
    return {f"rows {name.removeprefix('rows_')}": f"{count:,}" for name, count in sums.items()}
