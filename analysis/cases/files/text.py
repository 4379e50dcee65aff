"""Delimited text read to the letter: its encoding, its delimiter, and every record with its line or the rule it broke.

The exact way, and the slow one. `staging` takes it for the lines that DuckDB's reader may not read alike.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...errors import DataError
from .archives import BLOCK
from .record import Record

DELIMITERS = (",", "\t", ";", "|")
LONGEST_LINE = 1 << 28
# A quoted cell that runs over more lines than this is a quote that was never closed.
MOST_LINES = 2000
LOST = "\ufffd"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over the bytes of a text file tells."""

    lines: int
    ended: bool  # the last line has a line end
    ready: bool  # UTF-8 with line feeds: needs no writing anew
    plain: bool  # ready, and without NUL bytes: a fast reader may try it
    encoding: str


def scan(path: Path, declared: str = "") -> Scan:
    """Count the physical lines of a file and tell its encoding: declared, from a byte-order mark, or by what decodes.

    Without either, NUL bytes in every second place mean UTF-16; lines that are not ASCII vote for UTF-8 if they decode
    and else for Windows-1252, the encoding of most exports that are not Unicode.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
        encoding = _declared(declared) if declared else _mark_or_nulls(head)
        stream.seek(0)
        feeds, returns, nul, ascii_only, last = 0, False, False, True, b""
        while block := stream.read(BLOCK):
            feeds += block.count(b"\n")
            returns = returns or b"\r" in block
            nul = nul or b"\0" in block
            ascii_only = ascii_only and block.isascii()
            last = block[-1:]
    if not encoding:
        encoding = "utf-8" if ascii_only else _vote(path)
    ended, returns_only = last in (b"\n", b""), feeds == 0 and returns
    ready = encoding in ("utf-8", "utf-8-sig") and not returns_only
    return Scan(feeds + (not ended), ended, ready, ready and not nul, encoding)


def _declared(encoding: str) -> str:
    try:
        codecs.lookup(encoding)
        "".encode(encoding)  # codecs of bytes to bytes are no encodings of text
    except (LookupError, TypeError, ValueError):
        raise DataError(f"read.encoding: expected the name of a text encoding, got {encoding!r}.") from None
    return codecs.lookup(encoding).name


def _mark_or_nulls(head: bytes) -> str:
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if len(head) >= 4 and max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _vote(path: Path) -> str:
    valid = invalid = 0
    with path.open("rb") as stream:
        for line in iter(lambda: stream.readline(LONGEST_LINE), b""):
            if not line.isascii():
                try:
                    line.decode("utf-8")
                    valid += 1
                except UnicodeDecodeError:
                    invalid += 1
    return "utf-8" if valid >= invalid else "cp1252"


def to_utf8(path: Path, target: Path, encoding: str) -> None:
    """Write a file anew in UTF-8 with line feeds; what does not decode becomes U+FFFD, which the records then name."""
    with (
        path.open("r", encoding=encoding, errors="replace", newline=None) as source,
        target.open("w", encoding="utf-8", errors="replace", newline="\n") as out,
    ):
        while block := source.read(BLOCK):
            out.write(block)


def lines_of(path: Path, lossy: bool = False) -> Iterator[tuple[int, str, bool]]:
    r"""Yield (number, text without its line end, whole) of every physical line of a UTF-8 file.

    `whole` is False where bytes did not decode: they are shown as ``\xNN``, or, in a `lossy` file that `to_utf8`
    wrote, as U+FFFD.
    """
    with path.open("rb") as stream:
        for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), start=1):
            if len(raw) >= LONGEST_LINE:
                raise DataError(
                    f"{path.name}, line {number}: expected lines below {LONGEST_LINE >> 20} MB, got a longer one; "
                    "is this a text file?"
                )
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            raw = raw.removesuffix(b"\n").removesuffix(b"\r")
            try:
                text = raw.decode("utf-8")
                yield number, text, not (lossy and LOST in text)
            except UnicodeDecodeError:
                yield number, raw.decode("utf-8", errors="backslashreplace"), False


class _Splitter:
    """Splits the text of a line into cells by one delimiter, quotes heeded."""

    def __init__(self, delimiter: str):
        self.delimiter = delimiter
        self.quoted = re.compile(r' *"([^"]*(?:""[^"]*)*)"(?!") *')
        self.opening = re.compile(r' *"')

    def split(self, text: str) -> tuple[list[str] | None, bool]:
        """Give (cells, open): no cells where a quote stands wrong; open where it may close on a later line."""
        if '"' not in text:
            return text.split(self.delimiter), False
        cells, at, end = [], 0, len(text)
        while True:
            if self.opening.match(text, at):
                found = self.quoted.match(text, at)
                if not found:
                    return None, True
                at = found.end()
                cells.append(found[1].replace('""', '"'))
                if at < end and not text.startswith(self.delimiter, at):
                    return None, False
            else:
                stop = text.find(self.delimiter, at)
                cells.append(text[at : stop if stop >= 0 else end])
                at = stop if stop >= 0 else end
            if at >= end:
                return cells, False
            at += len(self.delimiter)
            if at >= end:
                return [*cells, ""], False


def head(path: Path, delimiter: str, skip: int, most: int = 20) -> list[tuple[int, int, list[str]]]:
    """Give (first line, last line, cells) of the first records below `skip` lines, however many cells each has."""
    splitter, rows, open_text, first = _Splitter(delimiter), [], "", 0
    for number, text, _ in lines_of(path):
        if number <= skip or not (text.strip() or open_text):
            continue
        first = first if open_text else number
        text = f"{open_text}\n{text}" if open_text else text
        cells, is_open = splitter.split(text)
        open_text = text if is_open and number - first < most else ""
        if not open_text:
            rows.append((first, number, cells or text.split(delimiter)))
        if len(rows) == most:
            break
    return rows


def sound_lines(delimiter: str, width: int) -> Callable[[str], object]:
    """Give the test of a line that is one record of `width` cells to every reader: no quote, or each about a cell."""
    bare = f'[^"\\0\\r{re.escape(delimiter)}]*'
    cell = f'(?:"[^"\\0\\r]*(?:""[^"\\0\\r]*)*"|{bare})'
    quoted, others = re.compile(f"{cell}(?:{re.escape(delimiter)}{cell}){{{width - 1}}}"), width - 1

    def sound(text: str) -> object:
        if '"' in text:
            return quoted.fullmatch(text)
        return text.count(delimiter) == others and "\0" not in text and "\r" not in text

    return sound


def records(
    lines: Iterator[tuple[int, str, bool]], delimiter: str, width: int, *, split: bool = True
) -> Iterator[Record]:
    """Yield every record of the lines that is not blank: `width` cells, or the rule that it broke.

    Empty cells beyond the last column are cut off. A quoted cell may run over lines if its record then has `width`
    cells; if not, its first line alone is the broken record and reading goes on with the next. A quote inside an
    unquoted cell is a character like others. Without `split`, sound records are given whole.
    """
    splitter, waiting = _Splitter(delimiter), deque()
    sound = None if split else sound_lines(delimiter, width)
    while True:
        entry = waiting.popleft() if waiting else next(lines, None)
        if entry is None:
            return
        number, text, whole = entry
        if not text.strip() and delimiter not in text:
            continue
        if sound and whole and sound(text):
            yield Record(number, None, "", text, True)
            continue
        cells, is_open = splitter.split(text)
        if is_open:
            cells, whole = _close(splitter, entry, lines, waiting, width)
        yield _record(number, text, cells, width, whole, is_open)


def _close(splitter, entry, lines, waiting, width):
    """Join lines until an open quote closes; hand back the lines where that makes no record."""
    parts, taken, whole = [entry[1]], [], entry[2]
    while len(taken) < MOST_LINES:
        following = waiting.popleft() if waiting else next(lines, None)
        if following is None:
            break
        taken.append(following)
        parts.append(following[1])
        whole = whole and following[2]
        if '"' in following[1]:
            cells, is_open = splitter.split("\n".join(parts))
            if cells is not None and len(_trimmed(cells, width)) == width:
                return cells, whole
            if not is_open:
                break
    waiting.extendleft(reversed(taken))
    return None, entry[2]


def _trimmed(cells: list[str], width: int) -> list[str]:
    empty = all(not cell.strip() and "\n" not in cell for cell in cells[width:])
    return cells[:width] if empty else cells


def _record(number: int, text: str, cells: list[str] | None, width: int, whole: bool, is_open: bool) -> Record:
    if cells is None:
        return Record(number, None, "quote not closed" if is_open else "stray quote", text)
    cells = _trimmed(cells, width)
    if not whole:
        return Record(number, None, "undecodable bytes", text)
    if "\0" in text or any("\0" in cell for cell in cells if is_open):
        return Record(number, None, "NUL byte", text)
    if len(cells) != width:
        return Record(number, None, f"{'more' if len(cells) > width else 'fewer'} cells than the header", text)
    return Record(number, cells)
