"""A yearly series: what is asked of it before any trend is fitted."""

from __future__ import annotations

import numpy as np

from ...errors import DataError
from ..arguments import counts, numbers


def yearly_series(count, year, population=None, *, at_least: int, whole: bool = True):
    """Give (year, count, population) as floats in order of the years, without the years that are missing.

    Raises
    ------
    DataError
        When lengths differ, a year is missing or listed twice, a population is not positive, or fewer than
        `at_least` years have data.
    """
    most = np.finfo(float).max
    count = counts(count, "count") if whole else numbers(count, "count", low=0, high=most)
    year = distinct_years(year)
    if population is None:
        population = np.ones(year.shape)
    population = np.asarray(numbers(population, "population", high=most))
    if not (count.shape == year.shape == population.shape):
        raise DataError(f"count, year and population: expected one length, got {count.size}, {year.size}, "
                        f"{population.size}.")  # fmt: skip
    if (population <= 0).any():
        raise DataError("population: expected positive numbers; leave out the years that have none.")
    kept = np.flatnonzero(~np.isnan(count) & ~np.isnan(population))
    kept = kept[np.argsort(year[kept])]
    if kept.size < at_least:
        raise DataError(f"count: expected at least {at_least} years with data, got {kept.size}.")
    return year[kept], count[kept], population[kept]


def log_rates(year: np.ndarray, count: np.ndarray, population: np.ndarray) -> np.ndarray:
    """Give log(count/population), after naming the first year that has a zero."""
    if (count == 0).any():
        raise DataError(f"count: expected positive numbers for logarithms, got 0 in {year[count == 0][0]:g}; "
                        "use a Poisson model, which takes zeros as they are.")  # fmt: skip
    return np.log(count / population)


def has_finite_slope(year: np.ndarray, count: np.ndarray) -> bool:
    """Whether a Poisson line has a maximum: events in two years, or in one between others."""
    with_events = np.flatnonzero(count)
    return len(year) > 1 and with_events.size > 0 and (
        with_events.size > 1 or year.min() < year[with_events[0]] < year.max()
    )  # fmt: skip


def distinct_years(year) -> np.ndarray:
    """Give years as floats, after checking that none is missing or listed twice."""
    year = numbers(year, "year")
    if year.ndim != 1:
        raise DataError("year: expected a column of years, got a single number.")
    if not np.isfinite(year).all():
        raise DataError("year: expected a year in every row, got a missing one.")
    values, times = np.unique(year, return_counts=True)
    if (times > 1).any():
        raise DataError(f"year: {values[times > 1][0]:g} is listed more than once; add up its rows first.")
    return year
