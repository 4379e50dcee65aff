"""What a proposal says of the decimal mark of a column of numbers."""

from __future__ import annotations

from dataclasses import replace

from .candidate import DOUBTED, Candidate, Look
from .separators import unpacked

NUMBERS = ("age", "weight_kg", "dose")


def with_decimal_mark(one: Candidate, look: Look, sign: str = "") -> Candidate:
    """State a decimal comma; of cells that can be two numbers, say that the analyst must tell which.

    `sign` divides several numbers in a cell.
    """
    if one.target not in NUMBERS:
        return one
    names = {one.source.value, one.source.column, *one.source.columns}
    columns = [unpacked(column, sign) for column in look.columns if column.heading in names]
    cells = {cell for column in columns for cell in column.counts}
    marks = {column.decimals.mark for column in columns}
    if marks == {","} and any("," in cell or "." in cell for cell in cells):
        return replace(one, source=replace(one.source, decimal=","), why=f"{one.why}; with decimal commas")
    unsure = sorted(cell for column in columns for cell in column.counts if column.decimals.unsure(cell))
    if not unsure:
        return one
    why = f"{one.why}; {unsure[0]!r} can be two numbers and stays empty until decimal = '.' or ',' is written here"
    return replace(one, sure=one.sure * DOUBTED, why=why)
