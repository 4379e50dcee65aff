"""What a broken line is fitted to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from ...errors import DataError
from ..arguments import choice, counts, events_of, numbers, paired
from ..trends.series import LEAST, MOST

FAMILIES = {"gaussian": "gaussian", "log-rate": "gaussian", "poisson": "poisson", "binomial": "binomial"}


class Series(NamedTuple):
    """A family ("gaussian", "poisson", "binomial"), x in order, y, and population or trials."""

    family: str
    x: np.ndarray
    y: np.ndarray
    size: np.ndarray

    def saturated_loglik(self) -> float:
        """Log-likelihood of a model that repeats the counts."""
        y, n = self.y, self.size
        if self.family == "poisson":
            return float((xlogy(y, y) - y - gammaln(y + 1)).sum())
        choose = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
        return float((choose + xlogy(y, y / n) + xlog1py(n - y, -y / n)).sum())


def read_series(y, x, population, model: str) -> Series:
    """Check and sort; rows with a missing entry are left out.

    Raises
    ------
    DataError
        When lengths or labels differ, an x is infinite, a population is not positive or not wanted, binomial
        trials are missing, or a logarithm of zero would be needed.
    """
    choice(model, "model", tuple(FAMILIES))
    y, x, population = paired(y=y, x=x, population=population)
    x = np.atleast_1d(numbers(x, "x", low=-MOST, high=MOST))
    if model == "binomial" and population is None:
        raise DataError("population: expected the number of trials of each row for the binomial model.")
    if model == "gaussian" and population is not None:
        raise DataError("population: the gaussian model has none; use log-rate or poisson.")
    size = np.ones(x.shape) if population is None else np.atleast_1d(numbers(population, "population", high=MOST))
    if model == "binomial":
        y, size = events_of(y, size, names=("y", "population"))
    else:
        y = numbers(counts(y, "y") if model == "poisson" else y, "y", low=-MOST, high=MOST)
    y = np.atleast_1d(y)
    if not (x.shape == y.shape == size.shape):
        raise DataError(f"y, x and population: expected one length, got {y.size}, {x.size} and {size.size}.")
    if (size < LEAST).any():
        raise DataError("population: expected positive numbers.")
    kept = np.flatnonzero(~(np.isnan(x) | np.isnan(y) | np.isnan(size)))
    kept = kept[np.argsort(x[kept], kind="stable")]
    x, y, size = x[kept], y[kept], size[kept]
    if len(np.unique(x)) < 3:
        raise DataError(f"x: expected at least 3 distinct values, got {len(np.unique(x))}.")
    if model == "log-rate":
        if (y < LEAST).any():
            raise DataError("y: expected positive numbers for logarithms; the poisson model takes zeros.")
        y, size = np.log(y / size), np.ones(len(y))
    return _with_events(Series(FAMILIES[model], x, y, size))


def _with_events(series: Series) -> Series:
    """Give the series back, after checking that counts have events, and shares non-events, in two rows."""
    if series.family != "gaussian" and np.count_nonzero(series.y) < 2:
        raise DataError("y: expected events in at least two rows.")
    if series.family == "binomial" and np.count_nonzero(series.size - series.y) < 2:
        raise DataError("y: expected at least two rows that are not all events.")
    return series
