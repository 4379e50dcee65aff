"""A record of a file, whatever wrote it."""

from __future__ import annotations

from dataclasses import dataclass


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
