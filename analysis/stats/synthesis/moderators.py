"""Moderators of a meta-regression: which columns they are, and the design made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import numbers
from .pooling import usable_effects

NUMBERS = ("integer", "floating", "mixed-integer-float", "decimal")


@dataclass(frozen=True, slots=True)
class Moderators:
    """Names of moderators, and the levels of each (none for a moderator of numbers)."""

    names: tuple[str, ...]
    levels: tuple[tuple, ...]

    @property
    def columns(self) -> list[str]:
        """Names of the coefficients: the intercept, each number, each level but the first."""
        pairs = zip(self.names, self.levels, strict=True)
        return ["intercept", *(label for name, levels in pairs for label in _labels(name, levels))]

    def places(self) -> dict[str, range]:
        """Where the coefficients of each moderator stand."""
        found, start = {}, 1
        for name, levels in zip(self.names, self.levels, strict=True):
            found[name] = range(start, start + len(_labels(name, levels)))
            start = found[name].stop
        return found

    def design(self, frame: pd.DataFrame) -> np.ndarray:
        """The design (rows, coefficients) of studies with these moderators as columns."""
        if not isinstance(frame, pd.DataFrame) or not set(self.names) <= set(frame.columns):
            raise DataError(f"new: expected a frame with the columns {', '.join(self.names)}.")
        columns = [np.ones(len(frame))]
        for name, levels in zip(self.names, self.levels, strict=True):
            if frame[name].isna().any():
                raise DataError(f"{name}: expected a value in every row, got a missing one.")
            columns += _of_levels(frame[name], levels) if levels else [_finite(frame[name])]
        return np.column_stack(columns)

    def check(self, design) -> None:
        """Refuse moderators that leave no study over, do not vary or follow from each other."""
        k, p = design.shape
        if k <= p:
            raise DataError(f"{', '.join(self.names)}: expected more than {p} studies, got {k}.")
        scaled, _ = self.standardized(design)
        if np.linalg.matrix_rank(scaled, tol=1e-9 * np.sqrt(k)) < p:
            raise DataError(f"{', '.join(self.names)}: expected moderators of which none follows from the others.")

    def standardized(self, design) -> tuple[np.ndarray, np.ndarray]:
        """Columns with mean 0 and standard deviation 1, and the matrix that turns their coefficients back.

        Years or doses of thousands beside an intercept would cost half the digits of the normal equations.
        """
        mean, deviation = design.mean(axis=0), design.std(axis=0)
        mean[0], deviation[0] = 0.0, 1.0
        deviation = np.where(deviation > 0, deviation, 1.0)
        turn = np.diag(1 / deviation)
        turn[0, 1:] = -(mean / deviation)[1:]
        return (design - mean) / deviation, turn


def moderators_of(frame: pd.DataFrame, names: Sequence[str]) -> Moderators:
    """Tell numbers from words in the named columns, and give the levels of the latter."""
    levels = []
    for name in names:
        column = frame[name]
        if column.nunique() < 2:
            raise DataError(f"{name}: expected at least two values, got {column.iloc[0]} throughout.")
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind.startswith(("datetime", "date", "timedelta", "period", "complex")):
            raise DataError(f"{name}: expected numbers or words, got {kind}; give the year or the number of days.")
        levels.append(() if kind in NUMBERS else _sorted_levels(column))
    return Moderators(tuple(names), tuple(levels))


def with_columns(effects, names: str | Sequence[str]) -> tuple[pd.DataFrame, str, list[str]]:
    """Give the usable studies with a value in each of these columns, the measure, and the names as a list."""
    frame, measure = usable_effects(effects)
    listed = [names] if isinstance(names, str) else list(names) if isinstance(names, Sequence) else []
    if not listed or not all(isinstance(name, str) for name in listed) or len(set(listed)) < len(listed):
        raise DataError(f"moderators: expected the name of a column or different names of several, got {names!r}.")
    for name in listed:
        if name not in frame:
            raise DataError(f"effects: expected the column {name}; its columns are {', '.join(map(str, frame))}.")
    frame = frame[frame[listed].notna().all(axis=1)]
    if frame.empty:
        raise DataError(f"{', '.join(listed)}: expected a value for at least one study, got none.")
    return frame, measure, listed


def _sorted_levels(column: pd.Series) -> tuple:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return tuple(column.cat.remove_unused_categories().cat.categories)
    return tuple(sorted(column.unique().tolist(), key=str))


def _labels(name: str, levels: tuple) -> list[str]:
    return [f"{name}: {level}" for level in levels[1:]] if levels else [name]


def _of_levels(column: pd.Series, levels: tuple) -> list[np.ndarray]:
    values = column.tolist()
    unknown = [value for value in values if value not in levels]
    if unknown:
        raise DataError(f"{column.name}: expected one of {', '.join(map(str, levels))}; got {unknown[0]!r}.")
    return [np.array([value == level for value in values], dtype=float) for level in levels[1:]]


def _finite(column: pd.Series) -> np.ndarray:
    values = numbers(column, str(column.name))
    if np.isinf(values).any():
        raise DataError(f"{column.name}: expected finite numbers, got infinity.")
    return values
