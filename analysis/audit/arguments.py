"""What the checks ask of their arguments: whole numbers that can be counted, columns that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import DataError

LARGEST = 10**18
"""Largest number of people that is taken: whole numbers up to here are exact in every step."""

MOST = 1_000_000
"""Most counts or denominators that are listed or tried; with more, none is excluded."""


def whole_number(value, name: str, *, least: int = 1, most: int = LARGEST) -> int:
    """Give a whole number from `least` to `most` as an int; ``4.0`` is taken, ``4.5``, text and True are not."""
    whole = isinstance(value, (int, np.integer)) or (isinstance(value, (float, np.floating)) and value == value // 1)
    if isinstance(value, bool) or not whole or value < least:
        raise DataError(f"{name}: expected a whole number of at least {least}, got {value!r}.")
    if value > most:
        raise DataError(f"{name}: expected a whole number of at most {most:,}, got {value:.6g}.")
    return int(value)


def counts_of(events, n, of: str = "") -> tuple[int, int]:
    """Give the events and the size of a group, after checking that there are no more events than people."""
    n, events = whole_number(n, f"{of}n"), whole_number(events, f"{of}events", least=0)
    if events > n:
        raise DataError(f"{of}events: expected at most {of}n = {n}, got {events}.")
    return events, n


def length(found: range) -> int:
    """Give the number of entries of a range of any length."""
    return max(found.stop - found.start, 0)


def listed(found: range, what: str) -> list[int]:
    """Give a range as a list, unless it is so long that it excludes nothing."""
    if length(found) > MOST:
        ends = f"{found.start:,} to {found.stop - 1:,}"
        raise DataError(f"n: expected a smaller number; {length(found):,} {what} fit, {ends}.")
    return list(found)


def several(values, read: Callable) -> list:
    """Give a number or a column of numbers as a list, each as `read` gives it."""
    column = values if isinstance(values, Iterable) and not isinstance(values, str) else [values]
    return [read(value) for value in column]


def path_of(path, name: str = "path") -> Path:
    """Give a path, after checking that it is one that a file system can be asked about."""
    if isinstance(path, str) and not path.strip():  # pathlib takes it for the folder one stands in
        raise DataError(f"{name}: expected a path, got empty text; '.' is the current folder.")
    try:
        Path(path).exists()
    except (TypeError, ValueError, OSError):
        raise DataError(f"{name}: expected a path, got {str(path)[:60]!r}.") from None
    return Path(path)


def frame_with(frame, name: str, columns: Iterable[str]) -> pd.DataFrame:
    """Give a frame back after checking that it is one and has these columns."""
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{name}: expected a frame, got {type(frame).__name__}.")
    missing = [column for column in columns if column not in frame]
    if missing:
        raise DataError(f"{name}: expected a column {', '.join(missing)}; got {', '.join(map(str, frame)) or 'none'}.")
    return frame
