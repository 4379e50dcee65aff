"""A yearly series: what is asked of it before any trend is fitted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...errors import DataError
from ..arguments import counts, numbers, paired

MOST, LEAST = 1e50, 1e-50  # beyond these the squares and products of a fit leave the range of floats


class YearlySeries(NamedTuple):
    """Years in order, counts (or rates), populations, standard errors of given rates (or None), and steps.

    `steps` has one column per declared jump: 1 from its year on. `jumps` are those years.
    """

    year: np.ndarray
    count: np.ndarray  # type: ignore[assignment]  # in the place of the method of tuples
    population: np.ndarray
    error: np.ndarray | None
    jumps: np.ndarray

    @property
    def steps(self) -> np.ndarray:
        """Columns that are 1 from each declared jump on."""
        return (self.year[:, None] >= self.jumps).astype(float)

    @property
    def log_rates(self) -> np.ndarray:
        """log(count/population), after naming the first year that has a zero."""
        if (self.count == 0).any():
            first = self.year[self.count == 0][0]
            raise DataError(f"count: expected positive numbers for logarithms, got 0 in {first:g}; "
                            "use a Poisson model, which takes zeros as they are.")  # fmt: skip
        return np.log(self.count / self.population)

    @property
    def weights(self) -> np.ndarray:
        """Weights of the logarithms: (rate/standard error)^2 where errors are given, else 1."""
        return np.ones(len(self.year)) if self.error is None else (self.count / self.error) ** 2


def yearly_series(count, year, population=None, *, standard_error=None, jump=None, whole: bool = True) -> YearlySeries:
    """Check one series and put it in order of the years, without the years that are missing.

    Raises
    ------
    DataError
        When lengths or labels differ, a year is missing or listed twice, a population or standard error is not
        positive, standard errors come with a population, or a jump is not between two years of the series.
    """
    if standard_error is not None and population is not None:
        raise DataError("standard_error: belongs to rates that are given as such; leave population out.")
    count, year, population, error = paired(count=count, year=year, population=population, error=standard_error)
    count = numbers(counts(count, "count") if whole else count, "count", low=0, high=MOST)
    if (count[count > 0] < LEAST).any():
        raise DataError(f"count: expected rates of at least {LEAST:g}; give them in a larger unit.")
    year = distinct_years(year)
    population, error = _positive(population, "population", year), _positive(error, "standard_error", year)
    if not (count.shape == year.shape == population.shape == error.shape):
        sizes = f"{count.size}, {year.size}, {(error if standard_error is not None else population).size}"
        third = "standard_error" if standard_error is not None else "population"
        raise DataError(f"count, year and {third}: expected one length, got {sizes}.")
    kept = np.flatnonzero(~np.isnan(count) & ~np.isnan(population) & ~np.isnan(error))
    kept = kept[np.argsort(year[kept])]
    year, count, population = year[kept], count[kept], population[kept]
    return YearlySeries(year, count, population, None if standard_error is None else error[kept], _jumps(jump, year))


def at_least(series: YearlySeries, years: int) -> YearlySeries:
    """Give the series back, after checking that so many years have data, and one more for every jump."""
    needed = years + len(series.jumps)
    if len(series.year) < needed:
        raise DataError(f"count: expected at least {needed} years with data, got {len(series.year)}.")
    return series


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


def _positive(value, name: str, year: np.ndarray) -> np.ndarray:
    if value is None:
        return np.ones(year.shape)
    given = numbers(value, name, high=MOST)
    if (given < LEAST).any():
        raise DataError(f"{name}: expected positive numbers; leave out the years that have none.")
    return given


def _jumps(jump, year: np.ndarray) -> np.ndarray:
    """First years after each declared jump, in order, each with years on both sides of it."""
    jumps = np.array([]) if jump is None else np.unique(numbers(jump, "jump"))
    if not jumps.size:
        return jumps
    sides = np.searchsorted(year, jumps)
    if np.isnan(jumps).any() or sides[0] == 0 or sides[-1] == len(year) or len(set(sides)) < len(sides):
        raise DataError(
            f"jump: expected the first year after each change, with data before, after and between them; got {jump!r}."
        )
    design = np.column_stack([np.ones(len(year)), year - year.mean(), year[:, None] >= jumps])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise DataError(f"jump: expected more years around {jump!r}; a level and a slope cannot be told apart.")
    return jumps
