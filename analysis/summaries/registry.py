"""What a summary is: a named answer that knows its tables and its publications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ..errors import DataError
from ..sources import ROLES, Source, read_sources


@dataclass(frozen=True, slots=True)
class Summary:
    """A named answer.

    Attributes
    ----------
    name : str
        Name of the function, and of every file made from it.
    title : str
        What it answers, in a few words.
    function : callable
        Gives the tidy frame; without arguments from the shipped tables.
    tables : tuple of str
        The shipped tables it reads.
    methods : tuple of str
        Keys of the publications behind its methods.
    caveat : str
        What is derived, contested or unknown in it: one or two sentences.
    """

    name: str
    title: str
    function: Callable[..., pd.DataFrame]
    tables: tuple[str, ...]
    methods: tuple[str, ...]
    caveat: str


SUMMARIES: dict[str, Summary] = {}


def summary(title: str, *, tables: tuple[str, ...], methods: tuple[str, ...] = (), caveat: str = "") -> Callable:
    """Register a function as the summary of its name. The only place where provenance is declared."""

    def register(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        name = function.__name__
        SUMMARIES[name] = Summary(name, title, function, tables, methods, caveat)
        return function

    return register


def find_summary(name: str) -> Summary:
    """Give the summary of that name, else say which names there are."""
    if name not in SUMMARIES:
        raise DataError(f"{name!r}: no summary of that name; expected one of {', '.join(SUMMARIES)}.")
    return SUMMARIES[name]


def publications(entry: Summary, table: pd.DataFrame) -> list[Source]:
    """Give every publication behind a summary's rows and methods: documents, then studies, then methods."""
    known = read_sources()
    columns = [column for column in table.columns if column == "source" or column.endswith("_source")]
    used = {key for column in columns for key in table[column].dropna().astype(str)} | set(entry.methods)
    return [source for role in ROLES for source in known.values() if source.key in used and source.role == role]
