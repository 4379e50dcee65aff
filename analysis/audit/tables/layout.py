"""Tables in a sheet: several of them, with titles, headings over several rows, sections and footnotes around."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from .cells import Number, is_european, read_cell
from .labels import Label, plain_label, read_label, section_dimension
from .pieces import Piece, find_pieces
from .sheets import Sheet

_PERCENT = re.compile(r"%|\bpct\b|\bpercent(?:age)?s?\b|\bshare\b|\bproportion\b", re.IGNORECASE)
_COUNT = re.compile(r"(?:^|[\s_(,])(?:n|no\.?|num|number|counts?)(?:[\s_),;.]|$)", re.IGNORECASE)
_HEADER_N = re.compile(r"\bn\s*=\s*(\d[\d, \u00a0\u2009\u202f]*)", re.IGNORECASE)
_LEVEL_COLUMN = re.compile(
    r"^(?:level|category|categories|value|group|subgroup|characteristics?|variable|stratum|section|label|item|row)s?$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or a column (a count and its percentage together), of a table.

    Attributes
    ----------
    text, section : str
        The label and the heading it stands under, as printed.
    indent : int
        Spaces before the label.
    place : int
        Row or column of the sheet, from 0.
    label : Label
        What the label says.
    """

    text: str
    section: str
    indent: int
    place: int
    label: Label

    @property
    def name(self) -> str:
        """Give section and label, as they are shown to a reader."""
        inside = not self.section or plain_label(self.section) in plain_label(self.text)
        return self.text.strip() if inside else f"{self.section.strip()}: {self.text.strip()}"


@dataclass(slots=True)
class Table:
    """A table: its lines, and the numbers that were read from its cells.

    Attributes
    ----------
    place, title : str
        File (and sheet), and the lines printed above the table.
    rows, columns : list of Line
        Lines in their order; a column is a count with its percentage.
    counts, percents : dict
        From (row, column), counted from 0, to `Number`.
    bases : dict
        From (row, column) to the denominator of a cell ``n/N``.
    headers : dict
        From a column of the sheet to its heading.
    unread : list of tuple
        Row, column and characters of every cell that could not be read.
    """

    place: str
    title: str = ""
    rows: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    counts: dict[tuple[int, int], Number] = field(default_factory=dict)
    percents: dict[tuple[int, int], Number] = field(default_factory=dict)
    bases: dict[tuple[int, int], Number] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    unread: list[tuple[str, str, str]] = field(default_factory=list)


def find_tables(sheet: Sheet) -> list[Table]:
    """Give the tables of a sheet that hold numbers, from top to bottom and left to right."""
    tables = [_table(sheet.place, piece) for piece in find_pieces(sheet.cells)]
    return [table for table in tables if table.counts or table.percents or table.unread]


@dataclass(slots=True)
class _Column:
    place: int
    header: str
    section: str
    kind: str
    group: str


def _table(place: str, piece: Piece) -> Table:
    european = is_european(text for row in piece.body for text in row)
    headers = [_header(piece, column) for column in range(piece.width)]
    first = _label_columns(piece, headers, european)
    columns = [_column(piece, column, headers[column], european) for column in range(first, piece.width)]
    columns = [column for column in columns if column.kind]
    table = Table(place, piece.title)
    table.headers = {piece.left + k: " ".join(filter(None, reversed(h))) for k, h in enumerate(headers)}
    groups = _grouped(columns, table)
    table.rows = _rows(piece, first, {column.place for column in columns})
    _header_totals(piece, columns, groups, table)
    offset = len(table.rows) - sum(line.place >= 0 for line in table.rows)
    body = dict(zip(piece.numbers, piece.body, strict=True))
    for i, line in enumerate(table.rows[offset:], start=offset):
        if line.label.other:
            continue
        for column, j in zip(columns, groups, strict=True):
            _fill(table, i, j, column, body[line.place][column.place], piece.left, european)
    _rescale_shares(table, columns, groups)
    return table


def _header(piece: Piece, column: int) -> tuple[str, str]:
    """Give the label of a column and the heading that spans it."""
    parts = [text for row in piece.header if (text := row[column].strip())]
    distinct = list(dict.fromkeys(parts))
    return (distinct[-1] if distinct else "", " ".join(distinct[:-1]))


def _label_columns(piece: Piece, headers: list[tuple[str, str]], european: bool) -> int:
    """Count the leading columns that hold labels: the first always, others when most of their cells are words."""
    count = 1
    while count < piece.width - 1:
        texts = [row[count] for row in piece.body if row[count].strip()]
        words = sum(read_cell(text, european).status == "unreadable" for text in texts)
        if not (texts and words > len(texts) / 2) and not _LEVEL_COLUMN.match(plain_label(headers[count][0])):
            break
        count += 1
    return count


def _column(piece: Piece, place: int, header: tuple[str, str], european: bool) -> _Column:
    """Tell what a column holds: ``both``, ``count``, ``percent``, or nothing that can be checked (empty)."""
    label, section = header
    texts = [row[place] for row in piece.body if row[place].strip()]
    cells = [cell for cell in (read_cell(text, european) for text in texts) if cell.status != "absent"]
    values = [cell for cell in cells if cell.status == "value"]
    kind = _kind(f"{section} {label}", values) if len(values) >= max(1, len(cells) / 2) else ""
    group = " ".join(filter(None, (plain_label(section) if section else "", _bare(label).lower())))
    return _Column(place, label, section, kind, group)


def _bare(label: str) -> str:
    """Give the label of a column without the words that say count or percentage."""
    without = _HEADER_N.sub("", label).replace("_", " ")
    without = re.sub(r"\b(?:n|no|num|pct|percent(?:age)?|count|number)\b\.?|%|[()\[\]]", " ", without, flags=re.I)
    return re.sub(r"\s+", " ", without).strip(" ,;:")


