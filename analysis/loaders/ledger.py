"""A ledger: a folder of cited figures, what stands behind them, and their publications; the shipped one or another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..cards import Card, read_card, table_names
from ..sources import Source, checked_ledger, data_directory, read_sources, reading
from .studies import load_sources
from .table import read_table


@dataclass(frozen=True, slots=True)
class Ledger:
    """A folder with ``sources.toml`` and tables, each with its card; every frame is read afresh.

    Attributes
    ----------
    folder : Path
        Where it lies.
    """

    folder: Path

    def table(self, name: str) -> pd.DataFrame:
        """Give a table by its name, as its card says; DataError when it does not agree with its card."""
        with reading(self):
            return read_table(name)

    def card(self, name: str) -> Card:
        """Give the card of a table."""
        with reading(self):
            return read_card(name)

    @property
    def tables(self) -> tuple[str, ...]:
        """Give the names of the tables."""
        with reading(self):
            return tuple(table_names())

    @property
    def cited_figures(self) -> pd.DataFrame:
        """Give every quantity that the documents print; see `load_cited_figures`."""
        return self.table("cited_figures")

    @property
    def primary_figures(self) -> pd.DataFrame:
        """Give what the publications behind them say; see `load_primary_figures`."""
        return self.table("primary_figures")

    @property
    def claims(self) -> pd.DataFrame:
        """Give the claims that are no numbers; see `load_cited_claims`."""
        return self.table("cited_claims")

    @property
    def terms(self) -> pd.DataFrame:
        """Give the lists that the documents print; see `load_cited_terms`."""
        return self.table("cited_terms")

    @property
    def set_aside(self) -> pd.DataFrame:
        """Give the numbers that are no figures; see `load_set_aside`."""
        return self.table("set_aside")

    @property
    def sources(self) -> pd.DataFrame:
        """Give the publications; see `load_sources`."""
        with reading(self):
            return load_sources()

    @property
    def publications(self) -> dict[str, Source]:
        """Give the publications by key."""
        with reading(self):
            return read_sources()


def open_ledger(folder: str | Path | None = None) -> Ledger:
    """Open a ledger of one's own: its frames, and what every summary, picture and check takes as ``ledger=``.

    Parameters
    ----------
    folder : path, optional
        Folder with ``sources.toml`` and tables, as `poison-center ledger new` makes it; the shipped ledger when left
        out.

    Returns
    -------
    Ledger
        Frozen; nothing is read before it is asked for, and nothing is kept.

    Raises
    ------
    DataError
        When the folder is no ledger.

    Examples
    --------
    >>> from analysis.summaries import exposure_rise
    >>> ledger = open_ledger()
    >>> len(ledger.cited_figures), exposure_rise(ledger=ledger)["printed"].tolist()[:2]
    (64, ['36%', '36.2%'])
    """
    return Ledger(data_directory() if folder is None else checked_ledger(folder))
