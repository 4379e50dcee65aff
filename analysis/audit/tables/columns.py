"""What the columns of a table hold: labels, counts, percentages, both, or something that is not checked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cells import is_words, read_cell
from .headings import COUNT, HEADING_N, PERCENT, Heading, bare, is_percentage, is_rate
from .labels import plain_label, read_label
from .lines import Printed, lines_of
from .pieces import Piece
from .relations.grid import COUNTED
from .table import Table

_YEAR_COLUMN = re.compile(r"^(?:calendar |fiscal |report(?:ing)? )?(?:years?|fy|cy|period)$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?(?:\.0)?")
_RECORD = re.compile(r"^(?:id|record|row|file ?(?:no|number)?|fips|geoid|zip|county code|code)$")
_WEIGHTED = re.compile(r"\bweighted\b|\badjusted\b|\bstandardi[sz]ed\b", re.IGNORECASE)
_LEVEL_COLUMN = re.compile(
    r"^(?:level|category|categories|value|group|subgroup|characteristics?|variable|stratum|section|label|item|row)s?$"
)


@dataclass(slots=True)
class Column:
    """A column of the sheet: heading, what it holds, and the name that a count shares with its percentage."""

    place: int
    heading: Heading
    kind: str
    group: str


def label_columns(piece: Piece, headings: list[Heading], european: bool) -> int:
    """Count the leading columns that hold labels: the first always, others when most of their cells are words."""
    count = 1
    while count < piece.width - 1:
        texts = [row[count] for row in piece.body if row[count].strip()]
        words = sum(is_words(text, european) and not COUNTED.match(text) for text in texts)
        named = _LEVEL_COLUMN.match(plain_label(headings[count].text)) or is_unit(piece, count, headings[count].text)
        if not (texts and words > len(texts) / 2) and not named:
            break
        count += 1
    return count


def is_unit(piece: Piece, place: int, header: str) -> bool:
    """Tell a column that says which year, or which record, its row is of."""
    texts = [text for row in piece.body if (text := row[place].strip())]
    if _YEAR_COLUMN.match(plain_label(header)):
        return bool(texts) and all(_YEAR.fullmatch(text) for text in texts)
    return bool(_RECORD.match(plain_label(header))) and len(set(texts)) > len(texts) / 2


def column_of(piece: Piece, place: int, heading: Heading, european: bool) -> Column:
    """Tell what a column holds: ``both``, ``count``, ``percent``, or nothing that can be checked (empty)."""
    texts = [row[place] for row in piece.body if row[place].strip()]
    read = [read_cell(text, european) for text in texts]
    cells = [cell for cell in read if cell.status != "absent"]
    values = [cell for cell in cells if cell.status == "value"]
    words = sum(
        cell.status == "unreadable" and is_words(text, european) for text, cell in zip(texts, read, strict=True)
    )
    kind = _kind(heading, values) if len(values) >= max(1, (len(values) + words) / 2) else ""
    if texts and not cells and not is_percentage(heading.text) and not read_label(heading.text).other:
        kind = "count"  # every cell is withheld or missing, and may be any count
    if kind.startswith("percent") and weighted(f"{piece.title} {' '.join(piece.notes)}"):
        kind = ""
    named, section = heading.named
    group = " ".join(filter(None, (plain_label(section) if section else "", bare(named).lower())))
    return Column(place, heading, kind, group)


def weighted(text: str) -> bool:
    """Tell whether a heading, a label or a note says that percentages are weighted, so that no count gives them."""
    return bool(_WEIGHTED.search(text.replace("_", " ")))


def _kind(heading: Heading, values: list) -> str:
    header = " ".join(heading.parts)
    if not values or weighted(header):
        return ""
    singles = [cell.numbers[0] for cell in values if cell.form in ("single", "range")]
    signs = sum(number.percent for number in singles)
    rate = is_rate(heading.text) and (signs * 2 > len(singles) or _percentages(singles))
    if read_label(HEADING_N.sub("", header)).other and not (rate and singles):
        return ""
    if len(singles) < len(values) / 2:
        return "both"
    if rate:
        return "percent"
    broken = sum(number.units % 10**number.decimals > 0 for number in singles)
    named = HEADING_N.sub("", header if bare(heading.text) else heading.text).replace("_", " ")
    if PERCENT.search(named) and not (COUNT.search(re.sub(r"[\s(]*%[)\s]*", " ", named)) and broken + signs == 0):
        return "percent"
    if signs > len(singles) / 2:
        return "percent"
    if broken > len(singles) / 2:
        fine = sum(number.units <= 100 * 10**number.decimals for number in singles)
        return "percent?" if fine > 0.8 * len(singles) else ""
    if broken > max(1, len(singles) / 10):
        return ""  # a measurement, such as hours, that is often whole
    return "count"


def _percentages(numbers: list) -> bool:
    """Tell whether numbers look like percentages: none above 100, most of them with decimals."""
    small = all(number.units <= 100 * 10**number.decimals for number in numbers)
    return small and sum(number.decimals > 0 for number in numbers) * 2 > len(numbers)


def join_percentages(columns: list[Column], table: Table) -> list[int]:
    """Join each percentage column to its count column; give for every column the index of its line."""
    groups: list[int] = []
    names: list[Printed] = []
    for column in columns:
        if column.kind.startswith("percent") and (found := _partner(column, columns, groups)) is not None:
            groups.append(found)
            column.kind = "percent"
            continue
        groups.append(len(names))
        names.append(Printed(*column.heading.named, 0, column.place))
    table.columns = lines_of(names)
    for column in columns:
        column.kind = "" if column.kind == "percent?" else column.kind
    return groups


def _partner(column: Column, columns: list[Column], groups: list[int]) -> int | None:
    """Find the count column of a percentage column: the one of the same name, else the one just before it."""
    before = [(other, j) for other, j in zip(columns, groups, strict=False) if other.kind in ("count", "both")]
    for other, j in reversed(before):
        if column.group and other.group == column.group:
            return j
    place = len(groups)
    previous = columns[place - 1] if place else None
    if previous and previous.kind == "count" and previous.place == column.place - 1:
        generic = not column.group or column.group in ("of total", "of") or is_rate(column.group)
        return groups[-1] if generic or column.kind == "percent?" or column.group.startswith("of ") else None
    return None
