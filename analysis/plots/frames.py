"""Frames as the plots take them: checked once, so that odd input is one clear sentence."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError


def checked_frame(frame: object, *needed: str, name: str = "frame", row: str = "a row per estimate") -> pd.DataFrame:
    """Give a frame with its rows counted from 0, whatever its index was.

    Raises
    ------
    DataError
        For anything but a DataFrame with rows, the needed columns, and no column twice.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{name}: expected a pandas DataFrame with {row}, got {type(frame).__name__}.")
    if frame.empty:
        raise DataError(f"{name}: expected {row}, got none; nothing to draw.")
    missing = [column for column in needed if column not in frame]
    if missing:
        raise DataError(f"{name}: expected columns {', '.join(missing)}; got {', '.join(map(str, frame.columns))}.")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise DataError(f"{name}: expected each column once, got {twice[0]!r} twice; rename or drop one.")
    return frame.reset_index(drop=True)


def number_column(table: pd.DataFrame, column: str) -> pd.Series:
    """Give a column as numbers, missing ones as NaN.

    Raises
    ------
    DataError
        Where a cell holds anything but a number.
    """
    numbers = pd.to_numeric(table[column], errors="coerce")
    wrong = table.loc[numbers.isna() & table[column].notna(), column]
    if len(wrong):
        raise DataError(f"{column}: expected numbers, got {wrong.iloc[0]!r}; convert or clear it.")
    return numbers.astype(float)
