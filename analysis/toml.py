"""TOML files, read strictly: one error with what, where and expected; of keys that stand twice, each."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from .errors import DataError

_ENTRY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_.-]+)\s*=""")
_TWICE = re.compile(r"Cannot overwrite a value \(at line (\d+)|Cannot declare .* twice \(at line (\d+)")


class Repeat(NamedTuple):
    """A key that was set before: its line, its table (empty at the top), and its name."""

    line: int
    table: str
    key: str

    def __str__(self) -> str:
        return f"line {self.line}, [{self.table or 'top'}]: {self.key!r} stands twice; keep one."


def read_toml(path: Path) -> dict:
    """Read a TOML file.

    Raises
    ------
    DataError
        When there is no such file, it is no TOML in UTF-8, or keys stand twice in it: each is named.
    """
    text = toml_text(path)
    raw, repeats = parse_toml(text, path.name)
    if repeats:
        raise DataError([f"{path.name}, {repeat}" for repeat in repeats])
    return raw


def toml_text(path: Path) -> str:
    """Read the text of a TOML file; a byte-order mark is none of it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError(
            f"{path.name}: expected the file in {path.parent}, found none; restore it or name another."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: expected TOML in UTF-8, got: {error}; restore or mend it.") from None


def parse_toml(text: str, name: str) -> tuple[dict, list[Repeat]]:
    """Give what a text says, `name` being how errors call it, and the keys that are set again (the first counts).

    TOML ends at the first of these; its line is then taken out and the rest is read.
    """
    lines, repeats = text.replace("\r\n", "\n").split("\n"), []  # at what ends a line of TOML alone
    while True:
        try:
            return tomllib.loads("\n".join(lines)), repeats
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = _TWICE.match(str(error))
            repeat = _repeat(lines, int(found[1] or found[2])) if found else None
            if repeat is None:
                said = f"{name}: expected TOML, got: {error}; mend it."
                raise DataError([*(f"{name}, {one}" for one in repeats), said]) from None
        repeats.append(repeat)
        lines[repeat.line - 1] = ""


def _repeat(lines: list[str], line: int) -> Repeat | None:
    """Give the entry on a line; none where it is no entry by itself, as the end of a list that began above it."""
    entry = _ENTRY.match(lines[line - 1])
    try:
        tomllib.loads(lines[line - 1])
    except tomllib.TOMLDecodeError:
        return None
    if not entry:
        return None
    above = (re.match(r"\s*\[+\s*([^\]]+?)\s*\]", text) for text in reversed(lines[:line]))
    return Repeat(line, next((found[1] for found in above if found), ""), entry[1].strip("\"'"))
