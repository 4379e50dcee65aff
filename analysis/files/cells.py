"""The cells of a line of delimited text, quotes heeded, and of the lines over which a quoted cell runs on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import DataError

# Of one table, as many as a sheet of Excel has: the engine takes seconds for so many, and minutes for ten times those.
MOST_COLUMNS = 16_384
# Characters of a cell: sixty times what one of Excel holds, and the bytes of a line that the engine's reader takes.
LONGEST_CELL = 2_000_000
LONGEST_HEADING = 32_767  # characters, as a cell of Excel holds: a longer one is no name of a column


@dataclass(slots=True)
class Cut:
    """What the lines of a record gave so far: whole cells, the parts of a quoted one that is open, or a stray quote."""

    cells: list[str] = field(default_factory=list)
    parts: list[str] | None = None
    stray: bool = False


class Splitter:
    """Splits text into cells by one delimiter; each line is read once, however many lines a quoted cell runs over."""

    def __init__(self, delimiter: str):
        self.delimiter = delimiter
        self.opening = re.compile(' *"')
        self.closing = re.compile('([^"]*+(?:""[^"]*+)*)"(?!") *')

    def split(self, text: str) -> Cut:
        """Take one line apart that begins a record."""
        return self.go_on(Cut(), text) if '"' in text else Cut(text.split(self.delimiter))

    def go_on(self, cut: Cut, text: str) -> Cut:
        """Take the next line of a record apart, within its open cell where there is one."""
        at, end = 0, len(text)
        while True:
            if cut.parts is None and (opening := self.opening.match(text, at)):
                cut.parts, at = [], opening.end()
            if cut.parts is None:
                stop = text.find(self.delimiter, at)
                cut.cells.append(text[at : stop if stop >= 0 else end])
                at = stop if stop >= 0 else end
            else:
                at = self._close(cut, cut.parts, text, at)
            if at >= end:
                return cut
            if not text.startswith(self.delimiter, at):
                cut.stray = True
                return cut
            at += len(self.delimiter)
            if at >= end:
                cut.cells.append("")
                return cut

    def _close(self, cut: Cut, parts: list[str], text: str, at: int) -> int:
        """Read the open cell to its closing quote, or to the end of the line; give the place behind it."""
        found = self.closing.match(text, at)
        parts.append(found[1] if found else text[at:])
        if not found:
            return len(text)
        cut.cells.append("\n".join(parts).replace('""', '"'))
        cut.parts = None
        return found.end()


def check_header(name: str, cells: Sequence[str]) -> None:
    """Refuse a header of more than `MOST_COLUMNS` columns, or with a heading that is too long to be one."""
    check_columns(name, len(cells))
    longest = max(map(len, cells), default=0)
    if longest > LONGEST_HEADING:
        raise DataError(
            f"{name}: expected headings of at most {LONGEST_HEADING:,} characters, got one of {longest:,}; shorten it, "
            "or check the quotes and the delimiter of the first line."
        )


def check_columns(name: str, columns: int) -> None:
    """Refuse a table of more than `MOST_COLUMNS` columns."""
    if columns > MOST_COLUMNS:
        raise DataError(
            f"{name}: expected a table of at most {MOST_COLUMNS:,} columns, got {columns:,}; export the columns you "
            "need alone, or check the delimiter."
        )
