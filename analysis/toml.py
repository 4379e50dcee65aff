"""TOML files, read strictly: one error with what, where and expected; of keys that stand twice, each. And its texts."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .errors import DataError
from .visible import one_line, visible

_TWICE = re.compile(r"Cannot overwrite a value \(at line (\d+)|Cannot declare .* twice \(at line (\d+)")

MOST_BYTES, MOST_REPEATS = 4 << 20, 100


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
    if path.exists() and not path.is_file():
        raise DataError(f"{path.name}: expected a TOML file, got a folder, device or pipe; name a file.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"{path.name}: expected TOML of at most {MOST_BYTES >> 20} MB, got more; is it this file?")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError(
            f"{path.name}: expected a TOML file, found none of this name in {path.parent.absolute()}; check the path."
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
        except (ValueError, RecursionError) as error:  # a number may have more digits than Python takes
            found = _TWICE.match(str(error))
            repeat = _repeat(lines, int(found[1] or found[2])) if found else None
            if repeat is None or len(repeats) == MOST_REPEATS:
                said = f"{name}: expected TOML, got: {error}; mend it."
                raise DataError([*(f"{name}, {one}" for one in repeats), said]) from None
        repeats.append(repeat)
        lines[repeat.line - 1] = ""


def toml_value(value: str | int | Iterable[str]) -> str:
    """Write a text, a number, a truth value or a list of texts as TOML.

    A text's escapes are those of JSON; besides, every character that shows nothing is written as its code, so that a
    reader sees what is there, whatever program shows the file.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        return f"[{', '.join(map(toml_value, value))}]"
    whole = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", value)  # halves of characters, which TOML cannot say
    return visible(json.dumps(whole, ensure_ascii=False), keep="")


def toml_key(name: str) -> str:
    """Write a key: bare where it may be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name, re.ASCII) else toml_value(name)


def toml_comment(text: str, indent: str = "") -> str:
    """Write a comment, which ends where its line ends."""
    return f"# {indent}{one_line(text)}"


def _repeat(lines: list[str], line: int) -> Repeat | None:
    """Give the entry that ends on a line, and its table; none where it began on a line above, as a list may."""
    entry = _parsed([lines[line - 1]])
    if not entry or lines[line - 1].lstrip().startswith("[") or _parsed(lines[: line - 1]) is None:
        return None
    # a line is the head of a table where it is TOML by itself and so is all above it: it stands in no text or list
    heads = (at for at in range(line - 1, 0, -1) if lines[at - 1].lstrip().startswith("["))
    tables = (_parsed([lines[at - 1]]) for at in heads if _parsed(lines[: at - 1]) is not None)
    return Repeat(line, next((_path(table) for table in tables if table), ""), _path(entry))


def _parsed(lines: list[str]) -> dict | None:
    try:
        return tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _path(entry: dict) -> str:
    """Give the keys down to the first value, with dots."""
    key, value = next(iter(entry.items()))
    value = value[0] if isinstance(value, list) and len(value) == 1 and value[0] == {} else value
    return f"{key}.{_path(value)}" if isinstance(value, dict) and value else key
