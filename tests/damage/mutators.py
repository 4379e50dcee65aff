"""What can happen to a file: bits flipped, pieces cut, moved and put in, signs, encodings, containers damaged."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable

SIGNS = [b'"', b'""', b"'", b",", b";", b"\t", b" ", b"\n", b"\r", b"\r\n", b"\0", b"\x1a", b"\\", b"=1+1", b"@x"]
SIGNS += [b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xc2\x85"]
SIGNS += [b"[", b"]", b"{", b"}", b"(", b"<", b"&b;", b"PK\x03\x04"]
NUMBERS = [b"1e999", b"1e-400", b"-1", b"-0.0", b"NaN", b"inf", b"9" * 40, b"9" * 5000, b"0x1F"]
NUMBERS += [b"2020-02-30", b"99999-01-01"]
ENCODINGS = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "utf-7", "cp037"]


def flipped(data: bytes, draw: random.Random) -> bytes:
    """Flip a few bits."""
    changed = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        if changed:
            changed[draw.randrange(len(changed))] ^= 1 << draw.randint(0, 7)
    return bytes(changed)


def cut(data: bytes, draw: random.Random) -> bytes:
    """Cut the end, the beginning or the middle off."""
    at, other = sorted(draw.randint(0, len(data)) for _ in range(2))
    return draw.choice([data[:at], data[at:], data[:at] + data[other:]])


def spliced(data: bytes, draw: random.Random) -> bytes:
    """Repeat a piece somewhere else."""
    at, other, to = [*sorted(draw.randint(0, len(data)) for _ in range(2)), draw.randint(0, len(data))]
    return data[:to] + data[at:other] * draw.choice([1, 1, 2, 20]) + data[to:]


def sown(data: bytes, draw: random.Random) -> bytes:
    """Put signs in, or in the place of others."""
    for _ in range(draw.randint(1, 8)):
        at = draw.randint(0, len(data))
        data = data[:at] + draw.choice(SIGNS) * draw.choice([1, 1, 1, 50]) + data[at + draw.randint(0, 2) :]
    return data


def numbered(data: bytes, draw: random.Random) -> bytes:
    """Put a number that no cell holds in the place of a cell or a digit."""
    at = draw.choice([place for place, sign in enumerate(data) if chr(sign).isdigit()] or [0])
    return data[:at] + draw.choice(NUMBERS) + data[at + 1 :]


def divided(data: bytes, draw: random.Random) -> bytes:
    """Take another delimiter, in some lines or all."""
    old, new = draw.sample([b",", b";", b"\t", b"|", b"$", b" "], 2)
    lines = data.split(b"\n")
    return b"\n".join(line.replace(old, new) if draw.random() < 0.7 else line for line in lines)


def headed(data: bytes, draw: random.Random) -> bytes:
    """Repeat, double, drop or move the first line, or a column's name in it."""
    first, _, rest = data.partition(b"\n")
    cells = first.split(b",")
    twice = b",".join([*cells, draw.choice(cells)])
    return draw.choice([first + b"\n" + data, rest, rest + first, twice + b"\n" + rest, b"\n\nTitle\n" + data])


def encoded(data: bytes, draw: random.Random) -> bytes:
    """Take another encoding or other line ends, or a mark in front."""
    if draw.random() < 0.5:
        return data.replace(b"\n", draw.choice([b"\r", b"\r\n", b"\n\r", b"\n\n"]))
    return draw.choice([b"\xef\xbb\xbf", b"\xff\xfe", b""]) + data.decode("utf-8", "replace").encode(
        draw.choice(ENCODINGS), "replace"
    )


def packed(data: bytes, draw: random.Random) -> bytes:
    """Put it into an archive, once or twice, under some name."""
    if draw.random() < 0.4:
        return gzip.compress(gzip.compress(data) if draw.random() < 0.3 else data)
    names = [
        ".",
        "..",
        "/etc/a.csv",
        "../a.csv",
        "a.csv",
        "b/a.csv",
        "a.csv",
        "x\ny.csv",
        "a.zip",
        "__MACOSX/a.csv",
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dict.fromkeys(draw.sample(names, draw.randint(1, 3))):
            archive.writestr(name, draw.choice([data, data, b"", flipped(data, draw)]))
    return buffer.getvalue()


def within(data: bytes, draw: random.Random) -> bytes:
    """Damage one member of a zip archive or workbook, and pack it whole again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError):
        return flipped(data, draw)
    if not parts:
        return data
    hit = draw.choice(sorted(parts))
    parts[hit] = draw.choice([flipped, cut, spliced, sown, numbered])(parts[hit], draw)
    if draw.random() < 0.1:
        del parts[hit]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


ANY: list[Callable] = [flipped, cut, spliced, sown, numbered]
TEXT = [*ANY, divided, headed, encoded, sown, numbered]


def damaged(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Give the bytes after one to three damages that fit the kind of file."""
    ways = {"text": TEXT, "zip": [*ANY, within, within, within, within]}.get(kind, ANY)
    for _ in range(draw.randint(1, 3)):
        data = draw.choice(ways)(data, draw)
    return packed(data, draw) if draw.random() < 0.06 else data
