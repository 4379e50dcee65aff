"""Rows accepted by people: transcribed by one, checked by another; a row that is edited after that is neither."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..errors import DataError
from ..loaders import Ledger, open_ledger
from .folder import ADDED, STATUSES, cell_text, table_text, write_files

_TABLE = "cited_figures"
_OF_ACCEPTANCE = {column.name for column in ADDED}


def row_hash(row: dict) -> str:
    """Give the first 16 digits of the SHA-256 of a row without the columns that tell how it was accepted.

    Examples
    --------
    >>> row_hash({"printed": "36%", "status": "proposed"}) == row_hash({"printed": "36%", "status": "checked"})
    True
    """
    kept = [[name, cell_text(row[name])] for name in sorted(row) if name not in _OF_ACCEPTANCE]
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode("utf-8")).hexdigest()[:16]


def standing(ledger: Ledger | str | Path) -> pd.DataFrame:
    """Say of every cited figure of a ledger how far it is accepted.

    Returns
    -------
    DataFrame
        ``figure``, ``source``, ``line``, ``printed``, ``status`` (as it holds now: ``proposed`` where the row was
        edited since), ``edited`` (whether it was), ``transcribed_by`` and ``checked_by``.

    Raises
    ------
    DataError
        When the table is faulty, or its rows have no status, as those of the shipped ledger.
    """
    frame = _with_status(ledger if isinstance(ledger, Ledger) else open_ledger(ledger))
    edited = [_edited(row) for row in frame.to_dict("records")]
    status = frame["status"].astype(object).where(frame["status"].notna(), "proposed")
    shown = frame[["figure", "source", "line", "printed", "transcribed_by", "checked_by"]]
    status = pd.Categorical(status.mask(edited, "proposed"), STATUSES, ordered=True)
    return shown.assign(status=status, edited=pd.array(edited, dtype="boolean"))


def accept(ledger: Ledger | str | Path, by: str, *, figures: Iterable[str] = (), sureness: float = 0.0) -> pd.DataFrame:
    """Accept rows in the name of a person: a proposed row is then transcribed, one that another transcribed is checked.

    Parameters
    ----------
    ledger : Ledger or path
    by : str
        The person. Two different people are needed for a row to be checked.
    figures : iterable of str
        Names of the rows; every one when empty.
    sureness : float
        Rows whose reading is less sure are left as they are.

    Returns
    -------
    DataFrame
        As from `standing`, after that, with ``accepted`` (whether this call changed the row).

    Raises
    ------
    DataError
        When the table is faulty, a name is unknown or there is no person.
    """
    ledger = ledger if isinstance(ledger, Ledger) else open_ledger(ledger)
    if not isinstance(by, str) or not by.strip():
        raise DataError("by: expected the name of a person, got none; give --by NAME.")
    frame, wanted = _with_status(ledger), set(figures)
    if unknown := wanted - set(frame["figure"]):
        raise DataError(f"figures: no row {', '.join(sorted(unknown))} in {_TABLE}.csv of {ledger.folder}.")
    rows, accepted = [], []
    for row in frame.to_dict("records"):
        chosen = (not wanted or row["figure"] in wanted) and not row["sureness"] < sureness
        rows.append(_accepted(row, " ".join(by.split())) if chosen else row)
        accepted.append(rows[-1] is not row)
    text = table_text(pd.DataFrame(rows, columns=frame.columns), frame.columns)
    write_files(ledger.folder, {f"{_TABLE}.csv": text})
    return standing(ledger).assign(accepted=accepted)


def _accepted(row: dict, by: str) -> dict:
    """Give a row as it is after a person accepted it; the row itself when that changes nothing."""
    now = row_hash(row)
    if row["status"] in STATUSES[1:] and row["row_hash"] == now:
        if row["status"] == "checked" or row["transcribed_by"] == by:
            return row
        return {**row, "status": "checked", "checked_by": by}
    return {**row, "status": "transcribed", "transcribed_by": by, "checked_by": None, "row_hash": now}


def _edited(row: dict) -> bool:
    return row["status"] in STATUSES[1:] and row["row_hash"] != row_hash(row)


def _with_status(ledger: Ledger) -> pd.DataFrame:
    frame = ledger.cited_figures
    missing = [name for name in sorted(_OF_ACCEPTANCE) if name not in frame]
    if missing:
        raise DataError(
            f"{_TABLE}: rows of {ledger.folder} have no {', '.join(missing)}; its card says who checked them."
        )
    return frame
