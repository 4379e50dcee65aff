"""Find the columns of a mapping in the header of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..masking import is_record, mask_label
from ..privacy import plain
from .model import Mapping


def locate(header: list[str], wanted: Iterable[str]) -> dict[str, list[int]]:
    """Give the places of every wanted column in a header: by its very name, else by its words in any case."""
    exact, loose = {}, {}
    for place, cell in enumerate(header):
        exact.setdefault(cell.strip(), []).append(place)
        loose.setdefault(plain(cell), []).append(place)
    return {name: exact.get(name.strip()) or loose.get(plain(name) or name, []) for name in wanted}


def missing_columns(name: str, header: list[str], wanted: Iterable[str], rows: Sequence[Sequence[str]] = ()) -> str:
    """Say which columns of the mapping a file lacks, and what it has; a record among its first `rows` is not shown."""
    lacks = [column for column, at in locate(header, wanted).items() if not at]
    shown = [mask_label(cell.strip())[:40] for cell in header if cell.strip()]
    got = ", ".join(map(repr, shown[:12])) + (f" and {len(shown) - 12} more" if len(shown) > 12 else "")
    # a header whose delimiter was not found is one cell
    if is_record(_cut(header), [_cut(row) for row in rows if row is not header]):
        got = "a first line that looks like a record and is not shown: add a line that names the columns"
    return (
        f"{name}: expected a header with the columns {', '.join(map(repr, lacks[:12]))} of the mapping, got "
        f"{got or 'nothing'}; check the delimiter and the mapping."
    )


def _cut(row: Sequence[str]) -> list[str]:
    return re.split(r"[\t;|]", "\t".join(row))


def key_column(mapping: Mapping, table: str = "cases") -> str:
    """Give the column that joins a row to its case: the case id, or a linked table's key; empty where there is none."""
    source = mapping.columns.get("case_id")
    if mapping.layout == "linked":
        return mapping.tables[table].key
    return source.column if source else ""
