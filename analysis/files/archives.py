"""What a file is by its content, and what lies packed in it."""

from __future__ import annotations

import errno
import gzip
import hashlib
import lzma
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import IO

from ..errors import DataError
from ..visible import visible

BLOCK = 1 << 22
START, GZIP = 32, b"\x1f\x8b"  # bytes of a file that tell what it is


# All that is in an archive may grow to this many bytes, and further to so many times its size; real exports shrink 5
# to 50 times.
LARGEST, GROWTH = 1 << 32, 200
MOST_MEMBERS = 10_000


MAGIC = {
    b"PAR1": "parquet",
    b"$FL2": "spss",
    b"$FL3": "spss",
    b"<stata_dta>": "stata",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "excel",
    bytes(12) + b"\xc2\xea\x81\x60": "sas",
    b"PK\x03\x04": "excel",  # zip files that are no workbooks were unpacked
    b"HEADER RECORD*******LIB": "xport",
}


# Formats whose first bytes say nothing are known by the end of their name.
SUFFIXES = {
    **{".dta": "stata", ".por": "por", ".sas7bdat": "sas", ".xpt": "xport", ".sav": "spss", ".zsav": "spss"},
    ".xlsx": "excel",
}
# What a file of data is called that nobody named: others in a folder or archive are read where a mapping names them.
DATA = (
    *(".csv", ".tsv", ".txt", ".tab", ".dat", ".asc", ".parquet", ".pq", ".xlsm", ".xls", ".xlsb", ".ods"),
    *SUFFIXES,
)


def unicode_named(path: Path, work: Path) -> Path:
    """Copy a file whose path the engine cannot read as it is no UTF-8."""
    if is_unicode(path):
        return path
    target = work / f"copy-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"
    shutil.copyfile(path, target)
    return target


def is_unicode(path: str | Path) -> bool:
    """Tell whether the bytes of a path are UTF-8, as the engine needs them."""
    return not any("\ud800" <= sign <= "\udfff" for sign in str(path))


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_regular(name: str, path: Path) -> None:
    """Refuse what is no file of this machine: a URL, a device or pipe (which may never end), a folder."""
    if path.exists() and not path.is_file():
        raise DataError(f"{name}: expected a file, got a folder, device or pipe; copy what is in it to a file.")
    if not path.exists() and re.match(r"[A-Za-z][\w+.-]*:/", str(path)):
        raise DataError(f"{name}: expected a file of this machine, got the address {path}; download it yourself.")


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive; all that a damaged one makes the library raise is a `zipfile.BadZipFile`."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zlib.error, lzma.LZMAError, EOFError, RuntimeError, UnicodeDecodeError, struct.error) as error:
        raise zipfile.BadZipFile(f"{error}") from None
    except OSError as error:  # an offset before the file, and what bz2 raises; others tell of the disk
        if error.errno not in (None, errno.EINVAL):
            raise
        raise zipfile.BadZipFile(f"{error}") from None


@dataclass(slots=True)
class Unpacked:
    """Where one given file is unpacked, however deep: what all that came out of it takes so far, and may take."""

    folder: Path
    largest: int
    most: int | None
    taken: int = 0
    files: int = 0

    def target(self) -> Path:
        """Give the next file to unpack into."""
        self.files += 1
        return self.folder / f"{self.files:05d}"

    def take(self, name: str, size: int) -> None:
        """Count bytes that came out; refuse more than are in proportion to the file."""
        self.taken += size
        _check_growth(name, self.taken, self.largest)


def unpack(
    name: str, path: Path, work: Path, most: int | None = None, largest: int | None = None
) -> Iterator[tuple[str, Path]]:
    """Yield (name, file) of a plain file, of what a gzip file holds, or of every member of a zip archive.

    With `most`, of text only the whole lines of so many first bytes, which are enough to look at; with `largest`, all
    that comes out may take so many bytes, and not what exports of data may.
    """
    check_regular(name, path)
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="unpacked-", dir=work))
    yield from _unpack(name, path, Unpacked(folder, largest or max(LARGEST, GROWTH * path.stat().st_size), most), 0)


