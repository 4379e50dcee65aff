"""What the cells of a printed table state, as the audit's model of tables reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...documents import Block
from ...documents.statements import Statement, measure_of
from ...errors import DataError
from ...printed import Printed, read_printed
from ..tables import Table
from ..tables.relations import Strand, strands_of

Place = tuple[int, int]
_LIMITS = ("estimate", "low", "high")


def cell_statements(table: Table, block: Block, at: int) -> dict[Place, Statement]:
    """Give the statement of every cell that the model reads, by row and column of the sheet from 0."""
    grid, found = table.grid, {}
    strands = strands_of(grid)
    shares = _shares(table)
    by_column: dict[int, list[Strand]] = {}
    for strand in strands:
        by_column.setdefault(strand.place, []).append(strand)
    for i, label in enumerate(grid.labels):
        for column, own in by_column.items():
            place = grid.place(i, column)
            said = shares.get(place) or _stated({s.role or s.part: s.texts[i] for s in own if s.texts[i]}, label)
            beside = _limits_behind(by_column, column, i) if "estimate" in (said or {}) else {}
            if said:
                words = f"{label}: {grid.headings[column]}"
                found[place] = _statement({**said, **beside}, block, at, place, words)
    return {place: one for place, one in found.items() if one is not None}


def _shares(table: Table) -> dict[Place, dict[str, str]]:
    """Give counts with their percentages and denominators that stand in one cell."""
    found: dict[Place, dict[str, str]] = {}
    for role, numbers in (("count", table.counts), ("n", table.bases), ("percent", table.percents)):
        for number in numbers.values():
            if number.text and number.row >= 0:
                found.setdefault((number.row, number.column), {})[role] = number.text
    return {place: said for place, said in found.items() if len(said) > 1 or "count" in said}


def _stated(said: Mapping[str, str], label: str) -> dict[str, str]:
    """Name the numbers of a cell."""
    if {"value", "low", "high"} <= said.keys():
        return {"estimate": said["value"], "low": said["low"], "high": said["high"]}
    if {"value", "beside"} == said.keys() and "." in said["value"] and "." in said["beside"]:
        return {"mean": said["value"], "sd": said["beside"]}
    return dict(said)


def _limits_behind(by_column: Mapping[int, list[Strand]], column: int, i: int) -> dict[str, str]:
    """Give the limits of an estimate that stand in the next columns."""
    behind = [s for k in (column, column + 1, column + 2) for s in by_column.get(k, ()) if s.role in ("low", "high")]
    return {s.role: s.texts[i] for s in reversed(behind) if s.texts[i]}


_KINDS = (
    ("estimate", _LIMITS),
    ("mean", ("mean", "sd")),
    ("median", ("median",)),
    ("proportion", ("count", "percent")),
    ("proportion", ("percent", "n")),
    ("proportion", ("count", "n")),
    ("p value", ("p",)),
    ("percentage", ("percent",)),
    ("count", ("count",)),
    ("rate", ("rate",)),
)


def _statement(said: Mapping[str, str], block: Block, at: int, place: Place, words: str) -> Statement | None:
    try:
        numbers = dict(_numbers(said))
    except DataError:
        return None
    kind = next((kind for kind, roles in _KINDS if set(roles) <= numbers.keys()), "number")
    if kind == "number" and len(numbers) == 1:
        only = next(iter(numbers.values()))
        kind, role = ("count", "count") if only.text.isdigit() else ("number", "value")
        numbers = {role: only}
    text = block.table.sheet(indented=False)
    start, printed = start_of(text, place), text[place[0]][place[1]]
    span, measure = (start, start + len(printed)), measure_of(f"{words} ", len(words) + 1)
    return Statement(kind, span, printed, numbers, words, 0.8, block.at(start), at, measure)


def _numbers(said: Mapping[str, str]) -> Iterator[tuple[str, Printed]]:
    for role, text in said.items():
        yield role, read_printed(text)


def start_of(text: Sequence[Sequence[str]], place: Place) -> int:
    """Give where a cell begins in the text of its block."""
    rows = sum(len(cell) + 1 for row in text[: place[0]] for cell in row)
    return rows + sum(len(cell) + 1 for cell in text[place[0]][: place[1]])
