"""The lines of a text file, one by one or whole runs of sound ones at once."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from .archives import BLOCK
from .record import Record
from .text import LONGEST_LINE, LOST, too_long

LONGEST_FAST = 1 << 19  # characters of a record; DuckDB's reader gives up beyond 2 MB


class Lines:
    """The lines of a UTF-8 file as `lines_of` gives them; and runs of lines that are a record each to every reader.

    Such a line has `width` cells, no quote or each about a cell, no byte that does not decode, and at most
    `LONGEST_FAST` characters. A run ends at the next other line, or at that of a block.
    """

    def __init__(self, stream: BinaryIO, name: str, delimiter: str, width: int, *, lossy: bool = False):
        none = "\\0\\r\\n\ud800-\udfff" + (LOST if lossy else "")  # lone surrogates stand for bytes that do not decode
        mark = re.escape(delimiter)
        # no group is possessive: Python before 3.11.5 then takes lines for sound that are not (python/cpython#106052)
        cell = f'(?:"[^"{none}]*+(?:""[^"{none}]*+)*"|[^"{mark}{none}]*+)'
        line = f"{cell}(?:{mark}{cell}){{{width - 1}}}"
        self.sound, self.sound_run = re.compile(line), re.compile(f"(?:{line}\r?\n)+")
        self.odd = re.compile(f"[\ud800-\udfff{LOST if lossy else ''}]")
        self.stream, self.name, self.block, self.at, self.number = stream, name, "", 0, 0

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
        found = self.sound_run.match(self.block, self.at)
        if not found:
            return None
        text = found[0] if (long := _long_line(found[0])) is None else found[0][:long]
        first, count = self.number + 1, text.count("\n")
        if not count:
            return None
        self.at += len(text)
        self.number += count
        return Record(first, None, "", text.replace("\r", ""), count)

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


def _long_line(lines: str) -> int | None:
    """Give where a line longer than `LONGEST_FAST` begins; None where none is."""
    at = 0
    while len(lines) - at > LONGEST_FAST:
        end = lines.rfind("\n", at, at + LONGEST_FAST + 1)
        if end < at:
            return at
        at = end + 1
    return None
