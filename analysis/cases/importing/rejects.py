"""Write what could not be kept, with file, line and whole row, but without what privacy keeps out of a store."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ...files.sql import literal
from ..mapping.columns import key_column
from ..mapping.model import Mapping
from ..privacy import cut_time, cut_zip_cell, mask, plain
from ..store.schema import REJECTS
from . import rows
from .staged import Staged, line_sql

BATCH = 5_000
WITHHELD = "withheld: the file has identifying columns, and the cells of this row cannot be told apart; see its line"


def write_rejects(connection, mapping: Mapping, staged: list[Staged], keep: frozenset[str], path: Path) -> int:
    """Write rejects.parquet: broken records, rejected rows, and cells that a kept row is without; by file and line."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    written = 0
    with ParquetWriter(path, REJECTS) as out:
        for item in staged:
            for entries in (_broken(connection, item, keep), _judged(connection, mapping, item, keep)):
                for batch in entries:
                    columns = [
                        pa.array(values, field.type)
                        for values, field in zip(zip(*batch, strict=True), REJECTS, strict=True)
                    ]
                    out.write_batch(pa.record_batch(columns, schema=REJECTS))
                    written += len(batch)
    return written


def _broken(connection, item: Staged, keep: frozenset[str]):
    """Yield the records that are no rows: their text, masked, for the reader to look at."""
    if not item.broken:
        return
    hidden = any(reason.startswith("identifying") for _, reason in item.dropped)
    found = connection.execute(f"SELECT line, rule, text FROM read_parquet({literal(item.broken_path)}) ORDER BY line")
    while rows := found.fetchmany(BATCH):
        texts = ((line, rule, WITHHELD if hidden else mask(text)) for line, rule, text in rows)
        yield [
            (item.name, line, None, None, rule, json.dumps(text, ensure_ascii=False), False)
            for line, rule, text in texts
        ]


def _judged(connection, mapping: Mapping, item: Staged, keep: frozenset[str]):
    """Yield the rows that were rejected, and those kept without a value, as JSON of their columns."""
    from .staged import line_sql

    source, row, _ = line_sql(item)
    names = list(item.aliases)
    cells = ", ".join(f"s.{name}" for name in names) or "NULL"
    found = connection.cursor().execute(
        f"""SELECT b.line, b."column", b.value, b.rule, b.fate = 'value', {cells} FROM bad AS b
        JOIN (SELECT {row} AS number, * FROM {source}) AS s ON s.number = b."row"
        WHERE b.file_no = {item.number} AND b.fate <> 'duplicate' ORDER BY b.line, b.rule, b."column\""""
    )
    targets = _targets(mapping)
    maskers = {plain(column): masker(targets, column, keep) for column in item.aliases.values()}
    while rows := found.fetchmany(BATCH):
        yield [_entry(item, maskers, names, row) for row in rows]


def _entry(item: Staged, maskers: dict[str, Callable], names: list[str], row: tuple) -> tuple:
    line, column, value, rule, kept, *cells = row
    record = {}
    for name, cell in zip(names, cells, strict=False):
        title = item.aliases[name]
        record[title.strip()] = maskers[plain(title)](cell or "")
    if value is not None:
        value = maskers.get(plain(column or ""), mask)(value)
    return item.name, line, column, value, rule, json.dumps(record, ensure_ascii=False), kept


def _targets(mapping: Mapping) -> dict[str, set[str]]:
    """Give the targets of every column of the mapping."""
    found: dict[str, set[str]] = {}
    for target, source in mapping.columns.items():
        for name in source.names():
            found.setdefault(plain(name), set()).add(target)
    return found


def masker(mapped: dict[str, set[str]], column: str, keep: frozenset[str]) -> Callable[[str], str]:
    """Give the function that cuts a column's cells: dates without times, ZIP codes to three digits."""
    if plain(column) in keep:
        return str
    targets = mapped.get(plain(column), set())
    if "zip3" in targets:
        return cut_zip_cell
    if "date" in targets:
        return cut_time
    return str if targets else mask


def write_kept(connection, mapping: Mapping, staged: list[Staged], keep: frozenset[str], store: Path) -> int:
    """Write the columns that the analyst asked for, word for word, one row per cell."""
    parts = []
    for item in staged:
        source, row, _ = line_sql(item)
        for name, column in item.aliases.items():
            if plain(column) in keep:
                key = "key" if key_column(mapping, item.table) else rows.case_id_sql(mapping)
                parts.append(
                    f"""SELECT g.case_id, g.file, g."row", {literal(column.strip())} AS "column", s.{name} AS value
                    FROM (SELECT {row} AS number, {name} FROM {source}) AS s
                    JOIN (SELECT {key} AS case_id, * FROM good_{item.table} WHERE file_no = {item.number}) AS g
                    ON g."row" = s.number WHERE s.{name} <> ''"""
                )
    path = literal(store / "kept.parquet")
    query = " UNION ALL ".join(parts)
    return connection.execute(f'COPY ({query} ORDER BY file, "row", "column") TO {path} (FORMAT parquet)').fetchone()[0]
