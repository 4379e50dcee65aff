"""Tables in a sheet: several of them, with titles, headings over several rows, sections and footnotes around."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from .cells import Number, Scalar, is_european, read_cell
from .columns import HEADING_N, Column, column_of, heading_of, is_unit, join_percentages, label_columns
from .labels import Label, read_label, section_dimension
from .lines import Printed, lines_of
from .pieces import Piece, find_pieces
from .sheets import Sheet
from .table import Line, Table
from .understood import Column as Meaning


def find_tables(sheet: Sheet) -> list[Table]:
    """Give the tables of a sheet that hold numbers, from top to bottom and left to right.

    Parameters
    ----------
    sheet : Sheet
        Cells as characters, as `read_sheets` gives them.

    Returns
    -------
    list of Table
        Counts, percentages and denominators by row and column, with their labels; ``unread`` lists cells that are none.

    Examples
    --------
    >>> from analysis.audit.tables import Sheet
    >>> cells = [["Outcome", "n", "%"], ["Minor", "12", "40.0"], ["Moderate", "18", "60.0"], ["Total", "30", ""]]
    >>> table = find_tables(Sheet("outcomes.csv", "", cells))[0]
    >>> [line.name for line in table.rows], len(table.counts), len(table.percents)
    (['Minor', 'Moderate', 'Total'], 3, 2)
    """
    tables = [_table(sheet.place, piece) for piece in find_pieces(sheet.cells)]
    return [table for table in tables if table.counts or table.percents or table.unread]


def _table(place: str, piece: Piece) -> Table:
    european = is_european(text for row in piece.body for text in row)
    headers = [heading_of(piece, column) for column in range(piece.width)]
    first = label_columns(piece, headers, european)
    columns = [column_of(piece, column, headers[column], european) for column in range(first, piece.width)]
    every, columns = columns, [column for column in columns if column.kind]
    table = Table(place, piece.title)
    table.headers = {piece.left + k: " ".join(filter(None, reversed(h))) for k, h in enumerate(headers)}
    groups = join_percentages(columns, table)
    stub = headers[first - 1][0] if first == 1 else ""
    table.rows = lines_of(_rows(piece, first, {column.place for column in columns}), stub)
    _header_totals(piece, columns, groups, table)
    offset = len(table.rows) - sum(line.place >= 0 for line in table.rows)
    body = dict(zip(piece.numbers, piece.body, strict=True))
    for i, line in enumerate(table.rows[offset:], start=offset):
        if line.label.other:
            continue
        for column, j in zip(columns, groups, strict=True):
            _fill(table, i, j, column, body[line.place][column.place], piece.left, european)
    _rescale_shares(table, columns, groups)
    table.meanings = [
        *_labels_of(piece, first, table),
        *(meaning for c in every for meaning in _meanings(c, piece, table)),
    ]
    return table


def _labels_of(piece: Piece, first: int, table: Table) -> list[Meaning]:
    headers = {k: table.headers.get(piece.left + k, "") for k in range(first)}
    years = {k: is_unit(piece, k, headers[k]) and "year" in headers[k].lower() for k in range(first)}
    return [Meaning(piece.left + k, headers[k], "year" if years[k] else "label") for k in range(first)]


def _meanings(column: Column, piece: Piece, table: Table) -> list[Meaning]:
    roles = {"both": ("count", "percent"), "": ("not read",)}.get(column.kind, (column.kind.rstrip("?"),))
    place = piece.left + column.place
    return [Meaning(place, table.headers.get(place, ""), role) for role in roles]


def _rows(piece: Piece, first: int, data: set[int]) -> list[Printed]:
    lines: list[Printed] = []
    headings: list[tuple[int, str]] = []  # indent and text of the headings that are open
    fresh, inner, above = True, 0, [""] * first
    for number, row in zip(piece.numbers, piece.body, strict=True):
        labels = row[:first]
        filled = [text for text in row if text.strip()]
        if not any(row[place].strip() for place in data) and len(filled) == 1 and not _statistic(filled[0]):
            headings = [entry for entry in headings if entry[0] < _indent(filled[0])]
            headings.append((_indent(filled[0]), filled[0].strip()))
            fresh = True
            continue
        above = [text if text.strip() else above[k] for k, text in enumerate(labels)]
        if first > 1:
            own, text = " ".join(t.strip() for t in above[:-1]).strip(), labels[-1]
            text = text if text.strip() else next((t for t in reversed(labels) if t.strip()), "")
        else:
            text = labels[0]
            if headings and not fresh and inner > headings[-1][0]:  # its lines are indented
                headings = [entry for entry in headings if entry[0] < _indent(text)]
            own = headings[-1][1] if headings and not read_label(text).total else ""
            own, text = _inline_section(text, own)
        if fresh:
            fresh, inner = False, _indent(text)
        lines.append(Printed(text, own, _indent(text), number))
    return lines


def _statistic(text: str) -> bool:
    """Tell ``Age, median (IQR)``, whose cells are empty, from a heading."""
    return bool(re.search(r"\b(?:medians?|means?)\b", text, re.IGNORECASE)) and read_label(text).other


def _inline_section(text: str, section: str) -> tuple[str, str]:
    """Cut ``Sex: male`` or ``Sex - male`` into section and level; else the section is the heading above."""
    head, _, tail = text.partition(":")
    if not tail:
        head, _, tail = text.partition(" - ")
        tail = (
            tail
            if section_dimension(head) and not read_label(head).level and not head.lower().startswith("other")
            else ""
        )
    if tail.strip() and head.strip() and not read_label(head).level:
        return head.strip(), tail.strip()
    return section, text


def _indent(text: str) -> int:
    bare = text.expandtabs(4).replace("\u00a0", " ")
    return len(bare) - len(bare.lstrip(" "))


def _header_totals(piece: Piece, columns: list[Column], groups: list[int], table: Table) -> None:
    """Take ``(N = 1,234)`` of a heading as a row of totals."""
    found = {}
    for column, j in zip(columns, groups, strict=True):
        for match in HEADING_N.finditer(f"{column.section} {column.header}"):
            digits = re.sub(r"\D", "", match[1])
            found.setdefault(j, Number(match[1].strip(" ,"), int(digits), int(digits), 0, piece.top, column.place))
    if not found:
        return
    table.rows.insert(0, Line("N of the heading", "", 0, -1, Label("n of the heading", total=True)))
    table.counts |= {(0, j): number for j, number in found.items()}


def _fill(table: Table, i: int, j: int, column: Column, text: str, left: int, european: bool) -> None:
    if not column.kind:
        return
    line, place = table.rows[i], (table.rows[i].place, left + column.place)
    cell = read_cell(text, european)
    if cell.status == "absent":
        if column.kind != "percent":
            table.counts.setdefault((i, j), Number(text.strip(), 0, None, 0, *place))
        return
    parts = _parts(cell, column.kind)
    if parts is None:
        table.unread.append((f"{line.name} (row {line.place + 1})", column.header, text.strip()))
        return
    for kind, number in parts.items():
        getattr(table, kind)[i, j] = Number(number.text, *_ends(number), number.decimals, *place)
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


def _ends(number) -> tuple[int, int]:
    """Give the units that a number with its relation can mean; ``<5`` is 0 to 4."""
    if not number.relation:
        return number.units, number.units
    below = number.relation == "<" and number.decimals == 0 and not number.percent
    return 0, number.units - 1 if below else number.units


def _rescale_shares(table: Table, columns: list[Column], groups: list[int]) -> None:
    """Read a percentage column that holds shares (0.386) as percentages (38.6)."""
    for j in {j for column, j in zip(columns, groups, strict=True) if column.kind == "percent"}:
        mine = {place: number for place, number in table.percents.items() if place[1] == j}
        fine = Counter(number.decimals for number in mine.values())
        if len(mine) > 1 and max(fine) >= 3 and all(n.high <= 10**n.decimals for n in mine.values()):
            for place, n in mine.items():
                up = max(2 - n.decimals, 0)
                scaled = (n.low * 10**up, n.high * 10**up, max(n.decimals - 2, 0))
                table.percents[place] = Number(n.text, *scaled, n.row, n.column)
