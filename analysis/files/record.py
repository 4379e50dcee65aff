"""A record of a file, whatever wrote it."""

from __future__ import annotations

from dataclasses import dataclass

from .cells import LONGEST_CELL

TOO_LONG = "cell too long"


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a file: the line it starts on, and its cells; or no cells, the rule it broke and its text.

    A record of `sound` lines has no cells yet: its text is so many lines, each a record that any reader takes apart
    alike.
    """

    line: int
    cells: list[str] | None
    rule: str = ""
    text: str = ""
    sound: int = 0


def bounded(record: Record) -> Record:
    """Give a record, or one without cells where a cell is longer than cells are; its text says how long."""
    longest = max(map(len, record.cells or ()), default=0)
    if longest <= LONGEST_CELL:
        return record
    return Record(record.line, None, TOO_LONG, f"{longest:,} characters, of at most {LONGEST_CELL:,}")
