"""Write what could not be kept: file, line, rule and the mapped columns, without what privacy keeps out of a store."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from ...files.sql import literal, parquet_sql, quoted
from ...files.text import lines_of
from ..mapping.columns import key_column
from ..mapping.model import LABELED, Mapping
from ..mapping.separators import split
from ..masking import mask, mask_label
from ..privacy import cut_time, cut_zip_cell, plain
from ..profiles.profile import Privacy
from ..store.schema import REJECTS
from . import rows
from .lookups import TYPES
from .staged import Staged, line_sql

BATCH = 5_000
DIFFERENT = 1 << 12  # cells of a column of which it is known how they are cut; labels come again and again
WITHHELD = "withheld: the cells of this row cannot be told apart; see its line in the file"
# Targets whose cells are names of products and places: what sounds like a person's name is none.
NAMED = frozenset({"substance", "generic_code", "product_code", "state", "county", "case_id"})


def write_apart(connection, mapping: Mapping, staged: list[Staged], privacy: Privacy, store: Path) -> dict[str, int]:
    """Write what is in no table of cases: rejects, and word for word what was asked for; give the rows of each file."""
    keep = privacy.keep
    written = {"rejects": write_rejects(connection, mapping, staged, keep, store / "rejects.parquet")}
    if keep:
        written["kept"] = write_kept(connection, mapping, staged, keep, store)
    if privacy.rejected_lines:
        written["rejected_lines"] = write_rejected_lines(connection, staged, store / "rejected_lines.parquet")
    return written


def write_rejects(connection, mapping: Mapping, staged: list[Staged], keep: frozenset[str], path: Path) -> int:
    """Write rejects.parquet: broken records, rejected rows, and cells that a kept row is without; by file and line."""
    columns = ", ".join(f"{quoted(field.name)} {TYPES[str(field.type)]}" for field in REJECTS)
    connection.execute(f"CREATE TABLE rejects ({columns})")  # Arrow would load pandas to take lists
    given = ", ".join(f"unnest(CAST(${place} AS {TYPES[str(field.type)]}[]))" for place, field in enumerate(REJECTS, 1))
    for item in staged:
        for entries in (_broken(connection, item), _judged(connection, mapping, item, keep)):
            for batch in entries:
                connection.execute(f"INSERT INTO rejects SELECT {given}", list(map(list, zip(*batch, strict=True))))
    return connection.execute(f"COPY rejects TO {literal(path)} (FORMAT parquet)").fetchone()[0]


def _broken(connection, item: Staged):
    """Yield the records that are no rows, without their text: nobody can tell what of it identifies a person."""
    if not item.broken:
        return
    found = connection.cursor().execute(
        f"SELECT line, rule, nullif(value, '') FROM {parquet_sql(item.broken_path)} ORDER BY line"
    )
    while rows := found.fetchmany(BATCH):
        yield [(item.name, line, None, long, rule, json.dumps(WITHHELD), False) for line, rule, long in rows]


def _judged(connection, mapping: Mapping, item: Staged, keep: frozenset[str]):
    """Yield the rows that were rejected, and those kept without a value, as JSON of the columns of the mapping."""
    source, row, _ = line_sql(item)
    names = [name for name in item.aliases if name[0] == "m"]
    cells = ", ".join(f"s.{name}" for name in names) or "NULL"
    found = connection.cursor().execute(
        f"""SELECT b.line, b."column", b.value, b.rule, b.fate = 'value', {cells} FROM bad AS b
        JOIN (SELECT {row} AS number, * FROM {source}) AS s ON s.number = b."row"
        WHERE b.file_no = {item.number} AND b.fate <> 'duplicate' ORDER BY b.line, b.rule, b."column\""""
    )
    targets = _targets(mapping)
    maskers: dict[str, Callable] = {
        plain(item.aliases[name]): lru_cache(DIFFERENT)(masker(mapping, targets, item.aliases[name], keep))
        for name in names
    }
    while rows := found.fetchmany(BATCH):
        yield [_entry(item, maskers, names, row) for row in rows]


