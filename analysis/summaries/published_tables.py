"""Published tables, recomputed cell by cell."""

from __future__ import annotations

import pandas as pd

from ..loaders import load_gabapentinoids, load_melatonin
from .recompute import VERDICTS, recompute_percent, recompute_total
from .registry import summary

_SHOWN = ["inputs", "value", "low", "high", "verdict", "why"]


@summary(
    "Two published tables redone, cell by cell",
    tables=("gabapentinoids", "melatonin"),
    methods=("wilson_1927",),
    caveat=(
        "The table of gabapentinoids leaves unknown levels out of its denominators, the table of melatonin keeps them. "
        "Denominators that are not printed are derived from the printed counts."
    ),
    needs={
        "cells": "table characteristic level source column kind printed numerator denominator",
    },
)
def redone_tables(cells: pd.DataFrame | None = None, *, level: float = 0.95) -> pd.DataFrame:
    """Recompute every percentage of the published tables from its count, and every total from its parts.

    Parameters
    ----------
    cells : DataFrame, optional
        One row per cell: ``table``, ``characteristic``, ``level``, ``column``, ``kind`` (``percent`` or ``total``),
        ``printed``, ``numerator`` and ``denominator`` (text; a sum such as ``"124161 - 5261"`` is derived; a total
        has its parts as numerator and no denominator) and ``source``. The cells of the shipped tables of
        gabapentinoids and melatonin when left out.
    level : float
        Confidence level of the derived limits.

    Returns
    -------
    DataFrame
        One row per cell: ``table``, ``characteristic``, ``level``, ``column``, ``kind``, ``inputs`` in words,
        ``printed``, ``value`` recomputed with ``low`` and ``high`` (Wilson's limits, for percentages), ``verdict``
        (one of `VERDICTS`), ``why`` and ``source``.

    Raises
    ------
    DataError
        When a count is no whole number.
    """
    rows = published_cells() if cells is None else cells.reset_index(drop=True)
    made = pd.DataFrame([_redone(row, level) for row in rows.to_dict("records")])[_SHOWN]
    frame = pd.concat([rows, made], axis=1)
    frame["why"] = frame["why"] + [_other_count(row, frame) for row in frame.to_dict("records")]
    frame["verdict"] = pd.Categorical(frame["verdict"], VERDICTS, ordered=True)
    named = ["table", "characteristic", "level", "column", "kind", "inputs", "printed"]
    return frame[[*named, *_SHOWN[1:], "source"]]


def published_cells() -> pd.DataFrame:
    """Give every printed percentage and total of the shipped tables beside the counts that it is computed from."""
    return pd.DataFrame([*_gabapentinoid_cells(load_gabapentinoids()), *_melatonin_cells(load_melatonin())])


def _redone(row: dict, level: float) -> dict:
    if row["kind"] == "total":
        return recompute_total(row["printed"], row["numerator"])
    return recompute_percent(row["printed"], row["numerator"], row["denominator"], level=level)


def _other_count(row: dict, frame: pd.DataFrame) -> str:
    """Tell whether a percentage that differs is right, and the total that it was held against is misprinted."""
    if row["kind"] != "percent" or row["verdict"] != "differs":
        return ""
    place = ["table", "characteristic", "level"]
    same = (frame[place] == [row[name] for name in place]).all(axis=1)
    wrong = frame[same & (frame["kind"] == "total") & (frame["verdict"] == "differs")]
    for total in wrong[wrong["printed"] == row["numerator"]]["value"].astype(int):
        if recompute_percent(row["printed"], str(total), row["denominator"])["verdict"] == "recomputed":
            return f" {total:,}, what the parts of that count add up to, gives it."
    return ""


def _melatonin_cells(table: pd.DataFrame) -> list[dict]:
    return [
        {
            "table": "melatonin",
            **{name: row[name] for name in ("characteristic", "level", "source")},
            "column": "percent",
            "kind": "percent",
            "printed": row["percent"],
            "numerator": row["n"],
            "denominator": _denominator(row["whole"], table),
        }
        for row in table.dropna(subset=["percent"]).to_dict("records")
    ]


def _denominator(whole: str, table: pd.DataFrame) -> str:
    """Give the number of a level, or the sum of the levels of a characteristic."""
    level = table.loc[table["level"] == whole, "n"]
    return level.iloc[0] if len(level) else " + ".join(table.loc[table["characteristic"] == whole, "n"])


def _gabapentinoid_cells(table: pd.DataFrame) -> list[dict]:
    cells, drugs = [], ("gabapentin", "pregabalin")
    for drug in (*drugs, "total"):
        everyone = _everyone(table, f"{drug}_n")
        for row in table.to_dict("records"):
            named = {"table": "gabapentinoids", **{name: row[name] for name in ("characteristic", "level", "source")}}
            if drug == "total":
                parts = " + ".join(row[f"{one}_n"] for one in drugs)
                cells.append(_cell(named, "total_n", "total", row["total_n"], parts, None))
            if pd.notna(row[f"{drug}_pct"]):
                whole = f"{everyone}{_unknown(table, row['characteristic'], f'{drug}_n')}"
                cells.append(_cell(named, f"{drug}_pct", "percent", row[f"{drug}_pct"], row[f"{drug}_n"], whole))
    return cells


def _cell(named: dict, column: str, kind: str, printed: str, numerator: str, denominator: str | None) -> dict:
    made = {"column": column, "kind": kind, "printed": printed, "numerator": numerator, "denominator": denominator}
    return {**named, **made}


def _everyone(table: pd.DataFrame, column: str) -> int:
    """Give what the levels of most characteristics add up to: a misprint in one of them does not change it."""
    group, level = table["characteristic"], table["level"]
    parts = [one.partition("-")[0] in set(level[group == of]) - {one} for of, one in zip(group, level, strict=True)]
    whole = table[~pd.Series(parts, index=table.index)]
    return int(whole[column].astype(int).groupby(whole["characteristic"]).sum().mode().iloc[0])


def _unknown(table: pd.DataFrame, characteristic: str, column: str) -> str:
    """Give the unknown level of a characteristic as what is taken off, where it has one."""
    rows = table[(table["characteristic"] == characteristic) & (table["level"] == "Unknown")]
    return f" - {rows[column].iloc[0]}" if len(rows) else ""
