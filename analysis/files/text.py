"""Delimited text read to the letter: its encoding, its delimiter, and every record with its line or the rule it broke.

The exact way, and the slow one. `staging` takes it for the lines that DuckDB's reader may not read alike.
"""

from __future__ import annotations

import codecs
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from ..errors import DataError
from .archives import BLOCK
from .cells import Cut, Splitter
from .marks import marked
from .record import Record, bounded

DELIMITERS = (",", "\t", ";", "|", "$", "^")
LONGEST_LINE = 1 << 25  # sixteen of the longest cells
# A quoted cell that runs over more lines than this is a quote that was never closed.
MOST_LINES = 2000
LOST = "\ufffd"
# Codecs of Python that are for names of hosts and texts of programs; no file is written in them.
NO_TEXT = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
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
    marked: bool  # UTF-8 may hold characters that show nothing
    too_long: int  # the first line of `LONGEST_LINE` bytes or more; 0 where there is none
    lossy: bool = False  # it was written anew: U+FFFD stands for what did not decode


def as_utf8(path: Path, name: str, work: Path, declared: str = "") -> tuple[Path, Scan]:
    """Give a text file in UTF-8 and its scan: the file itself, or one written anew in a work folder.

    Raises
    ------
    DataError
        When it is not in the encoding declared, or a line is too long to be one of text.
    """
    found = scan(path, declared)
    if not found.ready:
        number, target = mkstemp(suffix=".utf8", dir=work)
        os.close(number)
        to_utf8(path, Path(target), found.encoding, name)
        path, found = Path(target), replace(scan(Path(target), "utf-8"), encoding=found.encoding, lossy=True)
    if found.too_long:
        raise too_long(name, found.too_long)
    return path, found


def scan(path: Path, declared: str = "") -> Scan:
    """Count the physical lines of a file and tell its encoding: declared, from a byte-order mark, or by what decodes.

    Without either, NUL bytes in every second place mean UTF-16; lines that are not ASCII vote for UTF-8 if they decode
    and else for Windows-1252, the encoding of most exports that are not Unicode.
    """
    import numpy as np

    with path.open("rb") as stream:
        head = stream.read(4096)
        encoding = _declared(declared) if declared else _mark_or_nulls(head)
        stream.seek(0)
        feeds, returns, nul, ascii_only, odd, last = 0, False, False, True, False, b""
        opened = long = 0
        while block := stream.read(BLOCK):
            length, opened = _lengths(block, opened)
            long = long or (length >= LONGEST_LINE and feeds + 1)
            feeds += int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))  # a third of `count`'s time
            returns = returns or b"\r" in block
            nul = nul or b"\0" in block
            ascii_only = ascii_only and block.isascii()
            odd = odd or marked(block.removeprefix(codecs.BOM_UTF8)) or marked(last + block[:3])
            last = block[-3:]
    if not encoding:
        encoding = "utf-8" if ascii_only else _vote(path)
    ended, returns_only = last[-1:] in (b"\n", b""), feeds == 0 and returns
    ready = encoding in ("utf-8", "utf-8-sig") and not returns_only
    return Scan(feeds + (not ended), ended, ready, ready and not nul, encoding, odd, long)


def _lengths(block: bytes, opened: int) -> tuple[int, int]:
    """Give the bytes so far of the line that a block begins in, `opened` of them before it, and of that it ends in."""
    first, last = block.find(b"\n"), block.rfind(b"\n")
    return opened + (first if first >= 0 else len(block)), len(block) - last - 1 if last >= 0 else opened + len(block)


def _declared(encoding: str) -> str:
    try:
        "".encode(encoding)  # codecs of bytes to bytes are no encodings of text
        found = codecs.lookup(encoding).name
    except (LookupError, TypeError, ValueError):
        found = ""
    if not found or found.replace("_", "-") in NO_TEXT:
        raise DataError(f"read.encoding: expected the name of a text encoding, got {encoding[:80]!r}; correct it.")
    return found


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


def to_utf8(path: Path, target: Path, encoding: str, name: str) -> None:
    """Write a file anew in UTF-8 with line feeds; what does not decode becomes U+FFFD, which the records then name."""
    with (
        path.open("r", encoding=encoding, errors="replace", newline=None) as source,
        target.open("w", encoding="utf-8", errors="replace", newline="\n") as out,
    ):
        try:
            while block := source.read(BLOCK):
                out.write(block)
        except UnicodeError as error:
            raise DataError(f"{name}: expected text in {encoding}, got: {error}; correct read.encoding.") from None


