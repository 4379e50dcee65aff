"""Which publications stand behind a name: a summary, a picture, a table, a row of one, a publication itself."""

from __future__ import annotations

from pathlib import PurePath

import pandas as pd

from .cards import read_card, table_names
from .errors import DataError, meant
from .loaders.table import read_table
from .sources import ROLES, Source, of_ledger, read_sources
from .summaries import SUMMARIES, publications

TRACED = "traced_figures"


@of_ledger
def publications_of(*names: str) -> list[Source]:
    """Give the publications behind what is named: documents, then evidence, then methods, each once.

    Parameters
    ----------
    *names : str
        A key of ``sources.toml``; a summary or its picture (``severity_by_dose``, ``figures/severity_by_dose.png``); a
        table (``trials``, ``trials.csv``); or one row by the first part of its key: a figure of the ledger, which gives
        the document and the publications that it was traced to, a result, a trial, a year of national totals. The whole
        ledger when there is no name.

    Returns
    -------
    list of Source
        In the order of ``sources.toml``.

    Raises
    ------
    DataError
        For every name that nothing has, with the nearest one, and every table or row that cites no publication.

    Examples
    --------
    >>> [source.key for source in publications_of("leung_seizures", "exposure_path")]
    ['reynolds_2020', 'leung_2006']
    """
    known = read_sources()
    found = {name: _keys_of(_plain(name), known) for name in names}
    unfound = [name for name, keys in found.items() if not keys]
    rows = _rows_by_key() if unfound else {}
    found |= {name: rows.get(_plain(name), set()) | _traced(_plain(name)) for name in unfound}
    everything = [*known, *SUMMARIES, *table_names(), *rows]
    if faults := [_unknown(name, everything) for name, keys in found.items() if not keys]:
        raise DataError(faults)
    cited = set().union(*found.values())
    chosen = [source for source in known.values() if source.key in cited or not names]
    return sorted(chosen, key=lambda source: ROLES.index(source.role))


def _plain(name: str) -> str:
    path = PurePath(name)
    return path.stem if path.suffix in (".csv", ".json", ".png", ".svg", ".pdf") else name


def _keys_of(name: str, known: dict[str, Source]) -> set[str]:
    if name in known:
        return {name}
    if name in SUMMARIES:  # and its picture, which has the same name
        entry = SUMMARIES[name]
        return {source.key for source in publications(entry, entry.function())}
    return _cited_by(name, read_table(name)) if name in table_names() else set()


def _rows_by_key() -> dict[str, set[str]]:
    """Give the publications of every row of every table by the first part of its key."""
    found: dict[str, set[str]] = {}
    for name in table_names():
        table = read_table(name)
        first = read_card(name).key[0]
        for key, rows in table.groupby(first, observed=True):
            found.setdefault(str(key), set()).update(_cited_by(name, rows))
    return found


def _cited_by(name: str, rows: pd.DataFrame) -> set[str]:
    columns = [column.name for column in read_card(name).columns.values() if column.source_key]
    return {str(key) for column in columns for key in rows[column].dropna()}


def _traced(figure: str) -> set[str]:
    """Give the document of a cited figure and the publications that it was traced to."""
    entry = SUMMARIES[TRACED]
    table = entry.function()
    return {source.key for source in publications(entry, table[table["figure"] == figure])}


def _unknown(name: str, names: list[str]) -> str:
    if _plain(name) in names:
        return f"cite: {name} rests on no publication of sources.toml; the card of the table says where it comes from."
    hint = meant(name, names, "; `poison-center list` shows the summaries.")
    return f"cite: expected a summary, a picture, a table, a figure or row of one, or a publication, got {name!r}{hint}"