def _unpack(name: str, path: Path, out: Unpacked, depth: int) -> Iterator[tuple[str, Path]]:
    with path.open("rb") as stream:
        start = stream.read(START)
    try:
        if start.startswith(GZIP) and depth < 3:
            inside = name[:-3] if name.lower().endswith(".gz") else name
            with gzip.open(path) as packed:
                target = _copy(packed, out, inside)
            yield from _unpack(inside, target, out, depth + 1)
        elif start.startswith((b"PK\x03\x04", b"PK\x05\x06")) and depth < 3 and not _is_workbook(path, name):
            yield from _members(name, path, out, depth)
        elif out.most and path.stat().st_size > out.most and _is_text(start, name):
            with path.open("rb") as plain:
                yield name, _copy(plain, out, name)
        else:
            yield name, path
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise DataError(f"{name}: expected a whole gzip or zip file without a password, got: {error}.") from None


def _members(name: str, path: Path, out: Unpacked, depth: int) -> Iterator[tuple[str, Path]]:
    with opened_zip(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if not 0 < len(entries) <= MOST_MEMBERS:
            got = f"{len(entries):,}" if entries else "one with no file in it; export it again"
            raise DataError(f"{name}: expected an archive of 1 to {MOST_MEMBERS:,} files, got {got}.")
        _check_names(name, [entry.filename for entry in entries])
        for entry in entries:
            inside = PurePosixPath(entry.filename)
            if inside.name.startswith(".") or inside.parts[0] == "__MACOSX":
                continue
            called = f"{name}/{visible(entry.filename, keep='')}"
            with archive.open(entry) as packed:
                target = _copy(packed, out, called)
            yield from _unpack(called, target, out, depth + 1)


def _check_names(name: str, members: list[str]) -> None:
    """Refuse members that nothing names, and two of one name, of which either may be the right one."""
    wrong = [member for member in members if PurePosixPath(member).name in ("", "..")]
    if wrong:
        raise DataError(f"{name}: expected files with names in the archive, got {wrong[0]!r}; pack it again.")
    twice = [member for member, times in Counter(members).items() if times > 1]
    if twice:
        raise DataError(f"{name}: expected each name once in the archive, got {twice[0]!r} twice; pack it again.")


def _copy(packed: IO[bytes] | gzip.GzipFile, out: Unpacked, name: str) -> Path:
    """Unpack a stream into a file; of text up to the most that is looked at."""
    target, written = out.target(), 0
    block = packed.read(BLOCK)
    cut = out.most if _is_text(block, name) else None
    with target.open("wb") as plain:
        while block:
            written += len(block)
            out.take(name, len(block))
            if cut and written >= cut:
                plain.write(block[: block.rfind(b"\n") + 1] or block)
                break
            plain.write(block)
            block = packed.read(BLOCK)
    return target


def _check_growth(name: str, size: int, most: int) -> None:
    if size > most:
        raise DataError(
            f"{name}: expected an archive of data, got one that grows to more than {most:,} bytes; unpack it yourself "
            "if that is meant."
        )


def _is_workbook(path: Path, name: str) -> bool:
    with opened_zip(path) as archive:
        inside = {entry.filename: entry.file_size for entry in archive.infolist()}
    found = not {"[Content_Types].xml", "content.xml", "xl/workbook.xml", "xl/workbook.bin"}.isdisjoint(inside)
    if found:
        _check_growth(name, sum(inside.values()), max(LARGEST, GROWTH * path.stat().st_size))
    return found


def kind_of(path: Path, name: str) -> str:
    """Name the kind of a file by its first bytes, else by the ending of its name; text where neither tells."""
    with path.open("rb") as stream:
        return _kind(stream.read(START), name)


def _kind(start: bytes, name: str) -> str:
    found = (kind for magic, kind in MAGIC.items() if start.startswith(magic))
    return next(found, SUFFIXES.get(PurePosixPath(name).suffix.lower(), "text"))


def _is_text(start: bytes, name: str) -> bool:
    return _kind(start, name) == "text" and not start.startswith(GZIP)
