"""The lines of a text file, one by one or whole runs of sound ones at once."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from .archives import BLOCK
from .record import Record
from .sql import literal, without_patterns
from .text import LONGEST_LINE, LOST, too_long

LONGEST_FAST = 1 << 19  # characters of a record; DuckDB's reader gives up beyond 2 MB


def doubtful_lines(
    connection, path: Path, delimiter: str, width: int, lines: int, *, lossy: bool = False
) -> Sequence[int] | None:
    """Give the numbers of the lines of a UTF-8 file that are no sound ones (see `Lines`), from an engine's patterns.

    They look at a line once, in a third of the time of Python's. None where the engine does not read every line of the
    file as it stands, as of other line ends than those of the first line, or takes no pattern of so many cells.
    """
    import duckdb

    source = f"""read_csv({literal(without_patterns(path))}, auto_detect = false, header = false, strict_mode = true,
        hive_partitioning = false, delim = '\x1f', quote = '', escape = '', comment = '',
        columns = {{'line': 'VARCHAR'}})"""
    sound = literal(_sound_line(delimiter, width, "\\x00\r\n" + (LOST if lossy else ""), "*"))
    query = f"""WITH numbered AS (SELECT row_number() OVER () AS number, coalesce(line, '') AS line FROM {source})
        SELECT number FROM numbered WHERE number = {lines} OR NOT regexp_full_match(line, {sound})"""
    try:
        found = connection.execute(query).fetchnumpy()["number"]
    except duckdb.Error:
        return None
    return found if len(found) and found[-1] == lines else None


def _sound_line(delimiter: str, width: int, none: str, many: str) -> str:
    """Give the pattern of a sound line without what is in `none`; `many` is how it says any number of signs."""
    mark = f"\\x{ord(delimiter):02x}"
    # no group is possessive: Python before 3.11.5 then takes lines for sound that are not (python/cpython#106052)
    cell = f'(?:"[^"{none}]{many}(?:""[^"{none}]{many})*"|[^"{mark}{none}]{many})'
    return f"{cell}(?:{mark}{cell}){{{width - 1}}}"


class Lines:
    """The lines of a UTF-8 file as `lines_of` gives them; and runs of lines that are a record each to every reader.

    Such a line has `width` cells, no quote or each about a cell, no byte that does not decode, and at most
    `LONGEST_FAST` characters. A run ends at the next other line, or at that of a block. `doubtful` has the numbers of
    the lines that may be others, where they are known (see `doubtful_lines`).
    """

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        delimiter: str,
        width: int,
        *,
        lossy: bool = False,
        doubtful: Sequence[int] | None = None,
    ):
        none = "\\0\\r\\n\ud800-\udfff" + (LOST if lossy else "")  # lone surrogates stand for bytes that do not decode
        line, self.doubtful = _sound_line(delimiter, width, none, "*+"), doubtful
        self.sound, self.sound_run = re.compile(line), re.compile(f"(?:{line}\r?\n)+")
        self.odd = re.compile(f"[\ud800-\udfff{LOST if lossy else ''}]")
        self.stream, self.name, self.block, self.at, self.number = stream, name, "", 0, 0
        self.last = 0  # the number of the last line of the block that has a line end

    def __iter__(self) -> Iterator[tuple[int, str, bool]]:
        return self

    def __next__(self) -> tuple[int, str, bool]:
        self._fill()
        end = self.block.find("\n", self.at)
        text, self.at = self.block[self.at : end if end >= 0 else None], end + 1 if end >= 0 else len(self.block)
        self.number += 1
        text = text.removesuffix("\r")
        whole = not self.odd.search(text)
        if not whole:
            text = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return self.number, text, whole

    def skip(self, count: int) -> None:
        """Pass over the next lines."""
        for _ in range(count):
            next(self)

    def is_sound(self, text: str) -> bool:
        """Tell whether a line is a record to every reader."""
        return len(text) <= LONGEST_FAST and self.sound.fullmatch(text) is not None

    def run(self) -> Record | None:
        """Give the sound lines that follow, if any, as one record without cells."""
        try:
            self._fill()
        except StopIteration:
            return None
        text = self._matched() if self.doubtful is None else self._before(self.doubtful)
        text = text[: _long_line(text)]
        first, count = self.number + 1, text.count("\n")
        if not count:
            return None
        self.at += len(text)
        self.number += count
        return Record(first, None, "", text.replace("\r", ""), count)

    def _matched(self) -> str:
        """Give the lines that follow, as far as the pattern takes them for sound."""
        found = self.sound_run.match(self.block, self.at)
        return found[0] if found else ""

    def _before(self, doubtful: Sequence[int]) -> str:
        """Give the lines that follow, up to the next doubtful one or the end of the block."""
        place, end = bisect_right(doubtful, self.number), self.at
        if place == len(doubtful) or doubtful[place] > self.last:
            return self.block[self.at : self.block.rfind("\n") + 1]
        for _ in range(doubtful[place] - self.number - 1):
            end = self.block.find("\n", end) + 1
        return self.block[self.at : end]

    def _fill(self) -> None:
        """Take the next block of whole lines, where there is one, once all of this are taken."""
        if self.at < len(self.block):
            return
        block = self.stream.read(BLOCK)
        if not block:
            raise StopIteration
        rest = self.stream.readline(LONGEST_LINE)
        if len(rest) == LONGEST_LINE:
            raise too_long(self.name, self.number + block.count(b"\n") + 1)
        block += rest
        block = block if self.number else block.removeprefix(codecs.BOM_UTF8)
        self.block, self.at = block.decode("utf-8", "surrogateescape"), 0
        self.last = self.number + self.block.count("\n")


def _long_line(lines: str) -> int | None:
    """Give where a line longer than `LONGEST_FAST` begins; None where none is."""
    at = 0
    while len(lines) - at > LONGEST_FAST:
        end = lines.rfind("\n", at, at + LONGEST_FAST + 1)
        if end < at:
            return at
        at = end + 1
    return None
