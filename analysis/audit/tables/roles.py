"""What each column of a table was taken for once its rules are known: a total, N, a percentage of what."""

from __future__ import annotations

from dataclasses import replace

from .constraints import Cell, Constraint, System
from .headings import is_percentage
from .rules import named
from .shares import is_size
from .table import Table
from .understood import Column


def roles_of(table: Table, system: System) -> list[Column]:
    """Give the columns of a table with the roles that its rules give them."""
    wholes, bases = _across(table, system)
    of = {}
    for constraint in system.constraints:
        if constraint.percent is not None and (place := _column(constraint.percent, table, system)) not in of:
            of[place] = _denominator(constraint, table)
    return [_role(column, wholes, bases, of) for column in table.meanings]


def _role(column: Column, wholes: set[int], bases: dict[int, str], of: dict[int, str]) -> Column:
    if column.role == "count" and column.place in (*bases, *wholes):
        role = bases.get(column.place, "total")
        return replace(column, role=role, sureness=1.0, why="the other columns add up to it or are of it")
    if column.role == "percent":
        told = is_percentage(column.heading)
        why = "heading and counts" if told and column.place in of else "heading" if told else "cells"
        return replace(column, of=of.get(column.place, ""), sureness=1.0 if why != "cells" else 0.8, why=why)
    return replace(column, why=column.why or "cells") if column.role == "count" else column


def _across(table: Table, system: System) -> tuple[set[int], dict[int, str]]:
    """Give the columns that are totals of others, and those that percentages of their rows are of."""
    wholes, bases = set(), {}
    for constraint in system.constraints:
        if constraint.rule.axis != "columns" or len(constraint.rule.whole) != 1:
            continue
        whole = constraint.rule.whole[0]
        cell = next((cell for cell, sign in constraint.terms.items() if sign > 0 and cell[2] == whole), None)
        if cell is None:
            continue
        place = _column(cell, table, system)
        if constraint.percent is None:
            wholes.add(place)
        else:
            bases[place] = "n" if is_size(table.columns[whole]) else "denominator"
    return wholes, bases


def _column(cell: Cell, table: Table, system: System) -> int:
    number = system.number(cell)
    return number.row if table.clothing == "transposed" else number.column


def _denominator(constraint: Constraint, table: Table) -> str:
    lines = table.rows if constraint.rule.axis == "rows" else table.columns
    if any(cell[0] == "bases" for cell in constraint.terms):
        return "the denominator in its cell"
    return named(lines[i] for i in constraint.rule.whole)
