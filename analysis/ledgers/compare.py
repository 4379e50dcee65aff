"""Two ledgers side by side: the same quantity, who prints what, and what changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..errors import DataError
from ..loaders import Ledger, open_ledger
from ..printed import read_printed

_SAME = ["quantity", "statistic", "unit"]
CHANGES = ("other number", "printed coarser", "only in the first", "only in the second", "same")


def compare_ledgers(first: Ledger | str | Path, second: Ledger | str | Path) -> pd.DataFrame:
    """Give every quantity of two ledgers with what each prints, where and of which years, and how they differ.

    Quantities are the same when their name, kind of number and unit are.

    Parameters
    ----------
    first, second : Ledger or path

    Returns
    -------
    DataFrame
        ``quantity``, ``statistic``, ``unit``, ``first`` and ``second`` (what is printed), ``first_where`` and
        ``second_where`` (publication and line), ``first_years`` and ``second_years`` (of the figures, else of the
        publications) and ``change``: ``same``, ``printed coarser`` (one number, rounded more in one of them), ``other
        number``, ``only in the first`` or ``only in the second``; what differs first.

    Raises
    ------
    DataError
        When one of them is no ledger or faulty.

    Examples
    --------
    >>> compare_ledgers(open_ledger(), open_ledger())["change"].unique().tolist()
    ['same']
    """
    sides = [_side(one if isinstance(one, Ledger) else open_ledger(one)) for one in (first, second)]
    names = sorted({key for side in sides for key in side})
    rows = []
    for key in names:
        one, other = (side.get(key, []) for side in sides)
        row = dict(zip(_SAME, key, strict=True))
        for name, found in (("first", one), ("second", other)):
            for part, column in (("", "printed"), ("_where", "where"), ("_years", "years")):
                row[name + part] = "; ".join(dict.fromkeys(each[column] for each in found if each[column]))
        rows.append(row | {"change": _change(one, other)})
    frame = pd.DataFrame(
        rows, columns=[*_SAME, *(f"{n}{p}" for n in ("first", "second") for p in ("", "_where", "_years")), "change"]
    )
    frame["change"] = pd.Categorical(frame["change"], CHANGES, ordered=True)
    return frame.sort_values(["change", "quantity"], kind="stable", ignore_index=True)


def _side(ledger: Ledger) -> dict[tuple, list[dict]]:
    known, found = ledger.publications, {}
    for row in ledger.cited_figures.to_dict("records"):
        source = known[row["source"]]
        years = [f"{row[name]}" for name in ("period_start", "period_end") if pd.notna(row[name])]
        years = "-".join(dict.fromkeys(years)) or (str(source.year) if source.year else "")
        told = {**row, "where": f"{source.label}, line {row['line']}", "years": years}
        found.setdefault(tuple(str(row[name]) for name in _SAME), []).append(told)
    return found


def _change(one: list[dict], other: list[dict]) -> str:
    if not one or not other:
        return "only in the second" if not one else "only in the first"
    if _numbers(one) == _numbers(other):
        return "same"
    both = all(any(_holds(row, to) or _holds(to, row) for to in other) for row in one)
    back = all(any(_holds(row, to) or _holds(to, row) for to in one) for row in other)
    return "printed coarser" if both and back else "other number"


def _numbers(rows: list[dict]) -> set[tuple]:
    return {
        tuple("" if pd.isna(row[name]) else row[name] for name in ("relation", "value", "low", "high")) for row in rows
    }


def _holds(row: dict, other: dict) -> bool:
    """Tell whether a number prints as another does, with the same bound."""
    if row["relation"] != other["relation"] or pd.isna(other["value"]):
        return row["printed"] == other["printed"]
    try:
        return read_printed(row["printed"]).holds(other["value"])
    except DataError:
        return False
