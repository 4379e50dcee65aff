"""Sentences about broken rules: what is printed, what it can mean, what the other numbers require."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from .candidates import Repair
from .constraints import Cell, Constraint, System
from .edits import SWAPPED

MOST_OFFERED = 5
MOST_NAMED = 7
MOST_ADDED = 20


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
    return f"{system.table.names.get(number.row) or line.name} (row {number.row + 1})", header


def at(cell: Cell, system: System) -> tuple[int, int]:
    """Give the row and the column of the sheet in which a cell is printed, from 0."""
    number = system.number(cell)
    return number.row, number.column


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


def sentence(constraint: Constraint, system: System, alike: Sequence[Constraint] = ()) -> str:
    """Say in one sentence how a constraint is broken, and those that are `alike`: of the same parts."""
    if constraint.percent is not None:
        return _share(constraint, system)
    whole = _wholes(constraint)
    parts = [cell for cell, sign in constraint.terms.items() if sign < 0]
    line, first, second = _across(constraint, system), *(_named(c, constraint, system) for c in (whole, parts))
    if constraint.rule.kind == "subset":
        part, total = (" + ".join(_number(cell, system) for cell in cells) for cells in (parts, whole))
        return f"{second} {part} exceeds {first} {total}, of which it is a part{line}."
    added = f"{second}: {_added(parts, system)}"
    if len(whole) > 1:
        return f"{added}, but {first}: {_added(whole, system)}{line}."
    wholes = [first, *(_named(_wholes(one), one, system) for one in alike)]
    printed = f"{_listed(wholes)} {'are' if alike else 'is'} printed as {_number(whole[0], system)}"
    return f"{added}, but {printed}{line}."


def same_sums(constraint: Constraint, others: Iterable[Constraint], system: System) -> list[Constraint]:
    """Give the other sums of the same parts whose whole, N beside Total, is printed as the same number."""

    def key(one: Constraint) -> tuple | None:
        whole = _wholes(one)
        if one.rule.kind != "sum" or len(whole) != 1 or not system.number(whole[0]).exact:
            return None
        return system.number(whole[0]).low, frozenset(one.terms) - set(whole)

    own = key(constraint)
    return [one for one in others if one is not constraint and own is not None and key(one) == own]


def _wholes(constraint: Constraint) -> list[Cell]:
    return [cell for cell, sign in constraint.terms.items() if sign > 0]


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _share(constraint: Constraint, system: System) -> str:
    count, percent = system.number(constraint.count), system.number(constraint.percent)
    printed = f"{percent.text.rstrip('%')}%"
    if not (known := share_said(constraint, system)):
        return f"{count.text} of {_span(system, list(constraint.terms))} cannot be {printed}."
    return f"{known}, but {printed} is printed ({constraint.rule.name})."


def share_said(constraint: Constraint, system: System) -> str:
    """Say what a count is of its denominator, ``29 of 43 is 67.44%``; empty where one of them is no one number."""
    low, high = system.range_of(constraint.terms, {})
    count, percent = system.number(constraint.count), system.number(constraint.percent)
    if not count.exact or low != high or not low:
        return ""
    exact = Fraction(100 * count.low, low) * 10 ** (percent.decimals + 1)
    near = shown(int(exact + Fraction(1, 2)), percent.decimals + 1, percent=True)
    return f"{shown(count.low)} of {shown(low)} is {near}"


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
    """Give the repairs as text, the likeliest first; several numbers that one cell could have are one line."""
    lines: dict[tuple, list[Repair]] = {}
    for repair in repairs:
        cells = tuple(cell for cell, _ in repair.changes)
        key = (cells, repair.rank[:3]) if len(cells) == 1 else repair.changes
        lines.setdefault(key, []).append(repair)
    shown_lines = list(lines.values())[:MOST_OFFERED]
    return tuple(
        _repair(own_line[0], own, system) if len(own_line) == 1 else _any_of(own_line, own, system)
        for own_line in shown_lines
    )


def _any_of(repairs: list[Repair], own: Cell, system: System) -> str:
    (cell, _), values = repairs[0].changes[0], sorted(repair.changes[0][1] for repair in repairs)
    old, first, last = (_units(units, cell, system) for units in (system.number(cell).low, values[0], values[-1]))
    where = "" if cell == own else f" in {', '.join(place_of(cell, system))}"
    return f"{old} -> any of {len(values)} numbers from {first} to {last}{where} ({repairs[0].slip}; not decidable)"


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
    where = f" in {', '.join(place_of(cell, system))}" if named else ""
    old, new = (_units(units, cell, system) for units in (system.number(cell).low, value))
    return f"{old} -> {new}{where}"


def _units(units: int, cell: Cell, system: System) -> str:
    return shown(units, system.number(cell).decimals, percent=cell[0] == "percents")


def _across(constraint: Constraint, system: System) -> str:
    table, line = system.table, constraint.line
    lines = table.columns if constraint.rule.axis == "rows" else table.rows
    return f" ({lines[line].name})" if line < len(lines) else ""


def _named(cells: list[Cell], constraint: Constraint, system: System) -> str:
    """Name the lines of some cells, as a sum; many of them by the first and the last."""
    lines = system.table.rows if constraint.rule.axis == "rows" else system.table.columns
    places = [(kind, row if constraint.rule.axis == "rows" else column) for kind, row, column in cells]
    names = [lines[place].text.strip() if kind == "counts" else "the denominator" for kind, place in places]
    return " + ".join(names) if len(names) <= MOST_NAMED else f"the {len(names)} parts from {names[0]} to {names[-1]}"


def _added(cells: list[Cell], system: System) -> str:
    """Write a sum out: ``53 + 46 + 60 + 45 = 204``; of a very long one the ends."""
    numbers = [_number(cell, system) for cell in cells]
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) > MOST_ADDED:
        numbers = [*numbers[:3], "...", numbers[-1]]
    return f"{' + '.join(numbers)} = {_span(system, cells)}"


def _number(cell: Cell, system: System) -> str:
    number = system.number(cell)
    return shown(number.low) if number.exact else (number.text or "(empty)")


def _span(system: System, cells: list[Cell]) -> str:
    low, high = system.range_of(dict.fromkeys(cells, 1), {})
    if low == high:
        return shown(low)
    return f"{shown(low)} or more" if high is None else f"{shown(low)} to {shown(high)}"
