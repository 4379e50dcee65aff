"""The rows of a Table 1: what every group holds of a characteristic, and how the groups differ in it.

A table is filled from counts (of a store with millions of cases) or from a frame; the rows are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..arguments import choice
from .adjustment import ADJUSTMENTS, adjusted_p_values
from .contingency import contingency_test
from .pairwise import largest_of_levels, largest_of_means
from .result import Comparison, not_tested

TOTAL, MISSING, MEASURED = "Total", "(missing)", "median (IQR)"
DESCRIBED = ("variable", "level", "group", "n", "denominator", "share", "unknown")
MOMENTS = ("mean", "sd", "q1", "median", "q3")
TESTED = ("test", "statistic", "df", "df_residual", "p", "reason", "smd")


def counted_rows(
    variable, cells: pd.DataFrame, *, sizes: pd.Series, unknown: np.ndarray, kept: bool = False
) -> pd.DataFrame:
    """Give the rows of a characteristic that is counted by level.

    Parameters
    ----------
    variable : label
    cells : DataFrame of int, shape (levels, groups)
        Cases, ``"Total"`` first.
    sizes : Series of int
        Denominator of every group.
    unknown : array of bool
        Levels that say nothing.
    kept : bool
        Whether those are in the denominators and have a share.

    Returns
    -------
    DataFrame
        ``variable, level, group, n, denominator, share, unknown``, group by group.
    """
    rows = []
    for group in cells:
        n, size = cells[group].to_numpy(), int(sizes[group])
        share = np.where((kept | ~unknown) & (size > 0), n / max(size, 1), np.nan)
        shown = _named(variable, cells.index, [group] * len(n)) | {"n": n, "denominator": size}
        rows.append(pd.DataFrame(shown | {"share": share, "unknown": unknown}))
    return pd.concat(rows, ignore_index=True)


def measured_rows(variable, described: pd.DataFrame, *, sizes: pd.Series, unit: str = "") -> pd.DataFrame:
    """Give the rows of a measured characteristic: ``n`` cases with a value (of all), their moments and quartiles.

    Parameters
    ----------
    variable : label
    described : DataFrame
        ``n, mean, sd, q1, median, q3`` by group (the index), ``"Total"`` first.
    sizes : Series of int
        Cases of every group, with a value or without.
    unit : str
    """
    levels = [f"{MEASURED}, {unit}" if unit else MEASURED] * len(described)
    shown = {"n": described["n"].to_numpy(), "denominator": sizes.reindex(described.index).to_numpy()}
    moments = {name: described[name].to_numpy() for name in MOMENTS}
    named = _named(variable, levels, list(described.index))
    return pd.DataFrame(named | shown | {"share": np.nan, "unknown": False} | moments)


def missing_rows(variable, missing: pd.Series, *, sizes: pd.Series) -> pd.DataFrame:
    """Give the rows of the cases of every group that have no value; none when all have one."""
    if not missing.any():
        return pd.DataFrame(columns=list(DESCRIBED))
    shown = {"n": missing.to_numpy(), "denominator": sizes.reindex(missing.index).to_numpy()}
    named = _named(variable, [MISSING] * len(missing), list(missing.index))
    return pd.DataFrame(named | shown | {"share": np.nan, "unknown": True})


def is_measured(level, share: float) -> bool:
    """Tell whether a row stands for the values of a measured characteristic, whether there are any or none."""
    return isinstance(level, str) and level.startswith(MEASURED) and bool(np.isnan(share))


def levels_tested(cells: pd.DataFrame, test: str = "auto") -> dict:
    """Compare the groups (columns) on the levels (rows) of a characteristic; one without two of both is not tested."""
    cells = cells.loc[cells.sum(axis=1) > 0]
    held = cells.loc[:, cells.sum() > 0]
    if min(held.shape) < 2:
        return tested_columns(not_tested("fewer than two levels or groups with cases"))
    return tested_columns(contingency_test(cells, test=test), largest_of_levels(held))


def values_tested(described: pd.DataFrame, comparison: Comparison) -> dict:
    """Add the largest standardized difference of the groups with values to a comparison of them."""
    return tested_columns(comparison, largest_of_means(described[described["n"] > 0]))


def tested_columns(comparison: Comparison, smd: float = np.nan) -> dict:
    """Give a comparison as the columns of a table."""
    return {name: getattr(comparison, name) for name in TESTED[:-1]} | {"smd": smd}


def joined(rows: Sequence[pd.DataFrame], *, tested: bool) -> pd.DataFrame:
    """Put the rows of all characteristics together, with moments where one is measured, with tests where asked."""
    held = [part for part in rows if len(part)]
    frame = pd.concat(held, ignore_index=True) if held else pd.DataFrame()
    moments = [name for name in MOMENTS if name in frame]
    return frame.reindex(columns=[*DESCRIBED, *moments, *(TESTED if tested else ())])


def comparisons_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Give one row per test: the characteristic and the columns of its test."""
    columns = [name for name in ("variable", *TESTED, "p_adjusted") if name in rows]
    return rows[columns].drop_duplicates(ignore_index=True)


def adjusted(rows: pd.DataFrame, method: str) -> pd.DataFrame:
    """Add ``p_adjusted``: every p-value corrected for the number of tests in the table."""
    choice(method, "adjust", ADJUSTMENTS)
    tests = comparisons_of(rows)
    keys = tests.columns.tolist()
    tests = tests.assign(p_adjusted=adjusted_p_values(tests["p"].to_numpy(float), method=method))
    found = rows.merge(tests, on=keys, how="left")
    found.attrs = dict(rows.attrs)
    return found


def _named(variable, levels: Sequence, groups: list) -> dict:
    """Give the first columns of rows; labels that are tuples stay single labels."""
    return {"variable": [variable] * len(groups), "level": levels, "group": groups}
