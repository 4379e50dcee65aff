"""Which cells the rules of a table reached, and which they did not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...printed.statistic import read_statistic
from .constraints import Cell, System
from .explain import at, place_of
from .relations import Told
from .roles import roles_of
from .table import Table
from .understood import Column, Coverage, Understood


def understood_of(table: Table, system: System, told: Told) -> Understood:
    """Say what was understood of a table: its columns, its rules with their cells, and what no rule reached."""
    reached: dict[str, set[Cell]] = {}
    for constraint in system.constraints:
        name = constraint.rule.name or constraint.rule.kind
        reached.setdefault(name, set()).update(constraint.cells)
    checked = set().union(*reached.values())
    coverage = [Coverage(name, len(cells)) for name, cells in reached.items()]
    coverage += [Coverage(name, len(places)) for name, places in told.covered.items()]
    places = {(system.number(cell).row, system.number(cell).column) for cell in checked}
    more = told.places - places
    left = [cell for cell in system.ends if cell not in checked and system.number(cell).text]
    left = [cell for cell in left if (system.number(cell).row, system.number(cell).column) not in told.places]
    unreached = [(*place_of(cell, system), system.number(cell).text) for cell in left]
    known = {(system.number(cell).row, system.number(cell).column) for cell in system.ends}
    across = {constraint.rule.axis for constraint in system.constraints} == {"columns"}
    clothing = "wide" if across and table.clothing == "printed" else table.clothing
    return Understood(
        table.place,
        table.title,
        clothing,
        tuple(_meanings(roles_of(table, system), told)),
        tuple(coverage),
        (*unread_of(table, told), *unreached, *_statistics(table, told.places | known)),
        len(checked) + len(more),
        tuple(at(cell, system) for cell in left),
        tuple(table.notes),
    )


def unread_of(table: Table, told: Told) -> list[tuple[str, str, str]]:
    """Give the cells that could not be read as counts or percentages, but for those that a relation reached."""
    grid, places = table.grid, told.places
    read = {(row, grid.cells[i][k].strip()) for i, row in enumerate(grid.rows) for k, column in enumerate(grid.columns)
            if (row, column) in places}  # fmt: skip
    return [one for one in table.unread if (_row(one[0]), one[2]) not in read]


def _row(name: str) -> int:
    """Give the row of the sheet that ``Death (row 9)`` says, from 0."""
    found = re.search(r"\(row (\d+)\)$", name)
    return int(found[1]) - 1 if found else -1


def _statistics(table: Table, seen: set[tuple[int, int]]) -> Iterator[tuple[str, str, str]]:
    """Give the cells with a statistic in columns that no rule of counts reads and no relation reached."""
    grid = table.grid
    unread = {(_row(name), text) for name, _, text in table.unread}
    for i, row in enumerate(grid.rows):
        for k, column in enumerate(grid.columns):
            text = grid.cells[i][k].strip()
            if (
                (row, column) not in seen
                and (row, text) not in unread
                and read_statistic(text, grid.european) is not None
            ):
                yield grid.labels[i].strip(), grid.headings[k].strip(), text


def _meanings(columns: Sequence[Column], told: Told) -> Iterator[Column]:
    """Give what the columns were taken for; a relation that holds says more than the look of a column."""
    for column in columns:
        roles = told.roles.get(column.place, {})
        if not roles or (
            column.role not in ("not read", "count", "percent", "percent?") or {"count", "percent"} & roles.keys()
        ):
            yield column
            continue
        for role, (why, of, unit) in roles.items():
            yield replace(column, role=role, why=why, of=of, unit=unit, sureness=1.0 if why == "heading" else 0.8)
