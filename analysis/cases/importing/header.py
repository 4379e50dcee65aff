"""The header of a file: where it stands, which of its columns are staged, under which name, and by which SQL."""

from __future__ import annotations

from pathlib import Path

from ...errors import DataError
from ...files import text
from ...files.cells import MOST_COLUMNS, check_columns, check_header
from ...files.sql import trimmed
from ..mapping.columns import key_column, locate, missing_columns
from ..mapping.model import Mapping
from ..privacy import identifier, plain
from ..profiles.look import UNMASKED
from .inputs import Input
from .staged import Staged


def find_header(path: Path, item: Input, mapping: Mapping) -> tuple[str, tuple[int, int, list[str]]]:
    """Find the delimiter and the header, which is the first record with every wanted column."""
    declared = mapping.read.delimiter
    wanted = mapping.source_columns(item.table)
    best: tuple[int, list[str], list[list[str]]] = (-1, [], [])
    widest = 0
    for delimiter in dict.fromkeys([*([declared] if declared else []), *text.DELIMITERS]):
        rows = text.head(text.lines_of(path), delimiter, mapping.read.skip_rows)
        for row in rows:
            widest = max(widest, len(row[2]))
            if len(row[2]) > MOST_COLUMNS:
                continue
            places = locate(row[2], wanted)
            have = sum(bool(at) for at in places.values())
            if have == len(wanted):
                return delimiter, row
            if have > best[0]:
                best = have, row[2], [cells for *_, cells in rows]
    check_columns(item.name, widest)
    raise DataError(missing_columns(item.name, best[1], wanted, best[2]))


def assign_columns(staged: Staged, mapping: Mapping, keep: frozenset[str], guarded: frozenset[str]) -> None:
    """Give the columns of the header their names in the staged file, and leave identifying ones out."""
    check_header(staged.name, staged.header)
    wanted = mapping.source_columns(staged.table)
    places = locate(staged.header, wanted)
    for name, at in places.items():
        if len(at) > 1:
            columns = " and ".join(str(place + 1) for place in at)
            raise DataError(
                f"{staged.name}: expected the column {name!r} once, got it as columns {columns}; rename the others."
            )
    mapped = {at[0]: f"m{wanted.index(name)}" for name, at in places.items() if at}
    for place, name in enumerate(staged.header):
        what, kept = identifier(name), plain(name) in keep
        if place in mapped:
            hidden = wanted[int(mapped[place][1:])] in guarded
        else:
            hidden = bool(what) and not kept
            if not kept:
                staged.dropped.append((name, f"identifying: {what}" if what else "not in the mapping"))
        if not hidden:
            staged.aliases[mapped.get(place, f"o{place}")] = name
        elif place in mapped:
            staged.dropped.append((name, f"identifying: {what}"))


def places_of(staged: Staged, mapping: Mapping) -> dict[str, int]:
    """Give the place in the header of every staged column."""
    wanted = mapping.source_columns(staged.table)
    located = locate(staged.header, wanted)
    return {
        alias: located[wanted[int(alias[1:])]][0] if alias[0] == "m" else int(alias[1:]) for alias in staged.aliases
    }


def chosen_sql(staged: Staged, mapping: Mapping, cells: list[str]) -> str:
    """Give the SQL of the staged columns; the key, which everything is joined by, is trimmed here once."""
    places, key = places_of(staged, mapping), key_of(staged, mapping)
    chosen = {name: trimmed(cells[place]) if name == key else cells[place] for name, place in places.items()}
    return ", ".join(f"{cell} AS {name}" for name, cell in chosen.items())


def key_of(staged: Staged, mapping: Mapping) -> str:
    """Give the staged column that joins rows to cases; empty where there is none."""
    column, wanted = key_column(mapping, staged.table), mapping.source_columns(staged.table)
    return f"m{wanted.index(column)}" if column else ""


def telling(staged: Staged, mapping: Mapping, keep: frozenset[str]) -> list[str]:
    """Give the staged columns whose cells are masked: of the mapping, but no ids, days and ZIP codes, nor kept ones."""
    exempt = {name for target in UNMASKED if target in mapping.columns for name in mapping.columns[target].names()}
    exempt |= {key_column(mapping, staged.table)}
    wanted = mapping.source_columns(staged.table)
    return [
        name
        for name, title in staged.aliases.items()
        if name[0] == "m" and wanted[int(name[1:])] not in exempt and plain(title) not in keep
    ]