def _entry(item: Staged, maskers: dict[str, Callable], names: list[str], row: tuple) -> tuple:
    line, column, value, rule, kept, *cells = row
    record = {}
    for name, cell in zip(names, cells, strict=False):
        title = item.aliases[name]
        record[title.strip()] = maskers[plain(title)](cell or "")
    if value is not None:
        value = maskers.get(plain(column or ""), mask_label)(value)
    return item.name, line, column, value, rule, json.dumps(record, ensure_ascii=False), kept


def _targets(mapping: Mapping) -> dict[str, set[str]]:
    """Give the targets of every column of the mapping."""
    found: dict[str, set[str]] = {}
    for target, source in mapping.columns.items():
        for name in source.names():
            found.setdefault(plain(name), set()).add(target)
    return found


def masker(mapping: Mapping, mapped: dict[str, set[str]], column: str, keep: frozenset[str]) -> Callable[[str], str]:
    """Give the function that cuts a column's cells: dates without times, ZIP codes to three digits, labels masked."""
    if plain(column) in keep:
        return str
    targets = mapped.get(plain(column), set())
    if "zip3" in targets:
        return lambda cell: cut_zip_cell(mask_label(cell))
    if "date" in targets:
        return lambda cell: mask_label(cut_time(cell))
    if targets & NAMED:
        return mask
    labeled = next((target for target in targets if target in LABELED), None)
    return partial(_label, mapping, labeled) if labeled else mask_label


def _label(mapping: Mapping, target: str, cell: str) -> str:
    """Mask a cell of labels as the store has it: what is known stays."""
    parts = split(cell, sign) if (sign := mapping.columns[target].separator) else [cell]
    unknown = (part for part in parts if part and mapping.term(target, part)[1] == "unknown")
    return next((masked for part in unknown if (masked := mask_label(part)) != part), cell)


def write_rejected_lines(connection, staged: list[Staged], path: Path) -> int:
    """Write the raw lines of the rejected rows of text files, for an analyst who asked for them; give their number.

    ``file, line, text``: every physical line of the record, word for word.
    """
    import pyarrow as pa
    from pyarrow.parquet import write_table

    found = [
        (item.name, line, text)
        for item in staged
        if item.text is not None
        for line, text in _lines(item, _spans(connection, item))
    ]
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    kinds = {"file": pa.string(), "line": pa.int64(), "text": pa.string()}
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds.values(), strict=True)]
    write_table(pa.table(arrays, names=list(kinds)), path)
    return len(found)


def _spans(connection, item: Staged) -> list[tuple[int, int | None]]:
    """Give the first line of every rejected record of a file and that of the record behind it, in order."""
    source, _, line = line_sql(item)
    gone = [f"SELECT line FROM bad WHERE file_no = {item.number} AND fate = 'rejected'"]
    every = [f"SELECT {line} AS line FROM {source}"]
    if item.broken:
        broken = f"SELECT line FROM {parquet_sql(item.broken_path)}"
        gone, every = [*gone, broken], [*every, broken]
    return connection.execute(
        f"""SELECT line, following FROM (SELECT line, lead(line) OVER (ORDER BY line) AS following
        FROM ({" UNION ".join(every)})) WHERE line IN ({" UNION ".join(gone)}) ORDER BY line"""
    ).fetchall()


def _lines(item: Staged, spans: list[tuple[int, int | None]]):
    """Yield (line, text) of the physical lines of some records."""
    left = iter(spans)
    first, behind = next(left, (None, None))
    for number, text, _ in lines_of(item.text) if spans else ():
        while first is not None and behind is not None and number >= behind:
            first, behind = next(left, (None, None))
        if first is None:
            return
        if number >= first:
            yield number, text


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
