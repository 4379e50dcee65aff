"""The cells of a column read into the counts, percentages and denominators of a table."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from .cells import Number, Scalar, is_words, read_cell
from .clothing import Dress
from .columns import Column
from .labels import section_dimension
from .table import Table

_RARE = 5  # one in so many fractions may exceed 1 by a misprint
_EITHER = re.compile(
    r"\b(?:m\s?[/:]\s?f|f\s?[/:]\s?m|(?:fe)?males?\s?[/:]\s?(?:fe)?males?|(?:wo)?men\s?[/:]\s?(?:wo)?men|yes\s?[/:]\s?no|ratio)\b",
    re.IGNORECASE,
)


def fill(table: Table, at: tuple[int, int], column: Column, text: str, dress: Dress, european: bool) -> None:
    """Read one cell into the line and the column `at`."""
    line, (i, j) = table.rows[at[0]], at
    place = dress.place(line.place, column.place)
    if not column.kind or place is None:
        return
    cell = read_cell(text, european)
    if cell.status == "absent":
        if column.kind != "percent":
            table.counts.setdefault((i, j), Number(text.strip(), 0, None, 0, *place))
        return
    parts = _parts(cell, column.kind)
    if parts is None and cell.status == "unreadable" and not is_words(text, european):
        return  # another statistic, which relations read
    if parts is None:
        row, heading = table.names.get(place[0], line.name), table.headers.get(place[1], "")
        table.unread.append((f"{row} (row {place[0] + 1})", heading, text.strip()))
        return
    for kind, number in parts.items():
        getattr(table, kind)[i, j] = Number(number.text, *_ends(number, kind), *place)
    if cell.form == "range":
        first, last = (number.units for number in cell.numbers)
        table.counts[i, j] = Number(text.strip(), first, last, 0, *place)


def _parts(cell, kind: str) -> dict | None:
    """Sort the numbers of a cell into count, denominator and percentage; None when they cannot be that."""
    numbers = cell.numbers
    if cell.status == "unreadable" or (
        cell.form == "range" and (kind == "percent" or numbers[0].units > numbers[1].units)
    ):
        return None
    if cell.form == "single" and (kind == "percent" or numbers[0].percent):
        parts = {"percents": numbers[0]}
    elif cell.form == "pair":
        parts = dict(zip(("counts", "percents"), _count_first(numbers), strict=True))
    else:
        parts = dict(zip(("counts", "bases", "percents"), numbers, strict=False))
        parts = {"counts": numbers[0]} if cell.form == "range" else parts
    parts |= {name: _whole(parts[name]) for name in ("counts", "bases") if name in parts}
    whole = all(parts[name].decimals == 0 for name in ("counts", "bases") if name in parts)
    return parts if whole else None


def _whole(number: Scalar) -> Scalar:
    """Take ``12.0`` as 12."""
    count, rest = divmod(number.units, 10**number.decimals)
    return number if rest or not number.decimals else replace(number, units=count, decimals=0)


def _count_first(numbers: tuple) -> tuple:
    first, second = numbers
    return (second, first) if first.decimals and not second.decimals else (first, second)


def _ends(number: Scalar, kind: str) -> tuple[int, int | None, int]:
    """Give the units that a number with its relation can mean, and their decimals.

    A count ``<5`` is 0 to 4. The bound of a percentage is none of a rounded number: ``<0.1%`` ends at 0.1, not at 0.15,
    and so stands with one more decimal.
    """
    units, below = number.units, number.relation.startswith("<")
    if not number.relation:
        return units, units, number.decimals
    if kind == "percents":
        fine = number.decimals + 1
        return (0, 10 * units, fine) if below else (10 * units, 100 * 10**fine, fine)
    beside = "=" not in number.relation  # the bound itself is left out
    return (0, units - beside, number.decimals) if below else (units + beside, None, number.decimals)


def drop_pairs(table: Table) -> None:
    """Drop fractions that are none: women and men (``9/2``), or two counts of which either may be the larger."""
    for j, column in enumerate(table.columns):
        own = [place for place in table.bases if place[1] == j]
        bare = [place for place in own if place not in table.percents]
        above = sum(
            table.counts[p].low > (table.bases[p].high or table.counts[p].low) for p in bare if p in table.counts
        )
        sexes = (
            column.label.dimension == "sex" or section_dimension(column.text) == "sex" or _EITHER.search(column.text)
        )
        if above and len(bare) == len(own) and (sexes or (above > 1 and above * _RARE > len(own))):
            for place in own:
                table.bases.pop(place)
                table.counts.pop(place, None)


def rescale_shares(table: Table, columns: list[Column], groups: list[int]) -> None:
    """Read a percentage column that holds shares (0.386) as percentages (38.6)."""
    for j in {j for column, j in zip(columns, groups, strict=True) if column.kind == "percent"}:
        mine = {place: number for place, number in table.percents.items() if place[1] == j}
        fine = Counter(number.decimals for number in mine.values())
        if mine and _are_shares(mine, fine, table):
            for place, n in mine.items():
                up = max(2 - n.decimals, 0)
                scaled = (n.low * 10**up, n.high * 10**up, max(n.decimals - 2, 0))
                table.percents[place] = Number(n.text, *scaled, n.row, n.column)


def _are_shares(numbers: dict, fine: Counter, table: Table) -> bool:
    """Tell shares of 1 from percentages: none above 1, with three decimals, or two that are those of the counts."""
    if any(number.high > 10**number.decimals for number in numbers.values()):
        return False
    if max(fine) >= 3:
        return len(numbers) > 1
    pairs = [(table.counts[place], number) for place, number in numbers.items() if place in table.counts and number.low]
    whole = sum(count.low for count, _ in pairs)
    near = sum(abs(count.low * 10**number.decimals - number.low * whole) <= whole for count, number in pairs)
    return max(fine) == 2 and len(pairs) > 1 and near * 2 >= len(pairs)
