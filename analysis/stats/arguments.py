"""What every statistic asks of its arguments, and the shape in which it answers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from ..errors import DataError, meant
from ..estimate import Estimate

REAL = (int, float, np.integer, np.floating, np.bool_, Decimal, Fraction)
SIDES = ("two-sided", "upper", "lower")
SHAPES = ("one number", "a number or one column", "a number, a column or a table")


def numbers(value, name: str, *, low: float = -np.inf, high: float = np.inf, ndim: int = 1) -> np.ndarray:
    """Give `value` as floats between `low` and `high`; missing entries of a column stay missing (NaN).

    Truth values are 0 and 1; numbers in nullable, categorical and Arrow columns are taken like others.

    Parameters
    ----------
    ndim : int
        Most dimensions taken: 1 for a number or a column, 2 for a table.

    Raises
    ------
    DataError
        When an entry is text, a date, a duration or a complex number, is masked or outside the range, or when a
        single number is missing.
    """
    if isinstance(value, pd.DataFrame):
        raise DataError(f"{name}: expected a number or one column, got a frame; pass frame['column'].")
    if isinstance(value, np.ma.MaskedArray):
        raise DataError(
            f"{name}: expected numbers, got a masked array; write missing entries as NaN (.filled(np.nan))."
        )
    try:
        given = np.asarray(value)
    except ValueError:
        raise DataError(f"{name}: expected a number or one column, got rows of different lengths.") from None
    if given.ndim > ndim:
        got = "a column" if given.ndim == 1 else f"{given.ndim} dimensions"
        raise DataError(f"{name}: expected {SHAPES[ndim]}, got {got}.")
    floats = _floats(given, name)
    if floats.ndim == 0 and np.isnan(floats):
        raise DataError(f"{name}: expected a number, got a missing value.")
    outside = ~np.isnan(floats) & ((floats < low) | (floats > high))
    if outside.any():
        bad = np.atleast_1d(floats)[np.atleast_1d(outside)][0]
        raise DataError(f"{name}: expected numbers from {low:g} to {high:g}, got {bad:g}.")
    return floats


def number(value, name: str, *, low: float = -np.inf, high: float = np.inf) -> float:
    """Give `value` as one float between `low` and `high`; a column is refused."""
    return float(numbers(value, name, low=low, high=high, ndim=0))


def counts(value, name: str, *, ndim: int = 1) -> np.ndarray:
    """Give `value` as whole numbers from 0 to 2^53 (floats such as ``4.0`` are taken, ``4.5`` is not).

    Beyond 2^53 a floating-point number is no longer a count: its neighbor is two away.
    """
    given = numbers(value, name, low=0, high=2.0**53, ndim=ndim)
    broken = ~np.isnan(given) & (given != np.floor(given))
    if broken.any():
        bad = np.atleast_1d(given)[np.atleast_1d(broken)][0]
        raise DataError(f"{name}: expected whole numbers, got {bad:g}; a percentage is not a count.")
    return given


def paired(**columns) -> list:
    """Give columns that belong together row by row; labelled ones are put in the order of the first labelled one.

    A row of one `pandas.Series` and a row of another are one observation when they have the same label: pairing them
    by position would give one state the population of another. Columns without labels (lists, arrays) are paired by
    position.

    Parameters
    ----------
    **columns
        The arguments of a function by name; numbers, ``None`` and columns without labels are given back as they are.

    Raises
    ------
    DataError
        When two Series have not the same labels, or labels that stand several times in another order.

    Examples
    --------
    >>> cases, people = pd.Series({"CA": 9, "TX": 5}), pd.Series({"TX": 30e6, "CA": 39e6})
    >>> paired(cases=cases, people=people)[1].tolist()
    [39000000.0, 30000000.0]
    """
    labelled = {name: column for name, column in columns.items() if isinstance(column, pd.Series)}
    first = next(iter(labelled), "")
    for name, column in labelled.items():
        index = labelled[first].index
        if column.index.equals(index):
            continue
        if len(column) != len(index) or not (
            index.is_unique and column.index.is_unique and index.isin(column.index).all()
        ):
            raise DataError(_unpaired(first, index, name, column.index))
        columns[name] = column.reindex(index)
    return list(columns.values())


def events_of(events, n, *, names: tuple[str, str] = ("events", "n")) -> tuple[np.ndarray, np.ndarray]:
    """Give events and trials as arrays, after checking that no event count exceeds its `n` and no `n` is 0."""
    events, n = paired(**dict(zip(names, (events, n), strict=True)))
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
    value = number(level, "level")
    if not 0 < value < 1:
        raise DataError(f"level: expected a share between 0 and 1 such as 0.95, got {value:g}.")
    return value


def one_tail(level, alternative) -> float:
    """Give the probability beyond a limit: half of what `level` leaves when there are two limits, else all of it."""
    return (1 - checked_level(level)) / (2 if choice(alternative, "alternative", SIDES) == "two-sided" else 1)


def sided(limits, name: str, alternative: str, ends: tuple[float, float]) -> tuple[np.ndarray, np.ndarray, str]:
    """Give both limits, or one bound with the end of the scale beside it, and the method that says so."""
    low, high = limits
    if alternative == "upper":
        return np.where(np.isnan(high), np.nan, ends[0]), high, f"{name}, one-sided upper bound"
    if alternative == "lower":
        return low, np.where(np.isnan(low), np.nan, ends[1]), f"{name}, one-sided lower bound"
    return low, high, name


def choice(value, name: str, options: Sequence):
    """Give `value` back when it is one of `options`, else name them all."""
    if not isinstance(value, str | int | np.bool_ | None) or value not in options:  # an array has no truth value
        raise DataError(f"{name}: expected one of {', '.join(map(str, options))}; got {value!r}{meant(value, options)}")
    return value


def answer(
    value, low, high, *, level: float, method: str, what: str, unit: str = "", like=()
) -> Estimate | pd.DataFrame:
    """Wrap limits: an `Estimate` for one number, a frame with ``value, low, high`` for a column.

    The frame keeps the index of the first Series among `like`, and says what, level, method and unit in ``attrs``.
    """
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (value, low, high)))
    if arrays[0].ndim == 0:
        value, low, high = map(float, arrays)
        return Estimate(value, low, high, level=level, method=method, unit=unit, what=what)
    index = next((a.index for a in like if isinstance(a, pd.Series)), None)
    frame = pd.DataFrame(dict(zip(("value", "low", "high"), arrays, strict=True)), index=index)
    frame.attrs = {"what": what, "level": level, "method": method, "unit": unit}
    return frame


def _floats(given: np.ndarray, name: str) -> np.ndarray:
    """Floats of the same shape; anything that is not a real number, a truth value or missing is refused."""
    if given.dtype.kind in "biuf":
        return given.astype(float)
    entries = [*given.ravel()] if given.dtype.kind in "mM" else given.ravel().tolist()
    bad = [entry for entry in entries if not _real(entry)]
    if bad:
        advice = "; convert with pandas.to_numeric first" if isinstance(bad[0], str) else ""
        raise DataError(f"{name}: expected numbers, got {bad[0]!r}{advice}.")
    try:
        floats = [np.nan if entry is None or entry is pd.NA else float(entry) for entry in entries]
    except OverflowError:
        raise DataError(f"{name}: expected numbers below 1.8e308, got one beyond.") from None
    return np.array(floats, dtype=float).reshape(given.shape)


def _real(entry) -> bool:
    missing = entry is None or entry is pd.NA
    return missing or (isinstance(entry, REAL) and not isinstance(entry, np.timedelta64))


def _unpaired(first: str, index: pd.Index, name: str, other: pd.Index) -> str:
    only = [*index.difference(other, sort=False)[:3], *other.difference(index, sort=False)[:3]]
    what = f"{', '.join(map(repr, only))} in one alone" if only else "labels that stand several times"
    return (
        f"{first} and {name}: expected Series with the same labels, got {what}; give both the index of their rows, "
        "or pass .to_numpy() to pair them by position."
    )
