"""A small export and its mapping, which the tests of the import write to disk, damage and read."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from analysis.cases.importing.import_cases import import_cases

MAPPING = """
name = "small"
title = "A small case listing"
codebook = "{version}"
layout = "case"

[columns]
case_id = "Case Number"
date = {{ column = "Start Date", formats = ["%m/%d/%Y", "%m/%d/%y"] }}
age = {{ value = "Age", unit = "Age Unit" }}
sex = "Gender"
zip3 = "Zip Code"
reason = "Reason"
medical_outcome = "Medical Outcome"
weight_kg = "Weight (kg)"
substance = {{ column = "Substance", separator = ";" }}
effect = {{ column = "Clinical Effects", separator = ";" }}

[constants]
species = "human"
"""
HEADER = (
    "Case Number,Start Date,Age,Age Unit,Gender,Zip Code,Reason,Medical Outcome,Weight (kg),Substance,Clinical Effects"
)
ROWS = (
    "A1,01/05/2020,30,Years,Female,19104,Intentional - Abuse,Minor effect,70,Baclofen; Ethanol,Drowsiness/lethargy",
    "A2,1/6/20,18,Months,Male,19104-2600,Unintentional - General,No effect,11.5,Ibuprofen,",
    'A3,2020-01-07 13:45,,"Unknown adult (>=20 yrs)",F,02116,Unknown reason,Major effect ,,"Baclofen",Coma; Vomiting',
)


def text(*rows: str, header: str = HEADER, end: str = "\n") -> bytes:
    """Give a file of the header and rows as bytes."""
    return "".join(f"{line}{end}" for line in (header, *rows)).encode()


def mapping(folder: Path, body: str = MAPPING) -> Path:
    """Write the small mapping, or another of the same version, into a folder."""
    from analysis.cases.codebook.vocabularies import read_codebook

    path = folder / "mapping.toml"
    path.write_text(body.format(version=read_codebook().version), encoding="utf-8")
    return path


def run(folder: Path, content: bytes | dict[str, bytes], **options):
    """Import bytes as ``export.csv`` (or several files by name); give the report and the store."""
    inside = folder / "in"
    inside.mkdir(exist_ok=True)
    files = content if isinstance(content, dict) else {"export.csv": content}
    paths = []
    for name, data in files.items():
        paths.append(inside / name)
        paths[-1].write_bytes(data)
    store = folder / "store"
    into = options.pop("into", store)
    report = import_cases(paths, mapping=options.pop("mapping", None) or mapping(folder), into=into, **options)
    return report, Path(into)


def table(store: Path, name: str) -> pd.DataFrame:
    """Read a table of a store."""
    return pd.read_parquet(store / f"{name}.parquet")


def adds_up(report, store: Path) -> bool:
    """Say whether the counts of a report agree with each other and with the tables of the store, file by file."""
    cases, rejects = table(store, "cases"), table(store, "rejects")
    for file in report.files.itertuples():
        rules = report.by_rule[(report.by_rule["file"] == file.file) & (report.by_rule["table"] == file.table)]
        by_fate = rules.groupby("fate")["count"].sum()
        listed = rejects[(rejects["file"] == file.file) & ~rejects["kept"]]
        sums = (
            file.rows_in == file.kept + file.rejected + file.duplicates,
            file.rejected == by_fate.get("rejected", 0) == len(listed),
            file.duplicates == by_fate.get("duplicate", 0),
            (rejects[(rejects["file"] == file.file)]["kept"]).sum() == by_fate.get("value", 0),
            file.table != "cases" or file.kept == (cases["file"] == file.file).sum(),
        )
        if not all(sums):
            return False
    whole = report.rows_in == report.kept + report.rejected + report.duplicates
    return whole and cases["case_id"].is_unique and rejects["record"].map(json.loads).notna().all()
