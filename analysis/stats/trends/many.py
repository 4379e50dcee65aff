"""Annual percent changes of many series at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import answer, checked_level, choice, counts, numbers, paired
from ..existence import has_maximum
from .likelihood import fit_many, negative_binomial
from .loglinear import percent, quantile
from .residuals import level_or, pearson
from .series import LEAST, MOST, distinct_years


def annual_percent_changes(
    counts_by_year: pd.DataFrame,
    *,
    population: ArrayLike | None = None,
    model: str = "quasi-poisson",
    level: float = 0.95,
) -> pd.DataFrame:
    """Annual percent change of many series at once, one column per series.

    Parameters
    ----------
    counts_by_year : DataFrame
        Index: years. Columns: series. Missing entries are left out of their series.
    population : Series or DataFrame, optional
        Denominator by year, the same for all series (Series or array) or one column per series (DataFrame).
    model : {"quasi-poisson", "poisson", "negative-binomial"}
        As in `loglinear_trend`, with Wald limits.
    level : float
        Confidence level of the limits.

    Returns
    -------
    DataFrame
        Index: series. Columns ``value, low, high`` in percent per year. A series that has no finite slope
        (fewer than two years, no events, all events in its first or last year) is NaN, so that it does not
        hide the rest.

    Raises
    ------
    DataError
        What is no frame, counts or populations that cannot be, years listed twice, or a population with other labels.

    Examples
    --------
    >>> counts = pd.DataFrame({"baclofen": [30, 36, 41, 52], "ziconotide": [0, 0, 0, 2]}, index=range(2020, 2024))
    >>> annual_percent_changes(counts).round(1)["value"].tolist()
    [19.8, nan]
    """
    choice(model, "model", ("quasi-poisson", "poisson", "negative-binomial"))
    level = checked_level(level)
    if not isinstance(counts_by_year, pd.DataFrame):
        raise DataError("counts_by_year: expected a frame with years as index and one column per series.")
    year = distinct_years(counts_by_year.index.to_numpy())
    table = numbers(counts(counts_by_year.to_numpy(), "counts_by_year", ndim=2), "counts_by_year", high=MOST, ndim=2).T
    people = _people(population, counts_by_year)
    table = np.where(np.isnan(people), np.nan, table)
    limits = np.full((3, len(table)), np.nan)
    known = ~np.isnan(table)
    for pattern in np.unique(known, axis=0):
        rows = np.flatnonzero((known == pattern).all(axis=1))
        rows = rows[[_finite(year[pattern], table[r, pattern]) for r in rows]]
        if rows.size:
            block = np.ix_(rows, pattern)
            limits[:, rows] = _many(year[pattern], table[block], people[block], model, level)
    like = pd.Series(index=counts_by_year.columns, dtype=float)
    return answer(
        *percent(limits),
        level=level,
        method=f"{model}, wald",
        what="annual percent change",
        unit="percent per year",
        like=(like,),
    )


def _finite(year: np.ndarray, count: np.ndarray) -> bool:
    """Whether the slope has a finite estimate; events in two years are enough, and the usual case."""
    if np.count_nonzero(count) > 1:
        return True
    return len(year) > 1 and has_maximum("poisson", np.column_stack([np.ones(len(year)), year - year[0]]), count)


def _people(population, table: pd.DataFrame) -> np.ndarray:
    """Populations in the shape of the series; labelled ones are put in the order of the counts, or refused."""
    if population is None:
        return np.ones(table.shape[::-1])
    row = pd.Series(range(len(table)), index=table.index)
    if isinstance(population, pd.Series):
        population = paired(counts_by_year=row, population=population)[1]
    if isinstance(population, pd.DataFrame):
        rows = pd.Series(range(len(population)), index=population.index)
        column = pd.Series(range(table.shape[1]), index=table.columns)
        columns = pd.Series(range(population.shape[1]), index=population.columns)
        rows, columns = paired(counts_by_year=row, population=rows)[1], paired(series=column, population=columns)[1]
        population = population.to_numpy()[np.ix_(rows, columns)]
    people = numbers(population, "population", high=MOST, ndim=2).T
    if (people < LEAST).any():
        raise DataError("population: expected positive numbers.")
    try:
        return np.broadcast_to(people, table.shape[::-1])
    except ValueError:
        raise DataError(
            f"population: expected one number per year ({len(table)}) or a frame like the counts."
        ) from None


def _many(year, table, people, model, level):
    design = np.column_stack([np.ones_like(year), (year - year.mean()) / np.ptp(year)])
    df = len(year) - 2
    if model == "negative-binomial":
        fit = negative_binomial(design, table, people)
        slope, variance = fit.beta[:, 1], fit.covariance[:, 1, 1]
    else:
        beta, _ = fit_many("poisson", design, table, people)
        mu = people * np.exp(beta @ design.T)
        slope = beta[:, 1]
        variance = np.linalg.inv(np.einsum("ni,mn,nj->mij", design, mu, design))[:, 1, 1]
        if model == "quasi-poisson":
            variance = variance * (pearson(table, mu) / df if df else np.nan)
    half, slope = quantile(model, level, df) * np.sqrt(variance), level_or(slope, 1.0)
    return np.array([slope, slope - half, slope + half]) / np.ptp(year)
