"""Frames in memory brought to the columns and types of a case store."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from ..errors import DataError
from .codebook import age_group, reason_group
from .schema import TABLES


def arrow_tables(given: dict) -> dict[str, pa.Table]:
    """Give the four tables of a store from frames; absent tables are empty, absent columns missing or worked out.

    Raises
    ------
    DataError
        When ``case_id`` is absent, missing or repeated in ``cases``, or a column does not have its type.
    """
    frames = {name: _pandas(frame, name) for name, frame in given.items()}
    cases = frames["cases"]
    if cases["case_id"].isna().any() or cases["case_id"].duplicated().any():
        raise DataError("cases: expected a different case_id in every row, got a missing or repeated one.")
    frames["cases"] = _with_derived(cases, frames["substances"])
    if "rank" not in frames["substances"]:
        first = frames["substances"].groupby("case_id").cumcount() + 1
        frames["substances"] = frames["substances"].assign(rank=first)
    return {name: _typed(frames[name], schema, name) for name, schema in TABLES.items()}


def _pandas(frame, name: str) -> pd.DataFrame:
    if frame is None:
        return pd.DataFrame({"case_id": pd.Series(dtype="str")})
    if isinstance(frame, pa.Table) or hasattr(frame, "to_pandas"):
        frame = frame.to_pandas()
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{name}: expected a pandas or polars frame, got {type(frame).__name__}.")
    if "case_id" not in frame:
        raise DataError(f"{name}: expected a column 'case_id', got {', '.join(map(str, frame.columns))}.")
    return frame.assign(case_id=frame["case_id"].astype("str"))


def _with_derived(cases: pd.DataFrame, substances: pd.DataFrame) -> pd.DataFrame:
    """Work out columns that follow from others and are absent."""
    derived = {}
    if "date" in cases and "year" not in cases:
        derived["year"] = pd.to_datetime(cases["date"]).dt.year
    if "age_years" in cases and "age_group" not in cases:
        ages = pd.to_numeric(cases["age_years"], errors="coerce")
        derived["age_group"] = [age_group(None if pd.isna(age) else age) for age in ages]
    if "reason" in cases and "reason_group" not in cases:
        groups = {reason: reason_group(reason) for reason in cases["reason"].dropna().unique()}
        derived["reason_group"] = cases["reason"].map(groups)
    if "substances" not in cases:
        derived["substances"] = cases["case_id"].map(substances["case_id"].value_counts()).fillna(0)
    return cases.assign(**derived)


def _typed(frame: pd.DataFrame, schema: pa.Schema, name: str) -> pa.Table:
    columns, faults = [], []
    for field in schema:
        try:
            columns.append(_column(frame, field))
        except (pa.ArrowException, ValueError, TypeError) as error:
            said = str(error).splitlines()[0]
            faults.append(f"{name}[{field.name!r}]: expected {field.type}, got {frame[field.name].dtype}: {said}.")
    if faults:
        raise DataError(faults)
    return pa.table(columns, schema=schema)


def _column(frame: pd.DataFrame, field: pa.Field) -> pa.Array:
    if field.name not in frame:
        return pa.nulls(len(frame), field.type)
    values = frame[field.name]
    if pa.types.is_date(field.type):
        values = pd.to_datetime(values).dt.date
    elif pa.types.is_string(field.type):
        values = values.astype("str").where(values.notna(), None)
    else:
        values = pd.to_numeric(values)
        if pa.types.is_integer(field.type):
            values = values.astype("Int64")
    return pa.Array.from_pandas(values, type=field.type)
