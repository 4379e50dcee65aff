"""Take out of the cells of a staged file what shows nothing, and what shows who somebody is; say of which columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...files.marks import cleaned_sql, marked, marked_sql
from ...files.sql import literal, parquet_sql
from ..masking import holds_trace, masked_sql, traces_pattern
from .staged import Staged

PIECE = 1 << 17  # rows; more than the engine writes into one piece


def clean(connection, staged: Staged) -> None:
    """Write a staged file anew without control characters and the like where it has any, and note the columns."""
    counts = _counts(connection, staged, {name: marked_sql(name) for name in _suspects(staged)})
    if not counts:
        return
    _write_anew(connection, staged, {name: cleaned_sql(name) for name in counts})
    said = _said(staged, counts)
    staged.notes.append(f"control characters, or others that show nothing, were taken out of cells of {said}.")


def hide(connection, staged: Staged, columns: Iterable[str]) -> None:
    """Withhold the cells of some columns that show who somebody is, before anything else reads them; note the columns.

    Nothing then has to mind what it stores, lists, prints or proposes.
    """
    names = _with_traces(staged, [name for name in columns if name in staged.aliases])
    if not names:
        return
    traces = literal(traces_pattern())
    counts = _counts(connection, staged, {name: f"regexp_matches({name}, {traces})" for name in names})
    _write_anew(connection, staged, {name: masked_sql(name) for name in counts})
    staged.notes.append(
        "PRIVACY: telephone numbers, addresses or record numbers stood in cells of "
        f"{_said(staged, counts)}; these cells are withheld."
    )


def _write_anew(connection, staged: Staged, columns: dict[str, str]) -> None:
    """Write a staged file with some columns as SQL gives them; its rows stay in their order."""
    replaced = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    fresh = staged.path.with_suffix(".clean.parquet")
    connection.execute(
        f"COPY (SELECT * REPLACE ({replaced}) FROM {parquet_sql(staged.path)}) TO {literal(fresh)} "
        "(FORMAT parquet, COMPRESSION lz4_raw)"
    )
    fresh.replace(staged.path)


def _said(staged: Staged, counts: dict[str, int]) -> str:
    return ", ".join(f"{staged.aliases[name].strip()!r} ({count:,})" for name, count in counts.items())


def _counts(connection, staged: Staged, conditions: dict[str, str]) -> dict[str, int]:
    """Count the cells that meet a condition, of the columns that have any."""
    if not conditions:
        return {}
    counted = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    found = connection.execute(f"SELECT {counted} FROM {parquet_sql(staged.path)}").fetchone()
    return {name: count for name, count in zip(conditions, found, strict=True) if count}


def _with_traces(staged: Staged, names: list[str]) -> list[str]:
    """Give the columns of which a cell shows who somebody is; each distinct cell is looked at once."""
    found: set[str] = set()
    for texts in _different(staged, names):
        texts = {name: cells for name, cells in texts.items() if name not in found}
        if holds_trace(*texts.values()):  # hardly ever
            found |= {name for name, cells in texts.items() if holds_trace(cells)}
    return [name for name in names if name in found]


def _suspects(staged: Staged) -> list[str]:
    """Give the columns whose bytes may hold such characters; each distinct cell is looked at once."""
    found: set[str] = set()
    names = list(staged.aliases)
    for texts in _different(staged, names):
        for name, cells in texts.items():
            held = cells.buffers()[-1]
            if name not in found and held is not None and marked(held.to_pybytes()):
                found.add(name)
    return [name for name in names if name in found]


def _different(staged: Staged, names: list[str]) -> Iterator[dict[str, Any]]:
    """Yield, for every piece of a staged file, the cells of some columns: of most columns each distinct one once."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(staged.path, read_dictionary=names) as file:
        for piece in range(file.num_row_groups if names else 0):  # by itself, as a piece has a dictionary of its own
            coded = _coded(file.metadata.row_group(piece))
            first = {"batch_size": 1, "columns": [name for name in names if name in coded]}
            every = {"batch_size": PIECE, "columns": [name for name in names if name not in coded]}
            if first["columns"]:  # with its first row comes the whole dictionary
                yield _cells(next(file.iter_batches(row_groups=[piece], use_threads=False, **first)))
            if every["columns"]:
                yield from map(_cells, file.iter_batches(row_groups=[piece], use_threads=False, **every))


def _coded(piece: Any) -> set[str]:
    """Give the columns of a piece that are held as codes of a dictionary from the first row to the last."""
    columns = map(piece.column, range(piece.num_columns))
    return {one.path_in_schema for one in columns if set(one.encodings) == {"PLAIN_DICTIONARY"}}


def _cells(batch: Any) -> dict[str, Any]:
    columns = (getattr(column, "dictionary", column) for column in batch.columns)
    return dict(zip(batch.schema.names, columns, strict=True))
