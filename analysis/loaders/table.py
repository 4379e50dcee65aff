"""One shipped table: read as printed, held against its card, given as a tidy frame."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pandas as pd

from ..cards import Card, Column, read_card
from ..errors import DataError
from ..formulas import word_for_word
from ..printed import read_printed
from ..sources import ledger_directory, read_sources

_BOOLEANS = {"true": True, "false": False}


def read_table(name: str) -> pd.DataFrame:
    """Read ``data/NAME.csv`` with the types of its card; a fresh frame with the index 0..n-1.

    Text is ``str``, whole numbers are ``Int64``, other numbers ``float64``, truth values ``boolean`` and closed
    vocabularies ordered categoricals; an empty cell is missing.

    Raises
    ------
    DataError
        Names every fault of the file at once: encoding, columns, rows lost or doubled, cells of the wrong type,
        duplicate keys, unknown sources, values that contradict their printed text, totals that do not add up.
    """
    card = read_card(name)
    rows = _rows(ledger_directory() / f"{name}.csv", card)
    faults = [fault for line, row in rows for fault in _row_faults(row, line, card)]
    faults += _key_faults(rows, card) + _source_faults(rows, card)
    if card.rows is not None and len(rows) != card.rows:
        faults.append(f"{name}.csv: expected {card.rows} rows, got {len(rows)}; restore the file or correct its card.")
    if faults:
        raise DataError(faults)
    frame = pd.DataFrame(
        {column.name: _series([row[column.name] for _, row in rows], column) for column in card.columns.values()}
    )
    faults = _total_faults(frame, card)
    if faults:
        raise DataError(faults)
    return frame


def _rows(path: Path, card: Card) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise DataError(f"{path.name}: expected the file in {path.parent}, found none; restore it.") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: expected UTF-8, got a stray byte at {error.start}; restore it.") from None
    if "\0" in text:
        raise DataError(f"{path.name}: expected text, got NUL bytes; restore it.")
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        records = [(reader.line_num, record) for record in reader]
    except csv.Error as error:
        raise DataError(f"{path.name}, line {reader.line_num}: not readable as CSV ({error}); restore it.") from None
    header = records[0][1] if records else []
    if header != list(card.columns):
        raise DataError(f"{path.name}: {_header_fault(header, list(card.columns))}; restore the file.")
    short = [
        f"{path.name}, line {line}: expected {len(header)} cells, got {len(record)}; restore the row."
        for line, record in records[1:]
        if len(record) != len(header)
    ]
    if short:
        raise DataError(short)
    return [(line, dict(zip(header, map(word_for_word, record), strict=True))) for line, record in records[1:]]


def _header_fault(got: list[str], expected: list[str]) -> str:
    missing = [name for name in expected if name not in got]
    extra = [name for name in got if name not in expected]
    if not missing and not extra:
        return f"expected the columns in the order {', '.join(expected)}"
    return f"missing columns: {', '.join(missing) or 'none'}; unknown columns: {', '.join(extra) or 'none'}"


def _row_faults(row: dict[str, str], line: int, card: Card) -> list[str]:
    where = f"{card.name}.csv, line {line}"
    faults = []
    for column in card.columns.values():
        cell = row[column.name]
        if cell and not _reads_as(cell, column):
            what = f"one of {', '.join(column.values)}" if column.type == "category" else f"a {column.type}"
            faults.append(f"{where}, column {column.name}: expected {what}, got {cell!r}; correct the cell.")
        if not cell and column.required:
            faults.append(f"{where}, column {column.name}: expected a value, got an empty cell; fill it.")
    return faults or _printed_faults(row, where)


def _reads_as(cell: str, column: Column) -> bool:
    if column.type == "category":
        return cell in column.values
    if column.type == "boolean":
        return cell in _BOOLEANS
    if column.type == "string":
        return True
    try:
        return math.isfinite(float(cell) if column.type == "number" else int(cell))
    except ValueError:
        return False


def _printed_faults(row: dict[str, str], where: str) -> list[str]:
    """Hold the numbers of a row against the characters they were read from."""
    if not row.get("printed") or "relation" not in row:
        return []
    try:
        said = read_printed(row["printed"])
    except DataError as error:
        return [f"{where}: {error}"]
    numbers = {name: float(row[name]) if row[name] else math.nan for name in ("value", "low", "high")}
    faults = [
        f"{where}, column {name}: {row['printed']!r} says {_shown(wanted)}, the cell says {_shown(numbers[name])}; "
        f"correct one of them (row {row.get('figure', '')!r})."
        for name in numbers
        if not _same(wanted := getattr(said, name), numbers[name])
    ]
    if said.relation and said.relation != row["relation"]:
        faults.append(
            f"{where}, column relation: {row['printed']!r} says {said.relation}, the cell says {row['relation']}; "
            f"correct one of them (row {row.get('figure', '')!r})."
        )
    return faults


def _same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-12)


def _shown(number: float) -> str:
    return "nothing" if math.isnan(number) else f"{number:,.10g}"


def _key_faults(rows: list[tuple[int, dict[str, str]]], card: Card) -> list[str]:
    first, faults = {}, []
    for line, row in rows:
        key = tuple(row[name] for name in card.key)
        if key in first:
            faults.append(
                f"{card.name}.csv, line {line}: {', '.join(card.key)} = {', '.join(key)} stands already at line "
                f"{first[key]}; give the row its own key or remove it."
            )
        first.setdefault(key, line)
    return faults


def _source_faults(rows: list[tuple[int, dict[str, str]]], card: Card) -> list[str]:
    known = read_sources()
    columns = [column.name for column in card.columns.values() if column.source_key]
    return [
        f"{card.name}.csv, line {line}, column {name}: {row[name]!r} is no key of sources.toml; add or correct it."
        for line, row in rows
        for name in columns
        if row[name] and row[name] not in known
    ]


def _series(cells: list[str], column: Column) -> pd.Series:
    if column.type == "category":
        return pd.Series(pd.Categorical([cell or None for cell in cells], column.values, ordered=True))
    if column.type == "boolean":
        return pd.Series([_BOOLEANS.get(cell) for cell in cells], dtype="boolean")
    if column.type == "integer":
        return pd.Series([int(cell) if cell else None for cell in cells], dtype="Int64")
    if column.type == "number":
        return pd.Series([float(cell) if cell else math.nan for cell in cells], dtype="float64")
    return pd.Series([cell or None for cell in cells], dtype="str")


def _total_faults(frame: pd.DataFrame, card: Card) -> list[str]:
    faults = []
    for total in card.totals:
        chosen = frame
        for name, wanted in total["where"].items():
            chosen = chosen[chosen[name].isin(wanted if isinstance(wanted, list) else [wanted])]
        found = chosen[total["column"]].sum()
        if found != total["total"]:
            faults.append(
                f"{card.name}.csv: {total['name']} add up to {found:g}, the printed total is {total['total']:g}; "
                f"correct the rows or the card."
            )
    return faults
