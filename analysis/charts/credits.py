"""Who is named in a picture: sites in words, studies by author and year, never a key, a file or a line number."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ..sources import ledger_directory, read_sources


def name_of(key: str) -> str:
    """Give a publication as a picture names it: "Safe Harbor", "Leung 2006".

    Examples
    --------
    >>> name_of("doc_004"), name_of("leung_2006")
    ('Safe Harbor', 'Leung 2006')
    """
    path = ledger_directory() / "sources.toml"
    return _named(path, path.stat().st_mtime_ns).get(key, key)


@lru_cache(maxsize=4)
def _named(path: Path, changed: int) -> dict[str, str]:
    """Give the name of every publication, read again when the file was changed."""
    names = {}
    for key, source in read_sources().items():
        number, _, site = source.label.partition(" ")
        if source.role != "document" or not number.isdigit():
            names[key] = source.label
        else:
            names[key] = "Unsigned page" if site.startswith("(") else site
    return names


def names(keys: Iterable[str]) -> list[str]:
    """Give the names of publications, each once, in their order."""
    return list(dict.fromkeys(name_of(key) for key in keys if isinstance(key, str) and key))


def credit(table: pd.DataFrame, *columns: str, cited: str = "Cited", sources: str = "Source") -> str:
    """Give the source line of a picture: the sites that print a number, then the publications behind it.

    Parameters
    ----------
    table : DataFrame
    columns : str
        Columns of keys; ``source`` when left out.
    cited, sources : str
        Words before the sites, and before the publications (an s where there are several).
    """
    keys = [key for column in columns or ("source",) for key in table[column].dropna().astype(str)]
    sites = {key for key, source in read_sources().items() if source.role == "document"}
    documents = names(key for key in keys if key in sites)
    others = names(key for key in keys if key not in sites)
    parts = [f"{cited}: {', '.join(documents)}"] if documents else []
    parts += [f"{sources}{'s' * (len(others) > 1)}: {', '.join(others)}"] if others else []
    return " ".join(f"{part}." for part in parts)


def only_quoted(key: str) -> bool:
    """Tell whether a publication was seen only as another quotes it.

    Examples
    --------
    >>> only_quoted("uk_csm"), only_quoted("leung_2006")
    (True, False)
    """
    source = read_sources().get(key)
    return source is not None and source.role != "document" and "as quoted" in source.seen


def quoted(printed: str) -> str:
    """Give what a page prints, in its own characters, between quotation marks."""
    return f"\u201c{printed}\u201d"
