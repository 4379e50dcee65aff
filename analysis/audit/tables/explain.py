"""Sentences about broken rules: what is printed, what it can mean, what the other numbers require."""

from __future__ import annotations

from fractions import Fraction

from .candidates import Repair
from .constraints import Cell, Constraint, System
from .edits import SWAPPED

MOST_OFFERED = 5


def shown(value: int, decimals: int = 0, *, percent: bool = False) -> str:
    """Give units of the last digit as they are printed: 185 with one decimal is ``18.5%``."""
    whole, fraction = divmod(value, 10**decimals)
    text = (f"{whole}" if percent else f"{whole:,}") + (f".{fraction:0{decimals}d}" if decimals else "")
    return f"{text}%" if percent else text


def place_of(cell: Cell, system: System) -> tuple[str, str]:
    """Give the row (with its number in the sheet) and the column of a cell."""
    _, i, _ = cell
    line, number = system.table.rows[i], system.number(cell)
    header = system.table.headers.get(number.column) or f"column {number.column + 1}"
    return f"{line.name} (row {number.row + 1})", header


def means(cell: Cell, system: System) -> str:
    """Give what the print of a cell can mean."""
    number, percent = system.number(cell), cell[0] == "percents"
    if percent and number.exact:
        # Twice the units keep the halves whole.
        ends = [shown(max(5 * (2 * number.low + step), 0), number.decimals + 1) for step in (-1, 1)]
        return f"[{ends[0]}, {ends[1]}) %"
    if number.exact:
        return shown(number.low)
    return f"{number.low} or more" if number.high is None else f"{number.low} to {number.high}"


def sentence(constraint: Constraint, system: System) -> str:
    """Say in one sentence how a constraint is broken."""
    low, high = system.range_of(constraint.terms, {})
    if constraint.percent is not None:
        return _share(constraint, system, low, high)
    whole = [cell for cell, sign in constraint.terms.items() if sign > 0]
    parts = [cell for cell, sign in constraint.terms.items() if sign < 0]
    line, first, second = _across(constraint, system), *(_listed(c, constraint, system) for c in (whole, parts))
    if constraint.rule.kind == "subset":
        return f"{second} exceeds {first}, of which it is a part{line}."
    total, added = (_span(system, cells) for cells in (whole, parts))
    if len(whole) > 1:
        return f"{first} add up to {total}, but {second} to {added}{line}."
    return f"{second} add up to {added}, but {first} is printed{line}."


def _share(constraint: Constraint, system: System, low: int, high: int | None) -> str:
    count, percent = system.number(constraint.count), system.number(constraint.percent)
    printed = f"{percent.text.rstrip('%')}%"
    if not count.exact or low != high or not low:
        return f"{count.text} of {_span(system, list(constraint.terms))} cannot be {printed}."
    exact = Fraction(100 * count.low, low) * 10 ** (percent.decimals + 1)
    near = shown(int(exact + Fraction(1, 2)), percent.decimals + 1, percent=True)
    return f"{shown(count.low)} of {shown(low)} is {near}, but {printed} is printed ({constraint.rule.name})."


def expected(cell: Cell, constraint: Constraint, system: System) -> str:
    """Give what a constraint requires of one of its cells, the others being right."""
    if constraint.percent is not None and cell == constraint.percent:
        low, high = system.range_of(constraint.terms, {})
        count, number = system.number(constraint.count), system.number(cell)
        if not count.exact or low != high or not low:
            return ""
        exact = Fraction(100 * count.low, low) * 10**number.decimals
        return shown(int(exact + Fraction(1, 2)), number.decimals, percent=True)
    if constraint.percent is not None or cell not in constraint.terms or not system.number(cell).exact:
        return ""
    low, high = system.range_of(constraint.terms, {})
    if low != high:
        return ""
    needed = system.ends[cell][0] - constraint.terms[cell] * low
    return shown(needed) if needed >= 0 else ""


def offered(repairs: tuple[Repair, ...], own: Cell, system: System) -> tuple[str, ...]:
    """Give the repairs as text, the likeliest first."""
    return tuple(_repair(repair, own, system) for repair in repairs[:MOST_OFFERED])


def _repair(repair: Repair, own: Cell, system: System) -> str:
    changes = sorted(repair.changes, key=lambda change: change[0] != own)
    home = changes[0][0] == own
    texts = [_change(cell, value, system, named=k > 0 or not home) for k, (cell, value) in enumerate(changes)]
    many = len(repair.mended)
    mends = f"mends {many} broken rules" if many > 1 else "mends the broken rule"
    if repair.slip == SWAPPED:
        return f"{' and '.join(texts)} ({repair.slip}; {mends})"
    return f"{texts[0]} ({repair.slip}; {mends})" + (f", together with {'; '.join(texts[1:])}" if texts[1:] else "")


def _change(cell: Cell, value: int, system: System, *, named: bool) -> str:
    number, percent = system.number(cell), cell[0] == "percents"
    row, column = place_of(cell, system)
    where = f" in {row}, {column}" if named else ""
    old, new = (shown(units, number.decimals, percent=percent) for units in (number.low, value))
    return f"{old} -> {new}{where}"


def _across(constraint: Constraint, system: System) -> str:
    table, line = system.table, constraint.line
    lines = table.columns if constraint.rule.axis == "rows" else table.rows
    return f" ({lines[line].name})" if line < len(lines) else ""


def _listed(cells: list[Cell], constraint: Constraint, system: System) -> str:
    if len(cells) > 7:
        return f"the {len(cells)} parts"
    lines = system.table.rows if constraint.rule.axis == "rows" else system.table.columns
    place = 1 if constraint.rule.axis == "rows" else 2
    named = [f"{lines[cell[place]].text.strip()} {_number(cell, system)}" for cell in cells]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _number(cell: Cell, system: System) -> str:
    number = system.number(cell)
    return shown(number.low) if number.exact else (number.text or "(empty)")


def _span(system: System, cells: list[Cell]) -> str:
    low, high = system.range_of(dict.fromkeys(cells, 1), {})
    if low == high:
        return shown(low)
    return f"{shown(low)} or more" if high is None else f"{shown(low)} to {shown(high)}"
