"""Labels of groups and levels: of whatever kind, in order, each row with the number of its label."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from ...errors import DataError


def numbered(given, name: str) -> tuple[np.ndarray, list[Hashable]]:
    """Give the place of every row's label (-1 for a missing one) and the labels in order.

    Parameters
    ----------
    given : column of labels
        Numbers, truth values, texts, dates, categories: whatever can be compared for equality. Labels that are equal
        (``1``, ``1.0`` and ``True``) are one. ``None``, NaN, NaT and ``pandas.NA`` are missing.

    Returns
    -------
    tuple of (array of int, list)
        Categories stand in their own order, without those that no row has; others in rising order, and labels that
        cannot be compared (numbers beside texts) by kind. Years that a missing one has made floats (``2019.0``) are
        whole numbers.

    Raises
    ------
    DataError
        When it is no column, or an entry cannot be a label (a list).
    """
    column = _column(given, name)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.remove_unused_categories()
        return column.cat.codes.to_numpy().astype(np.int64), [plain(label) for label in column.cat.categories]
    column = column.astype(object)
    try:
        places, labels = pd.factorize(column.where(column.notna(), None), use_na_sentinel=True)
    except TypeError:
        bad = next(entry for entry in column if not isinstance(entry, Hashable))
        raise DataError(f"{name}: expected labels such as texts or numbers, got {bad!r}.") from None
    order = _rising(list(labels))
    rank = np.empty(len(order) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(len(order)), -1
    return rank[places], [plain(labels[place]) for place in order]


def crossed(levels, groups, names: tuple[str, str] = ("levels", "groups")) -> pd.DataFrame:
    """Count the rows of every level (rows) in every group (columns); rows without one of them are left out."""
    (level, rows), (group, columns) = numbered(levels, names[0]), numbered(groups, names[1])
    if len(level) != len(group):
        raise DataError(f"{names[0]} and {names[1]}: expected equal lengths, got {len(level)} and {len(group)}.")
    kept = (level >= 0) & (group >= 0)
    cells = np.zeros((len(rows), len(columns)), dtype=np.int64)
    np.add.at(cells, (level[kept], group[kept]), 1)
    return pd.DataFrame(cells, index=_index(rows), columns=_index(columns))


def _column(given, name: str) -> pd.Series:
    if isinstance(given, pd.DataFrame):
        raise DataError(f"{name}: expected a column of labels, got a frame; pass frame['column'].")
    if isinstance(given, pd.MultiIndex) or getattr(given, "ndim", 1) != 1:
        raise DataError(f"{name}: expected one column of labels, got a table.")
    if not isinstance(given, (list, tuple)) and not hasattr(given, "__array__"):
        raise DataError(f"{name}: expected a column of labels, one per row, got {given!r}.")
    if isinstance(given, (pd.Series, pd.Index, pd.api.extensions.ExtensionArray, np.ndarray)):
        return pd.Series(given).reset_index(drop=True)
    return pd.Series(list(given), dtype=object)


def _rising(labels: list) -> list[int]:
    try:
        return sorted(range(len(labels)), key=lambda place: labels[place])
    except TypeError:  # numbers beside texts
        return sorted(range(len(labels)), key=lambda place: (type(labels[place]).__name__, str(labels[place])))


def plain(label):
    """Give a number of a library as Python's own, and a whole float as a whole number."""
    label = label.item() if isinstance(label, (np.number, np.bool_)) else label
    return int(label) if isinstance(label, float) and label.is_integer() else label


def _index(labels: list) -> pd.Index:
    """Give labels as an index; tuples stay single labels."""
    return pd.Index(labels, tupleize_cols=False)
