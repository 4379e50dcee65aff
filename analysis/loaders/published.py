"""Published results with what they were computed from, and a published table of melatonin ingestions."""

from __future__ import annotations

import re

import pandas as pd

from ..cards import read_card, table_names
from ..errors import DataError
from .table import read_table

_INPUTS = ("printed", "old", "new", "numerator", "denominator")
_SIGN = re.compile(r"( [+-] )")


def load_published_results() -> pd.DataFrame:
    """Results that publications printed, beside the printed numbers that they can be recomputed from.

    Returns
    -------
    pandas.DataFrame
        One row per result: ``result`` (unique slug), ``source``, ``quantity``, ``kind``, ``printed`` with its
        ``printed_low``, ``printed_high``, ``printed_p`` and ``chi_square``, the inputs ``old``, ``new``, ``per``,
        ``numerator`` and ``denominator``, ``note``. Inputs are text: ``"22.7"`` is a rounded rate (``per`` is
        filled), ``"8337"`` a count, ``"66819 + 11409"`` a derived sum; missing where none was seen. A cell that
        names one of another shipped table is given as that table prints it.

    Raises
    ------
    DataError
        When the table does not agree with its card, or names a cell that no shipped table has; names every fault.
    """
    frame, tables, faults = read_table("published_results"), {}, []

    def resolved(cell: str, result: str) -> str:
        try:
            return "".join(_printed_cell(part, tables) if ":" in part else part for part in _SIGN.split(cell))
        except DataError as error:
            faults.append(f"published_results.csv, row {result!r}: {error}")
            return cell

    for column in _INPUTS:
        pairs = zip(frame[column], frame["result"], strict=True)
        cells = [None if pd.isna(cell) else resolved(cell, result) for cell, result in pairs]
        frame[column] = pd.Series(cells, dtype="str")
    if faults:
        raise DataError(faults)
    return frame


def load_melatonin() -> pd.DataFrame:
    """A published table of pediatric melatonin ingestions as printed.

    Returns
    -------
    pandas.DataFrame
        ``characteristic``, ``level``, ``n`` and ``percent`` as printed text, ``whole`` (the level, or the
        characteristic whose levels add up, that the percentage is of) and ``source``.
    """
    return read_table("melatonin")


def _printed_cell(reference: str, tables: dict[str, pd.DataFrame]) -> str:
    """Give the cell of another shipped table that ``table:key:...:column`` names."""
    name, *key, column = reference.split(":")
    wanted = f"{reference!r} names no cell of a shipped table; expected table:key:column."
    if name not in table_names():
        raise DataError(wanted)
    keys = read_card(name).key
    rows = tables[name] = tables[name] if name in tables else read_table(name)
    if column not in rows or len(key) != len(keys):
        raise DataError(wanted)
    for part, cell in zip(keys, key, strict=True):
        rows = rows[rows[part].astype("str") == cell]
    if len(rows) != 1 or pd.isna(rows[column].iloc[0]):
        raise DataError(wanted)
    return str(rows[column].iloc[0])
