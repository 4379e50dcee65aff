"""Tables in other clothes: tidy (one row per cell) and transposed ones, put into the printed form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .cells import read_cell
from .columns import is_unit
from .headings import Heading, heading_of, is_bare, is_percentage, is_rate
from .labels import dimension_of, plain_label, read_label
from .pieces import Piece

_CHARACTERISTIC = re.compile(
    r"^(?:characteristics?|variables?|measures?|category|dimension|group|domain|indicator|block|feature)$"
)
_LEVEL = re.compile(
    r"^(?:levels?|categor(?:y|ies)|values?|labels?|measures?|statistics?|metric|item|outcomes?|variable)$"
)
_STATISTIC = re.compile(
    r"^(?:statistics?|measures?|metrics?|quantit(?:y|ies)|indicators?|parameters?|stats?|what|item)$"
)
_APART = ("time", "place")  # dimensions that name units, not levels
MOST_TURNED = 15  # rows of a table that is still taken for a transposed one


@dataclass(slots=True)
class Dress:
    """A piece in the printed form.

    Attributes
    ----------
    piece : Piece
        Heading rows and body rows; its row numbers count from 0 where it was turned.
    clothing : str
        ``printed``, ``tidy`` or ``transposed``.
    place : callable
        From (row number, column) of the piece to row and column of the sheet; None where the sheet has no such cell.
    names : dict
        From a row of the sheet to its name, where the piece has other rows.
    """

    piece: Piece
    clothing: str
    place: Callable[[int, int], tuple[int, int] | None]
    names: dict[int, str] = field(default_factory=dict)


def dressed(piece: Piece, headings: list[Heading], first: int, european: bool) -> Dress:
    """Give a piece in the printed form; `first` columns of it hold labels."""
    keys = _keys(piece, headings, first)
    if keys:
        return _widened(piece, headings, first, keys)
    if first == 1 and _lies(piece, headings, european):
        return _turned(piece)
    return Dress(piece, "printed", lambda row, column: (row, piece.left + column))


def _keys(piece: Piece, headings: list[Heading], first: int) -> tuple[list[int], int | None, int] | None:
    """Give the columns that name units, the one of characteristics, if any, and that of levels, of a tidy table."""
    values = range(first, piece.width)
    if first < 2 or not 1 <= len(values) <= 3 or not all(is_bare(headings[k]) for k in values):
        return None
    level = next((k for k in reversed(range(first)) if _holds_levels(piece, k, headings[k].text)), None)
    if level is None:
        return None
    before = level - 1
    section = before if before >= 0 and _names_characteristics(piece, before, level, headings[before].text) else None
    if section is not None and level == first - 1 == 1:  # the only other column names the units
        section = None
    units = [k for k in range(first) if k not in (section, level)]
    filled = [_keys_of(row, units, section, level) for row in piece.body]
    many = len({unit for unit, *_ in filled})
    fine = len(set(filled)) == len(filled) and len(filled) >= 2 * many
    return (units, section, level) if units and fine else None


def _keys_of(row: list[str], units: list[int], section: int | None, level: int) -> tuple:
    return tuple(row[k].strip() for k in units), "" if section is None else row[section].strip(), row[level].strip()


def _holds_levels(piece: Piece, place: int, heading: str) -> bool:
    texts = [row[place].strip() for row in piece.body]
    distinct = set(texts)
    if _STATISTIC.match(plain_label(heading)) and len(distinct) > 1 and "" not in distinct:
        return any(is_percentage(text) or is_rate(text) or read_label(text).other for text in distinct)
    if not 1 < len(distinct) <= len(texts) / 2 or "" in distinct or is_unit(piece, place, heading):
        return False
    dimension = dimension_of(heading)
    known = sum(bool(read_label(text).dimension) and read_label(text).dimension not in _APART for text in distinct)
    generic = bool(_LEVEL.match(plain_label(heading)))
    return (dimension and dimension not in _APART) or generic or known * 2 > len(distinct)


def _names_characteristics(piece: Piece, place: int, level: int, heading: str) -> bool:
    texts = {row[place].strip() for row in piece.body}
    levels = {row[level].strip() for row in piece.body}
    if _CHARACTERISTIC.match(plain_label(heading)):
        return True
    named = sum(bool(dimension_of(text)) or text in levels for text in texts)
    return len(texts) < len(levels) and named * 2 > len(texts)


def _widened(piece: Piece, headings: list[Heading], first: int, keys: tuple) -> Dress:
    """Give one row per unit, and one column per level (and per kind of number)."""
    units, section, level = keys
    values = range(first, piece.width)
    rows: dict[tuple, int] = {}
    columns: dict[tuple, int] = {}
    cells: dict[tuple[int, int], str] = {}
    places: dict[tuple[int, int], tuple[int, int]] = {}
    names = {}
    for number, row in zip(piece.numbers, piece.body, strict=True):
        unit, characteristic, text = _keys_of(row, units, section, level)
        names[number] = " ".join(filter(None, (cell.strip() for cell in row[:first])))
        i = rows.setdefault(unit, len(rows))
        for k in values:
            kind = headings[k].text if len(values) > 1 else ""
            j = columns.setdefault((characteristic, text, kind), len(columns) + 1)
            cells[i, j], places[i, j] = row[k], (number, piece.left + k)
    stub = " ".join(headings[k].text for k in units) if section is not None else headings[level].text
    header = [[stub, *(key[k] for key in columns)] for k in range(3)]
    header = [row for row in header if any(row[1:])]
    body = [[" ".join(unit), *(cells.get((i, j), "") for j in columns.values())] for unit, i in rows.items()]
    wide = Piece(piece.title, header, body, list(range(len(body))), 0, piece.top, piece.notes)
    return Dress(wide, "tidy", lambda row, column: places.get((row, column)), names)


def _lies(piece: Piece, headings: list[Heading], european: bool) -> bool:
    """Tell whether rows hold what columns should: counts in one row, their percentages in another."""
    if not 1 < len(piece.body) <= MOST_TURNED or not piece.header or any(row[0][:1] == " " for row in piece.body):
        return False
    kinds = {}
    for row in piece.body:
        values = [cell for text in row[1:] if (cell := read_cell(text, european)).status == "value"]
        if not values or any(cell.form != "single" for cell in values):
            return False
        signs = sum(cell.numbers[0].percent for cell in values) * 2 > len(values)
        whole = all(cell.numbers[0].decimals == 0 for cell in values)
        told = is_percentage(row[0]) or is_rate(row[0])
        kinds[row[0]] = "percent" if told and (signs or not whole) else "count" if whole and not signs else "other"
    upright = any(is_percentage(heading.text) for heading in headings[1:])
    return not upright and {"percent", "count"} <= set(kinds.values())


def _turned(piece: Piece) -> Dress:
    """Swap rows and columns."""
    labels = [row[0] for row in piece.body]
    stub = piece.header[-1][0] if piece.header else ""
    heads = [heading_of(piece, k).whole for k in range(1, piece.width)]
    body = [[head, *(row[k] for row in piece.body)] for k, head in enumerate(heads, start=1)]
    turned = Piece(piece.title, [[stub, *labels]], body, list(range(len(body))), 0, piece.top, piece.notes)
    names = {number: label.strip() for number, label in zip(piece.numbers, labels, strict=True)}

    def place(row: int, column: int) -> tuple[int, int]:
        return piece.numbers[column - 1], piece.left + row + 1

    return Dress(turned, "transposed", place, names)