def _kind(header: str, values: list) -> str:
    if not values or read_label(_HEADER_N.sub("", header)).other:
        return ""
    singles = [cell.numbers[0] for cell in values if cell.form in ("single", "range")]
    if len(singles) < len(values) / 2:
        return "both"
    signs = sum(number.percent for number in singles)
    broken = sum(number.decimals > 0 for number in singles)
    named = _HEADER_N.sub("", header)
    if _PERCENT.search(named) and not (_COUNT.search(re.sub(r"[\s(]*%[)\s]*", " ", named)) and broken + signs == 0):
        return "percent"
    if signs > len(singles) / 2:
        return "percent"
    if broken > len(singles) / 2:
        fine = sum(number.units <= 100 * 10**number.decimals for number in singles)
        return "percent?" if fine > 0.8 * len(singles) else ""
    return "count"


def _grouped(columns: list[_Column], table: Table) -> list[int]:
    """Join each percentage column to its count column; give for every column the index of its line."""
    groups: list[int] = []
    for column in columns:
        if column.kind.startswith("percent") and (found := _partner(column, columns, groups)) is not None:
            groups.append(found)
            column.kind = "percent"
            continue
        groups.append(len(table.columns))
        text = _bare(column.header) or column.header
        label = read_label(text, column.section)
        table.columns.append(Line(text, column.section, 0, column.place, label))
    for column in columns:
        column.kind = "" if column.kind == "percent?" else column.kind
    return groups


def _partner(column: _Column, columns: list[_Column], groups: list[int]) -> int | None:
    """Find the count column of a percentage column: the one of the same name, else the one just before it."""
    before = [(other, j) for other, j in zip(columns, groups, strict=False) if other.kind in ("count", "both")]
    for other, j in reversed(before):
        if column.group and other.group == column.group:
            return j
    place = len(groups)
    previous = columns[place - 1] if place else None
    if previous and previous.kind == "count" and previous.place == column.place - 1:
        generic = not column.group or column.group in (plain_label(column.section), "of total", "of")
        return groups[-1] if generic or column.kind == "percent?" or column.group.startswith("of ") else None
    return None


def _rows(piece: Piece, first: int, data: set[int]) -> list[Line]:
    lines: list[Line] = []
    section, above = "", [""] * first
    for number, row in zip(piece.numbers, piece.body, strict=True):
        labels = row[:first]
        if not any(row[place].strip() for place in data) and sum(bool(text.strip()) for text in row) == 1:
            section = next(text for text in row if text.strip()).strip()
            continue
        above = [text if text.strip() else above[k] for k, text in enumerate(labels)]
        if first > 1:
            own, text = " ".join(t.strip() for t in above[:-1]).strip(), labels[-1]
            text = text if text.strip() else next((t for t in reversed(labels) if t.strip()), "")
        else:
            own, text = _inline_section(labels[0], section)
        lines.append(_line(text, own, number))
    return lines


def _inline_section(text: str, section: str) -> tuple[str, str]:
    """Cut ``Sex: male`` or ``Sex - male`` into section and level; else the section is the heading above."""
    head, _, tail = text.partition(":")
    if not tail:
        head, _, tail = text.partition(" - ")
        tail = tail if section_dimension(head) and not read_label(head).level else ""
    if tail.strip() and head.strip():
        return head.strip(), tail.strip()
    return ("" if read_label(text).total else section), text


def _line(text: str, section: str, number: int) -> Line:
    bare = text.expandtabs(4).replace("\u00a0", " ")
    return Line(text, section, len(bare) - len(bare.lstrip(" ")), number, read_label(text, section))


def _header_totals(piece: Piece, columns: list[_Column], groups: list[int], table: Table) -> None:
    """Take ``(N = 1,234)`` of a heading as a row of totals."""
    found = {}
    for column, j in zip(columns, groups, strict=True):
        for match in _HEADER_N.finditer(f"{column.section} {column.header}"):
            digits = re.sub(r"\D", "", match[1])
            found.setdefault(j, Number(match[1].strip(" ,"), int(digits), int(digits), 0, piece.top, column.place))
    if not found:
        return
    table.rows.insert(0, Line("N of the heading", "", 0, -1, Label("n of the heading", total=True)))
    table.counts |= {(0, j): number for j, number in found.items()}


def _fill(table: Table, i: int, j: int, column: _Column, text: str, left: int, european: bool) -> None:
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
    whole = all(parts[name].decimals == 0 for name in ("counts", "bases") if name in parts)
    return parts if whole else None


def _count_first(numbers: tuple) -> tuple:
    first, second = numbers
    return (second, first) if first.decimals and not second.decimals else (first, second)


def _ends(number) -> tuple[int, int]:
    """Give the units that a number with its relation can mean; ``<5`` is 0 to 4."""
    if not number.relation:
        return number.units, number.units
    below = number.relation == "<" and number.decimals == 0 and not number.percent
    return 0, number.units - 1 if below else number.units


def _rescale_shares(table: Table, columns: list[_Column], groups: list[int]) -> None:
    """Read a percentage column that holds shares (0.386) as percentages (38.6)."""
    for j in {j for column, j in zip(columns, groups, strict=True) if column.kind == "percent"}:
        mine = {place: number for place, number in table.percents.items() if place[1] == j}
        fine = Counter(number.decimals for number in mine.values())
        if len(mine) > 1 and max(fine) >= 3 and all(n.high <= 10**n.decimals for n in mine.values()):
            for place, n in mine.items():
                up = max(2 - n.decimals, 0)
                scaled = (n.low * 10**up, n.high * 10**up, max(n.decimals - 2, 0))
                table.percents[place] = Number(n.text, *scaled, n.row, n.column)