def too_long(name: str, number: int) -> DataError:
    """Give the error of a line that is too long to be one of text."""
    return DataError(
        f"{name}, line {number}: expected lines below {LONGEST_LINE >> 20} MB, got a longer one; is this a text file?"
    )


def lines_of(path: Path, lossy: bool = False) -> Iterator[tuple[int, str, bool]]:
    r"""Yield (number, text without its line end, whole) of every physical line of a UTF-8 file.

    `whole` is False where bytes did not decode: they are shown as ``\xNN``, or, in a `lossy` file that `to_utf8`
    wrote, as U+FFFD.
    """
    with path.open("rb") as stream:
        for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), start=1):
            if len(raw) >= LONGEST_LINE:
                raise too_long(path.name, number)
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            raw = raw.removesuffix(b"\n").removesuffix(b"\r")
            try:
                text = raw.decode("utf-8")
                yield number, text, not (lossy and LOST in text)
            except UnicodeDecodeError:
                yield number, raw.decode("utf-8", errors="backslashreplace"), False


def head(
    lines: Iterable[tuple[int, str, bool]], delimiter: str, skip: int = 0, most: int = 20
) -> list[tuple[int, int, list[str]]]:
    """Give (first line, last line, cells) of the first records below `skip` lines, however many cells each has."""
    splitter, rows, texts, cut, first = Splitter(delimiter), [], [], None, 0
    for number, text, _ in lines:
        if cut is None and (number <= skip or not text.strip()):
            continue
        first, texts, cut = (number, [], Cut()) if cut is None else (first, texts, cut)
        texts.append(text)
        splitter.go_on(cut, text)
        if cut.parts is None or number - first >= most:
            rows.append((first, number, _whole(cut) or "\n".join(texts).split(delimiter)))
            cut = None
        if len(rows) == most:
            break
    return rows


def delimiter_of(lines: list[tuple[int, str, bool]], known: tuple[str, ...] = DELIMITERS) -> str:
    """Give the one of the known delimiters that cuts most records into the same number of cells, and into most."""

    def regularity(delimiter: str) -> float:
        widths = Counter(len(cells) for _, _, cells in head(lines, delimiter, most=len(lines)))
        width, often = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return 0.0 if width < 2 else often / sum(widths.values()) + min(width, 50) / 1000

    return max(known, key=regularity)  # the first of them where none cuts


def _whole(cut: Cut) -> list[str] | None:
    return None if cut.stray or cut.parts is not None else cut.cells


def records(lines: Any, delimiter: str, width: int, *, runs: bool = False) -> Iterator[Record]:
    """Yield every record of the lines that is not blank: `width` cells, or the rule that it broke.

    Empty cells beyond the last column are cut off. A quoted cell may run over lines if its record then has `width`
    cells; if not, its first line alone is the broken record and reading goes on with the next. A quote inside an
    unquoted cell is a character like others. With `runs`, the lines are `Lines`, whose sound ones are given whole.
    """
    splitter, waiting = Splitter(delimiter), deque()
    while True:
        if runs and not waiting and (run := lines.run()):
            yield run
            continue
        entry = waiting.popleft() if waiting else next(lines, None)
        if entry is None:
            return
        number, text, whole = entry
        if not text.strip() and delimiter not in text:
            continue
        if runs and whole and lines.is_sound(text):
            yield Record(number, None, "", f"{text}\n", 1)
            continue
        cut = splitter.split(text)
        cells, is_open = _whole(cut), cut.parts is not None
        if is_open:
            cells, whole = _close(splitter, cut, entry, lines, waiting, width)
        yield _record(number, text, cells, width, whole, is_open)


def _close(splitter, cut, entry, lines, waiting, width):
    """Join lines until an open quote closes; hand back the lines where that makes no record.

    A line that could open a quoted cell itself closes the open one, and so adds a cell: no line is read again more
    often than a record has cells.
    """
    taken, whole = [], entry[2]
    while len(taken) < MOST_LINES:
        following = waiting.popleft() if waiting else next(lines, None)
        if following is None:
            break
        taken.append(following)
        whole = whole and following[2]
        if '"' not in following[1]:
            cut.parts.append(following[1])
            continue
        splitter.go_on(cut, following[1])
        cells = _whole(cut)
        if cells is not None and len(_trimmed(cells, width)) == width:
            return cells, whole
        if cells is not None or cut.stray or len(cut.cells) >= width:
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
    return bounded(Record(number, cells))
