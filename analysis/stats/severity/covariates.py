"""Covariates of a logistic regression: read, paired with the events, and brought to one scale."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ...errors import DataError
from ..arguments import numbers, paired
from .observations import Observations, complete_rows, counted


class Scaled(NamedTuple):
    """Complete rows (covariates in `data.dose`), and the covariates less their mean in spreads of 1."""

    names: tuple[str, ...]
    data: Observations
    columns: np.ndarray
    center: np.ndarray
    spread: np.ndarray


def scaled(covariates, events, n) -> Scaled:
    """Check covariates and events together; columns of spread 1 keep the information well conditioned in any unit.

    Raises
    ------
    DataError
        When covariates are constant or collinear, lengths or labels differ, or an event count exceeds its `n`.
    """
    given = named(covariates)
    *columns, events, n = paired(**{f"covariates {name}": one for name, one in given.items()}, events=events, n=n)
    columns = np.column_stack([np.atleast_1d(numbers(one, name)) for one, name in zip(columns, given, strict=True)])
    data = complete_rows(columns, *counted(events, n), name="covariates")
    center, spread = data.dose.mean(axis=0), np.ptp(data.dose, axis=0)
    within = (data.dose - center) / np.where(spread > 0, spread, 1)
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(data.n)), within])) <= len(given):
        raise DataError(
            f"covariates: expected columns that vary and do not determine one another in {len(data.n)} rows; "
            "leave out the constant or collinear one."
        )
    return Scaled(tuple(given), data, within, center, spread)


def named(covariates) -> dict:
    """Give the columns of the covariates by their names."""
    if isinstance(covariates, pd.DataFrame):
        if not covariates.columns.is_unique or covariates.empty:
            raise DataError("covariates: expected a frame with rows and columns of different names.")
        return {str(name): covariates[name] for name in covariates}
    if isinstance(covariates, pd.Series):
        return {str(covariates.name or "dose"): covariates}
    given = np.atleast_1d(numbers(covariates, "covariates", ndim=2))
    if given.ndim == 1:
        return {"dose": given}
    return {f"x{j + 1}": column for j, column in enumerate(given.T)}
