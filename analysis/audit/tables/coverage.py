"""Which cells the rules of a table reached, and which they did not."""

from __future__ import annotations

from .constraints import Cell, System
from .explain import at, place_of
from .roles import roles_of
from .table import Table
from .understood import Coverage, Understood


def understood_of(table: Table, system: System) -> Understood:
    """Say what was understood of a table: its columns, its rules with their cells, and what no rule reached."""
    reached: dict[str, set[Cell]] = {}
    for constraint in system.constraints:
        name = constraint.rule.name or constraint.rule.kind
        reached.setdefault(name, set()).update(constraint.cells)
    checked = set().union(*reached.values())
    coverage = tuple(Coverage(name, len(cells)) for name, cells in reached.items())
    left = [cell for cell in system.ends if cell not in checked and system.number(cell).text]
    unreached = [(*place_of(cell, system), system.number(cell).text) for cell in left]
    unread = tuple(table.unread)
    across = {constraint.rule.axis for constraint in system.constraints} == {"columns"}
    clothing = "wide" if across and table.clothing == "printed" else table.clothing
    return Understood(
        table.place,
        table.title,
        clothing,
        tuple(roles_of(table, system)),
        coverage,
        (*unread, *unreached),
        len(checked),
        tuple(at(cell, system) for cell in left),
    )
