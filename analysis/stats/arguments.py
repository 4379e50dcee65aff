"""What every statistic asks of its arguments, and the shape in which it answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import DataError
from ..estimate import Estimate


def numbers(value, name: str, *, low: float = -np.inf, high: float = np.inf) -> np.ndarray:
    """Give `value` as floats between `low` and `high`; missing entries of a column stay missing (NaN).

    Raises
    ------
    DataError
        When an entry is text, a truth value or outside the range, or when a single number is missing.
    """
    if isinstance(value, pd.DataFrame):
        raise DataError(f"{name}: expected a number or one column, got a frame; pass frame['column'].")
    given = np.asarray(value)
    if given.dtype.kind in "bSUM" or (given.dtype.kind == "O" and _has_text(given)):
        raise DataError(f"{name}: expected numbers, got {_example(given)}; convert with pandas.to_numeric first.")
    try:
        floats = np.asarray(pd.to_numeric(pd.Series(np.atleast_1d(given).ravel())), dtype=float)
    except (TypeError, ValueError):
        raise DataError(f"{name}: expected numbers, got {_example(given)}.") from None
    floats = floats.reshape(given.shape)
    if floats.ndim == 0 and np.isnan(floats):
        raise DataError(f"{name}: expected a number, got a missing value.")
    outside = ~np.isnan(floats) & ((floats < low) | (floats > high))
    if outside.any():
        bad = np.atleast_1d(floats)[np.atleast_1d(outside)][0]
        raise DataError(f"{name}: expected numbers from {low:g} to {high:g}, got {bad:g}.")
    return floats


def counts(value, name: str) -> np.ndarray:
    """Give `value` as whole numbers of zero or more (floats such as ``4.0`` are taken, ``4.5`` is not)."""
    given = numbers(value, name, low=0)
    broken = ~np.isnan(given) & ((given != np.floor(given)) | np.isinf(given))
    if broken.any():
        bad = np.atleast_1d(given)[np.atleast_1d(broken)][0]
        raise DataError(f"{name}: expected whole numbers, got {bad:g}; a percentage is not a count.")
    return given


def events_of(events, n, *, names: tuple[str, str] = ("events", "n")) -> tuple[np.ndarray, np.ndarray]:
    """Give events and trials as arrays, after checking that no event count exceeds its `n` and no `n` is 0."""
    some, total = counts(events, names[0]), counts(n, names[1])
    if (total == 0).any():
        raise DataError(f"{names[1]}: expected at least 1, got 0; a share of nothing is not defined.")
    try:
        above = some > total
    except ValueError:
        raise DataError(f"{names[0]} and {names[1]}: expected equal lengths.") from None
    if above.any():
        first = tuple(np.argwhere(np.atleast_1d(above))[0])
        pair = [np.broadcast_to(np.atleast_1d(a), np.atleast_1d(above).shape)[first] for a in (some, total)]
        raise DataError(f"{names[0]}: expected at most {names[1]} = {pair[1]:g}, got {pair[0]:g}.")
    return some, total


def checked_level(level) -> float:
    """Give the confidence level as a float, after checking that it lies strictly between 0 and 1."""
    value = float(numbers(level, "level"))
    if not 0 < value < 1:
        raise DataError(f"level: expected a share between 0 and 1 such as 0.95, got {value:g}.")
    return value


def choice(value, name: str, options: Sequence[str]) -> str:
    """Give `value` back when it is one of `options`, else name them all."""
    if value not in options:
        raise DataError(f"{name}: expected one of {', '.join(options)}; got {value!r}.")
    return value


def answer(value, low, high, *, level: float, method: str, unit: str = "", like=()) -> Estimate | pd.DataFrame:
    """Wrap limits: an `Estimate` for one number, a frame with ``value, low, high`` for a column.

    The frame keeps the index of the first Series among `like`, and says level, method and unit in ``attrs``.
    """
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (value, low, high)))
    if arrays[0].ndim == 0:
        return Estimate(*(float(a) for a in arrays), level=level, method=method, unit=unit)
    index = next((a.index for a in like if isinstance(a, pd.Series)), None)
    frame = pd.DataFrame(dict(zip(("value", "low", "high"), arrays, strict=True)), index=index)
    frame.attrs = {"level": level, "method": method, "unit": unit}
    return frame


def _has_text(given: np.ndarray) -> bool:
    return any(isinstance(entry, str | bool | np.bool_) for entry in given.ravel())


def _example(given: np.ndarray) -> str:
    entries = given.ravel().tolist()
    bad = [entry for entry in entries if not isinstance(entry, int | float) or isinstance(entry, bool)]
    return repr((bad or entries)[0])
