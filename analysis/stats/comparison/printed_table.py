"""The rows of a Table 1 as they are printed: a line per level, a column per group, then test, p and difference."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...errors import DataError
from ...forms import percent_of
from ..arguments import choice, number
from .characteristics import MEASURED, TOTAL, is_measured

MEAN = "mean (SD)"
SHOWN = ("test", "p", "p_adjusted", "smd")
OF_ROW = "Percentages of all cases in the row."


def printed_rows(
    rows: pd.DataFrame, *, digits: int | None = None, measured: str = "mean", percent: str = "column"
) -> pd.DataFrame:
    """Lay the rows of a table out.

    Parameters
    ----------
    rows : DataFrame
        As `analysis.stats.comparison.characteristics.joined` gives them.
    digits : int, optional
        Decimals of percentages, means and quartiles; by default one of percentages, and four significant digits of
        measured values (three of standard deviations).
    measured : {"mean", "median", "both"}
        What is shown of a measured characteristic: mean (SD), median (quartiles) with the number of values, or a line
        of each.
    percent : {"column", "row"}
        Of the cases of the group, or of all cases in the row (those of no group too).

    Returns
    -------
    DataFrame
        ``variable, level``, a column per group, and of ``test, p, p_adjusted, smd`` what the rows have, on the first
        line of a characteristic.
    """
    choice(measured, "measured", ("mean", "median", "both"))
    choice(percent, "percent", ("column", "row"))
    digits = None if digits is None else int(number(digits, "digits", low=0, high=10))
    shown = [name for name in SHOWN if name in rows]
    held: dict[tuple, dict] = {}
    for row in rows.to_dict("records"):
        held.setdefault((row["variable"], row["level"]), {})[row["group"]] = row
    lines, before = [], None
    for (variable, level), by_group in held.items():
        first = next(iter(by_group.values()))
        tested = (variable, *(first.get(name) for name in shown))
        new, before = str(tested) != before, str(tested)
        for text, cells in _lines(level, by_group, digits, measured, percent):
            last = [first[name] if new else "" if name == "test" else np.nan for name in shown]
            lines.append([variable, text, *cells, *last])
            new = False
    groups = list(dict.fromkeys(rows["group"]))
    columns = pd.Index(["variable", "level", *groups, *shown], tupleize_cols=False, dtype=object)
    return pd.DataFrame(lines, columns=columns)


def check_group_names(groups: Sequence, by: str) -> None:
    """Refuse a group that is called as a column of the printed table is."""
    reserved = [group for group in groups if group in ("variable", "level", TOTAL, *SHOWN)]
    if reserved:
        raise DataError(f"{by}: expected no group called {reserved[0]!r}, as a column of the table is; rename it.")


def count_cell(n: int, denominator: int | None, digits: int = 1) -> str:
    """Print a count, with its percentage where there is a denominator."""
    share = percent_of(n, denominator, digits) if denominator else ""
    return f"{int(n):,} ({share})" if share else f"{int(n):,}"


def mean_cell(mean: float, sd: float, digits: int | None = None) -> str:
    """Print a mean with the standard deviation: ``3.667 (0.577)``; nothing of a single value's deviation."""
    if math.isnan(mean):
        return "no value"
    return f"{measured_value(mean, 4, digits)} ({'-' if math.isnan(sd) else measured_value(sd, 3, digits)})"


def median_cell(row: dict, digits: int | None = None) -> str:
    """Print a median with its quartiles and the number of values."""
    if math.isnan(row["median"]):
        return "no value"
    middle, low, high = (measured_value(row[part], 4, digits) for part in ("median", "q1", "q3"))
    return f"{middle} ({low} to {high}), n = {int(row['n']):,}"


def measured_value(value: float, significant: int, digits: int | None = None) -> str:
    """Print a measured value with so many decimals, or significant digits; whole numbers are never cut."""
    if digits is None:
        size = math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0
        digits = max(significant - 1 - size, 0)
        if size < -significant - 2:
            return f"{value:.{significant - 1}e}"
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def _lines(level, by_group: dict, digits: int | None, measured: str, percent: str) -> list[tuple]:
    """Give label and cells of every line of a level."""
    if not is_measured(level, next(iter(by_group.values()))["share"]):
        whole = by_group[TOTAL]["n"] if percent == "row" else None
        return [(level, [_count_cell(row, whole, digits) for row in by_group.values()])]
    means = [mean_cell(row["mean"], row["sd"], digits) for row in by_group.values()]
    medians = [median_cell(row, digits) for row in by_group.values()]
    both = [(level.replace(MEASURED, MEAN, 1), means), (level, medians)]
    return {"mean": both[:1], "median": both[1:], "both": both}[measured]


def _count_cell(row: dict, whole: int | None, digits: int | None) -> str:
    of = None if math.isnan(row["share"]) else row["denominator"] if whole is None else whole
    return count_cell(row["n"], of, 1 if digits is None else digits)
