"""Frames in memory brought to the columns and types of a case store."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...errors import DataError
from ..codebook.ages import age_group
from ..codebook.columns import attribute_fault
from ..codebook.vocabularies import reason_group
from .schema import TABLES, cases_with
from .told import MARK


def arrow_tables(given: dict, constants: Mapping[str, str] | None = None) -> dict[str, pa.Table]:
    """Give the four tables of a store from frames; absent tables are empty, absent columns missing or worked out.

    A frame is a pandas DataFrame, or anything that hands its columns over as an Arrow stream (Polars, pyarrow, DuckDB):
    those are taken as they are, not by way of pandas. Columns of the cases that no store has are kept as text
    behind the others. `constants` are what every case is in an absent column.

    Raises
    ------
    DataError
        When ``case_id`` is absent, missing or repeated in ``cases``, or a column does not have its type.
    """
    columns = {name: _columns(given[name], name) for name in TABLES}
    own = [str(name) for name in columns["cases"] if name not in TABLES["cases"].names]
    faults = [f"cases[{name!r}]: {fault}." for name in own if (fault := _elsewhere(name) or attribute_fault(name))]
    schemas, frames = TABLES | {"cases": cases_with(own)}, {}
    for name, schema in schemas.items():
        frames[name], wrong = _typed(columns[name], schema, name)
        faults += wrong
    if faults:
        raise DataError(faults)
    ids = frames["cases"]["case_id"]
    if ids.null_count or len(pc.unique(ids)) < len(ids):
        raise DataError("cases: expected a different case_id in every row, got a missing or repeated one.")
    if "rank" not in frames["substances"]:
        frames["substances"]["rank"] = _order(frames["substances"]["case_id"])
    frames["cases"] |= _derived(frames["cases"], frames["substances"])
    frames["cases"]["synthetic"] = _made_up(frames["cases"])
    fixed = {name: value for name, value in (constants or {}).items() if name not in frames["cases"]}
    frames["cases"] |= {name: pa.repeat(value, len(ids)) for name, value in fixed.items()}
    return {name: _table(frames[name], schema) for name, schema in schemas.items()}


def _elsewhere(name: str) -> str:
    """Say in which frame a column belongs that is one of several rows a case."""
    (table, *_) = [*(table for table, schema in TABLES.items() if table != "cases" and name in schema.names), ""]
    frame = f"{table}=cases[['case_id', {name!r}]]"
    return f"it belongs to {table}, which have a row each; give it as {frame}, and drop it here" if table else ""


def _columns(frame, name: str) -> dict:
    """Give the columns by name: pandas Series, or Arrow arrays of whatever else can hand them over."""
    if frame is None:
        return {"case_id": pa.array([], pa.string())}
    if not isinstance(frame, pd.DataFrame):
        frame = _handed_over(frame, name)
    columns = frame if isinstance(frame, pd.DataFrame) else dict(zip(frame.column_names, frame.columns, strict=True))
    if "case_id" not in columns:
        raise DataError(f"{name}: expected a column 'case_id', got {', '.join(map(str, columns))}.")
    return dict(columns.items())


def _handed_over(frame, name: str) -> pa.Table:
    if not isinstance(frame, pa.Table) and not hasattr(frame, "__arrow_c_stream__"):
        hint = "; collect it first" if hasattr(frame, "collect") else ""
        raise DataError(f"{name}: expected a pandas or polars frame, got {type(frame).__name__}{hint}.")
    return frame if isinstance(frame, pa.Table) else pa.table(frame)


def _typed(columns: dict, schema: pa.Schema, name: str) -> tuple[dict, list[str]]:
    """Give the columns of the schema that there are, in its types, and what is wrong with the others."""
    typed, faults = {}, []
    for field in schema:
        if field.name not in columns:
            continue
        values = columns[field.name]
        try:
            as_typed = _from_pandas if isinstance(values, pd.Series) else _from_arrow
            told = as_typed(values, field.type)
            typed[field.name] = _said(told) if field.type == pa.string() and field.name != "case_id" else told
        except (pa.ArrowException, ValueError, TypeError) as error:
            said = str(error).splitlines()[0]
            kind = values.dtype if isinstance(values, pd.Series) else values.type
            faults.append(f"{name}[{field.name!r}]: expected {field.type}, got {kind}: {said}.")
    return typed, faults


def _from_pandas(values: pd.Series, kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        values = pd.to_datetime(values).dt.date
    elif pa.types.is_string(kind):
        texts = values.astype("str")
        values = texts.where(values.notna() & (texts.str.strip() != ""), None)
    else:
        values = pd.to_numeric(values)
        if pa.types.is_integer(kind):
            values = values.astype("Int64")
    return pa.array(values, type=kind, from_pandas=True)


def _from_arrow(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_timestamp(values.type) and pa.types.is_date(kind):
        values = pc.floor_temporal(values, unit="day")
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    values = values if values.type == kind else values.cast(kind)
    empty = pc.equal(pc.utf8_trim_whitespace(values), "") if pa.types.is_string(kind) else None
    # a text of nothing is no level of a table
    return pc.if_else(empty, pa.scalar(None, kind), values) if empty is not None and pc.any(empty).as_py() else values


def _said(texts):
    """Take blanks off the ends of texts, and take an empty one for missing; what has none is taken as it is."""
    bare = pc.utf8_trim_whitespace(texts)
    if pc.all(pc.and_(pc.equal(bare, texts), pc.not_equal(bare, ""))).as_py() is not False:
        return texts
    return pc.if_else(pc.equal(bare, ""), pa.scalar(None, pa.string()), bare)


def _order(ids) -> pa.Array:
    """Number the rows of every case in the order in which they stand."""
    read = ids.to_pandas()
    return pa.array(read.groupby(read, dropna=False).cumcount().to_numpy() + 1, pa.int16())


def _derived(cases: dict, substances: dict) -> dict:
    """Work out columns that follow from others and are absent."""
    derived = {}
    if "date" in cases and "year" not in cases:
        derived["year"] = pc.year(cases["date"])
    if "age_years" in cases and "age_group" not in cases:
        derived["age_group"] = _looked_up(cases["age_years"], age_group)
    if "reason" in cases and "reason_group" not in cases:
        derived["reason_group"] = _looked_up(cases["reason"], reason_group)
    if "substances" not in cases:
        found = pc.value_counts(_different(substances))
        place = pc.index_in(cases["case_id"], value_set=found.field("values"))
        derived["substances"] = pc.fill_null(pc.take(found.field("counts"), place), 0)
    return derived


def _made_up(cases: dict) -> pa.Array:
    """Say of each case whether it is made up: its mark says so, or its source."""
    none = pa.repeat(False, len(cases["case_id"]))
    said = pc.fill_null(cases.get("synthetic", none), False)
    return pc.or_(said, pc.fill_null(pc.equal(cases["file"], MARK), False)) if "file" in cases else said


def _different(substances: dict) -> pa.Array:
    """Give the case of every substance that is named, once for a name in other letters."""
    ids = substances["case_id"]
    if "substance" not in substances:
        return ids
    name = pc.replace_substring(pc.utf8_lower(substances["substance"]), " ", "")
    named = pa.table({"id": ids, "key": name}).filter(pc.is_valid(substances["substance"]))
    return named.group_by(["id", "key"]).aggregate([])["id"]


def _looked_up(values, rule) -> pa.Array:
    """Apply a rule to every different value, the missing one among them, and give the answers row by row."""
    known = pc.unique(values)
    answers = pa.array([rule(value) for value in known.to_pylist()], pa.string())
    return pc.take(answers, pc.index_in(values, value_set=known))


def _table(columns: dict, schema: pa.Schema) -> pa.Table:
    rows = len(columns["case_id"])
    given = [columns[field.name] if field.name in columns else pa.nulls(rows, field.type) for field in schema]
    return pa.table([values.cast(field.type) for values, field in zip(given, schema, strict=True)], schema=schema)
