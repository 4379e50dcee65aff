"""What stands below the table of a file: totals, numbers of records, notes, copyright lines; and what only looks so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...files.sql import BLANKS
from ..mapping.model import Mapping
from .staged import Staged, line_sql

NOTE = "a total or a note below the table"
LAST = 30  # rows of a file among which notes are looked for
IDS = 10_000  # rows of a file whose ids tell how ids look
_RECORDS = r"(records?|rows?|cases?|lines?|entries|observations?|results?|calls?|exposures?|deaths?|reports?)\b"
_COUNTED = rf"\W*(number of |total |all )*{_RECORDS}( \w+)?\W*[:=]\s*\d|\W*\d[\d,. ]*(total )?{_RECORDS}|n ?= ?\d"
_TOTAL = r"\W*(grand |sub-?)?totals?\b"
_RIGHTS = r"\(c\) ?\d|\u00a9|copyright\b|all rights reserved"
# One of the one or two filled cells of a note begins like this.
_BEGINS = re.compile(
    rf"{_TOTAL}|{_COUNTED}|{_RIGHTS}|\W*({_RECORDS}|sum\b|notes?\b|sources?\b|report\b|end of\b|prepared|generated|"
    r"printed|exported|downloaded|created|last (updated|refreshed|run)|run (date|on)\b|page \d|row count|count\b|"
    r"as of\b|data (is|are|as|from|for|through)\b|disclaimer|confidential|preliminary|provisional|this )|"
    r"[*\u2020\u2021]|[-=_]{3,}$",
    re.IGNORECASE,
)
# No id of a case, whatever the ids of a file look like.
_NEVER = re.compile(rf"{_TOTAL}(\W*{_RECORDS})?[\W\d]*|({_RIGHTS}).*", re.IGNORECASE | re.DOTALL)


def notes_below(connection, mapping: Mapping, item: Staged, key: str | None) -> Iterator[tuple[int, int]]:
    """Yield (row, line) of the totals and notes among the last rows of a staged file; `key` is its column of ids.

    A note fills one cell of a row, or two where a row has four and more, and begins as notes do; the rows below it
    that fill as few cells go on with it. A row whose id looks like those of the rows above is a case.
    """
    names = [name for name in item.aliases if name[0] == "m"]
    most = 2 if len(names) >= (3 if key else 4) else 1
    if len(names) < 2:
        return
    rows = [(row, line, _said(mapping, cells)) for row, line, cells in _last_rows(item, names, LAST)]
    few = [(row, said) for row, _, said in rows if 0 < len(said) <= most]
    first = min((row for row, said in few if _begins(said.values())), default=0)
    if not first:
        return
    at = names.index(key) if key else None
    known = _shapes(connection, mapping, item, key, {row for row, _ in few if row >= first})
    below = False
    for row, line, said in rows:
        case = len(said) > most or (key is not None and _is_id(said.get(at, ""), known))
        note = bool(said) and not case and _begins(said.values() if key else [*said.values()][:1])
        # without ids, two cells may be those of a case
        below = (below or note) and not case and (note or key is not None or len(said) < 2)
        if below and said:
            yield row, line


def _said(mapping: Mapping, cells: tuple) -> dict[int, str]:
    """Give the cells that say something, by their place."""
    missing = {token.strip().lower() for token in ("", *mapping.read.missing)}
    stripped = ((place, (cell or "").strip(BLANKS)) for place, cell in enumerate(cells))
    return {place: cell for place, cell in stripped if cell.lower() not in missing}


def _begins(cells) -> bool:
    return any(map(_BEGINS.match, cells))


def _is_id(cell: str, known: set[str]) -> bool:
    return _shape(cell) in known and not _NEVER.fullmatch(cell)


def _shape(cell: str) -> str:
    """Give how an id looks: ``2020-AB12`` is ``9-a9``."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell))


def _shapes(connection, mapping: Mapping, item: Staged, key: str | None, notes: set[int]) -> set[str]:
    """Give how the ids of the first rows look, those apart that may be notes."""
    if key is None:
        return set()
    source, row, _ = line_sql(item)
    found = connection.execute(f"SELECT {row}, {key} FROM {source} LIMIT {IDS}").fetchall()
    return {_shape(cell) for row, cell in found if row not in notes and _said(mapping, (cell,))}


def _last_rows(staged: Staged, columns: list[str], most: int) -> list[tuple[int, int, tuple]]:
    """Give (row, line, cells) of the last rows of a staged file; only its end is read."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(staged.path) as file:
        groups, left, have = file.metadata.num_row_groups, file.metadata.num_rows, 0
        first = groups
        while first and have < most:
            first -= 1
            have += file.metadata.row_group(first).num_rows
        if not have:
            return []
        numbered = staged.offset is None
        names = [*(["row", "line"] if numbered else []), *columns]
        table = file.read_row_groups(list(range(first, groups)), columns=names).slice(max(0, have - most))
    cells = list(zip(*(table[name].to_pylist() for name in columns), strict=True))
    places = range(left - len(cells), left)
    if not numbered:
        return [(place + 1, place + 1 + staged.offset, line) for place, line in zip(places, cells, strict=True)]
    ahead = zip(table["row"].to_pylist(), table["line"].to_pylist(), strict=True)
    return [(place + row, place + line, said) for place, (row, line), said in zip(places, ahead, cells, strict=True)]
