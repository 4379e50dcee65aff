"""A table as people read it: shares as percentages, limits beside their value, p values, thousands separated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Integral

import pandas as pd

from .forms import changed, estimable, p_value, percent, percent_points
from .shown import limits_of

_P = ("p", "p_value")
_SHARES = ("share", "upper_bound", "rule_of_three", "exact_low", "exact_high", "wilson_low", "wilson_high")
_RATIOS = ("crude", "adjusted", "ratio")
_CHANGES = ("change_percent", "annual_growth_percent")


def readable(number: float) -> str:
    """Give a number for a reader: whole numbers whole, large ones with separators, others to four digits."""
    if pd.isna(number):
        return ""
    if number in (float("inf"), float("-inf")):
        return f"{'-' if number < 0 else ''}infinite"
    if number == round(number):
        return f"{number:,.0f}"
    return f"{number:,.1f}" if abs(number) >= 1000 else f"{number:.4g}"


def readable_table(table: pd.DataFrame) -> pd.DataFrame:
    """Give the same rows as texts.

    Parameters
    ----------
    table : DataFrame
        Its columns are known by name (``share``, ``p``, ``odds_ratio``); ``value`` by ``attrs``.

    Returns
    -------
    DataFrame
        A value and its limits stand in one column, "value (95% CI)"; what is missing is an empty text.

    Examples
    --------
    >>> seen = pd.DataFrame({"effect": ["coma"], "n": [8], "share": [8 / 23], "low": [0.188], "high": [0.551]})
    >>> readable_table(seen).to_dict("records")
    [{'effect': 'coma', 'n': '8', 'share (limits)': '34.8% (18.8% to 55.1%)'}]
    """
    limits = limit_columns(table)
    of_limit = {end: name for name, ends in limits.items() for end in ends}
    forms = {name: _form(str(of_limit.get(name, name)), table) for name in table}
    texts = {name: _texts(table[name], forms[name]) for name in table}
    told = limits_of(table.attrs.get("level"))
    found = {}
    for name in table:
        if name in limits:
            low, high = limits[name]
            rows = zip(texts[name], texts[low], texts[high], strict=True)
            title = table.attrs.get("what") or name if name == "value" else name
            found[f"{title} ({told})"] = [_with_limits(*row) for row in rows]
        elif name not in of_limit:
            found[name] = texts[name]
    return pd.DataFrame(found, index=table.index, dtype=object)


def limit_columns(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Give the columns that hold the limits of numbers: ``share_low`` of ``share``, ``low`` of ``value``."""
    numbers, found = [name for name in table if table[name].dtype.kind in "iuf"], {}
    for name in map(str, numbers):
        bare = ("low", "high") if name == "value" or name.split("_")[-1] == "share" else ()
        for ends in ((f"{name}_low", f"{name}_high"), _of_stem(name), bare):
            if ends and set(ends) <= set(numbers) and ends not in found.values():
                found[name] = ends
                break
    return found


def _of_stem(name: str) -> tuple:
    stem = name.removesuffix("share")
    return (f"{stem}low", f"{stem}high") if stem not in ("", name) else ()


def _with_limits(value: str, low: str, high: str) -> str:
    return f"{value} ({low or 'none'} to {high or 'none'})" if low or high else value


def _form(name: str, table: pd.DataFrame) -> Callable[[float], str]:
    """Choose the form of a column of numbers by its name, and by what the table says of ``value``."""
    last = name.split("_")[-1]
    if name in _P:
        return p_value
    if name in _SHARES or last == "share" or name.startswith("share_of"):
        return percent
    if name.startswith("risk_difference"):
        return percent_points
    if name in _RATIOS or last == "ratio":
        return estimable
    if name in _CHANGES:
        return changed
    return _value_form(table.attrs) if name in ("value", "change") else readable


def _value_form(told: Mapping) -> Callable[[float], str]:
    if told.get("what") == "share":
        return percent
    return changed if told.get("unit") == "percent" else readable


def _texts(column: pd.Series, form: Callable[[float], str]) -> list[str]:
    counted = [value for value in column if isinstance(value, Integral) and not isinstance(value, bool)]
    separated = any(abs(int(value)) >= 10_000 for value in counted)  # years stay as they are
    return [_text(value, form, separated) for value in column]


def _text(value, form: Callable[[float], str], separated: bool) -> str:
    if isinstance(value, float):
        return form(value)
    if isinstance(value, bool) or type(value).__name__ == "bool":  # numpy's too
        return "yes" if value else "no"
    if isinstance(value, Integral):
        return f"{value:,}" if separated else str(value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value)
