"""Tidy tables of a package as CSV files, and back."""

from __future__ import annotations

import io

import pandas as pd

from ..forms import Withheld
from ..formulas import word_for_word
from ..render import csv_text

TEXT = ("step", "term", "model", "kind", "method", "outcome", "factor", "variable", "level", "group", "test", "reason")
TEXT += ("percent_of", "quantity", "note", "name", "printed", "table", "row", "column", "form")
TEXT += ("effect", "therapy", "substance", "age_band")  # of the figures
TRUE = {"True": True, "False": False}


def tidy_text(table: pd.DataFrame, mark: str = "") -> str:
    """Give a tidy table as CSV, with a column that says so when its cases are made up."""
    return csv_text(table.assign(note=mark) if mark else table)


def read_tidy(text: str, mark: str = "") -> pd.DataFrame:
    """Read a tidy table that `tidy_text` wrote: labels stay texts, and so does what is withheld (by its `mark`)."""
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).map(word_for_word)
    if mark and "quantity" in table:  # values of all kinds, as texts
        values = [Withheld(said) if said == mark else said for said in table["value"]]
        return table.assign(value=pd.Series(values, index=table.index, dtype=object))
    for name in table.columns.difference([*TEXT, "value"] if "quantity" in table else TEXT):
        flags = table[name].map(TRUE)
        table[name] = flags.astype(bool) if flags.notna().all() and len(table) else _numbers(table[name])
    return table


def _numbers(texts: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(texts.where(texts != ""), errors="coerce")
    withheld = numbers.isna() & (texts != "")
    if withheld.any():
        values = [Withheld(text) if hidden else n for n, text, hidden in zip(numbers, texts, withheld, strict=True)]
        return pd.Series(values, index=texts.index, dtype=object)
    return numbers.astype(int) if len(numbers) and (numbers % 1 == 0).all() else numbers
