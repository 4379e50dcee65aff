"""Tables in a sheet: several of them, with titles, headings over several rows, sections and footnotes around."""

from __future__ import annotations

import re
from dataclasses import replace

from .cells import LIMITS_AFTER, is_european
from .clothing import Dress, dressed
from .columns import Column, column_of, is_unit, join_percentages, label_columns, weighted
from .filling import drop_pairs, fill, rescale_shares
from .heading_totals import header_totals, total_of_rows
from .headings import Heading, heading_of
from .labels import Label, is_subtotal, read_label, section_dimension
from .lines import Printed, lines_of
from .pieces import Piece, find_pieces
from .relations.reading import grid_of, long_grid
from .rounded import loosen
from .sheets import Sheet
from .stated import numbers_around, stated_totals
from .table import Line, Table
from .understood import Column as Meaning

_OF_LIMITS = re.compile(r",?\s*[(\[]?\s*\d\d\s?%\s*(?:CI|confidence interval)\s*[)\]]?", re.IGNORECASE)


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
    tables = [_table(sheet, piece) for piece in find_pieces(sheet.cells)]
    return [table for table in tables if table.counts or table.percents or table.unread or table.grid.numbers]


def _table(sheet: Sheet, piece: Piece) -> Table:
    piece.title = " ".join(filter(None, (piece.title, sheet.around)))
    european = is_european(text for row in piece.body for text in row)
    headings = [heading_of(piece, k) for k in range(piece.width)]
    first = label_columns(piece, headings, european)
    dress = dressed(piece, headings, first, european)
    table = Table(sheet.place, piece.title, clothing=dress.clothing, names=dress.names)
    table.headers = {piece.left + k: heading.whole for k, heading in enumerate(headings)}
    table.grid = grid_of(piece, first, european, sheet)
    table.meanings = _labels_of(piece, headings, first)
    if dress.clothing != "printed":
        piece, first = dress.piece, 1
        headings = [heading_of(piece, k) for k in range(piece.width)]
    if dress.clothing == "tidy":
        table.long = long_grid(dress, european, sheet)
    every = [column_of(piece, k, headings[k], european) for k in range(first, piece.width)]
    columns = [column for column in every if column.kind]
    groups = join_percentages(columns, table)
    stub = headings[0].text if first == 1 else ""
    table.rows = list(map(_sized, lines_of(_rows(piece, first, {column.place for column in columns}), stub)))
    header_totals(dress, columns, groups, table)
    offset = len(table.rows) - sum(line.place >= 0 for line in table.rows)
    body = dict(zip(piece.numbers, piece.body, strict=True))
    for i, line in enumerate(table.rows[offset:], start=offset):
        for column, j in zip(columns, groups, strict=True) if not line.label.other else ():
            fill(table, (i, j), column, body[line.place][column.place], dress, european)
    drop_pairs(table)
    rescale_shares(table, columns, groups)
    said = " ".join([piece.title, *(heading.whole for heading in headings), *piece.notes])
    table.notes += filter(None, [loosen(table, said)])
    total_of_rows(table, dress.piece, numbers_around(dress.piece.title, sheet.totals))
    stated_totals(table, dress.piece.title, sheet.totals)
    freed = {i for i, line in enumerate(table.rows) if weighted(line.text)}
    table.percents = {place: number for place, number in table.percents.items() if place[0] not in freed}
    table.meanings += dict.fromkeys(meaning for column in every for meaning in _meanings(column, dress, table))
    return table


def _sized(line: Line) -> Line:
    """Take a row ``N (%)`` for the sizes of the columns."""
    sizes = re.fullmatch(r"\s*n,? ?\(?%\)?\s*", line.text, re.IGNORECASE)
    return replace(line, label=Label("n", total=True)) if sizes else line


def _labels_of(piece: Piece, headings: list[Heading], first: int) -> list[Meaning]:
    years = [is_unit(piece, k, headings[k].text) and "year" in headings[k].text.lower() for k in range(first)]
    return [Meaning(piece.left + k, headings[k].whole, "year" if year else "label") for k, year in enumerate(years)]


def _meanings(column: Column, dress: Dress, table: Table) -> list[Meaning]:
    """Give what a column holds; in a transposed table, the row of the sheet that stands for it."""
    roles = {"both": ("count", "percent"), "": ("not read",)}.get(column.kind, (column.kind.rstrip("?"),))
    places = filter(None, (dress.place(number, column.place) for number in dress.piece.numbers))
    row, place = next(places, (0, column.place))
    if dress.clothing == "transposed":
        return [Meaning(row, column.heading.whole, role, why="row of a transposed table") for role in roles]
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
            own = headings[-1][1] if headings and (is_subtotal(text) or not read_label(text).total) else ""
            own, text = _inline_section(text, own)
        if any(LIMITS_AFTER.search(cell.strip()) for cell in row):
            text = _OF_LIMITS.sub("", text)
        if number == piece.numbers[-1] and len(lines) > 2 and not any(label.strip() for label in labels):
            text = "Total (without a label)"
        if fresh:
            fresh, inner = False, _indent(text)
        lines.append(Printed(text, own, _indent(text), number))
        headings = headings[:-1] if headings and is_subtotal(text) else headings  # what follows is of no heading
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
